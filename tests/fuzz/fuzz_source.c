/*
 * A log in a compressed file that is damaged: read to its end or to an error
 * that says so, the same again after a rewind.
 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/source.h"
#include "schema/hash.h"
#include "schema/mem.h"
#include "schema/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/pack.h"

#define BLOCK_BYTES	((size_t)64 * 1024)
#define MOST_BYTES	((uint64_t)64 * 1024 * 1024)

struct state {
	struct fuzz_file file;
	char		*block;
};

static void
compress(struct fuzz_seeds *seeds, const char *filter, struct span text)
{
	struct buf packed = { 0 };

	if (!pack(&packed, filter, text))
		fuzz_fail(__FILE__, __LINE__, "packed", span_str(filter));
	fuzz_seed(seeds, buf_span(&packed));
	buf_free(&packed);
}

static void *
state_open(struct fuzz_seeds *seeds)
{
	static const char *const filters[] = { "gzip", "xz", "zstd", "bzip2" };
	static const size_t lengths[] = { 0, 200, 5000 };
	struct fuzz_seeds text = { .n = 0 };
	struct state *s = mem_alloc(sizeof(*s));
	size_t i, k;

	fuzz_file_open(&s->file);
	s->block = mem_alloc(BLOCK_BYTES);
	fuzz_seed_file(&text, "contrib/samples/mixed.log");
	for (i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		for (k = 0; k < sizeof(lengths) / sizeof(lengths[0]); k++)
			compress(seeds, filters[i], span_head(text.all[0],
			    lengths[k]));
	arena_free(&text.arena);
	free(text.all);
	return s;
}

/* All that comes out, as a hash. */
static uint64_t
read_all(const struct state *st, struct source *s, int *rc)
{
	struct err err = { .code = ERR_NONE };
	uint64_t hash = 0, all = 0;
	size_t n;

	do {
		*rc = source_read(s, st->block, BLOCK_BYTES, &n, &err);
		FUZZ_CHECK(n <= BLOCK_BYTES, SPAN(""));
		hash = hash_mix(hash, hash_span(span_of(st->block, n)));
		all += n;
	} while (*rc == 0 && n > 0 && all < MOST_BYTES);
	FUZZ_CHECK(*rc == 0 || (*rc == ERR_IO && err.msg[0] != '\0'),
	    span_str(err.msg));
	FUZZ_CHECK(text_is_clean(span_str(err.msg)), span_str(err.msg));
	return hash;
}

static void
state_one(void *state, struct span input)
{
	struct state *st = state;
	struct err err = { .code = ERR_NONE };
	struct source *s = NULL;
	uint64_t first, second;
	int rc, again;

	fuzz_file_set(&st->file, input);
	rc = source_open(st->file.path, true, &s, &err);
	FUZZ_CHECK(rc == 0 || err.msg[0] != '\0', span_str(err.msg));
	if (rc != 0)
		return;
	FUZZ_CHECK(source_head(s).n <= SOURCE_HEAD_BYTES, SPAN(""));
	source_bound(s);
	first = read_all(st, s, &rc);
	if (source_rewind(s, &err) == 0) {
		second = read_all(st, s, &again);
		FUZZ_CHECK(first == second && rc == again, input);
	}
	source_close(s);
}

static void
state_close(void *state)
{
	struct state *s = state;

	fuzz_file_close(&s->file);
	free(s->block);
	free(s);
}

const struct fuzz_target fuzz_target = {
	.name = "source", .cost = 4, .binary = true, .open = state_open,
	.one = state_one, .close = state_close
};

/*
 * The same log in one block and in several: the same events.
 */
#include <stdlib.h>

#include "schema/hash.h"
#include "schema/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/log.h"

#define PLACES	6

struct pieces {
	struct log	log;
	struct buf	want, got;
};

static void *
pieces_open(struct fuzz_seeds *seeds)
{
	struct pieces *p = mem_alloc(sizeof(*p));

	log_open(&p->log);
	fuzz_seed_samples(seeds);
	fuzz_seed_lines(seeds, "contrib/samples/mixed.log", 20);
	fuzz_seed_lines(seeds, "contrib/samples/postfix.log", 100);
	return p;
}

static void
pieces_one(void *state, struct span input)
{
	struct pieces *p = state;
	uint64_t hash = hash_span(input);
	size_t places[PLACES], i;

	buf_clear(&p->want);
	buf_clear(&p->got);
	log_parse(&p->log, input, NULL, 0, &p->want);
	/* Six places behind each other, by the input itself. */
	for (i = 0; i < PLACES; i++)
		places[i] = (i * input.n + hash % (input.n + 1)) / PLACES;
	log_parse(&p->log, input, places, PLACES, &p->got);
	FUZZ_CHECK(span_eq(buf_span(&p->want), buf_span(&p->got)),
	    buf_span(&p->got));
}

static void
pieces_close(void *state)
{
	struct pieces *p = state;

	log_close(&p->log);
	buf_free(&p->want);
	buf_free(&p->got);
	free(p);
}

const struct fuzz_target fuzz_target = {
	.name = "pieces", .cost = 4, .open = pieces_open, .one = pieces_one,
	.close = pieces_close
};

#include <stdlib.h>

#include "analyzer/decompress.h"
#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/pack.h"
#include "tests/test.h"

static const char *const filters[] = { "gzip", "xz", "zstd", "bzip2" };

#define FILTERS		(sizeof(filters) / sizeof(filters[0]))
#define PIECE_MAX	65536

/* Bytes handed out in pieces. */
struct pieces {
	struct span	 left;
	size_t		 piece;
	char		 given[PIECE_MAX];
};

static ssize_t
give(void *arg, const void **out)
{
	struct pieces *p = arg;
	struct span part = span_head(p->left, p->piece);

	/* Where the last piece lay there is nothing of use any more. */
	memset(p->given, 0xff, sizeof(p->given));
	if (part.n > 0)
		memcpy(p->given, part.p, part.n);
	p->left = span_skip(p->left, part.n);
	*out = p->given;
	return (ssize_t)part.n;
}

/* Reads all in steps of size; what was wrong in the end. */
static const char *
read_all(struct span bytes, size_t piece, size_t size, struct buf *out)
{
	static struct pieces p;
	struct decompress *d;
	const char *why;
	size_t got;

	p.left = bytes;
	p.piece = piece;
	buf_clear(out);
	d = decompress_new(bytes, give, &p);
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	do {
		buf_reserve(out, size);
		why = decompress_read(d, out->data + out->n, size, &got);
		out->n += got;
	} while (why == NULL && got > 0);
	/* What is wrong stays wrong, what has ended has. */
	buf_reserve(out, 1);
	CU_ASSERT(decompress_read(d, out->data + out->n, 1, &got) == why);
	CU_ASSERT(got == 0);
	decompress_free(d);
	return why;
}

static void
test_whole(void)
{
	static const struct {
		const char *name, *first;
		struct span between;
		const char *second;
		struct span behind;
		const char *want;
		bool damaged;
	} rows[] = {
		{ "one", "one\ntwo\n", { "", 0 }, NULL, { "", 0 },
		    "one\ntwo\n", false },
		{ "two streams", "one\n", { "", 0 }, "two\n", { "", 0 },
		    "one\ntwo\n", false },
		{ "a line over two", "one\ntw", { "", 0 }, "o\n", { "", 0 },
		    "one\ntwo\n", false },
		{ "nothing in it", "", { "", 0 }, NULL, { "", 0 }, "",
		    false },
		{ "nothing, then a line", "", { "", 0 }, "two\n", { "", 0 },
		    "two\n", false },
		{ "a zero byte", "one\n", { "", 0 }, NULL, { "\0", 1 },
		    "one\n", false },
		{ "padding", "one\n", { "\0\0\0\0", 4 }, "two\n",
		    { "\0\0\0\0\0\0\0\0", 8 }, "one\ntwo\n", false },
		{ "no stream behind", "one\n", { "", 0 }, NULL,
		    { "garbage", 7 }, "one\n", true },
		{ "no stream behind zeros", "one\n", { "", 0 }, NULL,
		    { "\0\0\0\0garbage", 11 }, "one\n", true },
		{ "a gzip member begins", "one\n", { "", 0 }, NULL,
		    { "\x1f\x8b\x08", 3 }, "one\n", true },
	};
	struct buf bytes = { 0 }, out = { 0 };
	const char *why;
	size_t i, k, piece;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]) * FILTERS; i++) {
		const char *filter = filters[i % FILTERS];

		k = i / FILTERS;
		buf_clear(&bytes);
		CU_ASSERT_TRUE(pack(&bytes, filter, span_str(rows[k].first)));
		buf_add_span(&bytes, rows[k].between);
		if (rows[k].second != NULL)
			CU_ASSERT_TRUE(pack(&bytes, filter,
			    span_str(rows[k].second)));
		buf_add_span(&bytes, rows[k].behind);
		for (piece = 1; piece <= bytes.n; piece++) {
			why = read_all(buf_span(&bytes), piece, 3, &out);
			CHECK_INT(filter, span_eq(buf_span(&out),
			    span_str(rows[k].want)), true);
			CHECK_INT(rows[k].name, why != NULL,
			    rows[k].damaged);
		}
	}
	buf_free(&bytes);
	buf_free(&out);
}

/* Frames that hold no text come before, between and behind the others. */
static void
test_skippable(void)
{
	static const struct span skip = { "\x5a\x2a\x4d\x18\x03\0\0\0abc", 11 };
	struct buf bytes = { 0 }, out = { 0 };
	size_t i;

	for (i = 0; i < 3; i++) {
		buf_add_span(&bytes, skip);
		CU_ASSERT_TRUE(pack(&bytes, "zstd", span_str(i == 0 ? "one\n" :
		    "two\n")));
	}
	buf_add_span(&bytes, skip);
	for (i = 1; i < 60; i++) {
		CU_ASSERT_PTR_NULL(read_all(buf_span(&bytes), i, i, &out));
		CHECK_INT("skippable", span_eq(buf_span(&out),
		    SPAN("one\ntwo\ntwo\n")), true);
	}
	/* Cut off within the last one. */
	bytes.n--;
	CU_ASSERT_PTR_NOT_NULL(read_all(buf_span(&bytes), 5, 5, &out));
	CHECK_INT("cut", out.n, 12);
	buf_free(&bytes);
	buf_free(&out);
}

/* Letters that do not pack well, then some that pack very well. */
static void
make_text(struct buf *text, size_t n)
{
	unsigned seed = 1;
	size_t i;

	buf_clear(text);
	for (i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		buf_add_char(text, i < n / 2 ?
		    (char)('a' + (seed >> 16) % 26) : 'a');
	}
}

/*
 * Cut off anywhere it gives the same for steps of any size, never less than
 * when it is cut off before, and says that it was.
 */
static void
test_cut(void)
{
	struct buf bytes = { 0 }, text = { 0 }, out = { 0 }, same = { 0 };
	size_t i, k, last;

	make_text(&text, 3000);
	for (i = 0; i < FILTERS; i++) {
		last = 0;
		buf_clear(&bytes);
		CU_ASSERT_TRUE(pack(&bytes, filters[i], buf_span(&text)));
		/* Three bytes tell each of them from text. */
		for (k = 3; k < bytes.n; k++) {
			struct span cut = span_of(bytes.data, k);

			CU_ASSERT_PTR_NOT_NULL(read_all(cut, PIECE_MAX, 8192,
			    &out));
			CHECK_INT(filters[i], out.n >= last, true);
			CHECK_INT(filters[i], span_starts(buf_span(&text),
			    buf_span(&out)), true);
			CU_ASSERT_PTR_NOT_NULL(read_all(cut, PIECE_MAX, 7,
			    &same));
			CHECK_INT(filters[i], same.n, out.n);
			CU_ASSERT_PTR_NOT_NULL(read_all(cut, 3, 4096, &same));
			CHECK_INT(filters[i], same.n, out.n);
			last = out.n;
		}
		/* Only the checksum is missing. */
		CHECK_INT(filters[i], last, text.n);
	}
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&out);
	buf_free(&same);
}

/* Blocks are given when they are there: never more than one is missing. */
static void
test_blocks(void)
{
	static const size_t block[FILTERS] = { 65536, 65536, 131072, 100000 };
	struct buf bytes = { 0 }, text = { 0 }, out = { 0 };
	size_t i, part;

	make_text(&text, 2000000);
	for (i = 0; i < FILTERS; i++) {
		buf_clear(&bytes);
		CU_ASSERT_TRUE(pack(&bytes, filters[i],
		    span_of(text.data, 1000000)));
		for (part = 1; part < 10; part++) {
			read_all(span_of(bytes.data, bytes.n / 10 * part),
			    PIECE_MAX, 65536, &out);
			CHECK_INT(filters[i], span_starts(buf_span(&text),
			    buf_span(&out)), true);
			CHECK_INT(filters[i], out.n + block[i] >
			    1000000 / 10 * part - 1000, true);
		}
	}
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&out);
}

/* A wrong byte is found, and what came before it was given. */
static void
test_damaged(void)
{
	struct buf bytes = { 0 }, text = { 0 }, out = { 0 }, same = { 0 };
	const char *why;
	size_t i, at, first;

	make_text(&text, 300000);
	for (i = 0; i < FILTERS; i++) {
		buf_clear(&bytes);
		CU_ASSERT_TRUE(pack(&bytes, filters[i], SPAN("before\n")));
		first = bytes.n;
		CU_ASSERT_TRUE(pack(&bytes, filters[i], buf_span(&text)));
		for (at = first; at < bytes.n; at += bytes.n / 50) {
			bytes.data[at] ^= 0x10;
			why = read_all(buf_span(&bytes), PIECE_MAX, 8192,
			    &out);
			CHECK_INT(filters[i], why != NULL ||
			    span_eq(span_skip(buf_span(&out), 7),
			    buf_span(&text)), true);
			CHECK_INT(filters[i], span_starts(buf_span(&out),
			    SPAN("before\n")), true);
			/* However much is read at once. */
			read_all(buf_span(&bytes), PIECE_MAX, 1000000, &same);
			CHECK_INT(filters[i], same.n, out.n);
			bytes.data[at] ^= 0x10;
		}
		/* Only the checksum, or what stands behind it, is wrong. */
		bytes.data[bytes.n - 4] ^= 1;
		CU_ASSERT_PTR_NOT_NULL(read_all(buf_span(&bytes), 100, 64,
		    &out));
		CHECK_INT(filters[i], out.n, text.n + 7);
	}
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&out);
	buf_free(&same);
}

static void
test_claim(void)
{
	static const struct {
		struct span begin;
		bool packed;
	} rows[] = {
		{ { "", 0 }, false },
		{ { "Nov 21 08:00:00 mx1 ", 20 }, false },
		{ { "2026-11-21T08:00:00Z", 20 }, false },
		{ { "<22>1 2026", 10 }, false },
		{ { "{\"MESSAGE\"", 10 }, false },
		{ { "\x1f\x8b\x08", 3 }, true },
		{ { "\x1f\x8c\x08", 3 }, false },
		{ { "\x1f", 1 }, true },
		{ { "\xfd" "7zX", 4 }, true },
		{ { "\xfd" "7zXZ\0\0", 7 }, true },
		{ { "\xfd" "7zXZ\1\0", 7 }, false },
		{ { "\x28\xb5\x2f\xfd\0", 5 }, true },
		{ { "\x50\x2a\x4d\x18", 4 }, true },
		{ { "\x5f\x2a\x4d\x18", 4 }, true },
		{ { "\x60\x2a\x4d\x18", 4 }, false },
		{ { "BZh9", 4 }, true },
		/* Text, as far as anybody can tell. */
		{ { "BZ", 2 }, false },
		{ { "(", 1 }, false },
		{ { "(\xb5", 2 }, true },
		{ { "\x1f", 1 }, true },
		{ { "BZ9 ", 4 }, false },
	};
	struct decompress *d;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d = decompress_new(rows[i].begin, give, NULL);
		CHECK_INT(rows[i].begin.p, d != NULL, rows[i].packed);
		decompress_free(d);
	}
}

void suite_decompress(void);

void
suite_decompress(void)
{
	TEST_SUITE("decompress",
	    { "whole files", test_whole },
	    { "skippable frames", test_skippable },
	    { "cut off at any byte", test_cut },
	    { "blocks", test_blocks },
	    { "damaged", test_damaged },
	    { "by the first bytes", test_claim });
}

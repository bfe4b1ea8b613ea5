#include <stdlib.h>
#include <zlib.h>

#include "analyzer/gunzip.h"
#include "tests/test.h"

#define ROOM	8192

/* Bytes handed out in pieces. */
struct pieces {
	const unsigned char	*bytes;
	size_t			 n, at, piece;
	unsigned char		 given[ROOM];
};

static ssize_t
give(void *arg, const void **out)
{
	struct pieces *p = arg;
	size_t n = p->n - p->at < p->piece ? p->n - p->at : p->piece;

	/* Where the last piece lay there is nothing of use any more. */
	memset(p->given, 0xff, sizeof(p->given));
	memcpy(p->given, p->bytes + p->at, n);
	p->at += n;
	*out = p->given;
	return (ssize_t)n;
}

/* Appends text as a gzip member. */
static size_t
add_member(unsigned char *to, size_t at, const char *text)
{
	z_stream z = { 0 };

	deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8,
	    Z_DEFAULT_STRATEGY);
	z.next_in = (z_const Bytef *)text;
	z.avail_in = (uInt)strlen(text);
	z.next_out = to + at;
	z.avail_out = (uInt)(ROOM - at);
	deflate(&z, Z_FINISH);
	at = ROOM - z.avail_out;
	deflateEnd(&z);
	return at;
}

/* Reads all in steps of size; what was wrong in the end. */
static const char *
read_all(const unsigned char *bytes, size_t n, size_t piece, size_t size,
    char *out, size_t *out_n)
{
	struct pieces p = { .bytes = bytes, .n = n, .piece = piece };
	struct gunzip *g = gunzip_new(give, &p);
	const char *why;
	size_t got;

	*out_n = 0;
	do {
		why = gunzip_read(g, out + *out_n, size, &got);
		*out_n += got;
	} while (why == NULL && got > 0 && *out_n + size <= ROOM);
	/* What is wrong stays wrong. */
	CU_ASSERT((gunzip_read(g, out + *out_n, size, &got) == NULL) ==
	    (why == NULL));
	CU_ASSERT(got == 0);
	gunzip_free(g);
	return why;
}

static void
test_whole(void)
{
	static const struct {
		const char *name, *first, *second, *behind;
		size_t behind_n;
		const char *want;
		bool damaged;
	} rows[] = {
		{ "one", "one\ntwo\n", NULL, "", 0, "one\ntwo\n", false },
		{ "two members", "one\n", "two\n", "", 0, "one\ntwo\n",
		    false },
		{ "nothing in it", "", NULL, "", 0, "", false },
		{ "nothing, then a line", "", "two\n", "", 0, "two\n",
		    false },
		{ "a zero byte", "one\n", NULL, "\0", 1, "one\n", false },
		{ "zero bytes", "one\n", "two\n", "\0\0\0\0", 4,
		    "one\ntwo\n", false },
		{ "garbage", "one\n", NULL, "garbage", 7, "one\n", false },
		{ "a member begins", "one\n", NULL, "\x1f\x8b\x08", 3,
		    "one\n", true },
	};
	unsigned char bytes[ROOM];
	char out[ROOM];
	const char *why;
	size_t i, n, piece, out_n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = add_member(bytes, 0, rows[i].first);
		if (rows[i].second != NULL)
			n = add_member(bytes, n, rows[i].second);
		memcpy(bytes + n, rows[i].behind, rows[i].behind_n);
		n += rows[i].behind_n;
		for (piece = 1; piece <= n; piece++) {
			why = read_all(bytes, n, piece, 3, out, &out_n);
			CHECK_SPAN(rows[i].name, span_of(out, out_n),
			    rows[i].want);
			CHECK_INT(rows[i].name, why != NULL, rows[i].damaged);
		}
	}
}

/* Cut off anywhere it gives what zlib can tell so far, and says so. */
static void
test_cut(void)
{
	char text[2048], out[ROOM];
	unsigned char bytes[ROOM];
	unsigned seed = 1;
	size_t i, n, out_n, last = 0;

	for (i = 0; i < sizeof(text) - 1; i++) {
		seed = seed * 1103515245u + 12345u;
		text[i] = (char)('a' + (seed >> 16) % 26);
	}
	text[i] = '\0';
	n = add_member(bytes, 0, text);
	for (i = 0; i < n; i++) {
		CU_ASSERT(read_all(bytes, i, 100, 64, out, &out_n) != NULL);
		CU_ASSERT(out_n >= last);
		CU_ASSERT(memcmp(out, text, out_n) == 0);
		last = out_n;
	}
	/* Only the checksum is missing. */
	CU_ASSERT(last == sizeof(text) - 1);
	CU_ASSERT(read_all(bytes, n, 100, 64, out, &out_n) == NULL);
}

static void
test_damaged(void)
{
	char out[ROOM];
	unsigned char bytes[ROOM];
	size_t n = add_member(bytes, 0, "one\ntwo\n"), out_n;

	bytes[n - 5] ^= 1;		/* its length */
	CU_ASSERT(read_all(bytes, n, 100, 64, out, &out_n) != NULL);
	CHECK_SPAN("damaged", span_of(out, out_n), "one\ntwo\n");
	CU_ASSERT(read_all((const unsigned char *)"garbage", 7, 100, 64, out,
	    &out_n) != NULL);
	CU_ASSERT(out_n == 0);
}

void suite_gunzip(void);

void
suite_gunzip(void)
{
	TEST_SUITE("gunzip",
	    { "whole files", test_whole },
	    { "cut off at any byte", test_cut },
	    { "damaged", test_damaged });
}

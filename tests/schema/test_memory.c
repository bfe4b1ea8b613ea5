/*
 * buf, arena and hash: what they keep and for how long.
 */
#include <stdint.h>
#include <stdlib.h>

#include "schema/arena.h"
#include "schema/buf.h"
#include "schema/hash.h"
#include "tests/test.h"

void	suite_memory(void);

static void
test_buf(void)
{
	struct buf b = { 0 };
	size_t i;

	CHECK_SPAN("new", buf_span(&b), "");
	CHECK_INT("no NUL", strlen(buf_str(&b)), 0);
	buf_add(&b, NULL, 0);
	buf_add_span(&b, SPAN_NULL);
	CHECK_SPAN("nothing", buf_span(&b), "");
	for (i = 0; i < 10000; i++)
		buf_printf(&b, "%zu,", i);
	CHECK_INT("grown", b.n, 48890);
	CHECK_INT("end", span_ends(buf_span(&b), SPAN("9998,9999,")), true);
	CHECK_INT("terminated", strlen(buf_str(&b)), b.n);
	buf_clear(&b);
	buf_add(&b, "a\0b", 3);
	buf_add_char(&b, '\0');
	buf_add_str(&b, "c");
	CHECK_INT("bytes", b.n, 5);
	CHECK_INT("all of them", memcmp(b.data, "a\0b\0c", 5), 0);
	/* Longer than any first guess. */
	buf_clear(&b);
	buf_printf(&b, "%5000d|", 7);
	CHECK_INT("wide", b.n, 5001);
	buf_free(&b);
	CHECK_SPAN("freed", buf_span(&b), "");
	buf_free(&b);
}

static void
test_arena(void)
{
	struct arena a = { 0 };
	struct span kept[200], big;
	char *huge, text[16];
	size_t round, i, wrong = 0;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 200; i++) {
			void *p = arena_alloc(&a, i * 37 + 1);

			wrong += (uintptr_t)p % _Alignof(max_align_t) != 0;
			memset(p, (int)i, i * 37 + 1);
			snprintf(text, sizeof(text), "n%zu.%zu", round, i);
			kept[i] = arena_copy(&a, span_str(text));
		}
		huge = arena_alloc(&a, (size_t)4 << 20);
		memset(huge, 'x', (size_t)4 << 20);
		/* Pieces stay where and as they are. */
		for (i = 0; i < 200; i++) {
			snprintf(text, sizeof(text), "n%zu.%zu", round, i);
			wrong += !span_eq(kept[i], span_str(text));
			wrong += kept[i].p[kept[i].n] != '\0';
		}
		arena_reset(&a);
	}
	CHECK_INT("wrong", wrong, 0);
	CHECK_SPAN("null stays null", arena_copy(&a, SPAN_NULL), NULL);
	big = arena_copy(&a, SPAN(""));
	CHECK_SPAN("empty is not null", big, "");
	arena_free(&a);
	arena_free(&a);
}

/* Stored in histories: these may never change. */
static void
test_hash(void)
{
	struct buf one = { 0 }, two = { 0 };
	struct hash128 h;
	char hex[33];

	h = hash_span128(SPAN(""));
	hash_hex(&h, hex);
	CHECK_SPAN("XXH3 of nothing", span_str(hex),
	    "99aa06d3014798d86001c324468d497f");
	CHECK_INT("64 bits of nothing", hash_span(SPAN("")) ==
	    UINT64_C(0x2d06800538d394c2), true);
	CHECK_INT("null as empty", hash_span(SPAN_NULL) ==
	    hash_span(SPAN("")), true);
	CHECK_INT("order", hash_mix(1, 2) != hash_mix(2, 1), true);
	hash_field(&one, SPAN("ab"));
	hash_field(&one, SPAN("c"));
	hash_field(&two, SPAN("a"));
	hash_field(&two, SPAN("bc"));
	CHECK_INT("length first", one.n, 8 + 2 + 8 + 1);
	CHECK_INT("fields differ", span_eq(buf_span(&one), buf_span(&two)),
	    false);
	CHECK_INT("big-endian", one.data[7], 2);
	buf_free(&one);
	buf_free(&two);
}

void
suite_memory(void)
{
	TEST_SUITE("memory", { "buf", test_buf }, { "arena", test_arena },
	    { "hash", test_hash });
}

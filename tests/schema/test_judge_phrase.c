#include <stdlib.h>

#include "schema/judge_phrase.h"
#include "tests/test.h"

void	suite_judge_phrase(void);

static bool
matches(const char *phrase, const char *text)
{
	static const char *const thing[] = { "box", "big box", "crate*",
	    NULL };
	static const char *const more[] = { "{thing}", "bag", NULL };
	struct phrase_book *b = phrase_book_new();
	struct judge_words w = { .n = 0 };
	uint64_t hits = 0;
	uint32_t i = 0;
	struct err e;

	CHECK_INT("class", phrase_class(b, "thing", thing, &e), ERR_NONE);
	CHECK_INT("class", phrase_class(b, "more", more, &e), ERR_NONE);
	CHECK_INT(phrase, phrase_add(b, phrase, &i, &e), ERR_NONE);
	phrase_book_seal(b);
	judge_words_read(&w, span_str(text), true);
	phrase_match(b, &w, &hits);
	judge_words_free(&w);
	phrase_book_free(b);
	return phrase_hit(&hits, i);
}

static void
test_match(void)
{
	static const struct {
		const char *phrase, *text;
		bool want;
	} rows[] = {
		{ "no such user", "sorry, no such user here", true },
		{ "no such user", "no such good user", false },
		{ "no ... user", "no such good old user", true },
		{ "no ... user", "no such good old nice user", false },
		{ "no ~1 user", "no such user", true },
		{ "no ~1 user", "no user", true },
		{ "no ~1 user", "no such good user", false },
		{ "quota*", "quotas", true },
		{ "quota*", "the quota", true },
		{ "quota*", "quot", false },
		{ "(a|b c) d", "x b c d", true },
		{ "(a|b c) d", "b d", false },
		{ "{thing} full", "the big box full", true },
		{ "{thing} full", "two crates full", true },
		{ "{more} full", "bag full", true },
		{ "{more} full", "box full", true },
		{ "the big? box", "the box", true },
		{ "the big? box", "the big box", true },
		{ "the big? box", "the red box", false },
		{ "^ box", "box one", true },
		{ "^ box", "one box", false },
		{ "box $", "one box", true },
		{ "box $", "box one", false },
		{ "^ box $", "box", true },
		{ "doesn't", "it does not", true },
		{ "\xe5\xae\x9b\xe5\x85\x88",
		    "x\xe5\xae\x9b\xe5\x85\x88y", true },
		{ "box", "", false },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].phrase, matches(rows[i].phrase,
		    rows[i].text), rows[i].want);
}

static void
test_broken(void)
{
	static const char *const rows[] = { "", "(a|b", "{nope}", "a (b(c))",
	    "ab*", "(a||b)", "...", "(a|~2 b)", "!",
	    "a ~2", "a?" };
	struct phrase_book *b = phrase_book_new();
	uint32_t i;
	struct err e;
	size_t n;

	for (n = 0; n < sizeof(rows) / sizeof(rows[0]); n++)
		CHECK_INT(rows[n], phrase_add(b, rows[n], &i, &e), ERR_DATA);
	phrase_book_free(b);
}

/* A text made of nothing but words that match takes no time to speak of. */
static void
test_hostile(void)
{
	struct phrase_book *b = phrase_book_new();
	struct judge_words w = { .n = 0 };
	struct buf text = { 0 };
	uint64_t hits[1] = { 0 };
	uint32_t i;
	struct err e;
	int n;

	CHECK_INT("add", phrase_add(b, "a* ~9 (aaa|aaa aaa) ~9 aaa* ~9 aaa "
	    "~9 aaa ~9 aaa ~9 aaa ~9 aaa ~9 b", &i, &e), ERR_DATA);
	CHECK_INT("add", phrase_add(b, "aaa* ~9 (aaa|aaa aaa) ~9 aaa* ~9 aaa "
	    "~9 aaa ~9 aaa ~9 aaa ~9 aaa ~9 bbb", &i, &e), ERR_NONE);
	phrase_book_seal(b);
	for (n = 0; n < 3000; n++)
		buf_add_str(&text, "aaa ");
	judge_words_read(&w, buf_span(&text), true);
	phrase_match(b, &w, hits);
	CHECK_INT("no match", hits[0], 0);
	judge_words_free(&w);
	buf_free(&text);
	phrase_book_free(b);
}

void
suite_judge_phrase(void)
{
	TEST_SUITE("judge_phrase", { "match", test_match },
	    { "broken phrases", test_broken }, { "hostile", test_hostile });
}

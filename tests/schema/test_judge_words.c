#include "schema/judge_words.h"
#include "tests/test.h"

void	suite_judge_words(void);

static void
test_words(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{ "The User doesn't exist!", "the user does not exist " },
		{ "can't, cannot; won't", "can not can not will not " },
		{ "unrecognised, Organisation; wise",
		    "unrecognized organization wise " },
		{ "E-mail e mail email", "email email email " },
		{ "<ann@example.com>: 192.0.2.1 mx.example.net",
		    "xaddr xip xhost " },
		{ "Empf\xc3\xa4nger Stra\xc3\x9f" "e \xc3\x89T\xc3\x89",
		    "empfanger strasse ete " },
		{ "\xd0\x9f\xd0\xbe\xd0\xbb", "\xd0\xbf\xd0\xbe\xd0\xbb " },
		{ "\xe5\xae\x9b\xe5\x85\x88 x",
		    "\xe5\xae\x9b \xe5\x85\x88 x " },
		{ "(#5.7.1) 5.1.1", "5.7.1 5.1.1 " },
		{ "over-quota_now", "over quota now " },
		{ "the user\xe2\x80\x99s box, isn't sender's", "the user box is not "
		    "sender " },
		{ "", "" },
		{ "...", "" },
	};
	struct judge_words w = { .n = 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		judge_words_read(&w, span_str(rows[i].text), true);
		CHECK_SPAN(rows[i].text, buf_span(&w.text), rows[i].words);
	}
	judge_words_free(&w);
}

static void
test_bounds(void)
{
	struct judge_words w = { .n = 0 };
	struct buf b = { 0 };
	int i;

	for (i = 0; i < 20000; i++)
		buf_add_str(&b, "ab ");
	judge_words_read(&w, buf_span(&b), true);
	CHECK_INT("at most", w.n, JUDGE_WORDS_MAX);
	CHECK_SPAN("last", w.word[JUDGE_WORDS_MAX - 1], "ab");
	judge_words_read(&w, buf_span(&b), false);
	CHECK_INT("unmasked", w.n, JUDGE_WORDS_MAX);
	buf_free(&b);
	judge_words_free(&w);
}

void
suite_judge_words(void)
{
	TEST_SUITE("judge_words", { "words", test_words },
	    { "bounds", test_bounds });
}

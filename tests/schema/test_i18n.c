#include <stdio.h>
#include <stdlib.h>

#include "schema/i18n.h"
#include "tests/test.h"

void	suite_i18n(void);

static void
test_width(void)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "Gửi lại", 7 },
		{ "Gu\xcc\x9b", 2 },		/* combining horn */
		{ "宛先", 4 },
		{ "宛先 a", 6 },
		{ "\xff\xfe", 2 },
		{ "a\tb", 3 },
	};
	size_t i;

	CHECK_INT("init", i18n_init("en", NULL), ERR_NONE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].text, i18n_width(span_str(rows[i].text)),
		    rows[i].width);
}

static void
test_pad(void)
{
	static const struct {
		const char *text;
		size_t columns;
		const char *right, *left;
	} rows[] = {
		{ "ab", 4, "ab  ", "  ab" },
		{ "abcd", 4, "abcd", "abcd" },
		{ "abcde", 4, "abc…", "abc…" },
		{ "宛先", 5, "宛先 ", " 宛先" },
		{ "宛先不明", 6, "宛先… ", "宛先…" },
		{ "x", 0, "", "" },
	};
	struct buf b = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		i18n_pad(&b, span_str(rows[i].text), rows[i].columns);
		CHECK_SPAN(rows[i].text, buf_span(&b), rows[i].right);
		buf_clear(&b);
		i18n_pad_left(&b, span_str(rows[i].text), rows[i].columns);
		CHECK_SPAN(rows[i].text, buf_span(&b), rows[i].left);
	}
	buf_free(&b);
}

static void
test_wrap(void)
{
	static const struct {
		const char *text;
		size_t used, indent, columns;
		const char *want;
	} rows[] = {
		{ "", 0, 0, 10, "\n" },
		{ "one two three", 0, 2, 9, "one two\n  three\n" },
		{ "one two", 4, 0, 9, "one\ntwo\n" },
		{ "unbreakableword is", 0, 1, 6, "unbreakableword\n is\n" },
		{ "  many   blanks ", 0, 0, 80, "many blanks\n" },
		{ "宛先が不明", 0, 0, 6, "宛先が\n不明\n" },
		{ "不明。宛先", 0, 0, 4, "不\n明。\n宛先\n" },
		{ "「宛」先", 0, 0, 4, "「宛」\n先\n" },
		{ "見(DNS)。る", 0, 0, 8, "見\n(DNS)。\nる\n" },
		{ "DNS を見る", 0, 0, 6, "DNS を\n見る\n" },
	};
	struct buf b = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		i18n_wrap(&b, span_str(rows[i].text), rows[i].used,
		    rows[i].indent, rows[i].columns);
		CHECK_SPAN(rows[i].text, buf_span(&b), rows[i].want);
	}
	buf_free(&b);
}

/* What the environment says, and what becomes of it. */
static void
test_language(void)
{
	static const struct {
		const char *option, *lc_all, *lc_messages, *lang, *language;
		const char *want;
	} rows[] = {
		{ NULL, NULL, NULL, NULL, NULL, "en" },
		{ "ja", NULL, NULL, NULL, NULL, "ja" },
		{ "vi_VN.UTF-8", "ja_JP.UTF-8", NULL, NULL, NULL, "vi" },
		{ NULL, "ja_JP.UTF-8", "vi_VN", "en_US", NULL, "ja" },
		{ NULL, NULL, "vi_VN", "en_US", NULL, "vi" },
		{ NULL, NULL, NULL, "vi_VN.UTF-8", NULL, "vi" },
		{ NULL, NULL, NULL, "de_DE.UTF-8", NULL, "en" },
		{ NULL, NULL, NULL, "de_DE.UTF-8", "fr:ja_JP", "ja" },
		{ NULL, "C", NULL, "ja_JP.UTF-8", "ja", "en" },
		{ NULL, "", "", "ja_JP", NULL, "ja" },
		{ NULL, NULL, NULL, "java", NULL, "en" },
	};
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG",
	    "LANGUAGE" };
	const char *values[4];
	char *before[4], row[8];
	size_t i, j;

	for (j = 0; j < 4; j++) {
		before[j] = getenv(names[j]);
		if (before[j] != NULL)
			before[j] = strdup(before[j]);
	}
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		values[0] = rows[i].lc_all;
		values[1] = rows[i].lc_messages;
		values[2] = rows[i].lang;
		values[3] = rows[i].language;
		for (j = 0; j < 4; j++)
			if (values[j] != NULL)
				setenv(names[j], values[j], 1);
			else
				unsetenv(names[j]);
		snprintf(row, sizeof(row), "%zu", i);
		CHECK_INT(row, i18n_init(rows[i].option, NULL), ERR_NONE);
		CHECK_SPAN(row, span_str(i18n_lang()), rows[i].want);
	}
	for (j = 0; j < 4; j++) {
		if (before[j] != NULL)
			setenv(names[j], before[j], 1);
		else
			unsetenv(names[j]);
		free(before[j]);
	}
}

static void
test_words(void)
{
	static const char word[] = "no such language: %s (there are en, ja, "
	    "vi)";
	struct err e = { ERR_NONE, "" };
	char number[16];

	CHECK_INT("ja", i18n_init("ja", NULL), ERR_NONE);
	CU_ASSERT(strcmp(gettext(word), word) != 0);
	CHECK_INT("vi", i18n_init("vi", NULL), ERR_NONE);
	CU_ASSERT(strcmp(gettext(word), word) != 0);
	snprintf(number, sizeof(number), "%.1f", 0.5);
	CHECK_SPAN("numbers stay", span_str(number), "0.5");
	CHECK_INT("none", i18n_init("tlh", &e), ERR_USAGE);
	CU_ASSERT(strstr(e.msg, "tlh") != NULL);
	CHECK_INT("en", i18n_init("en", NULL), ERR_NONE);
	CU_ASSERT(strcmp(gettext(word), word) == 0);
}

void
suite_i18n(void)
{
	TEST_SUITE("i18n", { "width", test_width }, { "pad", test_pad },
	    { "wrap", test_wrap }, { "language", test_language },
	    { "words", test_words });
}

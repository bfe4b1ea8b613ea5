/*
 * Bytes of strangers, made fit for a place.
 */
#include <stdlib.h>

#include "schema/err.h"
#include "schema/text.h"
#include "tests/test.h"

void	suite_text(void);

#define BAD	"\xef\xbf\xbd"

static void
test_clean(void)
{
	static const struct {
		const char *name, *in;
		size_t n;	/* 0 = up to the NUL */
		const char *out;
	} rows[] = {
		{ "plain", "550 5.1.1 no", 0, "550 5.1.1 no" },
		{ "empty", "", 0, "" },
		{ "UTF-8", "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x93\xa7", 0,
		    "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x93\xa7" },
		{ "newline", "a\nb\rc\td", 0, "a b c d" },
		{ "NUL", "a\0b", 3, "a b" },
		{ "escape", "\x1b[31mred\x1b[0m\x07", 0, " [31mred [0m " },
		{ "DEL", "a\x7f" "b", 0, "a b" },
		{ "C1", "a\xc2\x9b" "2Jb", 0, "a 2Jb" },
		{ "line separator", "a\xe2\x80\xa8" "b\xe2\x80\xa9", 0,
		    "a b " },
		{ "turned around", "\xe2\x80\xae" "txt.exe", 0, " txt.exe" },
		{ "Arabic letter mark", "a\xd8\x9c" "b", 0, "a b" },
		{ "isolates", "\xe2\x81\xa6" "x\xe2\x81\xa9", 0, " x " },
		{ "byte order mark", "\xef\xbb\xbf" "a", 0, " a" },
		{ "lone continuation", "\x80" "a", 0, BAD "a" },
		{ "cut", "a\xe6\x97", 0, "a" BAD BAD },
		{ "overlong slash", "\xc0\xaf", 0, BAD BAD },
		{ "overlong in three", "\xe0\x80\xaf", 0, BAD BAD BAD },
		{ "overlong in four", "\xf0\x80\x80\xaf", 0,
		    BAD BAD BAD BAD },
		{ "surrogate", "\xed\xa0\x80", 0, BAD BAD BAD },
		{ "beyond the last", "\xf4\x90\x80\x80", 0,
		    BAD BAD BAD BAD },
		{ "the last", "\xf4\x8f\xbf\xbf", 0, "\xf4\x8f\xbf\xbf" },
		{ "never a start", "\xfe\xff", 0, BAD BAD },
		{ "Latin-1", "f\xfcr", 0, "f" BAD "r" },
	};
	struct buf b = { 0 };
	struct span in;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = span_of(rows[i].in, rows[i].n > 0 ? rows[i].n :
		    strlen(rows[i].in));
		buf_clear(&b);
		text_clean(&b, in);
		CHECK_SPAN(rows[i].name, buf_span(&b), rows[i].out);
		CHECK_INT(rows[i].name, text_is_clean(in),
		    span_eq(in, buf_span(&b)));
		/* Clean is clean. */
		CHECK_INT(rows[i].name, text_is_clean(buf_span(&b)), true);
	}
	buf_free(&b);
}

/* One byte among others, wherever it stands: they are looked at together. */
static void
test_places(void)
{
	char text[25];
	int bad = 0, c;
	size_t i, n;

	for (c = 0; c < 256; c++)
		for (n = 1; n <= sizeof(text); n++)
			for (i = 0; i < n; i++) {
				memset(text, i % 2 == 0 ? '~' : ' ', n);
				text[i] = (char)c;
				bad += text_is_clean(span_of(text, n)) !=
				    (c >= 0x20 && c < 0x7f);
			}
	CHECK_INT("places", bad, 0);
}

/* Every pair and triple of bytes comes out clean, none reads too far. */
static void
test_every(void)
{
	struct buf b = { 0 };
	char *p;
	int bad = 0, i, k, j;

	for (i = 0; i < 256; i++)
		for (k = 0; k < 256; k++)
			for (j = 0; j < 256; j += 51) {
				/* Exactly so long, for the sanitizer. */
				p = malloc(3);
				p[0] = (char)i;
				p[1] = (char)k;
				p[2] = (char)j;
				buf_clear(&b);
				text_clean(&b, span_of(p, 3));
				bad += !text_is_clean(buf_span(&b));
				buf_clear(&b);
				text_clean(&b, span_of(p + 1, 2));
				bad += !text_is_clean(buf_span(&b));
				free(p);
			}
	CHECK_INT("not clean", bad, 0);
	buf_free(&b);
}

static void
test_tame(void)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "/var/log/mail.log", "/var/log/mail.log" },
		{ "a\nb\033[31mc\x7f", "a?b?[31mc?" },
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "\xe2\x80\xae" "gol.liam", "?gol.liam" },
		{ "a\xe2\x80\xa8" "b\xc2\x9b" "c", "a?b?c" },
		{ "f\xfcr", "f?r" }, { "a\xe2\x80", "a??" }, { "", "" },
	};
	char text[32];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "%s", rows[i].in);
		text_tame(text);
		CHECK_SPAN(rows[i].out, span_str(text), rows[i].out);
	}
}

/* A message that is too long ends with a whole character. */
static void
test_message(void)
{
	static const char *const ends[] = { "x", "\xc3\xa9",
	    "\xe6\x97\xa5", "\xf0\x9f\x93\xa7" };
	char text[2048];
	struct err err;
	size_t i, n, k;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		for (n = sizeof(err.msg) - 6; n < sizeof(err.msg); n++) {
			memset(text, 'a', n);
			text[n] = '\0';
			for (k = n; k + 8 < sizeof(text);
			    k += strlen(ends[i]))
				snprintf(text + k, sizeof(text) - k, "%s",
				    ends[i]);
			err_set(&err, ERR_DATA, "%s", text);
			CHECK_INT(ends[i], strchr(err.msg, '?') == NULL, true);
			err_prefix(&err, "b\033");
			CHECK_INT(ends[i], text_is_clean(span_str(err.msg)),
			    true);
			CHECK_INT(ends[i], strlen(err.msg) + 5 >
			    sizeof(err.msg), true);
		}
}

static void
test_head(void)
{
	static const struct {
		const char *in;
		size_t n;
		const char *out;
	} rows[] = {
		{ "abc", 5, "abc" }, { "abc", 3, "abc" }, { "abc", 2, "ab" },
		{ "abc", 0, "" }, { "a\xc3\xa9z", 2, "a" },
		{ "a\xc3\xa9z", 3, "a\xc3\xa9" },
		{ "\xf0\x9f\x93\xa7!", 3, "" },
		{ "\xf0\x9f\x93\xa7!", 4, "\xf0\x9f\x93\xa7" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_SPAN(rows[i].in, text_head(span_str(rows[i].in),
		    rows[i].n), rows[i].out);
}

void
suite_text(void)
{
	TEST_SUITE("text", { "clean", test_clean }, { "places", test_places },
	    { "every", test_every }, { "head", test_head },
	    { "tame", test_tame }, { "message", test_message });
}

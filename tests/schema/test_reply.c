#include "schema/reply.h"
#include "tests/test.h"

void	suite_reply(void);

static void
test_parse(void)
{
	static const struct {
		const char *raw;
		enum reply_join join;
		int code;
		const char *enhanced, *text;
	} rows[] = {
		{ "550 5.1.1 No such user", REPLY_JOIN_NONE, 550, "5.1.1",
		    "No such user" },
		{ "550 No such user", REPLY_JOIN_BLANK, 550, "",
		    "No such user" },
		{ "550-5.1.1 No such user 550 5.1.1 here", REPLY_JOIN_BLANK,
		    550, "5.1.1", "No such user here" },
		{ "550-a 550-5.7.1 b 550 c", REPLY_JOIN_BLANK, 550, "5.7.1",
		    "a b c" },
		{ "450-4.2.1 wait 550 5.1.1 gone", REPLY_JOIN_BLANK, 550,
		    "4.2.1", "wait gone" },
		{ "450-4.2.1 room 404 is shut 450 4.2.1 bye",
		    REPLY_JOIN_BLANK, 450, "4.2.1", "room 404 is shut bye" },
		/* Codes that differ, and nothing but a number says so. */
		{ "450-4.2.1 wait 550 gone", REPLY_JOIN_BLANK, 450, "4.2.1",
		    "wait 550 gone" },
		{ "450-4.2.1 wait 550 gone", REPLY_JOIN_BLANK_5XX, 550,
		    "4.2.1", "wait gone" },
		{ "550-no 421", REPLY_JOIN_BLANK_4XX, 421, "", "no" },
		{ "450-4.2.1 wait 550 s 450 4.2.1 bye", REPLY_JOIN_BLANK_4XX,
		    450, "4.2.1", "wait 550 s bye" },
		{ "550 wait 421 s", REPLY_JOIN_BLANK_4XX, 550, "",
		    "wait 421 s" },
		/* A milter's, the first code left out. */
		{ "5.7.9 no??550-5.7.9 way??550 5.7.9 at all",
		    REPLY_JOIN_BLANK, 550, "5.7.9", "no way at all" },
		{ "5.7.9 what??450 is no code here", REPLY_JOIN_BLANK, 0,
		    "5.7.9", "what??450 is no code here" },
		{ "554-5.7.9 no??554 5.7.9 way", REPLY_JOIN_BLANK, 554,
		    "5.7.9", "no way" },
		{ "550-5.1.1 a\\n550 5.1.1 b", REPLY_JOIN_ESCAPE, 550,
		    "5.1.1", "a b" },
		{ "550-5.1.1 a\\n450 4.2.1 b", REPLY_JOIN_ESCAPE, 550,
		    "5.1.1", "a b" },
		{ "550-5.7.1 Line one", REPLY_JOIN_NONE, 550, "5.7.1",
		    "Line one" },
		{ "550", REPLY_JOIN_BLANK, 550, "", "" },
		{ "5.7.1 no code", REPLY_JOIN_BLANK, 0, "5.7.1", "no code" },
		{ "550 5.1.1: odd", REPLY_JOIN_BLANK, 550, "", "5.1.1: odd" },
		{ "550 5.7.1007 long", REPLY_JOIN_BLANK, 550, "",
		    "5.7.1007 long" },
		{ "user unknown", REPLY_JOIN_BLANK, 0, "", "user unknown" },
		{ "5500 x", REPLY_JOIN_BLANK, 0, "", "5500 x" },
		{ "550 a\tb\x1b[31m", REPLY_JOIN_NONE, 550, "", "a b [31m" },
		{ "550 caf\xe9", REPLY_JOIN_NONE, 550, "",
		    "caf\xef\xbf\xbd" },
	};
	struct buf b = { 0 };
	struct reply r;
	char enh[ENHANCED_BUFSIZE];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reply_parse(span_str(rows[i].raw), rows[i].join, &b, &r);
		CHECK_INT(rows[i].raw, r.code, rows[i].code);
		CHECK_SPAN(rows[i].raw, span_str(enhanced_format(r.enhanced,
		    enh)), rows[i].enhanced);
		CHECK_SPAN(rows[i].raw, r.text, rows[i].text);
	}
	buf_free(&b);
}

static void
test_enhanced(void)
{
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{ "5.1.1", true }, { "2.0.0", true }, { "4.7.650", true },
		{ "3.1.1", false }, { "5.1", false }, { "5.1.1.1", false },
		{ "5.1.1234", false }, { "", false }, { "5..1", false },
	};
	struct enhanced e;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].text, enhanced_parse(span_str(rows[i].text),
		    &e), rows[i].ok);
}

void
suite_reply(void)
{
	TEST_SUITE("reply", { "parse", test_parse },
	    { "enhanced", test_enhanced });
}

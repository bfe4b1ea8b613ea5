#include "analyzer/judge_line.h"
#include "tests/test.h"

void	suite_judge_line(void);

static void
test_lines(void)
{
	static const struct {
		const char *line;
		int code;
		struct enhanced enhanced;
		const char *text, *reason;
		enum mta mta;
	} rows[] = {
		{ "550 5.1.1 No such user here\n", 550, { 5, 1, 1 },
		    "No such user here", "user_unknown", MTA_NONE },
		{ "550-5.1.1 No such 550 5.1.1 user\r\n", 550, { 5, 1, 1 },
		    "No such user", "user_unknown", MTA_NONE },
		{ "", 0, { 0, 0, 0 }, "", "unknown", MTA_NONE },
		{ "\n", 0, { 0, 0, 0 }, "", "unknown", MTA_NONE },
		{ " \t\r\n", 0, { 0, 0, 0 }, "", "unknown", MTA_NONE },
		{ "{\"text\": \"User unknown\", \"code\": 550, \"enhanced\": "
		    "\"5.1.1\", \"mta\": \"exim\", \"stage\": \"rcpt\"}\n",
		    550, { 5, 1, 1 }, "User unknown", "user_unknown",
		    MTA_EXIM },
		{ "{\"text\": \"User unknown\", \"code\": \"550\"}", 550,
		    { 0, 0, 0 }, "User unknown", "user_unknown", MTA_NONE },
		/* Its text is like that of a line: without the codes. */
		{ "{\"text\": \"451 4.7.1 Greylisted\"}", 451, { 4, 7, 1 },
		    "Greylisted", "greylisted", MTA_NONE },
		/* Wrong types and unknown words are as if not there. */
		{ "{\"text\": \"Mailbox full\", \"code\": 99999, "
		    "\"enhanced\": \"five\", \"mta\": 3, \"stage\": []}", 0,
		    { 0, 0, 0 }, "Mailbox full", "mailbox_full", MTA_NONE },
		{ "{\"text\": null}", 0, { 0, 0, 0 }, "", "unknown",
		    MTA_NONE },
		{ "{}", 0, { 0, 0, 0 }, "", "unknown", MTA_NONE },
		/* What is no object is a text. */
		{ "{\"text\": \"User unknown\"", 0, { 0, 0, 0 },
		    "{\"text\": \"User unknown\"", "user_unknown",
		    MTA_NONE },
		{ "[1]", 0, { 0, 0, 0 }, "[1]", "unknown", MTA_NONE },
	};
	struct err e = { ERR_NONE, "" };
	struct judge_line m;
	struct guide_reply r;
	struct knowledge *k;
	size_t i;

	memset(&m, 0, sizeof(m));
	CU_ASSERT_FATAL(knowledge_load(NULL, NULL, NULL, &k, &e) ==
	    ERR_NONE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		judge_line(k, span_str(rows[i].line), &m, &r);
		CHECK_SPAN(rows[i].line, r.text, rows[i].text);
		CHECK_INT(rows[i].line, r.code, rows[i].code);
		CHECK_INT(rows[i].line, enhanced_same(r.enhanced,
		    rows[i].enhanced), 1);
		CHECK_SPAN(rows[i].line, span_str(knowledge_reason(k,
		    (size_t)r.verdict.reason)->id), rows[i].reason);
		CHECK_INT(rows[i].line, r.mta, rows[i].mta);
	}
	judge_line_free(&m);
	knowledge_free(k);
}

/* Bytes that are no text, and more of them than anybody needs. */
static void
test_hostile(void)
{
	static char big[300000];
	struct err e = { ERR_NONE, "" };
	struct judge_line m;
	struct guide_reply r;
	struct knowledge *k;

	memset(&m, 0, sizeof(m));
	CU_ASSERT_FATAL(knowledge_load(NULL, NULL, NULL, &k, &e) ==
	    ERR_NONE);
	judge_line(k, span_of("550 \0\xff\x1b[2J", 9), &m, &r);
	CU_ASSERT(memchr(r.text.p, '\x1b', r.text.n) == NULL);
	CHECK_INT("code", r.code, 550);
	memset(big, 'x', sizeof(big));
	judge_line(k, span_of(big, sizeof(big)), &m, &r);
	CHECK_INT("cut", r.text.n <= 8192, 1);
	memset(big, '{', sizeof(big));
	judge_line(k, span_of(big, sizeof(big)), &m, &r);
	CHECK_INT("deep", r.text.n <= 8192, 1);
	judge_line_free(&m);
	knowledge_free(k);
}

void
suite_judge_line(void)
{
	TEST_SUITE("judge_line", { "lines", test_lines },
	    { "hostile", test_hostile });
}

#include "tests/test.h"

void	suite_span(void);

static void
test_find(void)
{
	static const struct {
		const char *hay, *needle;
		size_t at;
	} rows[] = {
		{ "abcabc", "ca", 2 },
		{ "abc", "x", 3 },
		{ "abc", "", 0 },
		{ "", "a", 0 },
		{ "ab", "abc", 2 },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].needle, span_find(span_str(rows[i].hay),
		    span_str(rows[i].needle)), rows[i].at);
}

static void
test_trim(void)
{
	CHECK_SPAN("both", span_trim(SPAN(" \ta b\r\n")), "a b");
	CHECK_SPAN("all", span_trim(SPAN("  ")), "");
	CHECK_SPAN("brackets", span_unbracket(SPAN("<a@b>")), "a@b");
	CHECK_SPAN("one bracket", span_unbracket(SPAN("<a@b")), "<a@b");
	CHECK_SPAN("empty", span_unbracket(SPAN("<>")), "");
}

static void
test_compare(void)
{
	CHECK_INT("less", span_cmp(SPAN("ab"), SPAN("b")), -1);
	CHECK_INT("shorter", span_cmp(SPAN("ab"), SPAN("abc")), -1);
	CHECK_INT("same", span_cmp(SPAN("ab"), SPAN("ab")), 0);
	CHECK_INT("has", span_has_nocase(SPAN("User UNKNOWN"),
	    SPAN("unknown")), true);
	CHECK_INT("starts", span_starts_nocase(SPAN("rcpt to"),
	    SPAN("RCPT")), true);
	CHECK_INT("ends", span_ends(SPAN("mail.log.gz"), SPAN(".gz")), true);
}

void
suite_span(void)
{
	TEST_SUITE("span", { "find", test_find }, { "trim", test_trim },
	    { "compare", test_compare });
}

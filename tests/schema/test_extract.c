#include "schema/extract.h"
#include "tests/test.h"

void	suite_extract(void);

static void
check(const char *row, struct span got, const char *want)
{
	CHECK_SPAN(row, got.p != NULL ? got : SPAN(""), want);
}

static void
test_extract(void)
{
	static const struct {
		const char *text, *list, *listed, *address, *url;
		int retry;
	} rows[] = {
		{ "554 5.7.1 Service unavailable; Client host [192.0.2.7] "
		    "blocked using zen.spamhaus.org; see "
		    "https://www.spamhaus.org/query/ip/192.0.2.7",
		    "zen.spamhaus.org", "192.0.2.7", "",
		    "https://www.spamhaus.org/query/ip/192.0.2.7", 0 },
		{ "550 192.0.2.7 is listed at lists.example.net, sorry",
		    "lists.example.net", "192.0.2.7", "", "", 0 },
		{ "550 blocked using 7.2.0.192.bl.spamcop.net",
		    "bl.spamcop.net", "", "", "", 0 },
		{ "550 5.7.1 messages from [2001:db8::7] were not sent: your "
		    "network is on our block list (S3140).", "S3140",
		    "2001:db8::7", "", "", 0 },
		{ "554 Your host is listed by Spamhaus. "
		    "http://lookup.example/?ip=192.0.2.7&x=1", "Spamhaus",
		    "", "", "http://lookup.example/?ip=192.0.2.7&x=1", 0 },
		{ "550 blocked: see http://www.spamhaus.org/q?ip=192.0.2.7",
		    "www.spamhaus.org", "192.0.2.7", "",
		    "http://www.spamhaus.org/q?ip=192.0.2.7", 0 },
		{ "450 4.2.0 greylisted, try again in 300 seconds", "", "",
		    "", "", 300 },
		{ "451 greylisted: retry in 5 minutes.", "", "", "", "",
		    300 },
		{ "451 greylisted, come back in 00:04:10", "", "", "", "",
		    250 },
		{ "450 greylisted, wait 2h", "", "", "", "", 7200 },
		{ "450 Greylisted for 5 minutes", "", "", "", "", 300 },
		{ "451 You have been greylisted, retry in 4m 59s", "", "", "",
		    "", 299 },
		{ "451 greylisted, try again in 1 hour 30 minutes", "", "",
		    "", "", 5400 },
		{ "451 greylisted, wait 5 minutes, 3 recipients left", "",
		    "", "", "", 300 },
		{ "451 4.7.1 Greylisted. Retry-After: 600", "", "", "", "",
		    600 },
		{ "451 greylisted, try again after 3 attempts", "", "", "",
		    "", 0 },
		{ "554 5.7.1 Client host [192.0.2.7] blocked using Trend "
		    "Micro RBL+. Please see http://www.mail-abuse.com/"
		    "cgi-bin/lookup?ip_address=192.0.2.7",
		    "www.mail-abuse.com", "192.0.2.7", "",
		    "http://www.mail-abuse.com/cgi-bin/lookup?ip_address="
		    "192.0.2.7", 0 },
		{ "550 5.7.1 Client host [192.0.2.7] blocked using "
		    "combined.mail.abusix.zone",
		    "combined.mail.abusix.zone", "192.0.2.7", "", "", 0 },
		{ "550 5.7.1 Blocked, 192.0.2.7 is on our block list: see "
		    "help.example.net/why", "", "192.0.2.7", "",
		    "help.example.net/why", 0 },
		{ "550 5.7.1 The domain example.org is listed at "
		    "multi.surbl.org", "multi.surbl.org", "example.org", "",
		    "", 0 },
		{ "4.4.7 message expired after 5 days", "", "", "", "", 0 },
		{ "551 <ann@example.com> has moved to <joe@example.net>", "",
		    "", "joe@example.net", "", 0 },
		{ "551 User not local; please try joe@example.org.", "", "",
		    "joe@example.org", "", 0 },
		{ "550 5.1.6 <ann@example.com>: mailbox has moved", "", "",
		    "", "", 0 },
		{ "550 <ann@example.com>: user unknown", "", "", "", "", 0 },
	};
	struct knowledge *k = NULL;
	struct judge_input in;
	struct fix_values v;
	struct verdict out;
	struct err e;
	size_t i;

	CHECK_INT("load", knowledge_load(NULL, NULL, NULL, &k, &e), ERR_NONE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i].text));
		judge_unwrap(&in);
		judge_reply(k, &in, &out);
		extract_values(k, &in, &out, &v);
		check(rows[i].text, v.list, rows[i].list);
		check(rows[i].text, v.listed, rows[i].listed);
		check(rows[i].text, v.address, rows[i].address);
		check(rows[i].text, v.url, rows[i].url);
		CHECK_INT(rows[i].text, v.retry_after_s, rows[i].retry);
	}
	in = judge_input_new(SPAN("551 ann@example.com moved: please use "
	    "joe@example.net or ann@example.com"));
	in.recipient = SPAN("ann@example.com");
	judge_unwrap(&in);
	judge_reply(k, &in, &out);
	extract_values(k, &in, &out, &v);
	check("not the recipient", v.address, "joe@example.net");
	knowledge_free(k);
}

void
suite_extract(void)
{
	TEST_SUITE("extract", { "values", test_extract });
}

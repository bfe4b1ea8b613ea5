/*
 * What the samples of sendmail.rules do not show: the pieces of text that no
 * pattern takes apart, lines that count for nothing, and what hostile words
 * may not do.
 */
#include "parsers/sendmail_text.h"
#include "tests/parsers/bench.h"
#include "tests/test.h"

void	suite_sendmail(void);

#define HEAD	"Nov  2 08:10:00 mx1 "
#define ID	HEAD "sm-mta[7]: 6AM97RgT004101: "
#define TO	ID "to=<a@one.example>, delay=00:00:01, xdelay=00:00:01, " \
    "mailer=esmtp, pri=30238, relay=mx.one.example. [192.0.2.25], dsn=5.0.0, "

static void
test_unescape(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" }, { "plain", "plain" }, { "\\303\\266", "\xc3\xb6" },
		{ "a\\\\b", "a\\b" }, { "\\\\303", "\\303" },
		{ "\\r\\n\\t", "\r\n\t" }, { "\\033[1m", "\033[1m" },
		{ "\\777", "\\777" }, { "\\30", "\\30" }, { "\\3", "\\3" },
		{ "end\\", "end\\" }, { "\\x", "\\x" }, { "\\\"", "\\\"" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		sendmail_unescape(&b, span_str(rows[i].text));
		CHECK_SPAN(rows[i].text, buf_span(&b), rows[i].want);
	}
	buf_free(&b);
}

static void
test_lists(void)
{
	static const struct {
		const char *list, *want;	/* joined by " | " */
	} rows[] = {
		{ "", "" }, { ",", "" }, { ", ,", "" },
		{ "<a@b.example>", "<a@b.example>" },
		{ "<a@b.example>,<c@d.example>",
		    "<a@b.example> | <c@d.example>" },
		{ "a,b, c,", "a | b | c" },
		{ "<\"x,y\"@b.example>,c", "<\"x,y\"@b.example> | c" },
		{ "\"x\\\",y\"@b.example,c", "\"x\\\",y\"@b.example | c" },
		{ "<@r1.example,@r2.example:a@b.example>,c",
		    "<@r1.example,@r2.example:a@b.example> | c" },
		{ "\"|/bin/p -x a,b\"", "\"|/bin/p -x a,b\"" },
		{ "|/bin/p -x a,b", "|/bin/p -x a,b" },
		{ "a,|/bin/p -x a,b", "a | |/bin/p -x a,b" },
		{ "\"open,c", "\"open,c" }, { "<open,c", "<open,c" },
		{ "\"\\", "\"\\" },
	};
	struct buf b = { 0 };
	struct span list, one;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		list = span_str(rows[i].list);
		while (sendmail_next_address(&list, &one)) {
			if (b.n > 0)
				buf_add_str(&b, " | ");
			buf_add_span(&b, one);
		}
		CHECK_SPAN(rows[i].list, buf_span(&b), rows[i].want);
	}
	buf_free(&b);
}

static void
test_status(void)
{
#define LONG	"450 4.2.0 a text that goes on and on, stat=Sent, and on and " \
    "on until it is longer than what is compared as a whole, and then goes " \
    "on and on some more, so that Sendmail has to cut it"
	static const struct {
		const char *tail, *reply, *stat;
	} rows[] = {
		{ "stat=Sent", NULL, "Sent" },
		{ "stat=Sent (a, stat=b)", NULL, "Sent (a, stat=b)" },
		{ "reply=550 no, stat=User unknown", "550 no",
		    "User unknown" },
		{ "reply=550 no, stat=Sent, stat=User unknown",
		    "550 no, stat=Sent", "User unknown" },
		{ "reply=450 a, stat=b, stat=Deferred: 450 a, stat=b",
		    "450 a, stat=b", "Deferred: 450 a, stat=b" },
		{ "reply=450-a, stat=b, stat=Deferred: 450 a, stat=b",
		    "450-a, stat=b", "Deferred: 450 a, stat=b" },
		/* A peer that pretends to be deferred. */
		{ "reply=554 a, stat=Deferred: 554 a, stat=Service unavailable",
		    "554 a, stat=Deferred: 554 a", "Service unavailable" },
		{ "reply=552 a, stat=b, stat=Service unavailable (a, stat=b)",
		    "552 a, stat=b", "Service unavailable (a, stat=b)" },
		{ "reply=" LONG ", stat=Deferred: " LONG, LONG,
		    "Deferred: " LONG },
		{ "reply=, stat=Deferred", "", "Deferred" },
		{ "status=556 a, stat=Service unavailable", "556 a",
		    "Service unavailable" },
		{ "reply=550 no", "bad", NULL }, { "", "bad", NULL },
		{ "dsn=5.1.1", "bad", NULL },
	};
	struct span reply, stat;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool ok = sendmail_split_status(span_str(rows[i].tail),
		    &reply, &stat);

		CHECK_INT(rows[i].tail, ok, rows[i].stat != NULL);
		if (!ok || rows[i].stat == NULL)
			continue;
		CHECK_SPAN(rows[i].tail, reply, rows[i].reply);
		CHECK_SPAN(rows[i].tail, stat, rows[i].stat);
	}
}

static void
test_results(void)
{
	static const struct {
		const char *line;
		enum parse_result want;
	} rows[] = {
		/* Whose line it is. */
		{ HEAD "sendmail[7]: AA12345: done; delay=00:00:01, ntries=1",
		    PARSE_UNDERSTOOD },
		{ HEAD "sm-msp-queue[7]: QAA12345: done; delay=00:00:01",
		    PARSE_UNDERSTOOD },
		{ HEAD "sendmail-client[7]: starting daemon (8.15.2): "
		    "queueing@01:00:00", PARSE_IRRELEVANT },
		{ HEAD "sm-acceptingconnections[7]: 6AM97RgT004101: done; "
		    "delay=00:00:01", PARSE_UNDERSTOOD },
		{ HEAD "sendmailer[7]: 6AM97RgT004101: done; delay=00:00:01",
		    PARSE_OTHER },
		{ HEAD "sm-notify[7]: 6AM97RgT004101: done; delay=00:00:01",
		    PARSE_OTHER },
		/* Closes a message, says nothing else. */
		{ ID "to=<a@one.example>, delay=00:00:01, pri=0, stat=rset",
		    PARSE_UNDERSTOOD },
		/* Nothing that counts. */
		{ ID "SYSERR(root): collect: read timeout", PARSE_IRRELEVANT },
		{ ID "<-- EHLO two.example", PARSE_IRRELEVANT },
		{ ID "--- 250 2.1.0 Sender ok", PARSE_IRRELEVANT },
		{ ID "timeout waiting for input from mx.one.example. during "
		    "client DATA status", PARSE_IRRELEVANT },
		{ ID "lost input channel from two.example [198.51.100.7] to "
		    "MTA after rcpt", PARSE_IRRELEVANT },
		{ ID "collect: premature EOM: unexpected close",
		    PARSE_IRRELEVANT },
		{ ID "message size (260110) exceeds maximum (200000)",
		    PARSE_IRRELEVANT },
		{ ID "milter=spam, action=rcpt, reject=550 5.7.1 no",
		    PARSE_IRRELEVANT },
		{ ID "Milter (spam): to error state", PARSE_IRRELEVANT },
		{ ID "SMTP MAIL command (<a@two.example> SIZE=9) from "
		    "two.example [198.51.100.7] tempfailed (due to previous "
		    "checks)", PARSE_IRRELEVANT },
		{ ID "ruleset=trust_auth, arg1=a, relay=two.example "
		    "[198.51.100.7], reject=550 5.7.1 no", PARSE_IRRELEVANT },
		{ ID "AUTH failure (LOGIN): user not found (-20) SASL(-13): "
		    "user not found: x, relay=[198.51.100.7]",
		    PARSE_IRRELEVANT },
		{ HEAD "sm-mta[7]: STARTTLS=client, relay=mx.one.example., "
		    "version=TLSv1.3, verify=OK", PARSE_IRRELEVANT },
		{ HEAD "sm-mta[7]: AUTH=server, relay=two.example "
		    "[198.51.100.7], authid=a, mech=PLAIN, bits=0",
		    PARSE_IRRELEVANT },
		/* Set back clocks and sizes that do not fit. */
		{ ID "from=<a@two.example>, size=-1, class=0, nrcpts=1, "
		    "relay=two.example [198.51.100.7]", PARSE_UNDERSTOOD },
		{ ID "to=<a@one.example>, delay=00:00:-1, xdelay=00:00:-2, "
		    "mailer=local, pri=-5, dsn=2.0.0, stat=Sent",
		    PARSE_UNDERSTOOD },
		/* The sender went away: nobody refused anything. */
		{ ID "to=<a@here.example>, delay=00:00:09, pri=30180, stat="
		    "collect: unexpected close on connection from "
		    "two.example, from=<a@two.example>", PARSE_UNDERSTOOD },
		/* What milters did, and hosts whose names have no dot. */
		{ ID "milter_data(spam) lied about adding recipients, "
		    "honoring request anyway", PARSE_IRRELEVANT },
		{ ID "Milter: unknown=<a@two.example>, reject=550 5.7.1 "
		    "Command rejected", PARSE_IRRELEVANT },
		{ ID "mail2host1: SMTP DATA-2 protocol error: 571 no",
		    PARSE_IRRELEVANT },
		{ ID "two.example [198.51.100.7]: expn root [rejected]",
		    PARSE_IRRELEVANT },
		{ ID "ERROR: inconsistent dsn, please see "
		    "<https://www.example/Report>, rcode=69, dsn=4.7.1",
		    PARSE_IRRELEVANT },
		{ ID "deliver: mailer=esmtp, relay=mx.one.example. "
		    "[192.0.2.25], state=MAIL, reply=450 4.2.0 later, "
		    "stat=tempfail: trying next host", PARSE_IRRELEVANT },
		{ ID "Bare linefeed (LF) not allowed", PARSE_IRRELEVANT },
		{ ID "ruleset=try_tls, arg1=mx.one.example, relay="
		    "mx.one.example, status=550 5.7.1 do not try",
		    PARSE_IRRELEVANT },
		/* Nobody knows: to be counted, not guessed. */
		{ ID "to=<a@one.example>", PARSE_UNKNOWN },
		{ ID "to=", PARSE_UNKNOWN },
		{ ID "from=", PARSE_UNKNOWN },
		{ ID "ruleset=", PARSE_UNKNOWN },
		{ ID "<a@one.example>", PARSE_UNKNOWN },
		{ ID "", PARSE_UNKNOWN },
		{ HEAD "sm-mta[7]: ", PARSE_UNKNOWN },
		{ HEAD "sm-mta[7]: 6AM97RgT004101[", PARSE_UNKNOWN },
	};
	struct bench b;
	size_t i;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].line,
		    bench_parse(&b, span_str(rows[i].line)), rows[i].want);
	bench_close(&b);
}

/* One row for each thing that Sendmail can decide (sysexits). */
static void
test_outcomes(void)
{
	static const struct {
		const char	*tail;
		enum outcome	 outcome;
		int		 code;
		const char	*text;
	} rows[] = {
		{ "stat=Sent (ok)", OUTCOME_DELIVERED, 0, "ok" },
		{ "stat=Sent", OUTCOME_DELIVERED, 0, "" },
		{ "stat=Sent (\\n)", OUTCOME_DELIVERED, 0, "" },
		{ "stat=Sent (", OUTCOME_DELIVERED, 0, "(" },
		/* The enhanced code of a peer that did not announce it. */
		{ "stat=Sent (2.0.0 ok)", OUTCOME_DELIVERED, 0, "ok" },
		{ "stat=Sent (2.0.0)", OUTCOME_DELIVERED, 0, "" },
		{ "stat=Sent (5.0.0 ok)", OUTCOME_DELIVERED, 0, "5.0.0 ok" },
		{ "stat=Sent (2.0.0.1 ok)", OUTCOME_DELIVERED, 0,
		    "2.0.0.1 ok" },
		/* A reply that refuses nothing has not failed it. */
		{ "reply=221 2.0.0 bye, stat=Deferred: 421 4.3.2 x",
		    OUTCOME_DEFERRED, 421, "x" },
		{ "reply=221 2.0.0 bye, stat=User unknown", OUTCOME_BOUNCED,
		    0, "User unknown" },
		{ "reply=354 go on, stat=Deferred: Connection timed out with "
		    "mx.one.example.", OUTCOME_DEFERRED, 0,
		    "Connection timed out with mx.one.example." },
		{ "stat=queued", OUTCOME_SUSPENDED, 0, "queued" },
		{ "stat=Deferred", OUTCOME_DEFERRED, 0, "Deferred" },
		{ "stat=Deferred: 450 4.2.0 x", OUTCOME_DEFERRED, 450, "x" },
		{ "stat=Deferred: 421", OUTCOME_DEFERRED, 421, "" },
		{ "stat=Operating system error", OUTCOME_DEFERRED, 0,
		    "Operating system error" },
		{ "stat=I/O error: Broken pipe", OUTCOME_DEFERRED, 0,
		    "I/O error: Broken pipe" },
		{ "stat=Command line usage error", OUTCOME_BOUNCED, 0,
		    "Command line usage error" },
		{ "stat=Data format error", OUTCOME_BOUNCED, 0,
		    "Data format error" },
		{ "stat=Cannot open input", OUTCOME_BOUNCED, 0,
		    "Cannot open input" },
		{ "stat=User unknown", OUTCOME_BOUNCED, 0, "User unknown" },
		{ "stat=Host unknown (Name server: one.example.: no data "
		    "known)", OUTCOME_BOUNCED, 0,
		    "Host unknown (Name server: one.example.: no data known)" },
		{ "stat=Service unavailable", OUTCOME_BOUNCED, 0,
		    "Service unavailable" },
		{ "stat=Internal error", OUTCOME_BOUNCED, 0,
		    "Internal error" },
		{ "stat=System file missing: No such file or directory",
		    OUTCOME_BOUNCED, 0,
		    "System file missing: No such file or directory" },
		{ "stat=Can't create output", OUTCOME_BOUNCED, 0,
		    "Can't create output" },
		{ "stat=Remote protocol error", OUTCOME_BOUNCED, 0,
		    "Remote protocol error" },
		{ "stat=Insufficient permission", OUTCOME_BOUNCED, 0,
		    "Insufficient permission" },
		{ "stat=Local configuration error", OUTCOME_BOUNCED, 0,
		    "Local configuration error" },
		{ "stat=unknown mailer error 9", OUTCOME_BOUNCED, 0,
		    "unknown mailer error 9" },
		{ "stat=Sentinel", OUTCOME_BOUNCED, 0, "Sentinel" },
		{ "stat=Deferredly", OUTCOME_BOUNCED, 0, "Deferredly" },
		{ "reply=550 5.1.1 x, stat=User unknown", OUTCOME_BOUNCED,
		    550, "x" },
		{ "reply=600 x, stat=Remote protocol error", OUTCOME_BOUNCED,
		    600, "x" },
		{ "reply=550, stat=User unknown", OUTCOME_BOUNCED, 550, "" },
		{ "reply=67, stat=User unknown", OUTCOME_BOUNCED, 0,
		    "User unknown" },
		{ "reply=451 4.4.1 reply: read error from mx.one.example., "
		    "stat=Deferred", OUTCOME_DEFERRED, 0,
		    "reply: read error from mx.one.example." },
		{ "reply=553 5.3.5 system config error, stat=Local "
		    "configuration error", OUTCOME_BOUNCED, 0,
		    "system config error" },
		/* Since 8.18: no reply was needed. */
		{ "status=556 Host does not accept mail: MX 0 ., stat=Service "
		    "unavailable", OUTCOME_BOUNCED, 0,
		    "Host does not accept mail: MX 0 ." },
		{ "reply=354 go on, stat=Remote protocol error",
		    OUTCOME_BOUNCED, 354, "go on" },
		/* Whose reply is it, beside a reason of Sendmail's own? */
		{ "reply=550 5.1.1 x, stat=Deferred: Connection timed out "
		    "with mx.one.example.", OUTCOME_DEFERRED, 0,
		    "Connection timed out with mx.one.example." },
		{ "reply=450 4.7.1 x, stat=Deferred: Operation timed out "
		    "with mx.one.example.", OUTCOME_DEFERRED, 0,
		    "Operation timed out with mx.one.example." },
		{ "reply=450 4.7.1 x, stat=Deferred: mx.one.example.: Host "
		    "mx.one.example. is down", OUTCOME_DEFERRED, 0,
		    "mx.one.example.: Host mx.one.example. is down" },
		{ "reply=550 5.1.1 x, stat=Deferred: Broken pipe",
		    OUTCOME_DEFERRED, 0, "Broken pipe" },
		{ "reply=421 4.3.2 x, stat=Deferred: Connection reset by "
		    "mx.one.example.", OUTCOME_DEFERRED, 421, "x" },
		{ "reply=451 4.4.2 reply: read error from mx.one.example., "
		    "stat=Deferred: Connection reset by mx.one.example.",
		    OUTCOME_DEFERRED, 0,
		    "Connection reset by mx.one.example." },
		{ "reply=535 5.7.8 x, stat=Deferred: Temporary AUTH failure",
		    OUTCOME_DEFERRED, 535, "x" },
		{ "stat=Deferred: Temporary AUTH failure", OUTCOME_DEFERRED,
		    0, "Temporary AUTH failure" },
		/* The first line of one whose last was temporary. */
		{ "reply=550-5.1.1 x, stat=Deferred: 450 4.2.0 another",
		    OUTCOME_DEFERRED, 550, "x" },
	};
	struct bench b;
	struct buf line = { 0 };
	const struct event *e;
	size_t i;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&line);
		buf_add_str(&line, TO);
		buf_add_str(&line, rows[i].tail);
		CHECK_INT(rows[i].tail, bench_parse(&b, buf_span(&line)),
		    PARSE_UNDERSTOOD);
		CHECK_INT(rows[i].tail, b.seen.n, 1);
		e = &b.seen.last;
		CHECK_INT(rows[i].tail, e->outcome, rows[i].outcome);
		CHECK_INT(rows[i].tail, e->code, rows[i].code);
		CHECK_SPAN(rows[i].tail, e->text, rows[i].text);
		CHECK_SPAN(rows[i].tail, e->recipient, "a@one.example");
	}
	buf_free(&line);
	bench_close(&b);
}

/* Which way mailers deliver, by name or by what they had as a peer. */
static void
test_directions(void)
{
	static const struct {
		const char	*mailer, *relay;
		enum direction	 want;
	} rows[] = {
		{ "esmtp", ", relay=one.example", DIRECTION_OUTBOUND },
		{ "smtp8", "", DIRECTION_OUTBOUND },
		{ "relay", "", DIRECTION_OUTBOUND },
		{ "uucp-dom", "", DIRECTION_OUTBOUND },
		{ "local", ", relay=0", DIRECTION_LOCAL },
		{ "prog", "", DIRECTION_LOCAL },
		{ "*file*", "", DIRECTION_LOCAL },
		{ "cyrusv2", ", relay=localhost [127.0.0.1]",
		    DIRECTION_LOCAL },
		{ "lmtp", ", relay=[192.0.2.3] [192.0.2.3]", DIRECTION_LOCAL },
		{ "archive", ", relay=a.example. [192.0.2.3]",
		    DIRECTION_OUTBOUND },
		{ "archive", "", DIRECTION_LOCAL },
		{ "vacation", ", relay=h [[UNIX: /run/v]]", DIRECTION_LOCAL },
	};
	struct bench b;
	struct buf line = { 0 };
	size_t i;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&line);
		buf_printf(&line, ID "to=<a@one.example>, delay=00:00:01, "
		    "xdelay=00:00:01, mailer=%s, pri=30238%s, dsn=2.0.0, "
		    "stat=Sent", rows[i].mailer, rows[i].relay);
		CHECK_INT(rows[i].mailer, bench_parse(&b, buf_span(&line)),
		    PARSE_UNDERSTOOD);
		CHECK_INT(rows[i].mailer, b.seen.last.direction,
		    rows[i].want);
	}
	buf_free(&line);
	bench_close(&b);
}

/* No cut of a line is read past its end, and no repetition takes for ever. */
static void
test_hostile(void)
{
	static const char *const lines[] = {
		TO "reply=450 4.2.0 \\303\\266 x, stat=Deferred: 450 4.2.0 "
		    "\\303\\266 x",
		ID "from=<\"a\\\\\"@one.example>, size=1, class=0, nrcpts=1, "
		    "msgid=<1@one.example>, relay=two.example [198.51.100.7]",
		ID "ruleset=check_rcpt, arg1=<a@one.example>, relay="
		    "[198.51.100.7], reject=550 5.7.1 no",
		ID "Milter: data, reject=554-5.7.1 a\\r\\n554 5.7.1 b",
		HEAD "sm-mta[7]: 6AM97RgT004101[1]: to=<a@one.example>, ...",
	};
	static const char *const units[] = { "\"", "\\", "\\\\\"", ",", "<",
	    ", stat=", ", reply=", ", relay=", "<a@b.example>,", ", dsn=" };
	struct bench b;
	struct buf line = { 0 };
	size_t i, n;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		for (n = 0; n <= strlen(lines[i]); n++) {
			buf_free(&line);
			buf_add(&line, lines[i], n);
			bench_parse(&b, buf_span(&line));
		}
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		buf_clear(&line);
		buf_add_str(&line, ID "to=");
		while (line.n < 200000)
			buf_add_str(&line, units[i]);
		bench_parse(&b, buf_span(&line));
		buf_add_str(&line, ", delay=00:00:01, mailer=esmtp, stat=Sent");
		bench_parse(&b, buf_span(&line));
	}
	buf_free(&line);
	bench_close(&b);
	CU_PASS("came back");
}

void
suite_sendmail(void)
{
	TEST_SUITE("sendmail", { "unescape", test_unescape },
	    { "lists", test_lists }, { "status", test_status },
	    { "results", test_results }, { "outcomes", test_outcomes },
	    { "directions", test_directions }, { "hostile", test_hostile });
}

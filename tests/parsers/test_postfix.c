/*
 * What the samples of postfix.rules do not show: lines that count for
 * nothing, lines of others, and what no cut or forged line may do.
 */
#include "tests/parsers/bench.h"
#include "tests/test.h"

void	suite_postfix(void);

#define HEAD	"Nov  2 08:10:00 mx1 "

static void
test_results(void)
{
	static const struct {
		const char *line;
		enum parse_result want;
	} rows[] = {
		/* Others' lines. */
		{ HEAD "smtp[7]: 3F2A1C0B: to=<a@example.org>, relay=none, "
		    "delay=1, status=bounced (x)", PARSE_OTHER },
		{ HEAD "postfix/unheardof[7]: 3F2A1C0B: removed",
		    PARSE_OTHER },
		{ HEAD "store/imap[7]: connect from c.example.org",
		    PARSE_OTHER },
		/* Nothing that counts. */
		{ HEAD "postfix/smtpd[7]: connect from unknown[192.0.2.9]",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: disconnect from c[192.0.2.9] "
		    "ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: lost connection after RCPT from "
		    "c.example.org[192.0.2.9]", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: warning: 3F2A1C0B: queue file size "
		    "limit exceeded", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: NOQUEUE: reject_warning: RCPT from "
		    "c[192.0.2.9]: 554 5.7.1 <z@example.net>: Relay access "
		    "denied; from=<> to=<z@example.net> proto=SMTP helo=<c>",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: NOQUEUE: hold: RCPT from c[192.0.2.9]"
		    ": <c[192.0.2.9]>: Client host later; from=<> "
		    "to=<z@example.net> proto=SMTP helo=<c>",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: NOQUEUE: filter: RCPT from "
		    "c[192.0.2.9]: <c>: Client host triggers FILTER x:y; "
		    "from=<> to=<z@example.net> proto=SMTP helo=<c>",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: NOQUEUE: client=c[192.0.2.9]",
		    PARSE_IRRELEVANT },
		/* smtpd -v, smtp -v */
		{ HEAD "postfix/smtpd[7]: > c.example.org[192.0.2.9]: "
		    "550 5.1.1 <z@example.net>: reject: nobody",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: < mx.example.org[192.0.2.1]:25: "
		    "550 5.1.1 nobody", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: generic_checks: "
		    "name=reject_unauth_destination status=2",
		    PARSE_IRRELEVANT },
		/* One server of several: the last one decides. */
		{ HEAD "postfix/smtp[7]: 3F2A1C0B: host mx.example.org"
		    "[192.0.2.1] said: 450 4.2.0 later (in reply to RCPT TO "
		    "command)", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: connect to mx.example.org"
		    "[192.0.2.1]:25: Connection refused", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: warning: 3F2A1C0B: non-ESMTP response "
		    "from mx.example.org[192.0.2.1]:25: 55 odd",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: Untrusted TLS connection established "
		    "to mx.example.org[192.0.2.1]:25: TLSv1.3",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/cleanup[7]: 3F2A1C0B: warning: header Subject: "
		    "x from c[192.0.2.9]; from=<> to=<z@example.net>",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/cleanup[7]: 3F2A1C0B: resent-message-id="
		    "<1@example.net>", PARSE_IRRELEVANT },
		{ HEAD "postfix/cleanup[7]: 3F2A1C0B: replace: header "
		    "Received: x from local; from=<c@example.net>: y",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/postscreen[7]: PREGREET 14 after 0.1 from "
		    "[192.0.2.9]:41234: EHLO x\\r\\n", PARSE_IRRELEVANT },
		{ HEAD "postfix/postscreen[7]: DNSBL rank 3 for "
		    "[192.0.2.9]:41234", PARSE_IRRELEVANT },
		{ HEAD "postfix/qmgr[7]: 3F2A1C0B: skipped, still being "
		    "delivered", PARSE_IRRELEVANT },
		{ HEAD "postfix/bounce[7]: 3F2A1C0B: sender non-delivery "
		    "notification: 5B7E0C1D", PARSE_IRRELEVANT },
		{ HEAD "postfix/postsuper[7]: 3F2A1C0B: expired",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/postsuper[7]: 3F2A1C0B: requeued",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/postsuper[7]: Deleted: 3 messages",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: warning: reject: ETRN example.org... "
		    "from c[192.0.2.9]", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: too many errors after RCPT from "
		    "c[192.0.2.9]", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtpd[7]: proxy-accept: END-OF-MESSAGE: 250 "
		    "2.0.0 Ok: queued as 5B7E0C1D; from=<> "
		    "to=<z@example.net> proto=SMTP helo=<c>",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: 3F2A1C0B: REQUIRETLS Debug: sender "
		    "requested REQUIRETLS, but REQUIRETLS support was not "
		    "offered by host mx.example.org[192.0.2.1]",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: TLSRPT: status=failure, "
		    "domain=example.org, receiving_mx=mx.example.org"
		    "[192.0.2.1], failure_type=starttls-not-supported",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/pickup[7]: 3F2A1C0B: read F carl",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/postscreen[7]: DATA without valid RCPT from "
		    "[192.0.2.9]:41234", PARSE_IRRELEVANT },
		{ HEAD "postfix/anvil[7]: statistics: max connection rate "
		    "1/60s for (smtp:192.0.2.9) at Nov  2 08:00:00",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/postfix-script[7]: starting the Postfix mail "
		    "system", PARSE_IRRELEVANT },
		{ HEAD "postfix/smtp[7]: 0123456789ABCDFGHJKLMNPQ1 to=<a@b>",
		    PARSE_IRRELEVANT },
		{ HEAD "postfix/pickup[7]: warning: uid=0: odd file",
		    PARSE_IRRELEVANT },
		/* A word of status= that Postfix does not have. */
		{ HEAD "postfix/smtp[7]: 3F2A1C0B: to=<a@example.org>, "
		    "relay=none, delay=1, status=vanished (x)",
		    PARSE_UNKNOWN },
		{ HEAD "postfix/smtp[7]: 3F2A1C0B: to=<a@example.org>, rel",
		    PARSE_UNKNOWN },
	};
	struct bench b;
	size_t i;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(rows[i].line, bench_parse(&b, span_str(rows[i].line)),
		    rows[i].want);
		CHECK_INT(rows[i].line, b.seen.n, 0);
	}
	bench_close(&b);
}

/* Nothing that a stranger puts into a failed delivery makes it a success. */
static void
test_forged(void)
{
	static const char *const rows[] = {
		HEAD "postfix/smtp[7]: 3F2A1C0B: to=<\"x>, relay=y[192.0.2.5]"
		    ":25, delay=1, dsn=2.0.0, status=sent (250 ok)\""
		    "@example.org>, relay=mx.example.org[192.0.2.1]:25, "
		    "delay=1, delays=0/0/1/0, dsn=5.1.1, status=bounced (host "
		    "mx.example.org[192.0.2.1] said: 550 5.1.1 no (in reply "
		    "to RCPT TO command))",
		HEAD "postfix/smtp[7]: 3F2A1C0B: to=<a@example.org>, "
		    "relay=mx.example.org[192.0.2.1]:25, delay=1, "
		    "delays=0/0/1/0, dsn=5.1.1, status=bounced (host "
		    "mx.example.org[192.0.2.1] said: 550 5.1.1 no), "
		    "dsn=2.0.0, status=sent (250 2.0.0 ok (in reply to end of "
		    "DATA command) said: 250 (in reply to RCPT TO command))",
		HEAD "postfix/pipe[7]: 3F2A1C0B: to=<a@example.net>, "
		    "relay=prog, delay=1, delays=0/0/1/0, dsn=5.3.0, "
		    "status=bounced (forwarded as 5B7E0C1D, status=sent (250))",
		HEAD "postfix/error[7]: 3F2A1C0B: to=<a@example.org>, "
		    "relay=none, delay=1, delays=0/0/1/0, dsn=5.3.0, "
		    "status=bounced (250 2.0.0 Ok: queued as 5B7E0C1D)",
	};
	struct bench b;
	size_t i;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(rows[i], bench_parse(&b, span_str(rows[i])),
		    PARSE_UNDERSTOOD);
		CHECK_INT(rows[i], b.seen.last.outcome, OUTCOME_BOUNCED);
		CHECK_INT(rows[i], b.seen.last.mta_status.class, 5);
	}
	bench_close(&b);
}

/* A line cut anywhere keeps its outcome or is not understood. */
static void
test_cut(void)
{
	static const struct {
		const char *line;
		enum outcome outcome;
	} rows[] = {
		{ HEAD "postfix/smtp[7]: 3F2A1C0B: to=<a@example.org>, "
		    "orig_to=<b@example.net>, relay=mx.example.org"
		    "[2001:db8::1]:25, conn_use=2, delay=1.5, "
		    "delays=0/0/1/0.5, dsn=4.7.0, status=deferred (host "
		    "mx.example.org[2001:db8::1] said: 451-4.7.0 wait 451 "
		    "4.7.0 a while (in reply to end of DATA command))",
		    OUTCOME_DEFERRED },
		{ HEAD "postfix/error[7]: 3F2A1C0B: to=<a@example.org>, "
		    "relay=none, delay=1, delays=0/0/1/0, dsn=4.7.0, "
		    "status=deferred (delivery temporarily suspended: connect "
		    "to mx.example.org[192.0.2.1]:25: Connection timed out)",
		    OUTCOME_SUSPENDED },
		{ HEAD "postfix/smtpd[7]: NOQUEUE: reject: RCPT from "
		    "c.example.org[192.0.2.9]: 550 5.1.1 <z@example.net>: "
		    "Recipient address rejected: nobody; "
		    "from=<d@example.org> to=<z@example.net> proto=ESMTP "
		    "helo=<c.example.org>", OUTCOME_REJECTED },
		{ HEAD "postfix/smtp[7]: 3F2A1C0B: to=<a@example.org>, "
		    "relay=none, delay=9, status=deferred (connect to "
		    "mx.example.org[192.0.2.1]: server refused to talk to "
		    "me: 554 5.7.1 not you (ever)   (port 25))",
		    OUTCOME_DEFERRED },
		{ HEAD "postfix/cleanup[7]: 3F2A1C0B: reject: header X: y from "
		    "c.example.org[192.0.2.9]; from=<d@example.org> "
		    "to=<z@example.net> proto=ESMTP helo=<c>: 5.7.1 no",
		    OUTCOME_REJECTED },
	};
	struct bench b;
	struct span line;
	size_t i, n;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		line = span_str(rows[i].line);
		for (n = 0; n <= line.n; n++) {
			bench_parse(&b, span_head(line, n));
			if (b.seen.n == 0)
				continue;
			/* Before the cause is named it is just deferred. */
			if (rows[i].outcome == OUTCOME_SUSPENDED &&
			    b.seen.last.outcome == OUTCOME_DEFERRED)
				continue;
			CHECK_INT(rows[i].line, b.seen.last.outcome,
			    rows[i].outcome);
		}
		CHECK_INT(rows[i].line, b.seen.n, 1);
	}
	bench_close(&b);
}

void
suite_postfix(void)
{
	TEST_SUITE("postfix", { "results", test_results },
	    { "forged", test_forged }, { "cut", test_cut });
}

/*
 * What the samples of exim.rules do not show: where an address ends, lines
 * that count for nothing, forged words, and the pieces of a long line.
 */
#include "parsers/exim_addr.h"
#include "parsers/exim_field.h"
#include "parsers/exim_text.h"
#include "parsers/parser.h"
#include "schema/arena.h"
#include "tests/test.h"

void	suite_exim(void);

#define ID16	"1xV3Xh-00001U-2v"
#define ID23	"1xV3Xh-0000000KbCd-1a2B"
#define OWN	"2026-11-02 08:10:00 "
#define SYSLOG	"Nov  2 08:10:00 mx1 exim[77]: "

struct bench {
	struct parsers		*parsers;
	struct rule_scratch	*scratch;
	struct arena		 arena;
	struct parse_out	 out;
	int			 n;
	struct event		 last;
};

static void
see(void *arg, const struct event *e)
{
	struct bench *b = arg;

	b->n++;
	b->last = *e;
}

static bool
bench_open(struct bench *b)
{
	struct err err = { 0 };

	*b = (struct bench){ .parsers = NULL };
	if (parsers_load(NULL, &b->parsers, &err) != 0) {
		printf("\n  %s\n", err.msg);
		CU_FAIL("rules do not load");
		return false;
	}
	b->scratch = rule_scratch_new();
	b->out = (struct parse_out){ .arena = &b->arena, .emit = see,
	    .arg = b };
	return true;
}

static void
bench_close(struct bench *b)
{
	rule_scratch_free(b->scratch);
	parsers_free(b->parsers);
	buf_free(&b->out.tmp);
	arena_free(&b->arena);
}

static enum parse_result
parse(struct bench *b, const char *line)
{
	b->n = 0;
	return parse_line(b->parsers, span_str(line), b->scratch, &b->out);
}

static void
test_address(void)
{
	static const struct {
		const char *text, *recipient, *original, *rest;
	} rows[] = {
		{ "a@d.example R=r", "a@d.example", "", " R=r" },
		{ "a@d.example: gone", "a@d.example", "", ": gone" },
		{ "a@d.example:", "a@d.example", "", ":" },
		{ "a@d.example", "a@d.example", "", "" },
		{ "a@[IPv6:2001:db8::1] R=r", "a@[IPv6:2001:db8::1]", "",
		    " R=r" },
		{ "a@d.example <l@d.example> R=r", "a@d.example",
		    "l@d.example", " R=r" },
		{ "a@d.example (b@d.example, c@d.example) <l@d.example> R=r",
		    "a@d.example", "l@d.example", " R=r" },
		/* The case of the local part is the original's. */
		{ "ann.b@d.example <Ann.B@d.example> R=r", "Ann.B@d.example",
		    "", " R=r" },
		{ "ann <ann@d.example> R=r", "ann@d.example", "", " R=r" },
		{ "ann <list@d.example> R=r", "ann", "list@d.example",
		    " R=r" },
		/* A parent with that local part has the domain. */
		{ "ann (list@d.example, ann@e.example) <ann@f.example> R=r",
		    "ann@e.example", "ann@f.example", " R=r" },
		{ "ann b (\"x, y\"@d.example, \"Ann B\"@e.example) "
		    "<l@f.example> T=t", "\"Ann B\"@e.example",
		    "l@f.example", " T=t" },
		{ "ann (an@d.example, anne@e.example) <l@f.example> T=t",
		    "ann", "l@f.example", " T=t" },
		{ "x y@d.example <\"X y\"@d.example> R=r",
		    "\"X y\"@d.example", "", " R=r" },
		{ "x y@d.example <l@d.example> R=r", "\"x y\"@d.example",
		    "l@d.example", " R=r" },
		{ "\"x: y\"@d.example: gone", "\"x: y\"@d.example", "",
		    ": gone" },
		{ "a\\b\"c@d.example <l@d.example> R=r",
		    "\"a\\\\b\\\"c\"@d.example", "l@d.example", " R=r" },
		/* Local parts that look like what follows an address. */
		{ "=> r=x t=y@d.example <\"=> R=x T=y\"@d.example> R=r",
		    "\"=> R=x T=y\"@d.example", "", " R=r" },
		{ "x R=a T=b@d.example <\"x R=a T=b\"@d.example> R=r",
		    "\"x R=a T=b\"@d.example", "", " R=r" },
		{ "x: y@d.example <\"x: y\"@d.example> R=r",
		    "\"x: y\"@d.example", "", " R=r" },
		{ "a <b@c> R=x@d.example <\"a <b@c> R=x\"@d.example> R=r",
		    "\"a <b@c> R=x\"@d.example", "", " R=r" },
		{ "x>y@d.example <\"x\\>y\"@d.example> F=<s@d.example> R=r",
		    "\"x\\>y\"@d.example", "", " F=<s@d.example> R=r" },
		{ "x@y@d.example <\"x@y\"@d.example> routing defer (-51): z",
		    "\"x@y\"@d.example", "", " routing defer (-51): z" },
		/* Commands, files and replies show no address. */
		{ "|/bin/x a: R=b <l@d.example> R=r", "|/bin/x a: R=b",
		    "l@d.example", " R=r" },
		{ "|/bin/x (b@d.example) <l@d.example> T=t", "|/bin/x",
		    "l@d.example", " T=t" },
		{ "/var/mail/a b <l@d.example> R=r", "/var/mail/a b",
		    "l@d.example", " R=r" },
		{ ">a@d.example <l@d.example> R=r", ">a@d.example",
		    "l@d.example", " R=r" },
		/* Cut anywhere. */
		{ "|/bin/x", "|/bin/x", "", "" },
		{ "x y@d.example <\"X y", "x", "", " y@d.example <\"X y" },
		{ "\"x", "\"x", "", "" },
		{ "", "", "", "" }, { " ", "", "", " " }, { "<", "<", "", "" },
	};
	struct arena arena = { 0 };
	struct exim_addr a;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		exim_addr_parse(span_str(rows[i].text), &arena, &a);
		CHECK_SPAN(rows[i].text, a.recipient, rows[i].recipient);
		CHECK_SPAN(rows[i].text, a.original, rows[i].original);
		CHECK_SPAN(rows[i].text, a.rest, rows[i].rest);
	}
	arena_free(&arena);
}

static void
test_host(void)
{
	static const struct {
		const char *text, *host, *ip, *rest;
	} rows[] = {
		{ "mx.d.example [192.0.2.1]", "mx.d.example", "192.0.2.1",
		    "" },
		{ "mx.d.example [192.0.2.1]:25* I=x", "mx.d.example",
		    "192.0.2.1", " I=x" },
		{ "mx.d.example [192.0.2.1]*: text", "mx.d.example",
		    "192.0.2.1", ": text" },
		{ "mx.d.example DS [2001:db8::1]:25: text", "mx.d.example",
		    "2001:db8::1", ": text" },
		{ "c.example (h) [192.0.2.1] F=<>", "c.example",
		    "192.0.2.1", " F=<>" },
		{ "(h [192.0.2.9]) [192.0.2.1]", "", "192.0.2.1", "" },
		{ "[192.0.2.1]:99", "", "192.0.2.1", "" },
		{ "store C=\"250\"", "store", NULL, " C=\"250\"" },
		{ "", "", NULL, "" }, { "a (b", "a", NULL, " (b" },
	};
	struct exim_fields f;
	struct span rest;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rest = exim_host_parse(span_str(rows[i].text), &f);
		CHECK_SPAN(rows[i].text, f.host, rows[i].host);
		CHECK_SPAN(rows[i].text, f.ip, rows[i].ip);
		CHECK_SPAN(rows[i].text, rest, rows[i].rest);
	}
}

static void
test_results(void)
{
	static const struct {
		const char *line;
		enum parse_result want;
	} rows[] = {
		/* Who is Exim. */
		{ "Nov  2 08:10:00 mx1 exim4-out[7]: " ID16 " Completed",
		    PARSE_UNDERSTOOD },
		{ "Nov  2 08:10:00 mx1 mx1-exim[7]: " ID23 " Completed",
		    PARSE_UNDERSTOOD },
		{ "Nov  2 08:10:00 mx1 eximstats[7]: " ID16 " Completed",
		    PARSE_OTHER },
		{ "Nov  2 08:10:00 mx1 exim_tidydb[7]: x", PARSE_OTHER },
		/* Remarks. */
		{ OWN "Start queue run: pid=7", PARSE_IRRELEVANT },
		{ OWN ID16 " Frozen (delivery error message)",
		    PARSE_IRRELEVANT },
		{ OWN ID16 " ann@example.org: error ignored",
		    PARSE_IRRELEVANT },
		{ OWN ID16 " H=mx.example.org [192.0.2.1]: SMTP error from "
		    "remote mail server after RCPT TO:<a@example.org>: 550 "
		    "rejected RCPT <a@example.org>: 550 x",
		    PARSE_IRRELEVANT },
		{ OWN ID16 " mx.example.org [192.0.2.1] Connection refused",
		    PARSE_IRRELEVANT },
		{ OWN "H=[192.0.2.7] Warning: would be rejected RCPT <a@b>: x",
		    PARSE_IRRELEVANT },
		{ OWN "SMTP protocol error in \"DATA\" H=[192.0.2.7] valid "
		    "RCPT command must precede DATA", PARSE_IRRELEVANT },
		{ OWN ID16 " malware acl condition: clamd: connection to "
		    "127.0.0.1, port 3310 failed (Connection refused)",
		    PARSE_IRRELEVANT },
		{ OWN ID16 " SA: Action: temporarily rejected message: "
		    "score=7.5 required=5.0", PARSE_IRRELEVANT },
		{ OWN ID16 " Error while reading message with no usable sender "
		    "address (R=" ID16 "): rejected by local_scan: no",
		    PARSE_IRRELEVANT },
		{ OWN "H=c.example.net [192.0.2.7]:4711 Warning: \"message is "
		    "spam, rejected\"", PARSE_IRRELEVANT },
		{ OWN "SMTP connection outbound 1700000000 " ID16 " d.example "
		    "rejected@example.org", PARSE_IRRELEVANT },
		{ OWN "no MAIL in SMTP connection from c.example.net (x) "
		    "[192.0.2.7] D=1s C=EHLO,QUIT", PARSE_IRRELEVANT },
		{ OWN "H=c.example.net [192.0.2.7] sender verify fail for "
		    "<a@d.example>: response to \"RCPT TO:<a@d.example>\" was: "
		    "550 rejected", PARSE_IRRELEVANT },
		/* Not an id: too short, too long, no base 62. */
		{ OWN "1xV3Xh-00001U-2 => a@example.org", PARSE_IRRELEVANT },
		{ OWN "1xV3Xh-00001U-2v3 => a@example.org",
		    PARSE_IRRELEVANT },
		{ OWN "1xV3Xh-0000.U-2v => a@example.org",
		    PARSE_IRRELEVANT },
		/* What goes on a record of several lines. */
		{ " Suggested action: use keep_environment.", PARSE_OTHER },
		{ "Envelope-from: <a@example.org>", PARSE_OTHER },
		{ "Envelope-to: <b@example.net>", PARSE_OTHER },
		{ "F From: <a@example.org>", PARSE_OTHER },
		{ "* X-Old: what was replaced", PARSE_OTHER },
		{ "*** truncated ***", PARSE_OTHER },
		{ "  Subject: " OWN "not a line of the log", PARSE_OTHER },
		{ "\tby mx1.example.net with esmtp", PARSE_OTHER },
		{ "From: <a@example.org>", PARSE_NOT_LOG },
		{ "F rom everybody", PARSE_NOT_LOG },
		{ "A :", PARSE_NOT_LOG }, { "F From", PARSE_NOT_LOG },
		{ "f From: x", PARSE_NOT_LOG }, { "a", PARSE_NOT_LOG },
		/* A log that somebody indented. */
		{ "  " OWN ID16 " => a@example.org R=r T=t", PARSE_NOT_LOG },
		/* A word that counts in a form that nobody knows. */
		{ OWN "the mail of H=[192.0.2.7] was rejected, why not",
		    PARSE_UNKNOWN },
		{ OWN "H=[192.0.2.7] F=<\"a: b\"@d.example> it was rejected",
		    PARSE_UNKNOWN },
	};
	struct bench b;
	size_t i;

	if (!bench_open(&b))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].line, parse(&b, rows[i].line),
		    rows[i].want);
	bench_close(&b);
}

/* Fields in any order, marks without a value, names in quotes. */
static void
test_fields(void)
{
	struct exim_fields f;

	exim_fields_parse(SPAN(" Q=bulk P=<a@d.example> F=<\"b> R=x\"@d.example>"
	    " R=r T=t H=mx.d.example DS [192.0.2.1]:25* PRX=[192.0.2.9]:9 "
	    "I=[192.0.2.2]:99 TFO** X=TLS1.3:A_B:256* CV=dane DN=\"CN=a, "
	    "O=\"b\", OU=c: d\": error: H=x T=y DT=1s"), EXIM_FAILED, &f);
	CHECK_SPAN("**", f.sender, "\"b> R=x\"@d.example");
	CHECK_SPAN("**", f.router, "r");
	CHECK_SPAN("**", f.transport, "t");
	CHECK_SPAN("**", f.host, "mx.d.example");
	CHECK_SPAN("**", f.local_ip, "192.0.2.2");
	CHECK_SPAN("**", f.text, "error: H=x T=y");
	exim_fields_parse(SPAN("F=\"a b\"@d.example H=[192.0.2.7]:99 I=[::1]:25 "
	    "TFO* U=x Ci=7 P=esmtp L*- rejected by local_scan()"), EXIM_CLIENT,
	    &f);
	CHECK_SPAN("local_scan", f.sender, "\"a b\"@d.example");
	CHECK_SPAN("local_scan", f.ip, "192.0.2.7");
	CHECK_SPAN("local_scan", f.text, "rejected by local_scan()");
	exim_fields_parse(SPAN("H=[192.0.2.7] L rejected"), EXIM_CLIENT, &f);
	CHECK_SPAN("L", f.text, "rejected");
	exim_fields_parse(SPAN("H=[192.0.2.7] Lost"), EXIM_CLIENT, &f);
	CHECK_SPAN("L", f.text, "Lost");
	exim_fields_parse(SPAN(" H=[192.0.2.7] SNI=\"a A=x:root\" A=x:ann K "
	    "S=5 RT=1s id*=\"x y\"@h"), EXIM_ARRIVED, &f);
	CHECK_SPAN("<=", f.auth, "x:ann");
	exim_fields_parse(SPAN("H=[192.0.2.7] X=a CV=no DN=\"O=Some \\\"A\\\" Ltd, "
	    "CN=b\" SNI=c F=<> A=x:ann lee temporarily rejected RCPT <b@d>"),
	    EXIM_CLIENT, &f);
	CHECK_SPAN("login", f.auth, "x:ann lee");
	CHECK_SPAN("login", f.text, "temporarily rejected RCPT <b@d>");
	exim_fields_parse(SPAN("H=[192.0.2.7] DN=\"CN=x\\\" F=<> rejected RCPT "
	    "<a@d>: \\\\\" F=<b@d> rejected"), EXIM_CLIENT, &f);
	CHECK_SPAN("certificate", f.sender, "b@d");
	exim_fields_parse(SPAN(" H=[192.0.2.7] DN=\"/O=Some \"A\" Ltd/CN=b\" "
	    "A=x:ann lee:ann@d.example PRDR K S=5"), EXIM_ARRIVED, &f);
	CHECK_SPAN("login", f.auth, "x:ann lee:ann@d.example");
	exim_fields_parse(SPAN(" A=x:ann L- K C=\"250 DN=\" DKIM=d QT=1s"),
	    EXIM_DELIVERED, &f);
	CHECK_SPAN("=>", f.auth, "x:ann");
	CHECK_SPAN("=>", f.reply, "250 DN=");
	CHECK_SPAN("=>", f.queue_time, "1s");
	exim_fields_parse(SPAN(" DN=\"never ends: x"), EXIM_FAILED, &f);
	CU_ASSERT(f.text.p == NULL);
}

/* What strangers write stays inside its field. */
static void
test_forged(void)
{
	struct bench b;

	if (!bench_open(&b))
		return;
	parse(&b, OWN ID16 " => a@example.org R=r T=t H=mx.example.org "
	    "[192.0.2.1] C=\"250 ok\\\" QT=9d R=x H=evil.example "
	    "[192.0.2.66] C=\\\"550 no\" QT=1s");
	CHECK_SPAN("C=", b.last.relay_ip, "192.0.2.1");
	CHECK_SPAN("C=", b.last.text, "ok\" QT=9d R=x H=evil.example "
	    "[192.0.2.66] C=\"550 no");
	CHECK_INT("C=", b.last.delay_ms, 1000);
	parse(&b, OWN ID16 " == a@example.org R=r T=t defer (-44) "
	    "H=mx.example.org [192.0.2.1]: SMTP error from remote mail "
	    "server after RCPT TO:<a@example.org>: 450 H=evil.example "
	    "[192.0.2.66]: retry time not reached");
	CHECK_INT("==", b.last.outcome, OUTCOME_DEFERRED);
	CHECK_INT("==", b.last.code, 450);
	CHECK_SPAN("==", b.last.relay_ip, "192.0.2.1");
	/* A host's line is no refusal of ours, whatever the host says. */
	CHECK_INT("host", parse(&b, OWN ID16 " H=mx.example.org [192.0.2.1]:25 "
	    "SMTP error from remote mail server after RCPT TO:<a@example.org>: "
	    "450 F=<> rejected after DATA: R=r T=t H=x [192.0.2.66] C=\"550 "
	    "x\""), PARSE_IRRELEVANT);
	parse(&b, OWN ID16 " ** a@example.org R=r T=t H=mx.example.org "
	    "[192.0.2.1]: SMTP error from remote mail server after end of "
	    "data: 550 all hosts have been failing for a long time");
	CHECK_INT("**", b.last.kind, EVENT_ATTEMPT);
	CHECK_INT("**", b.last.outcome, OUTCOME_BOUNCED);
	parse(&b, OWN ID16 " <= me@example.net H=c.example.net (x A=a:root) "
	    "[192.0.2.7] P=esmtp S=4 id=\"x\"@h A=a:root T=\"A=a:root\" "
	    "from <me@example.net> for A=a:root@example.net");
	CHECK_SPAN("<=", b.last.submitter, "");
	CHECK_SPAN("<=", b.last.client_ip, "192.0.2.7");
	CHECK_SPAN("<=", b.last.message_id, "\"x\"@h");
	parse(&b, OWN "H=c.example.net (x) [192.0.2.7] F=<\"> rejected RCPT "
	    "<b@example.org>: 550 no\"@example.net> rejected RCPT "
	    "<a@example.org>: 250 fine");
	CHECK_SPAN("F=", b.last.recipient, "a@example.org");
	CHECK_SPAN("F=", b.last.sender,
	    "\"> rejected RCPT <b@example.org>: 550 no\"@example.net");
	CHECK_INT("F=", b.last.code, 0);
	CHECK_SPAN("F=", b.last.text, "250 fine");
	bench_close(&b);
}

/* Two pieces give one line's event with the stamp of its first. */
static void
test_pieces(void)
{
	struct bench b;
	struct buf whole = { 0 };
	struct header h;
	struct span first = SPAN("Nov  2 08:10:01 mx1 exim[77]: [1/2] " OWN
	    ID16 " == a@example.org R=r T=t defer (-46) H=mx.example.org "
	    "[192.0.2.1]: SMTP error from remote mail server after end o");

	if (!bench_open(&b))
		return;
	CHECK_INT("piece", parse_line(b.parsers, first, b.scratch, &b.out),
	    PARSE_UNDERSTOOD);
	CHECK_INT("piece", b.last.kind, EVENT_FRAGMENT);
	CHECK_INT("piece", b.last.stamp.second, 0);
	CHECK_INT("piece", b.last.piece, 1);
	CHECK_INT("piece", b.last.pieces, 2);
	buf_add_span(&whole, b.last.text);
	parse(&b, SYSLOG "[2/2] f data: 451 4.3.0 later");
	CHECK_INT("piece", b.last.piece, 2);
	buf_add_span(&whole, b.last.text);
	CU_ASSERT(header_parse(first, &b.arena, &h));
	h.body = buf_span(&whole);
	CHECK_INT("whole", parse_body(b.parsers, &h, b.scratch, &b.out),
	    PARSE_UNDERSTOOD);
	CHECK_INT("whole", b.last.outcome, OUTCOME_DEFERRED);
	CHECK_INT("whole", b.last.stage, STAGE_EOD);
	CHECK_SPAN("whole", b.last.queue_id, ID16);
	CHECK_SPAN("whole", b.last.text, "later");
	/* A record of several lines is the reject log's copy. */
	buf_clear(&whole);
	parse(&b, SYSLOG "[1\\2] " OWN ID16 " H=[192.0.2.7] F=<> rejected "
	    "after DATA: no");
	buf_add_span(&whole, b.last.text);
	parse(&b, SYSLOG "[2/2] Envelope-from: <>");
	buf_add_span(&whole, b.last.text);
	h.body = buf_span(&whole);
	b.n = 0;
	CHECK_INT("copy", parse_body(b.parsers, &h, b.scratch, &b.out),
	    PARSE_IRRELEVANT);
	CHECK_INT("copy", b.n, 0);
	/* Any other text of several lines counts by its first. */
	buf_clear(&whole);
	parse(&b, SYSLOG "[1\\2] " OWN "plain authenticator failed for (x) "
	    "[192.0.2.7]: 435 Unable to authenticate at present: no module");
	buf_add_span(&whole, b.last.text);
	parse(&b, SYSLOG "[2/2] BEGIN failed at line 4.");
	buf_add_span(&whole, b.last.text);
	h.body = buf_span(&whole);
	CHECK_INT("lines", parse_body(b.parsers, &h, b.scratch, &b.out),
	    PARSE_UNDERSTOOD);
	CHECK_INT("lines", b.last.code, 435);
	CHECK_SPAN("lines", b.last.text,
	    "Unable to authenticate at present: no module");
	buf_free(&whole);
	bench_close(&b);
}

static void
test_text(void)
{
	static const struct {
		const char *raw, *want;
	} rows[] = {
		{ "plain", "plain" }, { "\\303\\274", "\303\274" },
		{ "C:\\temp\\n", "C:\\temp\\n" }, { "\\477", "\\477" },
		{ "\\30", "\\30" }, { "\\", "\\" },
	};
	struct arena arena = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_SPAN(rows[i].raw, exim_unprinted(span_str(rows[i].raw),
		    &arena), rows[i].want);
	CHECK_SPAN("quoted", exim_unquoted(SPAN("a \\\"b\\\" \\\\n \\x \\"),
	    &arena), "a \"b\" \\n \\x \\");
	arena_free(&arena);
}

void
suite_exim(void)
{
	TEST_SUITE("exim", { "address", test_address },
	    { "host", test_host }, { "results", test_results },
	    { "fields", test_fields }, { "forged", test_forged },
	    { "pieces", test_pieces }, { "text", test_text });
}

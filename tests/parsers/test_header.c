/*
 * Every form of a line's head, and what only looks like one.
 */
#include <stdlib.h>

#include "parsers/header.h"
#include "parsers/journal.h"
#include "schema/buf.h"
#include "tests/test.h"

void	suite_header(void);

/* A stamp as one word: what is not known is not shown. */
static void
put_stamp(struct buf *b, const struct stamp *st)
{
	if (st->zone_min == STAMP_UTC_KNOWN) {
		buf_printf(b, "@%lld", (long long)st->unix_us);
		return;
	}
	if (st->year != 0)
		buf_printf(b, "%d-", st->year);
	buf_printf(b, "%02d-%02dT%02d:%02d:%02d", st->month, st->day,
	    st->hour, st->minute, st->second);
	if (st->usec != 0)
		buf_printf(b, ".%06d", (int)st->usec);
	if (st->zone_min != STAMP_NO_ZONE)
		buf_printf(b, "%+d", st->zone_min);
}

/* "stamp|host|program|pid|body|repeat", or "none" */
static void
head_text(struct span line, struct buf *b)
{
	struct arena arena = { 0 };
	struct header h;

	buf_clear(b);
	if (header_parse(line, &arena, &h)) {
		put_stamp(b, &h.stamp);
		buf_printf(b, "|%.*s|%.*s|%.*s|%.*s|%u", SPAN_FMT(h.host),
		    SPAN_FMT(h.program), SPAN_FMT(h.pid), SPAN_FMT(h.body),
		    h.repeat);
	} else
		buf_add_str(b, "none");
	arena_free(&arena);
}

struct row {
	const char	*line, *want;
};

static void
check_rows(const struct row *rows, size_t n)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		head_text(span_str(rows[i].line), &b);
		CHECK_SPAN(rows[i].line, buf_span(&b), rows[i].want);
	}
	buf_free(&b);
}

#define CHECK_ROWS(rows)	check_rows(rows, sizeof(rows) / sizeof(*rows))

static void
test_syslog(void)
{
	static const struct row rows[] = {
		{ "Nov  2 08:10:00 mx1 postfix/smtp[7]: hello",
		    "11-02T08:10:00|mx1|postfix/smtp|7|hello|1" },
		{ "Nov 12 08:10:00 mx1 prog: hello\r",
		    "11-12T08:10:00|mx1|prog||hello|1" },
		{ "Nov 2 08:10:00 mx1 prog: one digit",
		    "11-02T08:10:00|mx1|prog||one digit|1" },
		{ "Nov 02 08:10:00 mx1 prog: two digits",
		    "11-02T08:10:00|mx1|prog||two digits|1" },
		{ "<22>Nov  2 08:10:00 mx1 prog: priority",
		    "11-02T08:10:00|mx1|prog||priority|1" },
		{ "Nov  2 08:10:00.123456 mx1 prog: fraction",
		    "11-02T08:10:00.123456|mx1|prog||fraction|1" },
		{ "Nov  2 2026 08:10:00 mx1 prog: year first",
		    "2026-11-02T08:10:00|mx1|prog||year first|1" },
		{ "Nov  2 08:10:00 2026 mx1 prog: year last",
		    "2026-11-02T08:10:00|mx1|prog||year last|1" },
		{ "2026 Nov  2 08:10:00 mx1 prog[7]: syslog-ng's full form",
		    "2026-11-02T08:10:00|mx1|prog|7|syslog-ng's full form|1" },
		{ "<22>2026 Nov 12 08:10:00.5 mx1 prog: x",
		    "2026-11-12T08:10:00.500000|mx1|prog||x|1" },
		{ "Feb 29 23:59:60 mx1 prog: leap",
		    "02-29T23:59:60|mx1|prog||leap|1" },
		{ "Nov  2 08:10:00 prog[7]: no host",
		    "11-02T08:10:00||prog|7|no host|1" },
		{ "Nov  2 08:10:00 2001:db8::1 prog[7]: address",
		    "11-02T08:10:00|2001:db8::1|prog|7|address|1" },
		{ "Nov  2 08:10:00 mx1 prog[7]:", "11-02T08:10:00|mx1|prog|7||1" },
		{ "Nov  2 08:10:00 mx1 prog[7]:   blanks",
		    "11-02T08:10:00|mx1|prog|7|  blanks|1" },
		{ "Nov  2 08:10:00 mx1 prog]: x",
		    "11-02T08:10:00|mx1|prog]||x|1" },
		{ "Nov  2 08:10:00 mx1 sendmail[7]: [ID 801593 mail.info] x",
		    "11-02T08:10:00|mx1|sendmail|7|x|1" },
		{ "Nov  2 08:10:00 <mail.info> mx1 sm-mta[7]: x",
		    "11-02T08:10:00|mx1|sm-mta|7|x|1" },
		{ "Nov  2 08:10:00 mx1 mail:info sendmail[7]: x",
		    "11-02T08:10:00|mx1|sendmail|7|x|1" },
		{ "Nov  2 08:10:00 loghost Message forwarded from mx1: "
		    "sendmail[7]: x", "11-02T08:10:00|mx1|sendmail|7|x|1" },
		{ "Nov  2 08:10:00 loghost mail:info Message forwarded from "
		    "mx1: sendmail[7]: x",
		    "11-02T08:10:00|mx1|sendmail|7|x|1" },
	};

	CHECK_ROWS(rows);
}

static void
test_rfc3339(void)
{
	static const struct row rows[] = {
		{ "2026-11-02T08:10:00.5+01:00 mx1 prog[7]: x",
		    "2026-11-02T08:10:00.500000+60|mx1|prog|7|x|1" },
		{ "2026-11-02T08:10:00Z mx1 prog: x",
		    "2026-11-02T08:10:00+0|mx1|prog||x|1" },
		{ "2026-11-02T08:10:00-0330 mx1 prog: x",
		    "2026-11-02T08:10:00-210|mx1|prog||x|1" },
		{ "2026-11-02T08:10:00 mx1 prog: x",
		    "2026-11-02T08:10:00|mx1|prog||x|1" },
		{ "2026-11-02T08:10:00.123456789Z mx1 prog: x",
		    "2026-11-02T08:10:00.123456+0|mx1|prog||x|1" },
		{ "<22>2026-11-02T08:10:00Z mx1 prog: x",
		    "2026-11-02T08:10:00+0|mx1|prog||x|1" },
		{ "2026-11-02 08:10:00+01:00 mx1 prog[7]: a blank for the T",
		    "2026-11-02T08:10:00+60|mx1|prog|7|a blank for the T|1" },
		{ "2026-11-02 08:10:00.25Z mx1 prog: x",
		    "2026-11-02T08:10:00.250000+0|mx1|prog||x|1" },
		/* A container's prefix. */
		{ "2026-11-02T07:10:00.5Z Nov  2 08:10:00 mx1 prog[7]: x",
		    "2026-11-02T07:10:00.500000+0|mx1|prog|7|x|1" },
		{ "2026-11-02T07:10:00Z stdout F Nov  2 08:10:00 mx1 prog: x",
		    "2026-11-02T07:10:00+0|mx1|prog||x|1" },
		{ "2026-11-02T07:10:00Z stderr F "
		    "2026-11-02T08:10:00+01:00 mx1 prog: x",
		    "2026-11-02T08:10:00+60|mx1|prog||x|1" },
		{ "2026-11-02T07:10:00Z 2026-11-02 08:10:00 1Ab-2-3 Completed",
		    "2026-11-02T07:10:00+0||exim||1Ab-2-3 Completed|1" },
		{ "2026-11-02T07:10:00Z <22>1 2026-11-02T08:10:00+01:00 mx1 "
		    "prog 7 - - x", "2026-11-02T08:10:00+60|mx1|prog|7|x|1" },
		/* Only one: the second is somebody's text. */
		{ "2026-11-02T07:10:00Z 2026-11-02T07:10:00Z "
		    "2026-11-02T07:10:00Z mx1 prog: x", "none" },
	};

	CHECK_ROWS(rows);
}

static void
test_rfc5424(void)
{
	static const struct row rows[] = {
		{ "<22>1 2026-11-02T08:10:00+01:00 mx1 prog 7 ID47 - x",
		    "2026-11-02T08:10:00+60|mx1|prog|7|x|1" },
		{ "1 2026-11-02T08:10:00Z - prog - - - x",
		    "2026-11-02T08:10:00+0||prog||x|1" },
		{ "<22>1 2026-11-02T08:10:00Z mx1 prog 7 - "
		    "[a@1 k=\"v\\]\\\"\"][b@1 k=\"w\"] x",
		    "2026-11-02T08:10:00+0|mx1|prog|7|x|1" },
		{ "<22>1 2026-11-02T08:10:00Z mx1 prog 7 - - \xef\xbb\xbf" "x",
		    "2026-11-02T08:10:00+0|mx1|prog|7|x|1" },
		{ "<22>1 2026-11-02T08:10:00Z mx1 prog 7 - -",
		    "2026-11-02T08:10:00+0|mx1|prog|7||1" },
		{ "<22>1 2026-11-02T08:10:00Z mx1 prog 7 - [a k=\"\\",
		    "2026-11-02T08:10:00+0|mx1|prog|7||1" },
		{ "<22>1 - mx1 prog 7 - - x", "none" },
	};

	CHECK_ROWS(rows);
}

static void
test_exim(void)
{
	static const struct row rows[] = {
		{ "2026-11-02 08:10:00 1Ab-2-3 Completed",
		    "2026-11-02T08:10:00||exim||1Ab-2-3 Completed|1" },
		{ "2026-11-02 08:10:00.123 +0100 [77] 1Ab-2-3 Completed",
		    "2026-11-02T08:10:00.123000+60||exim|77|1Ab-2-3 Completed"
		    "|1" },
		{ "2026-11-02 08:10:00 [77] 1Ab-2-3 Completed",
		    "2026-11-02T08:10:00||exim|77|1Ab-2-3 Completed|1" },
		{ "2026-11-02 08:10:00 [192.0.2.1] is no pid",
		    "2026-11-02T08:10:00||exim||[192.0.2.1] is no pid|1" },
		/* Its own stamp inside syslog counts; the outer tells the zone. */
		{ "Nov  2 08:10:02 mx1 exim[9]: 2026-11-02 08:10:00 [77] x",
		    "2026-11-02T08:10:00|mx1|exim|77|x|1" },
		{ "2026-11-02T07:10:01Z mx1 exim[9]: 2026-11-02 08:10:00 x y",
		    "2026-11-02T08:10:00+60|mx1|exim|9|x y|1" },
		{ "2026-11-02T07:10:01Z mx1 exim4[9]: 2026-11-02 12:55:00 x",
		    "2026-11-02T12:55:00+345|mx1|exim4|9|x|1" },
		/* Its stamp with all that it can have, in every form. */
		{ "<22>Nov  2 08:10:02 mx1 exim[9]: "
		    "2026-11-02 08:10:00.123 +0200 [77] x",
		    "2026-11-02T08:10:00.123000+120|mx1|exim|77|x|1" },
		{ "<22>1 2026-11-02T07:10:01Z mx1 exim 9 - [a b=\"c\"] "
		    "\xef\xbb\xbf" "2026-11-02 08:10:00.123 -0500 [77] x",
		    "2026-11-02T08:10:00.123000-300|mx1|exim|77|x|1" },
		{ "2026-11-02T07:10:01.5+00:00 mx1 exim[9]: "
		    "2026-11-02 02:10:00.250 [77] x",
		    "2026-11-02T02:10:00.250000-300|mx1|exim|77|x|1" },
		{ "Nov  2 08:10:02 mx1 exim[9]: [ID 801593 mail.info] "
		    "2026-11-02 08:10:00 [77] x",
		    "2026-11-02T08:10:00|mx1|exim|77|x|1" },
		{ "Nov  2 08:10:02 <mail.info> mx1 exim[9]: "
		    "2026-11-02 08:10:00 +0100 x",
		    "2026-11-02T08:10:00+60|mx1|exim|9|x|1" },
		{ "2026-11-02T07:10:01Z stdout F 2026-11-02 08:10:00.123 "
		    "+0100 [77] x", "2026-11-02T08:10:00.123000+60||exim|77|x"
		    "|1" },
		/* syslog_timestamp = false, with and without its pid. */
		{ "Nov  2 08:10:02 mx1 exim[9]: 1tRxYz-000000001AB-2CdE "
		    "Completed", "11-02T08:10:02|mx1|exim|9|"
		    "1tRxYz-000000001AB-2CdE Completed|1" },
		{ "Nov  2 08:10:02 mx1 exim[9]: [77] 1tRxYz-000000001AB-2CdE "
		    "Completed", "11-02T08:10:02|mx1|exim|77|"
		    "1tRxYz-000000001AB-2CdE Completed|1" },
		{ "Nov  2 08:10:02 mx1 exim[9]: [192.0.2.1] SSL verify error",
		    "11-02T08:10:02|mx1|exim|9|[192.0.2.1] SSL verify error|1"
		    },
		{ "Nov  2 08:10:02 mx1 exim[9]: [1/2] 1tRxYz-000000001AB-2CdE",
		    "11-02T08:10:02|mx1|exim|9|[1/2] 1tRxYz-000000001AB-2CdE"
		    "|1" },
		/* Hours apart: it cannot be the same moment. */
		{ "2026-11-02T07:10:01Z mx1 exim[9]: 2026-11-05 08:10:00 x",
		    "2026-11-02T07:10:01+0|mx1|exim|9|x|1" },
		{ "Nov  2 08:10:02 mx1 cron[9]: 2026-11-02 08:10:00 x",
		    "11-02T08:10:02|mx1|cron|9|2026-11-02 08:10:00 x|1" },
	};

	CHECK_ROWS(rows);
}

static void
test_journal(void)
{
	static const struct row rows[] = {
		{ "{\"__REALTIME_TIMESTAMP\":\"5\",\"MESSAGE\":\"hi\","
		    "\"SYSLOG_IDENTIFIER\":\"prog\",\"SYSLOG_PID\":\"7\","
		    "\"_PID\":\"8\",\"_HOSTNAME\":\"mx1\"}",
		    "@5|mx1|prog|7|hi|1" },
		{ "{\"__REALTIME_TIMESTAMP\":\"5\","
		    "\"_SOURCE_REALTIME_TIMESTAMP\":\"4\",\"MESSAGE\":\"hi\","
		    "\"_COMM\":\"prog\",\"_PID\":\"8\"}", "@4||prog|8|hi|1" },
		{ "{\"__REALTIME_TIMESTAMP\":\"5\",\"MESSAGE\":[104,105,255],"
		    "\"SYSLOG_IDENTIFIER\":[\"prog\",\"other\"]}",
		    "@5||prog||hi\xff|1" },
		{ "{\"__REALTIME_TIMESTAMP\":\"5\",\"MESSAGE\":null,"
		    "\"SYSLOG_IDENTIFIER\":\"prog\"}", "none" },
		{ "{\"__REALTIME_TIMESTAMP\":\"5\",\"MESSAGE\":[],"
		    "\"SYSLOG_IDENTIFIER\":\"prog\"}", "none" },
		{ "{\"__REALTIME_TIMESTAMP\":\"x\",\"MESSAGE\":\"hi\","
		    "\"SYSLOG_IDENTIFIER\":\"prog\"}", "none" },
		{ "{\"__REALTIME_TIMESTAMP\":\"99999999999999999999\","
		    "\"MESSAGE\":\"hi\",\"SYSLOG_IDENTIFIER\":\"prog\"}",
		    "none" },
		{ "{\"MESSAGE\":\"hi\",\"SYSLOG_IDENTIFIER\":\"prog\"}",
		    "none" },
		{ "{\"__REALTIME_TIMESTAMP\":\"5\",\"MESSAGE\":\"hi\"}",
		    "none" },
		{ "{\"a\":", "none" }, { "{}", "none" }, { "{", "none" },
		{ "{[[[[[[[[", "none" },
	};

	CHECK_ROWS(rows);
}

static void
test_repeats(void)
{
	static const struct row rows[] = {
		{ "Nov  2 08:10:00 mx1 prog[7]: message repeated 3 times: [ x]",
		    "11-02T08:10:00|mx1|prog|7|x|3" },
		{ "Nov  2 08:10:00 mx1 prog[7]: message repeated 3 times: [a[b]]",
		    "11-02T08:10:00|mx1|prog|7|a[b]|3" },
		{ "Nov  2 08:10:00 mx1 prog: message repeated 0 times: [x]",
		    "11-02T08:10:00|mx1|prog||x|1" },
		{ "Nov  2 08:10:00 mx1 prog: message repeated x times: [x]",
		    "11-02T08:10:00|mx1|prog||message repeated x times: [x]|1" },
		{ "Nov  2 08:10:00 mx1 prog: message repeated "
		    "99999999999 times: [x]", "11-02T08:10:00|mx1|prog||message "
		    "repeated 99999999999 times: [x]|1" },
		{ "Nov  2 08:10:00 mx1 prog: message repeated 3 times: [",
		    "11-02T08:10:00|mx1|prog||message repeated 3 times: [|1" },
		{ "Nov  2 08:10:00 mx1 prog: message repeated 3 times: []",
		    "11-02T08:10:00|mx1|prog|||3" },
		{ "Nov  2 08:10:00 mx1 last message repeated 3 times",
		    "11-02T08:10:00|mx1|||last message repeated 3 times|1" },
	};

	CHECK_ROWS(rows);
}

/* Docker's json-file; what stands in it is a whole line of its own. */
static void
test_container(void)
{
	static const struct row rows[] = {
		{ "{\"log\":\"Nov  2 08:10:00 mx1 prog[7]: x\\n\","
		    "\"stream\":\"stdout\","
		    "\"time\":\"2026-11-02T07:10:00.123456789Z\"}",
		    "2026-11-02T07:10:00.123456+0|mx1|prog|7|x|1" },
		{ "{\"log\":\"2026-11-02 08:10:00 +0100 [77] x\\r\\n\","
		    "\"time\":\"2026-11-02T07:10:00Z\"}",
		    "2026-11-02T08:10:00+60||exim|77|x|1" },
		{ "{\"log\":\"{\\\"log\\\":1}\","
		    "\"time\":\"2026-11-02T07:10:00Z\"}", "none" },
		{ "{\"log\":\"prog: x\",\"time\":\"yesterday\"}", "none" },
		{ "{\"log\":\"prog: x\"}", "none" },
		{ "{\"log\":\"\\n\",\"time\":\"2026-11-02T07:10:00Z\"}",
		    "none" },
		{ "{\"log\":[1],\"time\":\"2026-11-02T07:10:00Z\"}", "none" },
		/* docker compose logs, with -t, too */
		{ "mail-1  | Nov  2 08:10:00 mx1 prog[7]: x | y",
		    "11-02T08:10:00|mx1|prog|7|x | y|1" },
		{ "2mx-1 | 2026-11-02T07:10:00.5Z Nov  2 08:10:00 mx1 prog: x",
		    "2026-11-02T07:10:00.500000+0|mx1|prog||x|1" },
		{ "mail-1| Nov  2 08:10:00 mx1 prog: x", "none" },
		{ "mail-1  |Nov  2 08:10:00 mx1 prog: x", "none" },
		{ " | Nov  2 08:10:00 mx1 prog: x", "none" },
		{ "a | b | Nov  2 08:10:00 mx1 prog: x", "none" },
		{ "mail-1 ", "none" },
	};

	CHECK_ROWS(rows);
}

/* NUL bytes where a file has a hole are no part of the line behind it. */
static void
test_hole(void)
{
	struct buf b = { 0 };

	head_text(SPAN("\0\0\0Nov  2 08:10:00 mx1 prog: x"), &b);
	CHECK_SPAN("hole", buf_span(&b), "11-02T08:10:00|mx1|prog||x|1");
	head_text(SPAN("\0\0\0"), &b);
	CHECK_SPAN("nothing else", buf_span(&b), "none");
	buf_free(&b);
}

/* No head, or one that may not be read as another program's. */
static void
test_none(void)
{
	static const struct row rows[] = {
		{ "", "none" }, { "\r", "none" }, { " ", "none" },
		{ "x", "none" }, { "<22>", "none" }, { "<", "none" },
		{ "1 ", "none" }, { "Nov", "none" },
		{ "Nov  2 08:10:00", "none" }, { "Nov  2 08:10:00 ", "none" },
		{ "Nov  2 08:10:00 mx1", "none" },
		{ "Nov  2 08:10:00 mx1 ", "none" },
		{ "Nov  2 08:10:00 mx1 text without a tag", "none" },
		{ "Nov  2 08:10:00 mx1 : x", "none" },
		{ "Nov 31 08:10:00 mx1 prog: x", "none" },
		{ "Nov  0 08:10:00 mx1 prog: x", "none" },
		{ "Nox  2 08:10:00 mx1 prog: x", "none" },
		{ "Nov  2 24:10:00 mx1 prog: x", "none" },
		{ "Nov  2 08:60:00 mx1 prog: x", "none" },
		{ "Nov  2 08-10-00 mx1 prog: x", "none" },
		{ "2026-11-02", "none" }, { "2026-11-02T", "none" },
		{ "2026-11-02T08:10:00", "none" },
		{ "2026-11-02T08:10:00Z", "none" },
		{ "2026-13-02T08:10:00Z mx1 prog: x", "none" },
		{ "0026-11-02T08:10:00Z mx1 prog: x", "none" },
		{ "2026-11-02T08:10:00+99:00 mx1 prog: x", "none" },
		{ "2026-11-02 08:10:00", "none" },
		{ "    at some.stack.Trace(File:12)", "none" },
		{ "Received: from x by y; Nov  2 08:10:00", "none" },
		/* A second word before the tag is AIX's facility or nothing. */
		{ "Nov  2 08:10:00 mx1 says sm-mta[7]: to=<x>", "none" },
		{ "Nov  2 08:10:00 mx1 says: sm-mta[7]: to=<x>",
		    "11-02T08:10:00|mx1|says||sm-mta[7]: to=<x>|1" },
	};

	CHECK_ROWS(rows);
}

/* Any cut of a line is read without running over its end. */
static void
test_cuts(void)
{
	static const char *const lines[] = {
		"<22>1 2026-11-02T08:10:00.5+01:00 mx1 prog 7 - [a k=\"v\"] x",
		"<22>Nov  2 2026 08:10:00 mx1 prog[7]: [ID 1 mail.info] x",
		"2026-11-02T07:10:00Z stdout F Nov  2 08:10:00 mx1 prog[7]: x",
		"Nov  2 08:10:02 mx1 exim[9]: 2026-11-02 08:10:00 +01:00 [7] x",
		"Nov  2 08:10:00 mx1 prog: message repeated 3 times: [ x]",
	};
	struct arena arena = { 0 };
	struct header h;
	size_t i, n, full;
	char *copy;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		full = strlen(lines[i]);
		for (n = 0; n <= full; n++) {
			/* Of this size exactly: a sanitizer sees the end. */
			copy = malloc(n + (n == 0));
			memcpy(copy, lines[i], n);
			CU_ASSERT(header_parse(span_of(copy, n), &arena, &h) ||
			    n < full);
			free(copy);
		}
	}
	arena_free(&arena);
}

/* A megabyte of prefixes is no deeper than one. */
static void
test_deep(void)
{
	struct arena arena = { 0 };
	struct buf b = { 0 };
	struct header h;
	int i;

	for (i = 0; i < 50000; i++)
		buf_add_str(&b, "2026-11-02T07:10:00Z ");
	buf_add_str(&b, "mx1 prog: x");
	CU_ASSERT(!header_parse(buf_span(&b), &arena, &h));
	buf_clear(&b);
	buf_add_char(&b, '{');
	for (i = 0; i < 50000; i++)
		buf_add_str(&b, "\"a\":{");
	CU_ASSERT(!header_parse(buf_span(&b), &arena, &h));
	buf_free(&b);
	arena_free(&arena);
}

void
suite_header(void)
{
	TEST_SUITE("header", { "syslog", test_syslog },
	    { "RFC 3339", test_rfc3339 }, { "RFC 5424", test_rfc5424 },
	    { "exim", test_exim }, { "journal", test_journal },
	    { "repeats", test_repeats }, { "container", test_container },
	    { "hole", test_hole }, { "no head", test_none },
	    { "cuts", test_cuts }, { "deep", test_deep });
}

/*
 * Lines that only make sense together: pieces, repeats, copies.
 */
#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_join(void);

#define EXIM(pid)	"2026-03-02T10:00:00+00:00 mx1 exim[" pid "]: "
#define POSTFIX(t)	"2026-03-02T10:00:" t "+00:00 mx1 postfix/smtp[3]: "
#define ID		"1vAAAA-0000000001A-0042"
#define HOST		"mx.gone.example [198.51.100.4]"
#define REFUSED		"H=bad.example [203.0.113.7] F=<y@bad.example> " \
	    "rejected RCPT <x@other.example>: relay not permitted\n"
#define DEFERRED	"4A04: to=<gus@slow.example>, relay=none, delay=1, " \
	    "delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to " \
	    "mx.slow.example[198.51.100.3]:25: Connection refused)\n"
#define AGAIN(n)	"2026-03-02T10:00:09+00:00 mx1 last message repeated " \
	    n " times\n"

static const struct {
	const char	*name, *text;
	const char	*events;	/* "outcome repeat code text;" ... */
} rows[] = {
	{ "whole", EXIM("7") ID " ** x@gone.example R=r T=t H=" HOST
	    ": SMTP error from remote mail server after RCPT "
	    "TO:<x@gone.example>: 550 no such mailbox here\n",
	    "bounced 1 550 no such mailbox here;" },
	{ "two pieces",
	    EXIM("7") "[1/2] " ID " ** x@gone.example R=r T=t H=" HOST
	    ": SMTP error from remote mail server after RCPT \n"
	    EXIM("7") "[2/2] TO:<x@gone.example>: 550 no such mailbox "
	    "here\n", "bounced 1 550 no such mailbox here;" },
	{ "pieces of two processes among each other",
	    EXIM("7") "[1/2] " ID " ** x@gone.example R=r T=t H=" HOST
	    ": SMTP error from remote mail server after RCPT \n"
	    EXIM("8") "[1/2] 1vAAAB-0000000001B-0042 ** y@gone.example R=r "
	    "T=t H=" HOST ": SMTP error from remote mail server after RCPT \n"
	    EXIM("7") "[2/2] TO:<x@gone.example>: 550 first\n"
	    EXIM("8") "[2/2] TO:<y@gone.example>: 550 second\n",
	    "bounced 1 550 first;bounced 1 550 second;" },
	{ "the first piece is missing",
	    EXIM("7") "[2/2] TO:<x@gone.example>: 550 no such\n", "" },
	{ "the last piece is missing",
	    EXIM("7") "[1/2] " ID " ** x@gone.example R=r T=t H=" HOST
	    ": SMTP error from remote mail server after RCPT "
	    "TO:<x@gone.example>: 550 no su\n", "bounced 1 550 no su;" },
	{ "repeated", POSTFIX("01") DEFERRED AGAIN("3"),
	    "deferred 1 0;deferred 3 0;" },
	{ "repeated, another line between", POSTFIX("01") DEFERRED
	    "2026-03-02T10:00:05+00:00 mx1 cron[9]: (root) CMD (true)\n"
	    AGAIN("3"), "deferred 1 0;" },
	{ "repeated, nothing before", AGAIN("3") POSTFIX("10") DEFERRED,
	    "deferred 1 0;" },
	{ "the reject log's copy", EXIM("7") REFUSED EXIM("7") REFUSED,
	    "rejected 1 0;" },
	{ "tried twice", EXIM("7") REFUSED EXIM("7") REFUSED
	    EXIM("7") REFUSED EXIM("7") REFUSED,
	    "rejected 1 0;rejected 1 0;" },
	{ "two processes", EXIM("7") REFUSED EXIM("8") REFUSED,
	    "rejected 1 0;rejected 1 0;" },
};

static int
print(void *arg, struct record *rec, struct message *m, struct recipient *r,
    struct err *err)
{
	const struct event *e = &rec->event;

	(void)m;
	(void)r;
	(void)err;
	buf_printf(arg, "%s %u %u", outcome_name(e->outcome), e->repeat,
	    e->code);
	if (e->code != 0)
		buf_printf(arg, " %.*s", SPAN_FMT(e->text));
	buf_add_char(arg, ';');
	return 0;
}

static int
forget(void *arg, struct message *m, struct recipient *r, struct err *err)
{
	(void)arg;
	(void)m;
	(void)r;
	(void)err;
	return 0;
}

static void
test_rows(void)
{
	struct buf got = { 0 };
	struct correlate_sink sink = { &got, print, forget };
	struct input_log log;
	struct lab l;
	size_t i;

	lab_open(&l);
	l.opt.printer = &sink;
	log = l.log;
	log.path = lab_path(&l, "in");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&got);
		lab_write(&l, "in", rows[i].text);
		CHECK_INT(rows[i].name, ingest(&l.opt, &log, 1, &l.stats,
		    &l.err), 0);
		CHECK_SPAN(rows[i].name, buf_span(&got), rows[i].events);
	}
	buf_free(&got);
	lab_close(&l);
}

/* The printer, too, takes a copy of a log once. */
static void
test_copies(void)
{
	struct buf got = { 0 };
	struct correlate_sink sink = { &got, print, forget };
	struct input_log logs[2];
	struct lab l;

	lab_open(&l);
	l.opt.printer = &sink;
	logs[0] = logs[1] = l.log;
	logs[0].path = lab_path(&l, "a");
	logs[1].path = lab_path(&l, "b.gz");
	lab_write(&l, "a", POSTFIX("01") DEFERRED);
	lab_compress(&l, "b.gz", "gzip", POSTFIX("01") DEFERRED);
	CHECK_INT("both", ingest(&l.opt, logs, 2, &l.stats, &l.err), 0);
	CHECK_SPAN("once", buf_span(&got), "deferred 1 0;");
	CHECK_INT("said", span_has_nocase(buf_span(&l.notices),
	    SPAN("counted once")), true);
	buf_free(&got);
	lab_close(&l);
}

void
suite_join(void)
{
	TEST_SUITE("join", { "rows", test_rows }, { "copies", test_copies });
}

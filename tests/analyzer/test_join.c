/*
 * Lines that only make sense together: pieces, repeats, copies.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/join.h"
#include "analyzer/reader.h"
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
#define PIECES		EXIM("7") "[1/2] H=bad.example [203.0.113.7] " \
	    "F=<y@bad.example> rejected RCPT <x@other.exa\n" \
	    EXIM("7") "[2/2] mple>: relay not permitted\n"
#define DEFERRED	"4A04: to=<gus@slow.example>, relay=none, delay=1, " \
	    "delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to " \
	    "mx.slow.example[198.51.100.3]:25: Connection refused)\n"
#define AGAIN(n)	"2026-03-02T10:00:09+00:00 mx1 last message repeated " \
	    n " times\n"
#define FIRST_PIECE	EXIM("7") "[1/2] " ID " ** x@gone.example R=r T=t H=" \
	    HOST ": SMTP error from remote mail server after RCPT " \
	    "TO:<x@gone.example>: 550 no su\n"
#define SENDMAIL	"2026-03-02T10:00:00+00:00 mx1 sm-mta[9]: " \
	    "6AM97RgT004101"
/* Nobody's, and older than what it stands before. */
#define LEAD		"2026-03-02T09:30:00+00:00 mx1 cron[9]: (root) CMD\n"

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
	{ "the last piece is missing", FIRST_PIECE EXIM("7") REFUSED,
	    "bounced 1 550 no su;rejected 1 0;" },
	{ "... and begins another", FIRST_PIECE FIRST_PIECE EXIM("7")
	    "[2/2] ch mailbox\n",
	    "bounced 1 550 no su;bounced 1 550 no such mailbox;" },
	{ "a piece in between is missing", EXIM("7") "[1/3] " ID " ** "
	    "x@gone.example R=r T=t H=" HOST ": SMTP error from remote mail "
	    "server after RCPT TO:<x@gone.example>: 550 no\n"
	    EXIM("7") "[3/3] here\n", "bounced 1 550 no;" },
	{ "three pieces of Sendmail",
	    SENDMAIL "[1]: to=<x@gone.example>,<y@gone.example>, ...\n"
	    SENDMAIL "[2]:  delay=00:00:01, xdelay=00:00:01, mailer=esmtp, "
	    "pri=30000, relay=mx.gone.example. [198.51.100.4], ...\n"
	    SENDMAIL "[3]:  dsn=5.1.1, reply=550 5.1.1 no such mailbox, "
	    "stat=User unknown\n", "bounced 1 550 no such mailbox;"
	    "bounced 1 550 no such mailbox;" },
	{ "repeated", POSTFIX("01") DEFERRED AGAIN("3"),
	    "deferred 1 0;deferred 3 0;" },
	{ "repeated, another line between", POSTFIX("01") DEFERRED
	    "2026-03-02T10:00:05+00:00 mx1 cron[9]: (root) CMD (true)\n"
	    AGAIN("3"), "deferred 1 0;" },
	{ "repeated, nothing before", AGAIN("3") POSTFIX("10") DEFERRED,
	    "deferred 1 0;" },
	{ "repeated and repeated", POSTFIX("01") DEFERRED AGAIN("3")
	    AGAIN("4"), "deferred 1 0;deferred 3 0;deferred 4 0;" },
	{ "repeated, another host's before", "2026-03-02T10:00:01+00:00 mx2 "
	    "postfix/smtp[3]: " DEFERRED AGAIN("3"), "deferred 1 0;" },
	{ "the copy as a repeat", EXIM("7") REFUSED AGAIN("1"),
	    "rejected 1 0;" },
	{ "tried three times, as a repeat", EXIM("7") REFUSED AGAIN("5"),
	    "rejected 1 0;rejected 2 0;" },
	{ "the reject log's copy", EXIM("7") REFUSED EXIM("7") REFUSED,
	    "rejected 1 0;" },
	{ "... in pieces", PIECES PIECES, "rejected 1 0;" },
	{ "tried twice in pieces", PIECES PIECES PIECES PIECES,
	    "rejected 1 0;rejected 1 0;" },
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

/* Unfinished at the end: a history waits, `parse` does not. */
static const struct {
	const char	*name, *text, *events, *kept;
} unfinished[] = {
	{ "the end", FIRST_PIECE, "bounced 1 550 no su;", "" },
	{ "another process goes on", FIRST_PIECE EXIM("8") REFUSED,
	    "rejected 1 0;bounced 1 550 no su;", "rejected 1 0;" },
	{ "soon", FIRST_PIECE "2026-03-02T10:05:00+00:00 mx1 exim[8]: "
	    REFUSED, "rejected 1 0;bounced 1 550 no su;", "rejected 1 0;" },
	{ "too late", FIRST_PIECE "2026-03-02T10:05:01+00:00 mx1 exim[8]: "
	    REFUSED, "bounced 1 550 no su;rejected 1 0;",
	    "bounced 1 550 no su;rejected 1 0;" },
	{ "a late piece", FIRST_PIECE "2026-03-02T10:05:01+00:00 mx1 exim[7]: "
	    "[2/2] ch mailbox\n", "bounced 1 550 no su;",
	    "bounced 1 550 no su;" },
};

/* The events of a history in the same form. */
static const char *
kept_events(struct lab *l, const char *history)
{
	return lab_ask(l, history, "SELECT group_concat(e, '') FROM (SELECT "
	    "outcome || ' ' || repeat || ' ' || code || CASE code WHEN 0 "
	    "THEN '' ELSE ' ' || text END || ';' AS e FROM v_events "
	    "ORDER BY id)");
}

static const char *
new_history(struct lab *l, const char *kind, size_t i, size_t k)
{
	char *name = mem_printf("%s%zu-%zu.db", kind, i, k);
	const char *kept = arena_copy(&l->arena, span_str(name)).p;

	free(name);
	return kept;
}

/* The files, as `parse` gives them. */
static void
check_printed(struct lab *l, const char *row, const char *files,
    const char *want)
{
	struct ingest_options history = l->opt;
	struct buf got = { 0 };
	struct correlate_sink sink = { &got, print, forget };
	struct input_log logs[2];
	const char *blank = strchr(files, ' ');
	char first[32];

	snprintf(first, sizeof(first), "%.*s", blank != NULL ?
	    (int)(blank - files) : (int)strlen(files), files);
	logs[0] = logs[1] = l->log;
	logs[0].path = lab_path(l, first);
	logs[1].path = lab_path(l, blank != NULL ? blank + 1 : first);
	l->opt.printer = &sink;
	l->opt.db = NULL;
	l->opt.history = false;
	CHECK_INT(row, ingest(&l->opt, logs, blank != NULL ? 2 : 1, &l->stats,
	    &l->err), 0);
	CHECK_SPAN(row, buf_span(&got), want);
	l->opt = history;
	buf_free(&got);
}

static void
test_rows(void)
{
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lab_write(&l, "in", rows[i].text);
		check_printed(&l, rows[i].name, "in", rows[i].events);
	}
	lab_close(&l);
}

/* A log that grows line by line, byte by byte: as many runs. */
static void
test_growing(void)
{
	struct lab l;
	size_t i, n, at, step;
	const char *db;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = strlen(rows[i].text);
		db = new_history(&l, "lines", i, 0);
		for (at = 0; at < n; ) {
			at += span_find_char(span_str(rows[i].text + at),
			    '\n') + 1;
			lab_write_bytes(&l, "in", rows[i].text, at);
			lab_ingest(&l, db, "in");
		}
		CHECK_SPAN(rows[i].name, span_str(kept_events(&l, db)),
		    rows[i].events);
		/* Every byte is too much for all: each row another step. */
		step = i == 1 ? 1 : 7 + i;
		db = new_history(&l, "bytes", i, 0);
		for (at = step; ; at += step) {
			at = at < n ? at : n;
			lab_write_bytes(&l, "in", rows[i].text, at);
			lab_ingest(&l, db, "in");
			if (at == n)
				break;
		}
		CHECK_SPAN(rows[i].name, span_str(kept_events(&l, db)),
		    rows[i].events);
	}
	lab_close(&l);
}

/* The edge of two files behind each line; in one run, in two. */
static void
test_files(void)
{
	const char *text, *db;
	struct buf first = { 0 };
	struct lab l;
	size_t i, at;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = rows[i].text;
		for (at = span_find_char(span_str(text), '\n') + 1;
		    text[at] != '\0';
		    at += span_find_char(span_str(text + at), '\n') + 1) {
			buf_clear(&first);
			buf_add_str(&first, LEAD);
			buf_add(&first, text, at);
			lab_write_bytes(&l, "m.1", first.data, first.n);
			lab_write(&l, "m", text + at);
			check_printed(&l, rows[i].name, "m m.1",
			    rows[i].events);
			db = new_history(&l, "one", i, at);
			lab_ingest(&l, db, "m.1 m");
			CHECK_SPAN(rows[i].name, span_str(kept_events(&l,
			    db)), rows[i].events);
			db = new_history(&l, "two", i, at);
			lab_ingest(&l, db, "m.1");
			lab_ingest(&l, db, "m");
			CHECK_SPAN(rows[i].name, span_str(kept_events(&l,
			    db)), rows[i].events);
		}
	}
	buf_free(&first);
	lab_close(&l);
}

/* The edge of two blocks behind each line, with one job and with more. */
static void
test_blocks(void)
{
	struct buf all = { 0 };
	struct lab l;
	size_t i, at, fill;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (at = 0; rows[i].text[at] != '\0'; ) {
			at += span_find_char(span_str(rows[i].text + at),
			    '\n') + 1;
			/* The block ends there, or just behind. */
			fill = READER_BLOCK_BYTES - at - i % 2;
			buf_clear(&all);
			while (all.n + 2 * strlen(LEAD) < fill)
				buf_add_str(&all, LEAD);
			buf_printf(&all, "%.*s%*s\n", (int)strlen(LEAD) - 1,
			    LEAD, (int)(fill - all.n - strlen(LEAD)), "");
			CHECK_INT(rows[i].name, all.n, fill);
			buf_add_str(&all, rows[i].text);
			lab_write_bytes(&l, "in", all.data, all.n);
			l.opt.jobs = i % 2 != 0 ? 1 : 3;
			check_printed(&l, rows[i].name, "in", rows[i].events);
		}
	buf_free(&all);
	lab_close(&l);
}

static void
die(void *arg, uint64_t bytes)
{
	(void)arg;
	(void)bytes;
	kill(getpid(), SIGKILL);
}

static void
no_notice(void *arg, const char *msg)
{
	(void)arg;
	(void)msg;
}

/* A run that dies while it reads the rest: nothing is lost or doubled. */
static void
test_killed(void)
{
	const char *text, *db;
	struct lab l;
	size_t i, at;
	int status;
	pid_t pid;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = rows[i].text;
		at = span_find_char(span_str(text), '\n') + 1;
		db = new_history(&l, "killed", i, 0);
		lab_write_bytes(&l, "in", text, at);
		lab_ingest(&l, db, "in");
		lab_write(&l, "in", text);
		pid = text[at] != '\0' ? fork() : -1;
		if (pid == 0) {
			l.opt.progress = die;
			l.opt.notice = no_notice;
			lab_ingest(&l, db, "in");
			_exit(0);
		}
		if (pid > 0) {
			waitpid(pid, &status, 0);
			CHECK_INT(rows[i].name, WIFSIGNALED(status), true);
		}
		lab_ingest(&l, db, "in");
		CHECK_SPAN(rows[i].name, span_str(kept_events(&l, db)),
		    rows[i].events);
	}
	lab_close(&l);
}

/* Line by line, and then as long as an unfinished message waits. */
static void
test_waiting(void)
{
	const char *text, *db;
	struct lab l;
	size_t i, at;

	lab_open(&l);
	for (i = 0; i < sizeof(unfinished) / sizeof(unfinished[0]); i++) {
		text = unfinished[i].text;
		db = new_history(&l, "unfinished", i, 0);
		lab_write(&l, "in", text);
		check_printed(&l, unfinished[i].name, "in",
		    unfinished[i].events);
		for (at = 0; text[at] != '\0'; ) {
			at += span_find_char(span_str(text + at), '\n') + 1;
			lab_write_bytes(&l, "in", text, at);
			lab_ingest(&l, db, "in");
		}
		CHECK_SPAN(unfinished[i].name, span_str(kept_events(&l, db)),
		    unfinished[i].kept);
	}
	lab_write(&l, "in", FIRST_PIECE);
	lab_write(&l, "other", "2026-03-09T10:00:00+00:00 mx2 cron[9]: x\n");
	lab_ingest(&l, "w.db", "in");
	l.opt.now = 1772445600 + l.opt.life_s;
	lab_ingest(&l, "w.db", "in other");
	CHECK_SPAN("waits", span_str(kept_events(&l, "w.db")), "");
	l.opt.now++;
	lab_ingest(&l, "w.db", "in other");
	CHECK_SPAN("as far as it came", span_str(kept_events(&l, "w.db")),
	    "bounced 1 550 no su;");
	CHECK_SPAN("gone", span_str(lab_ask(&l, "w.db", "SELECT count(*) FROM "
	    "open_piece")), "0");
	lab_ingest(&l, "w.db", "in other");
	CHECK_SPAN("once", span_str(kept_events(&l, "w.db")),
	    "bounced 1 550 no su;");
	lab_close(&l);
}

/* More unfinished lines than are kept: the oldest one gives way. */
static void
test_many(void)
{
	struct buf text = { 0 };
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < JOIN_KEPT + 2; i++)
		buf_printf(&text, "2026-03-02T10:00:%02zu+00:00 mx1 exim[%zu]: "
		    "[1/2] 1vAAAA-0000000001A-%04zu ** x@gone.example R=r T=t "
		    "H=" HOST ": SMTP error from remote mail server after RCPT "
		    "TO:<x@gone.example>: 550 no %zu\n", i / 2, 100 + i, i, i);
	for (i = 0; i < JOIN_KEPT + 2; i++)
		buf_printf(&text, "2026-03-02T10:00:59+00:00 mx1 exim[%zu]: "
		    "[2/2]  end\n", 100 + i);
	for (i = 1; i <= 4; i++) {
		lab_write_bytes(&l, "in", text.data, text.n * i / 4);
		lab_ingest(&l, "many.db", "in");
	}
	CHECK_SPAN("all", span_str(lab_ask(&l, "many.db", "SELECT count(*) || "
	    "' ' || sum(text LIKE '% end') FROM v_events")), "66 64");
	CHECK_SPAN("the first", span_str(lab_ask(&l, "many.db", "SELECT "
	    "group_concat(text) FROM v_events WHERE text NOT LIKE '% end'")),
	    "no 0,no 1");
	buf_free(&text);
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
	TEST_SUITE("join", { "rows", test_rows },
	    { "growing", test_growing }, { "files", test_files },
	    { "blocks", test_blocks }, { "killed", test_killed },
	    { "waiting", test_waiting }, { "many", test_many },
	    { "copies", test_copies });
}

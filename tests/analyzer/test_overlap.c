/*
 * Logs that have lines of other logs in them (overlap.h): whatever pieces of
 * one stream come in, in whatever order, each of its lines counts once.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_overlap(void);

#define N_LINES	120
#define NOON	1772452800	/* 2026-03-02T12:00:00Z */

struct bench {
	struct lab	 lab;
	struct buf	 text;
	size_t		 at[N_LINES + 1];	/* where the lines begin */
	const char	*want[N_LINES + 1];	/* totals of the first n */
};

/* When line i was written: three in a second, then a while nothing. */
static int64_t
time_of(size_t i)
{
	return NOON + (int64_t)(i / 3) * 20;
}

static void
add_line(struct buf *b, const char *host, size_t i, bool refused)
{
	int64_t s = time_of(i) - NOON;

	buf_printf(b, "2026-03-02T12:%02d:%02d+00:00 %s postfix/",
	    (int)(s / 60), (int)(s % 60), host);
	if (i % 8 == 6)
		buf_printf(b, "qmgr[9]: 4A%02zX: removed\n", i - 1);
	else if (i % 8 == 3)
		buf_printf(b, "smtpd[7]: NOQUEUE: reject: RCPT from "
		    "unknown[203.0.113.%zu]: 554 5.7.1 <x%zu@other.example>: "
		    "Relay access denied; from=<y@bad.example> "
		    "to=<x%zu@other.example> proto=ESMTP helo=<bad>\n", i, i,
		    i);
	else if (refused && i % 4 == 1)
		buf_printf(b, "smtp[8]: 4A%02zX: to=<u%zu@slow.example>, "
		    "relay=mx.slow.example[198.51.100.3]:25, delay=2, "
		    "delays=0/0/1/1, dsn=4.2.2, status=deferred (host "
		    "mx.slow.example[198.51.100.3] said: 452 4.2.2 Mailbox is "
		    "full (in reply to RCPT TO command))\n", i, i);
	else
		buf_printf(b, "smtp[8]: 4A%02zX: to=<u%zu@quick.example>, "
		    "relay=mx.quick.example[198.51.100.2]:25, delay=0.5, "
		    "delays=0/0/0.2/0.3, dsn=2.0.0, status=sent (250 2.0.0 "
		    "Ok)\n", i, i);
}

/* Lines from..to of the stream as a file. */
static void
put(struct bench *w, const char *name, size_t from, size_t to)
{
	lab_write_bytes(&w->lab, name, w->text.data + w->at[from],
	    w->at[to] - w->at[from]);
}

static bool
is_failure(size_t i)
{
	return i % 8 != 6 && (i % 4 == 1 || i % 8 == 3);
}

/* How many of them are failures. */
static size_t
failures(size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += is_failure(from);
	return n;
}

/* Only those. */
static void
put_failures(struct bench *w, const char *name, size_t from, size_t to)
{
	struct buf b = { 0 };
	size_t i;

	for (i = from; i < to; i++)
		if (is_failure(i))
			buf_add(&b, w->text.data + w->at[i],
			    w->at[i + 1] - w->at[i]);
	lab_write_bytes(&w->lab, name, b.data, b.n);
	buf_free(&b);
}

/* What the first n lines give when they are read at once. */
static const char *
want(struct bench *w, size_t n)
{
	char db[32];

	if (w->want[n] == NULL) {
		snprintf(db, sizeof(db), "want%zu.db", n);
		put(w, "want.log", 0, n);
		CU_ASSERT_EQUAL(lab_ingest(&w->lab, db, "want.log"), 0);
		w->want[n] = lab_totals(&w->lab, db);
	}
	return w->want[n];
}

static void
bench_open(struct bench *w)
{
	size_t i;

	*w = (struct bench){ .text = { 0 } };
	lab_open(&w->lab);
	for (i = 0; i < N_LINES; i++) {
		w->at[i] = w->text.n;
		add_line(&w->text, "mx1", i, true);
	}
	w->at[i] = w->text.n;
}

static void
bench_close(struct bench *w)
{
	buf_free(&w->text);
	lab_close(&w->lab);
}

static void
take(struct bench *w, const char *row, const char *db, const char *files)
{
	int rc = lab_ingest(&w->lab, db, files);

	if (rc != 0)
		printf("\n  %s: %s: %s\n", row, files, w->lab.err.msg);
	CHECK_INT(row, rc, 0);
}

static void
check(struct bench *w, const char *row, const char *db, size_t n)
{
	CHECK_SPAN(row, span_str(lab_totals(&w->lab, db)), want(w, n));
}

static bool
told(struct bench *w, const char *words)
{
	return span_has(buf_span(&w->lab.notices), span_str(words));
}

/* Pieces of the stream in the order in which they are read. */
static const struct {
	const char	*name;
	size_t		 from[3], to[3];	/* to 0 = none */
	const char	*told;			/* of the last one; "" nothing */
} rows[] = {
	{ "goes on behind", { 0, 30 }, { 60, 120 }, "begins with" },
	{ "goes on in the middle of a second", { 0, 31 }, { 61, 120 },
	    "begins with" },
	{ "nothing follows", { 0, 30 }, { 120, 61 }, "skipped" },
	{ "nothing follows, to the last line", { 0, 31 }, { 120, 120 },
	    "skipped" },
	{ "begins before", { 60, 0 }, { 120, 100 }, "holds" },
	{ "begins before, in the middle of a second", { 61, 0 }, { 120, 110 },
	    "holds" },
	{ "begins before, to the same end", { 61, 0 }, { 120, 120 },
	    "holds" },
	{ "begins before in the same second", { 61, 60 }, { 120, 120 },
	    "holds" },
	{ "around", { 41, 0 }, { 82, 120 }, "holds" },
	{ "grown around another", { 0, 50, 0 }, { 50, 101, 120 }, "" },
	{ "around two that follow each other", { 1, 50, 0 }, { 50, 101, 120 },
	    "holds" },
	{ "around two with a hole", { 10, 80, 0 }, { 40, 100, 120 },
	    "holds" },
	{ "two that overlap, newest first", { 72, 40, 0 }, { 120, 90, 60 },
	    "holds" },
	{ "in the hole of two", { 0, 80, 30 }, { 50, 120, 95 }, "holds" },
	{ "follows, in the same second", { 0, 61 }, { 61, 120 }, "" },
	{ "comes before, in the same second", { 61, 0 }, { 120, 61 }, "" },
};

static size_t
last_piece(size_t i)
{
	return rows[i].to[2] != 0 ? 2 : 1;
}

/* One after the other into a history. */
static void
test_pieces(void)
{
	static const char *const names[] = { "a.log", "b.log", "c.log" };
	struct bench w;
	size_t i, k, last;
	const char *whole;
	char db[32];

	bench_open(&w);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		last = last_piece(i);
		snprintf(db, sizeof(db), "row%zu.db", i);
		for (k = 0; k <= last; k++) {
			put(&w, names[k], rows[i].from[k], rows[i].to[k]);
			take(&w, rows[i].name, db, names[k]);
		}
		CHECK_INT(rows[i].name, told(&w, rows[i].told), true);
		CHECK_INT(rows[i].name, rows[i].told[0] == '\0',
		    w.lab.notices.n == 0);
		/* Again: nothing new, and nothing said. */
		take(&w, rows[i].name, db, "a.log b.log");
		take(&w, rows[i].name, db, names[last]);
		CHECK_INT(rows[i].name, w.lab.notices.n == 0, true);
		if (rows[i].from[0] == 0 || rows[i].from[1] == 0 ||
		    rows[i].from[last] == 0)
			check(&w, rows[i].name, db, N_LINES);
		else {
			/* They begin later: a reference of its own. */
			put(&w, "from.log", 60, N_LINES);
			take(&w, rows[i].name, "from.db", "from.log");
			whole = lab_totals(&w.lab, "from.db");
			CHECK_SPAN(rows[i].name, span_str(lab_totals(&w.lab,
			    db)), whole);
		}
	}
	bench_close(&w);
}

/* The same among the files of one run that keeps nothing. */
static void
test_private(void)
{
	static const char sums[] = "SELECT (SELECT count(*) FROM v_events) || "
	    "' ' || (SELECT sum(recipients) FROM delivered) || ' ' || (SELECT "
	    "sum(lines) FROM source)";
	struct store_window all = { true, INT64_MIN, INT64_MAX };
	struct bench w;
	struct db *db;
	const char *whole;
	size_t i;

	bench_open(&w);
	put(&w, "w.log", 0, N_LINES);
	CU_ASSERT_EQUAL(lab_ingest_private(&w.lab, "w.log", all, &db), 0);
	whole = lab_ask_db(&w.lab, db, sums);
	db_close(db);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].from[0] != 0 && rows[i].from[1] != 0 &&
		    rows[i].from[last_piece(i)] != 0)
			continue;
		put(&w, "a.log", rows[i].from[0], rows[i].to[0]);
		put(&w, "b.log", rows[i].from[1], rows[i].to[1]);
		put(&w, "c.log", rows[i].from[2], rows[i].to[2]);
		CHECK_INT(rows[i].name, lab_ingest_private(&w.lab,
		    rows[i].to[2] != 0 ? "a.log b.log c.log" : "a.log b.log",
		    all, &db), 0);
		CHECK_SPAN(rows[i].name, span_str(lab_ask_db(&w.lab, db,
		    sums)), whole);
		db_close(db);
	}
	bench_close(&w);
}

/* Two logs that get the same lines and grow, read in turns. */
static void
test_twins(void)
{
	static const size_t steps[][2] = { { 1, 1 }, { 2, 3 }, { 5, 4 },
	    { 7, 7 }, { 13, 2 }, { 3, 17 } };
	struct bench w;
	size_t i, a, b;
	char db[32];

	bench_open(&w);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		snprintf(db, sizeof(db), "turns%zu.db", i);
		/* Both in each run, one being ahead. */
		for (a = b = 50; a < N_LINES || b < N_LINES; ) {
			a = a + steps[i][0] < N_LINES ? a + steps[i][0] :
			    N_LINES;
			b = b + steps[i][1] < N_LINES ? b + steps[i][1] :
			    N_LINES;
			put(&w, "a.log", 0, a);
			put(&w, "b.log", 20, b);
			take(&w, db, db, i % 2 != 0 ? "a.log b.log" :
			    "b.log a.log");
		}
		check(&w, db, db, N_LINES);
		/* One in a run; the first one was there before. */
		snprintf(db, sizeof(db), "alone%zu.db", i);
		put(&w, "a.log", 0, 50);
		take(&w, db, db, "a.log");
		for (a = b = 50; a < N_LINES || b < N_LINES; ) {
			b = b + steps[i][1] < N_LINES ? b + steps[i][1] :
			    N_LINES;
			put(&w, "b.log", 20, b);
			take(&w, db, db, "b.log");
			check(&w, db, db, a > b ? a : b);
			a = a + steps[i][0] < N_LINES ? a + steps[i][0] :
			    N_LINES;
			put(&w, "a.log", 0, a);
			take(&w, db, db, "a.log");
			check(&w, db, db, a > b ? a : b);
		}
	}
	bench_close(&w);
}

/* One of them ends; the other goes on. */
static void
test_survivor(void)
{
	struct bench w;

	bench_open(&w);
	put(&w, "a.log", 0, 60);
	put(&w, "b.log", 10, 60);
	take(&w, "both", "s.db", "a.log b.log");
	CU_ASSERT_TRUE(told(&w, "b.log: skipped"));
	put(&w, "b.log", 10, 80);
	/* It may have been written after the other was read. */
	w.lab.opt.now = time_of(60) + 59;
	take(&w, "waits", "s.db", "a.log b.log");
	CU_ASSERT_EQUAL(w.lab.notices.n, 0);
	check(&w, "waits", "s.db", 60);
	w.lab.opt.now++;
	take(&w, "goes on", "s.db", "a.log b.log");
	CU_ASSERT_EQUAL(w.lab.notices.n, 0);
	check(&w, "goes on", "s.db", 80);
	put(&w, "b.log", 10, N_LINES);
	w.lab.opt.now += 3600;
	take(&w, "and on", "s.db", "b.log");
	CU_ASSERT_EQUAL(w.lab.notices.n, 0);
	check(&w, "and on", "s.db", N_LINES);
	/* The first one wakes up. */
	put(&w, "a.log", 0, 100);
	take(&w, "wakes", "s.db", "a.log");
	check(&w, "wakes", "s.db", N_LINES);
	put(&w, "a.log", 0, N_LINES);
	take(&w, "wakes again", "s.db", "a.log b.log");
	check(&w, "wakes again", "s.db", N_LINES);
	bench_close(&w);
}

/* mail.err beside mail.log: never twice, whatever is read when. */
static void
test_selection(void)
{
	static const size_t steps[] = { 3, 8, 11, 40 };
	struct bench w;
	size_t i, n, k;
	char db[32];

	bench_open(&w);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (k = 0; k < 4; k++) {
			snprintf(db, sizeof(db), "sel%zu-%zu.db", i, k);
			put(&w, "mail.log", 0, 40);
			take(&w, db, db, "mail.log");
			for (n = 40; n < N_LINES; ) {
				n = n + steps[i] < N_LINES ? n + steps[i] :
				    N_LINES;
				put_failures(&w, "mail.err", 0, n);
				if (k > 1)
					take(&w, db, db, "mail.err");
				put(&w, "mail.log", 0, n);
				take(&w, db, db, k == 0 ?
				    "mail.log mail.err" : k == 1 ?
				    "mail.err mail.log" : "mail.log");
				if (k == 3)
					take(&w, db, db, "mail.err");
				check(&w, db, db, n);
			}
			CHECK_SPAN(db, span_str(lab_ask(&w.lab, db, "SELECT "
			    "lines FROM source WHERE name LIKE "
			    "'%mail.err'")), "0");
		}
	bench_close(&w);
}

static int
read_from(struct bench *w, const char *db, const char *name)
{
	int saved = dup(STDIN_FILENO), rc;
	int fd = open(lab_path(&w->lab, name), O_RDONLY | O_CLOEXEC);

	CU_ASSERT_FATAL(saved >= 0 && fd >= 0);
	dup2(fd, STDIN_FILENO);
	rc = lab_ingest(&w->lab, db, "-");
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
	return rc;
}

/* What `journalctl --since` gives again and again; beside a log, too. */
static void
test_streams(void)
{
	struct bench w;
	size_t i;

	bench_open(&w);
	w.lab.opt.now = time_of(0);
	for (i = 0; i < N_LINES; i += 10) {
		put(&w, "in", i < 15 ? 0 : i - 15, i + 10);
		CU_ASSERT_EQUAL(read_from(&w, "s.db", "in"), 0);
		CHECK_INT("told", told(&w, "what follows"), i > 10);
		check(&w, "stream", "s.db", i + 10);
	}
	for (i = 0; i < N_LINES; i += 20) {
		put(&w, "mail.log", 0, i + 10);
		take(&w, "log", "both.db", "mail.log");
		put(&w, "in", i, i + 20);
		CU_ASSERT_EQUAL(read_from(&w, "both.db", "in"), 0);
		check(&w, "beside a log", "both.db", i + 20);
	}
	put(&w, "mail.log", 0, N_LINES);
	take(&w, "log", "both.db", "mail.log");
	check(&w, "the log at last", "both.db", N_LINES);
	bench_close(&w);
}

/* An hour without a failure: the last line tells. */
static void
test_quiet(void)
{
	static const char sum[] = "SELECT sum(recipients) FROM delivered";
	struct buf b = { 0 };
	struct bench w;
	size_t at[31], i;

	bench_open(&w);
	for (i = 0; i < 30; i++) {
		at[i] = b.n;
		add_line(&b, "mx1", 8 * i, false);
	}
	at[i] = b.n;
	lab_write_bytes(&w.lab, "in", b.data, at[20]);
	CU_ASSERT_EQUAL(read_from(&w, "q.db", "in"), 0);
	lab_write_bytes(&w.lab, "in", b.data + at[10], at[30] - at[10]);
	CU_ASSERT_EQUAL(read_from(&w, "q.db", "in"), 0);
	CHECK_SPAN("once", span_str(lab_ask(&w.lab, "q.db", sum)), "30");
	/* Another host at the same time. */
	buf_clear(&b);
	for (i = 0; i < 30; i++)
		add_line(&b, "mx2", 8 * i, false);
	lab_write_bytes(&w.lab, "in", b.data, b.n);
	CU_ASSERT_EQUAL(read_from(&w, "q.db", "in"), 0);
	CHECK_SPAN("both", span_str(lab_ask(&w.lab, "q.db", sum)), "60");
	buf_free(&b);
	bench_close(&w);
}

/* Logs of one time that have nothing in common, however alike. */
static void
test_strangers(void)
{
	static const char events[] = "SELECT count(*) || ' ' || count(DISTINCT "
	    "host) FROM v_events";
	struct buf b = { 0 };
	struct bench w;
	size_t i;
	char got[32];

	bench_open(&w);
	/* The same lines of another host. */
	for (i = 0; i < N_LINES; i++)
		add_line(&b, "mx2", i, true);
	snprintf(got, sizeof(got), "%zu 2", 2 * failures(0, N_LINES));
	put(&w, "mx1.log", 0, N_LINES);
	lab_write_bytes(&w.lab, "mx2.log", b.data, b.n);
	take(&w, "hosts", "hosts.db", "mx1.log mx2.log");
	CU_ASSERT_EQUAL(w.lab.notices.n, 0);
	CHECK_SPAN("hosts", span_str(lab_ask(&w.lab, "hosts.db", events)),
	    got);
	/* In steps, each being ahead of the other for a while. */
	for (i = 1; i <= 6; i++) {
		put(&w, "mx1.log", 0, i * N_LINES / 6);
		take(&w, "steps", "steps.db", "mx1.log");
		lab_write_bytes(&w.lab, "mx2.log", b.data, b.n * i / 6);
		take(&w, "steps", "steps.db", "mx2.log");
	}
	CHECK_SPAN("steps", span_str(lab_ask(&w.lab, "steps.db", events)),
	    got);
	buf_free(&b);
	bench_close(&w);
}

/* An archive of many, newer than some of them; and to be counted anyway. */
static void
test_archive(void)
{
	struct bench w;
	const char *text;

	bench_open(&w);
	put(&w, "a.log", 5, 50);
	put(&w, "b.log", 50, 100);
	take(&w, "parts", "a.db", "b.log");
	text = arena_copy(&w.lab.arena, buf_span(&w.text)).p;
	lab_compress(&w.lab, "all.gz", "gzip", text);
	take(&w, "all", "a.db", "all.gz");
	check(&w, "all", "a.db", N_LINES);
	take(&w, "a part", "a.db", "a.log");
	CU_ASSERT_TRUE(told(&w, "a.log: skipped"));
	check(&w, "a part", "a.db", N_LINES);
	w.lab.opt.allow_overlap = true;
	take(&w, "counted again", "a.db", "a.log");
	CHECK_SPAN("counted again", span_str(lab_ask(&w.lab, "a.db",
	    "SELECT sum(lines) FROM source")), "165");
	bench_close(&w);
}

/* A head that is shorter than 4096 bytes and grows, over that, too. */
static void
test_short_head(void)
{
	static const size_t steps[] = { 1, 7, 25 };
	struct bench w;
	size_t i, n;
	char db[32];

	bench_open(&w);
	CU_ASSERT_TRUE(w.at[3] < 4096 && w.at[N_LINES] > 4096);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		snprintf(db, sizeof(db), "short%zu.db", i);
		for (n = 0; n < N_LINES; ) {
			n = n + steps[i] < N_LINES ? n + steps[i] : N_LINES;
			put(&w, "s.log", 0, n);
			take(&w, db, db, "s.log");
		}
		check(&w, db, db, N_LINES);
		CHECK_SPAN(db, span_str(lab_ask(&w.lab, db, "SELECT "
		    "count(*) || ' ' || head_len FROM source")), "1 4096");
	}
	bench_close(&w);
}

/* Two logs whose first 4096 bytes are the same, and then no more. */
static void
test_same_head(void)
{
	struct bench w;
	struct buf b = { 0 };
	size_t i, head = 0;
	char lines[32], events[8];

	bench_open(&w);
	while (w.at[head + 1] <= 4096)
		head++;
	buf_add(&b, w.text.data, w.at[head + 1]);
	for (i = head + 1; i < N_LINES; i++)
		add_line(&b, "mx9", i, true);
	lab_write_bytes(&w.lab, "b.log", b.data, b.n);
	put(&w, "a.log", 0, N_LINES);
	take(&w, "one", "h.db", "a.log");
	take(&w, "other", "h.db", "b.log");
	/* The line that the head ends in was not seen to be the same. */
	snprintf(lines, sizeof(lines), "%zu 2", 2 * N_LINES - head);
	CHECK_SPAN("lines", span_str(lab_ask(&w.lab, "h.db", "SELECT "
	    "sum(lines) || ' ' || count(*) FROM source")), lines);
	/* Both are known now, and grow on their own. */
	for (i = 0; i < 20; i++)
		add_line(&b, "mx9", N_LINES + 8 * i, true);
	lab_write_bytes(&w.lab, "b.log", b.data, b.n);
	take(&w, "again", "h.db", "b.log a.log");
	take(&w, "and again", "h.db", "a.log b.log");
	snprintf(lines, sizeof(lines), "%zu 2", 2 * N_LINES - head + 20);
	CHECK_SPAN("again", span_str(lab_ask(&w.lab, "h.db", "SELECT "
	    "sum(lines) || ' ' || count(*) FROM source")), lines);
	snprintf(events, sizeof(events), "%zu", failures(head + 1, N_LINES));
	CHECK_SPAN("its own", span_str(lab_ask(&w.lab, "h.db", "SELECT "
	    "count(*) FROM v_events WHERE host = 'mx9'")), events);
	buf_free(&b);
	bench_close(&w);
}

void
suite_overlap(void)
{
	TEST_SUITE("overlap", { "pieces", test_pieces },
	    { "private", test_private }, { "twins", test_twins },
	    { "survivor", test_survivor }, { "selection", test_selection },
	    { "streams", test_streams }, { "quiet", test_quiet },
	    { "strangers", test_strangers }, { "archive", test_archive },
	    { "short head", test_short_head },
	    { "same head", test_same_head });
}

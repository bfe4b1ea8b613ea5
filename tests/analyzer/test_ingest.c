/*
 * The promises of ingestion (ingest.h, G1 to G6): whatever way the same lines
 * come in, they count once, and nothing is lost.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/pack.h"
#include "tests/test.h"

void	suite_ingest(void);

#define AT(t)	"2026-03-02T" t "+00:00 mx1 postfix/"
#define SLOW	"relay=mx.slow.example[198.51.100.3]:25, delay=2, " \
	    "delays=0.1/0/1/0.9, "
#define FULL	"status=deferred (host mx.slow.example[198.51.100.3] said: " \
	    "452 4.2.2 Mailbox is full (in reply to RCPT TO command))\n"
#define SENT	"status=sent (250 2.0.0 Ok: queued as 7F7F)\n"

/* A delivery, a late one, a bounce, an expiry, one that waits, a refusal. */
static const char first[] =
	AT("10:00:00") "smtpd[11]: 4A01: client=desk.example.org[192.0.2.9], "
	    "sasl_method=PLAIN, sasl_username=ann\n"
	AT("10:00:00") "cleanup[12]: 4A01: message-id=<m1@example.org>\n"
	AT("10:00:00") "qmgr[13]: 4A01: from=<ann@example.org>, size=900, "
	    "nrcpt=2 (queue active)\n"
	AT("10:00:01") "smtp[14]: 4A01: to=<bob@quick.example>, "
	    "relay=mx.quick.example[198.51.100.2]:25, delay=1.2, "
	    "delays=0.1/0/0.6/0.5, dsn=2.0.0, " SENT
	AT("10:00:02") "smtp[14]: 4A01: to=<cat@slow.example>, " SLOW
	    "dsn=4.2.2, " FULL
	AT("10:05:00") "smtpd[11]: 4A02: client=desk.example.org[192.0.2.9]\n"
	AT("10:05:00") "qmgr[13]: 4A02: from=<ann@example.org>, size=901, "
	    "nrcpt=1 (queue active)\n"
	AT("10:05:03") "smtp[15]: 4A02: to=<dan@gone.example>, "
	    "relay=mx.gone.example[198.51.100.4]:25, delay=3, "
	    "delays=1/0/1/1, dsn=5.1.1, status=bounced (host "
	    "mx.gone.example[198.51.100.4] said: 550 5.1.1 No mailbox of that "
	    "name (in reply to RCPT TO command))\n"
	AT("10:05:03") "qmgr[13]: 4A02: removed\n"
	AT("10:06:00") "smtpd[16]: NOQUEUE: reject: RCPT from "
	    "unknown[203.0.113.7]: 554 5.7.1 <x@other.example>: Relay access "
	    "denied; from=<y@bad.example> to=<x@other.example> proto=ESMTP "
	    "helo=<bad.example>\n";
static const char second[] =
	AT("10:10:00") "qmgr[13]: 4A03: from=<eve@example.org>, size=902, "
	    "nrcpt=1 (queue active)\n"
	AT("10:10:02") "smtp[14]: 4A03: to=<fay@slow.example>, " SLOW
	    "dsn=4.2.2, " FULL
	AT("10:20:00") "smtp[14]: 4A01: to=<cat@slow.example>, "
	    "relay=mx.slow.example[198.51.100.3]:25, delay=1200, "
	    "delays=1199/0/0.5/0.5, dsn=2.0.0, " SENT
	AT("10:20:00") "qmgr[13]: 4A01: removed\n"
	AT("11:00:00") "qmgr[13]: 4A03: from=<eve@example.org>, "
	    "status=expired, returned to sender\n"
	AT("11:00:00") "qmgr[13]: 4A03: removed\n"
	AT("11:10:00") "qmgr[13]: 4A04: from=<>, size=903, nrcpt=1 (queue "
	    "active)\n"
	AT("11:10:02") "smtp[14]: 4A04: to=<gus@slow.example>, " SLOW
	    "dsn=4.2.2, " FULL;

static const char *
join_texts(struct lab *l, const char *a, const char *b)
{
	char *both = mem_printf("%s%s", a, b);
	const char *kept = arena_copy(&l->arena, span_str(both)).p;

	free(both);
	return kept;
}

/* The totals of both halves read in one pass. */
static const char *
reference(struct lab *l)
{
	lab_write(l, "ref.log", join_texts(l, first, second));
	CU_ASSERT_EQUAL(lab_ingest(l, "ref.db", "ref.log"), 0);
	return lab_totals(l, "ref.db");
}

static void
check_totals(struct lab *l, const char *row, const char *history,
    const char *want)
{
	CHECK_SPAN(row, span_str(lab_totals(l, history)), want);
}

static int
told(const struct lab *l, const char *words)
{
	return span_has_nocase(buf_span(&l->notices), span_str(words));
}

/* The reference itself says what the lines say. */
static void
test_totals(void)
{
	struct lab l;

	lab_open(&l);
	reference(&l);
	CHECK_SPAN("delivered", span_str(lab_ask(&l, "ref.db", "SELECT "
	    "group_concat(n) FROM (SELECT domain || ' ' || recipients || ' ' "
	    "|| late AS n FROM v_delivered ORDER BY 1)")),
	    "quick.example 1 0,slow.example 1 1");
	CHECK_SPAN("lives", span_str(lab_ask(&l, "ref.db", "SELECT "
	    "group_concat(n) FROM (SELECT recipient || ' ' || state || ' ' || "
	    "code AS n FROM v_recipients ORDER BY 1)")),
	    "cat@slow.example delivered 452,dan@gone.example bounced 550,"
	    "fay@slow.example expired 452,gus@slow.example waiting 452");
	CHECK_SPAN("sender", span_str(lab_ask(&l, "ref.db", "SELECT sender "
	    "|| '/' || submitter || '/' || message_id FROM v_recipients "
	    "WHERE recipient LIKE 'cat%'")),
	    "ann@example.org/ann/m1@example.org");
	CHECK_SPAN("null sender", span_str(lab_ask(&l, "ref.db", "SELECT "
	    "'<' || sender || '>' FROM v_recipients WHERE recipient LIKE "
	    "'gus%'")), "<>");
	CHECK_SPAN("refused", span_str(lab_ask(&l, "ref.db", "SELECT "
	    "count(*) FROM v_events WHERE outcome = 'rejected' AND recipient "
	    "= 'x@other.example' AND code = 554")), "1");
	CHECK_SPAN("later delivery", span_str(lab_ask(&l, "ref.db", "SELECT "
	    "delivered_ts FROM address WHERE local = 'cat'")), "1772446800");
	CHECK_SPAN("expiry inherits", span_str(lab_ask(&l, "ref.db",
	    "SELECT count(*) FROM v_events WHERE outcome = 'expired' AND "
	    "recipient = 'fay@slow.example' AND code = 452")), "1");
	CHECK_INT("lines", l.stats.lines, 18);
	CHECK_INT("understood", l.stats.understood + l.stats.irrelevant, 18);
	lab_close(&l);
}

/* G3: the same bytes, whatever their name and packing, count once. */
static void
test_same(void)
{
	static const char *const filters[] = { "gzip", "xz", "zstd",
	    "bzip2" };
	const char *want, *text;
	struct lab l;
	size_t i;

	lab_open(&l);
	want = reference(&l);
	text = join_texts(&l, first, second);
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "ref.log"), 0);
	check_totals(&l, "again", "ref.db", want);
	lab_write(&l, "copy.log", text);
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "copy.log"), 0);
	check_totals(&l, "copy", "ref.db", want);
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "copy.log ref.log"), 0);
	check_totals(&l, "both", "ref.db", want);
	for (i = 0; i < 4; i++) {
		lab_compress(&l, "log.packed", filters[i], text);
		CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "log.packed"), 0);
		check_totals(&l, filters[i], "ref.db", want);
		/* Packed first, plain afterwards. */
		CU_ASSERT_EQUAL(lab_ingest(&l, filters[i], "log.packed"), 0);
		check_totals(&l, filters[i], filters[i], want);
		CU_ASSERT_EQUAL(lab_ingest(&l, filters[i], "ref.log"), 0);
		check_totals(&l, filters[i], filters[i], want);
	}
	lab_close(&l);
}

/* A log that grows by any number of bytes, mid-line too. */
static void
test_growing(void)
{
	static const size_t steps[] = { 1, 40, 97, 333, 1000, 4096 };
	const char *want, *text;
	struct lab l;
	size_t i, n, at;

	lab_open(&l);
	want = reference(&l);
	text = join_texts(&l, first, second);
	n = strlen(text);
	for (i = 1; i < sizeof(steps) / sizeof(steps[0]); i++) {
		char *name = mem_printf("grown%zu.db", i);

		for (at = steps[i]; ; at += steps[i]) {
			at = at < n ? at : n;
			lab_write_bytes(&l, "grown.log", text, at);
			lab_ingest(&l, name, "grown.log");
			if (at == n)
				break;
		}
		check_totals(&l, name, name, want);
		CHECK_SPAN(name, span_str(lab_ask(&l, name,
		    "SELECT count(*) || ' ' || sum(pending) FROM source")),
		    "1 0");
		free(name);
	}
	lab_close(&l);
}

/* G5: a line without its end waits; in a private database it is read. */
static void
test_pending(void)
{
	struct store_window all = { true, INT64_MIN, INT64_MAX };
	size_t n = strlen(first) - 1;
	const char *want;
	struct db *db;
	struct lab l;

	lab_open(&l);
	lab_write(&l, "whole.log", first);
	lab_ingest(&l, "whole.db", "whole.log");
	want = lab_totals(&l, "whole.db");
	lab_write_bytes(&l, "half.log", first, n);
	CU_ASSERT_EQUAL(lab_ingest(&l, "half.db", "half.log"), 0);
	CHECK_SPAN("left behind", span_str(lab_ask(&l, "half.db",
	    "SELECT lines || ' ' || (pending > 100) || ' ' || (offset + "
	    "pending = size) FROM source")), "9 1 1");
	CHECK_SPAN("not yet", span_str(lab_ask(&l, "half.db", "SELECT "
	    "count(*) FROM v_events WHERE outcome = 'rejected'")), "0");
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "half.log", all, &db), 0);
	CHECK_SPAN("private", span_str(lab_ask_db(&l, db, "SELECT count(*) "
	    "FROM v_events WHERE outcome = 'rejected'")), "1");
	db_close(db);
	lab_append(&l, "half.log", "\n");
	CU_ASSERT_EQUAL(lab_ingest(&l, "half.db", "half.log"), 0);
	check_totals(&l, "read now", "half.db", want);
	lab_close(&l);
}

/* logrotate's two ways, and a file that another one replaced. */
static void
test_rotation(void)
{
	const char *want;
	struct lab l;

	lab_open(&l);
	want = reference(&l);
	/* rename and create */
	lab_write(&l, "mail.log", first);
	lab_ingest(&l, "rename.db", "mail.log");
	CU_ASSERT_EQUAL(rename(lab_path(&l, "mail.log"),
	    lab_path(&l, "mail.log.1")), 0);
	lab_write(&l, "mail.log", second);
	CU_ASSERT_EQUAL(lab_ingest(&l, "rename.db", "mail.log mail.log.1"),
	    0);
	check_totals(&l, "rename", "rename.db", want);
	/* The old one is packed afterwards. */
	lab_compress(&l, "mail.log.2.gz", "gzip", first);
	CU_ASSERT_EQUAL(lab_ingest(&l, "rename.db",
	    "mail.log.2.gz mail.log"), 0);
	check_totals(&l, "packed", "rename.db", want);
	/* copytruncate: the copy is the log that was read. */
	lab_write(&l, "trunc.log", first);
	lab_ingest(&l, "trunc.db", "trunc.log");
	lab_write(&l, "trunc.log.1", first);
	lab_write(&l, "trunc.log", second);
	CU_ASSERT_EQUAL(lab_ingest(&l, "trunc.db", "trunc.log trunc.log.1"),
	    0);
	check_totals(&l, "copytruncate", "trunc.db", want);
	/* A smaller file of the same name, never rotated. */
	lab_write(&l, "same.log", first);
	lab_ingest(&l, "same.db", "same.log");
	lab_write(&l, "same.log", second);
	CU_ASSERT_EQUAL(lab_ingest(&l, "same.db", "same.log"), 0);
	check_totals(&l, "replaced", "same.db", want);
	/* Emptied, then written anew. */
	lab_write(&l, "empty.log", first);
	lab_ingest(&l, "empty.db", "empty.log");
	lab_write(&l, "empty.log", "");
	lab_ingest(&l, "empty.db", "empty.log");
	CU_ASSERT_TRUE(told(&l, "empty.log: empty"));
	lab_write(&l, "empty.log", second);
	CU_ASSERT_EQUAL(lab_ingest(&l, "empty.db", "empty.log"), 0);
	check_totals(&l, "emptied", "empty.db", want);
	lab_close(&l);
}

/* One file under several names, and named several times. */
static void
test_links(void)
{
	const char *want;
	struct lab l;

	lab_open(&l);
	want = reference(&l);
	CU_ASSERT_EQUAL(symlink("ref.log", lab_path(&l, "soft")), 0);
	CU_ASSERT_EQUAL(link(lab_path(&l, "ref.log"), lab_path(&l, "hard")),
	    0);
	lab_ingest(&l, "1.db", "soft ref.log hard ref.log soft");
	check_totals(&l, "one run", "1.db", want);
	lab_ingest(&l, "2.db", "hard");
	lab_ingest(&l, "2.db", "soft");
	lab_ingest(&l, "2.db", "ref.log");
	check_totals(&l, "three runs", "2.db", want);
	lab_close(&l);
}

/* A file that is cut off behind its head, and goes on as it was, or not. */
static void
test_shrunk(void)
{
	struct buf text = { 0 };
	const char *want;
	struct lab l;
	size_t i, cut = 0;

	lab_open(&l);
	for (i = 0; i < 60; i++) {
		if (i == 40)
			cut = text.n;
		buf_printf(&text, AT("10:%02zu:00") "smtp[14]: 5A%02zX: "
		    "to=<u%zu@slow.example>, " SLOW "dsn=4.2.2, " FULL, i, i,
		    i);
	}
	lab_write_bytes(&l, "s.log", text.data, text.n);
	lab_ingest(&l, "s.db", "s.log");
	want = lab_totals(&l, "s.db");
	CU_ASSERT_TRUE(cut > 4096);
	lab_write_bytes(&l, "s.log", text.data, cut);
	CU_ASSERT_EQUAL(lab_ingest(&l, "s.db", "s.log"), 0);
	check_totals(&l, "cut off", "s.db", want);
	lab_write_bytes(&l, "s.log", text.data, text.n);
	CU_ASSERT_EQUAL(lab_ingest(&l, "s.db", "s.log"), 0);
	check_totals(&l, "as it was", "s.db", want);
	/* Other lines come where the old ones were, and more. */
	lab_write_bytes(&l, "s.log", text.data, cut);
	for (i = 0; i < 30; i++) {
		char *line = mem_printf(AT("11:%02zu:00") "smtp[14]: 6A%02zX: "
		    "to=<v%zu@slow.example>, " SLOW "dsn=4.2.2, " FULL, i, i,
		    i);

		lab_append(&l, "s.log", line);
		free(line);
	}
	CU_ASSERT_EQUAL(lab_ingest(&l, "s.db", "s.log"), 0);
	CHECK_SPAN("written anew", span_str(lab_ask(&l, "s.db", "SELECT "
	    "count(*) || ' ' || sum(recipient LIKE 'v%') FROM v_events")),
	    "90 30");
	buf_free(&text);
	lab_close(&l);
}

/* The halves in both orders, in one run and in two. */
static void
test_order(void)
{
	const char *want;
	struct lab l;

	lab_open(&l);
	want = reference(&l);
	lab_write(&l, "b", first);
	lab_write(&l, "a", second);
	lab_ingest(&l, "1.db", "a b");
	check_totals(&l, "one run", "1.db", want);
	lab_ingest(&l, "2.db", "b");
	lab_ingest(&l, "2.db", "a");
	check_totals(&l, "two runs", "2.db", want);
	lab_ingest(&l, "3.db", "a");
	lab_ingest(&l, "3.db", "b");
	check_totals(&l, "the newer first", "3.db", want);
	lab_close(&l);
}

/* G4: a piece, a whole around it, a copy in another form. */
static void
test_overlap(void)
{
	struct store_window all = { true, INT64_MIN, INT64_MAX };
	static const char in_private[] = "SELECT count(*) || ' ' || (SELECT "
	    "sum(recipients) FROM delivered) FROM v_events";
	const char *want, *text, *once;
	struct db *db;
	struct lab l;

	lab_open(&l);
	want = reference(&l);
	text = join_texts(&l, first, second);
	lab_write(&l, "piece.log", text + 200);
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "piece.log"), 0);
	CU_ASSERT_TRUE(told(&l, "piece.log: skipped"));
	CU_ASSERT_TRUE(told(&l, "ref.log"));
	check_totals(&l, "piece", "ref.db", want);
	/* Known by then: without a word. */
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "piece.log"), 0);
	CU_ASSERT_FALSE(told(&l, "skipped"));
	check_totals(&l, "piece again", "ref.db", want);
	/* A concatenation begins with what is known. */
	lab_write(&l, "head.log", "a line of nobody\n");
	lab_append(&l, "head.log", text);
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "head.log"), 0);
	check_totals(&l, "concatenation", "ref.db", want);
	l.opt.allow_overlap = true;
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "piece.log"), 0);
	CU_ASSERT_STRING_NOT_EQUAL(lab_totals(&l, "ref.db"), want);
	l.opt.allow_overlap = false;

	/* Among the files of one run, too. */
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "ref.log", all, &db), 0);
	once = lab_ask_db(&l, db, in_private);
	db_close(db);
	lab_compress(&l, "ref.gz", "gzip", text);
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "piece.log ref.gz ref.log",
	    all, &db), 0);
	CHECK_SPAN("private", span_str(lab_ask_db(&l, db, in_private)), once);
	CU_ASSERT_TRUE(told(&l, "piece.log: skipped"));
	CU_ASSERT_TRUE(told(&l, "counted once"));
	db_close(db);
	/* Two logs of the same time that have nothing in common. */
	lab_write(&l, "a.log", first);
	lab_write(&l, "b.log", AT("10:00:02") "smtp[14]: 5B01: "
	    "to=<zoe@slow.example>, " SLOW "dsn=4.2.2, " FULL);
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "a.log b.log", all, &db), 0);
	CU_ASSERT_FALSE(told(&l, "skipped"));
	CHECK_SPAN("both", span_str(lab_ask_db(&l, db, "SELECT count(*) FROM "
	    "v_recipients")), "3");
	db_close(db);
	lab_close(&l);
}

/* Standard input, taken from a file or a pipe. */
static void
test_stdin(void)
{
	const char *want;
	struct lab l;
	int saved, fds[2];

	lab_open(&l);
	want = reference(&l);
	saved = dup(STDIN_FILENO);
	CU_ASSERT_FATAL(saved >= 0);
	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	CU_ASSERT_EQUAL(write(fds[1], first, sizeof(first) - 1),
	    (ssize_t)sizeof(first) - 1);
	CU_ASSERT_EQUAL(write(fds[1], second, sizeof(second) - 1),
	    (ssize_t)sizeof(second) - 1);
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	CU_ASSERT_EQUAL(lab_ingest(&l, "pipe.db", "-"), 0);
	check_totals(&l, "pipe", "pipe.db", want);
	CHECK_SPAN("its name", span_str(lab_ask(&l, "pipe.db",
	    "SELECT name FROM source")), "standard input");
	dup2(open(lab_path(&l, "ref.log"), O_RDONLY | O_CLOEXEC),
	    STDIN_FILENO);
	CU_ASSERT_EQUAL(lab_ingest(&l, "pipe.db", "-"), 0);
	check_totals(&l, "the same", "pipe.db", want);
	/* A piece through a pipe is known as one. */
	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	CU_ASSERT_EQUAL(write(fds[1], first + 300, sizeof(first) - 301),
	    (ssize_t)sizeof(first) - 301);
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	CU_ASSERT_EQUAL(lab_ingest(&l, "pipe.db", "-"), 0);
	CU_ASSERT_TRUE(told(&l, "standard input: skipped"));
	check_totals(&l, "piece", "pipe.db", want);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(fds[0]);
	lab_close(&l);
}

/* --since with files is exact to the second; a history takes all. */
static void
test_window(void)
{
	struct store_window w = { true, 1772445602, 1772446800 };
	struct db *db;
	struct lab l;

	lab_open(&l);
	lab_write(&l, "w.log", first);
	/* 10:00:01 is before the window, 10:20:00 after its last second. */
	lab_append(&l, "w.log", second);
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "w.log", w, &db), 0);
	CHECK_SPAN("none", span_str(lab_ask_db(&l, db, "SELECT "
	    "coalesce(sum(recipients), 0) FROM delivered")), "0");
	db_close(db);
	w.since--;
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "w.log", w, &db), 0);
	CHECK_SPAN("one", span_str(lab_ask_db(&l, db, "SELECT "
	    "sum(recipients) FROM delivered")), "1");
	db_close(db);
	w.until++;
	CU_ASSERT_EQUAL(lab_ingest_private(&l, "w.log", w, &db), 0);
	CHECK_SPAN("two", span_str(lab_ask_db(&l, db, "SELECT "
	    "sum(recipients) || ' ' || sum(late) FROM delivered")), "2 1");
	db_close(db);
	lab_close(&l);
}

/* The zone that a log began with stays its zone, whatever the next run has. */
static void
test_zone(void)
{
	static const struct {
		const char *line, *zone;
		bool given;
		const char *want, *stored;
	} rows[] = {
		{ "Mar  2 10:00:00", "America/New_York", false, "1772463600",
		    "America/New_York" },
		{ "Mar  2 10:01:00", "UTC", false, "1772463660",
		    "America/New_York" },
		{ "Mar  2 18:00:00", "Europe/Berlin", true, "1772470800",
		    "Europe/Berlin" },
		{ "Mar  2 18:01:00", "UTC", false, "1772470860",
		    "Europe/Berlin" },
	};
	struct zone *zone;
	struct lab l;
	size_t i;

	lab_open(&l);
	lab_write(&l, "z.log", "");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *line = mem_printf("%s mx1 postfix/smtp[7]: 4A%02zu: "
		    "to=<a@gone.example>, relay=none, delay=1, delays=0/0/1/0"
		    ", dsn=5.4.4, status=bounced (Host or domain name not "
		    "found)\n", rows[i].line, i);

		lab_append(&l, "z.log", line);
		free(line);
		CU_ASSERT_EQUAL_FATAL(zone_open(&zone, rows[i].zone, &l.err),
		    0);
		l.log.zone = zone;
		l.log.zone_given = rows[i].given;
		CHECK_INT(rows[i].line, lab_ingest(&l, "z.db", "z.log"), 0);
		CHECK_SPAN(rows[i].line, span_str(lab_ask(&l, "z.db",
		    "SELECT max(ts) FROM v_events")), rows[i].want);
		CHECK_SPAN(rows[i].line, span_str(lab_ask(&l, "z.db",
		    "SELECT tz FROM source")), rows[i].stored);
		zone_free(zone);
	}
	lab_close(&l);
}

/* A file of which half a line is there yet: whoever comes again can wait. */
static void
test_half_a_line(void)
{
	struct lab l;

	lab_open(&l);
	lab_write_bytes(&l, "h.log", first, 60);
	lab_touch(&l, "h.log", l.opt.now - 5);
	CHECK_INT("young", lab_ingest(&l, "h.db", "h.log"), 0);
	CU_ASSERT_TRUE(told(&l, "h.log: still being written"));
	lab_touch(&l, "h.log", l.opt.now - 500);
	CHECK_INT("old", lab_ingest(&l, "h.db", "h.log"), ERR_NO_INPUT);
	lab_append(&l, "h.log", first + 60);
	CHECK_INT("whole", lab_ingest(&l, "h.db", "h.log"), 0);
	CHECK_INT("whole", l.stats.lines, 10);
	lab_close(&l);
}

/* What holds no mail is named, never a silent zero. */
static void
test_no_mail(void)
{
	static const struct {
		const char *file, *text, *told;
		int rc;
	} rows[] = {
		{ "none", NULL, "none: ", ERR_NO_INPUT },
		{ "empty", "", "empty: empty", ERR_NO_INPUT },
		{ "blank", "\n\n", "blank: no line of Postfix", ERR_NO_INPUT },
		{ "other", "Mar  2 10:00:00 mx1 cron[3]: (root) CMD (true)\n",
		    "other: no line of Postfix", ERR_NO_INPUT },
		{ "binary", "\x7f" "ELF\x02\x01\x01\xff\xfe\n\xff\xff\x80\n",
		    "binary: no line of Postfix", ERR_NO_INPUT },
		{ "none w.log", NULL, "none: ", ERR_NO_INPUT },
		{ "empty w.log", "", "empty: empty", 0 },
		{ "w.log", first, "", 0 },
	};
	struct lab l;
	size_t i;
	char db[16];

	lab_open(&l);
	lab_write(&l, "w.log", first);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(db, sizeof(db), "%zu.db", i);
		if (rows[i].text != NULL && strchr(rows[i].file, ' ') == NULL)
			lab_write(&l, rows[i].file, rows[i].text);
		CHECK_INT(rows[i].file, lab_ingest(&l, db, rows[i].file),
		    rows[i].rc);
		if (!told(&l, rows[i].told))
			printf("\n  row %s: told \"%s\"\n", rows[i].file,
			    buf_str(&l.notices));
		CU_ASSERT_TRUE(told(&l, rows[i].told));
		/* The good one among them was read. */
		CHECK_INT(rows[i].file, l.stats.understood > 0,
		    span_ends(span_str(rows[i].file), SPAN("w.log")));
	}
	lab_close(&l);
}

/* Both halves, and between them as many lines as several blocks hold. */
static const char *
long_text(struct lab *l)
{
	struct buf b = { 0 };
	const char *kept;
	size_t i;

	buf_add_str(&b, first);
	for (i = 0; i < 2500; i++) {
		buf_printf(&b, AT("10:07:%02zu") "smtp[14]: %06zX: "
		    "to=<u%zu@quick.example>, relay=mx.quick.example"
		    "[198.51.100.2]:25, delay=0.%zu, delays=0/0/0/0, ",
		    i / 50, i * 7919 % 999983 + 65536, i * 31, i % 10);
		if (i % 7 == 0)
			buf_add_str(&b, "dsn=4.2.2, " FULL);
		else
			buf_add_str(&b, "dsn=2.0.0, " SENT);
	}
	buf_add_str(&b, second);
	kept = arena_copy(&l->arena, buf_span(&b)).p;
	buf_free(&b);
	return kept;
}

/* A new history of a file that is whole the second time. */
static void
check_cut(struct lab *l, const char *filter, struct span packed, size_t cut,
    bool young, const char *want)
{
	char *db = mem_printf("%s%zu.db", filter, cut);
	char *row = mem_printf("%s, %zu of %zu bytes%s", filter, cut,
	    packed.n, young ? ", young" : "");

	lab_write_bytes(l, "t.log", packed.p, cut);
	lab_touch(l, "t.log", l->opt.now - (young ? 5 : 3600));
	CHECK_INT(row, lab_ingest(l, db, "t.log"), young ? 0 : ERR_IO);
	CHECK_INT(row, told(l, young ? "still being written" :
	    "t.log: truncated"), true);
	lab_write_bytes(l, "t.log", packed.p, packed.n);
	lab_touch(l, "t.log", l->opt.now - 3600);
	CHECK_INT(row, lab_ingest(l, db, "t.log"), 0);
	check_totals(l, row, db, want);
	remove(lab_path(l, db));
	free(db);
	free(row);
}

/* Cut off: the whole lines stay, and the rest comes when the file is whole. */
static void
test_truncated(void)
{
	static const char *const filters[] = { "gzip", "xz", "zstd",
	    "bzip2" };
	struct store_window all = { true, INT64_MIN, INT64_MAX };
	struct buf packed = { 0 };
	const char *want, *text;
	struct db *db;
	struct lab l;
	size_t i, k;

	lab_open(&l);
	text = long_text(&l);
	lab_write(&l, "ref.log", text);
	CU_ASSERT_EQUAL(lab_ingest(&l, "ref.db", "ref.log"), 0);
	want = lab_totals(&l, "ref.db");
	for (i = 0; i < 4; i++) {
		struct span s;

		buf_clear(&packed);
		CU_ASSERT_TRUE(pack(&packed, filters[i], span_str(text)));
		s = buf_span(&packed);
		check_cut(&l, filters[i], s, s.n - 1, false, want);
		check_cut(&l, filters[i], s, 8, false, want);
		for (k = 1; k < 8; k++)
			check_cut(&l, filters[i], s, s.n / 8 * k, k == 7,
			    want);
		/* Only who comes again can wait. */
		lab_write_bytes(&l, "t.log", s.p, s.n / 2);
		lab_touch(&l, "t.log", l.opt.now - 5);
		CHECK_INT(filters[i], lab_ingest_private(&l, "t.log", all,
		    &db), ERR_IO);
		db_close(db);
	}
	buf_free(&packed);
	lab_close(&l);
}

/* Streams one behind the other, of which the second comes a little later. */
static void
test_streams(void)
{
	static const char *const filters[] = { "gzip", "xz", "zstd",
	    "bzip2" };
	struct buf packed = { 0 };
	const char *want, *text;
	struct span s;
	struct lab l;
	size_t i, half;

	lab_open(&l);
	want = reference(&l);
	text = join_texts(&l, first, second);
	for (i = 0; i < 4; i++) {
		/* In the middle of a line. */
		buf_clear(&packed);
		CU_ASSERT_TRUE(pack(&packed, filters[i], span_of(text,
		    sizeof(first) + 40)));
		half = packed.n;
		CU_ASSERT_TRUE(pack(&packed, filters[i], span_str(text +
		    sizeof(first) + 40)));
		buf_add(&packed, "\0\0\0\0", 4);
		s = buf_span(&packed);
		lab_write_bytes(&l, "t.log", s.p, half);
		lab_touch(&l, "t.log", l.opt.now - 5);
		CHECK_INT(filters[i], lab_ingest(&l, filters[i], "t.log"), 0);
		lab_write_bytes(&l, "t.log", s.p, s.n);
		CHECK_INT(filters[i], lab_ingest(&l, filters[i], "t.log"), 0);
		check_totals(&l, filters[i], filters[i], want);
		check_cut(&l, filters[i], s, half + 9, false, want);
	}
	buf_free(&packed);
	lab_close(&l);
}

/* Dies in the middle, as by the power switch, once so much was read. */
static void
die_at(void *arg, uint64_t bytes)
{
	const uint64_t *limit = arg;

	if (bytes >= *limit)
		kill(getpid(), SIGKILL);
}

static void
no_notice(void *arg, const char *msg)
{
	(void)arg;
	(void)msg;
}

/* G2: a killed run leaves no half, and the next one doubles nothing. */
static void
test_killed(void)
{
	static uint64_t limit;
	const char *want;
	struct lab l;
	int status;
	size_t i;
	pid_t pid;

	lab_open(&l);
	want = reference(&l);
	/* In the first file, in the second one; plain and packed. */
	for (i = 0; i < 4; i++) {
		char *db = mem_printf("killed%zu.db", i);

		limit = 1 + i % 2 * sizeof(first);
		unlink(lab_path(&l, "1.log"));
		unlink(lab_path(&l, "2.log"));
		if (i < 2) {
			lab_write(&l, "1.log", first);
			lab_write(&l, "2.log", second);
		} else {
			lab_compress(&l, "1.log", "gzip", first);
			lab_compress(&l, "2.log", "zstd", second);
		}

		pid = fork();
		if (pid == 0) {
			l.opt.progress = die_at;
			l.opt.notice = no_notice;
			l.opt.arg = &limit;
			lab_ingest(&l, db, "1.log 2.log");
			_exit(0);
		}
		waitpid(pid, &status, 0);
		CHECK_INT(db, WIFSIGNALED(status), true);
		/* What was committed is whole. */
		CHECK_SPAN(db, span_str(lab_ask(&l, db, i < 2 ? "SELECT "
		    "count(*) FROM source WHERE offset <> size" : "SELECT "
		    "count(*) FROM source WHERE offset < 1000")), "0");
		CHECK_SPAN(db, span_str(lab_ask(&l, db, "SELECT count(*) FROM "
		    "source")), limit == 1 ? "0" : "1");
		CHECK_INT(db, lab_ingest(&l, db, "1.log 2.log"), 0);
		check_totals(&l, db, db, want);
		CHECK_SPAN(db, span_str(lab_ask(&l, db, "SELECT * FROM "
		    "pragma_integrity_check")), "ok");
		free(db);
	}
	lab_close(&l);
}

/* Two runs at once: one says so, nothing is lost. */
static void
test_two_runs(void)
{
	const char *want;
	struct db *db;
	struct lab l;

	lab_open(&l);
	want = reference(&l);
	CU_ASSERT_EQUAL_FATAL(db_open(lab_path(&l, "ref.db"), DB_WRITE, &db,
	    &l.err), 0);
	CHECK_INT("second", lab_ingest(&l, "ref.db", "ref.log"), ERR_BUSY);
	db_close(db);
	CHECK_INT("after", lab_ingest(&l, "ref.db", "ref.log"), 0);
	check_totals(&l, "after", "ref.db", want);
	lab_close(&l);
}

/* An alias that was expanded in one run is no waiting one in the next. */
static void
test_expanded(void)
{
	static const char *const lines[] = {
	    "2026-03-02 10:00:00 1vAAAA-0000000001A-0042 == team@here.example "
	    "R=local T=remote_smtp defer (-1): try later\n",
	    "2026-03-02 10:10:00 1vAAAA-0000000001A-0042 => ann@far.example "
	    "<team@here.example> R=dnslookup T=remote_smtp H=mx.far.example "
	    "[198.51.100.5] C=\"250 ok\"\n",
	    "2026-03-02 10:10:01 1vAAAA-0000000001A-0042 Completed\n" };
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < 3; i++) {
		lab_append(&l, "x.log", lines[i]);
		CHECK_INT("run", lab_ingest(&l, "x.db", "x.log"), 0);
	}
	CHECK_SPAN("nobody waits", span_str(lab_ask(&l, "x.db", "SELECT "
	    "count(*) FROM v_recipients WHERE state = 'waiting'")), "0");
	lab_close(&l);
}

/* Hosts as they shall count, and lines without one. */
static void
test_hosts(void)
{
	static const struct input_alias aliases[] = {
		{ "mx1", "mx1.example.org" }, { "old", "mx1.example.org" } };
	struct lab l;

	lab_open(&l);
	lab_write(&l, "h.log", first);
	l.log.aliases = aliases;
	l.log.n_aliases = 2;
	CU_ASSERT_EQUAL(lab_ingest(&l, "h.db", "h.log"), 0);
	CHECK_SPAN("alias", span_str(lab_ask(&l, "h.db", "SELECT "
	    "group_concat(DISTINCT host) FROM v_events")), "mx1.example.org");
	CHECK_SPAN("rolled up", span_str(lab_ask(&l, "h.db", "SELECT "
	    "group_concat(DISTINCT host) FROM v_delivered")),
	    "mx1.example.org");
	lab_write(&l, "e.log", "2026-03-02 10:00:00 1vAAAA-0000000001A-0042 ** "
	    "x@gone.example R=dnslookup T=remote_smtp H=mx.gone.example "
	    "[198.51.100.4]: SMTP error from remote mail server after RCPT "
	    "TO:<x@gone.example>: 550 5.1.1 Unknown\n");
	l.log.host = "old";
	CU_ASSERT_EQUAL(lab_ingest(&l, "e.db", "e.log"), 0);
	CHECK_SPAN("none of its own", span_str(lab_ask(&l, "e.db", "SELECT "
	    "host FROM v_events")), "mx1.example.org");
	lab_close(&l);
}

/* A content filter's two ids are one message, unless raw hops are wanted. */
static void
test_hops(void)
{
	static const char text[] =
	    AT("10:00:01") "smtp[14]: 4A11: to=<bob@quick.example>, "
	    "relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, "
	    "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4A12)\n"
	    AT("10:00:02") "smtp[14]: 4A12: to=<bob@quick.example>, "
	    "relay=mx.quick.example[198.51.100.2]:25, delay=1, "
	    "delays=0/0/0/1, dsn=2.0.0, " SENT;
	static const char sum[] = "SELECT sum(recipients) FROM delivered";
	struct lab l;

	lab_open(&l);
	lab_write(&l, "hop.log", text);
	lab_ingest(&l, "once.db", "hop.log");
	CHECK_SPAN("once", span_str(lab_ask(&l, "once.db", sum)), "1");
	l.opt.raw_hops = true;
	lab_ingest(&l, "raw.db", "hop.log");
	CHECK_SPAN("raw", span_str(lab_ask(&l, "raw.db", sum)), "2");
	lab_close(&l);
}

void
suite_ingest(void)
{
	TEST_SUITE("ingest", { "totals", test_totals }, { "same", test_same },
	    { "growing", test_growing }, { "pending", test_pending },
	    { "rotation", test_rotation }, { "links", test_links },
	    { "shrunk", test_shrunk }, { "order", test_order },
	    { "overlap", test_overlap }, { "stdin", test_stdin },
	    { "window", test_window }, { "no mail", test_no_mail },
	    { "zone", test_zone }, { "half a line", test_half_a_line },
	    { "truncated", test_truncated },
	    { "streams", test_streams }, { "killed", test_killed },
	    { "two runs", test_two_runs }, { "expanded", test_expanded },
	    { "hosts", test_hosts },
	    { "hops", test_hops });
}

/*
 * The logs of a run in the order of their content's time.
 */
#include "analyzer/inputs.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_inputs(void);

#define LINE(t)	t " mx1 postfix/qmgr[1]: 4A01: removed\n"
#define NOW	INT64_C(1772500000)	/* 2026-03-03T01:06:40Z */

static void
add(struct lab *l, struct inputs *in, const char *name)
{
	struct input_log log = l->log;

	log.path = lab_path(l, name);
	CHECK_INT(name, inputs_add(in, &log, NOW, &l->err), 0);
}

static void
check_order(const struct inputs *in, const char *const *names, size_t n)
{
	size_t i;

	CHECK_INT("all", in->n, n);
	for (i = 0; i < n && i < in->n; i++)
		CHECK_INT(in->all[i].log.path, span_ends(
		    span_str(in->all[i].log.path), span_str(names[i])), true);
}

static void
test_rotated(void)
{
	static const char *const want[] = { "/z", "/m.gz", "/a", "/mail.log",
		"-" };
	struct inputs in = { NULL, 0 };
	struct lab l;

	lab_open(&l);
	/* The names say the opposite; three years in a year-less form. */
	lab_write(&l, "mail.log", LINE("Mar  2 00:00:01")
	    LINE("Mar  3 00:00:01"));
	lab_touch(&l, "mail.log", NOW - 60);
	lab_write(&l, "a", LINE("Jan  2 00:00:01") LINE("Feb  3 00:00:01"));
	lab_touch(&l, "a", NOW - 86400);
	lab_compress(&l, "m.gz", "gzip", LINE("Dec 24 00:00:01")
	    LINE("Jan  1 23:00:00"));
	lab_touch(&l, "m.gz", NOW - 50 * 86400);
	lab_write(&l, "z", LINE("Dec  1 00:00:01") LINE("Dec 23 00:00:01"));
	lab_touch(&l, "z", NOW - 65 * 86400);
	add(&l, &in, "mail.log");
	add(&l, &in, "-");
	add(&l, &in, "a");
	add(&l, &in, "z");
	add(&l, &in, "m.gz");
	inputs_arrange(&in);
	check_order(&in, want, 5);
	CHECK_INT("year of z", in.all[0].year, 2025);
	CHECK_INT("year of mail.log", in.all[3].year, 2026);
	CHECK_INT("begin", in.all[3].begin, 1772409601);
	inputs_free(&in);
	lab_close(&l);
}

/* Of logs that begin together the largest goes first. */
static void
test_pieces(void)
{
	static const char *const want[] = { "/whole", "/b", "/c" };
	struct inputs in = { NULL, 0 };
	struct lab l;

	lab_open(&l);
	lab_write(&l, "b", LINE("2026-03-02T10:00:00Z"));
	lab_write(&l, "c", LINE("2026-03-02T10:00:00Z"));
	lab_write(&l, "whole", LINE("2026-03-02T10:00:00Z")
	    LINE("2026-03-02T10:00:01Z"));
	add(&l, &in, "c");
	add(&l, &in, "b");
	add(&l, &in, "whole");
	inputs_arrange(&in);
	check_order(&in, want, 3);
	inputs_free(&in);
	lab_close(&l);
}

/* A date of change that cannot be is none. */
static void
test_bound(void)
{
	static const struct {
		const char *name;
		int64_t mtime, bound;
		int year;
	} rows[] = {
		{ "right", NOW - 1000, NOW - 1000, 2026 },
		{ "last year's", NOW - 300 * 86400, NOW - 300 * 86400, 2025 },
		{ "1970", 0, NOW, 2026 },
		{ "1980, as archives have it", 315532800, NOW, 2026 },
		{ "to come", NOW + 86400 * 400, NOW, 2026 },
	};
	struct inputs in;
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lab_write(&l, "x", LINE("Mar  2 00:00:01"));
		lab_touch(&l, "x", rows[i].mtime);
		in = (struct inputs){ NULL, 0 };
		add(&l, &in, "x");
		inputs_arrange(&in);
		CHECK_INT(rows[i].name, in.all[0].bound, rows[i].bound);
		CHECK_INT(rows[i].name, in.all[0].year, rows[i].year);
		inputs_free(&in);
	}
	lab_close(&l);
}

/* Lines of some days of a month, more than a head holds. */
static void
add_days(struct buf *b, int month, int from, int to)
{
	static const char *const names[] = { "Jan", "Feb", "Mar", "Apr",
	    "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int day, i;

	for (day = from; day <= to; day++)
		for (i = 0; i < 24; i++)
			buf_printf(b, "%s %2d %02d:17:%02d mx1 "
			    "postfix/qmgr[1]: 4A01: removed\n",
			    names[month - 1], day, i, month + day);
}

/* Fifteen months without years, in parts that were copied just now. */
static void
test_long_set(void)
{
	static const char *const packers[] = { "gzip", "xz", "zstd",
	    "bzip2" };
	struct inputs in = { NULL, 0 };
	struct buf text = { 0 };
	struct lab l;
	size_t i;
	int month = 3;
	char name[20];

	lab_open(&l);
	for (i = 0; i < 15; i++) {
		snprintf(name, sizeof(name), i > 0 ? "mail.log.%zu" :
		    "mail.log", i);
		buf_clear(&text);
		/* No month begins as it did a year before. */
		if (i > 0)
			add_days(&text, month, 1 + (int)i / 12, 28);
		if (i > 2)
			lab_compress(&l, name, packers[i % 4],
			    buf_str(&text));
		else
			lab_write(&l, name, buf_str(&text));
		lab_touch(&l, name, NOW - 60 + (int64_t)i);
		add(&l, &in, name);
		month = month == 1 ? 12 : month - 1;
	}
	inputs_arrange(&in);
	for (i = 0; i < 15; i++) {
		snprintf(name, sizeof(name), i < 14 ? "/mail.log.%zu" :
		    "/mail.log", 14 - i);
		CHECK_INT(name, span_ends(span_str(in.all[i].log.path),
		    span_str(name)), true);
		CHECK_INT(name, in.all[i].year, i == 14 ? 0 : i < 12 ?
		    2025 : 2026);
	}
	inputs_free(&in);
	buf_free(&text);
	lab_close(&l);
}

/* One log that was never rotated: its New Years count, however packed. */
static void
test_long_log(void)
{
	static const char *const packers[] = { NULL, "gzip", "xz", "zstd",
	    "bzip2" };
	struct inputs in;
	struct buf text = { 0 };
	struct lab l;
	size_t i;
	int month;

	lab_open(&l);
	/* From February 2023 to the third of March 2026. */
	for (month = 2; month <= 38; month++)
		add_days(&text, (month - 1) % 12 + 1, 1, 27);
	add_days(&text, 3, 1, 2);
	for (i = 0; i < 5; i++) {
		in = (struct inputs){ NULL, 0 };
		if (packers[i] == NULL)
			lab_write(&l, "log", buf_str(&text));
		else
			lab_compress(&l, "log", packers[i], buf_str(&text));
		lab_touch(&l, "log", NOW - 5);
		add(&l, &in, "log");
		inputs_arrange(&in);
		CHECK_INT("year", in.all[0].year, 2023);
		CHECK_INT("begin", in.all[0].begin, 1675210623);
		inputs_free(&in);
	}
	buf_free(&text);
	lab_close(&l);
}

/* Names that tell the year, and logs of one folder that are no set. */
static void
test_names(void)
{
	static const struct {
		const char *name;
		int month, from, to, year;
	} rows[] = {
		{ "mail.log-20251102", 10, 26, 28, 2025 },
		{ "mail.log-20241103.gz", 10, 27, 28, 2024 },
		{ "mx-1.log", 2, 1, 28, 2026 },
		{ "mx-2.log", 2, 2, 27, 2026 },
		{ "december", 12, 1, 28, 2025 },
		{ "february", 2, 3, 28, 2026 },
	};
	struct inputs in = { NULL, 0 };
	struct buf text = { 0 };
	struct lab l;
	size_t i, k;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&text);
		add_days(&text, rows[i].month, rows[i].from, rows[i].to);
		if (span_ends(span_str(rows[i].name), SPAN(".gz")))
			lab_compress(&l, rows[i].name, "gzip",
			    buf_str(&text));
		else
			lab_write(&l, rows[i].name, buf_str(&text));
		lab_touch(&l, rows[i].name, NOW - 60);
		add(&l, &in, rows[i].name);
	}
	inputs_arrange(&in);
	for (i = 0; i < in.n; i++)
		for (k = 0; k < sizeof(rows) / sizeof(rows[0]); k++)
			if (span_ends(span_str(in.all[i].log.path),
			    span_str(rows[k].name)))
				CHECK_INT(rows[k].name, in.all[i].year,
				    rows[k].year);
	inputs_free(&in);
	buf_free(&text);
	lab_close(&l);
}

static void
test_bad(void)
{
	struct inputs in = { NULL, 0 };
	struct lab l;

	lab_open(&l);
	l.log.path = lab_path(&l, "none");
	CHECK_INT("missing", inputs_add(&in, &l.log, NOW, &l.err),
	    ERR_NO_INPUT);
	CHECK_INT("nothing added", in.n, 0);
	inputs_arrange(&in);
	lab_write(&l, "empty", "");
	add(&l, &in, "empty");
	CHECK_INT("empty", in.all[0].empty, true);
	inputs_free(&in);
	lab_close(&l);
}

void
suite_inputs(void)
{
	TEST_SUITE("inputs", { "rotated", test_rotated },
	    { "pieces", test_pieces }, { "bound", test_bound },
	    { "long set", test_long_set }, { "long log", test_long_log },
	    { "names", test_names }, { "bad", test_bad });
}

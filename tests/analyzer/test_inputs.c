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
	struct inputs in = { NULL, 0 };
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lab_write(&l, "x", LINE("Mar  2 00:00:01"));
		lab_touch(&l, "x", rows[i].mtime);
		add(&l, &in, "x");
		CHECK_INT(rows[i].name, in.all[i].bound, rows[i].bound);
		CHECK_INT(rows[i].name, in.all[i].year, rows[i].year);
	}
	inputs_free(&in);
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
	    { "bad", test_bad });
}

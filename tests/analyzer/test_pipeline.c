/*
 * Any number of threads gives the same, in the same order.
 */
#include <stdlib.h>

#include "analyzer/pipeline.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_pipeline(void);

#define LINES	40000

struct seen {
	struct buf	 text;
	uint64_t	 lines, understood, offset;
	int		 stop_after;	/* batches, 0 = never */
	int		 batches;
};

static int
consume(void *arg, struct batch *b, struct err *err)
{
	struct seen *s = arg;
	size_t i;

	CU_ASSERT_EQUAL(b->offset, s->offset);
	s->offset += b->n;
	s->lines += b->lines;
	s->understood += b->understood;
	for (i = 0; i < b->n_records; i++) {
		const struct event *e = &b->records[i].event;

		buf_printf(&s->text, "%llu %d %.*s %.*s %u|",
		    (unsigned long long)e->offset, (int)e->outcome,
		    SPAN_FMT(e->queue_id), SPAN_FMT(e->recipient),
		    (unsigned)e->code);
	}
	if (++s->batches == s->stop_after)
		return err_set(err, ERR_IO, "enough");
	return 0;
}

static int
scan_file(struct lab *l, const char *name, int jobs, struct seen *seen)
{
	struct scan_options opt = { .parsers = l->parsers,
	    .gap_s = 3600 };
	struct pipeline *p = pipeline_new(&opt, jobs);
	struct source *s = NULL;
	struct reader r;
	int rc;

	l->err = (struct err){ .code = ERR_NONE };
	CU_ASSERT_EQUAL_FATAL(source_open(lab_path(l, name), false, &s,
	    &l->err), 0);
	CU_ASSERT_EQUAL(reader_init(&r, s, 0, true, &l->err), 0);
	rc = pipeline_run(p, &r, consume, seen, &l->err);
	reader_free(&r);
	source_close(s);
	/* It serves again after whatever happened. */
	if (rc == ERR_IO && seen->stop_after > 0) {
		struct seen again = { .stop_after = 0 };

		CU_ASSERT_EQUAL(source_open(lab_path(l, name), false, &s,
		    &l->err), 0);
		CU_ASSERT_EQUAL(reader_init(&r, s, 0, true, &l->err), 0);
		CU_ASSERT_EQUAL(pipeline_run(p, &r, consume, &again,
		    &l->err), 0);
		CHECK_INT("again", again.lines, LINES);
		buf_free(&again.text);
		reader_free(&r);
		source_close(s);
	}
	pipeline_free(p);
	return rc;
}

static void
write_log(struct lab *l)
{
	struct buf text = { 0 };
	size_t i;

	for (i = 0; i < LINES; i++)
		buf_printf(&text, "2026-03-02T10:%02zu:%02zu+00:00 mx1 "
		    "postfix/smtp[%zu]: %zX: to=<u%zu@d%zu.example>, "
		    "relay=mx.d.example[198.51.100.2]:25, delay=1, "
		    "delays=0/0/0/1, dsn=%s (%s)\n", i / 1000, i % 60,
		    i % 7, i + 0x10000, i, i % 13, i % 3 == 0 ?
		    "5.1.1, status=bounced" : "2.0.0, status=sent",
		    i % 3 == 0 ? "host mx.d.example[198.51.100.2] said: 550 "
		    "5.1.1 no (in reply to RCPT TO command)" : "250 ok");
	lab_write(l, "big.log", buf_str(&text));
	buf_free(&text);
}

static void
test_jobs(void)
{
	struct seen one = { .stop_after = 0 };
	struct lab l;
	int jobs;

	lab_open(&l);
	write_log(&l);
	CHECK_INT("one", scan_file(&l, "big.log", 1, &one), 0);
	CHECK_INT("lines", one.lines, LINES);
	CHECK_INT("understood", one.understood, LINES);
	CU_ASSERT_TRUE(one.batches > 8);
	for (jobs = 2; jobs <= 4; jobs++) {
		struct seen s = { .stop_after = 0 };

		CHECK_INT("more", scan_file(&l, "big.log", jobs, &s), 0);
		CHECK_INT("lines", s.lines, one.lines);
		CHECK_INT("same", span_eq(buf_span(&s.text),
		    buf_span(&one.text)), true);
		buf_free(&s.text);
	}
	buf_free(&one.text);
	lab_close(&l);
}

/* A consumer that gives up is obeyed at once. */
static void
test_stop(void)
{
	struct lab l;
	int jobs;

	lab_open(&l);
	write_log(&l);
	for (jobs = 1; jobs <= 4; jobs++) {
		struct seen s = { .stop_after = 3 };

		CHECK_INT("its error", scan_file(&l, "big.log", jobs, &s),
		    ERR_IO);
		CHECK_INT("no more", s.batches, 3);
		buf_free(&s.text);
	}
	lab_close(&l);
}

/* The whole way into a history, too. */
static void
test_histories(void)
{
	const char *want = NULL;
	char name[8];
	struct lab l;
	int jobs;

	lab_open(&l);
	write_log(&l);
	for (jobs = 1; jobs <= 4; jobs++) {
		l.opt.jobs = jobs;
		snprintf(name, sizeof(name), "%d.db", jobs);
		CHECK_INT(name, lab_ingest(&l, name, "big.log"), 0);
		if (want == NULL)
			want = lab_totals(&l, name);
		CHECK_INT(name, strcmp(lab_totals(&l, name), want), 0);
	}
	lab_close(&l);
}

void
suite_pipeline(void)
{
	TEST_SUITE("pipeline", { "jobs", test_jobs }, { "stop", test_stop },
	    { "histories", test_histories });
}

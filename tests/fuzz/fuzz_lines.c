/*
 * Log lines to events: every event is whole and clean, and no line changes
 * how another is read.
 */
#include <stdlib.h>

#include "schema/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/log.h"

struct lines {
	struct log	 log;
	struct batch	 alone, among;
	struct buf	 want, got;
	struct span	 before, after;		/* lines like any others */
};

static void *
lines_open(struct fuzz_seeds *seeds)
{
	struct lines *l = mem_alloc(sizeof(*l));

	log_open(&l->log);
	fuzz_seed_samples(seeds);
	fuzz_seed_lines(seeds, "contrib/samples/mixed.log", 40);
	fuzz_seed_lines(seeds, "contrib/samples/exim-mainlog", 100);
	l->before = SPAN(
	    "Nov 20 10:00:00 mx1 postfix/qmgr[2]: 4BX1: from=<a@example.org>, "
	    "size=1, nrcpt=1 (queue active)\n");
	l->after = SPAN(
	    "Nov 20 10:00:01 mx1 postfix/smtp[3]: 4BX1: to=<b@example.net>, "
	    "relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/1/0, "
	    "dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: "
	    "550 5.1.1 No such user (in reply to RCPT TO command))\n"
	    "Nov 20 10:00:02 mx1 sm-mta[4]: 5AK1: to=<c@example.net>, "
	    "delay=00:00:01, mailer=esmtp, relay=mx.example.net. "
	    "[192.0.2.1], dsn=4.2.2, stat=Deferred: 452 4.2.2 Full\n"
	    "2026-11-20 10:00:03 1vLxyz-000000-00 ** d@example.net "
	    "R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.1]: SMTP "
	    "error from remote mail server after RCPT TO:<d@example.net>: "
	    "550 5.7.1 Blocked\n");
	return l;
}

static void
records(const struct batch *b, uint64_t from, uint64_t to, struct buf *out)
{
	size_t i;

	for (i = 0; i < b->n_records; i++)
		if (b->records[i].event.offset >= from &&
		    b->records[i].event.offset < to)
			log_record(&b->records[i], out);
}

/* before, input and after: before and after say what they say alone. */
static void
check_neighbours(struct lines *l, struct span input)
{
	struct buf all = { 0 };
	uint64_t end;

	buf_clear(&l->want);
	buf_clear(&l->got);
	log_scan(&l->log, &l->alone, l->before, 0);
	records(&l->alone, 0, l->before.n, &l->want);
	log_scan(&l->log, &l->alone, l->after, 0);
	records(&l->alone, 0, l->after.n, &l->want);
	buf_add_span(&all, l->before);
	buf_add_span(&all, input);
	buf_add_char(&all, '\n');
	end = all.n;
	buf_add_span(&all, l->after);
	log_scan(&l->log, &l->among, buf_span(&all), 0);
	records(&l->among, 0, l->before.n, &l->got);
	records(&l->among, end, UINT64_MAX, &l->got);
	FUZZ_CHECK(l->want.n > 0 && span_eq(buf_span(&l->want),
	    buf_span(&l->got)), buf_span(&l->got));
	buf_free(&all);
}

static void
lines_one(void *state, struct span input)
{
	struct lines *l = state;

	check_neighbours(l, input);
	buf_clear(&l->got);
	log_parse(&l->log, input, NULL, 0, &l->got);
	fuzz_check_ndjson(buf_span(&l->got), log_keys);
}

static void
lines_close(void *state)
{
	struct lines *l = state;

	log_close(&l->log);
	batch_free(&l->alone);
	batch_free(&l->among);
	buf_free(&l->want);
	buf_free(&l->got);
	free(l);
}

const struct fuzz_target fuzz_target = {
	.name = "lines", .cost = 2, .open = lines_open, .one = lines_one,
	.close = lines_close
};

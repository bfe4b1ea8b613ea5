/*
 * The same log in one block and in several: the same events.
 */
#include <stdlib.h>

#include "schema/hash.h"
#include "schema/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/log.h"

#define PLACES	6

struct pieces {
	struct log	log;
	struct buf	want, got;
};

static void *
pieces_open(struct fuzz_seeds *seeds)
{
	struct pieces *p = mem_alloc(sizeof(*p));

	log_open(&p->log);
	fuzz_seed_samples(seeds);
	fuzz_seed(seeds, SPAN(
	    "Nov 20 10:00:01 mx1 postfix/smtp[3]: 4BX1: to=<b@example.net>, "
	    "relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred "
	    "(connect to mx.example.net[192.0.2.1]:25: Connection refused)\n"
	    "Nov 20 10:00:02 mx1 last message repeated 3 times\n"));
	fuzz_seed(seeds, SPAN(
	    "2026-11-20T10:00:03+00:00 mx1 exim[7]: [1/2] 1vLxyz-000000-00 ** "
	    "x@example.net R=r T=t H=mx.example.net [192.0.2.1]: SMTP error "
	    "from remote mail server after RCPT \n"
	    "2026-11-20T10:00:03+00:00 mx1 exim[7]: [2/2] TO:<x@example.net>: "
	    "550 no such mailbox here\n"));
	fuzz_seed_lines(seeds, "contrib/samples/mixed.log", 20);
	fuzz_seed_lines(seeds, "contrib/samples/postfix.log", 100);
	return p;
}

static void
pieces_one(void *state, struct span input)
{
	struct pieces *p = state;
	uint64_t hash = hash_span(input);
	size_t places[PLACES], i;

	buf_clear(&p->want);
	buf_clear(&p->got);
	log_parse(&p->log, input, NULL, 0, &p->want);
	/* Six places behind each other, by the input itself. */
	for (i = 0; i < PLACES; i++)
		places[i] = (i * input.n + hash % (input.n + 1)) / PLACES;
	log_parse(&p->log, input, places, PLACES, &p->got);
	FUZZ_CHECK(span_eq(buf_span(&p->want), buf_span(&p->got)),
	    buf_span(&p->got));
}

static void
pieces_close(void *state)
{
	struct pieces *p = state;

	log_close(&p->log);
	buf_free(&p->want);
	buf_free(&p->got);
	free(p);
}

const struct fuzz_target fuzz_target = {
	.name = "pieces", .cost = 4, .open = pieces_open, .one = pieces_one,
	.close = pieces_close
};

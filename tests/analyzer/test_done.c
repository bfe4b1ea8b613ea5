/*
 * Messages that the log does not close: done when as many recipients ended as
 * the message has, never while one waits, and no worse for what comes late.
 */
#include <stdlib.h>

#include "analyzer/correlate.h"
#include "schema/buf.h"
#include "tests/test.h"

void	suite_done(void);

#define N_STEPS	8

/* `n` is the count of recipients of an arrival; kind IRRELEVANT ends it. */
struct step {
	enum event_kind	 kind;
	int		 n;
	const char	*recipient, *orig;
	enum outcome	 outcome;
};

#define ARRIVE(n)	{ EVENT_ARRIVAL, n, "", "", 0 }
#define TRY(to, o)	{ EVENT_ATTEMPT, -1, to, "", OUTCOME_##o }
#define MEMBER(to, of, o) { EVENT_ATTEMPT, -1, to, of, OUTCOME_##o }
#define EXPIRE		{ EVENT_EXPIRY, -1, "", "", 0 }

static const struct {
	const char	*name;
	struct step	 steps[N_STEPS];
	bool		 done;
	const char	*lives;		/* "recipient state;", newest first */
} rows[] = {
	{ "one, delivered", { ARRIVE(1), TRY("x@a", DELIVERED) }, true, "" },
	{ "one, bounced", { ARRIVE(1), TRY("x@a", BOUNCED) }, true,
	    "x@a bounced;" },
	{ "one, handed on", { ARRIVE(1), TRY("x@a", FORWARDED) }, true, "" },
	{ "one of two", { ARRIVE(2), TRY("x@a", DELIVERED) }, false, "" },
	{ "two of two", { ARRIVE(2), TRY("x@a", DELIVERED),
	    TRY("y@b", BOUNCED) }, true, "y@b bounced;" },
	{ "one waits", { ARRIVE(1), TRY("x@a", DEFERRED) }, false,
	    "x@a waiting;" },
	{ "... and is delivered", { ARRIVE(1), TRY("x@a", DEFERRED),
	    TRY("x@a", DELIVERED) }, true, "x@a delivered;" },
	{ "... and expires", { ARRIVE(1), TRY("x@a", DEFERRED), EXPIRE },
	    true, "x@a expired;" },
	{ "... beside one that ended", { ARRIVE(2), TRY("x@a", DEFERRED),
	    TRY("y@b", DELIVERED), EXPIRE }, true, "x@a expired;" },
	{ "suspended is no end", { ARRIVE(1), TRY("x@a", SUSPENDED) }, false,
	    "x@a waiting;" },
	{ "not while one waits, whatever the count", { ARRIVE(1),
	    TRY("x@a", DEFERRED), TRY("y@a", DELIVERED),
	    TRY("z@a", DELIVERED) }, false, "x@a waiting;" },
	{ "an alias made more of it", { ARRIVE(1), TRY("x@a", DELIVERED),
	    TRY("y@a", DEFERRED) }, false, "y@a waiting;" },
	{ "... that end", { ARRIVE(1), TRY("x@a", DELIVERED),
	    TRY("y@a", DEFERRED), TRY("y@a", BOUNCED) }, true,
	    "y@a bounced;" },
	{ "the alias failed before", { ARRIVE(1), TRY("team", DEFERRED),
	    MEMBER("x@a", "team", DELIVERED) }, true, "team moved;" },
	{ "the same giving up told twice", { ARRIVE(1),
	    TRY("x@a", DEFERRED), EXPIRE, EXPIRE }, true, "x@a expired;" },
	{ "nobody is left to send it to", { ARRIVE(0) }, true, "" },
	{ "no count", { ARRIVE(-1), TRY("x@a", DELIVERED) }, false, "" },
	{ "no arrival", { TRY("x@a", DELIVERED) }, false, "" },
	{ "thrown away as a whole", { ARRIVE(3), TRY("", DISCARDED) }, true,
	    " discarded;" },
	{ "thrown away for one", { ARRIVE(2), TRY("x@a", DISCARDED) }, false,
	    "x@a discarded;" },
};

struct result {
	struct buf	lives;
	int		open, done;
	char		sender[32];
};

static int
on_event(void *arg, struct record *rec, struct message *m,
    struct recipient *r, struct err *err)
{
	struct result *res = arg;

	(void)m;
	(void)r;
	(void)err;
	snprintf(res->sender, sizeof(res->sender), "%.*s",
	    SPAN_FMT(rec->event.sender));
	return 0;
}

static int
on_forget(void *arg, struct message *m, struct recipient *r, struct err *err)
{
	static const char *const states[LIFE_COUNT] = { "waiting",
	    "delivered", "bounced", "expired", "discarded", "moved" };
	struct result *res = arg;

	(void)m;
	(void)err;
	buf_printf(&res->lives, "%s %s;", r->address, states[r->state]);
	return 0;
}

static int
on_message(void *arg, struct message *m, struct err *err)
{
	struct result *res = arg;

	(void)err;
	if (m->done)
		res->done++;
	else
		res->open++;
	return 0;
}

static void
add(struct correlate *c, const struct step *s, int64_t ts,
    const char *queue_id)
{
	struct record rec = { .event = event_new() };
	struct event *e = &rec.event;
	struct err err = { .code = ERR_NONE };

	e->mta = MTA_SENDMAIL;
	e->kind = s->kind;
	e->ts = ts;
	e->host = SPAN("mx1");
	e->instance = SPAN("sm-mta");
	e->queue_id = span_str(queue_id);
	e->recipients = s->n;
	e->recipient = span_str(s->recipient);
	e->orig_recipient = span_str(s->orig);
	e->outcome = s->outcome;
	if (s->kind == EVENT_ARRIVAL) {
		e->sender = SPAN("joe@example.org");
		e->client_host = SPAN("desk.example.org");
	}
	CHECK_INT(s->recipient, correlate_add(c, &rec, &err), 0);
}

static void
test_stories(void)
{
	struct result res;
	struct correlate_sink sink = { &res, on_event, on_forget };
	struct correlate *c;
	struct err err;
	size_t i;
	int k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		res = (struct result){ .open = 0 };
		c = correlate_new(&sink);
		for (k = 0; k < N_STEPS &&
		    rows[i].steps[k].kind != EVENT_IRRELEVANT; k++)
			add(c, &rows[i].steps[k], 10 + k, "A");
		correlate_each(c, on_message, &res, &err);
		CHECK_INT(rows[i].name, res.done, rows[i].done);
		CHECK_INT(rows[i].name, res.open, !rows[i].done);
		CHECK_INT(rows[i].name,
		    correlate_expire(c, INT64_MAX, &err), 0);
		CHECK_SPAN(rows[i].name, buf_span(&res.lives),
		    rows[i].lives);
		correlate_free(c);
		buf_free(&res.lives);
	}
}

/* What is done leaves in the end, what is open stays. */
static void
test_bound(void)
{
	static const struct step arrive = ARRIVE(1), try = TRY("x@a",
	    DELIVERED), wait = TRY("x@a", DEFERRED);
	struct result res = { .open = 0 };
	struct correlate_sink sink = { &res, on_event, on_forget };
	struct correlate *c = correlate_new(&sink);
	struct err err;
	char id[16];
	int i;

	add(c, &arrive, 10, "OPEN");
	add(c, &wait, 11, "OPEN");
	for (i = 0; i < 9000; i++) {
		snprintf(id, sizeof(id), "Q%d", i);
		add(c, &arrive, 20 + i, id);
		add(c, &try, 20 + i, id);
	}
	correlate_each(c, on_message, &res, &err);
	CHECK_INT("open", res.open, 1);
	CU_ASSERT(res.done < 9000);
	/* One that is done is known for a while, and so is its sender. */
	add(c, &wait, 30000, id);
	CHECK_SPAN("sender", span_str(res.sender), "joe@example.org");
	/* Its id for another message: the old one's end is not counted. */
	add(c, &arrive, 40000, "Q8998");
	add(c, &wait, 40000, "Q8998");
	res.open = res.done = 0;
	correlate_each(c, on_message, &res, &err);
	CHECK_INT("open", res.open, 3);
	correlate_free(c);
	buf_free(&res.lives);
}

void
suite_done(void)
{
	TEST_SUITE("done", { "stories", test_stories },
	    { "bound", test_bound });
}

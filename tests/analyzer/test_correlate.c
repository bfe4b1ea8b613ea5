/*
 * Recipients' lives, from the first failure to the end: each row is a story
 * told line by line, and what is to be known at its end.
 */
#include <stdlib.h>

#include "analyzer/correlate.h"
#include "schema/buf.h"
#include "tests/test.h"

void	suite_correlate(void);

/* A line of a story; kind IRRELEVANT ends it. */
struct step {
	enum event_kind	 kind;
	int64_t		 ts;
	const char	*queue_id, *recipient;
	enum outcome	 outcome;
	int		 code;		/* of a remote reply, 0 = local */
};

#define ARRIVE(ts, id)		{ EVENT_ARRIVAL, ts, id, "", 0, 0 }
#define TRY(ts, id, to, o, c)	{ EVENT_ATTEMPT, ts, id, to, OUTCOME_##o, c }
#define EXPIRE(ts, id)		{ EVENT_EXPIRY, ts, id, "", 0, 0 }
#define EXPIRE_ONE(ts, id, to)	{ EVENT_EXPIRY, ts, id, to, 0, 0 }
#define REMOVE(ts, id)		{ EVENT_REMOVED, ts, id, "", 0, 0 }
#define REQUEUE(ts, id)		{ EVENT_REMOVED, ts, id, "", \
				    OUTCOME_FORWARDED, 0 }
#define FILTER(ts, id)		{ EVENT_EXPIRY, ts, id, "", OUTCOME_BOUNCED, 0 }
#define CLOSE(ts, id)		{ EVENT_CLOSED, ts, id, "", 0, 0 }

struct story {
	const char	*name;
	struct step	 steps[8];
	/*
	 * "recipient state attempts/failures code;" for each life, in the
	 * order in which they are let go.
	 */
	const char	*lives;
	int64_t		 source;	/* correlate_source(), 0 = none */
};

static const struct story stories[] = {
	{ "waiting", { TRY(10, "A", "x@a", DEFERRED, 452) },
	    "x@a waiting 1/1 452;", 0 },
	{ "delivered late", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(20, "A", "x@a", DELIVERED, 250) },
	    "x@a delivered 2/1 452;", 0 },
	{ "at the first try", { ARRIVE(9, "A"),
	    TRY(10, "A", "x@a", DELIVERED, 250), CLOSE(10, "A") }, "", 0 },
	{ "bounced", { TRY(10, "A", "x@a", BOUNCED, 550), CLOSE(10, "A") },
	    "x@a bounced 1/1 550;", 0 },
	{ "deferred, then bounced", { TRY(10, "A", "x@a", DEFERRED, 451),
	    TRY(20, "A", "x@a", BOUNCED, 550), CLOSE(20, "A") },
	    "x@a bounced 2/2 550;", 0 },
	{ "expired inherits the reply", { TRY(10, "A", "x@a", DEFERRED, 452),
	    EXPIRE(50, "A"), CLOSE(50, "A") }, "x@a expired 1/2 452;", 0 },
	{ "... the last real one", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(20, "A", "x@a", DEFERRED, 421),
	    TRY(30, "A", "x@a", DEFERRED, 0), EXPIRE(50, "A") },
	    "x@a expired 3/4 421;", 0 },
	{ "... or the local one", { TRY(10, "A", "x@a", DEFERRED, 0),
	    EXPIRE(50, "A") }, "x@a expired 1/2 0;", 0 },
	{ "... of each recipient", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(11, "A", "y@b", DEFERRED, 421),
	    TRY(12, "A", "z@c", DELIVERED, 250), EXPIRE(50, "A") },
	    "y@b expired 1/2 421;x@a expired 1/2 452;", 0 },
	{ "only who waits expires", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(11, "A", "y@b", DEFERRED, 421),
	    TRY(12, "A", "y@b", DELIVERED, 250), EXPIRE(50, "A") },
	    "y@b delivered 2/1 421;x@a expired 1/2 452;", 0 },
	{ "one that is named expires", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(11, "A", "y@b", DEFERRED, 421), EXPIRE_ONE(50, "A", "x@a") },
	    "y@b waiting 1/1 421;x@a expired 1/2 452;", 0 },
	{ "suspended is no attempt", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(20, "A", "x@a", SUSPENDED, 0) }, "x@a waiting 1/1 452;", 0 },
	{ "suspended alone", { TRY(20, "A", "x@a", SUSPENDED, 0) },
	    "x@a waiting 0/0 0;", 0 },
	{ "an attempt after it", { TRY(10, "A", "x@a", SUSPENDED, 0),
	    TRY(20, "A", "x@a", DEFERRED, 452) }, "x@a waiting 1/1 452;", 0 },
	{ "an older attempt after it", { TRY(20, "A", "x@a", SUSPENDED, 0),
	    TRY(10, "A", "x@a", DEFERRED, 452) }, "x@a waiting 1/1 452;", 0 },
	{ "expired while suspended", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(20, "A", "x@a", SUSPENDED, 421), EXPIRE(50, "A") },
	    "x@a expired 1/2 452;", 0 },
	{ "removed by the admin", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(11, "A", "y@b", BOUNCED, 550), REMOVE(20, "A") },
	    "y@b bounced 1/1 550;x@a discarded 1/1 452;", 0 },
	{ "removed before any failure", { ARRIVE(10, "A"), REMOVE(20, "A") },
	    "", 0 },
	{ "queued anew", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(11, "A", "y@b", BOUNCED, 550), REQUEUE(20, "A"),
	    ARRIVE(30, "B"), TRY(31, "B", "x@a", DEFERRED, 421) },
	    "y@b bounced 1/1 550;x@a moved 1/1 452;x@a waiting 1/1 421;",
	    0 },
	{ "bounced by a filter, nobody named", { ARRIVE(10, "A"),
	    FILTER(11, "A"), CLOSE(11, "A") }, " bounced 1/1 0;", 0 },
	{ "... after a failure", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(11, "A", "y@b", DELIVERED, 250), FILTER(20, "A") },
	    "x@a bounced 2/2 0;", 0 },
	{ "discarded", { TRY(10, "A", "x@a", DISCARDED, 0) },
	    "x@a discarded 1/0 -;", 0 },
	{ "closed without a word", { TRY(10, "A", "x@a", DEFERRED, 452),
	    CLOSE(20, "A") }, "x@a waiting 1/1 452;", 0 },
	{ "the id again, after the end", {
	    TRY(10, "A", "x@a", DEFERRED, 452), CLOSE(20, "A"),
	    ARRIVE(30, "A"), TRY(31, "A", "x@a", DEFERRED, 421) },
	    "x@a waiting 1/1 452;x@a waiting 1/1 421;", 0 },
	{ "the id again, the end not seen", {
	    TRY(10, "A", "x@a", DEFERRED, 452), ARRIVE(30, "A"),
	    TRY(31, "A", "x@a", DELIVERED, 250) }, "x@a waiting 1/1 452;",
	    0 },
	{ "two ids", { TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(10, "B", "x@a", BOUNCED, 550), EXPIRE(20, "A") },
	    "x@a bounced 1/1 550;x@a expired 1/2 452;", 0 },
	{ "expiry that names nobody", { EXPIRE(50, "A"), CLOSE(50, "A") },
	    " expired 0/1 0;", 0 },
	{ "... until an older log names him", { EXPIRE(50, "A"),
	    TRY(10, "A", "x@a", DEFERRED, 452) }, "x@a expired 1/2 452;", 0 },
	{ "... local first", { EXPIRE(50, "A"),
	    TRY(20, "A", "x@a", DEFERRED, 0),
	    TRY(10, "A", "x@a", DEFERRED, 452) }, "x@a expired 2/3 452;", 0 },
	{ "... the last of the older ones", { EXPIRE(50, "A"),
	    TRY(20, "A", "x@a", DEFERRED, 421),
	    TRY(10, "A", "x@a", DEFERRED, 452) }, "x@a expired 2/3 421;", 0 },
	{ "an older failure never undoes", {
	    TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(30, "A", "x@a", BOUNCED, 550),
	    TRY(20, "A", "x@a", DEFERRED, 421) }, "x@a bounced 3/3 550;", 0 },
	{ "delivered, its failure read later", {
	    TRY(30, "A", "x@a", DELIVERED, 250),
	    TRY(20, "A", "x@a", DEFERRED, 421) }, "x@a delivered 2/1 421;",
	    25 },
	{ "torn at its start, never completed", {
	    TRY(30, "A", "x@a", DELIVERED, 250), CLOSE(30, "A") },
	    "x@a delivered 1/0 -;", 25 },
	{ "begun in this log", { ARRIVE(29, "A"),
	    TRY(30, "A", "x@a", DELIVERED, 250), CLOSE(30, "A") }, "", 25 },
	{ "no queue id", { TRY(10, "", "x@a", REJECTED, 554),
	    TRY(10, "", "x@a", DEFERRED, 450) }, "", 0 },
	{ "moved on", { TRY(10, "A", "x@a", DEFERRED, 421),
	    TRY(20, "A", "x@a", FORWARDED, 250) }, "x@a moved 2/1 421;", 0 },
	{ "a probe has no life", { TRY(10, "A", "x@a", PROBE, 550) }, "", 0 },
};

static int
on_event(void *arg, struct record *rec, struct message *m,
    struct recipient *r, struct err *err)
{
	(void)arg;
	(void)rec;
	(void)m;
	(void)r;
	(void)err;
	return 0;
}

static int
on_forget(void *arg, struct message *m, struct recipient *r, struct err *err)
{
	static const char *const states[LIFE_COUNT] = { "waiting",
	    "delivered", "bounced", "expired", "discarded", "moved" };
	const struct record *cause = recipient_cause(r);

	(void)m;
	(void)err;
	/* A failed attempt without a real reply may be the last. */
	if (r->state != LIFE_EXPIRED)
		cause = r->last;
	buf_printf(arg, "%s %s %u/%u ", r->address, states[r->state],
	    r->attempts, r->failures);
	if (cause == NULL)
		buf_add_str(arg, "-;");
	else
		buf_printf(arg, "%d;", cause->event.code);
	return 0;
}

static void
tell(struct correlate *c, const struct step *s)
{
	struct record rec = { .event = event_new() };
	struct event *e = &rec.event;
	struct err err = { .code = ERR_NONE };

	e->mta = MTA_POSTFIX;
	e->host = SPAN("mx1");
	e->instance = SPAN("postfix");
	e->service = s->kind == EVENT_ARRIVAL ? SPAN("smtpd") : SPAN("smtp");
	e->kind = s->kind;
	e->ts = s->ts;
	e->queue_id = span_str(s->queue_id);
	e->recipient = span_str(s->recipient);
	e->outcome = s->outcome;
	e->code = (uint16_t)s->code;
	e->origin = s->code != 0 ? ORIGIN_REMOTE : ORIGIN_LOCAL;
	e->offset = (uint64_t)s->ts;
	if (s->kind == EVENT_ARRIVAL)
		e->client_host = SPAN("desk.example.org");
	CHECK_INT(s->recipient, correlate_add(c, &rec, &err), 0);
}

static void
test_stories(void)
{
	struct buf lives = { 0 };
	struct correlate_sink sink = { &lives, on_event, on_forget };
	struct correlate *c;
	struct err err;
	size_t i, k;

	for (i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		const struct story *s = &stories[i];

		buf_clear(&lives);
		c = correlate_new(&sink);
		if (s->source != 0)
			correlate_source(c, s->source);
		for (k = 0; k < 8 && s->steps[k].kind != EVENT_IRRELEVANT;
		    k++)
			tell(c, &s->steps[k]);
		CHECK_INT(s->name, correlate_expire(c, INT64_MAX, &err), 0);
		/* Of one message the newest recipient comes first. */
		CHECK_SPAN(s->name, buf_span(&lives), s->lives);
		correlate_free(c);
	}
	buf_free(&lives);
}

/* What nobody speaks of for too long leaves memory, the oldest first. */
static void
test_life(void)
{
	static const struct step before[] = { ARRIVE(0, "A"),
	    TRY(10, "A", "x@a", DEFERRED, 452),
	    TRY(20, "B", "y@b", DEFERRED, 421),
	    TRY(30, "C", "z@c", DEFERRED, 451) };
	static const struct {
		struct step step;
		const char *forgotten;	/* so far */
	} rows[] = {
		{ TRY(110, "D", "u@d", DEFERRED, 450), "" },
		/* B is known: nothing has to make room. */
		{ TRY(111, "B", "y@b", DEFERRED, 421), "" },
		{ TRY(111, "E", "v@e", DEFERRED, 450),
		    "x@a waiting 1/1 452;" },
		/* An older log that is read later. */
		{ TRY(5, "F", "w@f", DEFERRED, 450), "x@a waiting 1/1 452;" },
		{ TRY(500, "G", "t@g", DEFERRED, 450), "x@a waiting 1/1 452;"
		    "z@c waiting 1/1 451;u@d waiting 1/1 450;" },
	};
	struct buf lives = { 0 };
	struct correlate_sink sink = { &lives, on_event, on_forget };
	struct correlate *c = correlate_new(&sink);
	size_t i;

	correlate_life(c, 100);
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		tell(c, &before[i]);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tell(c, &rows[i].step);
		CHECK_SPAN(rows[i].step.queue_id, buf_span(&lives),
		    rows[i].forgotten);
	}
	correlate_free(c);
	buf_free(&lives);
}

/* Events as the sink gets them. */
static int
keep_event(void *arg, struct record *rec, struct message *m,
    struct recipient *r, struct err *err)
{
	const struct event *e = &rec->event;

	(void)err;
	buf_printf(arg, "%s %.*s <%.*s> %.*s %.*s %d %s%s;",
	    outcome_name(e->outcome), SPAN_FMT(e->recipient),
	    SPAN_FMT(e->sender.p != NULL ? e->sender : SPAN("?")),
	    SPAN_FMT(e->client_host), SPAN_FMT(e->message_id), e->code,
	    m != NULL ? "m" : "-", r != NULL ? "r" : "-");
	return 0;
}

static struct record
line(enum event_kind kind, int64_t ts, const char *instance,
    const char *queue_id)
{
	struct record rec = { .event = event_new() };

	rec.event.kind = kind;
	rec.event.mta = MTA_POSTFIX;
	rec.event.ts = ts;
	rec.event.host = SPAN("mx1");
	rec.event.instance = span_str(instance);
	rec.event.service = SPAN("smtp");
	rec.event.queue_id = span_str(queue_id);
	rec.event.recipient = SPAN("x@a");
	return rec;
}

/* Facts come from the other lines of the message, and of no other. */
static void
test_facts(void)
{
	struct buf got = { 0 };
	struct correlate_sink sink = { &got, keep_event, on_forget };
	struct correlate *c = correlate_new(&sink);
	struct record r;
	struct err err;

	r = line(EVENT_ARRIVAL, 10, "postfix", "A");
	r.event.client_host = SPAN("desk.example.org");
	correlate_add(c, &r, &err);
	r = line(EVENT_ARRIVAL, 10, "postfix", "A");
	r.event.message_id = SPAN("m1@example.org");
	correlate_add(c, &r, &err);
	r = line(EVENT_ARRIVAL, 10, "postfix", "A");
	r.event.sender = SPAN("");
	correlate_add(c, &r, &err);
	r = line(EVENT_ATTEMPT, 11, "postfix", "A");
	r.event.outcome = OUTCOME_DEFERRED;
	r.event.code = 452;
	r.event.origin = ORIGIN_REMOTE;
	correlate_add(c, &r, &err);
	CHECK_SPAN("null sender", buf_span(&got), "deferred x@a <> "
	    "desk.example.org m1@example.org 452 mr;");
	/* A service that has a syslog_name of its own. */
	buf_clear(&got);
	r = line(EVENT_ATTEMPT, 12, "postfix-slow", "A");
	r.event.recipient = SPAN("y@b");
	r.event.outcome = OUTCOME_BOUNCED;
	correlate_add(c, &r, &err);
	CHECK_SPAN("service", buf_span(&got), "bounced y@b <> "
	    "desk.example.org m1@example.org 0 mr;");
	/* The same id taken in by another instance is another message. */
	buf_clear(&got);
	r = line(EVENT_ARRIVAL, 12, "postfix-out", "A");
	r.event.client_host = SPAN("localhost");
	correlate_add(c, &r, &err);
	r = line(EVENT_ATTEMPT, 12, "postfix-out", "A");
	r.event.outcome = OUTCOME_DEFERRED;
	correlate_add(c, &r, &err);
	CHECK_SPAN("instance", buf_span(&got), "deferred x@a <?> localhost "
	    " 0 mr;");
	/* Of another MTA, too. */
	buf_clear(&got);
	r = line(EVENT_ATTEMPT, 12, "postfix", "A");
	r.event.mta = MTA_SENDMAIL;
	r.event.outcome = OUTCOME_BOUNCED;
	correlate_add(c, &r, &err);
	CHECK_SPAN("mta", buf_span(&got), "bounced x@a <?>   0 mr;");
	/* A failure may tell the sender (Exim's F=) to what follows it. */
	buf_clear(&got);
	r = line(EVENT_ATTEMPT, 13, "exim", "B");
	r.event.mta = MTA_EXIM;
	r.event.sender = SPAN("ann@example.org");
	r.event.outcome = OUTCOME_DEFERRED;
	correlate_add(c, &r, &err);
	r = line(EVENT_REMOVED, 14, "exim", "B");
	r.event.mta = MTA_EXIM;
	r.event.recipient = SPAN("");
	correlate_add(c, &r, &err);
	CHECK_SPAN("sender of a failure", buf_span(&got),
	    "deferred x@a <ann@example.org>   0 mr;"
	    "discarded x@a <ann@example.org>   0 mr;");
	/* The expiry's event has the reply and the facts. */
	buf_clear(&got);
	r = line(EVENT_EXPIRY, 50, "postfix", "A");
	r.event.recipient = SPAN("");
	correlate_add(c, &r, &err);
	CHECK_SPAN("expiry", buf_span(&got), "expired x@a <> "
	    "desk.example.org m1@example.org 452 mr;");
	/* The admin's removal has no reply to tell. */
	buf_clear(&got);
	r = line(EVENT_REMOVED, 60, "postfix-out", "A");
	r.event.recipient = SPAN("");
	correlate_add(c, &r, &err);
	CHECK_SPAN("removal", buf_span(&got), "discarded x@a <?> localhost "
	    " 0 mr;");
	/* When the first of two is gone, the other is found all the same. */
	buf_clear(&got);
	r = line(EVENT_CLOSED, 61, "postfix", "A");
	correlate_add(c, &r, &err);
	r = line(EVENT_ATTEMPT, 62, "postfix-out", "A");
	r.event.outcome = OUTCOME_DEFERRED;
	correlate_add(c, &r, &err);
	r = line(EVENT_CLOSED, 63, "postfix-out", "A");
	correlate_add(c, &r, &err);
	r = line(EVENT_ATTEMPT, 64, "postfix-out", "A");
	r.event.outcome = OUTCOME_DEFERRED;
	correlate_add(c, &r, &err);
	CHECK_SPAN("after the first", buf_span(&got), "y@b bounced 1/1 0;"
	    "x@a expired 1/2 452;deferred x@a <?> localhost  0 mr;"
	    "x@a discarded 2/2 0;deferred x@a <?>   0 mr;");
	/* Through a filter and back: who gave it to us stays known. */
	buf_clear(&got);
	r = line(EVENT_ARRIVAL, 65, "postfix", "C");
	r.event.client_host = SPAN("desk.example.org");
	correlate_add(c, &r, &err);
	r = line(EVENT_ARRIVAL, 66, "postfix-out", "D");
	r.event.client_host = SPAN("localhost");
	correlate_add(c, &r, &err);
	r = line(EVENT_ATTEMPT, 66, "postfix", "C");
	r.event.outcome = OUTCOME_FORWARDED;
	r.event.next_queue_id = SPAN("D");
	correlate_add(c, &r, &err);
	r = line(EVENT_ATTEMPT, 67, "postfix-out", "D");
	r.event.outcome = OUTCOME_BOUNCED;
	correlate_add(c, &r, &err);
	CHECK_SPAN("hop", buf_span(&got), "forwarded x@a <?> "
	    "desk.example.org  0 m-;bounced x@a <?> desk.example.org  0 mr;");
	/* Inbound is nobody's life. */
	buf_clear(&got);
	r = line(EVENT_ATTEMPT, 70, "postfix", "B");
	r.event.direction = DIRECTION_INBOUND;
	r.event.outcome = OUTCOME_REJECTED;
	correlate_add(c, &r, &err);
	CHECK_SPAN("inbound", buf_span(&got), "rejected x@a <?>   0 m-;");
	correlate_free(c);
	buf_free(&got);
}

/* A failing sink stops the run with its error. */
static int
fail(void *arg, struct record *rec, struct message *m, struct recipient *r,
    struct err *err)
{
	(void)arg;
	(void)rec;
	(void)m;
	(void)r;
	return err_set(err, ERR_IO, "full");
}

static int
count_message(void *arg, struct message *m, struct err *err)
{
	int *n = arg;

	(void)m;
	(void)err;
	++*n;
	return 0;
}

static void
test_limits(void)
{
	struct buf got = { 0 };
	struct correlate_sink sink = { &got, fail, on_forget };
	struct correlate *c = correlate_new(&sink);
	struct err err = { .code = ERR_NONE };
	struct record r;
	char id[16];
	const int total = (int)CORRELATE_KEPT + 1000;
	int i, n = 0;

	r = line(EVENT_ATTEMPT, 10, "postfix", "A");
	r.event.outcome = OUTCOME_DEFERRED;
	CHECK_INT("sink", correlate_add(c, &r, &err), ERR_IO);
	CHECK_SPAN("its words", span_str(err.msg), "full");
	correlate_free(c);
	/* More messages than memory is for: the oldest leave, all told. */
	sink.event = on_event;
	buf_clear(&got);
	c = correlate_new(&sink);
	for (i = 0; i < total; i++) {
		snprintf(id, sizeof(id), "%X", i);
		r = line(EVENT_ATTEMPT, 10 + i, "postfix", id);
		r.event.outcome = OUTCOME_DEFERRED;
		correlate_add(c, &r, &err);
	}
	CHECK_INT("each", correlate_each(c, count_message, &n, &err), 0);
	CHECK_INT("kept", n, CORRELATE_KEPT);
	correlate_expire(c, INT64_MAX, &err);
	n = 0;
	CHECK_INT("none", correlate_each(c, count_message, &n, &err), 0);
	CHECK_INT("none", n, 0);
	CHECK_INT("all were told", got.n, total * strlen("x@a waiting 1/1 "
	    "0;"));
	correlate_free(c);
	buf_free(&got);
}

void
suite_correlate(void)
{
	TEST_SUITE("correlate", { "stories", test_stories },
	    { "life", test_life },
	    { "facts", test_facts }, { "limits", test_limits });
}

/*
 * Recipients that a log names in two ways: a local user by the local part
 * alone, an alias by its members, an address in two cases of letters.
 */
#include <stdlib.h>

#include "analyzer/correlate.h"
#include "tests/test.h"

void	suite_alias(void);

struct lives {
	int		 forgotten;
	enum life_state	 state[8];
	char		 told[64];	/* recipient of the last event */
};

static int
told(void *arg, struct record *rec, struct message *m, struct recipient *r,
    struct err *err)
{
	struct lives *l = arg;

	(void)m;
	(void)r;
	(void)err;
	snprintf(l->told, sizeof(l->told), "%.*s",
	    SPAN_FMT(rec->event.recipient));
	return 0;
}

static int
forgotten(void *arg, struct message *m, struct recipient *r, struct err *err)
{
	struct lives *l = arg;

	(void)m;
	(void)err;
	if (l->forgotten < 8)
		l->state[l->forgotten++] = r->state;
	return 0;
}

static void
add(struct correlate *c, enum event_kind kind, enum outcome outcome,
    const char *recipient, const char *orig, int64_t ts)
{
	struct record rec = { .event = event_new() };
	struct err err = { 0 };

	rec.event.mta = MTA_EXIM;
	rec.event.kind = kind;
	rec.event.outcome = outcome;
	rec.event.ts = ts;
	rec.event.host = SPAN("mx1");
	rec.event.instance = SPAN("exim");
	rec.event.queue_id = SPAN("1xV3Xh-00001U-2v");
	rec.event.recipient = span_str(recipient);
	rec.event.orig_recipient = span_str(orig);
	CHECK_INT(recipient, correlate_add(c, &rec, &err), 0);
}

static void
test_local_part(void)
{
	struct lives l = { .forgotten = 0 };
	struct correlate_sink sink = { &l, told, forgotten };
	struct correlate *c = correlate_new(&sink);

	add(c, EVENT_ATTEMPT, OUTCOME_DEFERRED, "ann@example.net",
	    "team@example.net", 1);
	add(c, EVENT_ATTEMPT, OUTCOME_DELIVERED, "ann", "team@example.net",
	    2);
	CHECK_SPAN("local part", span_str(l.told), "ann@example.net");
	/* Not hers: another original, a longer name. */
	add(c, EVENT_ATTEMPT, OUTCOME_DELIVERED, "ann", "all@example.net",
	    3);
	CHECK_SPAN("other original", span_str(l.told), "ann");
	add(c, EVENT_ATTEMPT, OUTCOME_DELIVERED, "an", "team@example.net",
	    4);
	CHECK_SPAN("shorter", span_str(l.told), "an");
	add(c, EVENT_CLOSED, OUTCOME_NONE, "", "", 5);
	CHECK_INT("lives", l.forgotten, 1);
	CHECK_INT("state", l.state[0], LIFE_DELIVERED);
	correlate_free(c);
}

static void
test_members(void)
{
	struct lives l = { .forgotten = 0 };
	struct correlate_sink sink = { &l, told, forgotten };
	struct correlate *c = correlate_new(&sink);

	add(c, EVENT_ATTEMPT, OUTCOME_DEFERRED, "team@example.net", "", 1);
	add(c, EVENT_ATTEMPT, OUTCOME_DEFERRED, "other@example.net", "", 1);
	add(c, EVENT_ATTEMPT, OUTCOME_DELIVERED, "ann@example.org",
	    "team@example.net", 2);
	add(c, EVENT_CLOSED, OUTCOME_NONE, "", "", 3);
	CHECK_INT("lives", l.forgotten, 2);
	/* The newest is first: other, then team. */
	CHECK_INT("other", l.state[0], LIFE_WAITING);
	CHECK_INT("team", l.state[1], LIFE_MOVED);
	correlate_free(c);
}

static void
test_case_of_letters(void)
{
	struct lives l = { .forgotten = 0 };
	struct correlate_sink sink = { &l, told, forgotten };
	struct correlate *c = correlate_new(&sink);

	add(c, EVENT_ATTEMPT, OUTCOME_DEFERRED, "ann@example.org",
	    "team@example.net", 1);
	add(c, EVENT_EXPIRY, OUTCOME_EXPIRED, "Ann@Example.ORG",
	    "team@example.net", 2);
	CHECK_SPAN("told", span_str(l.told), "ann@example.org");
	add(c, EVENT_CLOSED, OUTCOME_NONE, "", "", 3);
	CHECK_INT("lives", l.forgotten, 1);
	CHECK_INT("state", l.state[0], LIFE_EXPIRED);
	correlate_free(c);
}

void
suite_alias(void)
{
	TEST_SUITE("alias", { "local part", test_local_part },
	    { "members", test_members },
	    { "case of letters", test_case_of_letters });
}

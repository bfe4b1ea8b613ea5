#include <stdlib.h>
#include <string.h>

#include "analyzer/overlap_priv.h"
#include "analyzer/statement.h"
#include "schema/mem.h"

int
others_find(struct others *all, struct db *db, const struct overlap_log *log,
    int64_t ts, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "overlap_others", err);
	struct other *o;
	int got;

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, log->id);
	/* One that begins in the last second of another goes on behind it. */
	db_bind_int(st, 2, log->at_ts != CLOCK_NONE ? log->at_ts : ts);
	db_bind_int(st, 4, log->at_ts != CLOCK_NONE ? log->at_lines :
	    INT64_MAX);
	db_bind_int(st, 3, log->end_ts < INT64_MAX - CLOCK_DISORDER_S ?
	    log->end_ts + CLOCK_DISORDER_S : INT64_MAX);
	while ((got = db_step(db, st, err)) > 0 && all->n < MAX_OTHERS) {
		o = &all->all[all->n++];
		o->id = sqlite3_column_int64(st, 0);
		o->name = mem_span_dup(db_column_span(st, 1));
		o->first = sqlite3_column_int64(st, 2);
		o->last = sqlite3_column_int64(st, 3);
		o->first_lines = sqlite3_column_int64(st, 4);
		o->last_lines = sqlite3_column_int64(st, 5);
		tail_from(&o->tail, db_column_span(st, 6));
		o->found = tail_common(&o->tail, log->tail);
		o->twin = sqlite3_column_int64(st, 7) == log->id ||
		    log->twin_of == o->id;
	}
	sqlite3_reset(st);
	return got < 0 ? (int)err->code : 0;
}

void
others_free(struct others *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		free(all->all[i].name);
}

bool
handful_wants(const struct event *e)
{
	return e->kind == EVENT_ATTEMPT && e->queue_id.p != NULL &&
	    (e->outcome == OUTCOME_DEFERRED || e->outcome == OUTCOME_BOUNCED ||
	    e->outcome == OUTCOME_REJECTED || e->outcome == OUTCOME_SUSPENDED);
}

/* Whether the row of event_at is this event. */
static bool
is_row(const struct record *r, sqlite3_stmt *st)
{
	return sqlite3_column_int64(st, 1) == r->event.ts &&
	    sqlite3_column_int(st, 2) == (int)r->event.outcome &&
	    sqlite3_column_bytes(st, 3) == (int)sizeof(r->fingerprint.b) &&
	    memcmp(sqlite3_column_blob(st, 3), r->fingerprint.b,
	    sizeof(r->fingerprint.b)) == 0 &&
	    span_eq(db_column_span(st, 4), r->vals) &&
	    span_eq(db_column_span(st, 5), r->event.queue_id) &&
	    span_eq_nocase(db_column_span(st, 6), r->event.recipient) &&
	    span_eq(db_column_span(st, 7), r->event.host);
}

/* Which source gave this row. */
static uint64_t
bit_of(const struct others *all, sqlite3_stmt *st)
{
	int64_t id = sqlite3_column_int64(st, 0);
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->all[i].id == id)
			return UINT64_C(1) << i;
	return 0;
}

/* What event i of the handful says of o, whose bit this is. */
static void
count(struct other *o, const struct handful *few, size_t i, uint64_t bit)
{
	int64_t ts = few->events[i]->event.ts;
	bool known = (few->known_by[i] & bit) != 0;

	/* In its first and last second it had perhaps not all lines. */
	if (o->place != INSIDE || o->decided || (!known &&
	    (few->known_by[i] != 0 || ts <= o->first || ts >= o->last)))
		return;
	o->known += known;
	o->seen++;
}

int
handful_look_up(struct handful *few, struct db *db, struct others *all,
    struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "event_at", err);
	size_t i, k;
	int got;

	if (st == NULL)
		return (int)err->code;
	if (few->n == 0)
		return 0;
	for (i = 0; i < HANDFUL_EVENTS; i++)
		if (i < few->n)
			db_bind_int(st, (int)i + 1, few->events[i]->event.ts);
		else
			db_bind_null(st, (int)i + 1);
	while ((got = db_step(db, st, err)) > 0)
		for (i = 0; i < few->n; i++)
			if (is_row(few->events[i], st))
				few->known_by[i] |= bit_of(all, st);
	for (k = 0; k < all->n; k++)
		for (i = 0; i < few->n; i++)
			count(&all->all[k], few, i, UINT64_C(1) << k);
	handful_clear(few);
	return got < 0 ? (int)err->code : 0;
}

void
handful_clear(struct handful *few)
{
	size_t i;

	for (i = 0; i < few->n; i++)
		free(few->events[i]);
	*few = (struct handful){ .n = 0 };
}

void
other_decide(struct other *o)
{
	o->decided = true;
	/* One that another log wrote in its own way may be among them. */
	o->covers = o->seen == 0 ? o->twin || tail_is_most(&o->tail, o->found) :
	    o->known > 0 && o->known * 10 >= o->seen * 9;
}

bool
other_is_whole(struct other *o, const struct tail *log)
{
	/* Some lines of o are not in the log ... */
	if (!tail_is_most(&o->tail, o->found)) {
		o->kind = OVERLAP_SELECTION;
		return true;
	}
	/* ... or the log has more. */
	if (!tail_is_most(log, tail_common(log, &o->tail)))
		return false;
	o->kind = OVERLAP_TWIN;
	return true;
}

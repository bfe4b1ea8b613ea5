#include "reports/report_facts.h"
#include "schema/life.h"

#define FORGET_S	(14 * 86400)	/* the default of --life */

/* One life, as far as the window has shown it. */
struct life {
	int64_t		id;		/* 0 = none yet */
	int64_t		domain_id;
	int		state;
	bool		closed;		/* inside the window */
	int64_t		cause_event_id;	/* 0 = none */
	struct report_attempt last;		/* latest of all */
	struct report_attempt failure;	/* latest one, id 0 = none */
	int64_t		since;		/* first in a row of its cause */
};

/* Where a life counts. */
enum column { LOST, GIVEN_UP, WAITING, LATE, ADVISED };

static bool
is_failure(enum outcome o)
{
	return o == OUTCOME_DEFERRED || o == OUTCOME_BOUNCED ||
	    o == OUTCOME_EXPIRED;
}

/* The failure behind a life: in the window, else the one it remembers. */
static int
find_failure(struct report_facts *f, struct life *l, struct db *db,
    struct err *err)
{
	sqlite3_stmt *s;
	int rc;

	if (l->failure.id != 0 || l->cause_event_id == 0)
		return 0;
	if (f->attempt == NULL)
		f->attempt = report_statement(db, "attempt", err);
	if ((s = f->attempt) == NULL)
		return err->code;
	db_bind_int(s, 1, l->cause_event_id);
	if ((rc = db_step(db, s, err)) < 0)
		return err->code;
	if (rc == 1 && sqlite3_column_int64(s, 1) <= l->last.ts &&
	    is_failure((enum outcome)sqlite3_column_int(s, 2)))
		l->failure = (struct report_attempt){
		    sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1),
		    (enum outcome)sqlite3_column_int(s, 2),
		    sqlite3_column_int64(s, 3), sqlite3_column_int64(s, 4),
		    REPORT_NO_FACT };
	sqlite3_reset(s);
	return 0;
}

/* Where the window leaves a life: its state as an outcome's word. */
static enum life_state
state_of(const struct life *l)
{
	if (l->closed)
		return (enum life_state)l->state;
	switch (l->last.outcome) {
	case OUTCOME_DELIVERED:
		return LIFE_DELIVERED;
	case OUTCOME_BOUNCED:
		return LIFE_BOUNCED;
	case OUTCOME_EXPIRED:
		return LIFE_EXPIRED;
	case OUTCOME_DISCARDED:
		return LIFE_DISCARDED;
	case OUTCOME_FORWARDED:
		return LIFE_MOVED;
	default:
		return LIFE_WAITING;
	}
}

static void
count(struct report_counts *n, enum column column)
{
	switch (column) {
	case GIVEN_UP:
		n->given_up++;
		/* FALLTHROUGH */
	case LOST:
		n->lost++;
		break;
	case WAITING:
		n->waiting++;
		break;
	case LATE:
		n->late++;
		break;
	case ADVISED:
		n->advised++;
		break;
	}
}

/* Counts a life in one column of the fact behind the attempt a. */
static int
decide(struct report_facts *f, const struct life *l,
    const struct report_attempt *a, enum column column, struct err *err)
{
	struct report_fact *v = a->fact != REPORT_NO_FACT ? &f->facts[a->fact] :
	    report_fact_of(f, a, l->domain_id, err);

	if (v == NULL)
		return err->code;
	report_fact_sample(v, a);
	if (l->since != INT64_MAX && a->cause_id == l->failure.cause_id)
		report_fact_seen(v, l->since);
	/* The failure itself may be older than the window. */
	if (v->first_ts == INT64_MAX)
		report_fact_seen(v, l->last.ts);
	count(&v->n, column);
	return 0;
}

static int
end_delivered(struct report_facts *f, struct life *l, struct err *err)
{
	uint64_t unused;
	int rc = 0;

	if (l->last.outcome == OUTCOME_DELIVERED &&
	    map_get(&f->advice, (uint64_t)l->last.cause_id, &unused))
		rc = decide(f, l, &l->last, ADVISED, err);
	if (rc == 0 && l->failure.id != 0)
		rc = decide(f, l, &l->failure, LATE, err);
	return rc;
}

/* Counts a life whose attempts have all been read. */
static int
life_end(struct report_facts *f, struct life *l, struct db *db,
    struct err *err)
{
	enum life_state state;
	int rc = 0;

	if (l->id == 0)
		return 0;
	state = state_of(l);
	if (state == LIFE_DELIVERED || l->last.outcome == OUTCOME_SUSPENDED)
		rc = find_failure(f, l, db, err);
	if (rc != 0)
		return rc;
	switch (state) {
	case LIFE_WAITING:
		if (l->closed)
			f->residual++;
		else
			/* A suspended recipient repeats an older cause. */
			rc = decide(f, l, l->failure.id != 0 ? &l->failure :
			    &l->last, WAITING, err);
		break;
	case LIFE_DELIVERED:
		rc = end_delivered(f, l, err);
		break;
	case LIFE_BOUNCED:
		f->bounced++;
		rc = decide(f, l, &l->last, LOST, err);
		break;
	case LIFE_EXPIRED:
		f->expired++;
		rc = decide(f, l, &l->last, GIVEN_UP, err);
		break;
	case LIFE_DISCARDED:
		f->discarded++;
		break;
	default:
		break;
	}
	l->id = 0;
	return rc;
}

/* Begins a life by its columns in a row: domain, state and so on from at. */
static void
life_start(struct life *l, int64_t id, sqlite3_stmt *s, int at, int64_t until)
{
	*l = (struct life){ .id = id,
	    .domain_id = sqlite3_column_int64(s, at),
	    .state = sqlite3_column_int(s, at + 1),
	    .closed = sqlite3_column_type(s, at + 2) != SQLITE_NULL &&
	    sqlite3_column_int64(s, at + 2) < until,
	    .cause_event_id = sqlite3_column_int64(s, at + 3),
	    .since = INT64_MAX };
}

/* What the reading of lives has at hand. */
struct reading {
	struct db	*db;
	sqlite3_stmt	*attempts;
	sqlite3_stmt	*lives;		/* NULL: in the rows of attempts */
	int64_t		 life_id;	/* where lives stands, 0 = not yet */
	int64_t		 until;
};

/* The life of an attempt; l->id stays 0 where it is none to be counted. */
static int
next_life(struct report_facts *f, struct life *l, struct reading *r,
    struct err *err)
{
	sqlite3_stmt *s = r->attempts;
	int64_t id = sqlite3_column_int64(s, 0);
	int got;

	if (r->lives == NULL) {
		life_start(l, id, s, 6, r->until);
		report_facts_host(f, sqlite3_column_int64(s, 10),
		    sqlite3_column_int(s, 11));
		return 0;
	}
	while (r->life_id < id) {
		got = db_step(r->db, r->lives, err);
		if (got < 0)
			return err->code;
		r->life_id = got > 0 ? sqlite3_column_int64(r->lives, 0) :
		    INT64_MAX;
	}
	if (r->life_id == id)
		life_start(l, id, r->lives, 1, r->until);
	return 0;
}

/* One row of attempts_*: a life ends where the next one begins. */
static int
read_attempt(struct report_facts *f, struct life *l, struct reading *r,
    struct err *err)
{
	struct report_attempt *a = &l->last;
	sqlite3_stmt *s = r->attempts;
	struct report_fact *v;
	int rc = 0;

	if (sqlite3_column_int64(s, 0) != l->id) {
		rc = life_end(f, l, r->db, err);
		if (rc == 0)
			rc = next_life(f, l, r, err);
		if (rc != 0 || l->id == 0)
			return rc;
	}
	*a = (struct report_attempt){ sqlite3_column_int64(s, 1),
	    sqlite3_column_int64(s, 2),
	    (enum outcome)sqlite3_column_int(s, 3),
	    sqlite3_column_int64(s, 4), sqlite3_column_int64(s, 5),
	    REPORT_NO_FACT };
	if (!is_failure(a->outcome))
		return 0;
	v = report_fact_of(f, a, l->domain_id, err);
	if (v == NULL)
		return err->code;
	a->fact = (size_t)(v - f->facts);
	report_fact_seen(v, a->ts);
	if (a->cause_id != l->failure.cause_id)
		l->since = a->ts;
	l->failure = *a;
	return 0;
}

static int
read_hosts(struct report_facts *f, struct db *db, int64_t host_id,
    struct err *err)
{
	sqlite3_stmt *s = report_statement(db, "hosts_all", err);
	int got;

	if (s == NULL)
		return err->code;
	db_bind_known(s, 1, host_id != 0, host_id);
	while ((got = db_step(db, s, err)) == 1)
		report_facts_host(f, sqlite3_column_int64(s, 0),
		    sqlite3_column_int(s, 1));
	return got < 0 ? (int)err->code : 0;
}

static int
read_advice(struct report_facts *f, struct db *db, struct err *err)
{
	sqlite3_stmt *s = report_statement(db, "advice", err);
	int rc;

	if (s == NULL)
		return err->code;
	while ((rc = db_step(db, s, err)) == 1)
		map_put(&f->advice, (uint64_t)sqlite3_column_int64(s, 0), 1);
	return rc < 0 ? (int)err->code : 0;
}

/* Counts the lives of a statement of attempts; NULL: none, an error. */
static int
read_lives(struct report_facts *f, struct reading *r, struct err *err)
{
	struct life life = { 0 };
	int got, rc = 0;

	if (r->attempts == NULL)
		return err->code;
	while (rc == 0 && (got = db_step(r->db, r->attempts, err)) != 0)
		rc = got < 0 ? (int)err->code : read_attempt(f, &life, r,
		    err);
	sqlite3_reset(r->attempts);
	return rc != 0 ? rc : life_end(f, &life, r->db, err);
}

/* The window is the whole database: lives and attempts side by side. */
static int
read_all(struct report_facts *f, struct db *db, const struct report_query *q,
    int64_t host_id, struct err *err)
{
	struct reading r = { .db = db, .until = q->until };
	int rc;

	r.lives = report_statement(db, "lives_all", err);
	if (r.lives == NULL)
		return err->code;
	db_bind_known(r.lives, 1, host_id != 0, host_id);
	r.attempts = report_statement(db, "attempts_all", err);
	if (r.attempts != NULL) {
		db_bind_int(r.attempts, 1, q->since);
		db_bind_int(r.attempts, 2, q->until);
	}
	rc = read_lives(f, &r, err);
	sqlite3_reset(r.lives);
	return rc;
}

/* Who was not tried inside the window waits all the same. */
static int
read_waiting(struct report_facts *f, struct db *db,
    const struct report_query *q, int64_t host_id, struct err *err)
{
	struct reading r = { .db = db, .until = q->until };

	if (q->since == INT64_MIN)
		return 0;
	r.attempts = report_window(db, "waiting", q, host_id, err);
	if (r.attempts != NULL)
		db_bind_int(r.attempts, 4, f->judgements.r->to - FORGET_S);
	return read_lives(f, &r, err);
}

int
report_lives_read(struct report_facts *f, struct db *db,
    const struct report_query *q, int64_t host_id, struct err *err)
{
	struct reading r = { .db = db, .until = q->until };
	int rc;

	if (read_advice(f, db, err) != 0)
		return err->code;
	if (q->exact)
		rc = read_all(f, db, q, host_id, err);
	else {
		r.attempts = report_window(db, "attempts_window", q, host_id,
		    err);
		rc = read_lives(f, &r, err);
	}
	if (rc == 0)
		rc = read_waiting(f, db, q, host_id, err);
	if (rc == 0 && q->exact)
		rc = read_hosts(f, db, host_id, err);
	return rc;
}

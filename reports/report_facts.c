#include <stdlib.h>

#include "reports/report_facts.h"
#include "schema/embed.h"
#include "schema/hash.h"
#include "schema/life.h"
#include "schema/mem.h"

/* One attempt, as the statements attempts_* give it. */
struct attempt {
	int64_t		id, ts;
	enum outcome	outcome;
	int64_t		cause_id;
	int64_t		peer_id;	/* 0 = none */
	size_t		fact;		/* its row, of a failure */
};

/* One life, as far as the window has shown it. */
struct life {
	int64_t		id;		/* 0 = none yet */
	int64_t		domain_id;
	int		state;
	bool		closed;		/* inside the window */
	int64_t		cause_event_id;	/* 0 = none */
	struct attempt	last;		/* latest of all */
	struct attempt	failure;	/* latest failure, id 0 = none */
	int64_t		since;		/* first failure in a row by its cause */
};

#define NO_FACT	SIZE_MAX

/* Columns of a fact's counts. */
#define LOST	offsetof(struct report_counts, lost)
#define WAITING	offsetof(struct report_counts, waiting)
#define LATE	offsetof(struct report_counts, late)
#define ADVISED	offsetof(struct report_counts, advised)

sqlite3_stmt *
report_statement(struct db *db, const char *name, struct err *err)
{
	struct span text = db_named(embed_get("reports/report.sql"), name);

	if (text.p == NULL) {
		err_set(err, ERR_DATA, "report.sql: no statement %s", name);
		return NULL;
	}
	return db_statement(db, text, err);
}

sqlite3_stmt *
report_window(struct db *db, const char *name, const struct report_query *q,
    int64_t host_id, struct err *err)
{
	sqlite3_stmt *s = report_statement(db, name, err);

	if (s == NULL)
		return NULL;
	db_bind_int(s, 1, q->since);
	db_bind_int(s, 2, q->until);
	if (host_id != 0)
		db_bind_int(s, 3, host_id);
	else
		db_bind_null(s, 3);
	return s;
}

/* Room for one more in an array of n, which doubles. */
static void *
grow(void *array, size_t n, size_t *size, size_t each)
{
	if (n < *size)
		return array;
	*size = *size > 0 ? 2 * *size : 64;
	return mem_resize(array, *size, each);
}

/* The relay's domain: judgements are by it. */
static int
relay_of(struct report_facts *f, int64_t peer_id, int64_t *domain_id,
    struct err *err)
{
	struct db *db = f->judgements.db;
	sqlite3_stmt *s;
	uint64_t known;
	int got;

	*domain_id = 0;
	if (peer_id == 0)
		return 0;
	if (map_get(&f->relays, (uint64_t)peer_id, &known)) {
		*domain_id = (int64_t)known;
		return 0;
	}
	if ((s = report_statement(db, "relay", err)) == NULL)
		return err->code;
	db_bind_int(s, 1, peer_id);
	if ((got = db_step(db, s, err)) < 0)
		return err->code;
	if (got == 1)
		*domain_id = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	map_put(&f->relays, (uint64_t)peer_id, (uint64_t)*domain_id);
	return 0;
}

/* NULL on error. */
static struct report_fact *
fact_of(struct report_facts *f, const struct attempt *a, int64_t domain_id,
    struct err *err)
{
	const struct report_judged *j;
	struct report_fact *v;
	uint64_t key, at;
	int64_t relay_id;

	if (relay_of(f, a->peer_id, &relay_id, err) != 0)
		return NULL;
	j = report_judged_of(&f->judgements, a->cause_id, relay_id,
	    a->outcome, err);
	if (j == NULL)
		return NULL;
	key = hash_mix((uint64_t)(uintptr_t)j, (uint64_t)domain_id);
	for (; map_get(&f->index, key, &at); key = hash_mix(key, 1)) {
		v = &f->facts[at];
		if (v->v == j && v->domain_id == domain_id)
			return v;
	}
	f->facts = grow(f->facts, f->n, &f->size, sizeof(*f->facts));
	map_put(&f->index, key, f->n);
	v = &f->facts[f->n++];
	*v = (struct report_fact){ .v = j, .domain_id = domain_id,
	    .first_ts = INT64_MAX, .last_ts = INT64_MIN };
	return v;
}

static void
seen_at(struct report_fact *v, int64_t ts)
{
	if (ts < v->first_ts)
		v->first_ts = ts;
	if (ts > v->last_ts)
		v->last_ts = ts;
}

/* The majority's cause by one vote each; a sample of it, the latest. */
static void
sample(struct report_fact *v, const struct attempt *a)
{
	if (v->votes == 0) {
		v->sample_cause = a->cause_id;
		v->sample_id = 0;
	}
	if (v->sample_cause != a->cause_id) {
		v->votes--;
		return;
	}
	v->votes++;
	if (v->sample_id == 0 || a->ts > v->sample_ts ||
	    (a->ts == v->sample_ts && a->id > v->sample_id)) {
		v->sample_id = a->id;
		v->sample_ts = a->ts;
	}
}

void
report_facts_host(struct report_facts *f, int64_t host_id, int mta)
{
	int64_t key = host_id * MTA_COUNT + mta;
	uint64_t at;

	if (map_get(&f->hosts, (uint64_t)key, &at))
		return;
	map_put(&f->hosts, (uint64_t)key, f->host_count);
	f->host_keys = grow(f->host_keys, f->host_count, &f->host_size,
	    sizeof(*f->host_keys));
	f->host_keys[f->host_count++] = key;
}

static bool
is_failure(enum outcome o)
{
	return o == OUTCOME_DEFERRED || o == OUTCOME_BOUNCED ||
	    o == OUTCOME_EXPIRED;
}

/* The failure behind a life: in the window, else the one it remembers. */
static int
find_failure(struct life *l, struct db *db, struct err *err)
{
	sqlite3_stmt *s;
	int rc;

	if (l->failure.id != 0 || l->cause_event_id == 0)
		return 0;
	if ((s = report_statement(db, "attempt", err)) == NULL)
		return err->code;
	db_bind_int(s, 1, l->cause_event_id);
	if ((rc = db_step(db, s, err)) < 0)
		return err->code;
	if (rc == 1 && sqlite3_column_int64(s, 1) <= l->last.ts &&
	    is_failure((enum outcome)sqlite3_column_int(s, 2)))
		l->failure = (struct attempt){ sqlite3_column_int64(s, 0),
		    sqlite3_column_int64(s, 1),
		    (enum outcome)sqlite3_column_int(s, 2),
		    sqlite3_column_int64(s, 3), sqlite3_column_int64(s, 4),
		    NO_FACT };
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

/* Counts a life in one column of the fact behind the attempt a. */
static int
decide(struct report_facts *f, const struct life *l, const struct attempt *a,
    size_t column, struct err *err)
{
	struct report_fact *v = a->fact != NO_FACT ? &f->facts[a->fact] :
	    fact_of(f, a, l->domain_id, err);

	if (v == NULL)
		return err->code;
	sample(v, a);
	if (l->since != INT64_MAX && a->cause_id == l->failure.cause_id)
		seen_at(v, l->since);
	/* The failure itself may be older than the window. */
	if (v->first_ts == INT64_MAX)
		seen_at(v, l->last.ts);
	++*(int64_t *)(void *)((char *)&v->n + column);
	if (column == LOST && state_of(l) == LIFE_EXPIRED)
		v->n.given_up++;
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
		rc = find_failure(l, db, err);
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
		rc = decide(f, l, &l->last, LOST, err);
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

static void
life_start(struct life *l, sqlite3_stmt *s, int64_t until)
{
	*l = (struct life){ .id = sqlite3_column_int64(s, 0),
	    .domain_id = sqlite3_column_int64(s, 6),
	    .state = sqlite3_column_int(s, 7),
	    .closed = sqlite3_column_type(s, 8) != SQLITE_NULL &&
	    sqlite3_column_int64(s, 8) < until,
	    .cause_event_id = sqlite3_column_int64(s, 9),
	    .since = INT64_MAX };
}

/* One row of attempts_*: a life ends where the next one begins. */
static int
read_attempt(struct report_facts *f, struct life *l, struct db *db,
    sqlite3_stmt *s, int64_t until, struct err *err)
{
	struct attempt *a = &l->last;
	struct report_fact *v;
	int rc = 0;

	if (sqlite3_column_int64(s, 0) != l->id) {
		rc = life_end(f, l, db, err);
		life_start(l, s, until);
		if (sqlite3_column_count(s) > 10)
			report_facts_host(f, sqlite3_column_int64(s, 10),
			    sqlite3_column_int(s, 11));
	}
	*a = (struct attempt){ sqlite3_column_int64(s, 1),
	    sqlite3_column_int64(s, 2),
	    (enum outcome)sqlite3_column_int(s, 3),
	    sqlite3_column_int64(s, 4), sqlite3_column_int64(s, 5),
	    NO_FACT };
	if (rc != 0 || !is_failure(a->outcome))
		return rc;
	v = fact_of(f, a, l->domain_id, err);
	if (v == NULL)
		return err->code;
	a->fact = (size_t)(v - f->facts);
	seen_at(v, a->ts);
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
	if (host_id != 0)
		db_bind_int(s, 1, host_id);
	else
		db_bind_null(s, 1);
	while ((got = db_step(db, s, err)) == 1)
		report_facts_host(f, sqlite3_column_int64(s, 0),
		    sqlite3_column_int(s, 1));
	return got < 0 ? (int)err->code : 0;
}

static int
read_lives(struct report_facts *f, struct db *db,
    const struct report_query *q, int64_t host_id, struct err *err)
{
	struct life life = { 0 };
	sqlite3_stmt *s;
	int got, rc = 0;

	s = report_window(db, q->exact ? "attempts_all" : "attempts_window",
	    q, host_id, err);
	if (s == NULL)
		return err->code;
	while (rc == 0 && (got = db_step(db, s, err)) != 0)
		rc = got < 0 ? (int)err->code : read_attempt(f, &life, db, s,
		    q->until, err);
	sqlite3_reset(s);
	if (rc == 0)
		rc = life_end(f, &life, db, err);
	if (rc == 0 && q->exact)
		rc = read_hosts(f, db, host_id, err);
	return rc;
}

static void
count_client(struct report_facts *f, const struct report_judged *v,
    int64_t peer_id, int64_t attempts)
{
	struct report_client *c;
	uint64_t key = hash_mix((uint64_t)(uintptr_t)v, (uint64_t)peer_id);
	uint64_t at;

	for (; map_get(&f->client_index, key, &at); key = hash_mix(key, 1)) {
		c = &f->clients[at];
		if (c->v == v && c->peer_id == peer_id) {
			c->attempts += attempts;
			return;
		}
	}
	map_put(&f->client_index, key, f->client_count);
	f->clients = grow(f->clients, f->client_count, &f->client_size,
	    sizeof(*f->clients));
	f->clients[f->client_count++] =
	    (struct report_client){ v, peer_id, attempts };
}

static int
read_refusal(struct report_facts *f, sqlite3_stmt *s, struct err *err)
{
	int64_t repeat = sqlite3_column_int64(s, 3);
	struct report_fact *v;
	struct attempt a;

	a = (struct attempt){ sqlite3_column_int64(s, 0),
	    sqlite3_column_int64(s, 1), OUTCOME_REJECTED,
	    sqlite3_column_int64(s, 2), 0, NO_FACT };
	if ((v = fact_of(f, &a, 0, err)) == NULL)
		return err->code;
	v->n.attempts += repeat;
	seen_at(v, a.ts);
	sample(v, &a);
	count_client(f, v->v, sqlite3_column_int64(s, 4), repeat);
	report_facts_host(f, sqlite3_column_int64(s, 5),
	    sqlite3_column_int(s, 6));
	return 0;
}

static int
read_refusals(struct report_facts *f, struct db *db,
    const struct report_query *q, int64_t host_id, struct err *err)
{
	sqlite3_stmt *s;
	int got, rc = 0;

	if ((s = report_window(db, "refusals", q, host_id, err)) == NULL)
		return err->code;
	while (rc == 0 && (got = db_step(db, s, err)) != 0)
		rc = got < 0 ? (int)err->code : read_refusal(f, s, err);
	sqlite3_reset(s);
	return rc;
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

int
report_facts_read(struct report_facts *f, struct report *r, struct db *db,
    int64_t host_id, struct err *err)
{
	const struct report_query *q = &r->query;
	int rc;

	f->judgements = (struct report_judgements){ .db = db, .r = r };
	rc = read_advice(f, db, err);
	if (rc == 0)
		rc = read_lives(f, db, q, host_id, err);
	if (rc == 0)
		rc = read_refusals(f, db, q, host_id, err);
	return rc;
}

void
report_facts_free(struct report_facts *f)
{
	free(f->facts);
	free(f->clients);
	free(f->host_keys);
	map_free(&f->index);
	map_free(&f->client_index);
	map_free(&f->advice);
	map_free(&f->hosts);
	map_free(&f->relays);
	report_judgements_free(&f->judgements);
}

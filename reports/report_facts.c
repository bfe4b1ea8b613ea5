#include <stdlib.h>

#include "reports/report_facts.h"
#include "schema/embed.h"
#include "schema/hash.h"
#include "schema/mem.h"

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
	db_bind_known(s, 3, host_id != 0, host_id);
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
	if (f->relay == NULL)
		f->relay = report_statement(db, "relay", err);
	if ((s = f->relay) == NULL)
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

struct report_fact *
report_fact_of(struct report_facts *f, const struct report_attempt *a,
    int64_t domain_id, struct err *err)
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

void
report_fact_seen(struct report_fact *v, int64_t ts)
{
	if (ts < v->first_ts)
		v->first_ts = ts;
	if (ts > v->last_ts)
		v->last_ts = ts;
}

void
report_fact_sample(struct report_fact *v, const struct report_attempt *a)
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
	struct report_attempt a;

	a = (struct report_attempt){ sqlite3_column_int64(s, 0),
	    sqlite3_column_int64(s, 1), OUTCOME_REJECTED,
	    sqlite3_column_int64(s, 2), 0, REPORT_NO_FACT };
	if ((v = report_fact_of(f, &a, 0, err)) == NULL)
		return err->code;
	v->n.attempts += repeat;
	report_fact_seen(v, a.ts);
	report_fact_sample(v, &a);
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

	s = report_window(db, q->exact ? "refusals_all" : "refusals_window", q,
	    host_id, err);
	if (s == NULL)
		return err->code;
	while (rc == 0 && (got = db_step(db, s, err)) != 0)
		rc = got < 0 ? (int)err->code : read_refusal(f, s, err);
	sqlite3_reset(s);
	return rc;
}

int
report_facts_read(struct report_facts *f, struct report *r, struct db *db,
    int64_t host_id, struct err *err)
{
	const struct report_query *q = &r->query;
	int rc;

	f->judgements = (struct report_judgements){ .db = db, .r = r };
	rc = q->exact ? report_judgements_load(&f->judgements, err) : 0;
	if (rc == 0)
		rc = report_lives_read(f, db, q, host_id, err);
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

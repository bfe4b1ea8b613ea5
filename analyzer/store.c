#include <stdlib.h>

#include "analyzer/statement.h"
#include "analyzer/store.h"
#include "analyzer/store_priv.h"
#include "schema/fingerprint.h"
#include "schema/hash.h"
#include "schema/mem.h"

static const char *const hot_names[HOT_COUNT] = { "message_put", "life_put",
	"event_add", "refusal_add" };

int
store_put_judgement(struct db *db, const struct knowledge *k, int64_t cause,
    int64_t domain, enum outcome outcome, struct span vals,
    const struct verdict *v, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "judgement_add", err);

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, cause);
	db_bind_int(st, 2, domain);
	db_bind_int(st, 3, outcome);
	db_bind_span(st, 4, vals.p != NULL ? vals : SPAN(""));
	db_bind_span(st, 5, span_str(knowledge_reason(k,
	    (size_t)v->reason)->id));
	db_bind_span(st, 6, span_str(permanence_name(v->permanence)));
	db_bind_int(st, 7, v->suppress);
	db_bind_span(st, 8, span_str(v->fix));
	db_bind_span(st, 9, span_str(v->rule));
	db_bind_span(st, 10, span_str(v->provider));
	return db_run(db, st, err);
}

static int
judge(struct store *s, const struct record *r, int64_t cause, int64_t domain,
    struct err *err)
{
	const struct verdict *v;
	bool fresh;

	v = verdicts_get(&s->verdicts, r,
	    verdicts_relay_domain(r->event.relay_host), &fresh);
	if (v == NULL || !fresh)
		return 0;
	return store_put_judgement(s->db, s->verdicts.knowledge, cause,
	    domain, r->event.outcome, r->vals, v, err);
}

/* A delivered reply is worth a cause only where it is kept. */
static void
ensure_cause(struct store *s, struct record *r)
{
	static const struct hash128 none;

	if (memcmp(&r->fingerprint, &none, sizeof(none)) != 0)
		return;
	buf_clear(&s->scratch);
	buf_clear(&s->more);
	fingerprint_mask(r->event.text, &s->scratch, &s->more);
	r->template = buf_span(&s->scratch);
	r->vals = buf_span(&s->more);
	r->fingerprint = fingerprint_id(r->event.code, r->event.enhanced,
	    r->template);
}

/* Every address that ever failed, so that a delivery to it is noticed. */
static int
load_addresses(struct store *s, struct err *err)
{
	sqlite3_stmt *st;
	uint64_t key;
	int got;

	if (s->knows_addresses)
		return 0;
	s->knows_addresses = true;
	if (s->address.complete)
		return 0;
	st = statement_get(s->db, "address_all", err);
	if (st == NULL)
		return (int)err->code;
	while ((got = db_step(s->db, st, err)) > 0) {
		key = hash_mix(hash_span(db_column_span(st, 2)),
		    (uint64_t)sqlite3_column_int64(st, 1));
		map_put(&s->address.ids, key,
		    (uint64_t)sqlite3_column_int64(st, 0));
	}
	s->address.complete = got == 0;
	return got < 0 ? (int)err->code : 0;
}

static void
note_time(struct map *m, int64_t id, int64_t ts)
{
	uint64_t old;

	if (!map_get(m, (uint64_t)id, &old) || (int64_t)old < ts)
		map_put(m, (uint64_t)id, (uint64_t)ts);
}

/* Of a private database only the sums are asked for. */
static int
roll_up_private(struct store *s, const struct event *e, bool late,
    struct err *err)
{
	struct rollup_key key = { .bucket = s->window.since == INT64_MIN ? 0 :
	    s->window.since, .mta = e->mta, .direction = e->direction };
	int rc;

	if (e->ts < s->window.since || e->ts >= s->window.until)
		return 0;
	rc = intern_text(&s->word, e->host, &key.host, err);
	if (rc == 0)
		rc = intern_text(&s->word, e->instance, &key.instance, err);
	if (rc == 0)
		rollup_add(s->rollup, &key, NULL, e->repeat, late,
		    e->delay_ms);
	return rc;
}

/* Counts a delivery; notices an address that failed before. */
static int
roll_up(struct store *s, const struct event *e, const struct message *m,
    bool late, struct err *err)
{
	struct rollup_key key = { .bucket = rollup_bucket(e->ts),
	    .mta = e->mta, .direction = e->direction };
	struct rollup_sender by = { .bucket = key.bucket };
	struct span domain, local;
	int64_t id;
	int rc;

	rc = load_addresses(s, err);
	if (rc == 0)
		rc = intern_text(&s->word, e->host, &key.host, err);
	if (rc == 0)
		rc = intern_text(&s->word, e->instance, &key.instance, err);
	if (rc == 0)
		rc = intern_text(&s->domain,
		    verdicts_relay_domain(e->relay_host), &key.relay, err);
	if (rc == 0) {
		local = store_split_address(e->recipient, &s->scratch, &domain);
		rc = intern_text(&s->domain, domain, &key.domain, err);
	}
	if (rc != 0)
		return rc;
	if (intern_known(&s->address, hash_mix(hash_span(local),
	    (uint64_t)key.domain), &id))
		note_time(&s->delivered, id, e->ts);
	by.host = key.host;
	if (m != NULL) {
		store_split_address(message_fact(m, FACT_SENDER), &s->scratch,
		    &domain);
		rc = intern_text(&s->domain, domain, &by.domain, err);
		if (rc == 0)
			rc = intern_text(&s->word, message_fact(m,
			    FACT_SUBMITTER), &by.submitter, err);
	}
	if (rc == 0)
		rollup_add(s->rollup, &key, &by, e->repeat, late,
		    e->delay_ms);
	return rc;
}

/* What exports tell of an event and reports do not. */
static int
bind_details(struct store *s, sqlite3_stmt *st, const struct event *e,
    struct err *err)
{
	int64_t instance, service, status;
	char enh[ENHANCED_BUFSIZE];
	int rc;

	enhanced_format(e->mta_status, enh);
	rc = intern_text(&s->word, e->instance, &instance, err);
	if (rc == 0)
		rc = intern_text(&s->word, e->service, &service, err);
	if (rc == 0)
		rc = intern_text(&s->word, span_str(enh), &status, err);
	if (rc != 0)
		return rc;
	db_bind_int(st, 11, instance);
	db_bind_int(st, 12, service);
	db_bind_int(st, 13, status);
	db_bind_known(st, 14, e->delay_ms >= 0, e->delay_ms);
	return 0;
}

static int
add_event(struct store *s, const struct record *rec, int64_t life_id,
    int64_t *id, struct err *err)
{
	sqlite3_stmt *st = s->hot[HOT_EVENT];
	const struct event *e = &rec->event;
	int64_t cause, peer, domain, ours;
	int rc;

	rc = store_cause(s, rec, &cause, err);
	if (rc == 0)
		rc = store_peer(s, e->relay_host, e->relay_ip, &peer, &domain,
		    err);
	if (rc == 0)
		rc = intern_text(&s->word, e->local_ip, &ours, err);
	if (rc == 0)
		rc = judge(s, rec, cause, domain, err);
	if (rc != 0)
		return rc;
	*id = s->next_event++;
	db_bind_int(st, 1, *id);
	db_bind_int(st, 2, e->ts);
	db_bind_int(st, 3, e->outcome);
	db_bind_known(st, 4, life_id != 0, life_id);
	db_bind_int(st, 5, cause);
	db_bind_span(st, 6, rec->vals.p != NULL ? rec->vals : SPAN(""));
	db_bind_known(st, 7, peer != 0, peer);
	db_bind_known(st, 8, e->local_ip.p != NULL, ours);
	db_bind_int(st, 9, e->repeat);
	db_bind_int(st, 10, s->source_id);
	if (!s->alone)
		rc = bind_details(s, st, e, err);
	return rc != 0 ? rc : db_run(s->db, st, err);
}

/* An event without a life: refused, probed, discarded on its way in. */
static int
add_refusal(struct store *s, const struct record *rec, struct err *err)
{
	sqlite3_stmt *st = s->hot[HOT_REFUSAL];
	const struct event *e = &rec->event;
	int64_t id, host, client, submitter, unused;
	int rc;

	rc = add_event(s, rec, 0, &id, err);
	if (rc == 0)
		rc = intern_text(&s->word, e->host, &host, err);
	if (rc == 0)
		rc = intern_text(&s->word, e->submitter, &submitter, err);
	if (rc == 0)
		rc = store_peer(s, e->client_host, e->client_ip, &client,
		    &unused, err);
	if (rc != 0)
		return rc;
	db_bind_int(st, 1, id);
	db_bind_int(st, 2, host);
	db_bind_span(st, 3, e->queue_id.p != NULL ? e->queue_id : SPAN(""));
	db_bind_span(st, 4, e->sender);
	db_bind_span(st, 5, e->recipient.p != NULL ? e->recipient : SPAN(""));
	db_bind_known(st, 6, client != 0, client);
	db_bind_span(st, 7, e->message_id);
	db_bind_known(st, 8, e->submitter.p != NULL, submitter);
	return db_run(s->db, st, err);
}

/* The expiry that named nobody says less than what is known now. */
static int
take_back(struct store *s, struct recipient *r, struct err *err)
{
	sqlite3_stmt *st = statement_get(s->db, "event_delete", err);

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, r->cause_event);
	r->superseded = false;
	r->cause_event = 0;
	return db_run(s->db, st, err);
}

static int
mark_late(struct store *s, const struct recipient *r, struct err *err)
{
	sqlite3_stmt *st = statement_get(s->db, "delivered_late", err);
	int rc;

	if (st == NULL)
		return (int)err->code;
	/* Its row, and the life's and the message's, must be there. */
	rc = rollup_flush(s->rollup, s->db, err);
	if (rc != 0)
		return rc;
	db_bind_int(st, 1, r->life_id);
	return db_run(s->db, st, err);
}

static bool
is_same(const struct record *kept, const struct event *e)
{
	return kept != NULL && kept->event.ts == e->ts &&
	    kept->event.offset == e->offset &&
	    kept->event.outcome == e->outcome;
}

/* When the address failed, and when it got mail after all. */
static int
note_failure(struct store *s, const struct recipient *r,
    const struct event *e, struct err *err)
{
	int64_t address, domain;

	if (s->window.private || e->outcome == OUTCOME_DELIVERED)
		return 0;
	if (store_address(s, e->recipient, &address, &domain, err) != 0)
		return (int)err->code;
	if (e->outcome != OUTCOME_DISCARDED && e->outcome != OUTCOME_FORWARDED)
		note_time(&s->failed, address, e->ts);
	if (r->state == LIFE_DELIVERED && e->ts < r->closed_ts)
		note_time(&s->delivered, address, r->closed_ts);
	return 0;
}

/* An event in a life: the message has a row, the life an id. */
static int
add_life_event(struct store *s, struct record *rec, struct message *m,
    struct recipient *r, struct err *err)
{
	const struct event *e = &rec->event;
	int64_t id;
	int rc = 0;

	if (m->row == 0 || m->dirty)
		rc = store_message(s, m, err);
	if (r->life_id == 0)
		r->life_id = s->next_life++;
	if (rc == 0)
		rc = note_failure(s, r, e, err);
	ensure_cause(s, rec);
	if (rc == 0)
		rc = add_event(s, rec, r->life_id, &id, err);
	if (rc != 0)
		return rc;
	if (r->superseded)
		rc = take_back(s, r, err);
	/* A delivery rolled up before was late after all. */
	if (r->state == LIFE_DELIVERED && e->outcome != OUTCOME_DELIVERED &&
	    e->outcome != OUTCOME_SUSPENDED && e->ts < r->closed_ts &&
	    r->failures == e->repeat)
		rc = mark_late(s, r, err);
	/* Which event told the failure that correlate kept last? */
	if (is_same(r->last, e) ||
	    (r->state == LIFE_EXPIRED && is_same(r->reply, e)))
		r->cause_event = id;
	else if (r->cause_event == 0 && e->outcome != OUTCOME_DELIVERED)
		r->cause_event = id;
	return rc;
}

static int
take_event(void *arg, struct record *rec, struct message *m,
    struct recipient *r, struct err *err)
{
	struct store *s = arg;
	const struct event *e = &rec->event;
	bool late = r != NULL && r->failures > 0;
	int rc = 0;

	if (e->outcome == OUTCOME_DELIVERED && e->direction !=
	    DIRECTION_INBOUND)
		rc = s->window.private ? roll_up_private(s, e, late, err) :
		    roll_up(s, e, m, late, err);
	if (rc != 0)
		return rc;
	if (r != NULL)
		return add_life_event(s, rec, m, r, err);
	if (e->outcome == OUTCOME_FORWARDED || e->outcome == OUTCOME_DELIVERED)
		return 0;
	ensure_cause(s, rec);
	return add_refusal(s, rec, err);
}

static int
forget_recipient(void *arg, struct message *m, struct recipient *r,
    struct err *err)
{
	struct store *s = arg;
	int rc = 0;

	/* What came in after its first failure belongs to it, too. */
	if (m->row != 0 && m->dirty)
		rc = store_message(s, m, err);
	if (rc == 0 && r->dirty && r->life_id != 0)
		rc = store_life(s, m, r, err);
	return rc;
}

struct correlate_sink
store_sink(struct store *s)
{
	return (struct correlate_sink){ s, take_event, forget_recipient };
}

int
store_alone(struct store *s, struct err *err)
{
	s->alone = true;
	s->hot[HOT_LIFE] = statement_get(s->db, "life_put_alone", err);
	s->hot[HOT_EVENT] = statement_get(s->db, "event_add_alone", err);
	return s->hot[HOT_LIFE] != NULL && s->hot[HOT_EVENT] != NULL ? 0 :
	    (int)err->code;
}

void
store_set_source(struct store *s, int64_t source_id)
{
	s->source_id = source_id;
}

int
store_open(struct db *db, const struct knowledge *k,
    struct store_window window, struct store **out, struct err *err)
{
	struct store *s = mem_alloc(sizeof(*s));
	int i, rc;

	*out = NULL;
	s->db = db;
	s->window = window;
	s->rollup = rollup_new();
	verdicts_init(&s->verdicts, k);
	rc = intern_init(&s->word, db, "word", err);
	if (rc == 0)
		rc = intern_init(&s->domain, db, "domain", err);
	if (rc == 0)
		rc = intern_init(&s->peer, db, "peer", err);
	if (rc == 0)
		rc = intern_init(&s->address, db, "address", err);
	if (rc == 0)
		rc = intern_init(&s->cause, db, "cause", err);
	s->peer.repeats = s->address.repeats = window.private;
	if (rc == 0)
		rc = statement_next_id(db, "event", &s->next_event, err);
	if (rc == 0)
		rc = statement_next_id(db, "life", &s->next_life, err);
	if (rc == 0)
		rc = statement_next_id(db, "message", &s->next_message, err);
	for (i = 0; rc == 0 && i < HOT_COUNT; i++) {
		s->hot[i] = statement_get(db, hot_names[i], err);
		if (s->hot[i] == NULL)
			rc = (int)err->code;
	}
	if (rc != 0)
		store_close(s);
	else
		*out = s;
	return rc;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	intern_free(&s->word);
	intern_free(&s->domain);
	intern_free(&s->peer);
	intern_free(&s->address);
	intern_free(&s->cause);
	verdicts_free(&s->verdicts);
	rollup_free(s->rollup);
	map_free(&s->failed);
	map_free(&s->delivered);
	buf_free(&s->scratch);
	buf_free(&s->more);
	free(s);
}

static int
flush_times(struct store *s, struct map *times, const char *name,
    struct err *err)
{
	sqlite3_stmt *st = statement_get(s->db, name, err);
	size_t i;
	int rc = st == NULL ? (int)err->code : 0;

	for (i = 0; rc == 0 && i < times->size; i++) {
		if (times->slots[i].key == 0)
			continue;
		db_bind_int(st, 1, (int64_t)times->slots[i].key);
		db_bind_int(st, 2, (int64_t)times->slots[i].value);
		rc = db_run(s->db, st, err);
	}
	map_clear(times);
	return rc;
}

/* A message that is open now: its lives, and its facts for the next run. */
static int
flush_message(void *arg, struct message *m, struct err *err)
{
	struct store *s = arg;
	struct recipient *r;
	int rc = 0;

	for (r = m->recipients; rc == 0 && r != NULL; r = r->next)
		rc = forget_recipient(s, m, r, err);
	if (rc == 0 && !m->revived && !m->done)
		rc = store_save_open(s->db, m, err);
	return rc;
}

int
store_flush(struct store *s, struct correlate *c, struct err *err)
{
	int rc = statement_run(s->db, "open_clear", err);

	if (rc == 0)
		rc = rollup_flush(s->rollup, s->db, err);
	if (rc == 0)
		rc = correlate_each(c, flush_message, s, err);
	if (rc == 0)
		rc = flush_times(s, &s->failed, "address_failed", err);
	if (rc == 0)
		rc = flush_times(s, &s->delivered, "address_delivered", err);
	return rc;
}

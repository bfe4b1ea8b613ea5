#include "analyzer/statement.h"
#include "analyzer/store.h"
#include "analyzer/store_priv.h"
#include "schema/fingerprint.h"

static const enum message_fact open_facts[] = { FACT_MESSAGE_ID, FACT_SENDER,
	FACT_SUBMITTER, FACT_CLIENT_HOST, FACT_CLIENT_IP };

#define N_FACTS		(sizeof(open_facts) / sizeof(open_facts[0]))
#define FIRST_FACT	10	/* column of open_all */

int
store_save_open(struct db *db, const struct message *m, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "open_add", err);
	size_t i;

	if (st == NULL)
		return (int)err->code;
	db_bind_span(st, 1, message_fact(m, FACT_HOST));
	db_bind_span(st, 2, message_fact(m, FACT_INSTANCE));
	db_bind_int(st, 3, m->mta);
	db_bind_span(st, 4, message_fact(m, FACT_QUEUE_ID));
	db_bind_known(st, 5, m->row != 0, m->row);
	db_bind_int(st, 6, m->first_ts);
	db_bind_int(st, 7, m->last_ts);
	db_bind_int(st, 8, m->born);
	db_bind_int(st, 9, m->expected);
	db_bind_int(st, 10, m->ended);
	for (i = 0; i < N_FACTS; i++)
		db_bind_span(st, (int)i + FIRST_FACT + 1,
		    message_fact(m, open_facts[i]));
	return db_run(db, st, err);
}

static int
restore_messages(struct db *db, struct correlate *c, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "open_all", err);
	struct message *m;
	size_t i;
	int got;

	if (st == NULL)
		return (int)err->code;
	while ((got = db_step(db, st, err)) > 0) {
		m = correlate_restore(c,
		    (enum mta)sqlite3_column_int(st, 2),
		    db_column_span(st, 0), db_column_span(st, 1),
		    db_column_span(st, 3), sqlite3_column_int64(st, 5));
		m->row = sqlite3_column_int64(st, 4);
		m->last_ts = sqlite3_column_int64(st, 6);
		m->born = sqlite3_column_int(st, 7) != 0;
		m->expected = sqlite3_column_int(st, 8);
		m->ended = (uint32_t)sqlite3_column_int64(st, 9);
		for (i = 0; i < N_FACTS; i++)
			message_set(m, open_facts[i],
			    db_column_span(st, (int)i + FIRST_FACT));
		m->dirty = false;
	}
	return got < 0 ? (int)err->code : 0;
}

/* Columns 17.. of life_open: the failure that stands as the cause. */
static void
restore_cause(sqlite3_stmt *st, struct recipient *r)
{
	struct record rec = { .event = event_new() };
	struct event *e = &rec.event;
	const void *fp = sqlite3_column_blob(st, 20);
	struct buf text = { 0 };

	if (fp == NULL || sqlite3_column_bytes(st, 20) !=
	    (int)sizeof(rec.fingerprint.b))
		return;
	e->kind = EVENT_ATTEMPT;
	e->ts = sqlite3_column_int64(st, 17);
	e->outcome = (enum outcome)sqlite3_column_int(st, 18);
	/* A delivery or a removal says nothing about why it failed before. */
	if (e->outcome == OUTCOME_DELIVERED ||
	    e->outcome == OUTCOME_DISCARDED)
		return;
	rec.vals = db_column_span(st, 19);
	memcpy(rec.fingerprint.b, fp, sizeof(rec.fingerprint.b));
	e->stage = (enum stage)sqlite3_column_int(st, 21);
	e->origin = (enum origin)sqlite3_column_int(st, 22);
	e->direction = (enum direction)sqlite3_column_int(st, 23);
	e->mta = (enum mta)sqlite3_column_int(st, 24);
	e->code = (uint16_t)sqlite3_column_int(st, 25);
	e->enhanced.class = (uint16_t)sqlite3_column_int(st, 26);
	e->enhanced.subject = (uint16_t)sqlite3_column_int(st, 27);
	e->enhanced.detail = (uint16_t)sqlite3_column_int(st, 28);
	rec.template = db_column_span(st, 29);
	enhanced_parse(db_column_span(st, 33), &e->mta_status);
	e->relay_host = db_column_span(st, 30);
	e->relay_ip = db_column_span(st, 31);
	fingerprint_unmask(rec.template, rec.vals, &text);
	e->text = buf_span(&text);
	e->orig_recipient = span_str(r->orig);
	r->last = record_copy(&rec);
	buf_free(&text);
}

/* The lives that a statement with the columns of life_open gives. */
static int
restore_lives(struct db *db, sqlite3_stmt *st, bool revived,
    struct correlate *c, struct err *err)
{
	struct recipient *r;
	struct message *m;
	int got;

	while ((got = db_step(db, st, err)) > 0) {
		m = correlate_restore(c,
		    (enum mta)sqlite3_column_int(st, 4),
		    db_column_span(st, 2), db_column_span(st, 3),
		    db_column_span(st, 5), sqlite3_column_int64(st, 6));
		/* One that is made for this life only goes with it. */
		m->revived |= revived && m->row == 0;
		m->born |= revived;
		m->row = sqlite3_column_int64(st, 1);
		m->dirty = false;
		r = correlate_restore_recipient(c, m, db_column_span(st, 7),
		    db_column_span(st, 8));
		r->life_id = sqlite3_column_int64(st, 0);
		r->direction = (enum direction)sqlite3_column_int(st, 9);
		r->state = (enum life_state)sqlite3_column_int(st, 10);
		r->first_ts = sqlite3_column_int64(st, 11);
		r->last_ts = sqlite3_column_int64(st, 12);
		r->closed_ts = sqlite3_column_int64(st, 13);
		r->attempts = (uint32_t)sqlite3_column_int64(st, 14);
		r->failures = (uint32_t)sqlite3_column_int64(st, 15);
		r->cause_event = sqlite3_column_int64(st, 16);
		r->expanded = sqlite3_column_int(st, 32) != 0;
		restore_cause(st, r);
	}
	return got < 0 ? (int)err->code : 0;
}

int
store_restore(struct store *s, struct correlate *c, struct err *err)
{
	struct db *db = s->db;
	sqlite3_stmt *st = statement_get(db, "life_open", err);
	int rc;

	if (st == NULL)
		return (int)err->code;
	rc = restore_messages(db, c, err);
	return rc != 0 ? rc : restore_lives(db, st, false, c, err);
}

int
store_revive(struct store *s, struct correlate *c, int64_t begin,
    struct err *err)
{
	struct db *db = s->db;
	sqlite3_stmt *st = statement_get(db, "newest", err);
	int64_t newest;

	if (st == NULL || db_step(db, st, err) <= 0)
		return (int)err->code;
	newest = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	if (newest < begin)
		return 0;
	st = statement_get(db, "life_since", err);
	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, begin);
	return restore_lives(db, st, true, c, err);
}

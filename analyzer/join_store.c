#include "analyzer/join.h"
#include "analyzer/join_priv.h"
#include "analyzer/statement.h"

static int
save_partial(const struct join_partial *p, struct db *db, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "piece_add", err);
	const struct event *e = &p->first->event;

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, p->source);
	db_bind_span(st, 2, e->host);
	db_bind_span(st, 3, e->instance);
	db_bind_span(st, 4, e->pid);
	db_bind_int(st, 5, e->ts);
	db_bind_int(st, 6, (int64_t)e->offset);
	db_bind_int(st, 7, e->repeat);
	db_bind_int(st, 8, p->next);
	db_bind_span(st, 9, buf_span(&p->body));
	return db_run(db, st, err);
}

static int
save_refusal(const struct join_refusal *r, struct db *db, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "copy_add", err);

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, (int64_t)r->key);
	db_bind_int(st, 2, (int64_t)r->hash);
	db_bind_int(st, 3, r->ts);
	return db_run(db, st, err);
}

int
join_save(const struct join *j, struct db *db, struct err *err)
{
	size_t n = j->n_refusals < JOIN_KEPT ? j->n_refusals : JOIN_KEPT, i;
	int rc;

	rc = statement_run(db, "piece_clear", err);
	for (i = 0; rc == 0 && i < j->n_parts; i++)
		rc = save_partial(&j->parts[i], db, err);
	if (rc == 0)
		rc = statement_run(db, "copy_clear", err);
	/* In the order in which they give way. */
	for (i = 0; rc == 0 && i < n; i++)
		rc = save_refusal(&j->refusals[(j->n_refusals - n + i) %
		    JOIN_KEPT], db, err);
	return rc;
}

static int
restore_partials(struct join *j, struct db *db, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "piece_all", err);
	struct record r = { .event = event_new(), .template = SPAN(""),
	    .vals = SPAN("") };
	struct event *e = &r.event;
	struct join_partial *p;
	int got;

	if (st == NULL)
		return (int)err->code;
	while ((got = db_step(db, st, err)) > 0 && j->n_parts < JOIN_KEPT) {
		e->kind = EVENT_FRAGMENT;
		e->host = db_column_span(st, 1);
		e->instance = db_column_span(st, 2);
		e->pid = db_column_span(st, 3);
		e->ts = sqlite3_column_int64(st, 4);
		e->stamp = (struct stamp){ .month = 1,
		    .zone_min = STAMP_UTC_KNOWN, .unix_us = e->ts * 1000000 };
		e->offset = (uint64_t)sqlite3_column_int64(st, 5);
		e->repeat = (uint32_t)sqlite3_column_int64(st, 6);
		p = join_new_partial(j, join_key(e));
		p->source = sqlite3_column_int64(st, 0);
		p->next = (uint16_t)sqlite3_column_int(st, 7);
		p->first = record_copy(&r);
		buf_add_span(&p->body, db_column_span(st, 8));
	}
	sqlite3_reset(st);
	return got < 0 ? (int)err->code : 0;
}

static int
restore_refusals(struct join *j, struct db *db, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "copy_all", err);
	int got;

	if (st == NULL)
		return (int)err->code;
	while ((got = db_step(db, st, err)) > 0)
		j->refusals[j->n_refusals++ % JOIN_KEPT] =
		    (struct join_refusal){
			.key = (uint64_t)sqlite3_column_int64(st, 0),
			.hash = (uint64_t)sqlite3_column_int64(st, 1),
			.ts = sqlite3_column_int64(st, 2) };
	return got < 0 ? (int)err->code : 0;
}

/* The last lines of the logs that ended last. */
static int
restore_logs(struct join *j, struct db *db, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "source_lines", err);
	int got;

	if (st == NULL)
		return (int)err->code;
	while ((got = db_step(db, st, err)) > 0)
		join_put_log(j, sqlite3_column_int64(st, 0),
		    sqlite3_column_int64(st, 1), db_column_span(st, 2));
	return got < 0 ? (int)err->code : 0;
}

int
join_restore(struct join *j, struct db *db, struct err *err)
{
	int rc;

	rc = restore_partials(j, db, err);
	if (rc == 0)
		rc = restore_refusals(j, db, err);
	return rc != 0 ? rc : restore_logs(j, db, err);
}

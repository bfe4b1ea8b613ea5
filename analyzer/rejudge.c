#include "analyzer/statement.h"
#include "analyzer/store.h"
#include "analyzer/store_priv.h"
#include "analyzer/verdicts.h"
#include "schema/fingerprint.h"

/* The knowledge version that the judgements in the database are of. */
static int
judged_by(struct db *db, uint64_t *version, struct err *err)
{
	sqlite3_stmt *st = db_statement(db, SPAN("SELECT value FROM meta "
	    "WHERE key = 'knowledge_version'"), err);
	int got;

	*version = 0;
	if (st == NULL)
		return (int)err->code;
	got = db_step(db, st, err);
	if (got < 0)
		return (int)err->code;
	if (got > 0) {
		*version = (uint64_t)sqlite3_column_int64(st, 0);
		sqlite3_reset(st);
	}
	return 0;
}

static int
remember(struct db *db, uint64_t version, struct err *err)
{
	sqlite3_stmt *st = db_statement(db, SPAN("INSERT OR REPLACE INTO "
	    "meta (key, value) VALUES ('knowledge_version', ?1)"), err);

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, (int64_t)version);
	return db_run(db, st, err);
}

/* One row of judgement_all, judged anew. */
static int
rejudge_row(struct db *db, const struct knowledge *k, sqlite3_stmt *st,
    struct buf *text, struct err *err)
{
	struct event e = event_new();
	struct verdict v;

	e.outcome = (enum outcome)sqlite3_column_int(st, 2);
	e.stage = (enum stage)sqlite3_column_int(st, 4);
	e.origin = (enum origin)sqlite3_column_int(st, 5);
	e.direction = (enum direction)sqlite3_column_int(st, 6);
	e.mta = (enum mta)sqlite3_column_int(st, 7);
	e.code = (uint16_t)sqlite3_column_int(st, 8);
	e.enhanced.class = (uint16_t)sqlite3_column_int(st, 9);
	e.enhanced.subject = (uint16_t)sqlite3_column_int(st, 10);
	e.enhanced.detail = (uint16_t)sqlite3_column_int(st, 11);
	enhanced_parse(db_column_span(st, 14), &e.mta_status);
	buf_clear(text);
	fingerprint_unmask(db_column_span(st, 12), db_column_span(st, 13),
	    text);
	verdicts_judge(k, &e, buf_span(text), db_column_span(st, 3), &v);
	return store_put_judgement(db, k, sqlite3_column_int64(st, 0),
	    sqlite3_column_int64(st, 1), e.outcome,
	    db_column_span(st, 13), &v, err);
}

int
store_rejudge(struct db *db, const struct knowledge *k, struct err *err)
{
	struct buf text = { 0 };
	uint64_t version;
	sqlite3_stmt *st;
	int got = 0, rc;

	rc = judged_by(db, &version, err);
	if (rc != 0 || version == knowledge_version(k))
		return rc;
	/* Rows are replaced under the cursor, so it reads a copy. */
	rc = db_exec(db, "CREATE TEMP TABLE judged AS SELECT cause_id, "
	    "domain_id, outcome, vals FROM judgement", err);
	st = rc == 0 ? statement_get(db, "judgement_all", err) : NULL;
	if (st == NULL)
		return (int)err->code;
	while (rc == 0 && (got = db_step(db, st, err)) > 0)
		rc = rejudge_row(db, k, st, &text, err);
	sqlite3_reset(st);
	buf_free(&text);
	if (rc == 0 && got < 0)
		rc = (int)err->code;
	if (rc == 0)
		rc = db_exec(db, "DROP TABLE judged", err);
	return rc != 0 ? rc : remember(db, knowledge_version(k), err);
}

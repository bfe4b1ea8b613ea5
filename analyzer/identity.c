#include <stdio.h>
#include <stdlib.h>

#include "analyzer/identity.h"
#include "analyzer/source.h"
#include "analyzer/store_priv.h"
#include "schema/mem.h"

/* Columns of source_find. */
static void
take_row(sqlite3_stmt *st, struct identity *id)
{
	struct span clock = db_column_span(st, 4);

	id->fresh = false;
	id->id = sqlite3_column_int64(st, 0);
	id->head_len = (uint32_t)sqlite3_column_int64(st, 1);
	id->offset = (uint64_t)sqlite3_column_int64(st, 2);
	id->name = mem_span_dup(db_column_span(st, 3));
	snprintf(id->clock, sizeof(id->clock), "%.*s", SPAN_FMT(clock));
	id->last_lines = sqlite3_column_int64(st, 5);
	id->host = mem_span_dup(db_column_span(st, 6));
	id->tz = mem_span_dup(db_column_span(st, 7));
	id->overlap_of = sqlite3_column_int64(st, 8);
	id->lines = sqlite3_column_int64(st, 9);
	id->understood = sqlite3_column_int64(st, 10);
	id->irrelevant = sqlite3_column_int64(st, 11);
	id->unknown = sqlite3_column_int64(st, 12);
	if (sqlite3_column_type(st, 13) != SQLITE_NULL) {
		id->first_ts = sqlite3_column_int64(st, 13);
		id->last_ts = sqlite3_column_int64(st, 14);
	}
	id->pending = (uint64_t)sqlite3_column_int64(st, 15);
	id->cursor = mem_span_dup(db_column_span(st, 16));
	buf_add_span(&id->last_line, db_column_span(st, 17));
}

/* The row whose head is the first len bytes of head; found or not. */
static int
find_exact(struct db *db, struct span head, size_t len, struct identity *id,
    bool *found, struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "source_find", err);
	struct hash128 hash = hash_span128(span_head(head, len));
	int got;

	*found = false;
	if (st == NULL)
		return (int)err->code;
	db_bind_hash(st, 1, &hash);
	db_bind_int(st, 2, (int64_t)len);
	got = db_step(db, st, err);
	if (got < 0)
		return (int)err->code;
	if (got > 0) {
		take_row(st, id);
		sqlite3_reset(st);
		*found = true;
	}
	return 0;
}

/* The longest shorter head that this one begins with. */
static int
find_shorter(struct db *db, struct span head, size_t *len, struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "source_short", err);
	struct hash128 hash;
	size_t n;
	int got;

	*len = 0;
	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, (int64_t)head.n);
	while ((got = db_step(db, st, err)) > 0) {
		n = (size_t)sqlite3_column_int64(st, 1);
		hash = hash_span128(span_head(head, n));
		if (n > 0 && sqlite3_column_bytes(st, 2) ==
		    (int)sizeof(hash.b) && memcmp(hash.b,
		    sqlite3_column_blob(st, 2), sizeof(hash.b)) == 0) {
			*len = n;
			sqlite3_reset(st);
			return 0;
		}
	}
	return got < 0 ? (int)err->code : 0;
}

int
identity_find(struct db *db, struct span head, struct identity *id,
    struct err *err)
{
	sqlite3_stmt *st;
	bool found;
	size_t len;
	int rc;

	*id = (struct identity){ .fresh = true, .first_ts = CLOCK_NONE,
	    .last_ts = CLOCK_NONE };
	rc = find_exact(db, head, head.n, id, &found, err);
	if (rc == 0 && !found) {
		rc = find_shorter(db, head, &len, err);
		if (rc == 0 && len > 0)
			rc = find_exact(db, head, len, id, &found, err);
	}
	if (rc != 0)
		return rc;
	id->head_len = (uint32_t)head.n;
	id->head_hash = hash_span128(head);
	if (found)
		return 0;
	st = store_statement(db, "source_next", err);
	if (st == NULL || db_step(db, st, err) <= 0)
		return (int)err->code;
	id->id = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return 0;
}

int
identity_save(struct db *db, const struct identity *id, int64_t now,
    struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "source_put", err);

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, id->id);
	db_bind_span(st, 2, span_str(id->name));
	db_bind_int(st, 3, id->head_len);
	db_bind_hash(st, 4, &id->head_hash);
	db_bind_int(st, 5, (int64_t)id->offset);
	db_bind_int(st, 6, (int64_t)id->pending);
	db_bind_int(st, 7, (int64_t)id->size);
	db_bind_int(st, 8, id->lines);
	db_bind_int(st, 9, id->understood);
	db_bind_int(st, 10, id->irrelevant);
	db_bind_int(st, 11, id->unknown);
	if (id->first_ts != CLOCK_NONE) {
		db_bind_int(st, 12, id->first_ts);
		db_bind_int(st, 13, id->last_ts);
	} else {
		db_bind_null(st, 12);
		db_bind_null(st, 13);
	}
	db_bind_span(st, 14, span_str(id->host != NULL ? id->host : ""));
	db_bind_span(st, 15, span_str(id->tz != NULL ? id->tz : ""));
	db_bind_span(st, 16, span_str(id->clock));
	db_bind_int(st, 17, id->last_lines);
	if (id->overlap_of != 0)
		db_bind_int(st, 18, id->overlap_of);
	else
		db_bind_null(st, 18);
	db_bind_int(st, 19, now);
	db_bind_span(st, 20, span_str(id->cursor != NULL ? id->cursor : ""));
	db_bind_span(st, 21, buf_span(&id->last_line));
	return db_run(db, st, err);
}

void
identity_free(struct identity *id)
{
	free(id->name);
	free(id->host);
	free(id->tz);
	free(id->cursor);
	buf_free(&id->last_line);
}

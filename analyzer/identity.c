#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/identity.h"
#include "analyzer/statement.h"
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
	id->at_lines = sqlite3_column_int64(st, 5);
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
	id->size = (uint64_t)sqlite3_column_int64(st, 18);
	id->twin_of = sqlite3_column_int64(st, 19);
	id->complete = sqlite3_column_int(st, 20) != 0;
	id->first_lines = sqlite3_column_int64(st, 21);
	id->last_hash = (uint64_t)sqlite3_column_int64(st, 22);
	if (sqlite3_column_type(st, 23) != SQLITE_NULL)
		id->at_ts = sqlite3_column_int64(st, 23);
	tail_from(&id->tail, db_column_span(st, 24));
}

/* What the caller asks for. */
struct search {
	struct db	*db;
	struct span	 head;
	bool		(*goes_on)(void *arg, const struct identity *);
	void		*arg;
};

static const struct identity fresh = { .fresh = true,
	.first_ts = CLOCK_NONE, .last_ts = CLOCK_NONE, .at_ts = CLOCK_NONE };

/* The row whose head is the first len bytes of the stream; found or not. */
static int
find_exact(const struct search *s, size_t len, struct identity *id,
    bool *found, struct err *err)
{
	sqlite3_stmt *st = statement_get(s->db, "source_find", err);
	struct hash128 hash = hash_span128(span_head(s->head, len));
	int got;

	*found = false;
	if (st == NULL)
		return (int)err->code;
	db_bind_hash(st, 1, &hash);
	db_bind_int(st, 2, (int64_t)len);
	while (!*found && (got = db_step(s->db, st, err)) > 0) {
		take_row(st, id);
		*found = s->goes_on(s->arg, id);
		if (!*found) {
			identity_free(id);
			*id = fresh;
			id->same_head = true;
		}
	}
	if (!*found)
		return got < 0 ? (int)err->code : 0;
	sqlite3_reset(st);
	return 0;
}

/* The longest shorter head that this one begins with. */
static int
find_shorter(const struct search *s, struct identity *id, bool *found,
    struct err *err)
{
	sqlite3_stmt *st = statement_get(s->db, "source_short", err);
	struct hash128 hash;
	size_t n;
	int got = 0, rc = 0;

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, (int64_t)s->head.n);
	while (rc == 0 && !*found && (got = db_step(s->db, st, err)) > 0) {
		n = (size_t)sqlite3_column_int64(st, 1);
		hash = hash_span128(span_head(s->head, n));
		if (n > 0 && sqlite3_column_bytes(st, 2) ==
		    (int)sizeof(hash.b) && memcmp(hash.b,
		    sqlite3_column_blob(st, 2), sizeof(hash.b)) == 0)
			rc = find_exact(s, n, id, found, err);
	}
	sqlite3_reset(st);
	return got < 0 ? (int)err->code : rc;
}

int
identity_find(struct db *db, struct span head,
    bool (*goes_on)(void *, const struct identity *), void *arg,
    struct identity *id, struct err *err)
{
	struct search s = { db, head, goes_on, arg };
	bool found;
	int rc;

	*id = fresh;
	rc = find_exact(&s, head.n, id, &found, err);
	if (rc == 0 && !found)
		rc = find_shorter(&s, id, &found, err);
	if (rc != 0)
		return rc;
	id->head_len = (uint32_t)head.n;
	id->head_hash = hash_span128(head);
	if (found)
		return 0;
	return statement_next_id(db, "source", &id->id, err);
}

int
identity_save(struct db *db, const struct identity *id, int64_t now,
    struct err *err)
{
	sqlite3_stmt *st = statement_get(db, "source_put", err);

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
	db_bind_known(st, 12, id->first_ts != CLOCK_NONE, id->first_ts);
	db_bind_known(st, 13, id->first_ts != CLOCK_NONE, id->last_ts);
	db_bind_span(st, 14, span_str(id->host != NULL ? id->host : ""));
	db_bind_span(st, 15, span_str(id->tz != NULL ? id->tz : ""));
	db_bind_span(st, 16, span_str(id->clock));
	db_bind_int(st, 17, id->at_lines);
	db_bind_known(st, 18, id->overlap_of != 0, id->overlap_of);
	db_bind_int(st, 19, now);
	db_bind_span(st, 20, span_str(id->cursor != NULL ? id->cursor : ""));
	db_bind_span(st, 21, buf_span(&id->last_line));
	db_bind_int(st, 22, id->twin_of);
	db_bind_int(st, 23, id->complete);
	db_bind_int(st, 24, id->first_lines);
	db_bind_int(st, 25, (int64_t)id->last_hash);
	db_bind_known(st, 26, id->at_ts != CLOCK_NONE, id->at_ts);
	sqlite3_bind_blob(st, 27, id->tail.lines, (int)tail_text(&id->tail).n,
	    SQLITE_STATIC);
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

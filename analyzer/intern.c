#include <stdlib.h>

#include "analyzer/intern.h"
#include "schema/embed.h"
#include "schema/hash.h"
#include "schema/mem.h"

static sqlite3_stmt *
named(struct db *db, const char *table, const char *what, struct err *err)
{
	char *name = mem_printf("%s_%s", table, what);
	struct span text = db_named(embed_get("schema/statements.sql"), name);

	free(name);
	return db_statement(db, text, err);
}

/* The first free row id, and whether the table is empty but for row 0. */
static int
first_free(struct intern *in, const char *table, struct err *err)
{
	char *sql = mem_printf("SELECT coalesce(max(id), 0) + 1 FROM %s",
	    table);
	sqlite3_stmt *s = NULL;
	int rc = 0;

	if (sqlite3_prepare_v2(db_handle(in->db), sql, -1, &s, NULL) !=
	    SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
		rc = db_error(in->db, err);
	else
		in->next = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	free(sql);
	in->complete = in->next == 1;
	return rc;
}

int
intern_init(struct intern *in, struct db *db, const char *name,
    struct err *err)
{
	*in = (struct intern){ .db = db };
	in->find = named(db, name, "find", err);
	in->add = in->find != NULL ? named(db, name, "add", err) : NULL;
	if (in->add == NULL)
		return (int)err->code;
	return first_free(in, name, err);
}

void
intern_free(struct intern *in)
{
	map_free(&in->ids);
}

bool
intern_known(const struct intern *in, uint64_t key, int64_t *id)
{
	uint64_t v;

	if (!map_get(&in->ids, key, &v))
		return false;
	*id = (int64_t)v;
	return true;
}

int
intern_row(struct intern *in, uint64_t key, int64_t *id, bool *added,
    struct err *err)
{
	int got = 0, rc = 0;

	if (added != NULL)
		*added = false;
	if (!in->complete) {
		got = db_step(in->db, in->find, err);
		if (got < 0)
			return (int)err->code;
		if (got > 0) {
			*id = sqlite3_column_int64(in->find, 0);
			sqlite3_reset(in->find);
		}
	}
	if (got == 0) {
		*id = in->next++;
		db_bind_int(in->add, 1, *id);
		rc = db_run(in->db, in->add, err);
		if (added != NULL)
			*added = true;
	}
	if (in->ids.used >= INTERN_KEPT) {
		map_clear(&in->ids);
		in->complete &= in->repeats;
	}
	map_put(&in->ids, key, (uint64_t)*id);
	return rc;
}

int
intern_text(struct intern *in, struct span text, int64_t *id, struct err *err)
{
	uint64_t key = hash_span(text);

	if (text.n == 0) {
		*id = 0;
		return 0;
	}
	if (intern_known(in, key, id))
		return 0;
	db_bind_span(in->find, 1, text);
	db_bind_span(in->add, 2, text);
	return intern_row(in, key, id, NULL, err);
}

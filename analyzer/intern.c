#include <stdlib.h>

#include "analyzer/intern.h"
#include "analyzer/statement.h"
#include "schema/hash.h"
#include "schema/mem.h"

static sqlite3_stmt *
named(struct db *db, const char *table, const char *what, struct err *err)
{
	char *name = mem_printf("%s_%s", table, what);
	sqlite3_stmt *st = statement_get(db, name, err);

	free(name);
	return st;
}

int
intern_init(struct intern *in, struct db *db, const char *name,
    struct err *err)
{
	*in = (struct intern){ .db = db };
	in->find = named(db, name, "find", err);
	in->add = in->find != NULL ? named(db, name, "add", err) : NULL;
	if (in->add == NULL ||
	    statement_next_id(db, name, &in->next, err) != 0)
		return (int)err->code;
	/* The table is empty but for row 0. */
	in->complete = in->next == 1;
	return 0;
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
intern_row(struct intern *in, uint64_t key, int64_t *id, struct err *err)
{
	int got = 0, rc = 0;

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
	return intern_row(in, key, id, err);
}

#include <stdlib.h>

#include "analyzer/statement.h"
#include "schema/embed.h"
#include "schema/mem.h"

sqlite3_stmt *
statement_get(struct db *db, const char *name, struct err *err)
{
	return db_statement(db, db_named(embed_get("schema/statements.sql"),
	    name), err);
}

int
statement_run(struct db *db, const char *name, struct err *err)
{
	sqlite3_stmt *st = statement_get(db, name, err);

	return st == NULL ? (int)err->code : db_run(db, st, err);
}

int
statement_next_id(struct db *db, const char *table, int64_t *id,
    struct err *err)
{
	char *sql = mem_printf("SELECT coalesce(max(id), 0) + 1 FROM %s",
	    table);
	sqlite3_stmt *st = NULL;
	int rc = 0;

	if (sqlite3_prepare_v2(db_handle(db), sql, -1, &st, NULL) !=
	    SQLITE_OK || sqlite3_step(st) != SQLITE_ROW)
		rc = db_error(db, err);
	else
		*id = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	free(sql);
	return rc;
}

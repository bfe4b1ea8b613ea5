/*
 * statement: what the program asks of the history, by its name in
 * schema/statements.sql.
 */
#ifndef ANALYZER_STATEMENT_H
#define ANALYZER_STATEMENT_H

#include "schema/db.h"

/* Prepared once a database (db_statement()); NULL with an error. */
sqlite3_stmt	*statement_get(struct db *, const char *name, struct err *);
/* Runs one that has no parameters and gives no rows. */
int		 statement_run(struct db *, const char *name, struct err *);
/* The id of the next row of a table. */
int		 statement_next_id(struct db *, const char *table,
		    int64_t *id, struct err *);

#endif

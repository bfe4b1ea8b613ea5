/*
 * store_priv: what the store's files share (store.c, store_open.c,
 * rejudge.c).  Nobody else includes this.
 */
#ifndef ANALYZER_STORE_PRIV_H
#define ANALYZER_STORE_PRIV_H

#include "analyzer/correlate.h"
#include "schema/db.h"
#include "schema/judge.h"

struct store;

struct db	*store_db(struct store *);
/* The statement of this name in schema/statements.sql. */
sqlite3_stmt	*store_statement(struct db *, const char *name, struct err *);
int		 store_put_judgement(struct db *, const struct knowledge *,
		    int64_t cause, int64_t domain, enum outcome,
		    struct span vals, const struct verdict *, struct err *);
/* Writes a row of open_message. */
int		 store_save_open(struct db *, const struct message *,
		    struct err *);

#endif

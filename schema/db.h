/*
 * db: the SQLite database: opening, permissions, migrations, statements.
 *
 * A history is WAL, its folder 2750 and its files 0640 from their creation,
 * so that another user of the group can report while an ingest runs.  A
 * private database has no name and vanishes when closed.
 *
 * Errors: ERR_CONFIG database of a newer version, ERR_DATA corrupt or not
 * ours, ERR_CANT_CREATE not creatable or read-only, ERR_BUSY somebody else
 * writes, ERR_PERMISSION (names the group to join), ERR_NO_INPUT no history
 * yet (reading), ERR_IO the rest.
 */
#ifndef SCHEMA_DB_H
#define SCHEMA_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "schema/err.h"
#include "schema/hash.h"
#include "schema/span.h"

enum db_mode {
	DB_PRIVATE,	/* temporary, no name, exclusive, not durable */
	DB_WRITE,	/* the history, created and migrated if need be */
	DB_READ		/* the history, read only */
};

struct db;

int	 db_open(const char *path, enum db_mode, struct db **out,
	    struct err *);
void	 db_close(struct db *);
/* Not so only for a database that is there and may be read, not written. */
bool	 db_writable(const char *path);
sqlite3	*db_handle(struct db *);
const char *db_path(const struct db *);		/* "" if private */
/* PRAGMA user_version of the migrations built in. */
int	 db_schema_version(void);

/* BEGIN IMMEDIATE (ERR_BUSY after the busy timeout) and COMMIT. */
int	 db_begin(struct db *, struct err *);
int	 db_commit(struct db *, struct err *);
void	 db_rollback(struct db *);

/*
 * A private database is filled without its indexes.  The first takes all away,
 * the second makes the one that a report whose window begins somewhere needs
 * (a recipient's events), when it is full.
 */
int	 db_index_later(struct db *, struct err *);
int	 db_index_now(struct db *, struct err *);

/* Runs SQL text without results. */
int	 db_exec(struct db *, const char *sql, struct err *);
/*
 * A prepared statement, kept and finalised by db_close(): text is one SQL
 * statement, whose address is the key (pass the same literal or embedded
 * text again).  NULL and *err on failure.
 */
sqlite3_stmt *db_statement(struct db *, struct span text, struct err *);
/* The statement called name in the text of a .sql file: from the line
 * "-- name: NAME" to the next one or the end.  The null span if absent. */
struct span db_named(struct span file, const char *name);

/* Binds; a null span binds NULL.  Borrowed until the statement is reset. */
void	 db_bind_span(sqlite3_stmt *, int i, struct span);
void	 db_bind_int(sqlite3_stmt *, int i, int64_t);
/* NULL where it is not known. */
void	 db_bind_known(sqlite3_stmt *, int i, bool known, int64_t);
void	 db_bind_null(sqlite3_stmt *, int i);
void	 db_bind_hash(sqlite3_stmt *, int i, const struct hash128 *);
/* Steps a statement without rows and resets it. */
int	 db_run(struct db *, sqlite3_stmt *, struct err *);
/* 1 a row, 0 the end (reset), -1 an error in *err (reset). */
int	 db_step(struct db *, sqlite3_stmt *, struct err *);
/* Column i; SQL NULL gives the null span.  Borrowed until the next step. */
struct span db_column_span(sqlite3_stmt *, int i);
/* err from SQLite's last error, with the file's name. */
int	 db_error(struct db *, struct err *);

#endif

/*
 * db_copy: a history that was copied to where its reader may write nothing.
 * SQLite wants to make a -wal and a -shm file beside it unless it is told
 * that the file does not change (sqlite.org/uri.html, "immutable").
 */
#ifndef SCHEMA_DB_COPY_H
#define SCHEMA_DB_COPY_H

#include <stdbool.h>

#include "schema/buf.h"

/*
 * Appends the URI to open such a copy with; false and nothing appended where
 * the file has a -wal beside it, or this user can make one.
 */
bool	db_copy_uri(const char *path, struct buf *);

#endif

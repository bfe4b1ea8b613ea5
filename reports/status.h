/*
 * status: what a history holds: its sources and how far each was read, its
 * rows, its size, and the lines that no rule knew.
 */
#ifndef REPORTS_STATUS_H
#define REPORTS_STATUS_H

#include <stdio.h>

#include "schema/buf.h"
#include "schema/db.h"
#include "schema/err.h"

#define STATUS_SCHEMA	1	/* version of the JSON keys */

/* RFC 3339 of ts in the reader's zone, appended. */
typedef void status_time(void *arg, int64_t ts, struct buf *out);

/* Appends the text, or the JSON object, to out. */
int	status_text(struct db *, status_time *, void *arg, struct buf *out,
	    struct err *);
int	status_json(struct db *, status_time *, void *arg, struct buf *out,
	    struct err *);

#endif

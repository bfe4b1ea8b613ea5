/*
 * export: the rows of the views v_events and v_recipients for machines, with
 * the keys of the contract in its order (bouncestat(1), "EVENTS" and
 * "RECIPIENTS").  A history holds no delivered recipients that never failed:
 * they are rolled up.
 */
#ifndef REPORTS_EXPORT_H
#define REPORTS_EXPORT_H

#include <stdint.h>
#include <stdio.h>

#include "schema/db.h"
#include "schema/err.h"

#define EXPORT_SCHEMA	1	/* version of the keys */

enum export_table { EXPORT_EVENTS, EXPORT_RECIPIENTS };
enum export_format { EXPORT_CSV, EXPORT_NDJSON };

struct export_query {
	/*
	 * Events with since <= ts < until; recipients whose attempts touch
	 * that window.  INT64_MIN and INT64_MAX = open.
	 */
	int64_t		 since, until;
	const char	*host;		/* of the log header; NULL = all */
};

/* "events", "recipients"; -1 = no such word. */
int	export_table_find(const char *);

/* Writes the rows, by time, as they are read: memory does not grow. */
int	export_write(struct db *, enum export_table, enum export_format,
	    const struct export_query *, FILE *, struct err *);

#endif

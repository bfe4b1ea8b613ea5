/*
 * timespec: what an admin types for a time (--since, --until, --now, since in
 * the configuration) -> UNIX seconds UTC.
 *
 *	24h  90m  7d  1w2d  -24h  "24h ago"  "2 days ago"    back from now
 *	now  today  yesterday  10:00  "yesterday 10:00[:05]"
 *	2026-11-20  "2026-11-20 10:00[:05]"                  in the zone given
 *	2026-11-20T10:00:05[.5]Z  ...+01:00                  RFC 3339
 *	@1795000000                                          UNIX seconds
 *
 * A day or a week back is 24 or 168 hours.  A day without a time (a date,
 * today, yesterday) means its first second; as the end of a window it means
 * the first second of the next day, so that it is included.  An hour that the
 * zone repeats means its first pass, as the end of a window its second.
 */
#ifndef ANALYZER_TIMESPEC_H
#define ANALYZER_TIMESPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/zone.h"
#include "schema/err.h"
#include "schema/span.h"

enum timespec_side { TIMESPEC_SINCE, TIMESPEC_UNTIL };

/* From since (included) to until (not included). */
struct timespec_window {
	int64_t	since;		/* INT64_MIN = open */
	int64_t	until;		/* INT64_MAX = open */
};

/* A time that is none is ERR_USAGE, with the forms that are accepted. */
int	timespec_parse(int64_t *out, struct span text, enum timespec_side,
	    const struct zone *, int64_t now, struct err *);
/*
 * Both ends, NULL for one that was not given.  A window that ends before it
 * begins, or begins after now with no end, is ERR_USAGE.
 */
int	timespec_window(struct timespec_window *, const char *since,
	    const char *until, const struct zone *, int64_t now,
	    struct err *);
/* "90m", "14d", "1w 2d", "2 days" -> seconds, more than 0. */
bool	timespec_duration(struct span text, int64_t *seconds);

#endif

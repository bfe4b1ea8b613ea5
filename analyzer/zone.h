/*
 * zone: a time zone as a value: its rules are read once and never change, so
 * one zone serves any number of threads and the process's TZ is not touched.
 *
 * Sources: TZif files and their footer (RFC 8536), POSIX TZ rules.
 */
#ifndef ANALYZER_ZONE_H
#define ANALYZER_ZONE_H

#include <stdint.h>

#include "schema/err.h"

struct zone;

/* Wall-clock time, with the zone's part filled in by zone_local(). */
struct zone_time {
	int		year, month, day;	/* 1..12, 1..31 */
	int		hour, minute, second;
	int		weekday;		/* 0 = Sunday */
	int32_t		offset_s;		/* east of UTC */
	const char	*abbr;			/* borrows the zone */
};

/*
 * Opens an IANA name ("Europe/Berlin"), "UTC", "Z", an offset ("+02:00",
 * "-0330", "+1") or, for NULL and "", the local zone (TZ, else
 * /etc/localtime, else UTC).  *out is the caller's, for zone_free().  A zone
 * that does not exist is ERR_USAGE.
 */
int		 zone_open(struct zone **out, const char *name, struct err *);
void		 zone_free(struct zone *);
/* How to open it again: the name given, or the local zone's if known. */
const char	*zone_name(const struct zone *);

/* UTC seconds -> wall clock. */
struct zone_time zone_local(const struct zone *, int64_t unix_s);
int32_t		 zone_offset(const struct zone *, int64_t unix_s);

/*
 * Wall clock (year to second of *t count) -> UTC seconds.  Returns how many
 * instants show this time: 1; 2 for an hour that was put back, the earlier
 * first; 0 for one that was skipped, then both hold the time shifted by the
 * skipped part, as a clock that nobody had put forward would show it.
 */
int		 zone_instants(const struct zone *, const struct zone_time *t,
		    int64_t out[2]);

/* Days since 1970-01-01 (proleptic Gregorian); a day too many runs over. */
int64_t		 zone_days(int64_t year, int month, int day);
int		 zone_month_days(int64_t year, int month);
/* Wall clock counted in seconds as if it were UTC. */
int64_t		 zone_seconds(const struct zone_time *t);

#endif

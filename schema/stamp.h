/*
 * stamp: a point in time as a log line wrote it, before anybody decided which
 * year or which zone was meant (analyzer/clock does, in order).
 */
#ifndef SCHEMA_STAMP_H
#define SCHEMA_STAMP_H

#include <stdint.h>

#define STAMP_NO_ZONE	INT16_MIN
#define STAMP_UTC_KNOWN	INT16_MAX	/* unix_us is set, fields are not */

struct stamp {
	int16_t		year;		/* 0 = the line has none */
	int8_t		month;		/* 1..12; 0 = no stamp at all */
	int8_t		day;		/* 1..31 */
	int8_t		hour, minute, second;
	int16_t		zone_min;	/* minutes east of UTC, or STAMP_* */
	int32_t		usec;
	int64_t		unix_us;	/* with STAMP_UTC_KNOWN only */
};

/* Days from 1970-01-01 to a date of the Gregorian calendar, month 1..12. */
int64_t	stamp_days(int year, int month, int day);
/* The fields as if they were UTC, in seconds; year must not be 0. */
int64_t	stamp_utc_seconds(const struct stamp *);

#endif

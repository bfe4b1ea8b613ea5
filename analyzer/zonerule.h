/*
 * zonerule: the POSIX TZ string, "CET-1CEST,M3.5.0,M10.5.0/3", that says how
 * a zone goes on for ever.  Source: POSIX.1-2008 section 8.3 with the
 * extensions of RFC 8536 section 3.3.1 (hours from -167 to 167).
 */
#ifndef ANALYZER_ZONERULE_H
#define ANALYZER_ZONERULE_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/span.h"

#define ZONERULE_ABBR	16

struct zonerule_date {
	char	form;		/* 'M', 'J' (no Feb 29) or '0' (zero-based) */
	int	month, week, weekday;	/* M */
	int	day;		/* J and 0 */
	int32_t	second;		/* of that day, wall clock */
};

struct zonerule {
	char			std[ZONERULE_ABBR], dst[ZONERULE_ABBR];
	int32_t			std_offset_s, dst_offset_s;	/* east */
	bool			has_dst;
	struct zonerule_date	start, end;
};

bool	zonerule_parse(struct zonerule *, struct span);
/* The wall clock's seconds, counted as if UTC, of the date in that year. */
int64_t	zonerule_at(const struct zonerule_date *, int year);

#endif

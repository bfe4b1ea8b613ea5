/*
 * years: in which year a log without years begins, from a look at its stamps.
 *
 * The clock (clock.h) follows the lines; only the first one needs this.  The
 * look is cheap: years_add() the first stamp and years_end() the last one of
 * a plain file, which tells one New Year between them; or years_add() every
 * one on a pass through a compressed file.  For standard input there is no
 * look.
 *
 * A whole rotated set is arranged together: sorted by its content's time
 * whatever the names, each part before its newer neighbour, in one piece: a
 * part whose date of change is worthless (copied without it) follows the
 * others.
 */
#ifndef ANALYZER_YEARS_H
#define ANALYZER_YEARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/zone.h"
#include "schema/stamp.h"

/* Start with a zeroed struct. */
struct years {
	struct stamp	first, last;	/* month 0 = none seen */
	int		turns;		/* New Years between the two */
	bool		leap_day;
	int		leap_turns;	/* New Years before February 29 */
	int		known_year;	/* of the first, by a full stamp */
};

struct years_part {
	const struct years *seen;	/* borrowed */
	int64_t		bound;		/* as clock_init() */
	size_t		tag;		/* the caller's */
	/* Filled in: */
	int		year;		/* for clock_set_year() */
	int64_t		begin, end;	/* UTC; bound if it has no stamps */
};

/* The next line's stamp. */
void	years_add(struct years *, const struct stamp *);
/* The last line's stamp, those between not having been seen. */
void	years_end(struct years *, const struct stamp *);
/* The year for clock_set_year(); 0 if no stamp was seen. */
int	years_begin(const struct years *, const struct zone *,
	    int64_t bound);
/* Fills and sorts the parts of one rotated set, the oldest first. */
void	years_arrange(struct years_part *, size_t n, const struct zone *);

#endif

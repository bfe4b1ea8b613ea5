/*
 * clock: stamps of one log source, in the order of its lines -> UTC.
 *
 * A stamp that carries its year or its offset is obeyed.  For the rest:
 *
 * Zone.  The source's zone.  An hour that was put back is its first pass
 * until the lines themselves jump back by more than CLOCK_DISORDER_S; a
 * skipped hour is shifted forward.
 *
 * Year.  The first stamp takes the greatest year in which it is not after the
 * bound (the time stored by gzip, else the file's mtime, else now), or the
 * year that years_arrange() found by looking at the source and its
 * neighbours, or --year.
 * From then on the year follows the lines: back by four months or more is New
 * Year, anything less is disorder, and the days after Christmas just after New
 * Year's are the old year's.  A stamp after the bound belongs to the year
 * before.  The bound is taken a day late, because clocks and zones differ.
 * February 29 belongs to a leap year.
 *
 * A source that cannot be looked at (a pipe) may prove only in its middle that
 * it began a year earlier: the clock is right from there on and
 * clock_contradicted() says that the lines before may not be.
 *
 * The struct is plain data; it borrows the zone.  Not for use by two threads.
 */
#ifndef ANALYZER_CLOCK_H
#define ANALYZER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/zone.h"
#include "schema/span.h"
#include "schema/stamp.h"

#define CLOCK_DISORDER_S	300
#define CLOCK_SLACK_S		86400
#define CLOCK_NONE		INT64_MIN
#define CLOCK_STATE_SIZE	64

struct clock {
	const struct zone	*zone;
	int64_t			 bound;
	int			 first_year;	/* 0 = by the bound */
	int64_t			 year_from;	/* time that tells the year */
	int64_t			 last;		/* latest answer */
	bool			 contradicted;

	/* The hour of the last stamp: what its second 0 is in UTC. */
	uint64_t		 hour;
	int64_t			 base;
	bool			 tells_year;
};

/* bound: UNIX seconds that no line of the source is later than. */
void	clock_init(struct clock *, const struct zone *, int64_t bound);
/* The year of the first stamp that has none (years_arrange()). */
void	clock_set_year(struct clock *, int year);
/* --year: as clock_set_year(), and the bound no longer counts. */
void	clock_fix_year(struct clock *, int year);

/*
 * UNIX seconds UTC, truncated.  A line without a stamp gets the time of the
 * line before, the very first the bound.
 */
int64_t	clock_resolve(struct clock *, const struct stamp *);
bool	clock_contradicted(const struct clock *);

/*
 * What the next run needs to go on behind the last line, as a short text.
 * clock_restore() is called after clock_init() with the same zone; false for
 * a text that is none.
 */
void	clock_save(const struct clock *, char out[CLOCK_STATE_SIZE]);
bool	clock_restore(struct clock *, struct span);

/*
 * For a stamp without year: the greatest year in which it is at most a day
 * after the bound.
 */
int	clock_year_by_bound(const struct zone *, const struct stamp *,
	    int64_t bound);
/* How many years forward (-1, 0, 1) the next stamp is by its order alone. */
int	clock_year_step(const struct zone_time *from,
	    const struct zone_time *to);

#endif

/*
 * years: in which year a log without years begins, from a look at its stamps
 * and at its neighbours in a rotated set.
 *
 * The clock (clock.h) follows the lines; only the first one needs this.
 *
 * One log alone takes the latest year in which it does not end after its
 * bound; a year that a stamp has and a leap day are proofs.
 *
 * Of a rotated set, those parts whose date of change is worth something
 * (dated) are taken so.  The others, copied without it, form one chain with
 * them: each takes the latest year in which it ends before its newer
 * neighbour begins, give or take CLOCK_SLACK_S, so that a set may be longer
 * than a year; behind a part whose year is proved the next one follows at
 * once.  Who is whose neighbour the names say, unless the same backwards, or
 * the order of the calendar behind the longest silence, needs fewer years
 * back and makes a shorter chain: content decides, not names.  A date in a
 * name is believed where the part ends within YEARS_NAME_S before it.
 */
#ifndef ANALYZER_YEARS_H
#define ANALYZER_YEARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/zone.h"
#include "schema/stamp.h"

#define YEARS_NAME_S	(INT64_C(40) * 86400)

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
	const struct zone  *zone;	/* borrowed */
	int64_t		bound;		/* as clock_init(); see until */
	int64_t		until;		/* by its name; INT64_MAX = none */
	bool		dated;		/* its bound is its own */
	int		given;		/* --year, 0 = none */
	/* Filled in: */
	int		year;		/* for clock_set_year(), 0 = none */
	int64_t		begin, end;	/* UTC; bound if it has no stamps */
};

/* The next line's stamp. */
void	years_add(struct years *, const struct stamp *);
/* The stamp of a line further on, those between not having been seen. */
void	years_jump(struct years *, const struct stamp *);
/*
 * Fills in the parts of one rotated set, which come in the order of their
 * names, the newest first.  A bound becomes what the name says, if that is
 * believed.
 */
void	years_arrange(struct years_part *, size_t n);

#endif

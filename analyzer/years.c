#include <stdlib.h>

#include "analyzer/clock.h"
#include "analyzer/years.h"

#define HALF_YEAR	(INT64_C(180) * 86400)

/* On a scale of leap years, where every day exists. */
static struct zone_time
on_scale(const struct stamp *s)
{
	struct zone_time t = { .year = 2000, .month = s->month,
	    .day = s->day, .hour = s->hour, .minute = s->minute,
	    .second = s->second };

	return t;
}

static void
add(struct years *y, const struct stamp *s, int turns)
{
	if (y->first.month == 0)
		y->first = *s;
	y->last = *s;
	y->turns += turns;
	if (s->month == 2 && s->day == 29 && !y->leap_day) {
		y->leap_day = true;
		y->leap_turns = y->turns;
	}
	if (s->year != 0 && y->known_year == 0)
		y->known_year = s->year - y->turns;
}

static bool
tells_nothing(const struct stamp *s)
{
	return s->month == 0 || s->zone_min == STAMP_UTC_KNOWN;
}

void
years_add(struct years *y, const struct stamp *s)
{
	struct zone_time from = on_scale(&y->last), to = on_scale(s);

	if (!tells_nothing(s))
		add(y, s, y->first.month == 0 ? 0 :
		    clock_year_step(&from, &to));
}

void
years_end(struct years *y, const struct stamp *s)
{
	struct zone_time from = on_scale(&y->last), to = on_scale(s);

	if (!tells_nothing(s))
		add(y, s, y->first.month != 0 &&
		    zone_seconds(&to) < zone_seconds(&from) - CLOCK_SLACK_S);
}

static int64_t
instant(const struct zone *z, const struct stamp *s, int year)
{
	struct zone_time t = on_scale(s);
	int64_t at[2];

	t.year = year;
	if (s->zone_min != STAMP_NO_ZONE)
		return zone_seconds(&t) - s->zone_min * 60;
	zone_instants(z, &t, at);
	return at[0];
}

int
years_begin(const struct years *y, const struct zone *z, int64_t bound)
{
	int year, tries;

	if (y->first.month == 0)
		return 0;
	if (y->known_year != 0)
		return y->known_year;
	year = clock_year_by_bound(z, &y->last, bound) - y->turns;
	for (tries = 0; y->leap_day && tries < 8 &&
	    zone_month_days(year + y->leap_turns, 2) != 29; tries++)
		year--;
	return year;
}

static void
place(struct years_part *p, const struct zone *z, int year)
{
	p->year = year;
	p->begin = p->end = p->bound;
	if (year == 0)
		return;
	p->begin = instant(z, &p->seen->first, year);
	p->end = instant(z, &p->seen->last, year + p->seen->turns);
}

/* Its last line and its date of change agree, or its year is written. */
static bool
is_certain(const struct years_part *p)
{
	return p->year == 0 || p->seen->known_year != 0 ||
	    p->seen->leap_day || llabs(p->bound - p->end) <= CLOCK_SLACK_S;
}

static int
by_time(const void *a, const void *b)
{
	const struct years_part *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->tag > y->tag) - (x->tag < y->tag);
}

/*
 * Parts behind a gap of half a year or more, none of them certain, that fit
 * in front of all others a year earlier: that is where they belong.
 */
static void
close_gap(struct years_part *p, size_t n, const struct zone *z)
{
	size_t i, at;

	for (at = n - 1; at > 0; at--) {
		if (is_certain(&p[at]))
			return;
		if (p[at].begin - p[at - 1].end > HALF_YEAR)
			break;
	}
	if (at == 0 || instant(z, &p[n - 1].seen->last,
	    p[n - 1].year + p[n - 1].seen->turns - 1) >
	    p[0].begin + CLOCK_SLACK_S)
		return;
	for (i = at; i < n; i++)
		place(&p[i], z, p[i].year - 1);
	qsort(p, n, sizeof(*p), by_time);
}

void
years_arrange(struct years_part *p, size_t n, const struct zone *z)
{
	size_t i;

	for (i = 0; i < n; i++)
		place(&p[i], z, years_begin(p[i].seen, z, p[i].bound));
	if (n > 1)
		qsort(p, n, sizeof(*p), by_time);
	/* The newest is often empty: just rotated. */
	while (n > 0 && p[n - 1].year == 0)
		n--;
	if (n > 1)
		close_gap(p, n, z);
}

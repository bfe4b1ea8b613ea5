#include <inttypes.h>
#include <stdio.h>

#include "analyzer/clock.h"
#include "schema/num.h"

#define DAY		INT64_C(86400)
/* Back by more than this is New Year, not disorder. */
#define NEW_YEAR	(120 * DAY)
/* Days before New Year that may still come after it. */
#define LATE_DAYS	7
/* 9999-12-31T23:59:59Z */
#define BOUND_MAX	INT64_C(253402300799)
/* Two leap years are at most 8 years apart. */
#define LEAP_SEARCH	8

static void
set_bound(struct clock *c, int64_t bound)
{
	c->bound = bound < 0 ? 0 : bound > BOUND_MAX ? BOUND_MAX : bound;
	c->hour = 0;
}

void
clock_init(struct clock *c, const struct zone *zone, int64_t bound)
{
	*c = (struct clock){
		.zone = zone,
		.year_from = CLOCK_NONE,
		.last = CLOCK_NONE
	};
	set_bound(c, bound);
}

void
clock_set_year(struct clock *c, int year)
{
	c->first_year = year;
	c->hour = 0;
}

void
clock_fix_year(struct clock *c, int year)
{
	clock_set_year(c, year);
	set_bound(c, BOUND_MAX);
}

static struct zone_time
wall_clock(const struct stamp *s, int year)
{
	struct zone_time t = { 0 };

	t.year = year;
	t.month = s->month;
	t.day = s->day;
	t.hour = s->hour;
	t.minute = s->minute;
	t.second = s->second;
	return t;
}

static bool
day_exists(const struct stamp *s, int year)
{
	return s->month != 2 || s->day != 29 ||
	    zone_month_days(year, 2) == 29;
}

/* The first instant of the stamp in that year. */
static int64_t
instant(const struct zone *z, const struct stamp *s, int year)
{
	struct zone_time t = wall_clock(s, year);
	int64_t at[2];

	zone_instants(z, &t, at);
	return at[0];
}

/* The greatest year up to this one that has the day and suits the bound. */
static int
not_after(const struct zone *z, const struct stamp *s, int year,
    int64_t bound)
{
	int lowest = year - LEAP_SEARCH;

	while (year > lowest && (!day_exists(s, year) ||
	    instant(z, s, year) - CLOCK_SLACK_S > bound))
		year--;
	return year;
}

int
clock_year_by_bound(const struct zone *z, const struct stamp *s,
    int64_t bound)
{
	return not_after(z, s, zone_local(z, bound + CLOCK_SLACK_S).year,
	    bound);
}

int
clock_year_step(const struct zone_time *from, const struct zone_time *to)
{
	struct zone_time same = *to, before = *to;

	same.year = from->year;
	before.year = from->year - 1;
	if (zone_seconds(&same) < zone_seconds(from) - NEW_YEAR)
		return 1;
	if (zone_seconds(&before) > zone_seconds(from) - LATE_DAYS * DAY)
		return -1;
	return 0;
}

/* The year of a stamp without one; whether it may tell the next one's. */
static int
infer_year(struct clock *c, const struct stamp *s, bool *tells)
{
	struct zone_time from, to;
	int year, fit;

	*tells = true;
	if (c->year_from == CLOCK_NONE)
		return c->first_year != 0 ? not_after(c->zone, s,
		    c->first_year, c->bound) :
		    clock_year_by_bound(c->zone, s, c->bound);
	from = zone_local(c->zone, c->year_from);
	to = wall_clock(s, from.year);
	year = from.year + clock_year_step(&from, &to);
	fit = not_after(c->zone, s, year, c->bound);
	if (fit == year)
		return year;
	/*
	 * One stamp of a clock that went wrong must not pull all the others
	 * along, but a leap day is a proof.
	 */
	*tells = !day_exists(s, year);
	if (*tells || clock_year_step(&from, &to) == 0)
		c->contradicted = true;
	return fit;
}

static uint64_t
hour_key(const struct stamp *s)
{
	return (uint64_t)(uint16_t)s->year << 48 |
	    (uint64_t)(uint16_t)s->zone_min << 32 | UINT64_C(1) << 24 |
	    (uint64_t)(uint8_t)s->month << 16 |
	    (uint64_t)(uint8_t)s->day << 8 | (uint8_t)s->hour;
}

/* Local time -> UTC.  *whole: the stamp's hour has one offset throughout. */
static int64_t
from_zone(const struct clock *c, const struct stamp *s, int year,
    bool *whole)
{
	struct zone_time t = wall_clock(s, year), begin = t, end = t;
	int64_t at[2], first[2], last[2];

	begin.minute = begin.second = 0;
	end.minute = end.second = 59;
	*whole = zone_instants(c->zone, &begin, first) == 1 &&
	    zone_instants(c->zone, &end, last) == 1 &&
	    last[0] - first[0] == 3599;
	zone_instants(c->zone, &t, at);
	if (c->last != CLOCK_NONE && at[0] < c->last - CLOCK_DISORDER_S)
		return at[1];
	return at[0];
}

/* A stamp of another hour than the last one's. */
static int64_t
resolve_hour(struct clock *c, const struct stamp *s)
{
	bool whole = true;
	int year = s->year;
	int64_t t;

	c->tells_year = true;
	if (year == 0)
		year = infer_year(c, s, &c->tells_year);
	if (s->zone_min != STAMP_NO_ZONE) {
		struct zone_time wall = wall_clock(s, year);

		t = zone_seconds(&wall) - s->zone_min * 60;
	} else {
		t = from_zone(c, s, year, &whole);
	}
	c->hour = whole ? hour_key(s) : 0;
	c->base = t - s->minute * 60 - s->second;
	return t;
}

int64_t
clock_resolve(struct clock *c, const struct stamp *s)
{
	int64_t t;

	if (s->zone_min == STAMP_UTC_KNOWN) {
		t = s->unix_us / 1000000 - (s->unix_us % 1000000 < 0);
		c->tells_year = true;
		c->hour = 0;
	} else if (s->month == 0) {
		return c->last != CLOCK_NONE ? c->last : c->bound;
	} else if (hour_key(s) == c->hour) {
		t = c->base + s->minute * 60 + s->second;
	} else {
		t = resolve_hour(c, s);
	}
	c->last = t;
	if (c->tells_year)
		c->year_from = t;
	return t;
}

bool
clock_contradicted(const struct clock *c)
{
	return c->contradicted;
}

void
clock_save(const struct clock *c, char out[CLOCK_STATE_SIZE])
{
	if (c->last == CLOCK_NONE)
		snprintf(out, CLOCK_STATE_SIZE, "-");
	else
		snprintf(out, CLOCK_STATE_SIZE, "%" PRId64 " %" PRId64,
		    c->last, c->year_from);
}

bool
clock_restore(struct clock *c, struct span s)
{
	size_t blank = span_find_char(s, ' ');
	int64_t last, year_from;

	if (span_eq(s, SPAN("-")))
		return true;
	if (!num_i64(span_head(s, blank), &last) ||
	    !num_i64(span_skip(s, blank + 1), &year_from) ||
	    last < -BOUND_MAX || last > BOUND_MAX ||
	    year_from < -BOUND_MAX || year_from > BOUND_MAX)
		return false;
	c->last = last;
	c->year_from = year_from;
	c->hour = 0;
	return true;
}

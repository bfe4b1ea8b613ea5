#include <stdlib.h>

#include "analyzer/clock.h"
#include "analyzer/years.h"
#include "schema/mem.h"

#define DAY		INT64_C(86400)
/* Lines that come late are seldom later than this. */
#define LATE		(10 * DAY)
#define FIRST_YEAR	1970

/* On a scale of leap years, where every day exists. */
static struct zone_time
on_scale(const struct stamp *s)
{
	struct zone_time t = { .year = 2000, .month = s->month,
	    .day = s->day, .hour = s->hour, .minute = s->minute,
	    .second = s->second };

	return t;
}

static int64_t
scale_seconds(const struct stamp *s)
{
	struct zone_time t = on_scale(s);

	return zone_seconds(&t);
}

static bool
tells_nothing(const struct stamp *s)
{
	return s->month == 0 || s->zone_min == STAMP_UTC_KNOWN;
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

void
years_add(struct years *y, const struct stamp *s)
{
	struct zone_time from = on_scale(&y->last), to = on_scale(s);

	if (!tells_nothing(s))
		add(y, s, y->first.month == 0 ? 0 :
		    clock_year_step(&from, &to));
}

void
years_jump(struct years *y, const struct stamp *s)
{
	if (!tells_nothing(s))
		add(y, s, y->first.month != 0 &&
		    scale_seconds(s) < scale_seconds(&y->last) - LATE);
}

static int64_t
instant(const struct zone *z, const struct stamp *s, int year)
{
	struct zone_time t = on_scale(s);
	int64_t at[2];

	t.year = s->year != 0 ? s->year : year;
	if (s->zone_min != STAMP_NO_ZONE)
		return zone_seconds(&t) - s->zone_min * 60;
	zone_instants(z, &t, at);
	return at[0];
}

/* The latest year to begin in for what ends at limit. */
static int
latest(const struct years_part *p, int64_t limit)
{
	const struct years *y = p->seen;
	int year = clock_year_by_bound(p->zone, &y->last, limit) - y->turns;
	int tries;

	for (tries = 0; y->leap_day && tries < 8 &&
	    zone_month_days(year + y->leap_turns, 2) != 29; tries++)
		year--;
	return year;
}

static void
place(struct years_part *p, int year)
{
	p->year = year;
	p->begin = p->end = p->bound;
	if (year == 0)
		return;
	p->begin = instant(p->zone, &p->seen->first, year);
	p->end = instant(p->zone, &p->seen->last, year + p->seen->turns);
}

static bool
has_stamps(const struct years_part *p)
{
	return p->seen->first.month != 0;
}

/* The year that this part proves by itself, 0 = none. */
static int
own_year(const struct years_part *p)
{
	return p->given != 0 ? p->given :
	    p->seen->known_year != 0 ? p->seen->known_year :
	    p->dated ? latest(p, p->bound) : 0;
}

static void
place_alone(struct years_part *p)
{
	int year = own_year(p);

	place(p, !has_stamps(p) ? 0 : year != 0 ? year :
	    latest(p, p->bound));
}

/* Takes the name's word for when it ends, if its stamps can agree. */
static void
take_date_in_name(struct years_part *p)
{
	struct years_part named = *p;

	if (p->until == INT64_MAX || !has_stamps(p) || p->given != 0 ||
	    p->seen->known_year != 0)
		return;
	if (p->until < named.bound)
		named.bound = p->until;
	named.dated = true;
	place_alone(&named);
	if (named.end >= p->until - YEARS_NAME_S)
		*p = named;
}

/* A copy, or the compressed one beside it. */
static bool
same_lines(const struct years_part *a, const struct years_part *b)
{
	const struct years *x = a->seen, *y = b->seen;

	return scale_seconds(&x->first) == scale_seconds(&y->first) &&
	    scale_seconds(&x->last) == scale_seconds(&y->last) &&
	    x->turns == y->turns;
}

/* How well an order of the parts goes with what they tell. */
struct fit {
	int64_t	years_back;	/* of all parts, for their neighbours' sake */
	int64_t	span;		/* from the oldest to the newest */
};

/*
 * Places the parts one before the other, the newest first; those without
 * stamps are no neighbours.  False if that is against what a part proves.
 */
static bool
chain(struct years_part *parts, const size_t *order, size_t n,
    struct fit *fit)
{
	const struct years_part *newer = NULL;
	int64_t newest_end = 0;
	size_t i;
	int year;

	*fit = (struct fit){ 0, 0 };
	for (i = 0; i < n; i++) {
		struct years_part *p = &parts[order[i]];

		place_alone(p);
		if (p->year == 0)
			continue;
		if (newer == NULL)
			newest_end = p->end;
		else if (own_year(p) == 0) {
			year = same_lines(p, newer) ? newer->year :
			    latest(p, newer->begin);
			if (year < p->year) {
				fit->years_back += p->year - year;
				place(p, year);
			}
		}
		if (p->year < FIRST_YEAR || (newer != NULL &&
		    !same_lines(p, newer) &&
		    p->end > newer->begin + CLOCK_SLACK_S))
			return false;
		newer = p;
		fit->span = newest_end - p->begin;
	}
	return true;
}

/*
 * Behind a part whose year is proved the next one follows at once, and so on,
 * unless its bound says that it was still written then.
 */
static void
follow_proofs(struct years_part *parts, const size_t *order, size_t n)
{
	const struct years_part *older = NULL;
	struct years_part nearer;

	while (n-- > 0) {
		struct years_part *p = &parts[order[n]];

		if (p->year == 0)
			continue;
		if (own_year(p) != 0 || p->seen->leap_day) {
			older = p;
			continue;
		}
		if (older == NULL || p->end >= p->bound - CLOCK_SLACK_S)
			continue;
		nearer = *p;
		while (nearer.begin >= older->end - CLOCK_SLACK_S) {
			*p = nearer;
			place(&nearer, nearer.year - 1);
		}
		older = p;
	}
}

struct calendar {
	size_t	part;
	int64_t	begin;		/* on the scale */
};

static int
by_calendar(const void *a, const void *b)
{
	const struct calendar *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin > y->begin ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

/*
 * The order of the calendar, beginning behind the longest silence; parts
 * without stamps are the last.
 */
static void
calendar_order(const struct years_part *parts, size_t *order, size_t n)
{
	struct calendar *c = mem_alloc(n * sizeof(*c));
	int64_t silence, longest = 0;
	size_t i, m = 0, cut = 0;

	for (i = 0; i < n; i++) {
		if (has_stamps(&parts[i]))
			c[m++] = (struct calendar){ i,
			    scale_seconds(&parts[i].seen->first) };
		else
			order[n - 1 - (i - m)] = i;
	}
	qsort(c, m, sizeof(*c), by_calendar);
	for (i = 0; i < m; i++) {
		silence = i > 0 ? c[i - 1].begin - c[i].begin :
		    c[m - 1].begin + 366 * DAY - c[0].begin;
		if (silence > longest) {
			longest = silence;
			cut = i;
		}
	}
	for (i = 0; i < m; i++)
		order[i] = c[(cut + i) % m].part;
	free(c);
}

/* An order of the parts, the newest first. */
typedef void (*make_order)(const struct years_part *, size_t *order, size_t n);

static void
order_of_names(const struct years_part *parts, size_t *order, size_t n)
{
	size_t i;

	(void)parts;
	for (i = 0; i < n; i++)
		order[i] = i;
}

static void
names_backwards(const struct years_part *parts, size_t *order, size_t n)
{
	size_t i;

	(void)parts;
	for (i = 0; i < n; i++)
		order[i] = n - 1 - i;
}

void
years_arrange(struct years_part *parts, size_t n)
{
	static const make_order orders[] = { order_of_names, names_backwards,
	    calendar_order };
	make_order best = NULL;
	struct fit fit, best_fit = { INT64_MAX, INT64_MAX };
	size_t i, *order = mem_alloc(n * sizeof(*order));

	for (i = 0; i < n; i++)
		take_date_in_name(&parts[i]);
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		orders[i](parts, order, n);
		if (chain(parts, order, n, &fit) &&
		    fit.years_back < best_fit.years_back &&
		    fit.span < best_fit.span) {
			best_fit = fit;
			best = orders[i];
		}
	}
	if (best != NULL) {
		best(parts, order, n);
		chain(parts, order, n, &fit);
		follow_proofs(parts, order, n);
	} else
		for (i = 0; i < n; i++)
			place_alone(&parts[i]);
	free(order);
}

#include "analyzer/rotation.h"
#include "analyzer/zone.h"
#include "schema/mem.h"
#include "schema/num.h"

#define DAY		INT64_C(86400)
#define NEWEST		INT64_MAX
/* 2001 to 2286: the seconds that have ten digits. */
#define EPOCH_DIGITS	10

static const struct span suffixes[] = {
	{ ".gz", 3 }, { ".xz", 3 }, { ".zst", 4 }, { ".bz2", 4 }
};

static struct span
without_suffix(struct span name)
{
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (span_ends(name, suffixes[i]))
			return span_head(name, name.n - suffixes[i].n);
	return name;
}

/* The digits at the end of s. */
static struct span
last_digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && num_is_digit(s.p[s.n - 1 - n]))
		n++;
	return span_skip(s, s.n - n);
}

static bool
take_separator(struct span *s, const char *any)
{
	if (s->n < 2 || strchr(any, s->p[s->n - 1]) == NULL)
		return false;
	s->n--;
	return true;
}

static bool
day_of(struct span year, struct span month, struct span day, int64_t *out)
{
	int y, m, d;

	if (year.n != 4 || month.n != 2 || day.n != 2 ||
	    !num_int(year, 9999, &y) || !num_int(month, 12, &m) ||
	    !num_int(day, 31, &d) || y < 1990 || m < 1 || d < 1)
		return false;
	*out = zone_days(y, m, d) * DAY;
	return true;
}

/* "20251102", "2025110203", "2025-11-02", "1762041600" off the end of s. */
static bool
take_date(struct span *s, int64_t *at)
{
	struct span last = last_digits(*s), rest, month, year;
	uint64_t seconds;

	rest = span_head(*s, s->n - last.n);
	if (last.n == EPOCH_DIGITS && last.p[0] == '1' &&
	    num_u64(last, INT64_MAX, &seconds)) {
		*at = (int64_t)seconds;
		*s = rest;
		return take_separator(s, "-._");
	}
	if (last.n >= 8) {
		if (!day_of(span_head(last, 4),
		    span_head(span_skip(last, 4), 2),
		    span_head(span_skip(last, 6), 2), at))
			return false;
		*s = rest;
		return take_separator(s, "-._");
	}
	if (last.n != 2 || !take_separator(&rest, "-"))
		return false;
	month = last_digits(rest);
	rest = span_head(rest, rest.n - month.n);
	if (!take_separator(&rest, "-"))
		return false;
	year = last_digits(rest);
	rest = span_head(rest, rest.n - year.n);
	if (!day_of(year, month, last, at))
		return false;
	*s = rest;
	return take_separator(s, "-._");
}

/* ".12" off the end of s. */
static bool
take_number(struct span *s, int64_t *number)
{
	struct span last = last_digits(*s);
	struct span rest = span_head(*s, s->n - last.n);
	int n;

	if (last.n > 4 || !num_int(last, 9999, &n) ||
	    !take_separator(&rest, "."))
		return false;
	*number = n;
	*s = rest;
	return true;
}

void
rotation_of(const char *path, struct rotation *r)
{
	struct span whole = without_suffix(span_str(path)), s = whole;
	struct span end = SPAN("");
	int64_t n;

	r->rank = NEWEST;
	r->until = INT64_MAX;
	if (span_ends(s, SPAN(".log"))) {
		end = SPAN(".log");
		s.n -= end.n;
	}
	if (take_date(&s, &n)) {
		r->rank = n;
		while (take_date(&s, &n))
			;		/* mail.log-20251102-1762041600 */
		/* A day of any zone, and the dateext of a day too late. */
		r->until = r->rank + 2 * DAY;
	} else if (end.n == 0 && take_number(&s, &n)) {
		r->rank = -n;
	} else {
		s = whole;
		end = SPAN("");
	}
	r->set = mem_printf("%.*s%.*s", SPAN_FMT(s), SPAN_FMT(end));
}

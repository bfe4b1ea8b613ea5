#include <stdio.h>

#include "analyzer/zone.h"
#include "analyzer/zonerule.h"
#include "schema/num.h"

/* Takes c off the head of s if it is there. */
static bool
take(struct span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = span_skip(*s, 1);
	return true;
}

static bool
take_int(struct span *s, int min, int max, int *out)
{
	size_t n = 0;

	while (n < s->n && n < 4 && num_is_digit(s->p[n]))
		n++;
	if (!num_int(span_head(*s, n), max, out) || *out < min)
		return false;
	*s = span_skip(*s, n);
	return true;
}

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "CET", or "<+0330>" for what is not all letters. */
static bool
take_abbr(struct span *s, char *abbr)
{
	struct span name;
	size_t n = 0;

	if (take(s, '<')) {
		n = span_find_char(*s, '>');
		name = span_head(*s, n);
		if (n == s->n)
			return false;
		*s = span_skip(*s, n + 1);
	} else {
		while (n < s->n && is_letter(s->p[n]))
			n++;
		name = span_head(*s, n);
		*s = span_skip(*s, n);
	}
	if (name.n < 3 || name.n >= ZONERULE_ABBR)
		return false;
	snprintf(abbr, ZONERULE_ABBR, "%.*s", SPAN_FMT(name));
	return true;
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(struct span *s, int max_hour, int32_t *out)
{
	int h, m = 0, sec = 0, sign = 1;

	if (take(s, '-'))
		sign = -1;
	else
		take(s, '+');
	if (!take_int(s, 0, max_hour, &h))
		return false;
	if (take(s, ':') && !take_int(s, 0, 59, &m))
		return false;
	if (take(s, ':') && !take_int(s, 0, 59, &sec))
		return false;
	*out = sign * (h * 3600 + m * 60 + sec);
	return true;
}

static bool
take_date(struct span *s, struct zonerule_date *d)
{
	bool ok;

	if (take(s, 'M')) {
		d->form = 'M';
		ok = take_int(s, 1, 12, &d->month) && take(s, '.') &&
		    take_int(s, 1, 5, &d->week) && take(s, '.') &&
		    take_int(s, 0, 6, &d->weekday);
	} else if (take(s, 'J')) {
		d->form = 'J';
		ok = take_int(s, 1, 365, &d->day);
	} else {
		d->form = '0';
		ok = take_int(s, 0, 365, &d->day);
	}
	d->second = 2 * 3600;
	return ok && (!take(s, '/') || take_time(s, 167, &d->second));
}

bool
zonerule_parse(struct zonerule *r, struct span s)
{
	int32_t west;

	*r = (struct zonerule){ 0 };
	if (!take_abbr(&s, r->std) || !take_time(&s, 24, &west))
		return false;
	r->std_offset_s = -west;
	if (s.n == 0)
		return true;
	if (!take_abbr(&s, r->dst))
		return false;
	r->has_dst = true;
	r->dst_offset_s = r->std_offset_s + 3600;
	if (s.n > 0 && s.p[0] != ',') {
		if (!take_time(&s, 24, &west))
			return false;
		r->dst_offset_s = -west;
	}
	/* Without dates everybody takes those of the United States. */
	if (s.n == 0)
		s = SPAN(",M3.2.0,M11.1.0");
	return take(&s, ',') && take_date(&s, &r->start) &&
	    take(&s, ',') && take_date(&s, &r->end) && s.n == 0;
}

int64_t
zonerule_at(const struct zonerule_date *d, int year)
{
	int64_t day;
	int leap = zone_month_days(year, 2) == 29;

	if (d->form == 'M') {
		int64_t first = zone_days(year, d->month, 1);

		/* 1970-01-01 was a Thursday. */
		day = first + (d->weekday - (first + 4) % 7 + 7) % 7 +
		    7 * (d->week - 1);
		if (day >= first + zone_month_days(year, d->month))
			day -= 7;
	} else {
		day = zone_days(year, 1, 1) + d->day;
		if (d->form == 'J')
			day -= !(leap && d->day >= 60);
	}
	return day * 86400 + d->second;
}

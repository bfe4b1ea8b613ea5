#include "analyzer/timespec.h"
#include "schema/i18n.h"
#include "schema/num.h"

#define DAY		INT64_C(86400)
/* 9999-12-31T23:59:59Z, the last that RFC 3339 can write. */
#define LAST		INT64_C(253402300799)

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes the run of bytes at the head of s for which is() holds. */
static struct span
take_run(struct span *s, bool (*is)(char))
{
	struct span run;
	size_t n = 0;

	while (n < s->n && is(s->p[n]))
		n++;
	run = span_head(*s, n);
	*s = span_skip(*s, n);
	return run;
}

static bool
unit_seconds(struct span word, int64_t *out)
{
	static const struct {
		const char *word;
		int64_t seconds;
	} units[] = {
		{ "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 },
		{ "seconds", 1 },
		{ "m", 60 }, { "min", 60 }, { "mins", 60 }, { "minute", 60 },
		{ "minutes", 60 },
		{ "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 },
		{ "hour", 3600 }, { "hours", 3600 },
		{ "d", DAY }, { "day", DAY }, { "days", DAY },
		{ "w", 7 * DAY }, { "week", 7 * DAY }, { "weeks", 7 * DAY }
	};
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (span_eq_nocase(word, span_str(units[i].word))) {
			*out = units[i].seconds;
			return true;
		}
	}
	return false;
}

bool
timespec_duration(struct span text, int64_t *seconds)
{
	struct span s = span_trim(text);
	int64_t sum = 0, unit;
	uint64_t count;

	if (s.n == 0)
		return false;
	while (s.n > 0) {
		struct span digits = take_run(&s, num_is_digit);

		s = span_trim(s);
		if (!num_u64(digits, (uint64_t)LAST, &count) ||
		    !unit_seconds(take_run(&s, is_letter), &unit) ||
		    (int64_t)count > (LAST - sum) / unit)
			return false;
		sum += (int64_t)count * unit;
		s = span_trim(s);
	}
	*seconds = sum;
	return sum > 0;
}

/* Exactly two digits at s[at]. */
static bool
two_digits(struct span s, size_t at, int max, int *out)
{
	return s.n >= at + 2 &&
	    num_int(span_head(span_skip(s, at), 2), max, out);
}

/* "10:00", "10:00:05": takes it off the head of s. */
static bool
take_clock(struct span *s, struct zone_time *t)
{
	size_t n = 5;

	t->second = 0;
	if (s->n < 5 || s->p[2] != ':' ||
	    !two_digits(*s, 0, 23, &t->hour) ||
	    !two_digits(*s, 3, 59, &t->minute))
		return false;
	if (s->n > 5 && s->p[5] == ':') {
		if (!two_digits(*s, 6, 60, &t->second))
			return false;
		n = 8;
	}
	*s = span_skip(*s, n);
	return true;
}

/* "2026-11-20" */
static bool
take_date(struct span *s, struct zone_time *t)
{
	if (s->n < 10 || s->p[4] != '-' || s->p[7] != '-' ||
	    !num_int(span_head(*s, 4), 9999, &t->year) ||
	    !two_digits(*s, 5, 12, &t->month) ||
	    !two_digits(*s, 8, 31, &t->day) ||
	    t->year < 1970 || t->month < 1 || t->day < 1 ||
	    t->day > zone_month_days(t->year, t->month))
		return false;
	*s = span_skip(*s, 10);
	return true;
}

/* ".123": seconds are truncated, never rounded. */
static bool
take_fraction(struct span *s)
{
	struct span rest = span_skip(*s, 1);

	if (s->n == 0 || s->p[0] != '.')
		return true;
	if (take_run(&rest, num_is_digit).n == 0)
		return false;
	*s = rest;
	return true;
}

/* "Z", "+01:00", "-0330": the whole rest, minutes east of UTC. */
static bool
read_offset(struct span s, int *minutes)
{
	size_t colon = s.n == 6 && s.p[3] == ':';
	int h, m;

	*minutes = 0;
	if (s.n == 1)
		return s.p[0] == 'Z' || s.p[0] == 'z';
	if (s.n != 5 + colon || (s.p[0] != '+' && s.p[0] != '-') ||
	    !two_digits(s, 1, 23, &h) || !two_digits(s, 3 + colon, 59, &m))
		return false;
	*minutes = (h * 60 + m) * (s.p[0] == '-' ? -1 : 1);
	return true;
}

static int64_t
in_zone(const struct zone *z, const struct zone_time *t,
    enum timespec_side side)
{
	int64_t at[2];

	zone_instants(z, t, at);
	return at[side == TIMESPEC_UNTIL];
}

/* A day without a time: where it begins, or where the next one does. */
static int64_t
whole_day(const struct zone *z, struct zone_time *t, enum timespec_side side)
{
	t->hour = t->minute = t->second = 0;
	t->day += side == TIMESPEC_UNTIL;
	return in_zone(z, t, TIMESPEC_SINCE);
}

/* [date | today | yesterday] [time [zone]] */
static bool
read_calendar(struct span s, enum timespec_side side, const struct zone *z,
    int64_t now, int64_t *out)
{
	static const struct {
		struct span word;
		int back;
	} days[] = { { { "today", 5 }, 0 }, { { "yesterday", 9 }, 1 } };
	struct zone_time t = zone_local(z, now);
	bool date = take_date(&s, &t), day = date;
	size_t i;
	int offset;

	for (i = 0; i < 2 && !day; i++) {
		if (!span_starts_nocase(s, days[i].word))
			continue;
		s = span_skip(s, days[i].word.n);
		t.day -= days[i].back;
		day = true;
	}
	if (s.n == 0) {
		*out = whole_day(z, &t, side);
		return day;
	}
	if (day) {
		if (s.p[0] != ' ' && !(date && (s.p[0] | 0x20) == 't'))
			return false;
		s = s.p[0] == ' ' ? span_trim(s) : span_skip(s, 1);
	}
	if (!take_clock(&s, &t) || !take_fraction(&s))
		return false;
	if (s.n == 0) {
		*out = in_zone(z, &t, side);
		return true;
	}
	*out = zone_seconds(&t);
	if (!date || !read_offset(s, &offset))
		return false;
	*out -= offset * 60;
	return true;
}

/* "24h", "-24h", "24h ago" */
static bool
read_back(struct span s, int64_t now, int64_t *out)
{
	struct span ago = SPAN("ago");
	int64_t seconds;

	if (s.p[0] == '-')
		s = span_skip(s, 1);
	else if (s.n > ago.n && span_eq_nocase(span_skip(s, s.n - ago.n), ago))
		s = span_trim(span_head(s, s.n - ago.n));
	if (s.n == 0 || !num_is_digit(s.p[0]) ||
	    !timespec_duration(s, &seconds))
		return false;
	*out = now - seconds;
	return true;
}

static bool
read_epoch(struct span s, int64_t *out)
{
	struct span digits;
	uint64_t v;

	if (s.p[0] != '@')
		return false;
	s = span_skip(s, 1);
	digits = take_run(&s, num_is_digit);
	if (!num_u64(digits, (uint64_t)LAST, &v) || !take_fraction(&s))
		return false;
	*out = (int64_t)v;
	return s.n == 0;
}

int
timespec_parse(int64_t *out, struct span text, enum timespec_side side,
    const struct zone *z, int64_t now, struct err *err)
{
	struct span s = span_trim(text);
	bool ok = true;
	int64_t at = now;

	if (s.n == 0)
		ok = false;
	else if (!span_eq_nocase(s, SPAN("now")))
		ok = read_epoch(s, &at) || read_back(s, now, &at) ||
		    read_calendar(s, side, z, now, &at);
	if (ok && at >= 0 && at <= LAST) {
		*out = at;
		return 0;
	}
	if (ok)
		return err_set(err, ERR_USAGE, _("\"%.*s\" is not between "
		    "1970 and 9999"), SPAN_FMT(span_head(s, 60)));
	return err_set(err, ERR_USAGE, _("\"%.*s\" is not a time; give one of: "
	    "24h, 90m, 7d, 1w2d, \"2 days ago\", yesterday, today, now, "
	    "10:00, 2026-11-20, \"2026-11-20 10:00\", "
	    "2026-11-20T10:00:00+01:00, @1795168800"),
	    SPAN_FMT(span_head(s, 60)));
}

int
timespec_window(struct timespec_window *w, const char *since,
    const char *until, const struct zone *z, int64_t now, struct err *err)
{
	int rc = 0;

	*w = (struct timespec_window){ INT64_MIN, INT64_MAX };
	if (since != NULL)
		rc = timespec_parse(&w->since, span_str(since),
		    TIMESPEC_SINCE, z, now, err);
	if (rc != 0) {
		err_prefix(err, "--since");
		goto out;
	}
	if (until != NULL)
		rc = timespec_parse(&w->until, span_str(until),
		    TIMESPEC_UNTIL, z, now, err);
	if (rc != 0) {
		err_prefix(err, "--until");
		goto out;
	}
	if (until != NULL && w->since >= w->until)
		rc = err_set(err, ERR_USAGE, _("the window is empty: it "
		    "would begin at %s and end at %s"), since, until);
	else if (since != NULL && w->since > now && until == NULL)
		rc = err_set(err, ERR_USAGE, _("--since %s lies in the "
		    "future"), since);
out:
	return rc;
}

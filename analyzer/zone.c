#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/zone_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"
#include "schema/num.h"

#define ZONE_DIR	"/usr/share/zoneinfo"
#define LOCAL_FILE	"/etc/localtime"
#define DAY		INT64_C(86400)

int64_t
zone_days(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

int
zone_month_days(int64_t year, int month)
{
	return (int)(zone_days(month == 12 ? year + 1 : year,
	    month == 12 ? 1 : month + 1, 1) - zone_days(year, month, 1));
}

int64_t
zone_seconds(const struct zone_time *t)
{
	return zone_days(t->year, t->month, t->day) * DAY +
	    t->hour * 3600 + t->minute * 60 + t->second;
}

static struct zone_time
civil(int64_t s)
{
	int64_t days = (s >= 0 ? s : s - (DAY - 1)) / DAY;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int rest = (int)(s - days * DAY);
	struct zone_time t = { 0 };

	t.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	t.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	t.year = (int)(yoe + era * 400 + (t.month <= 2));
	t.hour = rest / 3600;
	t.minute = rest / 60 % 60;
	t.second = rest % 60;
	t.weekday = (int)(((days + 4) % 7 + 7) % 7);
	return t;
}

/* How many changes happened up to and with s. */
static size_t
changes_until(const struct zone *z, int64_t s)
{
	size_t low = 0, high = z->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (z->changes[mid].at <= s)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static const struct zone_kind *
kind_before(const struct zone *z, size_t change)
{
	return change == 0 ? &z->first : &z->changes[change - 1].kind;
}

int32_t
zone_offset(const struct zone *z, int64_t unix_s)
{
	return kind_before(z, changes_until(z, unix_s))->offset_s;
}

struct zone_time
zone_local(const struct zone *z, int64_t unix_s)
{
	const struct zone_kind *k = kind_before(z, changes_until(z, unix_s));
	struct zone_time t = civil(unix_s + k->offset_s);

	t.offset_s = k->offset_s;
	t.abbr = k->abbr;
	return t;
}

int
zone_instants(const struct zone *z, const struct zone_time *t, int64_t out[2])
{
	int64_t wall = zone_seconds(t);
	size_t i = changes_until(z, wall - 2 * DAY);
	size_t end = changes_until(z, wall + 2 * DAY);
	int found = 0;

	/* Each stretch between two changes shows the time at most once. */
	for (; i <= end && found < 2; i++) {
		int64_t s = wall - kind_before(z, i)->offset_s;

		if ((i == 0 || s >= z->changes[i - 1].at) &&
		    (i == z->n || s < z->changes[i].at))
			out[found++] = s;
		else if (found == 0 && i < z->n && s >= z->changes[i].at)
			out[0] = s;	/* skipped, unless found later */
	}
	if (found < 2)
		out[1] = out[0];
	return found;
}

/* Names only go down from the zone folder: no "..", no absolute path. */
static bool
is_name(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (!((s[i] >= 'A' && s[i] <= 'Z') ||
		    (s[i] >= 'a' && s[i] <= 'z') || num_is_digit(s[i]) ||
		    (i > 0 && strchr("+-_/", s[i]) != NULL)))
			return false;
	return i > 0 && i < 100;
}

static bool
read_named(struct zone *z, const char *name)
{
	char path[PATH_MAX];

	if (!is_name(name))
		return false;
	snprintf(path, sizeof(path), "%s/%s", ZONE_DIR, name);
	return zone_file_read(z, path);
}

/* "+02:00", "-0330", "+1": hours and minutes east of UTC. */
static bool
read_offset(struct zone *z, const char *name)
{
	struct span s = span_skip(span_str(name), 1), minutes = SPAN("0");
	int h, m, east;

	if (name[0] != '+' && name[0] != '-')
		return false;
	if (s.n == 5 && s.p[2] == ':')
		minutes = span_skip(s, 3);
	else if (s.n == 4)
		minutes = span_skip(s, 2);
	else if (s.n != 1 && s.n != 2)
		return false;
	if (!num_int(span_head(s, 2), 23, &h) || !num_int(minutes, 59, &m))
		return false;
	east = (h * 3600 + m * 60) * (name[0] == '-' ? -1 : 1);
	z->first.offset_s = east;
	snprintf(z->first.abbr, sizeof(z->first.abbr), "%c%02d:%02d",
	    name[0], h, m);
	return true;
}

static bool
set_utc(struct zone *z)
{
	z->first.offset_s = 0;
	snprintf(z->first.abbr, sizeof(z->first.abbr), "UTC");
	return true;
}

static bool
is_utc(const char *name)
{
	struct span s = span_str(name);

	return span_eq_nocase(s, SPAN("UTC")) || span_eq_nocase(s, SPAN("Z"));
}

/* What /etc/localtime is called, so that a history can name its zone. */
static char *
local_name(void)
{
	char link[PATH_MAX];
	ssize_t n = readlink(LOCAL_FILE, link, sizeof(link) - 1);
	struct span s, mark = SPAN("/zoneinfo/");

	if (n <= 0)
		return mem_strdup("");
	s = span_of(link, (size_t)n);
	s = span_skip(s, span_find(s, mark) + mark.n);
	return s.n > 0 ? mem_span_dup(s) : mem_strdup("");
}

static bool
open_local(struct zone *z)
{
	const char *tz = getenv("TZ");
	struct zonerule rule;

	if (tz == NULL) {
		z->name = local_name();
		return zone_file_read(z, LOCAL_FILE) ||
		    (access(LOCAL_FILE, F_OK) != 0 && set_utc(z));
	}
	if (tz[0] == ':')
		tz++;
	z->name = mem_strdup(tz);
	if (tz[0] == '\0' || is_utc(tz))
		return set_utc(z);
	if (tz[0] == '/' ? zone_file_read(z, tz) : read_named(z, tz))
		return true;
	if (!zonerule_parse(&rule, span_str(tz)))
		return false;
	zone_add_rule(z, &rule);
	return true;
}

int
zone_open(struct zone **out, const char *name, struct err *err)
{
	struct zone *z = mem_alloc(sizeof(*z));
	bool ok;

	if (name == NULL || name[0] == '\0') {
		ok = open_local(z);
	} else {
		z->name = mem_strdup(name);
		ok = is_utc(name) ? set_utc(z) :
		    read_offset(z, name) || read_named(z, name);
	}
	if (ok) {
		*out = z;
		return 0;
	}
	*out = NULL;
	err_set(err, ERR_USAGE, _("unknown time zone \"%s\": give a name "
	    "as in %s (Europe/Berlin), UTC, or an offset (+02:00)"),
	    z->name, ZONE_DIR);
	zone_free(z);
	return ERR_USAGE;
}

void
zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	free(z->name);
	free(z->changes);
	free(z);
}

const char *
zone_name(const struct zone *z)
{
	return z->name;
}

#include "analyzer/timespec.h"
#include "tests/test.h"

void	suite_timespec(void);

/* 2026-11-22T10:30:15+01:00, a Sunday */
#define NOW	INT64_C(1795339815)

static struct zone *
berlin(void)
{
	struct zone *z = NULL;

	CU_ASSERT_EQUAL_FATAL(zone_open(&z, "Europe/Berlin", NULL), 0);
	return z;
}

static void
test_forms(void)
{
	static const struct {
		const char *text;
		int64_t since, until;	/* relative to NOW */
	} rows[] = {
		{ "now", 0, 0 },
		{ " NOW ", 0, 0 },
		{ "24h", -86400, -86400 },
		{ "90m", -5400, -5400 },
		{ "30s", -30, -30 },
		{ "7d", -604800, -604800 },
		{ "1w2d", -777600, -777600 },
		{ "1w 2d", -777600, -777600 },
		{ "-24h", -86400, -86400 },
		{ "-1h30m", -5400, -5400 },
		{ "24h ago", -86400, -86400 },
		{ "2 days ago", -172800, -172800 },
		{ "1 week 1 day ago", -691200, -691200 },
		{ "3 Hours", -10800, -10800 },
		{ "10min ago", -600, -600 },
		{ "today", -37815, 48585 },
		{ "yesterday", -124215, -37815 },
		{ "yesterday 10:00", -88215, -88215 },
		{ "today 10:00:05", -1810, -1810 },
		{ "10:00", -1815, -1815 },
		{ "10:00:15", -1800, -1800 },
		{ "23:59", 48525, 48525 },
		{ "2026-11-22", -37815, 48585 },
		{ "2026-11-20", -210615, -124215 },
		{ "2026-11-20 10:00", -174615, -174615 },
		{ "2026-11-20 10:00:05", -174610, -174610 },
		{ "2026-11-20T10:00", -174615, -174615 },
		{ "2026-11-22T09:30:15Z", 0, 0 },
		{ "2026-11-22t09:30:15.999z", 0, 0 },
		{ "2026-11-22T10:30:15+01:00", 0, 0 },
		{ "2026-11-22 04:30:15-0500", 0, 0 },
		{ "@1795339815", 0, 0 },
		{ "@1795339815.75", 0, 0 },
		{ "@0", -NOW, -NOW },
		{ "1970-01-01 01:00", -NOW, -NOW },
	};
	struct zone *z = berlin();
	struct err err = { 0 };
	int64_t at;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span s = span_str(rows[i].text);

		at = INT64_MIN;
		CHECK_INT(rows[i].text, timespec_parse(&at, s,
		    TIMESPEC_SINCE, z, NOW, &err), 0);
		CHECK_INT(rows[i].text, at - NOW, rows[i].since);
		at = INT64_MIN;
		CHECK_INT(rows[i].text, timespec_parse(&at, s,
		    TIMESPEC_UNTIL, z, NOW, &err), 0);
		CHECK_INT(rows[i].text, at - NOW, rows[i].until);
	}
	zone_free(z);
}

/* The days on which the clock changes have 23 and 25 hours. */
static void
test_dst(void)
{
	static const struct {
		const char *text;
		enum timespec_side side;
		int64_t want;
	} rows[] = {
		{ "2026-10-25", TIMESPEC_SINCE, 1792879200 },
		{ "2026-10-25", TIMESPEC_UNTIL, 1792879200 + 25 * 3600 },
		{ "2026-03-29", TIMESPEC_SINCE, 1774738800 },
		{ "2026-03-29", TIMESPEC_UNTIL, 1774738800 + 23 * 3600 },
		{ "2026-10-25 02:30", TIMESPEC_SINCE, 1792888200 },
		{ "2026-10-25 02:30", TIMESPEC_UNTIL, 1792891800 },
		{ "2026-03-29 02:30", TIMESPEC_SINCE, 1774747800 },
		{ "2026-12-31", TIMESPEC_UNTIL, 1798758000 },
	};
	struct zone *z = berlin();
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t at = 0;

		CHECK_INT(rows[i].text, timespec_parse(&at,
		    span_str(rows[i].text), rows[i].side, z, NOW, NULL), 0);
		CHECK_INT(rows[i].text, at, rows[i].want);
	}
	zone_free(z);
}

static void
test_wrong(void)
{
	static const char *const rows[] = { "", " ", "-", "h", "24", "-24",
	    "24x", "24hh", "0h", "--24h", "+24h", "-24h ago", "ago", "1 ago",
	    "99999999999999999999d", "9223372036854775807w", "99999999w",
	    "21000d", "25:00", "10:60", "10:00:61", "1:00", "10:00Z",
	    "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31",
	    "2026-11-00", "1969-12-31", "2026-11-20x10:00", "2026-11-20 T",
	    "2026-11-20 10", "2026-11-20T", "2026-11-20T10:00:00+1",
	    "2026-11-20T10:00:00+24:00", "2026-11-20T10:00:00.Z",
	    "2026-11-20T10:00:00Zx", "20261120", "11/20/2026", "@", "@x",
	    "@-1", "@1.", "@999999999999", "tomorrow", "yesterdays",
	    "today10:00", "todayT10:00", "1e3h", "0x10h", "\xff\xfe",
	    "%s%n%s", "'; DROP TABLE event; --" };
	struct zone *z = berlin();
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { 0 };
		int64_t at = 42;

		CHECK_INT(rows[i], timespec_parse(&at, span_str(rows[i]),
		    TIMESPEC_SINCE, z, NOW, &err), ERR_USAGE);
		CHECK_INT(rows[i], at, 42);
		CU_ASSERT(strstr(err.msg, "2 days ago") != NULL ||
		    strstr(err.msg, "1970") != NULL);
	}
	zone_free(z);
}

static void
test_window(void)
{
	static const struct {
		const char *since, *until;
		int rc;
	} rows[] = {
		{ NULL, NULL, 0 },
		{ "24h", NULL, 0 },
		{ NULL, "yesterday", 0 },
		{ "yesterday", "yesterday", 0 },
		{ "2026-11-20", "2026-11-20", 0 },
		{ "2026-11-21", "2026-11-20", ERR_USAGE },
		{ "now", "24h", ERR_USAGE },
		{ "1h", "1h", ERR_USAGE },
		{ "10:45", NULL, ERR_USAGE },
		{ "10:45", "11:00", 0 },
		{ "soon", NULL, ERR_USAGE },
		{ NULL, "soon", ERR_USAGE },
	};
	struct zone *z = berlin();
	struct timespec_window w;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(rows[i].since ? rows[i].since : "NULL",
		    timespec_window(&w, rows[i].since, rows[i].until, z, NOW,
		    &err), rows[i].rc);
	CU_ASSERT(strncmp(err.msg, "--until: ", 9) == 0);
	CU_ASSERT_EQUAL(timespec_window(&w, NULL, NULL, z, NOW, &err), 0);
	CU_ASSERT(w.since == INT64_MIN && w.until == INT64_MAX);
	zone_free(z);
}

static void
test_duration(void)
{
	int64_t s = 0;

	CU_ASSERT(timespec_duration(SPAN("14d"), &s) && s == 1209600);
	CU_ASSERT(timespec_duration(SPAN("5 days"), &s) && s == 432000);
	CU_ASSERT(timespec_duration(SPAN("1w2d"), &s) && s == 777600);
	CU_ASSERT_FALSE(timespec_duration(SPAN("14"), &s));
	CU_ASSERT_FALSE(timespec_duration(SPAN("-1d"), &s));
	CU_ASSERT_FALSE(timespec_duration(SPAN("0d"), &s));
	CU_ASSERT_FALSE(timespec_duration(SPAN(""), &s));
}

void
suite_timespec(void)
{
	TEST_SUITE("timespec", { "forms", test_forms }, { "dst", test_dst },
	    { "wrong", test_wrong }, { "window", test_window },
	    { "duration", test_duration });
}

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/zone.h"
#include "analyzer/zonerule.h"
#include "tests/test.h"

void	suite_zone(void);

static struct zone *
open_zone(const char *name)
{
	struct zone *z = NULL;
	struct err err;

	CU_ASSERT_EQUAL_FATAL(zone_open(&z, name, &err), 0);
	return z;
}

static void
test_local(void)
{
	static const struct {
		const char *zone;
		int64_t at;
		const char *want;
	} rows[] = {
		{ "UTC", 0, "1970-01-01 00:00:00 +0 UTC 4" },
		{ "UTC", 951782400, "2000-02-29 00:00:00 +0 UTC 2" },
		{ "UTC", -1, "1969-12-31 23:59:59 +0 UTC 3" },
		{ "Europe/Berlin", 1774745999,
		    "2026-03-29 01:59:59 +3600 CET 0" },
		{ "Europe/Berlin", 1774746000,
		    "2026-03-29 03:00:00 +7200 CEST 0" },
		{ "Europe/Berlin", 1792889999,
		    "2026-10-25 02:59:59 +7200 CEST 0" },
		{ "Europe/Berlin", 1792890000,
		    "2026-10-25 02:00:00 +3600 CET 0" },
		{ "America/New_York", 1793512799,
		    "2026-11-01 01:59:59 -14400 EDT 0" },
		{ "America/New_York", 1793512800,
		    "2026-11-01 01:00:00 -18000 EST 0" },
		/* Behind what the file writes out: its rule. */
		{ "Europe/Berlin", 3739482000,
		    "2088-07-01 03:00:00 +7200 CEST 4" },
		{ "+05:30", 0, "1970-01-01 05:30:00 +19800 +05:30 4" },
		{ "-0330", 0, "1969-12-31 20:30:00 -12600 -03:30 3" },
		{ "+1", 0, "1970-01-01 01:00:00 +3600 +01:00 4" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zone *z = open_zone(rows[i].zone);
		struct zone_time t = zone_local(z, rows[i].at);
		char got[80];

		snprintf(got, sizeof(got),
		    "%04d-%02d-%02d %02d:%02d:%02d %+d %s %d", t.year,
		    t.month, t.day, t.hour, t.minute, t.second, t.offset_s,
		    t.abbr, t.weekday);
		CHECK_SPAN(rows[i].zone, span_str(got), rows[i].want);
		zone_free(z);
	}
}

static void
test_instants(void)
{
	static const struct {
		const char *zone;
		struct zone_time t;
		int count;
		int64_t first, second;
	} rows[] = {
		{ "Europe/Berlin", { 2026, 11, 2, 8, 10, 0, 0, 0, NULL }, 1,
		    1793603400, 1793603400 },
		/* put back: twice */
		{ "Europe/Berlin", { 2026, 10, 25, 2, 30, 0, 0, 0, NULL }, 2,
		    1792888200, 1792891800 },
		{ "America/New_York", { 2026, 11, 1, 1, 0, 0, 0, 0, NULL }, 2,
		    1793509200, 1793512800 },
		/* put forward: 02:30 is 03:30 */
		{ "Europe/Berlin", { 2026, 3, 29, 2, 30, 0, 0, 0, NULL }, 0,
		    1774747800, 1774747800 },
		{ "America/New_York", { 2026, 3, 8, 2, 0, 0, 0, 0, NULL }, 0,
		    1772953200, 1772953200 },
		/* the seconds around */
		{ "Europe/Berlin", { 2026, 10, 25, 1, 59, 59, 0, 0, NULL }, 1,
		    1792886399, 1792886399 },
		{ "Europe/Berlin", { 2026, 10, 25, 3, 0, 0, 0, 0, NULL }, 1,
		    1792893600, 1792893600 },
		{ "+02:00", { 1970, 1, 1, 2, 0, 0, 0, 0, NULL }, 1, 0, 0 },
		/* Samoa left out a whole day */
		{ "Pacific/Apia", { 2011, 12, 30, 12, 0, 0, 0, 0, NULL }, 0,
		    1325282400, 1325282400 },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zone *z = open_zone(rows[i].zone);
		int64_t out[2] = { -1, -1 };

		CHECK_INT(rows[i].zone, zone_instants(z, &rows[i].t, out),
		    rows[i].count);
		CHECK_INT(rows[i].zone, out[0], rows[i].first);
		CHECK_INT(rows[i].zone, out[1], rows[i].second);
		zone_free(z);
	}
}

/* The C library reads the same files: they must agree. */
static void
test_agrees_with_libc(void)
{
	static const char *const names[] = { "Europe/Berlin",
	    "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
	    "Africa/Casablanca", "America/St_Johns", "Pacific/Apia",
	    "Europe/Dublin", "Asia/Tehran", "America/Santiago" };
	size_t i;
	int64_t at;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct zone *z = open_zone(names[i]);
		long wrong = 0;

		setenv("TZ", names[i], 1);
		tzset();
		for (at = 0; at < 4000000000; at += 13 * 3600 + 1) {
			time_t s = (time_t)at;
			struct tm tm;
			struct zone_time t = zone_local(z, at);

			localtime_r(&s, &tm);
			wrong += tm.tm_hour != t.hour ||
			    tm.tm_min != t.minute || tm.tm_mday != t.day ||
			    tm.tm_mon + 1 != t.month ||
			    tm.tm_wday != t.weekday ||
			    strcmp(tm.tm_zone, t.abbr) != 0;
		}
		CHECK_INT(names[i], wrong, 0);
		zone_free(z);
	}
	unsetenv("TZ");
	tzset();
}

static void
test_environment(void)
{
	static const struct {
		const char *tz;
		int winter, summer;
	} rows[] = {
		{ "Europe/Berlin", 3600, 7200 },
		{ ":America/New_York", -18000, -14400 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 3600, 7200 },
		{ "EST5EDT", -18000, -14400 },
		{ "<+0330>-3:30", 12600, 12600 },
		{ "AEST-10AEDT,M10.1.0,M4.1.0/3", 39600, 36000 },
		{ "", 0, 0 },
		{ "UTC", 0, 0 },
	};
	struct zone *z;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		setenv("TZ", rows[i].tz, 1);
		z = open_zone(NULL);
		CHECK_INT(rows[i].tz, zone_offset(z, 1800000000),
		    rows[i].winter);
		CHECK_INT(rows[i].tz, zone_offset(z, 1783000000),
		    rows[i].summer);
		zone_free(z);
	}
	setenv("TZ", "Nowhere/Atall", 1);
	CU_ASSERT_EQUAL(zone_open(&z, NULL, &err), ERR_USAGE);
	unsetenv("TZ");
	z = open_zone(NULL);
	zone_free(z);
}

static void
test_wrong(void)
{
	static const char *const rows[] = { "Nowhere", "europe/berlin",
	    "../../../etc/passwd", "/etc/localtime", "Europe", "+25:00",
	    "+1:2", "+", "-01:60", "zone.tab", "tzdata.zi", "+123", "+02:0x",
	    "Europe/Berlin\n", "CET-1CEST,M3.5.0,M10.5.0/3" };
	struct zone *z;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		err = (struct err){ 0 };
		CHECK_INT(rows[i], zone_open(&z, rows[i], &err), ERR_USAGE);
		CU_ASSERT_PTR_NULL(z);
		CU_ASSERT(strstr(err.msg, "Europe/Berlin") != NULL);
	}
}

/* A file cut anywhere, or with any one byte wrong, is refused or read. */
static void
test_damaged(void)
{
	char path[] = "/tmp/bouncestat-zone-XXXXXX", data[8192];
	FILE *f = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
	int fd = mkstemp(path);
	size_t n, i;
	long refused = 0;

	CU_ASSERT_FATAL(f != NULL && fd >= 0);
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	CU_ASSERT_FATAL(n > 1000 && n < sizeof(data));
	setenv("TZ", path, 1);
	for (i = 0; i < n; i += 7) {
		struct zone *z = NULL;
		char kept = data[i];

		CU_ASSERT_EQUAL(ftruncate(fd, 0), 0);
		CU_ASSERT_EQUAL(pwrite(fd, data, i, 0), (ssize_t)i);
		refused += zone_open(&z, NULL, NULL) != 0;
		zone_free(z);
		data[i] = (char)(kept ^ 0xff);
		CU_ASSERT_EQUAL(pwrite(fd, data, n, 0), (ssize_t)n);
		data[i] = kept;
		if (zone_open(&z, NULL, NULL) == 0)
			(void)zone_local(z, 1795339815);
		zone_free(z);
	}
	unsetenv("TZ");
	CU_ASSERT(refused > (long)(n / 7) - 10);
	close(fd);
	unlink(path);
}

static void
test_rule(void)
{
	static const char *const bad[] = { "", "C", "CET", "CET-1CEST,M3",
	    "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0",
	    "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET-1", "CET-99" };
	struct zonerule r;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(bad[i], zonerule_parse(&r, span_str(bad[i])),
		    false);
	CU_ASSERT(zonerule_parse(&r, SPAN("AAA1BBB,J60/0,59/-1:30")));
	/* J60 is always March 1; day 59 is February 29 in a leap year. */
	CHECK_INT("J", zonerule_at(&r.start, 2024),
	    zone_days(2024, 3, 1) * 86400);
	CHECK_INT("J", zonerule_at(&r.start, 2025),
	    zone_days(2025, 3, 1) * 86400);
	CHECK_INT("0", zonerule_at(&r.end, 2024),
	    zone_days(2024, 2, 29) * 86400 - 5400);
	CHECK_INT("0", zonerule_at(&r.end, 2025),
	    zone_days(2025, 3, 1) * 86400 - 5400);
}

static void
test_days(void)
{
	CHECK_INT("epoch", zone_days(1970, 1, 1), 0);
	CHECK_INT("leap", zone_days(2000, 2, 29), 11016);
	CHECK_INT("over", zone_days(2026, 2, 29), zone_days(2026, 3, 1));
	CHECK_INT("Feb", zone_month_days(2024, 2), 29);
	CHECK_INT("Feb", zone_month_days(1900, 2), 28);
	CHECK_INT("Dec", zone_month_days(2024, 12), 31);
}

void
suite_zone(void)
{
	TEST_SUITE("zone", { "local", test_local },
	    { "instants", test_instants },
	    { "as the C library", test_agrees_with_libc },
	    { "environment", test_environment }, { "wrong", test_wrong },
	    { "damaged", test_damaged }, { "rule", test_rule }, { "days", test_days });
}

#include <stdlib.h>

#include "analyzer/clock.h"
#include "schema/num.h"
#include "tests/test.h"

void	suite_clock(void);

static struct zone *
open_zone(const char *name)
{
	struct zone *z = NULL;

	CU_ASSERT_EQUAL_FATAL(zone_open(&z, name, NULL), 0);
	return z;
}

/* "[YYYY-]MM-DD hh:mm:ss[Z|+hh|-hh]" */
static struct stamp
stamp(const char *text)
{
	struct stamp s = { .zone_min = STAMP_NO_ZONE };
	int year = 0, month, day, hour, minute, second, zone = 0;
	char mark = 0;
	int n;

	if (strlen(text) >= 19)
		n = sscanf(text, "%4d-%2d-%2d %2d:%2d:%2d%c%2d", &year,
		    &month, &day, &hour, &minute, &second, &mark, &zone);
	else
		n = 1 + sscanf(text, "%2d-%2d %2d:%2d:%2d%c%2d", &month,
		    &day, &hour, &minute, &second, &mark, &zone);
	CU_ASSERT_FATAL(n >= 6);
	s.year = (int16_t)year;
	s.month = (int8_t)month;
	s.day = (int8_t)day;
	s.hour = (int8_t)hour;
	s.minute = (int8_t)minute;
	s.second = (int8_t)second;
	if (mark != 0)
		s.zone_min = (int16_t)(zone * (mark == '-' ? -60 : 60));
	return s;
}

/* "YYYY-MM-DD hh:mm:ss" in UTC */
static int64_t
utc(const char *text)
{
	struct stamp s = stamp(text);
	struct zone_time t = { .year = s.year, .month = s.month,
	    .day = s.day, .hour = s.hour, .minute = s.minute,
	    .second = s.second };

	return zone_seconds(&t);
}

static void
utc_text(int64_t at, char out[40])
{
	struct zone *z = open_zone("UTC");
	struct zone_time t = zone_local(z, at);

	snprintf(out, 40, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month,
	    t.day, t.hour, t.minute, t.second);
	zone_free(z);
}

struct step {
	const char *stamp, *utc;
};

static void
check_steps(const char *row, struct clock *c, const struct step *steps)
{
	for (; steps->stamp != NULL; steps++) {
		struct stamp s = stamp(steps->stamp);
		char got[40], label[120];

		utc_text(clock_resolve(c, &s), got);
		snprintf(label, sizeof(label), "%s, %s", row, steps->stamp);
		CHECK_SPAN(label, span_str(got), steps->utc);
	}
}

static void
test_tables(void)
{
	static const struct {
		const char *what, *zone, *bound;	/* bound in UTC */
		struct step steps[12];
	} rows[] = {
	{ "this year", "UTC", "2026-11-22 12:00:00", {
		{ "11-02 08:10:00", "2026-11-02 08:10:00" },
		{ "11-02 08:10:59", "2026-11-02 08:10:59" },
		{ "11-22 12:00:30", "2026-11-22 12:00:30" } } },
	{ "last year's log today", "UTC", "2026-11-22 12:00:00", {
		{ "12-24 08:10:00", "2025-12-24 08:10:00" },
		{ "12-25 08:10:00", "2025-12-25 08:10:00" } } },
	{ "New Year inside", "UTC", "2026-01-03 00:10:00", {
		{ "12-28 00:00:01", "2025-12-28 00:00:01" },
		{ "12-31 23:59:59", "2025-12-31 23:59:59" },
		{ "01-01 00:00:00", "2026-01-01 00:00:00" },
		{ "12-31 23:59:58", "2025-12-31 23:59:58" },
		{ "01-01 00:00:01", "2026-01-01 00:00:01" },
		{ "01-03 00:00:00", "2026-01-03 00:00:00" } } },
	{ "New Year in a zone", "America/New_York", "2026-01-03 00:10:00", {
		{ "12-31 23:59:59", "2026-01-01 04:59:59" },
		{ "01-01 00:00:00", "2026-01-01 05:00:00" } } },
	{ "disorder of days is no New Year", "UTC", "2026-11-22 12:00:00", {
		{ "05-10 00:00:00", "2026-05-10 00:00:00" },
		{ "05-03 00:00:00", "2026-05-03 00:00:00" },
		{ "02-01 00:00:00", "2026-02-01 00:00:00" },
		{ "05-11 00:00:00", "2026-05-11 00:00:00" } } },
	{ "a quiet year", "UTC", "2026-02-01 00:00:00", {
		{ "02-05 00:00:00", "2025-02-05 00:00:00" },
		{ "10-01 00:00:00", "2025-10-01 00:00:00" },
		{ "12-30 00:00:00", "2025-12-30 00:00:00" },
		{ "01-20 00:00:00", "2026-01-20 00:00:00" } } },
	{ "leap day", "UTC", "2024-03-02 00:00:00", {
		{ "02-28 23:59:59", "2024-02-28 23:59:59" },
		{ "02-29 00:00:00", "2024-02-29 00:00:00" },
		{ "02-29 23:59:59", "2024-02-29 23:59:59" },
		{ "03-01 00:00:00", "2024-03-01 00:00:00" } } },
	{ "leap day years later", "UTC", "2026-11-22 12:00:00", {
		{ "02-29 12:00:00", "2024-02-29 12:00:00" },
		{ "03-01 12:00:00", "2024-03-01 12:00:00" } } },
	{ "a leap day is a proof", "UTC", "2026-11-22 12:00:00", {
		{ "02-28 12:00:00", "2026-02-28 12:00:00" },
		{ "02-29 12:00:00", "2024-02-29 12:00:00" },
		{ "03-01 12:00:00", "2024-03-01 12:00:00" } } },
	{ "after the bound", "UTC", "2026-11-22 12:00:00", {
		{ "11-21 12:00:00", "2026-11-21 12:00:00" },
		{ "11-24 12:00:00", "2025-11-24 12:00:00" },
		{ "12-31 12:00:00", "2025-12-31 12:00:00" },
		{ "01-01 12:00:00", "2026-01-01 12:00:00" },
		{ "03-01 12:00:00", "2026-03-01 12:00:00" } } },
	{ "one wrong clock", "UTC", "2026-11-22 12:00:00", {
		{ "11-21 12:00:00", "2026-11-21 12:00:00" },
		{ "01-01 00:00:10", "2026-01-01 00:00:10" },
		{ "11-21 12:01:00", "2026-11-21 12:01:00" },
		{ "12-31 23:59:00", "2025-12-31 23:59:00" },
		{ "11-21 12:02:00", "2026-11-21 12:02:00" } } },
	{ "a full stamp tells the year", "UTC", "2026-11-22 12:00:00", {
		{ "2019-06-01 00:00:00Z", "2019-06-01 00:00:00" },
		{ "06-01 00:00:01", "2019-06-01 00:00:01" },
		{ "01-01 00:00:01", "2020-01-01 00:00:01" } } },
	{ "another zone", "Asia/Tokyo", "2026-11-22 12:00:00", {
		{ "11-22 20:00:00", "2026-11-22 11:00:00" },
		{ "11-22 08:00:00", "2026-11-21 23:00:00" } } },
	{ "clocks differ, not years", "UTC", "2026-11-22 12:00:00", {
		{ "11-23 08:00:00", "2026-11-23 08:00:00" } } },
	{ "a logged offset is obeyed", "Europe/Berlin",
	    "2026-11-22 12:00:00", {
		{ "2026-10-25 02:30:00+02", "2026-10-25 00:30:00" },
		{ "2026-10-25 02:30:00+01", "2026-10-25 01:30:00" },
		{ "2026-10-25 02:30:00+02", "2026-10-25 00:30:00" },
		{ "2026-07-01 12:00:00-08", "2026-07-01 20:00:00" },
		{ "07-01 12:00:00-08", "2026-07-01 20:00:00" } } },
	{ "put back in Berlin", "Europe/Berlin", "2026-11-22 12:00:00", {
		{ "10-25 01:59:00", "2026-10-24 23:59:00" },
		{ "10-25 02:00:10", "2026-10-25 00:00:10" },
		{ "10-25 02:59:50", "2026-10-25 00:59:50" },
		{ "10-25 02:59:48", "2026-10-25 00:59:48" },
		{ "10-25 02:00:05", "2026-10-25 01:00:05" },
		{ "10-25 02:59:59", "2026-10-25 00:59:59" },
		{ "10-25 02:00:06", "2026-10-25 01:00:06" },
		{ "10-25 02:30:00", "2026-10-25 01:30:00" },
		{ "10-25 02:29:00", "2026-10-25 01:29:00" },
		{ "10-25 03:00:00", "2026-10-25 02:00:00" } } },
	{ "put forward in Berlin", "Europe/Berlin", "2026-11-22 12:00:00", {
		{ "03-29 01:59:59", "2026-03-29 00:59:59" },
		{ "03-29 02:30:00", "2026-03-29 01:30:00" },
		{ "03-29 03:00:00", "2026-03-29 01:00:00" } } },
	{ "put back in New York, with years", "America/New_York",
	    "2026-11-22 12:00:00", {
		{ "2026-11-01 00:59:59", "2026-11-01 04:59:59" },
		{ "2026-11-01 01:00:00", "2026-11-01 05:00:00" },
		{ "2026-11-01 01:58:00", "2026-11-01 05:58:00" },
		{ "2026-11-01 01:06:00", "2026-11-01 06:06:00" },
		{ "2026-11-01 01:59:59", "2026-11-01 06:59:59" },
		{ "2026-11-01 02:00:00", "2026-11-01 07:00:00" } } },
	{ "put forward in New York", "America/New_York",
	    "2026-11-22 12:00:00", {
		{ "03-08 01:59:59", "2026-03-08 06:59:59" },
		{ "03-08 02:10:00", "2026-03-08 07:10:00" },
		{ "03-08 03:20:00", "2026-03-08 07:20:00" } } },
	{ "half an hour put back", "Australia/Lord_Howe",
	    "2026-11-22 12:00:00", {
		{ "04-05 01:29:00", "2026-04-04 14:29:00" },
		{ "04-05 01:31:00", "2026-04-04 14:31:00" },
		{ "04-05 01:58:00", "2026-04-04 14:58:00" },
		{ "04-05 01:32:00", "2026-04-04 15:02:00" },
		{ "04-05 02:00:00", "2026-04-04 15:30:00" } } },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zone *z = open_zone(rows[i].zone);
		struct clock c;

		clock_init(&c, z, utc(rows[i].bound));
		check_steps(rows[i].what, &c, rows[i].steps);
		zone_free(z);
	}
}

static void
test_year_given(void)
{
	static const struct step looked[] = {
		{ "11-21 12:00:00", "2025-11-21 12:00:00" },
		{ "11-24 12:00:00", "2025-11-24 12:00:00" },
		{ "01-24 12:00:00", "2026-01-24 12:00:00" },
		{ NULL, NULL } };
	static const struct step fixed[] = {
		{ "11-21 12:00:00", "2031-11-21 12:00:00" },
		{ "12-31 12:00:00", "2031-12-31 12:00:00" },
		{ "01-01 12:00:00", "2032-01-01 12:00:00" },
		{ "02-29 12:00:00", "2032-02-29 12:00:00" },
		{ NULL, NULL } };
	struct zone *z = open_zone("UTC");
	struct clock c;

	clock_init(&c, z, utc("2026-11-22 12:00:00"));
	clock_set_year(&c, 2025);
	check_steps("looked up", &c, looked);
	CU_ASSERT_FALSE(clock_contradicted(&c));
	clock_init(&c, z, utc("2026-11-22 12:00:00"));
	clock_fix_year(&c, 2031);
	check_steps("--year", &c, fixed);
	CU_ASSERT_FALSE(clock_contradicted(&c));
	zone_free(z);
}

static void
test_contradiction(void)
{
	static const struct step steps[] = {
		{ "11-21 12:00:00", "2026-11-21 12:00:00" },
		{ "11-25 12:00:00", "2025-11-25 12:00:00" },
		{ NULL, NULL } };
	struct zone *z = open_zone("UTC");
	struct clock c;

	clock_init(&c, z, utc("2026-11-22 12:00:00"));
	CU_ASSERT_FALSE(clock_contradicted(&c));
	check_steps("contradiction", &c, steps);
	CU_ASSERT_TRUE(clock_contradicted(&c));
	zone_free(z);
}

/* A run that stops behind any line and goes on gives what one run gives. */
static void
test_save(void)
{
	static const struct step steps[] = {
		{ "10-26 02:50:00", "2025-10-26 00:50:00" },
		{ "10-26 02:00:05", "2025-10-26 01:00:05" },
		{ "10-26 02:50:00", "2025-10-26 01:50:00" },
		{ "12-31 23:59:59", "2025-12-31 22:59:59" },
		{ "01-01 00:00:00", "2025-12-31 23:00:00" },
		{ "12-31 23:59:58", "2025-12-31 22:59:58" },
		{ "01-02 00:00:00", "2026-01-01 23:00:00" },
	};
	static const char *const bad[] = { "", "x", "1", "1 ", "1 x", " 1",
	    "1 2 3", "99999999999999999999 1", "1 9223372036854775807",
	    "- ", "\xff" };
	struct zone *z = open_zone("Europe/Berlin");
	char state[CLOCK_STATE_SIZE], got[40];
	struct clock c;
	size_t i;

	clock_init(&c, z, utc("2026-01-03 00:00:00"));
	clock_save(&c, state);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct stamp s = stamp(steps[i].stamp);

		clock_init(&c, z, utc("2026-01-03 00:00:00"));
		CU_ASSERT_TRUE(clock_restore(&c, span_str(state)));
		utc_text(clock_resolve(&c, &s), got);
		CHECK_SPAN(steps[i].stamp, span_str(got), steps[i].utc);
		clock_save(&c, state);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(bad[i], clock_restore(&c, span_str(bad[i])), false);
	zone_free(z);
}

static void
test_other_stamps(void)
{
	struct stamp none = { .zone_min = STAMP_NO_ZONE }, s;
	struct zone *z = open_zone("UTC");
	struct clock c;

	clock_init(&c, z, 1000);
	CHECK_INT("none, first", clock_resolve(&c, &none), 1000);
	s = (struct stamp){ .zone_min = STAMP_UTC_KNOWN,
	    .unix_us = INT64_C(1795339815999999) };
	CHECK_INT("known", clock_resolve(&c, &s), 1795339815);
	CHECK_INT("none", clock_resolve(&c, &none), 1795339815);
	s = stamp("2026-11-22 09:30:16Z");
	s.usec = 250000;
	CHECK_INT("fraction", clock_resolve(&c, &s), 1795339816);
	s = stamp("2016-12-31 23:59:60Z");
	CHECK_INT("leap second", clock_resolve(&c, &s),
	    utc("2017-01-01 00:00:00"));
	s = stamp("2026-11-22 15:00:00Z");
	s.zone_min = 330;
	CHECK_INT("half hours", clock_resolve(&c, &s),
	    utc("2026-11-22 09:30:00"));
	zone_free(z);
}

/* Whatever a line claims: no crash, no endless search, no wild answer. */
static void
test_any_fields(void)
{
	struct zone *z = open_zone("Europe/Berlin");
	struct clock c;
	uint32_t seed = 1;
	long wild = 0;
	int i;

	clock_init(&c, z, utc("2026-11-22 12:00:00"));
	for (i = 0; i < 100000; i++) {
		struct stamp s = { 0 };
		int64_t t;

		seed = seed * 1664525 + 1013904223;
		s.month = (int8_t)(seed >> 8);
		s.day = (int8_t)(seed >> 16);
		s.hour = (int8_t)(seed >> 24);
		s.minute = (int8_t)(seed >> 12);
		s.zone_min = seed % 3 == 0 ? (int16_t)seed : STAMP_NO_ZONE;
		s.year = seed % 7 == 0 ? (int16_t)(seed >> 9) : 0;
		t = clock_resolve(&c, &s);
		wild += t > INT64_C(2000000000000) ||
		    t < -INT64_C(2000000000000);
	}
	CHECK_INT("wild", wild, 0);
	zone_free(z);
}

void
suite_clock(void)
{
	TEST_SUITE("clock", { "tables", test_tables },
	    { "year given", test_year_given },
	    { "contradiction", test_contradiction }, { "save", test_save },
	    { "other stamps", test_other_stamps },
	    { "any fields", test_any_fields });
}

#include "analyzer/clock.h"
#include "analyzer/years.h"
#include "tests/test.h"

void	suite_years(void);

static struct zone *
utc_zone(void)
{
	struct zone *z = NULL;

	CU_ASSERT_EQUAL_FATAL(zone_open(&z, "UTC", NULL), 0);
	return z;
}

static struct stamp
day(int year, int month, int mday)
{
	return (struct stamp){ .year = (int16_t)year,
	    .month = (int8_t)month, .day = (int8_t)mday, .hour = 12,
	    .zone_min = STAMP_NO_ZONE };
}

static int64_t
at(int year, int month, int mday)
{
	return zone_days(year, month, mday) * 86400 + 12 * 3600;
}

static void
test_ends(void)
{
	static const struct {
		const char *what;
		int first[3], last[3];		/* year or 0, month, day */
		int bound[3];
		int want;
	} rows[] = {
		{ "this week", { 0, 11, 15 }, { 0, 11, 21 }, { 2026, 11, 22 },
		    2026 },
		{ "last year's, across the bound", { 0, 11, 20 },
		    { 0, 11, 25 }, { 2026, 11, 22 }, 2025 },
		{ "New Year", { 0, 12, 27 }, { 0, 1, 2 }, { 2026, 1, 3 },
		    2025 },
		{ "New Year, last year's", { 0, 11, 20 }, { 0, 1, 2 },
		    { 2026, 11, 22 }, 2025 },
		{ "most of a year", { 0, 3, 1 }, { 0, 2, 1 }, { 2026, 2, 1 },
		    2025 },
		{ "a whole year", { 0, 1, 1 }, { 0, 12, 31 },
		    { 2026, 11, 22 }, 2025 },
		{ "disorder", { 0, 5, 2 }, { 0, 5, 2 }, { 2026, 11, 22 },
		    2026 },
		{ "leap day first", { 0, 2, 29 }, { 0, 3, 5 },
		    { 2026, 11, 22 }, 2024 },
		{ "leap day last", { 0, 12, 5 }, { 0, 2, 29 },
		    { 2026, 11, 22 }, 2023 },
		{ "year in the last", { 0, 12, 5 }, { 2019, 1, 5 },
		    { 2026, 11, 22 }, 2018 },
	};
	struct zone *z = utc_zone();
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const int *f = rows[i].first, *l = rows[i].last;
		const int *b = rows[i].bound;
		struct stamp first = day(f[0], f[1], f[2]);
		struct stamp last = day(l[0], l[1], l[2]);
		struct years y = { 0 };

		years_add(&y, &first);
		years_end(&y, &last);
		CHECK_INT(rows[i].what, years_begin(&y, z,
		    at(b[0], b[1], b[2])), rows[i].want);
	}
	zone_free(z);
}

static void
test_every_line(void)
{
	/* 27 months in one file, with disorder around a New Year */
	static const int days[][2] = { { 2, 10 }, { 8, 1 }, { 12, 31 },
	    { 1, 1 }, { 12, 31 }, { 1, 1 }, { 7, 1 }, { 12, 30 }, { 1, 2 },
	    { 5, 20 } };
	struct zone *z = utc_zone();
	struct years y = { 0 };
	struct stamp none = { .zone_min = STAMP_NO_ZONE };
	struct clock c;
	size_t i;

	CHECK_INT("nothing", years_begin(&y, z, at(2026, 11, 22)), 0);
	years_add(&y, &none);
	CHECK_INT("nothing", years_begin(&y, z, at(2026, 11, 22)), 0);
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct stamp s = day(0, days[i][0], days[i][1]);

		years_add(&y, &s);
	}
	CHECK_INT("begin", years_begin(&y, z, at(2026, 11, 22)), 2024);
	clock_init(&c, z, at(2026, 11, 22));
	clock_set_year(&c, years_begin(&y, z, at(2026, 11, 22)));
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct stamp s = day(0, days[i][0], days[i][1]);
		int64_t t = clock_resolve(&c, &s);

		if (i == 0)
			CHECK_INT("first", t, at(2024, 2, 10));
		else if (i == 4)
			CHECK_INT("disorder", t, at(2024, 12, 31));
	}
	CHECK_INT("last", c.last, at(2026, 5, 20));
	CU_ASSERT_FALSE(clock_contradicted(&c));
	zone_free(z);
}

/* One rotated set: parts in any order, each row's oldest first in want. */
static void
test_arrange(void)
{
	static const struct {
		const char *what;
		struct {
			int first[2], last[2], bound[3];
		} parts[4];
		size_t n;
		struct {
			size_t tag;
			int year;
		} want[4];
	} rows[] = {
	{ "dates kept", {
		{ { 1, 4 }, { 1, 10 }, { 2026, 1, 10 } },
		{ { 12, 28 }, { 1, 3 }, { 2026, 1, 3 } },
		{ { 12, 20 }, { 12, 27 }, { 2025, 12, 27 } } }, 3,
		{ { 2, 2025 }, { 1, 2025 }, { 0, 2026 } } },
	{ "copied today", {
		{ { 12, 28 }, { 1, 3 }, { 2026, 11, 22 } },
		{ { 1, 4 }, { 1, 10 }, { 2026, 11, 22 } },
		{ { 12, 20 }, { 12, 27 }, { 2026, 11, 22 } } }, 3,
		{ { 2, 2025 }, { 0, 2025 }, { 1, 2026 } } },
	{ "a year later, today within the set", {
		{ { 11, 24 }, { 11, 30 }, { 2026, 11, 20 } },
		{ { 11, 17 }, { 11, 23 }, { 2026, 11, 20 } },
		{ { 11, 10 }, { 11, 16 }, { 2026, 11, 20 } } }, 3,
		{ { 2, 2025 }, { 1, 2025 }, { 0, 2025 } } },
	{ "the newest is certain", {
		{ { 11, 16 }, { 11, 20 }, { 2026, 11, 20 } },
		{ { 11, 24 }, { 11, 30 }, { 2026, 11, 20 } } }, 2,
		{ { 1, 2025 }, { 0, 2026 } } },
	{ "an empty one", {
		{ { 0, 0 }, { 0, 0 }, { 2026, 11, 20 } },
		{ { 11, 1 }, { 11, 7 }, { 2026, 11, 7 } } }, 2,
		{ { 1, 2026 }, { 0, 0 } } },
	{ "copied a year later, the newest just rotated", {
		{ { 0, 0 }, { 0, 0 }, { 2026, 11, 20 } },
		{ { 11, 10 }, { 11, 16 }, { 2026, 11, 20 } },
		{ { 11, 24 }, { 11, 30 }, { 2026, 11, 20 } },
		{ { 11, 17 }, { 11, 23 }, { 2026, 11, 20 } } }, 4,
		{ { 1, 2025 }, { 3, 2025 }, { 2, 2025 }, { 0, 0 } } },
	{ "monthly, more than a year", {
		{ { 1, 1 }, { 1, 31 }, { 2026, 1, 31 } },
		{ { 1, 1 }, { 1, 31 }, { 2025, 1, 31 } },
		{ { 7, 1 }, { 7, 31 }, { 2025, 7, 31 } } }, 3,
		{ { 1, 2025 }, { 2, 2025 }, { 0, 2026 } } },
	};
	struct zone *z = utc_zone();
	size_t i, k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct years seen[4] = { 0 };
		struct years_part parts[4] = { 0 };

		for (k = 0; k < rows[i].n; k++) {
			const int *f = rows[i].parts[k].first;
			const int *l = rows[i].parts[k].last;
			const int *b = rows[i].parts[k].bound;
			struct stamp first = day(0, f[0], f[1]);
			struct stamp last = day(0, l[0], l[1]);

			years_add(&seen[k], &first);
			years_end(&seen[k], &last);
			parts[k].seen = &seen[k];
			parts[k].bound = at(b[0], b[1], b[2]);
			parts[k].tag = k;
		}
		years_arrange(parts, rows[i].n, z);
		for (k = 0; k < rows[i].n; k++) {
			CHECK_INT(rows[i].what, parts[k].tag,
			    rows[i].want[k].tag);
			CHECK_INT(rows[i].what, parts[k].year,
			    rows[i].want[k].year);
			CU_ASSERT(k == 0 ||
			    parts[k - 1].begin <= parts[k].begin);
		}
	}
	zone_free(z);
}

void
suite_years(void)
{
	TEST_SUITE("years", { "ends", test_ends },
	    { "every line", test_every_line }, { "arrange", test_arrange });
}

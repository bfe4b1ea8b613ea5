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

/* The year in which a log begins that stands alone. */
static int
alone(const struct years *y, const struct zone *z, int64_t bound)
{
	struct years_part p = { .seen = y, .zone = z, .bound = bound,
	    .until = INT64_MAX, .dated = true };

	years_arrange(&p, 1);
	return p.year;
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
		years_jump(&y, &last);
		CHECK_INT(rows[i].what, alone(&y, z, at(b[0], b[1], b[2])),
		    rows[i].want);
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

	CHECK_INT("nothing", alone(&y, z, at(2026, 11, 22)), 0);
	years_add(&y, &none);
	CHECK_INT("nothing", alone(&y, z, at(2026, 11, 22)), 0);
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct stamp s = day(0, days[i][0], days[i][1]);

		years_add(&y, &s);
	}
	CHECK_INT("begin", alone(&y, z, at(2026, 11, 22)), 2024);
	clock_init(&c, z, at(2026, 11, 22));
	clock_set_year(&c, alone(&y, z, at(2026, 11, 22)));
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

#define MAX_PARTS	32

struct part {
	int first[3], last[3];		/* year or 0, month, day */
	int bound[3];
	int named[3];			/* the date in its name, or none */
	int want;			/* the year it begins in */
};

static void
check_set(const char *what, const struct part *row, size_t n, bool dated)
{
	struct years seen[MAX_PARTS] = { 0 };
	struct years_part parts[MAX_PARTS] = { 0 };
	struct zone *z = utc_zone();
	char name[80];
	size_t i;

	for (i = 0; i < n; i++) {
		const int *f = row[i].first, *l = row[i].last;
		const int *b = row[i].bound, *d = row[i].named;
		struct stamp first = day(f[0], f[1], f[2]);
		struct stamp last = day(l[0], l[1], l[2]);

		if (f[1] != 0) {
			years_add(&seen[i], &first);
			years_jump(&seen[i], &last);
		}
		parts[i].seen = &seen[i];
		parts[i].zone = z;
		parts[i].bound = at(b[0], b[1], b[2]);
		parts[i].until = d[0] != 0 ? at(d[0], d[1], d[2]) :
		    INT64_MAX;
		parts[i].dated = dated;
	}
	years_arrange(parts, n);
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s, part %zu", what, i);
		CHECK_INT(name, parts[i].year, row[i].want);
		if (row[i].want == 0)
			CHECK_INT(name, parts[i].begin, parts[i].bound);
		else
			CHECK_INT(name, parts[i].begin, at(row[i].want,
			    row[i].first[1], row[i].first[2]));
	}
	zone_free(z);
}

#define TODAY	{ 2026, 11, 27 }
#define NO_DATE	{ 0, 0, 0 }

/* Rotated sets, the newest first as their names have it. */
static void
test_arrange(void)
{
	static const struct {
		const char *what;
		bool dated;
		struct part parts[4];
	} rows[] = {
	{ "dates kept", true, {
		{ { 0, 1, 4 }, { 0, 1, 10 }, { 2026, 1, 10 }, NO_DATE, 2026 },
		{ { 0, 12, 28 }, { 0, 1, 3 }, { 2026, 1, 3 }, NO_DATE, 2025 },
		{ { 0, 12, 20 }, { 0, 12, 27 }, { 2025, 12, 27 }, NO_DATE,
		    2025 } } },
	{ "dates kept, names in disorder", true, {
		{ { 0, 7, 1 }, { 0, 7, 31 }, { 2025, 7, 31 }, NO_DATE, 2025 },
		{ { 0, 1, 1 }, { 0, 1, 31 }, { 2026, 1, 31 }, NO_DATE, 2026 },
		{ { 0, 1, 1 }, { 0, 1, 31 }, { 2025, 1, 31 }, NO_DATE,
		    2025 } } },
	{ "copied", false, {
		{ { 0, 1, 4 }, { 0, 1, 10 }, TODAY, NO_DATE, 2026 },
		{ { 0, 12, 28 }, { 0, 1, 3 }, TODAY, NO_DATE, 2025 },
		{ { 0, 12, 20 }, { 0, 12, 27 }, TODAY, NO_DATE, 2025 } } },
	{ "copied, today is within the set", false, {
		{ { 0, 11, 24 }, { 0, 11, 30 }, TODAY, NO_DATE, 2025 },
		{ { 0, 11, 17 }, { 0, 11, 23 }, TODAY, NO_DATE, 2025 },
		{ { 0, 11, 10 }, { 0, 11, 16 }, TODAY, NO_DATE, 2025 } } },
	{ "copied, November of this year, December of last", false, {
		{ { 0, 11, 1 }, { 0, 11, 26 }, TODAY, NO_DATE, 2026 },
		{ { 0, 12, 1 }, { 0, 12, 31 }, TODAY, NO_DATE, 2025 } } },
	{ "copied, numbered upwards", false, {
		{ { 0, 8, 1 }, { 0, 8, 31 }, TODAY, NO_DATE, 2026 },
		{ { 0, 9, 1 }, { 0, 9, 30 }, TODAY, NO_DATE, 2026 },
		{ { 0, 10, 1 }, { 0, 10, 31 }, TODAY, NO_DATE, 2026 },
		{ { 0, 11, 1 }, { 0, 11, 26 }, TODAY, NO_DATE, 2026 } } },
	{ "copied, numbered anyhow", false, {
		{ { 0, 12, 1 }, { 0, 12, 31 }, TODAY, NO_DATE, 2025 },
		{ { 0, 2, 1 }, { 0, 2, 28 }, TODAY, NO_DATE, 2026 },
		{ { 0, 1, 1 }, { 0, 1, 31 }, TODAY, NO_DATE, 2026 },
		{ { 0, 11, 10 }, { 0, 11, 30 }, TODAY, NO_DATE, 2025 } } },
	{ "the newest is empty", false, {
		{ { 0, 0, 0 }, { 0, 0, 0 }, TODAY, NO_DATE, 0 },
		{ { 0, 11, 24 }, { 0, 11, 30 }, TODAY, NO_DATE, 2025 },
		{ { 0, 11, 17 }, { 0, 11, 23 }, TODAY, NO_DATE, 2025 } } },
	{ "one in the middle is empty", false, {
		{ { 0, 11, 20 }, { 0, 11, 26 }, TODAY, NO_DATE, 2026 },
		{ { 0, 0, 0 }, { 0, 0, 0 }, TODAY, NO_DATE, 0 },
		{ { 0, 11, 24 }, { 0, 11, 30 }, TODAY, NO_DATE, 2025 } } },
	{ "a year is written in one", false, {
		{ { 0, 10, 1 }, { 0, 11, 20 }, TODAY, NO_DATE, 2024 },
		{ { 2024, 9, 1 }, { 0, 9, 30 }, TODAY, NO_DATE, 2024 },
		{ { 0, 8, 1 }, { 0, 8, 31 }, TODAY, NO_DATE, 2024 },
		{ { 0, 11, 1 }, { 0, 12, 31 }, TODAY, NO_DATE, 2023 } } },
	{ "the newer ones have years", false, {
		{ { 2026, 2, 1 }, { 2026, 11, 26 }, TODAY, NO_DATE, 2026 },
		{ { 2025, 5, 1 }, { 2026, 1, 31 }, TODAY, NO_DATE, 2025 },
		{ { 0, 4, 1 }, { 0, 4, 30 }, TODAY, NO_DATE, 2025 },
		{ { 0, 5, 1 }, { 0, 3, 31 }, TODAY, NO_DATE, 2024 } } },
	{ "a leap day in one", false, {
		{ { 0, 3, 1 }, { 0, 3, 31 }, TODAY, NO_DATE, 2024 },
		{ { 0, 2, 29 }, { 0, 2, 29 }, TODAY, NO_DATE, 2024 },
		{ { 0, 1, 1 }, { 0, 1, 31 }, TODAY, NO_DATE, 2024 } } },
	{ "yearly parts", false, {
		{ { 0, 2, 1 }, { 0, 11, 26 }, TODAY, NO_DATE, 2026 },
		{ { 0, 2, 1 }, { 0, 1, 10 }, TODAY, NO_DATE, 2025 },
		{ { 0, 2, 2 }, { 0, 1, 11 }, TODAY, NO_DATE, 2024 } } },
	{ "packed, and not yet taken away", false, {
		{ { 0, 11, 20 }, { 0, 11, 26 }, TODAY, NO_DATE, 2026 },
		{ { 0, 11, 13 }, { 0, 11, 19 }, TODAY, NO_DATE, 2026 },
		{ { 0, 11, 13 }, { 0, 11, 19 }, TODAY, NO_DATE, 2026 },
		{ { 0, 11, 6 }, { 0, 11, 12 }, TODAY, NO_DATE, 2026 } } },
	{ "a line comes late", false, {
		{ { 0, 11, 19 }, { 0, 11, 26 }, TODAY, NO_DATE, 2026 },
		{ { 0, 11, 13 }, { 0, 11, 20 }, TODAY, NO_DATE, 2026 } } },
	{ "dates in the names", false, {
		{ { 0, 10, 26 }, { 0, 11, 2 }, TODAY, { 2025, 11, 4 }, 2025 },
		{ { 0, 10, 19 }, { 0, 10, 26 }, TODAY, { 2025, 10, 28 },
		    2025 },
		{ { 0, 10, 12 }, { 0, 10, 19 }, TODAY, { 2024, 10, 21 },
		    2024 } } },
	{ "one date in a name", true, {
		{ { 0, 10, 26 }, { 0, 11, 2 }, TODAY, { 2023, 11, 4 },
		    2023 } } },
	{ "a date in a name that cannot be", true, {
		{ { 0, 10, 26 }, { 0, 11, 2 }, TODAY, { 2023, 4, 4 },
		    2026 } } },
	{ "a date in a name that is to come", true, {
		{ { 0, 10, 26 }, { 0, 11, 2 }, TODAY, { 2031, 11, 4 },
		    2026 } } },
	};
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (n = 0; n < 4 && rows[i].parts[n].bound[0] != 0; n++)
			;
		check_set(rows[i].what, rows[i].parts, n, rows[i].dated);
	}
}

/* Fifteen months, a part each, all copied today. */
static void
test_long_set(void)
{
	struct part parts[16] = { 0 };
	size_t i;
	int month = 11, year = 2026;

	for (i = 0; i < 16; i++) {
		parts[i] = (struct part){ { 0, month, 1 + (int)i / 12 },
		    { 0, month, i == 0 ? 26 : 28 }, TODAY, NO_DATE, year };
		year -= month == 1;
		month = month == 1 ? 12 : month - 1;
	}
	check_set("monthly", parts, 15, false);
	/* The newest has just been rotated. */
	parts[0] = (struct part){ .bound = TODAY };
	check_set("monthly, the newest empty", parts, 16, false);
}

/* --year is obeyed, whatever the neighbours say. */
static void
test_given(void)
{
	struct years seen = { 0 };
	struct zone *z = utc_zone();
	struct stamp first = day(0, 3, 1), last = day(0, 3, 5);
	struct years_part parts[2] = { 0 };

	years_add(&seen, &first);
	years_jump(&seen, &last);
	parts[0] = (struct years_part){ .seen = &seen, .zone = z,
	    .bound = at(2026, 11, 27), .until = at(2024, 3, 7),
	    .given = 2031 };
	parts[1] = parts[0];
	years_arrange(parts, 2);
	CHECK_INT("given", parts[0].year, 2031);
	CHECK_INT("given", parts[1].year, 2031);
	CHECK_INT("begin", parts[0].begin, at(2031, 3, 1));
	zone_free(z);
}

void
suite_years(void)
{
	TEST_SUITE("years", { "ends", test_ends },
	    { "every line", test_every_line }, { "arrange", test_arrange },
	    { "long set", test_long_set }, { "given", test_given });
}

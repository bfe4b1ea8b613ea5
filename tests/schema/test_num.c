#include "schema/num.h"
#include "tests/test.h"

void	suite_num(void);

static void
test_unsigned(void)
{
	static const struct {
		const char *in;
		uint64_t max;
		int ok;
		uint64_t out;
	} rows[] = {
		{ "0", 10, 1, 0 }, { "10", 10, 1, 10 }, { "11", 10, 0, 0 },
		{ "007", 10, 1, 7 }, { "", 10, 0, 0 }, { "-1", 10, 0, 0 },
		{ "+1", 10, 0, 0 }, { " 1", 10, 0, 0 }, { "1 ", 10, 0, 0 },
		{ "1a", 10, 0, 0 }, { "0x1", 99, 0, 0 },
		{ "18446744073709551615", UINT64_MAX, 1, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, 0, 0 },
		{ "99999999999999999999999", UINT64_MAX, 0, 0 },
	};
	uint64_t v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		v = 0;
		CHECK_INT(rows[i].in, num_u64(span_str(rows[i].in),
		    rows[i].max, &v), rows[i].ok);
		if (rows[i].ok)
			CHECK_INT(rows[i].in, v, rows[i].out);
	}
}

static void
test_signed(void)
{
	static const struct {
		const char *in;
		int ok;
		int64_t out;
	} rows[] = {
		{ "-5", 1, -5 }, { "+5", 1, 5 }, { "5", 1, 5 },
		{ "-", 0, 0 }, { "", 0, 0 }, { "--5", 0, 0 },
		{ "9223372036854775807", 1, INT64_MAX },
		{ "9223372036854775808", 0, 0 },
		{ "-9223372036854775807", 1, -INT64_MAX },
		{ "-9223372036854775809", 0, 0 },
	};
	int64_t v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		v = 0;
		CHECK_INT(rows[i].in, num_i64(span_str(rows[i].in), &v),
		    rows[i].ok);
		if (rows[i].ok)
			CHECK_INT(rows[i].in, v, rows[i].out);
	}
}

static void
test_millis(void)
{
	static const struct {
		const char *in;
		int ok;
		int64_t out;
	} rows[] = {
		{ "12", 1, 12000 }, { "0.07", 1, 70 }, { "3.5", 1, 3500 },
		{ "0.0009", 1, 0 }, { "1.2345", 1, 1234 }, { "", 0, 0 },
		{ ".", 0, 0 }, { "1,5", 0, 0 }, { "-1", 0, 0 },
		{ "1.x", 0, 0 }, { "99999999999999999999", 0, 0 },
	};
	int64_t v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		v = 0;
		CHECK_INT(rows[i].in, num_millis(span_str(rows[i].in), &v),
		    rows[i].ok);
		if (rows[i].ok)
			CHECK_INT(rows[i].in, v, rows[i].out);
	}
}

static void
test_int(void)
{
	int v = 7;

	CHECK_INT("fits", num_int(SPAN("550"), 999, &v), true);
	CHECK_INT("value", v, 550);
	CHECK_INT("too much", num_int(SPAN("1000"), 999, &v), false);
	CHECK_INT("no span", num_int(SPAN_NULL, 999, &v), false);
}

void
suite_num(void)
{
	TEST_SUITE("num", { "unsigned", test_unsigned },
	    { "signed", test_signed }, { "millis", test_millis },
	    { "int", test_int });
}

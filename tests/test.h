/*
 * What every suite uses.  tests/DIR/test_NAME.c defines suite_NAME(), which
 * registers one CUnit suite named NAME; the runner finds it by the file name.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "schema/span.h"

/* Registers test functions: TEST_SUITE("span", {"find", test_find}, ...) */
struct test_case {
	const char	*name;
	void		(*run)(void);
};

static inline void
test_register(const char *suite, const struct test_case *cases, size_t n)
{
	CU_pSuite s = CU_add_suite(suite, NULL, NULL);
	size_t i;

	for (i = 0; i < n; i++)
		CU_add_test(s, cases[i].name, cases[i].run);
}

#define TEST_SUITE(name, ...) do {					\
	static const struct test_case cases_[] = { __VA_ARGS__ };	\
	test_register(name, cases_, sizeof(cases_) / sizeof(cases_[0]));\
} while (0)

/* Says which row of a table failed, and how. */
#define CHECK_SPAN(row, got, want) do {					\
	struct span g_ = (got), w_ = span_str(want);			\
	int same_ = span_eq(g_, w_) && (g_.p == NULL) == (w_.p == NULL);\
	if (!same_)							\
		printf("\n  row %s: got \"%.*s\"%s, want \"%s\"\n",	\
		    (row), SPAN_FMT(g_), g_.p ? "" : " (null)",		\
		    w_.p ? w_.p : "(null)");				\
	CU_ASSERT(same_);						\
} while (0)

#define CHECK_INT(row, got, want) do {					\
	long long g_ = (long long)(got), w_ = (long long)(want);	\
	if (g_ != w_)							\
		printf("\n  row %s: %s: got %lld, want %lld\n", (row),	\
		    #got, g_, w_);					\
	CU_ASSERT(g_ == w_);						\
} while (0)

#endif

/*
 * num: decimal numbers out of spans, checked for range, no locale.
 */
#ifndef SCHEMA_NUM_H
#define SCHEMA_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/span.h"

/* The whole span is digits and fits: true and *out. */
bool	num_u64(struct span, uint64_t max, uint64_t *out);
bool	num_int(struct span, int max, int *out);
/* As num_u64 but with an optional sign. */
bool	num_i64(struct span, int64_t *out);
/* "12", "0.07", "3.5": thousandths, truncated. */
bool	num_millis(struct span, int64_t *out);

static inline bool
num_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

#endif

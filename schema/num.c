#include "schema/num.h"

bool
num_u64(struct span s, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	size_t i;

	if (s.n == 0)
		return false;
	for (i = 0; i < s.n; i++) {
		uint64_t d = (uint64_t)(unsigned char)s.p[i] - '0';

		if (!num_is_digit(s.p[i]) || v > (max - d) / 10 ||
		    (max < d))
			return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}

bool
num_int(struct span s, int max, int *out)
{
	uint64_t v;

	if (!num_u64(s, (uint64_t)max, &v))
		return false;
	*out = (int)v;
	return true;
}

bool
num_i64(struct span s, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	uint64_t v;

	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		s = span_skip(s, 1);
	if (!num_u64(s, INT64_MAX, &v))
		return false;
	*out = minus ? -(int64_t)v : (int64_t)v;
	return true;
}

bool
num_millis(struct span s, int64_t *out)
{
	size_t dot = span_find_char(s, '.');
	uint64_t whole, part = 0;
	size_t i, scale = 100;

	if (!num_u64(span_head(s, dot), INT64_MAX / 2000, &whole))
		return false;
	for (i = dot + 1; i < s.n; i++) {
		if (!num_is_digit(s.p[i]))
			return false;
		part += (uint64_t)(s.p[i] - '0') * scale;
		scale /= 10;
	}
	*out = (int64_t)(whole * 1000 + part);
	return true;
}

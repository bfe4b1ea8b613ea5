#include "parsers/exim_text.h"

struct span
exim_unquoted(struct span s, struct arena *arena)
{
	size_t i, n = 0;
	char *out;

	if (span_find_char(s, '\\') == s.n)
		return s;
	out = arena_alloc(arena, s.n);
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n &&
		    (s.p[i + 1] == '\\' || s.p[i + 1] == '"'))
			i++;
		out[n++] = s.p[i];
	}
	return span_of(out, n);
}

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

struct span
exim_unprinted(struct span s, struct arena *arena)
{
	size_t i, n = 0;
	char *out;

	if (span_find_char(s, '\\') == s.n)
		return s;
	out = arena_alloc(arena, s.n);
	for (i = 0; i < s.n; i++)
		if (s.p[i] == '\\' && i + 3 < s.n && s.p[i + 1] <= '3' &&
		    is_octal(s.p[i + 1]) && is_octal(s.p[i + 2]) &&
		    is_octal(s.p[i + 3])) {
			out[n++] = (char)((s.p[i + 1] - '0') * 64 +
			    (s.p[i + 2] - '0') * 8 + (s.p[i + 3] - '0'));
			i += 3;
		} else
			out[n++] = s.p[i];
	return span_of(out, n);
}

#include "schema/span.h"

size_t
span_find_char(struct span s, char c)
{
	const char *at;

	if (s.n == 0)
		return 0;
	at = memchr(s.p, c, s.n);
	return at != NULL ? (size_t)(at - s.p) : s.n;
}

size_t
span_find(struct span s, struct span needle)
{
	const char *at;

	if (needle.n == 0)
		return 0;
	if (s.n < needle.n)
		return s.n;
	at = memmem(s.p, s.n, needle.p, needle.n);
	return at != NULL ? (size_t)(at - s.p) : s.n;
}

bool
span_has(struct span s, struct span needle)
{
	return needle.n == 0 || span_find(s, needle) < s.n;
}

static inline char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
same_nocase(const char *a, const char *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fold(a[i]) != fold(b[i]))
			return false;
	return true;
}

bool
span_eq_nocase(struct span a, struct span b)
{
	return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

bool
span_starts_nocase(struct span s, struct span prefix)
{
	return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

bool
span_has_nocase(struct span s, struct span needle)
{
	size_t i;
	char first;

	if (needle.n == 0)
		return true;
	first = fold(needle.p[0]);
	for (i = 0; i + needle.n <= s.n; i++)
		if (fold(s.p[i]) == first &&
		    same_nocase(s.p + i + 1, needle.p + 1, needle.n - 1))
			return true;
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span
span_trim(struct span s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = span_skip(s, 1);
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct span
span_unbracket(struct span s)
{
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		return span_of(s.p + 1, s.n - 2);
	return s;
}

int
span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (d != 0)
		return d < 0 ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

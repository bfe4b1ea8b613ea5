/*
 * span: a borrowed run of bytes.
 *
 * A span never owns memory and is never NUL-terminated.  p == NULL means "not
 * known" (JSON null, SQL NULL); p != NULL with n == 0 means "known and empty".
 */
#ifndef SCHEMA_SPAN_H
#define SCHEMA_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char	*p;
	size_t		 n;
};

/* A span over a string literal. */
#define SPAN(lit)	((struct span){ "" lit, sizeof(lit) - 1 })
#define SPAN_NULL	((struct span){ NULL, 0 })
/* For printf's "%.*s". */
#define SPAN_FMT(s)	(int)(s).n, (s).n ? (s).p : ""

static inline struct span
span_of(const char *p, size_t n)
{
	return (struct span){ p, n };
}

/* Borrows the NUL-terminated s; NULL gives the null span. */
static inline struct span
span_str(const char *s)
{
	return (struct span){ s, s != NULL ? strlen(s) : 0 };
}

static inline bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
span_starts(struct span s, struct span prefix)
{
	return s.n >= prefix.n &&
	    (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool
span_ends(struct span s, struct span suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 ||
	    memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

/* The span without its first n bytes (all of it if shorter). */
static inline struct span
span_skip(struct span s, size_t n)
{
	if (n > s.n)
		n = s.n;
	return (struct span){ s.n ? s.p + n : s.p, s.n - n };
}

/* The first n bytes (all of it if shorter). */
static inline struct span
span_head(struct span s, size_t n)
{
	return (struct span){ s.p, n < s.n ? n : s.n };
}

/* Where c is first, or s.n. */
size_t		 span_find_char(struct span, char c);
/* Where needle is first, or s.n; an empty needle is at 0. */
size_t		 span_find(struct span, struct span needle);
bool		 span_has(struct span, struct span needle);
/* ASCII case only. */
bool		 span_eq_nocase(struct span, struct span);
bool		 span_starts_nocase(struct span, struct span prefix);
bool		 span_has_nocase(struct span, struct span needle);
/* Without blanks, tabs, CR and LF at both ends. */
struct span	 span_trim(struct span);
/* Without one pair of enclosing <>. */
struct span	 span_unbracket(struct span);
/* -1, 0, 1 as memcmp, the shorter first. */
int		 span_cmp(struct span, struct span);

#endif

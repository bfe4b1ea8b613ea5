#include "parsers/exim_addr.h"

/* How far the end of an address is looked for: bounded work for any line. */
#define ADDR_MAX	2048

/* The bytes of the quoted string at the start of s, or 0. */
static size_t
quoted_len(struct span s)
{
	size_t i;

	if (s.n == 0 || s.p[0] != '"')
		return 0;
	for (i = 1; i < s.n; i++)
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	return 0;
}

struct span
exim_addr_bracketed(struct span s, size_t *len)
{
	size_t i = 1, q;

	*len = 0;
	if (s.n < 2 || s.p[0] != '<')
		return SPAN_NULL;
	q = quoted_len(span_skip(s, 1));
	/* A quote that does not stand for a local part is just a byte. */
	if (q > 0 && i + q < s.n && s.p[i + q] == '@')
		i += q;
	for (; i < s.n; i++)
		if (s.p[i] == '>') {
			*len = i + 1;
			return span_of(s.p + 1, i - 1);
		}
	return SPAN_NULL;
}

/* What may stand behind the address part begins here. */
static bool
tail_starts(struct span s)
{
	static const char *const heads[] = {
		" R=", " T=", " F=<", " P=<", " Q=", " SRS=<",
		" routing defer (", " transporting defer (", " defer (",
		" routing yielded a ", " mua_wrapper forced ",
	};
	size_t i;

	if (s.n == 0)
		return true;
	if (s.p[0] == ':')
		return s.n == 1 || s.p[1] == ' ';
	if (s.p[0] != ' ')
		return false;
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (span_starts(s, span_str(heads[i])))
			return true;
	return false;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* plain is quoted ("x y"@d) without its quotes, whatever the case. */
static bool
same_unquoted(struct span plain, struct span quoted)
{
	size_t q = quoted_len(quoted), i, j = 0;

	for (i = q > 0 ? 1 : 0; i < quoted.n; i++) {
		if (q > 0 && i == q - 1)
			continue;
		if (i < q && quoted.p[i] == '\\')
			i++;
		if (j >= plain.n || lower(plain.p[j++]) != lower(quoted.p[i]))
			return false;
	}
	return j == plain.n;
}

/*
 * The end of an address whose original is the same one, quoted: "x y@d
 * <"x y"@d>".  Sure, whatever the local part holds.
 */
static bool
end_by_quoted_original(struct span s, struct exim_addr *a)
{
	struct span from = s;
	size_t len;

	for (;;) {
		size_t at = span_find(from, SPAN(" <\""));
		struct span orig;

		if (at == from.n)
			return false;
		from = span_skip(from, at + 1);
		orig = exim_addr_bracketed(from, &len);
		if (len > 0 && tail_starts(span_skip(from, len)) &&
		    same_unquoted(span_head(s, (size_t)(from.p - s.p) - 1),
		    orig)) {
			a->recipient = orig;
			a->original = SPAN("");
			a->rest = span_skip(from, len);
			return true;
		}
	}
}

/* " <original>" and the tail; s begins at the blank. */
static bool
original_and_tail(struct span s, struct exim_addr *a)
{
	struct span orig;
	size_t len;

	if (s.n < 2 || s.p[0] != ' ' || s.p[1] != '<')
		return false;
	orig = exim_addr_bracketed(span_skip(s, 1), &len);
	if (len == 0 || !tail_starts(span_skip(s, 1 + len)))
		return false;
	a->original = orig;
	a->rest = span_skip(s, 1 + len);
	return true;
}

/* " (parent, parent) <original>" and the tail; *parents = the inside. */
static bool
parents_and_tail(struct span s, struct exim_addr *a, struct span *parents)
{
	size_t close;

	if (s.n < 2 || s.p[0] != ' ' || s.p[1] != '(')
		return false;
	close = span_find(s, SPAN(") <"));
	if (close == s.n || !original_and_tail(span_skip(s, close + 1), a))
		return false;
	*parents = span_of(s.p + 2, close - 2);
	return true;
}

/* The first place where an address may end; false: nowhere. */
static bool
end_by_tail(struct span s, bool command, struct exim_addr *a,
    struct span *parents)
{
	struct span from;
	size_t i = quoted_len(s);
	bool blank = false;

	for (; i <= s.n; i++) {
		if (i < s.n && s.p[i] != ' ' && s.p[i] != ':')
			continue;
		if (i == s.n && blank)		/* cut, or not an address */
			return false;
		blank |= i < s.n && s.p[i] == ' ';
		from = span_skip(s, i);
		if (original_and_tail(from, a) ||
		    parents_and_tail(from, a, parents)) {
			a->recipient = span_head(s, i);
			return true;
		}
		/* A command or a file always has its original behind it. */
		if (!command && tail_starts(from)) {
			a->recipient = span_head(s, i);
			a->rest = from;
			return true;
		}
	}
	return false;
}

static bool
needs_quotes(struct span local)
{
	size_t i;

	if (local.n == 0 || local.p[0] == '"')
		return false;
	for (i = 0; i < local.n; i++)
		if (memchr(" \"(),:;<>@[\\]", local.p[i], 13) != NULL)
			return true;
	return false;
}

/* The bytes before the "@" of the domain, or 0. */
static size_t
local_part_len(struct span address)
{
	size_t at = address.n;

	while (at > 0 && address.p[at - 1] != '@')
		at--;
	return at > 0 ? at - 1 : 0;
}

/* The address with its local part as a quoted string if it needs one. */
static struct span
quote(struct span address, struct arena *arena)
{
	size_t at = local_part_len(address), i, n = 0;
	char *out;

	if (at == 0 || !needs_quotes(span_head(address, at)))
		return address;
	out = arena_alloc(arena, 2 * address.n + 2);
	out[n++] = '"';
	for (i = 0; i < at; i++) {
		if (address.p[i] == '"' || address.p[i] == '\\')
			out[n++] = '\\';
		out[n++] = address.p[i];
	}
	out[n++] = '"';
	memcpy(out + n, address.p + at, address.n - at);
	return span_of(out, n + address.n - at);
}

/* "alice" was logged for alice@d (log_as_local). */
static bool
is_local_part_of(struct span local, struct span address)
{
	size_t n = local_part_len(address);

	return n > 0 && same_unquoted(local, span_head(address, n));
}

/* The first of "a@d, b@d" whose local part it is; null = none. */
static struct span
parent_of(struct span local, struct span parents)
{
	while (parents.n > 0) {
		size_t n = quoted_len(parents);
		struct span one;

		n += span_find(span_skip(parents, n), SPAN(", "));
		one = span_head(parents, n);
		if (is_local_part_of(local, one))
			return one;
		parents = span_skip(parents, n + 2);
	}
	return SPAN_NULL;
}

/* Writes the recipient as attempted, with its domain and quotes. */
static void
complete(struct exim_addr *a, struct span parents, struct arena *arena)
{
	struct span same = SPAN_NULL;

	if (span_find_char(a->recipient, '@') == a->recipient.n) {
		same = parent_of(a->recipient, parents);
		if (same.p == NULL &&
		    is_local_part_of(a->recipient, a->original))
			same = a->original;
	}
	if (same.p != NULL)
		a->recipient = same;
	if (span_eq_nocase(a->recipient, a->original)) {
		a->recipient = a->original;
		a->original = SPAN("");
	} else if (same.p == NULL)
		a->recipient = quote(a->recipient, arena);
}

void
exim_addr_parse(struct span s, struct arena *arena, struct exim_addr *a)
{
	struct span head = span_head(s, ADDR_MAX), parents = SPAN("");
	bool command;

	*a = (struct exim_addr){ SPAN(""), SPAN(""), SPAN("") };
	command = s.n > 0 && (s.p[0] == '|' || s.p[0] == '/' ||
	    s.p[0] == '>' || span_starts(s, SPAN("save ")));
	if (end_by_quoted_original(head, a) ||
	    end_by_tail(head, command, a, &parents) ||
	    (command && end_by_tail(head, false, a, &parents)))
		s = span_skip(s, head.n - a->rest.n);
	else {
		a->recipient = span_head(s, span_find_char(s, ' '));
		s = span_skip(s, a->recipient.n);
	}
	a->rest = s;
	if (!command)
		complete(a, parents, arena);
}

void
exim_sender_parse(struct span s, struct exim_addr *a)
{
	size_t i = quoted_len(s);

	i += span_find_char(span_skip(s, i), ' ');
	a->recipient = span_head(s, i);
	a->original = SPAN("");
	a->rest = span_skip(s, i);
}

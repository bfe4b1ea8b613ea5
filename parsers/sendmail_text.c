#include "parsers/sendmail_text.h"
#include "schema/num.h"

bool
sendmail_id_char(char c)
{
	return num_is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

size_t
sendmail_id_length(struct span s)
{
	size_t i;

	for (i = 0; i < s.n && i < 20 && sendmail_id_char(s.p[i]); i++)
		;
	if (i >= 7 && (num_is_digit(s.p[i - 1]) ||
	    span_eq(span_head(s, i), SPAN("NOQUEUE"))))
		return i;
	return 0;
}

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

void
sendmail_unescape(struct buf *b, struct span s)
{
	size_t i, n;
	char c;

	while (s.n > 0) {
		n = span_find_char(s, '\\');
		buf_add_span(b, span_head(s, n));
		s = span_skip(s, n);
		if (s.n == 0)
			break;
		i = 2;
		c = s.n > 1 ? s.p[1] : '\\';
		if (s.n > 3 && c <= '3' && is_octal(c) && is_octal(s.p[2]) &&
		    is_octal(s.p[3])) {
			c = (char)((c - '0') << 6 | (s.p[2] - '0') << 3 |
			    (s.p[3] - '0'));
			i = 4;
		} else if (c == 'n')
			c = '\n';
		else if (c == 'r')
			c = '\r';
		else if (c == 't')
			c = '\t';
		else if (c != '\\') {	/* no escape: an old version's */
			c = '\\';
			i = 1;
		}
		buf_add_char(b, c);
		s = span_skip(s, i);
	}
}

/* A program to pipe into: its arguments may hold commas. */
static bool
is_program(struct span s)
{
	return s.n > 0 && (s.p[0] == '|' ||
	    (s.n > 1 && s.p[0] == '"' && s.p[1] == '|'));
}

bool
sendmail_next_address(struct span *list, struct span *one)
{
	struct span s = *list;
	bool quoted = false;
	char end = '\0';	/* of the brackets, or the comment */
	size_t i;

	while (s.n > 0 && (s.p[0] == ',' || s.p[0] == ' '))
		s = span_skip(s, 1);
	if (s.n == 0)
		return false;
	for (i = 0; i < s.n && !is_program(s); i++) {
		if (s.p[i] == '\\' && quoted)
			i++;
		else if (s.p[i] == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (s.p[i] == end)
			end = '\0';
		else if (s.p[i] == '<')
			end = '>';
		else if (s.p[i] == '(' && end == '\0')
			end = ')';
		else if (s.p[i] == ',' && end == '\0')
			break;
	}
	if (is_program(s) || i > s.n)
		i = s.n;
	*one = span_trim(span_head(s, i));
	*list = span_skip(s, i);
	return true;
}

struct span
sendmail_bare_address(struct span s)
{
	bool quoted = false;
	size_t i;

	s = span_trim(s);
	if (is_program(s))
		return s;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && quoted)
			i++;
		else if (s.p[i] == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (s.p[i] == '<' && s.p[s.n - 1] == '>')
			return span_unbracket(span_skip(s, i));
		else if (i > 0 && s.p[i] == '(' && s.p[i - 1] == ' ' &&
		    s.p[s.n - 1] == ')')
			return span_trim(span_head(s, i));
	}
	return s;
}

/*
 * Whether the status repeats the whole reply, as a deferral does ("Deferred:
 * CODE TEXT") and a refusal over LMTP ("Service unavailable (TEXT)").  Both
 * are cut in the middle when they are long, the status earlier because of its
 * lead: then what both still have of the head decides.  The byte behind the
 * code may be a hyphen in one and a blank in the other.
 */
static bool
repeats(struct span reply, struct span stat)
{
	static const struct span deferred = { "Deferred: ", 10 };
	static const struct span lmtp = { "Service unavailable (", 21 };
	static const size_t uncut = 150, head = 80;

	if (span_starts(stat, lmtp) && stat.n > lmtp.n + 1 &&
	    stat.p[stat.n - 1] == ')')
		return span_ends(reply, span_of(stat.p + lmtp.n,
		    stat.n - lmtp.n - 1));
	if (!span_starts(stat, deferred))
		return false;
	stat = span_skip(stat, deferred.n);
	if (reply.n < 4 || stat.n < 4 || memcmp(reply.p, stat.p, 3) != 0)
		return false;
	reply = span_skip(reply, 4);
	stat = span_skip(stat, 4);
	if (reply.n < uncut)
		return span_eq(reply, stat);
	return span_eq(span_head(reply, head), span_head(stat, head));
}

bool
sendmail_split_status(struct span tail, struct span *reply,
    struct span *stat)
{
	static const struct span key = { ", stat=", 7 };
	struct span r, s;
	size_t at, last, n;

	*reply = SPAN_NULL;
	if (span_starts(tail, SPAN("stat="))) {
		*stat = span_skip(tail, 5);
		return true;
	}
	if (span_starts(tail, SPAN("reply=")))
		tail = span_skip(tail, 6);
	else if (span_starts(tail, SPAN("status=")))
		tail = span_skip(tail, 7);
	else
		return false;
	n = span_find(tail, key);
	if (n == tail.n)
		return false;
	/*
	 * The reply may hold the key, and so may a status that repeats the
	 * reply.  All other statuses are Sendmail's own words: the last key
	 * is theirs.
	 */
	for (at = n, last = n; at < tail.n; at += key.n + n) {
		r = span_head(tail, at);
		s = span_skip(tail, at + key.n);
		last = at;
		if (repeats(r, s))
			break;
		n = span_find(s, key);
	}
	*reply = span_head(tail, last);
	*stat = span_skip(tail, last + key.n);
	return true;
}

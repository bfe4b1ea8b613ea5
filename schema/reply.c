#include "schema/num.h"
#include "schema/reply.h"
#include "schema/text.h"

static char *
put_number(char *out, unsigned v)
{
	char digits[5];
	int n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	while (n > 0)
		*out++ = digits[--n];
	return out;
}

const char *
enhanced_format(struct enhanced e, char out[ENHANCED_BUFSIZE])
{
	char *p = out;

	if (e.class != 0) {
		p = put_number(p, e.class);
		*p++ = '.';
		p = put_number(p, e.subject);
		*p++ = '.';
		p = put_number(p, e.detail);
	}
	*p = '\0';
	return out;
}

/* One to three digits at the start of s; how many, 0 = none or more. */
static size_t
short_number(struct span s, uint16_t *v)
{
	size_t i;

	*v = 0;
	for (i = 0; i < s.n && num_is_digit(s.p[i]); i++) {
		if (i == 3)
			return 0;
		*v = (uint16_t)(*v * 10 + (s.p[i] - '0'));
	}
	return i;
}

bool
enhanced_at_start(struct span s, struct enhanced *e, size_t *len)
{
	struct enhanced v;
	size_t n, at;

	if (s.n < 5 || s.p[1] != '.' ||
	    (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5'))
		return false;
	v.class = (uint16_t)(s.p[0] - '0');
	n = short_number(span_skip(s, 2), &v.subject);
	at = 2 + n;
	if (n == 0 || at >= s.n || s.p[at] != '.')
		return false;
	n = short_number(span_skip(s, ++at), &v.detail);
	at += n;
	/* "5.1.1." at the end of a word is a stop; "5.1.1.9" is not ours. */
	if (n == 0 || (at + 1 < s.n && s.p[at] == '.' &&
	    num_is_digit(s.p[at + 1])))
		return false;
	*e = v;
	*len = at;
	return true;
}

bool
enhanced_parse(struct span s, struct enhanced *e)
{
	struct enhanced v;
	size_t len;

	if (!enhanced_at_start(s, &v, &len) || len != s.n)
		return false;
	*e = v;
	return true;
}

/* Three digits that end there: the code and the byte behind it (or '\0'). */
static uint16_t
code_at(struct span s, char *sep)
{
	if (s.n < 3 || s.p[0] < '1' || s.p[0] > '9' ||
	    !num_is_digit(s.p[1]) || !num_is_digit(s.p[2]))
		return 0;
	*sep = s.n > 3 ? s.p[3] : '\0';
	if (*sep != ' ' && *sep != '-' && *sep != '\0')
		return 0;
	return (uint16_t)((s.p[0] - '0') * 100 + (s.p[1] - '0') * 10 +
	    (s.p[2] - '0'));
}

/* The text of one line behind its code; notes the enhanced code. */
static struct span
line_text(struct span s, struct enhanced *e)
{
	struct enhanced v;
	size_t len;

	s = span_trim(s);
	if (!enhanced_at_start(s, &v, &len) ||
	    (len < s.n && s.p[len] != ' '))
		return s;
	if (e->class == 0)
		*e = v;
	return span_trim(span_skip(s, len));
}

static void
add_line(struct buf *out, struct span s, struct enhanced *e)
{
	s = line_text(s, e);
	if (s.n == 0)
		return;
	if (out->n > 0)
		buf_add_char(out, ' ');
	text_clean(out, s);
}

/*
 * Where the next line of a reply that Postfix joined begins: " CODE-" or
 * " CODE " ("??CODE" where a milter's CR LF was masked).  Another code than
 * the first counts only where an enhanced code or a hyphen follows, or where
 * it is of the class that decided and the first is not: any other bare number
 * in the text is no new line.
 */
static size_t
next_joined(struct span s, uint16_t code, int decided, size_t *skip)
{
	struct enhanced e;
	size_t i, len;
	uint16_t c;
	char sep;

	for (i = 1; i + 3 <= s.n; i++) {
		if (s.p[i - 1] != ' ' && s.p[i - 1] != '?')
			continue;
		c = code_at(span_skip(s, i), &sep);
		if (c < 200 || c > 599)
			continue;
		if (c != code && sep != '-' &&
		    (c / 100 != decided || code / 100 == decided) &&
		    !enhanced_at_start(span_skip(s, i + 4), &e, &len))
			continue;
		*skip = s.p[i - 1] == ' ' ? 1 :
		    i >= 2 && s.p[i - 2] == '?' ? 2 : 1;
		return i;
	}
	return s.n;
}

/* decided: the class of the last line's code, 0 = not known. */
static void
parse_joined(struct span s, int decided, struct buf *out, struct reply *r)
{
	size_t at, skip = 0;
	uint16_t code = r->code;
	char sep = '-';

	/* The code of the last line is what Postfix decided by. */
	while (sep == '-') {
		at = next_joined(s, code, decided, &skip);
		if (at == s.n) {
			add_line(out, s, &r->enhanced);
			return;
		}
		add_line(out, span_head(s, at - skip), &r->enhanced);
		s = span_skip(s, at);
		r->code = code_at(s, &sep);
		s = span_skip(s, sep == '\0' ? 3 : 4);
	}
	add_line(out, s, &r->enhanced);
}

/*
 * The code of a milter's reply that cleanup(8) logged without its first code:
 * "5.7.1 a??550 5.7.1 b".  0 = none shown.
 */
static uint16_t
later_code(struct span s)
{
	size_t len, at = span_find(s, SPAN("??"));
	struct enhanced e;
	uint16_t code;
	char sep;

	if (at == s.n || !enhanced_at_start(s, &e, &len))
		return 0;
	code = code_at(span_skip(s, at + 2), &sep);
	return code / 100 == e.class ? code : 0;
}

/* Lines with a separator of their own between them. */
static void
parse_lines(struct span s, struct span nl, struct buf *out, struct reply *r)
{
	size_t at;
	char sep;

	for (;;) {
		at = span_find(s, nl);
		add_line(out, span_head(s, at), &r->enhanced);
		if (at == s.n)
			return;
		s = span_skip(s, at + nl.n);
		if (code_at(s, &sep) != 0)
			s = span_skip(s, sep == '\0' ? 3 : 4);
	}
}

void
reply_parse(struct span raw, enum reply_join join, struct buf *out,
    struct reply *r)
{
	char sep = '\0';

	buf_clear(out);
	*r = (struct reply){ 0 };
	raw = span_trim(raw);
	r->code = code_at(raw, &sep);
	if (r->code != 0)
		raw = span_skip(raw, sep == '\0' ? 3 : 4);
	else if (join == REPLY_JOIN_BLANK && (r->code = later_code(raw)) != 0)
		sep = '-';
	if (join == REPLY_JOIN_ESCAPE)
		parse_lines(raw, SPAN("\\n"), out, r);
	else if (join == REPLY_JOIN_LINES)
		parse_lines(raw, SPAN("\n"), out, r);
	else if (join != REPLY_JOIN_NONE && sep == '-')
		parse_joined(raw, join == REPLY_JOIN_BLANK_4XX ? 4 :
		    join == REPLY_JOIN_BLANK_5XX ? 5 : 0, out, r);
	else
		add_line(out, raw, &r->enhanced);
	r->text = buf_span(out);
}

#include "schema/fingerprint.h"
#include "schema/fingerprint_token.h"
#include "schema/num.h"
#include "schema/text.h"

/*
 * A longer token is taken in pieces: its parts nest, and each is looked at
 * once for every part before it.
 */
#define TOKEN_BYTES	1024

struct mask {
	struct span	 text;
	struct buf	*out;
	struct buf	*values;
	size_t		 masked;	/* how many so far */
};

/* fingerprint_mask() has reserved room for all that comes. */
static void
put(struct buf *b, struct span s)
{
	memcpy(b->data + b->n, s.p, s.n);
	b->n += s.n;
}

static void
put_char(struct buf *b, char c)
{
	b->data[b->n++] = c;
}

static void
plain(struct mask *m, struct span s)
{
	put(m->out, s);
}

static void
mask(struct mask *m, enum fingerprint_kind kind, struct span s)
{
	if (s.n == 0)
		return;
	if (m->masked++ > 0)
		put_char(m->values, '\n');
	put(m->values, s);
	put_char(m->out, (char)kind);
}

/* What follows s (a part of the text) in the text. */
static struct span
after(const struct mask *m, struct span s)
{
	const char *end = s.p + s.n;

	return span_of(end, (size_t)(m->text.p + m->text.n - end));
}

/* What was said just before s ends with the word, blanks aside. */
static bool
follows(const struct mask *m, struct span s, struct span word)
{
	size_t n = (size_t)(s.p - m->text.p);

	while (n > 0 && (m->text.p[n - 1] == ' ' || m->text.p[n - 1] == ':' ||
	    m->text.p[n - 1] == '"' || m->text.p[n - 1] == '\''))
		n--;
	return n >= word.n && span_eq_nocase(span_of(m->text.p + n - word.n,
	    word.n), word);
}

/* A reply code starts s. */
static bool
is_code(struct span s)
{
	return s.n >= 3 && (s.p[0] == '4' || s.p[0] == '5') &&
	    token_digits(s) == 3;
}

/* valued: the number stands after an equals sign. */
static void
number(struct mask *m, struct span s, bool valued)
{
	if (is_code(s) && !valued)
		plain(m, s);
	else if (s.n <= 3) {
		if (valued || token_is_unit(after(m, s)))
			mask(m, FINGERPRINT_NUMBER, s);
		else
			plain(m, s);
	} else if (s.n <= 5 && (follows(m, s, SPAN("rfc")) ||
	    follows(m, s, SPAN("error")) || follows(m, s, SPAN("code")) ||
	    follows(m, s, SPAN("errno"))))
		plain(m, s);
	else
		mask(m, FINGERPRINT_NUMBER, s);
}

static void
host(struct mask *m, struct span s)
{
	size_t n;

	if (!token_is_list(s)) {
		mask(m, FINGERPRINT_HOST, s);
		return;
	}
	/* "2.0.0.127.zen.spamhaus.org": our address, reversed. */
	for (n = 0; n < s.n && (num_is_digit(s.p[n]) || s.p[n] == '.'); n++)
		;
	mask(m, FINGERPRINT_IP, span_head(s, n > 0 ? n - 1 : 0));
	plain(m, span_skip(s, n > 0 ? n - 1 : 0));
}

static void
query_value(struct mask *m, struct span s)
{
	int all = token_classes(s);

	if ((all & ~(TOKEN_LETTER | TOKEN_JOINER)) == 0 ||
	    (all == TOKEN_DIGIT && s.n <= 3))
		plain(m, s);
	else
		mask(m, FINGERPRINT_QUERY, s);
}

/* From the path on: segments that are unique, and the query's values. */
static void
url_rest(struct mask *m, struct span s)
{
	struct span part;
	size_t i, start = 0;
	bool query = false;

	for (i = 0; i <= s.n; i++) {
		if (i < s.n && strchr(query ? "=&" : "/?", s.p[i]) == NULL)
			continue;
		part = span_of(s.p + start, i - start);
		if (query)
			query_value(m, part);
		else if (token_is_ip(part))
			mask(m, FINGERPRINT_IP, part);
		else if (span_find_char(part, '@') < part.n)
			mask(m, FINGERPRINT_ADDRESS, part);
		else if (token_is_id(part))
			mask(m, FINGERPRINT_ID, part);
		else if (span_ends(part, SPAN(".html")) &&
		    token_is_host(span_head(part, part.n - 5))) {
			/* Postgrey's help page names the recipient's domain. */
			mask(m, FINGERPRINT_HOST, span_head(part, part.n - 5));
			plain(m, SPAN(".html"));
		} else
			plain(m, part);
		if (i < s.n) {
			plain(m, span_of(s.p + i, 1));
			query |= s.p[i] == '?';
		}
		start = i + 1;
	}
}

static void	word(struct mask *, struct span, bool valued);

static void
address(struct mask *m, struct span s)
{
	static const char *const keys[] = { "to", "from", "sender", "rcpt",
	    "recipient", "user", "email", "mail", "address", "for", "id" };
	size_t at = span_find_char(s, '@'), i, start = 0;
	struct span key;

	for (i = 0; i < at; i++)
		if (s.p[i] == ':')
			start = i + 1;
	key = span_of(s.p + start, span_find_char(span_skip(s, start), '='));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (start + key.n < at &&
		    span_eq_nocase(key, span_str(keys[i])))
			break;
	if (i < sizeof(keys) / sizeof(keys[0]))
		start += key.n + 1;
	plain(m, span_head(s, start));
	s = span_skip(s, start);
	at -= start;
	if (at + 1 == s.n)
		plain(m, s);
	else if (at == 0) {
		plain(m, span_head(s, 1));
		word(m, span_skip(s, 1), false);
	} else {
		for (i = at + 1; i < s.n && s.p[i] != ':'; i++)
			;
		mask(m, FINGERPRINT_ADDRESS, span_head(s, i));
		if (i < s.n)
			word(m, span_skip(s, i), false);
	}
}

/* The token is cut at its byte i, which stays. */
static void
split(struct mask *m, struct span s, size_t i, bool valued)
{
	word(m, span_head(s, i), false);
	plain(m, span_of(s.p + i, 1));
	word(m, span_skip(s, i + 1), valued);
}

/* "mx40", "smtp7", "mxgmx101": which machine of a provider's answered. */
static bool
is_relay(struct span s)
{
	static const char *const names[] = { "mx", "mta", "smtp", "mail" };
	size_t i, n;

	if (span_starts(s, SPAN("mx"))) {
		for (n = 2; n < s.n &&
		    (token_class(s.p[n]) & TOKEN_LETTER) != 0; n++)
			;
		if (s.n - n >= 2 && token_digits(span_skip(s, n)) == s.n - n)
			return true;
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_starts(s, span_str(names[i])) &&
		    token_digits(span_skip(s, strlen(names[i]))) ==
		    s.n - strlen(names[i]))
			return true;
	return false;
}

/* A piece of a token: without punctuation at its ends. */
static void
word(struct mask *m, struct span s, bool valued)
{
	int all = token_classes(s);
	size_t n, slash;

	if ((all & ~TOKEN_LETTER) == 0)
		plain(m, s);
	else if ((all & TOKEN_AT) != 0)
		address(m, s);
	else if ((all & TOKEN_COLON) != 0 && (all & TOKEN_SLASH) != 0 &&
	    (n = span_find(s, SPAN("://"))) < s.n) {
		n += 3;
		n += span_find_char(span_skip(s, n), '/');
		if (span_find_char(s, '?') < n)
			n = span_find_char(s, '?');
		plain(m, span_head(s, n));
		url_rest(m, span_skip(s, n));
	} else if ((all & (TOKEN_COLON | TOKEN_DIGIT)) != 0 &&
	    token_is_ip(s))
		mask(m, FINGERPRINT_IP, s);
	else if ((all & TOKEN_DIGIT) != 0 && token_is_time(s))
		mask(m, FINGERPRINT_TIME, s);
	else if ((all & TOKEN_SLASH) != 0 &&
	    (slash = span_find_char(s, '/')) > 0 &&
	    token_is_host(span_head(s, slash))) {
		plain(m, span_head(s, slash));
		url_rest(m, span_skip(s, slash));
	} else if ((all & TOKEN_EQUAL) != 0 && !token_is_id(s))
		split(m, s, span_find_char(s, '='), true);
	else if ((all & TOKEN_COLON) != 0)
		split(m, s, span_find_char(s, ':'), valued);
	else if ((all & TOKEN_DOT) != 0 && token_is_host(s))
		host(m, s);
	else if ((all & TOKEN_DIGIT) == 0)
		plain(m, s);
	else if (all == TOKEN_DIGIT)
		number(m, s, valued);
	else if (is_code(s) && s.p[3] == '-')
		split(m, s, 3, valued);
	else if (token_is_enhanced(s))
		plain(m, s);
	else if (token_is_id(s) || (valued && s.n >= 6) || is_relay(s))
		mask(m, FINGERPRINT_ID, s);
	else if ((all & TOKEN_SLASH) != 0)
		split(m, s, span_find_char(s, '/'), valued);
	else if ((all & ~(TOKEN_DIGIT | TOKEN_DOT | TOKEN_JOINER |
	    TOKEN_OTHER)) == 0 && (valued || s.n > 4) && s.p[0] != '#')
		mask(m, FINGERPRINT_NUMBER, s);
	else if (num_is_digit(s.p[0]) &&
	    token_is_unit(span_skip(s, token_digits(s))))
		mask(m, FINGERPRINT_NUMBER, s);
	else
		plain(m, s);
}

static bool
is_stop(char c)
{
	return c == '.' || c == ':' || c == '!' || c == '?' || c == '-';
}

/*
 * A whole token and, given its neighbours, whether it is the name of a user:
 * "<joe>", "joe... User unknown", user "joe".  The length taken.
 */
static size_t
token(struct mask *m, struct span s)
{
	struct span core = s, rest = after(m, s);
	char before = s.p > m->text.p ? s.p[-1] : ' ';
	size_t n, had = m->masked, at = m->out->n;
	bool named;

	while (core.n > 0 && is_stop(core.p[core.n - 1]))
		core.n--;
	/* Gmail pads: "[192.0.2.1      15]" */
	if (before == '[' && token_is_ip(core) && span_starts(rest,
	    SPAN("  "))) {
		for (n = 0; n < rest.n && (rest.p[n] == ' ' ||
		    num_is_digit(rest.p[n])); n++)
			;
		if (n < rest.n && rest.p[n] == ']') {
			mask(m, FINGERPRINT_IP, span_of(s.p, s.n + n));
			return s.n + n;
		}
	}
	word(m, core, false);
	plain(m, span_skip(s, core.n));
	if (m->masked > had || core.n == 0)
		return s.n;
	named = (before == '<' && rest.n > 0 && rest.p[0] == '>') ||
	    (s.p == m->text.p && span_ends(s, SPAN("...")) && rest.n > 0) ||
	    (before == '"' && rest.n > 0 && rest.p[0] == '"' &&
	    (follows(m, s, SPAN("user")) || follows(m, s, SPAN("mailbox")) ||
	    follows(m, s, SPAN("recipient")) ||
	    follows(m, s, SPAN("account"))));
	if (named) {
		m->out->n = at;
		mask(m, FINGERPRINT_NAME, core);
		plain(m, span_skip(s, core.n));
	}
	return s.n;
}

/* "John Doe"@example.com: the length, or 0. */
static size_t
quoted_address(struct span s)
{
	size_t i;

	for (i = 1; i < s.n && i < 66 && s.p[i] != '"'; i++)
		;
	if (i + 2 >= s.n || s.p[i] != '"' || s.p[i + 1] != '@')
		return 0;
	for (i += 2; i < s.n && token_class(s.p[i]) != TOKEN_END; i++)
		;
	while (is_stop(s.p[i - 1]))
		i--;
	return i;
}

void
fingerprint_mask(struct span text, struct buf *template_out,
    struct buf *values_out)
{
	struct mask m = { text, template_out, values_out, 0 };
	size_t i, n;
	int c, all;

	buf_reserve(template_out, text.n + 1);
	buf_reserve(values_out, 2 * text.n + 1);
	for (i = 0; i < text.n; i += n) {
		for (n = 0, all = 0; i + n < text.n; n++, all |= c)
			if ((c = token_class(text.p[i + n])) == TOKEN_END)
				break;
		if (n > 0 && text.p[i] >= 'A' && text.p[i] <= 'W' &&
		    n == 3 && token_date(span_skip(text, i)) > 0) {
			n = token_date(span_skip(text, i));
			mask(&m, FINGERPRINT_TIME, span_of(text.p + i, n));
		} else if (n > 0 && n <= 2 && all == TOKEN_DIGIT &&
		    token_date(span_skip(text, i)) > 0) {
			n = token_date(span_skip(text, i));
			mask(&m, FINGERPRINT_TIME, span_of(text.p + i, n));
		} else if (n > 0 && (all & ~(TOKEN_LETTER |
		    TOKEN_JOINER)) == 0 && (i == 0 ||
		    (text.p[i - 1] != '<' && text.p[i - 1] != '"')))
			plain(&m, span_of(text.p + i, n));
		else if (n > 0)
			n = token(&m, text_head(span_of(text.p + i, n),
			    TOKEN_BYTES));
		else if (text.p[i] == '"' &&
		    (n = quoted_address(span_skip(text, i))) > 0)
			mask(&m, FINGERPRINT_ADDRESS,
			    span_of(text.p + i, n));
		else {
			put_char(template_out, text.p[i]);
			n = 1;
		}
	}
}

static bool
is_placeholder(char c)
{
	return c >= FINGERPRINT_ADDRESS && c <= FINGERPRINT_NAME;
}

void
fingerprint_unmask(struct span template, struct span values,
    struct buf *out)
{
	size_t i, n;

	for (i = 0; i < template.n; i++) {
		if (!is_placeholder(template.p[i])) {
			buf_add_char(out, template.p[i]);
			continue;
		}
		n = span_find_char(values, '\n');
		buf_add(out, values.p, n);
		values = span_skip(values, n + 1);
	}
}

void
fingerprint_human(struct span template, struct buf *out)
{
	static const char *const names[] = { "", "<address>", "<ip>",
	    "<host>", "<id>", "<number>", "<time>", "<query>", "<name>" };
	size_t i;

	for (i = 0; i < template.n; i++)
		if (is_placeholder(template.p[i]))
			buf_add_str(out, names[(int)template.p[i]]);
		else
			buf_add_char(out, template.p[i]);
}

/*
 * What the id is of: addresses and names alike, hosts and IPs alike, nothing
 * for ids, numbers and times; words in lower case with one blank between.
 */
static void
normal_form(struct span template, struct buf *out)
{
	char c, last = ' ', mark = 0;
	size_t i, start = out->n;

	for (i = 0; i < template.n; i++) {
		c = template.p[i];
		if (c >= 'a' && c <= 'z') {
			put_char(out, last = c);
			mark = 0;
			continue;
		}
		if (is_placeholder(c)) {
			if (c == FINGERPRINT_IP)
				c = FINGERPRINT_HOST;
			else if (c == FINGERPRINT_NAME)
				c = FINGERPRINT_ADDRESS;
			else if (c > FINGERPRINT_HOST)
				c = ' ';
			if (c != ' ' && c == mark)
				continue;
			if (c != ' ')
				mark = c;
		} else if (token_class(c) == TOKEN_END || c == '.' ||
		    c == ':' || c == '-')
			c = ' ';
		else
			mark = 0;
		if (c == ' ' && last == ' ')
			continue;
		last = (token_class(c) & TOKEN_UPPER) != 0 ?
		    (char)(c - 'A' + 'a') : c;
		put_char(out, last);
	}
	if (last == ' ' && template.n > 0)
		out->n -= out->n > start;
}

struct hash128
fingerprint_id(uint16_t code, struct enhanced enhanced, struct span template)
{
	const uint16_t status[4] = { code, enhanced.class, enhanced.subject,
	    enhanced.detail };
	struct buf b = { NULL, 0, 0 };
	struct hash128 id;
	int i;

	buf_reserve(&b, template.n + 8);
	for (i = 0; i < 4; i++) {
		put_char(&b, (char)(status[i] >> 8));
		put_char(&b, (char)(status[i] & 255));
	}
	normal_form(template, &b);
	id = hash_span128(buf_span(&b));
	buf_free(&b);
	return id;
}

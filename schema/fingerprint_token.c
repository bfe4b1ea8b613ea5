#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "schema/fingerprint_token.h"
#include "schema/num.h"

#define L	TOKEN_LOWER
#define U	TOKEN_UPPER
#define D	TOKEN_DIGIT
#define P	TOKEN_DOT
#define A	TOKEN_AT
#define C	TOKEN_COLON
#define S	TOKEN_SLASH
#define Q	TOKEN_EQUAL
#define J	TOKEN_JOINER
#define O	TOKEN_OTHER
#define E	TOKEN_END

const uint16_t token_class_of[256] = {
	E, E, E, E, E, E, E, E, E, E, E, E, E, E, E, E,
	E, E, E, E, E, E, E, E, E, E, E, E, E, E, E, E,
	E, O, E, O, O, O, O, E, E, E, O, O, E, J, P, S,
	D, D, D, D, D, D, D, D, D, D, C, E, E, Q, E, O,
	A, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, E, O, E, O, J,
	E, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, E, E, E, O, E,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
};

#undef L
#undef U
#undef D
#undef P
#undef A
#undef C
#undef S
#undef Q
#undef J
#undef O
#undef E

int
token_classes(struct span s)
{
	size_t i;
	int all = 0;

	for (i = 0; i < s.n; i++)
		all |= token_class(s.p[i]);
	return all;
}

size_t
token_digits(struct span s)
{
	size_t n;

	for (n = 0; n < s.n && num_is_digit(s.p[n]); n++)
		;
	return n;
}

static bool
is_ip4(struct span s)
{
	int part, value;
	size_t n, i;

	for (part = 0; part < 4; part++) {
		if (part > 0) {
			if (s.n == 0 || s.p[0] != '.')
				return false;
			s = span_skip(s, 1);
		}
		n = token_digits(s);
		if (n == 0 || n > 3)
			return false;
		for (value = 0, i = 0; i < n; i++)
			value = value * 10 + (s.p[i] - '0');
		if (value > 255)
			return false;
		s = span_skip(s, n);
	}
	if (s.n > 1 && s.p[0] == '/')
		return token_digits(span_skip(s, 1)) == s.n - 1;
	return s.n == 0;
}

static bool
is_ip6(struct span s)
{
	size_t colons = 0, i, doubled = 0;

	for (i = 0; i < s.n && s.p[i] != '/'; i++) {
		if (s.p[i] == ':') {
			colons++;
			doubled += i > 0 && s.p[i - 1] == ':';
		} else if (!isxdigit((unsigned char)s.p[i]) && s.p[i] != '.')
			return false;
	}
	return colons >= 2 && (doubled == 1 || colons == 7);
}

bool
token_is_ip(struct span s)
{
	return s.n >= 3 && s.n <= 50 && (is_ip4(s) || is_ip6(s));
}

static bool
is_tld(struct span s)
{
	static const char *const upper[] = { "COM", "NET", "ORG", "EDU",
	    "GOV", "MIL", "INFO", "BIZ" };
	int all = token_classes(s);
	size_t i;

	/* Longer ones are rare; "bulk.advertising" says something. */
	if (s.n < 2)
		return false;
	if ((all == TOKEN_LOWER && s.n <= 8) || span_starts(s, SPAN("xn--")))
		return true;
	if (all != TOKEN_UPPER)
		return false;
	for (i = 0; i < sizeof(upper) / sizeof(upper[0]); i++)
		if (span_eq(s, span_str(upper[i])))
			return true;
	return s.n == 2;
}

bool
token_is_host(struct span s)
{
	size_t i, start = 0, labels = 0;
	int c;

	if (s.n < 4 || s.n > 255)
		return false;
	for (i = 0; i < s.n; i++) {
		c = token_class(s.p[i]);
		if (c == TOKEN_DOT) {
			if (i == start)
				return false;
			start = i + 1;
			labels++;
		} else if ((c & (TOKEN_LETTER | TOKEN_DIGIT | TOKEN_JOINER))
		    == 0)
			return false;
	}
	return labels > 0 && is_tld(span_skip(s, start));
}

/* Registrable domains of block lists, in strcmp(3) order. */
static const char *const lists[] = {
	"abuseat.org", "abusix.org", "abusix.zone", "backscatterer.org",
	"barracudacentral.org", "blocklist.de", "cloudmark.com",
	"dan.me.uk", "dnsbl.net", "dnswl.org", "dronebl.org", "dsbl.org",
	"gbudb.net", "gweep.ca", "habeas.com", "hostkarma.com", "imp.ch",
	"interserver.net", "invaluement.com", "junkemailfilter.com",
	"lashback.com", "mailspike.net", "mailspike.org", "manitu.net",
	"mimecast.org", "nixspam.net", "njabl.org", "nszones.com",
	"ordb.org", "rfc-ignorant.org", "s5h.net", "senderbase.org",
	"senderscore.com", "senderscore.org", "sorbs.net", "spamcannibal.org",
	"spamcop.net", "spameatingmonkey.net", "spamhaus.net",
	"spamhaus.org", "spamrats.com", "spfbl.net", "suomispam.net",
	"surbl.org", "surriel.com", "trendmicro.com", "uceprotect.net",
	"unsubscore.com", "uribl.com", "wpbl.info", "zapbl.net",
};

static int
list_cmp(const void *key, const void *elem)
{
	return strcmp(key, *(const char *const *)elem);
}

/* "bl", "dnsbl", "rbl2", "cidr-dnsbl"... */
static bool
is_list_label(struct span s)
{
	size_t i;

	for (i = 0; i + 1 < s.n; i++)
		if ((s.p[i] | 32) == 'b' && (s.p[i + 1] | 32) == 'l' &&
		    (s.n == 2 || (i > 0 && (s.p[i - 1] | 32) == 'r') ||
		    (i > 2 && span_eq_nocase(span_of(s.p + i - 3, 3),
		    SPAN("dns")))))
			return true;
	return false;
}

bool
token_is_list(struct span host)
{
	char name[32];
	struct span label, tail;
	size_t i, dots = 0, at = 0;

	/* A label like "zen", "bl" or "dnsbl" in the name of the zone. */
	for (i = 0; i <= host.n; i++) {
		if (i < host.n && host.p[i] != '.')
			continue;
		label = span_of(host.p + at, i - at);
		if (i < host.n && is_list_label(label))
			return true;
		at = i + 1;
	}
	for (i = host.n; i > 0; i--)
		if (host.p[i - 1] == '.' && ++dots == 2)
			break;
	tail = span_skip(host, i);
	if (tail.n >= sizeof(name))
		return false;
	for (i = 0; i < tail.n; i++)
		name[i] = (char)tolower((unsigned char)tail.p[i]);
	name[i] = '\0';
	return bsearch(name, lists, sizeof(lists) / sizeof(lists[0]),
	    sizeof(lists[0]), list_cmp) != NULL;
}

bool
token_is_enhanced(struct span s)
{
	size_t n;

	if (s.n < 5 || (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5') ||
	    s.p[1] != '.')
		return false;
	s = span_skip(s, 2);
	n = token_digits(s);
	if (n == 0 || n > 3 || n >= s.n || s.p[n] != '.')
		return false;
	s = span_skip(s, n + 1);
	return s.n > 0 && s.n <= 3 && token_digits(s) == s.n;
}

bool
token_is_time(struct span s)
{
	size_t i, marks = 0, count = 0;
	bool strong = false;

	for (i = 0; i < s.n; i++) {
		if (num_is_digit(s.p[i]))
			count++;
		else if (s.p[i] == ':' || s.p[i] == '-' || s.p[i] == '/') {
			marks++;
			strong |= s.p[i] == ':';
		} else if (s.p[i] != 'T' && s.p[i] != 'Z' && s.p[i] != '.' &&
		    s.p[i] != '+')
			return false;
	}
	return num_is_digit(s.p[0]) && count >= 3 &&
	    (marks >= 2 ? count >= 4 : marks == 1 && strong && s.n <= 5);
}

bool
token_is_id(struct span s)
{
	size_t i, turns = 0, number = 0, shifts = 0;
	int c, last = 0, all = 0, hex = 1;

	if (s.n < 8)
		return false;
	for (i = 0; i < s.n; i++) {
		c = token_class(s.p[i]);
		if (c == TOKEN_DIGIT)
			number++;
		else if ((c & TOKEN_LETTER) == 0) {
			if ((c & (TOKEN_JOINER | TOKEN_DOT | TOKEN_OTHER |
			    TOKEN_SLASH | TOKEN_EQUAL)) == 0)
				return false;
			hex = 0;
			continue;
		} else if (!isxdigit((unsigned char)s.p[i]))
			hex = 0;
		if (last != 0) {
			turns += (c == TOKEN_DIGIT) != (last == TOKEN_DIGIT);
			shifts += c == TOKEN_UPPER && last == TOKEN_LOWER;
		}
		last = c;
		all |= c;
	}
	if (number == 0)
		return false;
	if (hex && turns > 0)
		return true;
	if ((all & TOKEN_LETTER) == TOKEN_LETTER && s.n >= 10 &&
	    turns + shifts >= 3)
		return true;
	return turns >= 3 || (number >= 6 && turns >= 2) || number >= 12;
}

static size_t
blanks(struct span s)
{
	size_t n;

	for (n = 0; n < s.n && s.p[n] == ' '; n++)
		;
	return n;
}

/* The length of one of the names (3 letters each) at the start. */
static size_t
name3(struct span s, const char *names)
{
	for (; *names != '\0'; names += 3)
		if (s.n >= 3 && memcmp(s.p, names, 3) == 0 &&
		    (s.n == 3 || (token_class(s.p[3]) & TOKEN_LETTER) == 0))
			return 3;
	return 0;
}

/* "04:41:00 ", "2017 ", "-0700 ", "(PDT)" and the like: how much. */
static size_t
clock_part(struct span s)
{
	size_t n = token_digits(s), i;

	if (n == 4 && (n == s.n || s.p[n] == ' ' || s.p[n] == ','))
		return n;
	if ((n == 1 || n == 2) && n < s.n && s.p[n] == ':') {
		while (n < s.n && (num_is_digit(s.p[n]) || s.p[n] == ':'))
			n++;
		return n;
	}
	if (s.n >= 5 && (s.p[0] == '+' || s.p[0] == '-') &&
	    token_digits(span_skip(s, 1)) == 4)
		return 5;
	for (i = 1; i < s.n && s.p[0] == '(' && i < 6 &&
	    token_class(s.p[i]) == TOKEN_UPPER; i++)
		;
	if (i >= 3 && i < s.n && s.p[0] == '(' && s.p[i] == ')')
		return i + 1;
	return span_starts(s, SPAN("GMT")) || span_starts(s, SPAN("UTC")) ?
	    3 : 0;
}

size_t
token_date(struct span s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct span r = s;
	size_t n, day = 0, month = 0, gap;
	int i;

	n = name3(r, "MonTueWedThuFriSatSun");
	if (n > 0) {
		r = span_skip(r, n);
		if (r.n > 0 && r.p[0] == ',')
			r = span_skip(r, 1);
		r = span_skip(r, blanks(r));
	}
	for (i = 0; i < 2; i++) {	/* "03 May" or "May 03" */
		n = month == 0 ? name3(r, months) : 0;
		if (n > 0)
			month = n;
		else {
			n = token_digits(r);
			if (day > 0 || n == 0 || n > 2)
				return 0;
			day = n;
		}
		if (n >= r.n || r.p[n] != ' ')
			return 0;
		r = span_skip(r, n);
		r = span_skip(r, blanks(r));
	}
	if (day == 0 || month == 0 || clock_part(r) == 0)
		return 0;
	gap = 0;
	for (i = 0; i < 4; i++) {
		n = clock_part(span_skip(r, gap));
		if (n == 0)
			break;
		r = span_skip(r, gap + n);
		gap = blanks(r);
	}
	return s.n - r.n;
}

bool
token_is_unit(struct span s)
{
	static const char *const units[] = { "s", "m", "h", "d", "k", "b",
	    "ms", "hr", "kb", "mb", "gb", "sec", "min", "day", "hop", "kib",
	    "mib", "hour", "byte", "mail", "time", "line", "octet",
	    "second", "minute", "message", "session", "recipient",
	    "character", "connection" };
	struct span word;
	size_t i, n;

	s = span_skip(s, s.n > 0 && s.p[0] == ' ' ? 1 : 0);
	for (n = 0; n < s.n && (token_class(s.p[n]) & TOKEN_LETTER) != 0; n++)
		;
	if (n > 2 && (s.p[n - 1] == 's' || s.p[n - 1] == 'S'))
		n--;
	word = span_head(s, n);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (n > 0 && span_eq_nocase(word, span_str(units[i])))
			return true;
	return false;
}

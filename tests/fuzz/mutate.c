#include <string.h>

#include "tests/fuzz/mutate.h"

#define MAX_BYTES	((size_t)128 * 1024)
#define LONG_BYTES	((size_t)60 * 1024)
#define FEW		8

/* Words that mean something to whoever reads or prints a log. */
static const struct span hostile[] = {
	SPAN("\""), SPAN("'"), SPAN(","), SPAN("\\"), SPAN("\\n"),
	SPAN("\t"), SPAN("\r\n"), SPAN("\n"), SPAN("\0"), SPAN("\033[31m"),
	SPAN("\033]0;x\007"), SPAN("\x7f"), SPAN("\x9b" "31m"),
	SPAN("\xc2\x9b" "31m"), SPAN("\xff\xfe"), SPAN("\xc0\xaf"),
	SPAN("\xed\xa0\x80"), SPAN("\xf4\x90\x80\x80"), SPAN("\xe2\x80"),
	SPAN("\xe2\x80\xa8"), SPAN("\xe2\x80\xae"), SPAN("\xe2\x81\xa6"),
	SPAN("\xd8\x9c"), SPAN("\xef\xbb\xbf"), SPAN("\xcc\x81"),
	SPAN("\xe3\x81\x82"), SPAN("=cmd|' /C calc'!A0"), SPAN("+1"),
	SPAN("-1"), SPAN("@SUM(1)"), SPAN("<script>alert(1)</script>"),
	SPAN("javascript:alert(1)"), SPAN("&amp;"), SPAN("%s%n"), SPAN("#012"),
	SPAN("#033"), SPAN("\\033"), SPAN("status=sent"),
	SPAN("status=bounced"), SPAN("dsn=5.1.1"), SPAN("stat=Sent"),
	SPAN("stat=Deferred: "), SPAN("to=<a@example.org>,"), SPAN("to=<"),
	SPAN("from=<>"), SPAN("orig_to=<"), SPAN("relay=mx.example[192.0.2.1]"),
	SPAN("delay=99999999999999999999"), SPAN("delays=1/2/3/4"),
	SPAN("said: 550 5.1.1 "), SPAN("(in reply to RCPT TO command)"),
	SPAN("550-5.7.1 "), SPAN("550 5.7.26 "), SPAN("451 "), SPAN("999 "),
	SPAN("5.999.999"), SPAN("4.4.1"), SPAN("** "), SPAN("== "),
	SPAN("=> "), SPAN("-> "), SPAN("<= "), SPAN("Completed"),
	SPAN("SMTP error from remote mail server after RCPT TO:<"),
	SPAN("T=remote_smtp"), SPAN("H=mx.example [192.0.2.1]"),
	SPAN("R=dnslookup"), SPAN("[1/3] "), SPAN("[3/3] "), SPAN("[more]"),
	SPAN("message repeated 5 times: [ "), SPAN("last message repeated "),
	SPAN(" times"), SPAN(" postfix/smtp[1]: "), SPAN(" sm-mta[1]: "),
	SPAN(" exim[1]: "), SPAN("<22>1 2026-11-20T10:00:00Z mx1 exim 1 - - "),
	SPAN("Nov 31 25:61:61 "), SPAN("Feb 29 23:59:60 "),
	SPAN("2026-13-45 99:99:99 "), SPAN("1970-01-01T00:00:00Z "),
	SPAN("9999-12-31T23:59:59.999999999+99:99 "), SPAN("[IPv6:2001:db8::1]"),
	SPAN("[192.0.2.999]"), SPAN("@"), SPAN("<>"), SPAN("<"), SPAN(">"),
	SPAN("["), SPAN("]"), SPAN("("), SPAN(")"), SPAN("{"), SPAN("}"),
	SPAN(":"), SPAN("::"), SPAN("="), SPAN(" "), SPAN("  | "), SPAN("0"),
	SPAN("-9223372036854775808"), SPAN("18446744073709551616"),
	SPAN("65536"), SPAN("http://example.org/"), SPAN("[[[["), SPAN("(?<"),
	SPAN("{{"), SPAN("\\u0000"), SPAN("\\ud800"), SPAN("null"),
	SPAN("1e999"), SPAN("}]"), SPAN("|"), SPAN("*"), SPAN("(a+)+$"),
};

struct mutate_random
mutate_random(uint64_t number, uint64_t round)
{
	return (struct mutate_random){ number * 0x9e3779b97f4a7c15u ^
	    round * 0xd1b54a32d192ed03u };
}

static uint64_t
next(struct mutate_random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

size_t
mutate_below(struct mutate_random *r, size_t n)
{
	return (size_t)(next(r) % n);
}

/* Puts s in the place of n bytes at at. */
static void
replace(struct buf *b, size_t at, size_t n, struct span s)
{
	struct buf tail = { 0 };

	buf_add(&tail, b->data + at + n, b->n - at - n);
	b->n = at;
	buf_add_span(b, s);
	buf_add_span(b, buf_span(&tail));
	buf_free(&tail);
}

static bool
is_mark(char c)
{
	return c == ' ' || c == '\n' || strchr("<>[](){}=,:;\"/@", c) != NULL;
}

/* The word that a random place is in, marks apart. */
static void
pick_word(const struct buf *b, struct mutate_random *r, size_t *at, size_t *n)
{
	size_t from = mutate_below(r, b->n), to = from;

	while (from > 0 && !is_mark(b->data[from - 1]))
		from--;
	while (to < b->n && !is_mark(b->data[to]))
		to++;
	*at = from;
	*n = to - from;
}

/* The line that a random place is in, with its newline. */
static void
pick_line(struct span b, struct mutate_random *r, size_t *at, size_t *n)
{
	size_t from = mutate_below(r, b.n), to;

	to = from + span_find_char(span_skip(b, from), '\n');
	while (from > 0 && b.p[from - 1] != '\n')
		from--;
	*at = from;
	*n = (to < b.n ? to + 1 : b.n) - from;
}

static struct span
pick_seed(const struct fuzz_seeds *seeds, struct mutate_random *r)
{
	return seeds->all[mutate_below(r, seeds->n)];
}

static struct span
pick_hostile(struct mutate_random *r)
{
	return hostile[mutate_below(r, sizeof(hostile) / sizeof(hostile[0]))];
}

static void
change_bytes(struct mutate_random *r, struct buf *b)
{
	size_t at = mutate_below(r, b->n), n;
	struct buf many = { 0 };

	switch (mutate_below(r, 5)) {
	case 0:
		b->data[at] ^= (char)(1 << mutate_below(r, 8));
		break;
	case 1:
		b->data[at] = (char)mutate_below(r, 256);
		break;
	case 2:
		n = mutate_below(r, b->n - at) + 1;
		replace(b, at, n, SPAN(""));
		break;
	case 3:
		b->n = at;
		break;
	default:
		n = mutate_below(r, 40) == 0 ? LONG_BYTES :
		    mutate_below(r, 300) + 1;
		buf_reserve(&many, n);
		memset(many.data, (int)mutate_below(r, 256), n);
		replace(b, at, 0, span_of(many.data, n));
		buf_free(&many);
	}
}

static void
change_words(const struct fuzz_seeds *seeds, struct mutate_random *r,
    struct buf *b)
{
	struct span other;
	struct buf piece = { 0 };
	size_t at, n, from, len;

	pick_word(b, r, &at, &n);
	switch (mutate_below(r, 4)) {
	case 0:
		replace(b, at, n, pick_hostile(r));
		break;
	case 1:
		replace(b, at + mutate_below(r, n + 1), 0, pick_hostile(r));
		break;
	case 2:
		/* A word of its own once more, elsewhere. */
		buf_add(&piece, b->data + at, n);
		pick_word(b, r, &at, &n);
		replace(b, at, n, buf_span(&piece));
		break;
	default:
		other = pick_seed(seeds, r);
		if (other.n == 0)
			break;
		from = mutate_below(r, other.n);
		len = mutate_below(r, other.n - from < 80 ? other.n - from :
		    80);
		replace(b, at, n, span_head(span_skip(other, from), len));
	}
	buf_free(&piece);
}

static void
change_lines(const struct fuzz_seeds *seeds, struct mutate_random *r,
    struct buf *b)
{
	struct buf piece = { 0 };
	struct span other;
	size_t at, n, from, len;

	pick_line(buf_span(b), r, &at, &n);
	switch (mutate_below(r, 4)) {
	case 0:
		replace(b, at, n, SPAN(""));
		break;
	case 1:
		buf_add(&piece, b->data + at, n);
		replace(b, at, 0, buf_span(&piece));
		break;
	case 2:
		buf_add(&piece, b->data + at, n);
		replace(b, at, n, SPAN(""));
		if (b->n > 0)
			pick_line(buf_span(b), r, &at, &n);
		replace(b, b->n > 0 ? at : 0, 0, buf_span(&piece));
		break;
	default:
		other = pick_seed(seeds, r);
		if (other.n == 0)
			break;
		pick_line(other, r, &from, &len);
		replace(b, at, 0, span_head(span_skip(other, from), len));
	}
	buf_free(&piece);
}

void
mutate(const struct fuzz_seeds *seeds, bool binary, struct mutate_random *r,
    struct buf *out, size_t max)
{
	size_t kind = binary ? 0 : mutate_below(r, 8);

	if (out->n == 0)
		buf_add_span(out, pick_hostile(r));
	else if (kind < 2)
		change_bytes(r, out);
	else if (kind < 6)
		change_words(seeds, r, out);
	else
		change_lines(seeds, r, out);
	if (out->n > max)
		out->n = max;
}

void
mutate_seeds(const struct fuzz_seeds *seeds, bool binary,
    struct mutate_random *r, struct buf *out)
{
	size_t n = binary ? 1 : mutate_below(r, 3) + 1;

	buf_clear(out);
	while (n-- > 0)
		buf_add_span(out, pick_seed(seeds, r));
	for (n = mutate_below(r, FEW); n > 0; n--)
		mutate(seeds, binary, r, out, MAX_BYTES);
}

#include "schema/extract.h"
#include "schema/fingerprint_token.h"
#include "schema/num.h"

#define RETRY_MAX_S	(14 * 86400)
#define RETRY_REACH	60	/* bytes before a time that may say "retry" */

/* A word of the text: what is between blanks and brackets. */
struct word {
	struct span	s;		/* without punctuation at its ends */
	bool		in_url;
};

static bool
is_stop(char c)
{
	return c == '.' || c == ',' || c == ':' || c == '!' || c == '?' ||
	    c == '-';
}

/* The word at or after *at; false at the end of the text. */
static bool
next_word(struct span text, size_t *at, struct word *out)
{
	size_t i = *at, n;

	while (i < text.n && token_class(text.p[i]) == TOKEN_END)
		i++;
	for (n = 0; i + n < text.n &&
	    token_class(text.p[i + n]) != TOKEN_END; n++)
		;
	*at = i + n;
	while (n > 0 && is_stop(text.p[i + n - 1]))
		n--;
	out->s = span_of(text.p + i, n);
	out->in_url = span_has(out->s, SPAN("://"));
	return i < text.n;
}

/* The host of a URL or of "host/path", else the word itself. */
static struct span
host_of(struct word w)
{
	size_t n = span_find(w.s, SPAN("://"));

	if (n < w.s.n)
		w.s = span_skip(w.s, n + 3);
	n = span_find_char(w.s, '/');
	w.s = span_head(w.s, n);
	return span_head(w.s, span_find_char(w.s, '?'));
}

static bool
one_of(struct span s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_eq_nocase(s, span_str(words[i])))
			return true;
	return false;
}
#define ONE_OF(s, list)	one_of(s, list, sizeof(list) / sizeof((list)[0]))

/* "7.2.0.192.zen.example.org": the list without the reversed address. */
static struct span
without_address(struct span host)
{
	size_t n;

	for (n = 0; n < host.n && (num_is_digit(host.p[n]) ||
	    host.p[n] == '.'); n++)
		;
	return n > 6 ? span_skip(host, n) : host;
}

/*
 * A zone known as a block list, or the host after "using", "in", "at"...;
 * else a list by its name or a provider's code for its own.
 */
static void
find_list(struct span text, bool blocked, struct fix_values *out)
{
	static const char *const before[] = { "using", "in", "by", "at", "on",
	    "via" };
	static const char *const names[] = { "spamhaus", "spamcop", "sorbs",
	    "barracuda", "barracudacentral", "uceprotect", "cloudmark",
	    "invaluement", "abusix", "cbl", "pbl", "sbl", "xbl", "zen",
	    "hostkarma", "nixspam", "psbl", "mailspike", "spamrats",
	    "senderscore", "senderbase", "s3140", "s3150", "s8001", "s8002",
	    "bl21", "bl23", "trendmicro", "surbl", "uribl", "gbudb" };
	struct span host, last = SPAN_NULL, after = SPAN_NULL;
	struct span named = SPAN_NULL;
	struct word w;
	size_t at = 0;

	while (next_word(text, &at, &w)) {
		host = host_of(w);
		if (token_is_host(host) && span_find_char(w.s, '@') == w.s.n) {
			if (token_is_list(host) && (out->list.p == NULL ||
			    !w.in_url)) {
				out->list = without_address(host);
				if (!w.in_url)
					return;
			}
			if (blocked && after.p == NULL && !w.in_url &&
			    ONE_OF(last, before))
				after = host;
		} else if (named.p == NULL && ONE_OF(w.s, names))
			named = w.s;
		last = w.s;
	}
	if (after.p != NULL)
		out->list = after;
	else if (out->list.p == NULL && blocked)
		out->list = named;
}

/* The first address of a host, one outside a URL before one in it. */
static void
find_listed(struct span text, struct fix_values *out)
{
	struct span s, in_url = SPAN_NULL, domain = SPAN_NULL, last = SPAN("");
	struct word w;
	size_t at = 0, k;

	while (next_word(text, &at, &w)) {
		s = w.s;
		k = span_find_char(s, '=');
		if (k < s.n && !w.in_url)
			s = span_skip(s, k + 1);
		if (token_is_ip(s)) {
			out->listed = s;
			return;
		}
		for (k = s.n; k > 0 && (w.in_url ||
		    span_find_char(s, '/') < s.n); k--)
			if (strchr("=/?", s.p[k - 1]) != NULL &&
			    token_is_ip(span_skip(s, k)))
				in_url = span_skip(s, k);
		if (domain.p == NULL && !w.in_url && token_is_host(s) &&
		    !token_is_list(s) && (span_eq_nocase(last,
		    SPAN("domain")) || span_eq_nocase(last, SPAN("helo"))))
			domain = s;
		last = w.s;
	}
	out->listed = in_url.p != NULL ? in_url : domain;
}

/* The first page: one with http before one that just begins with a host. */
static void
find_url(struct span text, struct fix_values *out)
{
	struct word w;
	size_t at = 0, n;

	while (next_word(text, &at, &w)) {
		n = span_find(w.s, SPAN("http://"));
		if (n == w.s.n)
			n = span_find(w.s, SPAN("https://"));
		if (n < w.s.n && token_is_host(host_of(w))) {
			out->url = span_skip(w.s, n);
			return;
		}
		if (out->url.p == NULL && token_is_host(host_of(w)) &&
		    !token_is_ip(host_of(w)) &&
		    span_find_char(w.s, '/') + 1 < w.s.n &&
		    span_find_char(w.s, '@') == w.s.n)
			out->url = w.s;
	}
}

/*
 * The last mail address that is not the recipient's own.  Where the
 * recipient is not known, an address says where to only after such a word,
 * or as the second one.
 */
static void
find_address(struct span text, struct span recipient, struct fix_values *out)
{
	static const char *const leads[] = { "to", "try", "use", "is", "at",
	    "contact", "address", "forward", "new", "by", "now" };
	struct span last = SPAN("");
	struct word w;
	size_t at = 0, n, addresses = 0;

	while (next_word(text, &at, &w)) {
		n = span_find_char(w.s, '@');
		if (n > 0 && n + 1 < w.s.n && !w.in_url &&
		    token_is_host(span_skip(w.s, n + 1))) {
			if (!span_eq_nocase(w.s, recipient) &&
			    (recipient.n > 0 || addresses > 0 ||
			    ONE_OF(last, leads)))
				out->address = w.s;
			addresses++;
		}
		last = w.s;
	}
}

static int64_t
unit_seconds(struct span s)
{
	static const struct {
		const char	*name;
		int64_t		 seconds;
	} units[] = {
		{ "s", 1 }, { "sec", 1 }, { "second", 1 },
		{ "m", 60 }, { "min", 60 }, { "minute", 60 },
		{ "h", 3600 }, { "hr", 3600 }, { "hour", 3600 },
		{ "d", 86400 }, { "day", 86400 },
	};
	size_t i;

	if (s.n > 2 && (s.p[s.n - 1] == 's' || s.p[s.n - 1] == 'S'))
		s.n--;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (span_eq_nocase(s, span_str(units[i].name)))
			return units[i].seconds;
	return 0;
}

/* "300 seconds", "5min", "00:05:00": what it is in seconds, 0 if none. */
static int64_t
duration(struct span text, size_t at, struct span s)
{
	size_t n = token_digits(s);
	struct word unit;
	uint64_t value, minutes, seconds;

	if (n == 0 || !num_u64(span_head(s, n), 1000000, &value))
		return 0;
	if (s.n == 8 && n == 2 && s.p[2] == ':' && s.p[5] == ':' &&
	    num_u64(span_of(s.p + 3, 2), 59, &minutes) &&
	    num_u64(span_of(s.p + 6, 2), 59, &seconds))
		return (int64_t)(value * 3600 + minutes * 60 + seconds);
	if (n < s.n)
		return (int64_t)value * unit_seconds(span_skip(s, n));
	if (!next_word(text, &at, &unit))
		return 0;
	return (int64_t)value * unit_seconds(unit.s);
}

/* "30m" behind "1h", "59 sec" behind "4 min": a part smaller than whole. */
static int64_t
second_part(struct span text, size_t at, struct span first, int64_t whole)
{
	struct word w;
	int64_t s;

	if (token_digits(first) == first.n && !next_word(text, &at, &w))
		return 0;
	if (!next_word(text, &at, &w))
		return 0;
	s = duration(text, at, w.s);
	return s < whole && s < 3600 ? s : 0;
}

/*
 * A time to wait: one that words like "retry" or "wait" lead to.  The number
 * of "Retry-After: 600" is in seconds, as in the header of that name.
 */
static void
find_retry(struct span text, struct fix_values *out)
{
	static const char *const words[] = { "again", "retry", "retries",
	    "later", "wait", "back", "resend", "delay", "deferred", "try",
	    "remaining", "expires", "greylisted", "greylisting",
	    "retry-after" };
	struct span last = SPAN("");
	struct word w;
	const char *said = NULL;
	uint64_t bare;
	size_t at = 0;
	int64_t s;

	for (; next_word(text, &at, &w); last = w.s) {
		if (ONE_OF(w.s, words))
			said = w.s.p;
		if (said == NULL || w.in_url || w.s.p - said > RETRY_REACH)
			continue;
		s = duration(text, at, w.s);
		if (s > 0)
			s += second_part(text, at, w.s, s);
		else if (span_eq_nocase(last, SPAN("retry-after")) &&
		    num_u64(w.s, RETRY_MAX_S, &bare))
			s = (int64_t)bare;
		if (s > 0 && s <= RETRY_MAX_S) {
			out->retry_after_s = s;
			return;
		}
	}
}

static bool
is_reason(const struct knowledge *k, const struct verdict *v, const char *id)
{
	return strcmp(knowledge_reason(k, (size_t)v->reason)->id, id) == 0;
}

void
extract_values(const struct knowledge *k, const struct judge_input *in,
    const struct verdict *v, struct fix_values *out)
{
	struct judge_input read = *in;
	struct span text, page;
	bool blocked = is_reason(k, v, "blocklisted");

	judge_unwrap(&read);
	text = read.reply;
	*out = (struct fix_values){ .retry_after_s = 0 };
	if (blocked || is_reason(k, v, "reputation_block") ||
	    is_reason(k, v, "spam_content"))
		find_list(text, blocked, out);
	if (blocked || is_reason(k, v, "reputation_block") ||
	    is_reason(k, v, "bad_ptr_helo"))
		find_listed(text, out);
	if (is_reason(k, v, "recipient_moved"))
		find_address(text, in->recipient, out);
	find_url(text, out);
	/* A list that is known by its page alone. */
	if (blocked && out->list.p == NULL && out->url.n > 0) {
		page = host_of((struct word){ out->url, true });
		if (!span_eq(fix_list_title(k, page), page))
			out->list = page;
	}
	find_retry(text, out);
}

#include "schema/judge.h"
#include "schema/num.h"

/* What a log writes before the name of the command that was answered. */
static const char *const before_command[] = { "in reply to ", " after ",
    "pipelined ", "did not like our ", "does not like " };

static const struct {
	const char	*words;
	enum stage	 stage;
} commands[] = {
	{ "RCPT", STAGE_RCPT },
	{ "recipient", STAGE_RCPT },
	{ "MAIL", STAGE_MAIL },
	{ "sender", STAGE_MAIL },
	{ "end of DATA", STAGE_EOD },
	{ "sending data block", STAGE_EOD },
	{ "I sent the message", STAGE_EOD },
	{ "DATA", STAGE_DATA },
	{ "HELO", STAGE_HELO },
	{ "EHLO", STAGE_HELO },
	{ "LHLO", STAGE_HELO },
	{ "STARTTLS", STAGE_STARTTLS },
	{ "AUTH", STAGE_AUTH },
	{ "initial connection", STAGE_BANNER },
};

static enum stage
find_stage(struct span s)
{
	struct span rest;
	size_t i, k, at;

	if (span_has(s, SPAN("refused to talk to me")))
		return STAGE_BANNER;
	for (i = 0; i < sizeof(before_command) / sizeof(before_command[0]);
	    i++) {
		at = span_find(s, span_str(before_command[i]));
		rest = span_skip(s, at + strlen(before_command[i]));
		for (k = 0; k < sizeof(commands) / sizeof(commands[0]); k++)
			if (span_starts_nocase(rest,
			    span_str(commands[k].words)))
				return commands[k].stage;
	}
	return STAGE_NONE;
}

struct judge_input
judge_input_new(struct span text)
{
	struct judge_input in = { .text = text, .origin = ORIGIN_COUNT,
	    .direction = DIRECTION_COUNT };

	return in;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "550 ", "550-", "550#" of class 4 or 5 starts s, and no "500 messages". */
static bool
code_at(struct span s, bool alone)
{
	static const char *const counts[] = { "messages", "mails", "emails",
	    "recipients", "seconds", "minutes", "hours", "days", "bytes",
	    "connections", "times", "sessions", "users", "characters", "hops",
	    "per ", "kb", "mb" };
	size_t i;

	if (s.n < 3 || (s.p[0] != '4' && s.p[0] != '5') ||
	    !num_is_digit(s.p[1]) || !num_is_digit(s.p[2]))
		return false;
	if (s.n == 3)
		return alone;
	if (s.p[3] != ' ' && s.p[3] != '-' && s.p[3] != '#')
		return false;
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]) && !alone; i++)
		if (span_starts_nocase(span_skip(s, 4), span_str(counts[i])))
			return false;
	return true;
}

/* Where the reply's code is in the text: at the start or after a mark. */
static size_t
find_code(struct span s)
{
	size_t i;

	if (code_at(s, true))
		return 0;
	for (i = 1; i + 3 < s.n; i++) {
		if ((s.p[i] != '4' && s.p[i] != '5') ||
		    !code_at(span_skip(s, i), false))
			continue;
		if (strchr(":;'(=", s.p[i - 1]) != NULL)
			return i;
		if (s.p[i - 1] == ' ' && i > 1 && (s.p[i - 2] == ':' ||
		    s.p[i - 2] == ';' || s.p[i - 2] == ',' ||
		    s.p[i - 2] == '-' || is_letter(s.p[i - 2]) ||
		    strchr(".<>", s.p[i - 2]) != NULL))
			return i;
	}
	return s.n;
}

/* The first "5.7.1" of class 4 or 5 in the text, no part of an address. */
static void
find_enhanced(struct span s, struct enhanced *out)
{
	size_t i, n;

	for (i = 0; i + 4 < s.n; i++) {
		if ((s.p[i] != '4' && s.p[i] != '5') || s.p[i + 1] != '.')
			continue;
		if (i > 0 && (num_is_digit(s.p[i - 1]) ||
		    is_letter(s.p[i - 1]) || s.p[i - 1] == '.'))
			continue;
		if (enhanced_at_start(span_skip(s, i), out, &n))
			return;
		*out = (struct enhanced){ 0, 0, 0 };
	}
}

/*
 * "host mx.example.net[192.0.2.1] said: ", "host mx.example.net [192...": who
 * answered; the null span if the log does not say.
 */
static struct span
find_relay(struct span s)
{
	size_t at, n;

	for (;;) {
		at = span_find(s, SPAN("host "));
		if (at == s.n)
			return SPAN_NULL;
		s = span_skip(s, at + 5);
		for (n = 0; n < s.n && s.p[n] != ' ' && s.p[n] != '['; n++)
			;
		if (n > 0 && n < s.n && (s.p[n] == '[' ||
		    (n + 1 < s.n && s.p[n + 1] == '[')) &&
		    span_find_char(span_head(s, n), '.') < n)
			return span_head(s, n);
	}
}

/* Text before a code that only says who gave it: "... said: 550 ". */
static bool
is_wrapper(struct span before)
{
	before = span_trim(before);
	return before.n == 0 || strchr(":;'(,=", before.p[before.n - 1]) !=
	    NULL;
}

/* The reply itself, without what a log writes around it. */
static struct span
inner(struct span s, bool wrapped)
{
	size_t at = find_code(s), n;

	if (wrapped && at < s.n && is_wrapper(span_head(s, at)))
		s = span_skip(s, at);
	n = span_find(s, SPAN("(in reply to "));
	return span_trim(span_head(s, n));
}

void
judge_unwrap(struct judge_input *in)
{
	struct span s = in->text;
	size_t at;

	if (in->reply.p == NULL)
		in->reply = inner(s, in->code == 0);
	at = find_code(s);
	if (in->code == 0 && at < s.n)
		in->code = (uint16_t)((s.p[at] - '0') * 100 +
		    (s.p[at + 1] - '0') * 10 + (s.p[at + 2] - '0'));
	if (in->code != 0 && in->origin == ORIGIN_COUNT)
		in->origin = ORIGIN_REMOTE;
	if (in->enhanced.class == 0)
		find_enhanced(s, &in->enhanced);
	if (in->relay_host.n == 0 && at > 0 && at < s.n)
		in->relay_host = find_relay(span_head(s, at));
	if (in->stage == STAGE_NONE)
		in->stage = find_stage(s);
}

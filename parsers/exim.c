#include "parsers/exim_addr.h"
#include "parsers/exim_field.h"
#include "parsers/parser.h"
#include "schema/arena.h"
#include "schema/num.h"

/*
 * Exim's main log (spec, chapter "Log files").  A delivery line is
 *
 *	ID FLAG ADDRESS FIELDS[: TEXT][ FIELDS]
 *
 * whose form is fixed, so that it is taken apart by hand; the rules are for
 * TEXT.  Everything about a client is "H=NAME (HELO) [IP] FIELDS WORDS".
 */

static bool
is_base62(char c)
{
	return num_is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* Base-62 digits in groups of a-b-c with hyphens. */
static bool
is_id(struct span s, size_t a, size_t b, size_t c)
{
	size_t i;

	if (s.n < a + b + c + 2 || s.p[a] != '-' || s.p[a + b + 1] != '-')
		return false;
	for (i = 0; i < a + b + c + 2; i++)
		if (i != a && i != a + b + 1 && !is_base62(s.p[i]))
			return false;
	return true;
}

/*
 * The bytes of the message id at the start of s: 6-6-2 up to Exim 4.96,
 * 6-11-4 since 4.97; 0 = none.
 */
static size_t
id_len(struct span s)
{
	size_t n = is_id(s, 6, 6, 2) ? 16 : is_id(s, 6, 11, 4) ? 23 : 0;

	return n > 0 && (n == s.n || s.p[n] == ' ') ? n : 0;
}

/* "exim", "exim4", "exim-in", "mx1-exim"; not "eximstats". */
static bool
is_exim(struct span program)
{
	size_t at = span_find(program, SPAN("exim"));
	char next;

	if (at == program.n)
		return false;
	next = at + 4 < program.n ? program.p[at + 4] : '-';
	return !((next >= 'a' && next <= 'z') || next == '_');
}

/* "[1/3] " or "[1\15] ": one piece of a line that was long for syslog. */
static bool
is_piece(struct span s)
{
	size_t i;

	if (s.n < 6 || s.p[0] != '[' || !num_is_digit(s.p[1]))
		return false;
	for (i = 2; i < s.n && num_is_digit(s.p[i]); i++)
		;
	if (i >= s.n || (s.p[i] != '/' && s.p[i] != '\\'))
		return false;
	for (i++; i < s.n && num_is_digit(s.p[i]); i++)
		;
	return i + 1 < s.n && s.p[i] == ']' && s.p[i + 1] == ' ';
}

/* What a line is, by its first bytes. */
enum form {
	FORM_PIECE, FORM_DELIVERY, FORM_FAILURE, FORM_DEFERRAL, FORM_ARRIVAL,
	FORM_MESSAGE,		/* any other with a message id */
	FORM_CLIENT		/* none */
};

/* The sections of the rules, by form. */
static const char *const sections[] = {
	"piece", "delivery", "failure", "deferral", "arrival", "other", "other"
};

/* Takes the id (and leaves the flag) off the body. */
static enum form
line_form(struct span body, struct span *id, struct span *rest)
{
	static const struct {
		const char	*flag;
		enum form	 form;
	} rows[] = {
		{ "=> ", FORM_DELIVERY }, { "-> ", FORM_DELIVERY },
		{ ">> ", FORM_DELIVERY }, { "*> ", FORM_DELIVERY },
		{ "** ", FORM_FAILURE }, { "== ", FORM_DEFERRAL },
		{ "<= ", FORM_ARRIVAL }, { "(= ", FORM_ARRIVAL },
	};
	size_t i, n = id_len(body);

	*id = span_head(body, n);
	*rest = span_skip(body, n > 0 ? n + 1 : 0);
	if (n == 0)
		return is_piece(body) ? FORM_PIECE : FORM_CLIENT;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (span_starts(*rest, span_str(rows[i].flag)))
			return rows[i].form;
	return FORM_MESSAGE;
}

/* What is about a client begins with one of its fields. */
static bool
is_about_client(struct span s)
{
	return span_starts(s, SPAN("H=")) || span_starts(s, SPAN("U=")) ||
	    span_starts(s, SPAN("F=")) || span_starts(s, SPAN(" DSH="));
}

/*
 * An unflagged line counts only if Exim refused, dropped or removed something
 * (all such texts of its source have one of these words).  Behind the first
 * colon of what is not about a client stand others' words: a reply, an error
 * of the system, what a filter wrote.
 */
static bool
may_count(struct span s)
{
	static const char *const words[] = {
		"rejected", "refused", "refusal", "dropped: ",
		"dropped by ", "discarded by ", "cancelled by ", "removed b",
		"marked delivered", "syntax error in ",
		"long message header", "authenticator failed for",
		"too many recipients", "synchronization error",
		"tmp-reject", "abandoned: ", "space check failed",
	};
	size_t i;

	if (span_starts(s, SPAN("Completed")) ||
	    span_has(s, SPAN("message temporarily rejected")))
		return true;
	if (!is_about_client(s))
		s = span_head(s, span_find(s, SPAN(": ")) + 2);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_has(s, span_str(words[i])))
			return true;
	return false;
}

/*
 * Exim logs texts of several lines as they are.  In the reject log a refused
 * message's envelope and header follow, each field behind the letter of its
 * type ("F From: ...", receive.c), what goes on a field behind a blank.
 */
static bool
goes_on(struct span line)
{
	size_t i;

	if (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		return true;
	if (span_starts(line, SPAN("Envelope-from: <")) ||
	    span_starts(line, SPAN("Envelope-to: <")) ||
	    span_eq(line, SPAN("*** truncated ***")))
		return true;
	if (line.n < 4 || line.p[1] != ' ' || (line.p[0] != '*' &&
	    (line.p[0] < 'A' || line.p[0] > 'Z')))
		return false;
	for (i = 2; i < line.n && line.p[i] > ' ' && line.p[i] != ':'; i++)
		;
	return i > 2 && i < line.n && line.p[i] == ':';
}

/* Of a body that pieces were rejoined to, as of a file, the first line. */
static struct span
first_line(struct span body)
{
	return span_head(body, span_find_char(body, '\n'));
}

static bool
claim(const struct header *h, struct claim *c)
{
	struct span body = first_line(h->body), id, rest;
	enum form form;

	if (!is_exim(h->program))
		return false;
	c->instance = h->program;
	/* An envelope and a header follow: the reject log's copy. */
	if (goes_on(first_line(span_skip(h->body, body.n + 1))))
		return true;
	form = line_form(body, &id, &rest);
	if (form < FORM_MESSAGE || may_count(rest))
		c->section = sections[form];
	return true;
}

/* Where our own next hop runs: a content filter or a second instance. */
static bool
is_loopback(struct span ip)
{
	return span_starts(ip, SPAN("127.")) || span_eq(ip, SPAN("::1"));
}

/* "id=ID" (Exim) or "queued as ID" (Postfix) in the next hop's answer. */
static struct span
next_id(struct span reply)
{
	size_t at = span_find(reply, SPAN(" id=")), n = 4;

	if (at == reply.n) {
		at = span_find(reply, SPAN("queued as "));
		n = 10;
	}
	reply = span_skip(reply, at + n);
	for (n = 0; n < reply.n && (is_base62(reply.p[n]) ||
	    reply.p[n] == '-'); n++)
		;
	return span_head(reply, n);
}

/* "FIELDS C="REPLY" FIELDS" behind the address. */
static void
frame_handed_on(const struct exim_addr *a, struct span s, struct event *e,
    struct parse_out *out)
{
	struct exim_fields f;

	exim_fields_parse(s, EXIM_DELIVERED, &f);
	exim_fields_fill(&f, e);
	e->recipient = a->recipient;
	e->orig_recipient = a->original;
	e->text = SPAN("");
	/* A remote delivery always names the address of its host. */
	if (f.ip.p == NULL || exim_names_local(&f))
		e->direction = DIRECTION_LOCAL;
	if (f.reply.p == NULL)
		return;
	f.reply = exim_unquoted(f.reply, out->arena);
	parse_reply(exim_unprinted(f.reply, out->arena), REPLY_JOIN_ESCAPE,
	    e, out);
	e->origin = ORIGIN_REMOTE;
	e->stage = STAGE_EOD;
	if (f.ip.p != NULL && is_loopback(f.ip))
		e->next_queue_id = next_id(f.reply);
}

static void
frame_delivery(struct span s, struct event *e, struct parse_out *out)
{
	struct exim_addr a;

	exim_addr_parse(s, out->arena, &a);
	frame_handed_on(&a, a.rest, e, out);
}

/* "ADDRESS FIELDS: TEXT"; gives TEXT. */
static struct span
frame_failure(struct span s, struct event *e, struct parse_out *out)
{
	struct exim_addr a;
	struct exim_fields f;

	exim_addr_parse(s, out->arena, &a);
	if (span_eq(a.recipient, SPAN("mua_wrapper"))) {
		e->recipient = e->orig_recipient = SPAN("");
		return s;
	}
	exim_fields_parse(a.rest, EXIM_FAILED, &f);
	exim_fields_fill(&f, e);
	e->recipient = a.recipient;
	e->orig_recipient = a.original;
	if (exim_names_local(&f))
		e->direction = DIRECTION_LOCAL;
	if (f.text.p == NULL)
		return f.error.p != NULL ? f.error : span_trim(a.rest);
	if (f.error.p == NULL)
		return f.text;
	buf_clear(&out->tmp);
	buf_add_span(&out->tmp, f.error);
	buf_add_str(&out->tmp, ": ");
	buf_add_span(&out->tmp, f.text);
	return arena_copy(out->arena, buf_span(&out->tmp));
}

/* "SENDER FIELDS": what is known about the message from now on. */
static void
frame_arrival(struct span s, struct event *e)
{
	struct exim_fields f;
	struct exim_addr a;

	if (span_starts(s, SPAN("<> ")) || span_eq(s, SPAN("<>"))) {
		a.recipient = SPAN("");
		a.rest = span_skip(s, 2);
	} else
		exim_sender_parse(s, &a);
	exim_fields_parse(a.rest, EXIM_ARRIVED, &f);
	exim_client_fill(&f, e);
	e->sender = a.recipient;
	if (e->submitter.p == NULL)
		e->submitter = SPAN("");
}

/* "H=NAME (HELO) [IP] FIELDS WORDS"; gives WORDS. */
static struct span
frame_client(struct span s, struct event *e)
{
	struct exim_fields f;

	e->recipient = SPAN("");
	if (!is_about_client(s))
		return s;
	if (span_starts(s, SPAN(" DSH=")))	/* log_selector = +dnssec */
		s = span_skip(s, 3);
	exim_fields_parse(s, EXIM_CLIENT, &f);
	exim_client_fill(&f, e);
	return f.text;
}

/*
 * A message that was passed on while it came in (cutthrough_delivery) and that
 * the next host did not take: the client's fields are followed by "ADDRESS
 * F=<SENDER> VERB after DATA: R=... H=... C="REPLY""; gives "VERB ...".
 */
static struct span
frame_cutthrough(struct span s, struct event *e, struct parse_out *out)
{
	struct span word = span_head(s, span_find_char(s, ' '));
	size_t verb = span_find(s, SPAN(" after DATA: R="));
	struct exim_fields f;
	struct exim_addr a;

	if (verb == s.n || span_find_char(word, '@') == word.n)
		return s;
	exim_addr_parse(s, out->arena, &a);
	exim_fields_parse(a.rest, EXIM_CLIENT, &f);
	exim_client_fill(&f, e);
	frame_handed_on(&a, span_skip(s, verb + 12), e, out);
	return f.text;
}

static struct span
frame(const struct header *h, const struct claim *c, struct event *e,
    struct parse_out *out)
{
	struct span body = first_line(h->body), rest;

	(void)c;
	switch (line_form(body, &e->queue_id, &rest)) {
	case FORM_PIECE:
		return body;
	case FORM_DELIVERY:
		frame_delivery(span_skip(rest, 3), e, out);
		return rest;
	case FORM_FAILURE:
	case FORM_DEFERRAL:
		return frame_failure(span_skip(rest, 3), e, out);
	case FORM_ARRIVAL:
		frame_arrival(span_skip(rest, 3), e);
		return rest;
	case FORM_MESSAGE:
	case FORM_CLIENT:
		/* syslog gets main and reject log both, right after another. */
		e->twice = h->host.n > 0;
		return frame_cutthrough(frame_client(rest, e), e, out);
	}
	return rest;
}

/*
 * A reason that this Exim found: an administrator's message may begin with
 * a code, which is a code only if it is one of a refusal.
 */
static void
local_reason(struct span raw, struct event *e, struct parse_out *out)
{
	parse_reply(raw, REPLY_JOIN_ESCAPE, e, out);
	if (e->code != 0 && (e->code < 400 || e->code > 599)) {
		e->code = 0;
		parse_text(raw, e, out);
	}
}

/* A piece that ended at a newline keeps it. */
static struct span
piece_text(struct span text, struct span mark, struct parse_out *out)
{
	if (!span_eq(mark, SPAN("\\")))
		return text;
	buf_clear(&out->tmp);
	buf_add_span(&out->tmp, text);
	buf_add_char(&out->tmp, '\n');
	return arena_copy(out->arena, buf_span(&out->tmp));
}

static bool
finish(const struct rule_match *m, struct event *e, struct parse_out *out)
{
	struct span reply = m->field[FIELD_REPLY];
	struct span text = m->field[FIELD_TEXT];
	struct exim_fields f = { .text = SPAN_NULL };
	struct event arrival;

	if (e->kind == EVENT_FRAGMENT) {
		e->text = piece_text(text, m->field[FIELD_EXTRA], out);
		out->emit(out->arg, e);
		return true;
	}
	if (m->field[FIELD_EXTRA].p != NULL) {
		exim_host_parse(m->field[FIELD_EXTRA], &f);
		exim_client_fill(&f, e);
	}
	if (reply.p != NULL && e->origin == ORIGIN_REMOTE)
		parse_reply(exim_unprinted(reply, out->arena),
		    REPLY_JOIN_ESCAPE, e, out);
	else if (reply.p != NULL)
		local_reason(exim_unprinted(reply, out->arena), e, out);
	if (text.p != NULL)
		parse_text(exim_unprinted(text, out->arena), e, out);
	if (e->outcome == OUTCOME_DELIVERED && e->next_queue_id.n > 0)
		e->outcome = OUTCOME_FORWARDED;
	if (e->kind == EVENT_ATTEMPT &&
	    strcmp(m->rule->section, sections[FORM_ARRIVAL]) == 0) {
		/* Fakereject: refused, and kept all the same. */
		arrival = *e;
		arrival.kind = EVENT_ARRIVAL;
		arrival.outcome = OUTCOME_NONE;
		out->emit(out->arg, &arrival);
	}
	out->emit(out->arg, e);
	return true;
}

const struct parser parser_exim = {
	.mta = MTA_EXIM,
	.rules = "parsers/exim.rules",
	.claim = claim,
	.goes_on = goes_on,
	.frame = frame,
	.finish = finish
};

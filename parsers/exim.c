#include "parsers/exim_addr.h"
#include "parsers/exim_field.h"
#include "parsers/exim_line.h"
#include "parsers/exim_text.h"
#include "parsers/parser.h"
#include "schema/arena.h"

/*
 * Exim's main log (spec, chapter "Log files").  A delivery line is
 *
 *	ID FLAG ADDRESS FIELDS[: TEXT][ FIELDS]
 *
 * whose form is fixed, so that it is taken apart by hand; the rules are for
 * TEXT.  Everything about a client is "H=NAME (HELO) [IP] FIELDS WORDS".
 */

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

/* The sections of the rules, by form. */
static const char *const sections[] = {
	"piece", "delivery", "failure", "deferral", "arrival", "other", "other"
};

static bool
claim(const struct header *h, struct claim *c)
{
	struct span body = exim_line_first(h->body), id, rest;
	enum exim_form form;

	if (!is_exim(h->program))
		return false;
	c->instance = h->program;
	/* An envelope and a header follow: the reject log's copy. */
	if (exim_line_goes_on(exim_line_first(span_skip(h->body, body.n + 1))))
		return true;
	form = exim_line_form(body, &id, &rest);
	if (form < EXIM_FORM_MESSAGE || exim_line_counts(rest))
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
	for (n = 0; n < reply.n && (exim_is_base62(reply.p[n]) ||
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
	if (!exim_line_of_client(s))
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
	struct span body = exim_line_first(h->body), rest;

	(void)c;
	switch (exim_line_form(body, &e->queue_id, &rest)) {
	case EXIM_FORM_PIECE:
		return body;
	case EXIM_FORM_DELIVERY:
		frame_delivery(span_skip(rest, 3), e, out);
		return rest;
	case EXIM_FORM_FAILURE:
	case EXIM_FORM_DEFERRAL:
		return frame_failure(span_skip(rest, 3), e, out);
	case EXIM_FORM_ARRIVAL:
		frame_arrival(span_skip(rest, 3), e);
		return rest;
	case EXIM_FORM_MESSAGE:
	case EXIM_FORM_CLIENT:
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
	    strcmp(m->rule->section, sections[EXIM_FORM_ARRIVAL]) == 0) {
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
	.goes_on = exim_line_goes_on,
	.frame = frame,
	.finish = finish
};

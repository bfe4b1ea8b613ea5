#include <stdlib.h>

#include "parsers/parser.h"
#include "parsers/registry.h"
#include "schema/embed.h"
#include "schema/file.h"
#include "schema/i18n.h"
#include "schema/mem.h"
#include "schema/num.h"
#include "schema/text.h"

#define MAX_PARSERS	8

struct parsers {
	struct ruleset	*rules[MAX_PARSERS];
};

/* The rules of p: the file of that name in dir if there is one. */
static int
load_one(const struct parser *p, const char *dir, struct ruleset **out,
    int *found, struct err *err)
{
	const char *base = strrchr(p->rules, '/') + 1;
	struct buf text = { 0 };
	char *path = NULL;
	int rc = 0;

	if (dir != NULL) {
		path = mem_printf("%s/%s", dir, base);
		rc = file_read_optional(path, &text, err);
		*found += text.n > 0;
	}
	if (rc == 0)
		rc = ruleset_load(text.n > 0 ? path : p->rules,
		    text.n > 0 ? buf_span(&text) : embed_get(p->rules), out,
		    err);
	buf_free(&text);
	free(path);
	return rc;
}

int
parsers_load(const char *dir, struct parsers **out, struct err *err)
{
	struct parsers *ps = mem_alloc(sizeof(*ps));
	int i, found = 0, rc = 0;

	*out = NULL;
	for (i = 0; rc == 0 && parser_registry[i] != NULL; i++)
		rc = load_one(parser_registry[i], dir, &ps->rules[i], &found,
		    err);
	if (rc == 0 && dir != NULL && found == 0)
		rc = err_set(err, ERR_NO_INPUT, _("%s: no parser rules "
		    "there"), dir);
	if (rc != 0)
		parsers_free(ps);
	else
		*out = ps;
	return rc;
}

void
parsers_free(struct parsers *ps)
{
	int i;

	if (ps == NULL)
		return;
	for (i = 0; i < MAX_PARSERS; i++)
		ruleset_free(ps->rules[i]);
	free(ps);
}

const struct ruleset *
parsers_ruleset(const struct parsers *ps, size_t i)
{
	return i < MAX_PARSERS ? ps->rules[i] : NULL;
}

/* Runs the section's rules on the body and lets the parser finish. */
static enum parse_result
run_rules(const struct parser *p, const struct ruleset *rs,
    const struct header *h, const struct claim *c,
    struct rule_scratch *scratch, struct parse_out *out)
{
	int section = ruleset_section(rs, c->section);
	struct span body = h->body;
	struct rule_match m;
	struct event e;

	event_init(&e);
	e.mta = p->mta;
	e.stamp = h->stamp;
	e.repeat = h->repeat;
	e.host = h->host;
	e.instance = c->instance;
	e.service = c->service;
	e.pid = h->pid;
	if (p->frame != NULL)
		body = p->frame(h, c, &e, out);
	if (section < 0 ||
	    !ruleset_match(rs, section, body, scratch, &m, &e))
		return PARSE_UNKNOWN;
	out->last_rule = m.rule;
	out->last_between = m.between;
	out->last_detail = m.detail;
	if (e.kind == EVENT_IRRELEVANT)
		return PARSE_IRRELEVANT;
	/* What is `extra` finish() alone knows. */
	if (e.kind == EVENT_ARRIVAL && out->no_arrivals &&
	    e.mta == MTA_POSTFIX && m.field[FIELD_EXTRA].p == NULL)
		return PARSE_UNDERSTOOD;
	rule_fill(&m, &e);
	if (!p->finish(&m, &e, out))
		return PARSE_UNKNOWN;
	return PARSE_UNDERSTOOD;
}

/* syslogd's "last message repeated N times", whosever it was. */
static enum parse_result
last_repeated(const struct header *h, struct parse_out *out)
{
	struct event e = event_new();
	struct span n = span_skip(h->body, 22);
	int times;

	if (!num_int(span_head(n, span_find_char(n, ' ')), 1000000000,
	    &times) || times == 0)
		return PARSE_OTHER;
	e.kind = EVENT_REPEAT;
	e.stamp = h->stamp;
	e.host = h->host;
	e.repeat = (uint32_t)times;
	out->emit(out->arg, &e);
	return PARSE_IRRELEVANT;
}

enum parse_result
parse_body(const struct parsers *ps, const struct header *h,
    struct rule_scratch *scratch, struct parse_out *out)
{
	struct claim c;
	int i;

	for (i = 0; parser_registry[i] != NULL; i++) {
		c = (struct claim){ .section = NULL };
		if (!parser_registry[i]->claim(h, &c))
			continue;
		if (c.section == NULL)
			return PARSE_IRRELEVANT;
		return run_rules(parser_registry[i], ps->rules[i], h, &c,
		    scratch, out);
	}
	return PARSE_OTHER;
}

/* The second line, or a later one, of a record of several. */
static bool
goes_on(struct span line, struct arena *arena)
{
	struct header h;
	int i;

	for (i = 0; parser_registry[i] != NULL; i++)
		if (parser_registry[i]->goes_on != NULL &&
		    parser_registry[i]->goes_on(line))
			/* An indented log line is a line that nobody read. */
			return !header_parse(span_trim(line), arena, &h);
	return false;
}

enum parse_result
parse_line(const struct parsers *ps, struct span line,
    struct rule_scratch *scratch, struct parse_out *out)
{
	struct header h;

	out->last_rule = out->last_between = out->last_detail = NULL;
	if (!header_parse(line, out->arena, &h))
		return goes_on(line, out->arena) ? PARSE_OTHER :
		    PARSE_NOT_LOG;
	out->stamp = h.stamp;
	if (h.program.n == 0 &&
	    span_starts(h.body, SPAN("last message repeated ")))
		return last_repeated(&h, out);
	return parse_body(ps, &h, scratch, out);
}

/* out->tmp as a span that lives as long as the event. */
static struct span
keep_tmp(struct parse_out *out)
{
	return arena_copy(out->arena, buf_span(&out->tmp));
}

void
parse_reply(struct span raw, enum reply_join join, struct event *e,
    struct parse_out *out)
{
	struct reply r;

	reply_parse(raw, join, &out->tmp, &r);
	e->code = r.code;
	e->enhanced = r.enhanced;
	e->text = keep_tmp(out);
}

void
parse_text(struct span raw, struct event *e, struct parse_out *out)
{
	raw = span_trim(raw);
	if (text_is_clean(raw)) {
		e->text = raw;
		return;
	}
	buf_clear(&out->tmp);
	text_clean(&out->tmp, raw);
	e->text = keep_tmp(out);
}

void
parse_peer(struct span raw, struct span *host, struct span *ip)
{
	size_t open = span_find_char(raw, '['), close;

	*host = span_head(raw, open);
	*ip = SPAN("");
	if (open == raw.n)
		return;
	raw = span_skip(raw, open + 1);
	close = span_find_char(raw, ']');
	*ip = span_head(raw, close);
}

/*
 * Every sample of every rule goes through the whole parser: this very rule
 * must take it, and the events must have the fields that the rule expects.
 */
#include "parsers/parser.h"
#include "parsers/registry.h"
#include "schema/err.h"
#include "tests/test.h"

void	suite_rules(void);

#define MAX_EVENTS	64

struct got {
	struct event	events[MAX_EVENTS];
	int		n;
};

static void
collect(void *arg, const struct event *e)
{
	struct got *g = arg;

	if (g->n < MAX_EVENTS)
		g->events[g->n++] = *e;
}

/* A field of the contract as text, in out. */
static bool
field_text(const struct event *e, const char *field, struct buf *out)
{
	const struct {
		const char *name;
		struct span value;
	} spans[] = {
		{ "text", e->text }, { "host", e->host },
		{ "instance", e->instance }, { "service", e->service },
		{ "queue_id", e->queue_id },
		{ "next_queue_id", e->next_queue_id },
		{ "message_id", e->message_id }, { "sender", e->sender },
		{ "submitter", e->submitter },
		{ "recipient", e->recipient },
		{ "orig_recipient", e->orig_recipient },
		{ "relay_host", e->relay_host }, { "relay_ip", e->relay_ip },
		{ "client_host", e->client_host },
		{ "client_ip", e->client_ip }, { "local_ip", e->local_ip },
		{ "kind", span_str(event_kind_name(e->kind)) },
		{ "outcome", span_str(outcome_name(e->outcome)) },
		{ "direction", span_str(direction_name(e->direction)) },
		{ "stage", span_str(stage_name(e->stage)) },
		{ "origin", span_str(origin_name(e->origin)) },
	};
	char enh[ENHANCED_BUFSIZE];
	size_t i;

	buf_clear(out);
	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		if (strcmp(spans[i].name, field) == 0) {
			buf_add_span(out, spans[i].value.p != NULL ?
			    spans[i].value : SPAN("null"));
			return true;
		}
	if (strcmp(field, "code") == 0)
		buf_printf(out, "%u", e->code);
	else if (strcmp(field, "enhanced") == 0)
		buf_add_str(out, enhanced_format(e->enhanced, enh));
	else if (strcmp(field, "mta_status") == 0)
		buf_add_str(out, enhanced_format(e->mta_status, enh));
	else if (strcmp(field, "delay_ms") == 0)
		buf_printf(out, "%lld", (long long)e->delay_ms);
	else if (strcmp(field, "repeat") == 0)
		buf_printf(out, "%u", e->repeat);
	else if (strcmp(field, "recipients") == 0)
		buf_printf(out, "%d", (int)e->recipients);
	else if (strcmp(field, "piece") == 0)
		buf_printf(out, "%u", e->piece);
	else if (strcmp(field, "pieces") == 0)
		buf_printf(out, "%u", e->pieces);
	else
		return false;
	return true;
}

static void
check_sample(const struct parsers *ps, const char *file,
    const struct rule *r, const struct rule_sample *s,
    struct rule_scratch *scratch)
{
	struct arena arena = { 0 };
	struct got got = { .n = 0 };
	struct parse_out out = { .arena = &arena, .emit = collect,
	    .arg = &got };
	const struct rule_expect *x;
	struct buf value = { 0 };
	char row[256];
	int last = -1;

	snprintf(row, sizeof(row), "%s:%d (%s)", file, s->line, r->id);
	parse_line(ps, span_str(s->text), scratch, &out);
	if (out.last_rule != r && out.last_between != r &&
	    out.last_detail != r) {
		printf("\n  %s: taken by %s / %s\n", row,
		    out.last_rule ? out.last_rule->id : "no rule",
		    out.last_detail ? out.last_detail->id : "-");
		CU_FAIL("sample is not taken by its rule");
	}
	for (x = s->expect; x != NULL; x = x->next) {
		last = x->event;
		if (x->event >= got.n) {
			printf("\n  %s: event %d is missing\n", row,
			    x->event);
			CU_FAIL("event missing");
			continue;
		}
		if (!field_text(&got.events[x->event], x->field, &value)) {
			printf("\n  %s: no field %s\n", row, x->field);
			CU_FAIL("no such field");
			continue;
		}
		snprintf(row, sizeof(row), "%s:%d (%s) %s", file, s->line,
		    r->id, x->field);
		CHECK_SPAN(row, buf_span(&value), x->value);
	}
	if (s->nothing)
		CHECK_INT(row, got.n, 0);
	else
		CHECK_INT(row, got.n, last + 1);
	buf_free(&value);
	buf_free(&out.tmp);
	arena_free(&arena);
}

static void
test_samples(void)
{
	struct rule_scratch *scratch = rule_scratch_new();
	struct parsers *ps;
	struct err err = { 0 };
	const struct ruleset *rs;
	const struct rule_sample *s;
	size_t i, k;

	if (parsers_load(NULL, &ps, &err) != 0) {
		printf("\n  %s\n", err.msg);
		CU_FAIL("rules do not load");
		rule_scratch_free(scratch);
		return;
	}
	for (i = 0; (rs = parsers_ruleset(ps, i)) != NULL; i++)
		for (k = 0; k < ruleset_count(rs); k++)
			for (s = ruleset_rule(rs, k)->samples; s != NULL;
			    s = s->next)
				check_sample(ps, parser_registry[i]->rules,
				    ruleset_rule(rs, k), s, scratch);
	parsers_free(ps);
	rule_scratch_free(scratch);
}

static void
test_bad_files(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "rule a\n", "x.rules:1: rule (none): stands before any "
		    "`section`: a" },
		{ "section s\nrule a\n  match (\n  sample x\n",
		    "x.rules:2: rule a: match: missing closing parenthesis "
		    "at offset 1" },
		{ "section s\nrule a\n  match x\n",
		    "x.rules:3: rule a: has no `sample`" },
		{ "section s\nrule a\n  match (?<foo>x)\n  sample x\n",
		    "x.rules:4: rule a: no such field: foo" },
		{ "section s\nrule a\n  kind odd\n",
		    "x.rules:3: rule a: kind: no such kind: odd" },
		{ "section s\nrule a\n  match x\n  sample x\nrule a\n",
		    "x.rules:5: rule (none): this id is taken already: a" },
		{ "section s\nrule a\n  match x\n  sample x\n  detail t\n",
		    "x.rules:2: rule a: detail: no such section: t" },
		{ "section s\nrule a\n  frob x\n",
		    "x.rules:3: rule a: no such key: frob" },
		{ "section s\nrule a\n  needle x\n  needle y\n",
		    "x.rules:4: rule a: stands there twice: needle" },
		{ "section s\nrule a\n  detail s\n  detail s\n",
		    "x.rules:4: rule a: stands there twice: detail" },
		{ "section s\nrule a\n  match {{b}}\n",
		    "x.rules:3: rule a: not defined: b" },
		{ "define a x\ndefine a y\n",
		    "x.rules:2: rule (none): defined already: a" },
		{ "# nothing\n", "x.rules: holds no rule" },
	};
	struct ruleset *rs;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		err.msg[0] = '\0';
		CHECK_INT(rows[i].want, ruleset_load("x.rules",
		    span_str(rows[i].text), &rs, &err), ERR_DATA);
		CHECK_SPAN(rows[i].text, span_str(err.msg), rows[i].want);
	}
}

static void
test_words(void)
{
	static const struct {
		const char *text;
		long long ms;
	} delays[] = {
		{ "0.07", 70 }, { "12", 12000 }, { "00:00:05", 5000 },
		{ "1+02:03:04", 93784000 }, { "3d2h5m6s", 266706000 },
		{ "0.012s", 12 }, { "", -1 }, { "soon", -1 },
	};
	static const struct {
		const char *text;
		enum stage stage;
	} stages[] = {
		{ "RCPT TO", STAGE_RCPT }, { "end of DATA", STAGE_EOD },
		{ "DATA", STAGE_DATA },
		{ "pipelined MAIL FROM:<a@b> SIZE=1", STAGE_MAIL },
		{ "initial connection", STAGE_BANNER }, { "", STAGE_NONE },
	};
	size_t i;

	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++)
		CHECK_INT(delays[i].text,
		    rule_delay_ms(span_str(delays[i].text)), delays[i].ms);
	for (i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		CHECK_INT(stages[i].text,
		    rule_stage(span_str(stages[i].text)), stages[i].stage);
}

void
suite_rules(void)
{
	TEST_SUITE("rules", { "samples", test_samples },
	    { "bad files", test_bad_files }, { "words", test_words });
}

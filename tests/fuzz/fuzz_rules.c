/*
 * A file of parser rules: understood, or refused with a message that names
 * the file; what was understood matches its own samples in bounded time.
 */
#include "parsers/registry.h"
#include "schema/embed.h"
#include "tests/fuzz/fuzz.h"

#define NAME	"fuzz.rules"

/* The length of what stands before the line that begins with word. */
static size_t
before(struct span text, struct span word)
{
	size_t at = 0;

	while (at < text.n && !span_starts(span_skip(text, at), word))
		at += span_find_char(span_skip(text, at), '\n') + 1;
	return at < text.n ? at : text.n;
}

/* Sections that rules go on to, for those that lack their own. */
static const char sections[] =
    "define ABOUT x\n"
    "section remote-detail\nsection local-detail\nsection reason\n";

/* Each rule with the definitions that it may need. */
static void *
rules_open(struct fuzz_seeds *seeds)
{
	struct span text, defines, rule;
	struct buf b = { 0 };
	size_t i, n;

	for (i = 0; parser_registry[i] != NULL; i++) {
		text = embed_get(parser_registry[i]->rules);
		n = before(text, SPAN("section "));
		defines = span_head(text, n);
		for (text = span_skip(text, n); text.n > 0;
		    text = span_skip(text, n)) {
			n = before(text, SPAN("rule "));
			n += n < text.n ? 5 : 0;
			n += before(span_skip(text, n), SPAN("rule "));
			rule = span_head(text, n);
			buf_clear(&b);
			buf_add_span(&b, defines);
			buf_add_str(&b, sections);
			if (!span_starts(rule, SPAN("section ")))
				buf_add_str(&b, "section fuzz\n");
			buf_add_span(&b, rule);
			fuzz_seed(seeds, buf_span(&b));
		}
	}
	buf_free(&b);
	return NULL;
}

static void
match(const struct ruleset *set)
{
	struct rule_scratch *scratch = rule_scratch_new();
	const struct rule_sample *s;
	const struct rule *rule;
	struct rule_match m;
	struct event e;
	size_t i;

	for (i = 0; i < ruleset_count(set); i++) {
		rule = ruleset_rule(set, i);
		for (s = rule->samples; s != NULL; s = s->next) {
			e = event_new();
			if (ruleset_match(set, ruleset_section(set,
			    rule->section), span_str(s->text), scratch, &m,
			    &e))
				rule_fill(&m, &e);
		}
	}
	rule_scratch_free(scratch);
}

static void
rules_one(void *state, struct span input)
{
	struct err err = { .code = ERR_NONE };
	struct ruleset *set = NULL;
	int rc;

	(void)state;
	rc = ruleset_load(NAME, input, &set, &err);
	FUZZ_CHECK(rc == 0 || (rc == ERR_DATA && set == NULL), input);
	FUZZ_CHECK(rc == 0 || span_starts(span_str(err.msg), SPAN(NAME)),
	    span_str(err.msg));
	if (rc == 0)
		match(set);
	ruleset_free(set);
}

static void
rules_close(void *state)
{
	(void)state;
}

const struct fuzz_target fuzz_target = {
	.name = "rules", .cost = 20, .open = rules_open, .one = rules_one,
	.close = rules_close
};

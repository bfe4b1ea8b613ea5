/*
 * A reply to its verdict and its page: in range, clean in every format, and
 * only a reason or a rule that says so takes an address off the list.  What
 * is masked in a text comes back as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/judge_line.h"
#include "reports/guide_json.h"
#include "schema/fingerprint.h"
#include "schema/judge_rules.h"
#include "schema/mem.h"
#include "schema/text.h"
#include "tests/fuzz/fuzz.h"

struct judge {
	struct knowledge	*k;
	struct judge_line	 line;
	struct buf		 clean, template, vals, back, out;
};

static void *
judge_open(struct fuzz_seeds *seeds)
{
	struct judge *j = mem_alloc(sizeof(*j));
	const struct judge_rule *r;
	const struct rule_set *set;
	struct buf b = { 0 };
	struct err err;
	size_t i, n;

	if (knowledge_load(NULL, NULL, "en", &j->k, &err) != 0)
		fuzz_fail(__FILE__, __LINE__, "loaded", span_str(err.msg));
	set = knowledge_rules(j->k);
	for (i = 0; i < rules_count(set); i++) {
		r = rules_get(set, i);
		for (n = 0; n < r->n_samples; n++)
			fuzz_seed(seeds, r->samples[n].in.text);
		if (r->n_samples == 0)
			continue;
		buf_clear(&b);
		buf_printf(&b, "{\"text\": \"%u %.*s\", \"stage\": \"rcpt\", "
		    "\"relay_host\": \"mx.example\", \"enhanced\": \"5.1.1\"}",
		    (unsigned int)r->samples[0].in.code,
		    SPAN_FMT(r->samples[0].in.text));
		fuzz_seed(seeds, buf_span(&b));
	}
	buf_free(&b);
	return j;
}

static const struct judge_rule *
rule_of(const struct knowledge *k, const char *id)
{
	const struct rule_set *set = knowledge_rules(k);
	size_t i;

	for (i = 0; i < rules_count(set); i++)
		if (strcmp(rules_get(set, i)->id, id) == 0)
			return rules_get(set, i);
	return NULL;
}

static void
check_verdict(const struct judge *j, const struct guide_reply *r)
{
	const struct verdict *v = &r->verdict;
	const struct reason *reason;
	const struct judge_rule *rule = rule_of(j->k, v->rule);

	FUZZ_CHECK(v->reason >= 0 && (size_t)v->reason <
	    knowledge_reason_count(j->k), r->text);
	FUZZ_CHECK(v->permanence < PERMANENCE_COUNT, r->text);
	reason = knowledge_reason(j->k, (size_t)v->reason);
	FUZZ_CHECK(!v->suppress || reason->suppress ||
	    (rule != NULL && rule->suppress == 1), r->text);
	FUZZ_CHECK(!v->suppress || v->permanence == PERMANENCE_PERMANENT,
	    r->text);
	FUZZ_CHECK(v->fix != NULL && v->provider != NULL, r->text);
	FUZZ_CHECK(r->code == 0 || (r->code >= 200 && r->code <= 599),
	    r->text);
	FUZZ_CHECK(text_is_clean(r->text), r->text);
}

static void
check_mask(struct judge *j, struct span input)
{
	struct hash128 once;

	buf_clear(&j->clean);
	buf_clear(&j->template);
	buf_clear(&j->vals);
	buf_clear(&j->back);
	buf_clear(&j->out);
	text_clean(&j->clean, input);
	FUZZ_CHECK(text_is_clean(buf_span(&j->clean)), buf_span(&j->clean));
	fingerprint_mask(buf_span(&j->clean), &j->template, &j->vals);
	fingerprint_unmask(buf_span(&j->template), buf_span(&j->vals),
	    &j->back);
	FUZZ_CHECK(span_eq(buf_span(&j->clean), buf_span(&j->back)),
	    buf_span(&j->back));
	fingerprint_human(buf_span(&j->template), &j->out);
	FUZZ_CHECK(text_is_clean(buf_span(&j->out)), buf_span(&j->out));
	once = fingerprint_id(550, (struct enhanced){ 5, 1, 1 },
	    buf_span(&j->template));
	FUZZ_CHECK(memcmp(&once, &(struct hash128){ 0 }, sizeof(once)) != 0,
	    input);
}

/* No mark of ours but those of the page, no address that is a script. */
static void
check_html(struct span html)
{
	FUZZ_CHECK(!span_has_nocase(html, SPAN("<script")), html);
	FUZZ_CHECK(!span_has_nocase(html, SPAN("<img")), html);
	FUZZ_CHECK(!span_has_nocase(html, SPAN("href=\"javascript:")), html);
	fuzz_check_clean(html);
}

static void
judge_one(void *state, struct span input)
{
	const struct term term = { 80, false };
	struct judge *j = state;
	struct guide_reply r;
	struct doc d;

	check_mask(j, input);
	judge_line(j->k, input, &j->line, &r);
	check_verdict(j, &r);
	buf_clear(&j->out);
	guide_ndjson(&j->out, j->k, &r);
	fuzz_check_ndjson(buf_span(&j->out), NULL);
	buf_clear(&j->out);
	doc_open(&d, &j->out, DOC_TEXT, term, "reply");
	guide_reply(&d, j->k, &r);
	doc_close(&d);
	fuzz_check_clean(buf_span(&j->out));
	buf_clear(&j->out);
	doc_open(&d, &j->out, DOC_HTML, term, "reply");
	guide_reply(&d, j->k, &r);
	doc_close(&d);
	check_html(buf_span(&j->out));
}

static void
judge_close(void *state)
{
	struct judge *j = state;

	knowledge_free(j->k);
	judge_line_free(&j->line);
	buf_free(&j->clean);
	buf_free(&j->template);
	buf_free(&j->vals);
	buf_free(&j->back);
	buf_free(&j->out);
	free(j);
}

const struct fuzz_target fuzz_target = {
	.name = "judge", .cost = 2, .open = judge_open, .one = judge_one,
	.close = judge_close
};

#include <stdlib.h>

#include "schema/judge_rules.h"
#include "schema/mem.h"

static bool
decides(const struct knowledge *k, const struct judge_rule *r,
    const struct judge_input *in, struct verdict *out)
{
	judge_reply(k, in, out);
	return strcmp(out->rule, r->id) == 0;
}

static void
complain(const struct knowledge *k, const struct judge_rule *r, const char *key,
    const struct judge_input *in, const struct verdict *v,
    void (*report)(void *, const char *), void *arg)
{
	char *text = mem_printf("%s: rule %s, key %s: rule %s (%s) takes "
	    "\"%.*s\"", r->file, r->id, key, v->rule[0] != '\0' ? v->rule :
	    "none", knowledge_reason(k, (size_t)v->reason)->id,
	    SPAN_FMT(in->text));

	report(arg, text);
	free(text);
}

static void
complain_unproven(const struct judge_rule *r,
    void (*report)(void *, const char *), void *arg)
{
	char *text = mem_printf("%s: rule %s, key samples: missing: give it a "
	    "reply that it must match", r->file, r->id);

	report(arg, text);
	free(text);
}

/*
 * A sample counts as well if another rule takes it for the same reason, but
 * one of them the rule must decide: else it is never reached.
 */
static size_t
check_rule(const struct knowledge *k, const struct judge_rule *r,
    void (*report)(void *, const char *), void *arg)
{
	struct verdict v;
	size_t i, bad = 0;
	bool own = false;

	for (i = 0; i < r->n_samples; i++) {
		own |= decides(k, r, &r->samples[i].in, &v);
		if (v.reason == r->reason)
			continue;
		complain(k, r, "samples", &r->samples[i].in, &v, report, arg);
		bad++;
	}
	if (r->n_samples == 0) {
		complain_unproven(r, report, arg);
		bad++;
	}
	if (!own && bad == 0) {
		complain(k, r, "samples: not reached", &r->samples[0].in, &v,
		    report, arg);
		bad++;
	}
	for (i = 0; i < r->n_nots; i++)
		if (decides(k, r, &r->nots[i].in, &v)) {
			complain(k, r, "not", &r->nots[i].in, &v, report, arg);
			bad++;
		}
	return bad;
}

size_t
rules_check(const struct knowledge *k, bool admin_only,
    void (*report)(void *, const char *), void *arg)
{
	const struct rule_set *set = knowledge_rules(k);
	size_t i, bad = 0;

	for (i = 0; i < set->n; i++)
		if (!admin_only || set->rules[i].layer == RULE_ADMIN)
			bad += check_rule(k, &set->rules[i], report, arg);
	return bad;
}

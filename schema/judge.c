#include "schema/judge.h"

struct judge_input
judge_input_new(struct span text)
{
	struct judge_input in = { .text = text };

	return in;
}

/* By the enhanced code, else the basic code. */
void
judge_reply(const struct knowledge *k, const struct judge_input *in,
    struct verdict *v)
{
	const struct enhanced_info *e = in->enhanced.class != 0 ?
	    knowledge_enhanced_find(k, in->enhanced) : NULL;
	const struct code_info *c = knowledge_code_find(k, in->code);
	const struct reason *r;

	v->reason = e != NULL && e->reason >= 0 ? e->reason :
	    c != NULL && c->reason >= 0 ? c->reason :
	    (int)knowledge_reason_count(k) - 1;
	r = knowledge_reason(k, (size_t)v->reason);
	v->permanence = r->permanence;
	v->suppress = r->suppress && in->code / 100 != 4;
	v->fix = v->rule = r->id;
	v->provider = "";
}

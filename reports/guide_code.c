#include <stdio.h>
#include <string.h>

#include "reports/guide.h"
#include "reports/guide_words.h"
#include "schema/i18n.h"

/* The facts that codes and enhanced codes have in common. */
static void
reason_facts(struct doc *d, const struct knowledge *k, int reason,
    enum permanence p, const char *const *labels)
{
	const struct reason *r;

	if (reason < 0)
		return;
	r = knowledge_reason(k, (size_t)reason);
	doc_fact(d, labels[0], span_str(guide_cause(k, reason, p)));
	doc_fact(d, labels[1], span_str(guide_permanence_text(p)));
	if (p != PERMANENCE_UNKNOWN)
		doc_fact(d, labels[2], span_str(knowledge_actor(k, r->actor)));
}

/* The enhanced codes that the registry lists with a basic one. */
static void
enhanced_of(struct doc *d, const struct knowledge *k, int code)
{
	const struct enhanced_info *x;
	const int *b;
	size_t i, n = 0;
	char number[32];

	for (i = 0; i < knowledge_enhanced_count(k); i++) {
		x = knowledge_enhanced(k, i);
		for (b = x->basic; *b != 0 && *b != code; b++)
			;
		if (*b == 0 || x->vendor[0] != '\0')
			continue;
		if (n++ == 0)
			doc_section(d, _("Enhanced codes that go with it"));
		snprintf(number, sizeof(number), "%d.%d.%d", code / 100,
		    x->subject, x->detail);
		doc_entry(d, span_str(number), span_str(x->name));
	}
}

void
guide_code(struct doc *d, const struct knowledge *k,
    const struct code_info *c)
{
	const char *labels[] = { _("Usual cause"), _("Permanence"),
	    _("Who acts"), _("Class"), _("Defined in") };
	const struct code_info *other;
	struct buf b = { NULL, 0, 0 };
	char number[16];
	const int *o;

	buf_printf(&b, "%d %s", c->code, c->name);
	doc_title(d, buf_span(&b));
	doc_facts(d, labels, 5);
	doc_fact(d, labels[3], span_str(guide_class_text(c->code / 100)));
	buf_clear(&b);
	/* TRANSLATORS: where a code is defined, and whether by a standard */
	buf_printf(&b, _("%s; %s"), c->source, guide_status_text(c->status));
	doc_fact(d, labels[4], buf_span(&b));
	reason_facts(d, k, c->reason, c->permanence, labels);
	doc_section(d, _("Meaning"));
	doc_para(d, span_str(c->meaning));
	doc_section(d, _("When you see it"));
	doc_para(d, span_str(c->when));
	doc_section(d, _("How to fix it"));
	doc_para(d, span_str(c->fix));
	if (c->confused[0] != 0)
		doc_section(d, _("Not to be confused with"));
	for (o = c->confused; *o != 0; o++) {
		if ((other = knowledge_code_find(k, *o)) == NULL)
			continue;
		snprintf(number, sizeof(number), "%d", *o);
		doc_entry(d, span_str(number), span_str(other->name));
	}
	if (c->confusion != NULL)
		doc_para(d, span_str(c->confusion));
	enhanced_of(d, k, c->code);
	buf_free(&b);
}

const struct enhanced_info *
guide_enhanced_row(const struct knowledge *k, struct enhanced c, bool *exact)
{
	const struct enhanced_info *x = knowledge_enhanced_find(k, c);

	*exact = x != NULL;
	if (x == NULL) {
		c.detail = 0;
		x = knowledge_enhanced_find(k, c);
	}
	return x;
}

/* What single vendors mean by the code. */
static void
vendors_of(struct doc *d, const struct knowledge *k, struct enhanced c)
{
	const struct enhanced_info *x;
	struct buf b = { NULL, 0, 0 };
	const char *const *t;
	size_t i, n = 0;

	for (i = 0; i < knowledge_enhanced_count(k); i++) {
		x = knowledge_enhanced(k, i);
		if (x->vendor[0] == '\0' || !knowledge_enhanced_covers(x, c))
			continue;
		if (n++ == 0)
			doc_section(d, _("What providers and servers mean "
			    "by it"));
		buf_clear(&b);
		if (x->basic[0] != 0)
			buf_printf(&b, "(%d) ", x->basic[0]);
		for (t = x->tokens; *t != NULL; t++)
			buf_printf(&b, "[%s] ", *t);
		/* TRANSLATORS: name of an enhanced code, and what it means */
		buf_printf(&b, _("%s: %s"), x->name, x->meaning);
		doc_entry(d, span_str(guide_vendor(x->vendor)), buf_span(&b));
	}
	buf_free(&b);
}

void
guide_enhanced(struct doc *d, const struct knowledge *k, struct enhanced c)
{
	const char *labels[] = { _("Usual cause"), _("Permanence"),
	    _("Who acts"), _("Class"), _("Defined in"), _("Basic codes") };
	char number[ENHANCED_BUFSIZE];
	const struct enhanced_info *x;
	struct buf b = { NULL, 0, 0 };
	const int *o;
	bool exact;

	x = guide_enhanced_row(k, c, &exact);
	buf_add_str(&b, enhanced_format(c, number));
	if (exact)
		buf_printf(&b, " %s", x->name);
	doc_title(d, buf_span(&b));
	doc_facts(d, labels, 6);
	doc_fact(d, labels[3], span_str(guide_class_text(c.class)));
	if (exact) {
		doc_fact(d, labels[4], span_str(x->source));
		buf_clear(&b);
		for (o = x->basic; *o != 0; o++)
			if (*o / 100 == c.class)
				buf_printf(&b, "%s%d", b.n ? " " : "", *o);
		doc_fact(d, labels[5], buf_span(&b));
		reason_facts(d, k, x->reason, x->permanence, labels);
	}
	doc_section(d, _("Meaning"));
	if (!exact)
		doc_para(d, span_str(_("The registry of enhanced codes does "
		    "not hold this number; only its class and subject "
		    "speak.")));
	if (x != NULL)
		doc_para(d, span_str(x->meaning));
	if (exact && x->reason >= 0) {
		doc_section(d, _("How to fix it"));
		doc_para(d, span_str(x->fix != NULL ? x->fix :
		    knowledge_reason(k, (size_t)x->reason)->fix));
	}
	vendors_of(d, k, c);
	buf_free(&b);
}


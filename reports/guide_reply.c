#include <stdio.h>

#include "reports/guide.h"
#include "reports/guide_words.h"
#include "schema/i18n.h"
#include "schema/provider.h"

/* The knob of one MTA, or of each. */
static void
knobs(struct doc *d, const struct knowledge *k, const struct guide_reply *r)
{
	const char *knob;
	int mta;

	for (mta = MTA_NONE + 1; mta < MTA_COUNT; mta++) {
		if (r->mta != MTA_NONE && r->mta != (enum mta)mta)
			continue;
		knob = fix_knob(k, &r->verdict, &r->values,
		    (enum mta)mta);
		if (knob != NULL)
			doc_item(d, span_str(knob));
	}
}

static void
pages(struct doc *d, const struct knowledge *k, const struct guide_reply *r)
{
	struct fix_page page[FIX_PAGES];
	struct buf b = { NULL, 0, 0 };
	size_t i, n;

	n = fix_pages(k, &r->verdict, &r->values, page);
	for (i = 0; i < n; i++) {
		buf_clear(&b);
		if (page[i].removal)
			buf_printf(&b, _("Ask for removal (%s): %s"),
			    page[i].title, page[i].url);
		else
			buf_printf(&b, _("Advice for senders (%s): %s"),
			    page[i].title, page[i].url);
		doc_item(d, buf_span(&b));
	}
	if (r->values.url.n > 0) {
		buf_clear(&b);
		buf_printf(&b, _("The reply refers to %.*s"),
		    SPAN_FMT(r->values.url));
		doc_item(d, buf_span(&b));
	}
	buf_free(&b);
}

/* The rule that decided, and the other voices. */
static void
evidence(struct doc *d, const struct knowledge *k,
    const struct guide_reply *r)
{
	struct buf b = { NULL, 0, 0 };
	size_t i;

	doc_section(d, _("Why"));
	for (i = 0; i < r->nwhy; i++) {
		buf_clear(&b);
		/* TRANSLATORS: rule, the reason it speaks for, its weight */
		buf_printf(&b, _("%s: %s (weight %d)"), r->why[i].rule,
		    knowledge_reason(k, (size_t)r->why[i].reason)->title,
		    r->why[i].weight);
		doc_item(d, buf_span(&b));
	}
	if (r->nwhy == 0 && r->verdict.rule[0] == '\0')
		doc_item(d, span_str(_("No rule knows this reply.")));
	else if (r->nwhy == 0)
		doc_item(d, span_str(r->verdict.rule));
	buf_free(&b);
}

/* What the provider that answered means by the enhanced code. */
static void
vendor_of(struct doc *d, const struct knowledge *k,
    const struct guide_reply *r)
{
	const struct provider *p = providers_by_id(knowledge_providers(k),
	    span_str(r->verdict.provider));
	const struct enhanced_info *x;
	struct buf b = { NULL, 0, 0 };

	if (p == NULL || (x = knowledge_enhanced_vendor(k,
	    span_str(p->vendor), r->code, r->enhanced, r->text)) == NULL)
		return;
	buf_printf(&b, _("%s: %s"), x->name, x->meaning);
	doc_entry(d, span_str(guide_vendor(x->vendor)), buf_span(&b));
	buf_free(&b);
}

/* What the codes of the reply mean by themselves. */
static void
codes_of(struct doc *d, const struct knowledge *k,
    const struct guide_reply *r)
{
	const struct code_info *c = knowledge_code_find(k, r->code);
	const struct enhanced_info *x = knowledge_enhanced_find(k,
	    r->enhanced);
	char number[ENHANCED_BUFSIZE];

	if (c == NULL && x == NULL)
		return;
	doc_section(d, _("What the codes say by themselves"));
	if (c != NULL) {
		snprintf(number, sizeof(number), "%d", r->code);
		doc_entry(d, span_str(number), span_str(c->name));
	}
	if (x != NULL)
		doc_entry(d, span_str(enhanced_format(r->enhanced, number)),
		    span_str(x->name));
	vendor_of(d, k, r);
}

void
guide_reply(struct doc *d, const struct knowledge *k,
    const struct guide_reply *r)
{
	const char *labels[] = { _("Reply"), _("Permanence"), _("Who acts"),
	    _("Suppress"), _("Provider") };
	const struct reason *reason = knowledge_reason(k,
	    (size_t)r->verdict.reason);
	char number[ENHANCED_BUFSIZE];
	struct buf b = { NULL, 0, 0 };
	const char *retry;

	doc_title(d, span_str(reason->title));
	doc_facts(d, labels, 5);
	if (r->code != 0)
		buf_printf(&b, "%d ", r->code);
	enhanced_format(r->enhanced, number);
	if (number[0] != '\0' && !span_starts(r->text, span_str(number)))
		buf_printf(&b, "%s ", number);
	buf_add_span(&b, r->text);
	doc_fact(d, labels[0], buf_span(&b));
	doc_fact(d, labels[1],
	    span_str(guide_permanence_text(r->verdict.permanence)));
	doc_fact(d, labels[2], span_str(knowledge_actor(k, reason->actor)));
	doc_fact(d, labels[3], span_str(r->verdict.suppress ?
	    _("yes, stop mailing the address") :
	    _("no, the address stays good")));
	if (r->verdict.provider[0] != '\0')
		doc_fact(d, labels[4], span_str(knowledge_provider_title(k,
		    r->verdict.provider)));
	doc_section(d, _("How to fix it"));
	buf_clear(&b);
	fix_text(k, &r->verdict, &r->values, &b);
	doc_para(d, buf_span(&b));
	retry = fix_retry(r->verdict.permanence, r->code != 0 ?
	    r->code / 100 : r->enhanced.class);
	if (retry[0] != '\0')
		doc_item(d, span_str(retry));
	knobs(d, k, r);
	pages(d, k, r);
	evidence(d, k, r);
	codes_of(d, k, r);
	buf_free(&b);
}


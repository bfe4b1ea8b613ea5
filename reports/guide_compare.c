#include "reports/guide.h"
#include "reports/guide_words.h"
#include "schema/i18n.h"

static const char *
permanence(const struct guide_side *s)
{
	return s->reason >= 0 ? guide_permanence_text(s->permanence) : "-";
}

static const char *
actor(const struct knowledge *k, const struct guide_side *s)
{
	if (s->reason < 0)
		return "-";
	return guide_side_sure(s) ? knowledge_actor(k, knowledge_reason(k,
	    (size_t)s->reason)->actor) : _("depends on the cause");
}

static const char *
suppress(const struct knowledge *k, const struct guide_side *s)
{
	return guide_side_sure(s) &&
	    knowledge_reason(k, (size_t)s->reason)->suppress ?
	    _("yes, stop mailing the address") :
	    _("no, the address stays good");
}

/* The judgements that a failure has. */
static void
judged(struct doc *d, const struct knowledge *k, const struct guide_side *a,
    const struct guide_side *b)
{
	if (a->reason < 0 && b->reason < 0)
		return;
	doc_pair(d, _("Usual cause"),
	    span_str(guide_cause(k, a->reason, a->permanence)),
	    span_str(guide_cause(k, b->reason, b->permanence)));
	doc_pair(d, _("Permanence"), span_str(permanence(a)),
	    span_str(permanence(b)));
	doc_pair(d, _("Who acts"), span_str(actor(k, a)),
	    span_str(actor(k, b)));
	doc_pair(d, _("Suppress"), span_str(suppress(k, a)),
	    span_str(suppress(k, b)));
}

static void
put_item(void *d, struct span sentence)
{
	doc_item(d, sentence);
}

void
guide_compare(struct doc *d, const struct knowledge *k,
    const struct guide_side *a, const struct guide_side *b)
{
	struct buf l = { NULL, 0, 0 }, r = { NULL, 0, 0 };

	/* TRANSLATORS: 251 (User not local...) or 551 (...)? */
	buf_printf(&l, _("%s (%s) or %s (%s)?"), a->label, a->name, b->label,
	    b->name);
	doc_title(d, buf_span(&l));
	buf_clear(&l);
	buf_printf(&l, "%s %s", a->label, a->name);
	buf_printf(&r, "%s %s", b->label, b->name);
	doc_pair(d, "", buf_span(&l), buf_span(&r));
	doc_pair(d, _("Class"), span_str(guide_class_text(a->class)),
	    span_str(guide_class_text(b->class)));
	doc_pair(d, _("Defined in"), span_str(a->source),
	    span_str(b->source));
	doc_pair(d, _("Meaning"), span_str(a->meaning), span_str(b->meaning));
	if (a->code != NULL && b->code != NULL)
		doc_pair(d, _("When you see it"), span_str(a->code->when),
		    span_str(b->code->when));
	doc_pair(d, _("How to fix it"), span_str(a->fix), span_str(b->fix));
	judged(d, k, a, b);
	doc_section(d, _("Key differences"));
	guide_differences(k, a, b, true, put_item, d);
	if (a->code != NULL && b->code != NULL) {
		doc_section(d, _("Which applies when"));
		doc_entry(d, span_str(a->label), span_str(a->code->applies));
		doc_entry(d, span_str(b->label), span_str(b->code->applies));
	}
	buf_free(&l);
	buf_free(&r);
}

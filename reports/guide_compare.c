#include <stdio.h>
#include <string.h>

#include "reports/guide.h"
#include "reports/guide_words.h"
#include "schema/i18n.h"

static void
code_title(struct buf *b, const struct code_info *c)
{
	buf_printf(b, "%d %s", c->code, c->name);
}

static const char *
permanence(const struct code_info *c)
{
	return c->failure ? guide_permanence_text(c->permanence) : "-";
}

/* Whether the code alone says enough about its cause. */
static bool
is_sure(const struct code_info *c)
{
	return c->reason >= 0 && c->permanence != PERMANENCE_UNKNOWN;
}

static const char *
actor(const struct knowledge *k, const struct code_info *c)
{
	if (!c->failure)
		return "-";
	return is_sure(c) ? knowledge_actor(k, knowledge_reason(k,
	    (size_t)c->reason)->actor) : _("depends on the cause");
}

static const char *
suppress(const struct knowledge *k, const struct code_info *c)
{
	return is_sure(c) && knowledge_reason(k, (size_t)c->reason)->suppress ?
	    _("yes, stop mailing the address") :
	    _("no, the address stays good");
}

static bool
is_confused(const struct code_info *a, const struct code_info *b)
{
	const int *o;

	for (o = a->confused; *o != 0 && *o != b->code; o++)
		;
	return *o != 0;
}

size_t
guide_differences(const struct code_info *a, const struct code_info *b,
    const char *out[GUIDE_DIFFERENCES])
{
	size_t n = 0;

	if (!is_confused(a, b) && !is_confused(b, a))
		return 0;
	if (a->confusion != NULL)
		out[n++] = a->confusion;
	if (b->confusion != NULL &&
	    (n == 0 || strcmp(a->confusion, b->confusion) != 0))
		out[n++] = b->confusion;
	return n;
}

void
guide_compare(struct doc *d, const struct knowledge *k,
    const struct code_info *a, const struct code_info *b)
{
	struct buf l = { NULL, 0, 0 }, r = { NULL, 0, 0 };
	const char *differences[GUIDE_DIFFERENCES];
	size_t i, n;

	/* TRANSLATORS: 251 (User not local...) or 551 (...)? */
	buf_printf(&l, _("%d (%s) or %d (%s)?"), a->code, a->name, b->code,
	    b->name);
	doc_title(d, buf_span(&l));
	buf_clear(&l);
	code_title(&l, a);
	code_title(&r, b);
	doc_pair(d, "", buf_span(&l), buf_span(&r));
	doc_pair(d, _("Class"), span_str(guide_class_text(a->code / 100)),
	    span_str(guide_class_text(b->code / 100)));
	doc_pair(d, _("Defined in"), span_str(a->source),
	    span_str(b->source));
	doc_pair(d, _("Meaning"), span_str(a->meaning), span_str(b->meaning));
	doc_pair(d, _("When you see it"), span_str(a->when),
	    span_str(b->when));
	doc_pair(d, _("How to fix it"), span_str(a->fix), span_str(b->fix));
	if (a->reason >= 0 || b->reason >= 0)
		doc_pair(d, _("Usual cause"),
		    span_str(guide_cause(k, a->reason, a->permanence)),
		    span_str(guide_cause(k, b->reason, b->permanence)));
	if (a->failure || b->failure) {
		doc_pair(d, _("Permanence"), span_str(permanence(a)),
		    span_str(permanence(b)));
		doc_pair(d, _("Who acts"), span_str(actor(k, a)),
		    span_str(actor(k, b)));
		doc_pair(d, _("Suppress"), span_str(suppress(k, a)),
		    span_str(suppress(k, b)));
	}
	doc_section(d, _("Key differences"));
	buf_clear(&l);
	guide_classes(&l, a->code, b->code, true);
	doc_item(d, buf_span(&l));
	n = guide_differences(a, b, differences);
	for (i = 0; i < n; i++)
		doc_item(d, span_str(differences[i]));
	doc_section(d, _("Which applies when"));
	buf_clear(&l);
	buf_printf(&l, "%d", a->code);
	doc_entry(d, buf_span(&l), span_str(a->applies));
	buf_clear(&l);
	buf_printf(&l, "%d", b->code);
	doc_entry(d, buf_span(&l), span_str(b->applies));
	buf_free(&l);
	buf_free(&r);
}

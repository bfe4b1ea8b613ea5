#include <stdio.h>
#include <string.h>

#include "reports/guide.h"
#include "reports/guide_words.h"
#include "schema/i18n.h"

const char *
guide_vendor(const char *vendor)
{
	static const struct {
		const char *vendor, *name;
	} rows[] = {
		{ "microsoft", "Microsoft" }, { "google", "Google" },
		{ "yahoo", "Yahoo" }, { "apple", "Apple" },
		{ "comcast", "Comcast" }, { "orange", "Orange" },
		{ "att", "AT&T" }, { "postfix", "Postfix" },
		{ "sendmail", "Sendmail" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].vendor, vendor) == 0)
			return rows[i].name;
	return vendor;
}

static bool
has(const char *text, struct span needle)
{
	return text != NULL && span_has_nocase(span_str(text), needle);
}

static bool
reason_has(const struct knowledge *k, int reason, struct span needle)
{
	const struct reason *r;

	if (reason < 0)
		return false;
	r = knowledge_reason(k, (size_t)reason);
	return has(r->id, needle) || has(r->title, needle);
}

bool
guide_code_matches(const struct knowledge *k, size_t i,
    const struct guide_filter *f)
{
	const struct code_info *c = knowledge_code(k, i);
	struct guide_filter other = { f->class, f->search, NULL };
	char number[16];

	if (f->also != NULL && guide_code_matches(f->also, i, &other))
		return true;
	if (f->class != 0 && c->code / 100 != f->class)
		return false;
	snprintf(number, sizeof(number), "%d", c->code);
	return f->search.n == 0 || has(number, f->search) ||
	    has(c->name, f->search) || has(c->meaning, f->search) ||
	    has(c->when, f->search) || has(c->fix, f->search) ||
	    has(c->confusion, f->search) || has(c->source, f->search) ||
	    reason_has(k, c->reason, f->search);
}

bool
guide_enhanced_matches(const struct knowledge *k, size_t i,
    const struct guide_filter *f)
{
	const struct enhanced_info *x = knowledge_enhanced(k, i);
	struct guide_filter other = { f->class, f->search, NULL };
	const char *const *t;

	if (f->also != NULL && guide_enhanced_matches(f->also, i, &other))
		return true;
	if (f->class != 0 && x->class != 0 && x->class != f->class)
		return false;
	for (t = x->tokens; *t != NULL; t++)
		if (f->search.n > 0 && has(*t, f->search))
			return true;
	return f->search.n == 0 || has(x->id, f->search) ||
	    has(x->name, f->search) || has(x->meaning, f->search) ||
	    has(x->source, f->search) ||
	    reason_has(k, x->reason, f->search);
}

static void
list_entry(struct doc *d, const struct knowledge *k, const char *code,
    const char *name, int reason, enum permanence p)
{
	struct buf b = { NULL, 0, 0 };

	if (reason < 0)
		buf_add_str(&b, name);
	else
		/* TRANSLATORS: name of a code, and its usual cause */
		buf_printf(&b, _("%s (%s)"), name,
		    guide_cause(k, reason, p));
	doc_entry(d, span_str(code), buf_span(&b));
	buf_free(&b);
}

size_t
guide_list(struct doc *d, const struct knowledge *k,
    const struct guide_filter *f)
{
	const struct code_info *c;
	const struct enhanced_info *x;
	struct buf b = { NULL, 0, 0 };
	char number[16];
	size_t i, n = 0, codes;

	for (i = 0; i < knowledge_code_count(k); i++) {
		c = knowledge_code(k, i);
		if (!guide_code_matches(k, i, f))
			continue;
		if (n++ == 0)
			doc_section(d, _("Basic codes"));
		snprintf(number, sizeof(number), "%d", c->code);
		list_entry(d, k, number, c->name, c->reason, c->permanence);
	}
	codes = n;
	for (i = 0; i < knowledge_enhanced_count(k); i++) {
		x = knowledge_enhanced(k, i);
		/* What vendors mean is shown to who searches for it. */
		if (!guide_enhanced_matches(k, i, f) ||
		    (x->vendor[0] != '\0' && f->search.n == 0))
			continue;
		if (n++ == codes)
			doc_section(d, _("Enhanced codes"));
		buf_clear(&b);
		if (x->vendor[0] != '\0')
			buf_printf(&b, "%s: ", guide_vendor(x->vendor));
		buf_add_str(&b, x->name);
		list_entry(d, k, x->code, buf_str(&b), x->reason,
		    x->permanence);
	}
	buf_free(&b);
	return n;
}

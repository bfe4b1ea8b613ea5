#include "reports/csv.h"
#include "reports/guide_csv.h"

static const char *const columns[] = {
	"kind", "code", "vendor", "status", "source", "reason", "permanence",
	"actor", "name", "meaning", "when", "fix", "confusion", "applies"
};

/* Columns that both tables have the same. */
static void
judgement(struct buf *b, const struct knowledge *k, int reason,
    enum permanence p)
{
	const struct reason *r = NULL;

	if (reason >= 0)
		r = knowledge_reason(k, (size_t)reason);
	csv_str(b, r != NULL ? r->id : "");
	csv_str(b, r != NULL ? permanence_name(p) : "");
	csv_str(b, r != NULL ? r->actor : "");
}

static void
code(struct buf *b, const struct knowledge *k, const struct code_info *c)
{
	csv_str(b, "code");
	csv_number(b, c->code);
	csv_str(b, "");
	csv_str(b, c->status);
	csv_str(b, c->source);
	judgement(b, k, c->reason, c->permanence);
	csv_str(b, c->name);
	csv_str(b, c->meaning);
	csv_str(b, c->when);
	csv_str(b, c->fix);
	csv_text(b, span_str(c->confusion));
	csv_str(b, c->applies);
	csv_end(b);
}

static void
enhanced(struct buf *b, const struct knowledge *k,
    const struct enhanced_info *x)
{
	csv_str(b, "enhanced");
	csv_str(b, x->code);
	csv_str(b, x->vendor);
	csv_str(b, "");
	csv_str(b, x->source);
	judgement(b, k, x->reason, x->permanence);
	csv_str(b, x->name);
	csv_str(b, x->meaning);
	csv_str(b, "");
	csv_str(b, x->fix != NULL ? x->fix : x->reason < 0 ? "" :
	    knowledge_reason(k, (size_t)x->reason)->fix);
	csv_str(b, "");
	csv_str(b, "");
	csv_end(b);
}

void
guide_csv_list(struct buf *b, const struct knowledge *k,
    const struct guide_filter *f)
{
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		csv_str(b, columns[i]);
	csv_end(b);
	for (i = 0; i < knowledge_code_count(k); i++)
		if (guide_code_matches(k, i, f))
			code(b, k, knowledge_code(k, i));
	for (i = 0; i < knowledge_enhanced_count(k); i++)
		if (guide_enhanced_matches(k, i, f))
			enhanced(b, k, knowledge_enhanced(k, i));
}

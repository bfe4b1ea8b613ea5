#include "reports/guide_json.h"
#include "reports/json_out.h"

void
guide_json_open(struct buf *b, const char *kind)
{
	json_out_open(b, '{');
	json_out_number(b, "schema", GUIDE_JSON_SCHEMA);
	json_out_key(b, kind);
	json_out_open(b, '[');
}

void
guide_json_close(struct buf *b)
{
	json_out_close(b, ']');
	json_out_close(b, '}');
	buf_add_char(b, '\n');
}

static void
numbers(struct buf *b, const char *key, const int *list)
{
	json_out_key(b, key);
	json_out_open(b, '[');
	for (; *list != 0; list++)
		json_out_int(b, *list);
	json_out_close(b, ']');
}

static void
strings(struct buf *b, const char *key, const char *const *list)
{
	json_out_key(b, key);
	json_out_open(b, '[');
	for (; *list != NULL; list++)
		json_out_span(b, span_str(*list));
	json_out_close(b, ']');
}

static void
boolean(struct buf *b, const char *key, bool value)
{
	json_out_key(b, key);
	json_out_bool(b, value);
}

static void
reason_keys(struct buf *b, const struct knowledge *k, int reason,
    enum permanence p)
{
	const struct reason *r = NULL;

	if (reason >= 0)
		r = knowledge_reason(k, (size_t)reason);
	json_out_str(b, "reason", r != NULL ? r->id : "");
	json_out_str(b, "permanence", r != NULL ? permanence_name(p) : "");
	json_out_str(b, "actor", r != NULL ? r->actor : "");
}

void
guide_json_code(struct buf *b, const struct knowledge *k,
    const struct code_info *c)
{
	json_out_open(b, '{');
	json_out_str(b, "kind", "code");
	json_out_number(b, "code", c->code);
	json_out_number(b, "class", c->code / 100);
	json_out_str(b, "status", c->status);
	json_out_str(b, "source", c->source);
	json_out_str(b, "scope", c->scope);
	strings(b, "answers", c->answers);
	boolean(b, "failure", c->failure);
	reason_keys(b, k, c->reason, c->permanence);
	json_out_str(b, "name", c->name);
	json_out_str(b, "meaning", c->meaning);
	json_out_str(b, "when", c->when);
	json_out_str(b, "fix", c->fix);
	numbers(b, "confused", c->confused);
	json_out_str(b, "confusion", c->confusion);
	json_out_str(b, "applies", c->applies);
	json_out_close(b, '}');
}

static void
enhanced_row(struct buf *b, const struct knowledge *k,
    const struct enhanced_info *x)
{
	json_out_open(b, '{');
	json_out_str(b, "kind", "enhanced");
	json_out_str(b, "code", x->code);
	json_out_str(b, "vendor", x->vendor);
	strings(b, "tokens", x->tokens);
	numbers(b, "basic", x->basic);
	json_out_str(b, "source", x->source);
	reason_keys(b, k, x->reason, x->permanence);
	json_out_str(b, "name", x->name);
	json_out_str(b, "meaning", x->meaning);
	json_out_str(b, "fix", x->fix != NULL ? x->fix : x->reason < 0 ? "" :
	    knowledge_reason(k, (size_t)x->reason)->fix);
	json_out_close(b, '}');
}

void
guide_json_enhanced(struct buf *b, const struct knowledge *k,
    struct enhanced c)
{
	char code[ENHANCED_BUFSIZE];
	const struct enhanced_info *x;
	bool exact;
	size_t i;

	x = guide_enhanced_row(k, c, &exact);
	json_out_open(b, '{');
	json_out_str(b, "kind", "enhanced");
	json_out_str(b, "code", enhanced_format(c, code));
	json_out_number(b, "class", c.class);
	boolean(b, "registered", exact);
	json_out_key(b, "registry");
	if (x != NULL)
		enhanced_row(b, k, x);
	else
		json_out_null(b);
	json_out_key(b, "vendors");
	json_out_open(b, '[');
	for (i = 0; i < knowledge_enhanced_count(k); i++) {
		x = knowledge_enhanced(k, i);
		if (x->vendor[0] != '\0' && knowledge_enhanced_covers(x, c))
			enhanced_row(b, k, x);
	}
	json_out_close(b, ']');
	json_out_close(b, '}');
}

static void
put_string(void *b, struct span sentence)
{
	json_out_span(b, sentence);
}

void
guide_json_compare(struct buf *b, const struct knowledge *k,
    const struct guide_side *a, const struct guide_side *other)
{
	const struct guide_side *sides[] = { a, other };
	struct enhanced x = { 0, 0, 0 };
	size_t i;

	json_out_open(b, '{');
	json_out_number(b, "schema", GUIDE_JSON_SCHEMA);
	json_out_key(b, "compare");
	json_out_open(b, '[');
	for (i = 0; i < 2; i++)
		if (sides[i]->code != NULL)
			guide_json_code(b, k, sides[i]->code);
		else if (enhanced_parse(span_str(sides[i]->label), &x))
			guide_json_enhanced(b, k, x);
	json_out_close(b, ']');
	json_out_key(b, "differences");
	json_out_open(b, '[');
	guide_differences(k, a, other, false, put_string, b);
	json_out_close(b, ']');
	json_out_close(b, '}');
	buf_add_char(b, '\n');
}

/* The keys of the machine contract, in its order. */
static void
contract(struct buf *b, const struct knowledge *k,
    const struct guide_reply *r)
{
	const struct reason *reason = knowledge_reason(k,
	    (size_t)r->verdict.reason);
	char enhanced[ENHANCED_BUFSIZE];
	struct buf fix = { NULL, 0, 0 };

	json_out_text(b, "text", r->text);
	json_out_number(b, "code", r->code);
	json_out_str(b, "enhanced", enhanced_format(r->enhanced, enhanced));
	json_out_str(b, "reason", reason->id);
	json_out_str(b, "permanence", permanence_name(r->verdict.permanence));
	json_out_str(b, "actor", reason->actor);
	boolean(b, "suppress", r->verdict.suppress);
	fix_text(k, &r->verdict, &r->values, &fix);
	json_out_text(b, "fix", buf_span(&fix));
	json_out_str(b, "rule", r->verdict.rule);
	json_out_str(b, "provider", r->verdict.provider);
	buf_free(&fix);
}

void
guide_ndjson(struct buf *b, const struct knowledge *k,
    const struct guide_reply *r)
{
	json_out_open(b, '{');
	contract(b, k, r);
	json_out_close(b, '}');
	buf_add_char(b, '\n');
}

void
guide_json_reply(struct buf *b, const struct knowledge *k,
    const struct guide_reply *r)
{
	struct fix_page page[FIX_PAGES];
	const char *knob;
	size_t i, n;
	int mta;

	json_out_open(b, '{');
	json_out_str(b, "kind", "reply");
	contract(b, k, r);
	json_out_str(b, "title", knowledge_reason(k,
	    (size_t)r->verdict.reason)->title);
	json_out_key(b, "knobs");
	json_out_open(b, '{');
	for (mta = MTA_NONE + 1; mta < MTA_COUNT; mta++) {
		knob = fix_knob(k, &r->verdict, &r->values,
		    (enum mta)mta);
		if (knob != NULL)
			json_out_str(b, mta_name((enum mta)mta), knob);
	}
	json_out_close(b, '}');
	json_out_key(b, "pages");
	json_out_open(b, '[');
	n = fix_pages(k, &r->verdict, &r->values, page);
	for (i = 0; i < n; i++) {
		json_out_open(b, '{');
		json_out_str(b, "title", page[i].title);
		json_out_str(b, "url", page[i].url);
		boolean(b, "removal", page[i].removal);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
	json_out_key(b, "evidence");
	json_out_open(b, '[');
	for (i = 0; i < r->nwhy; i++) {
		json_out_open(b, '{');
		json_out_str(b, "rule", r->why[i].rule);
		json_out_str(b, "reason", knowledge_reason(k,
		    (size_t)r->why[i].reason)->id);
		json_out_number(b, "weight", r->why[i].weight);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
	json_out_close(b, '}');
}

void
guide_json_list(struct buf *b, const struct knowledge *k,
    const struct guide_filter *f)
{
	size_t i;

	for (i = 0; i < knowledge_code_count(k); i++)
		if (guide_code_matches(k, i, f))
			guide_json_code(b, k, knowledge_code(k, i));
	for (i = 0; i < knowledge_enhanced_count(k); i++)
		if (guide_enhanced_matches(k, i, f))
			enhanced_row(b, k, knowledge_enhanced(k, i));
}

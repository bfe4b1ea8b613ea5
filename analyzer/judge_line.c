#include <jansson.h>
#include <string.h>

#include "analyzer/judge_line.h"
#include "schema/extract.h"
#include "schema/num.h"
#include "schema/text.h"

/* A longer text says nothing more about its cause. */
#define TEXT_MAX	8192

/* A copy of the object's string in words, which has room for it. */
static struct span
word(const json_t *object, const char *key, struct buf *words)
{
	const json_t *v = json_object_get(object, key);
	size_t at = words->n;

	if (!json_is_string(v))
		return SPAN("");
	text_clean(words, span_of(json_string_value(v),
	    json_string_length(v)));
	return span_of(words->data + at, words->n - at);
}

/* The word's number in its enumeration, or what stands for not known. */
static int
choice(const json_t *object, const char *key, int (*from)(struct span),
    int unknown)
{
	const char *s = json_string_value(json_object_get(object, key));
	int n = s != NULL && *s != '\0' ? from(span_str(s)) : -1;

	return n >= 0 ? n : unknown;
}

static uint16_t
code_of(const json_t *object)
{
	const json_t *v = json_object_get(object, "code");
	json_int_t n = json_integer_value(v);
	int digits;

	if (json_is_string(v) && num_int(span_str(json_string_value(v)), 599,
	    &digits))
		n = digits;
	return n >= 200 && n <= 599 ? (uint16_t)n : 0;
}

/* Fills in from the object; false if it is none. */
static bool
read_object(struct span line, struct judge_line *m, struct judge_input *in)
{
	json_t *o = json_loadb(line.p, line.n, 0, NULL);
	const char *s;

	if (!json_is_object(o)) {
		json_decref(o);
		return false;
	}
	/* Every byte of the line may become U+FFFD: 3 bytes. */
	buf_reserve(&m->words, 3 * line.n);
	in->text = text_head(word(o, "text", &m->words), TEXT_MAX);
	in->relay_host = word(o, "relay_host", &m->words);
	in->recipient = word(o, "recipient", &m->words);
	in->code = code_of(o);
	s = json_string_value(json_object_get(o, "enhanced"));
	if (s != NULL && !enhanced_parse(span_str(s), &in->enhanced))
		in->enhanced = (struct enhanced){ 0, 0, 0 };
	s = json_string_value(json_object_get(o, "mta_status"));
	if (s != NULL && !enhanced_parse(span_str(s), &in->mta_status))
		in->mta_status = (struct enhanced){ 0, 0, 0 };
	in->stage = (enum stage)choice(o, "stage", stage_from, STAGE_NONE);
	in->origin = (enum origin)choice(o, "origin", origin_from,
	    ORIGIN_COUNT);
	in->direction = (enum direction)choice(o, "direction",
	    direction_from, DIRECTION_COUNT);
	in->outcome = (enum outcome)choice(o, "outcome", outcome_from,
	    OUTCOME_NONE);
	in->mta = (enum mta)choice(o, "mta", mta_from, MTA_NONE);
	json_decref(o);
	return true;
}

/* The text without the codes that it may begin with. */
static struct span
without_codes(struct span text, struct judge_line *m)
{
	struct reply r;

	reply_parse(text, span_has(text, SPAN("\\n")) ? REPLY_JOIN_ESCAPE :
	    REPLY_JOIN_BLANK, &m->text, &r);
	return r.text;
}

void
judge_line(const struct knowledge *k, struct span line, struct judge_line *m,
    struct guide_reply *r)
{
	struct judge_input in = judge_input_new(SPAN(""));
	bool object = false;

	buf_clear(&m->clean);
	buf_clear(&m->words);
	memset(r, 0, sizeof(*r));
	line = span_trim(line);
	if (line.n > 0 && line.p[0] == '{')
		object = read_object(line, m, &in);
	if (!object) {
		text_clean(&m->clean, text_head(line, TEXT_MAX));
		in.text = buf_span(&m->clean);
	}
	judge_unwrap(&in);
	r->nwhy = judge_why(k, &in, &r->verdict, r->why, GUIDE_EVIDENCE);
	extract_values(k, &in, &r->verdict, &r->values);
	r->text = without_codes(in.reply, m);
	r->code = in.code;
	r->enhanced = in.enhanced;
	r->mta = in.mta;
}

void
judge_line_free(struct judge_line *m)
{
	buf_free(&m->clean);
	buf_free(&m->text);
	buf_free(&m->words);
}

#include "schema/judge_sample.h"
#include "schema/text.h"

static int
sample_word(const struct kjson_entry *en, const json_t *v, const char *key,
    int (*from)(struct span), const char *list, int *out, struct err *e)
{
	const char *s = json_string_value(json_object_get(v, key));

	if (json_object_get(v, key) == NULL)
		return ERR_NONE;
	*out = s != NULL ? from(span_str(s)) : -1;
	return *out >= 0 ? ERR_NONE :
	    kjson_fail(en, list, e, "no such %s in a sample", key);
}

static struct span
sample_text(struct arena *a, const json_t *v)
{
	struct buf b = { NULL, 0, 0 };
	struct span s;

	text_clean(&b, span_of(json_string_value(v), json_string_length(v)));
	s = arena_copy(a, buf_span(&b));
	buf_free(&b);
	return s;
}

/* A sample is a text, or an object with keys of the event contract. */
static int
read_sample(struct arena *a, const struct kjson_entry *en, const char *list,
    const json_t *v, struct judge_sample *out, struct err *e)
{
	static const char *const keys[] = { "text", "code", "enhanced",
	    "mta_status", "stage", "origin", "direction", "outcome", "mta",
	    "relay_host", "recipient", NULL };
	struct kjson_entry sample = { en->file, en->kind, en->id, v };
	int stage = STAGE_NONE, origin = ORIGIN_COUNT, mta = MTA_NONE,
	    direction = DIRECTION_COUNT, outcome = OUTCOME_NONE, code = 0, rc;
	const json_t *s;

	out->in = judge_input_new(SPAN(""));
	if (json_is_string(v)) {
		out->in.text = sample_text(a, v);
		judge_unwrap(&out->in);
		return ERR_NONE;
	}
	if (!json_is_string(json_object_get(v, "text")))
		return kjson_fail(en, list, e, "a sample is a text or has one");
	if ((rc = kjson_keys(&sample, keys, e)) != ERR_NONE ||
	    (rc = kjson_int(&sample, "code", false, 200, 599, &code,
	    e)) != ERR_NONE ||
	    (rc = sample_word(en, v, "stage", stage_from, list, &stage,
	    e)) != ERR_NONE ||
	    (rc = sample_word(en, v, "origin", origin_from, list, &origin,
	    e)) != ERR_NONE ||
	    (rc = sample_word(en, v, "direction", direction_from, list,
	    &direction, e)) != ERR_NONE ||
	    (rc = sample_word(en, v, "outcome", outcome_from, list, &outcome,
	    e)) != ERR_NONE ||
	    (rc = sample_word(en, v, "mta", mta_from, list, &mta,
	    e)) != ERR_NONE)
		return rc;
	out->in.text = sample_text(a, json_object_get(v, "text"));
	out->in.code = (uint16_t)code;
	out->in.stage = (enum stage)stage;
	out->in.origin = (enum origin)origin;
	out->in.direction = (enum direction)direction;
	out->in.outcome = (enum outcome)outcome;
	out->in.mta = (enum mta)mta;
	if ((s = json_object_get(v, "relay_host")) != NULL)
		out->in.relay_host = sample_text(a, s);
	if ((s = json_object_get(v, "enhanced")) != NULL &&
	    !enhanced_parse(span_str(json_string_value(s)),
	    &out->in.enhanced))
		return kjson_fail(en, list, e, "no enhanced code in a sample");
	if ((s = json_object_get(v, "mta_status")) != NULL &&
	    !enhanced_parse(span_str(json_string_value(s)),
	    &out->in.mta_status))
		return kjson_fail(en, list, e, "no mta_status in a sample");
	judge_unwrap(&out->in);
	return ERR_NONE;
}

int
rule_samples_read(struct arena *a, const struct kjson_entry *en,
    const char *key, bool required, const struct judge_sample **out,
    size_t *n, struct err *e)
{
	const json_t *v = json_object_get(en->object, key);
	struct judge_sample *list;
	size_t i;
	int rc;

	if (v == NULL && !required)
		return ERR_NONE;
	if (!json_is_array(v) || json_array_size(v) == 0)
		return kjson_fail(en, key, e, "must be a list of samples");
	list = arena_alloc(a, json_array_size(v) *
	    sizeof(*list));
	for (i = 0; i < json_array_size(v); i++)
		if ((rc = read_sample(a, en, key, json_array_get(v, i),
		    &list[i], e)) != ERR_NONE)
			return rc;
	*out = list;
	*n = i;
	return ERR_NONE;
}

#include <stdlib.h>

#include "schema/judge.h"
#include "schema/judge_rules.h"
#include "schema/mem.h"

#define REASONS_MAX	64
#define MATCH_LIMIT	20000	/* of one pattern on one text */
#define TRUSTED		30	/* what a telling enhanced code weighs */
#define WEAK		50	/* a rule below it condemns no address alone */
#define MORE_WEIGHT	3	/* for each further rule of a reason... */
#define MORE_MAX	12	/* ... at most */

/* What a rule of each layer weighs more than its own weight. */
static const int layer_weight[RULE_LAYER_COUNT] = {
	[RULE_MEANING] = 0,
	[RULE_TEXT] = 100,
	[RULE_PROVIDER] = 200,
	[RULE_ADMIN] = 1000
};

struct voice {
	struct judge_evidence	 e;
	const struct judge_rule	*rule;		/* NULL = a code */
	enum permanence		 permanence;	/* a code's */
};

struct judgement {
	const struct knowledge	*k;
	const struct rule_set	*rules;
	const struct judge_input *in;
	struct judge_words	 words;
	uint64_t		*hits;		/* of phrases */
	const struct provider	*provider;
	struct voice		*voices;
	size_t			 n;
};

static void
speak(struct judgement *j, const char *id, int reason, int weight,
    const struct judge_rule *rule, enum permanence permanence)
{
	j->voices[j->n++] = (struct voice){ { id, reason, weight }, rule,
	    permanence };
}

static bool
any_phrase(const struct judgement *j, const struct rule_phrases *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (phrase_hit(j->hits, p->index[i]))
			return true;
	return false;
}

static bool
in_set(uint32_t set, int value, int unknown, int meant)
{
	if (set == 0)
		return true;
	return (set >> (value == unknown ? meant : value) & 1) != 0;
}

static bool
in_range(struct rule_code r, unsigned value)
{
	return value >= r.first && value <= r.last;
}

/* Without a basic code the enhanced one tells the class. */
static bool
codes_fit(const struct judge_rule *r, const struct judge_input *in)
{
	unsigned class = in->code == 0 ? in->enhanced.class : 0;
	size_t i;

	for (i = 0; i < r->n_codes; i++)
		if (in_range(r->codes[i], in->code) || (class != 0 &&
		    r->codes[i].first == class * 100 &&
		    r->codes[i].last > r->codes[i].first))
			break;
	if (r->n_codes > 0 && i == r->n_codes)
		return false;
	for (i = 0; i < r->n_enhanced; i++)
		if (in_range(r->enhanced[i].class, in->enhanced.class) &&
		    in_range(r->enhanced[i].subject, in->enhanced.subject) &&
		    in_range(r->enhanced[i].detail, in->enhanced.detail))
			break;
	return r->n_enhanced == 0 || i < r->n_enhanced;
}

static bool
host_fits(const char *const *suffixes, struct span host)
{
	struct span s;

	if (suffixes == NULL)
		return true;
	for (; *suffixes != NULL; suffixes++) {
		s = span_str(*suffixes);
		if (host.n >= s.n && span_eq_nocase(span_skip(host,
		    host.n - s.n), s) && (host.n == s.n ||
		    host.p[host.n - s.n - 1] == '.'))
			return true;
	}
	return false;
}

static bool
provider_fits(const struct judgement *j, const struct judge_rule *r)
{
	const char *const *p;

	if (r->about != NULL && j->provider != r->about &&
	    (r->only || j->provider != NULL) && (j->provider == NULL ||
	    strcmp(j->provider->vendor, r->about->vendor) != 0))
		return false;
	if (r->providers == NULL)
		return true;
	for (p = r->providers; *p != NULL && j->provider != NULL; p++)
		if (strcmp(*p, j->provider->id) == 0)
			return true;
	return false;
}

static bool
pattern_fits(pcre2_code *pattern, struct span text)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int n;

	pcre2_set_match_limit(limits, MATCH_LIMIT);
	n = pcre2_match(pattern, (PCRE2_SPTR)(text.n ? text.p : ""),
	    text.n < JUDGE_TEXT_BYTES ? text.n : JUDGE_TEXT_BYTES, 0, 0, data,
	    limits);
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	return n >= 0;
}

static bool
rule_fits(const struct judgement *j, const struct judge_rule *r)
{
	const struct judge_input *in = j->in;

	return (r->say.n == 0 || any_phrase(j, &r->say)) &&
	    (r->also.n == 0 || any_phrase(j, &r->also)) &&
	    !any_phrase(j, &r->unless) &&
	    codes_fit(r, in) &&
	    in_set(r->stages, (int)in->stage, STAGE_COUNT, STAGE_NONE) &&
	    in_set(r->origins, (int)in->origin, ORIGIN_COUNT, ORIGIN_LOCAL) &&
	    in_set(r->directions, (int)in->direction, DIRECTION_COUNT,
	    DIRECTION_OUTBOUND) &&
	    in_set(r->outcomes, (int)in->outcome, OUTCOME_COUNT,
	    OUTCOME_NONE) &&
	    in_set(r->mtas, (int)in->mta, MTA_COUNT, MTA_NONE) &&
	    host_fits(r->hosts, in->relay_host) &&
	    provider_fits(j, r) &&
	    (r->pattern == NULL || pattern_fits(r->pattern, in->text));
}

/*
 * By the relay, else by words that only one provider writes, else (nobody
 * knows the relay) by a host that the text names.
 */
static const struct provider *
find_provider(const struct judgement *j)
{
	const struct provider_set *set = j->rules->providers;
	const struct provider *p;
	struct span values = buf_span(&j->words.values);
	size_t i, n;

	if (j->in->relay_host.n > 0 && (p = provider_find(set,
	    j->in->relay_host)) != NULL)
		return p;
	for (i = 0; i < providers_count(set); i++)
		if (any_phrase(j, &j->rules->tokens[i]))
			return providers_get(set, i);
	while (values.n > 0 && j->in->relay_host.n == 0) {
		n = span_find_char(values, '\n');
		if (span_find_char(span_head(values, n), '@') == n &&
		    (p = provider_find(set, span_head(values, n))) != NULL)
			return p;
		values = span_skip(values, n + 1);
	}
	return NULL;
}

/*
 * How far an enhanced code can be trusted: the vague ones ("other", and
 * X.7.1, the catch-all) hardly, the ones that are misused little, the
 * telling ones well.
 */
static int
trust(const struct enhanced_info *x)
{
	if (x->vendor[0] != '\0')
		return x->tokens[0] != NULL ? 80 : 45;
	if (x->detail == 0 || (x->subject == 7 && x->detail <= 1))
		return 5;
	if (x->subject == 5 || x->subject == 4 || x->subject == 3 ||
	    (x->subject == 2 && x->detail == 1))
		return 15;
	return TRUSTED;
}

/*
 * A code that the registry does not know speaks for itself if one vendor
 * alone uses it.
 */
static const struct enhanced_info *
only_vendor(const struct judgement *j)
{
	const struct judge_input *in = j->in;
	const struct enhanced_info *x, *found = NULL;
	size_t i;

	for (i = 0; i < knowledge_enhanced_count(j->k); i++) {
		x = knowledge_enhanced(j->k, i);
		if (!knowledge_enhanced_covers(x, in->enhanced))
			continue;
		if (x->vendor[0] == '\0' || (found != NULL &&
		    strcmp(found->vendor, x->vendor) != 0))
			return NULL;
		found = x;
	}
	return found == NULL ? NULL : knowledge_enhanced_vendor(j->k,
	    span_str(found->vendor), in->code, in->enhanced, in->text);
}

/* Basic codes that are seldom used for anything else, and the others. */
static int
code_weight(const struct judgement *j, const struct code_info *c)
{
	static const int telling[] = { 521, 525, 530, 534, 535, 538, 556 };
	size_t i;

	for (i = 0; i < sizeof(telling) / sizeof(telling[0]); i++)
		if (c->code == telling[i])
			return 25;
	return c->reason == knowledge_reason_find(j->k,
	    SPAN("remote_error")) ? 2 : 6;
}

static void
hear_codes(struct judgement *j)
{
	const struct judge_input *in = j->in;
	const struct enhanced_info *x;
	const struct code_info *c;

	if (in->enhanced.class != 0) {
		if (j->provider != NULL && (x = knowledge_enhanced_vendor(j->k,
		    span_str(j->provider->vendor), in->code, in->enhanced,
		    in->text)) != NULL && x->reason >= 0)
			speak(j, x->id, x->reason, trust(x), NULL,
			    x->permanence);
		else if (((x = knowledge_enhanced_find(j->k,
		    in->enhanced)) != NULL || (x = only_vendor(j)) != NULL) &&
		    x->reason >= 0)
			speak(j, x->id, x->reason, trust(x), NULL,
			    x->permanence);
	}
	c = knowledge_code_find(j->k, in->code);
	if (c != NULL && c->reason >= 0)
		speak(j, j->rules->code_ids[c - knowledge_code(j->k, 0)],
		    c->reason, code_weight(j, c), NULL, c->permanence);
}

static void
hear_rules(struct judgement *j)
{
	const struct judge_rule *r = j->rules->rules;
	bool admin = false;
	size_t i;

	for (i = 0; i < j->rules->n; i++, r++) {
		if (admin && r->layer == RULE_ADMIN)
			continue;	/* the first of them decides */
		if (!rule_fits(j, r))
			continue;
		admin |= r->layer == RULE_ADMIN;
		speak(j, r->id, r->reason, r->weight + layer_weight[r->layer],
		    r, PERMANENCE_UNKNOWN);
	}
}

/*
 * What a rule for "unknown" weighs: that the words tell nothing outdoes every
 * lighter rule, but no code.
 */
static int
silence(const struct judgement *j)
{
	const struct voice *v, *end = j->voices + j->n;
	int weight = 0;

	for (v = j->voices; v < end; v++)
		if (v->e.reason == (int)knowledge_reason_count(j->k) - 1 &&
		    v->e.weight > weight)
			weight = v->e.weight;
	return weight;
}

/* The voice that decides: the heaviest of the heaviest reason. */
static const struct voice *
decide(const struct judgement *j)
{
	int best[REASONS_MAX] = { 0 }, more[REASONS_MAX] = { 0 };
	int codes[REASONS_MAX] = { 0 }, score, most = 0, i;
	int quiet = silence(j), unknown =
	    (int)knowledge_reason_count(j->k) - 1;
	const struct voice *v, *end = j->voices + j->n, *out = NULL;

	for (v = j->voices; v < end; v++) {
		i = v->e.reason;
		if (i == unknown)
			continue;
		if (v->rule == NULL)
			codes[i] += v->e.weight;
		else if (v->e.weight >= quiet) {
			more[i] += best[i] > 0 && v->e.weight >= WEAK ?
			    MORE_WEIGHT : 0;
			if (v->e.weight > best[i])
				best[i] = v->e.weight;
		}
	}
	for (v = j->voices; v < end; v++) {
		i = v->e.reason;
		if (v->rule != NULL && v->e.weight < quiet)
			continue;
		score = best[i] + codes[i] +
		    (more[i] < MORE_MAX ? more[i] : MORE_MAX);
		/* Of one reason, the heaviest voice, rules before codes. */
		if (out == NULL || score > most || (score == most &&
		    out->e.reason == i && (out->rule == NULL) ==
		    (v->rule == NULL) && v->e.weight > out->e.weight) ||
		    (score == most && out->e.reason == i &&
		    out->rule == NULL && v->rule != NULL)) {
			out = v;
			most = score;
		}
	}
	return out;
}

static int
by_weight(const void *a, const void *b)
{
	const struct voice *x = a, *y = b;

	if (x->e.weight != y->e.weight)
		return x->e.weight > y->e.weight ? -1 : 1;
	return strcmp(x->e.rule, y->e.rule);
}

static unsigned
class_of(const struct judge_input *in)
{
	return in->code != 0 ? in->code / 100 : in->enhanced.class;
}

/* A code that can be trusted says the same. */
static bool
codes_agree(const struct judgement *j, int reason)
{
	size_t i;

	for (i = 0; i < j->n; i++)
		if (j->voices[i].rule == NULL &&
		    j->voices[i].e.reason == reason &&
		    j->voices[i].e.weight >= TRUSTED)
			return true;
	return false;
}

static void
conclude(const struct judgement *j, const struct voice *v,
    struct verdict *out)
{
	const struct judge_rule *r = v != NULL ? v->rule : NULL;
	const struct reason *reason;
	bool later = class_of(j->in) == 4;

	if (v != NULL)
		out->reason = v->e.reason;
	else
		out->reason = (int)knowledge_reason_count(j->k) - 1;
	reason = knowledge_reason(j->k, (size_t)out->reason);
	out->rule = v != NULL ? v->e.rule : "";
	out->fix = r != NULL && r->fix != NULL ? r->fix : reason->id;
	out->provider = j->provider != NULL ? j->provider->id : "";
	out->permanence = reason->permanence;
	if (r != NULL && r->permanence >= 0)
		out->permanence = (enum permanence)r->permanence;
	else if (v != NULL && r == NULL && v->permanence !=
	    PERMANENCE_UNKNOWN && v->permanence != PERMANENCE_PERMANENT)
		out->permanence = v->permanence;
	else if (later && (reason->permanence == PERMANENCE_PERMANENT ||
	    strcmp(reason->id, "reputation_block") == 0))
		out->permanence = PERMANENCE_TEMPORARY;
	out->suppress = reason->suppress;
	if (r != NULL && r->suppress >= 0)
		out->suppress = r->suppress != 0;
	else if ((r == NULL || r->weight < WEAK) &&
	    !codes_agree(j, out->reason))
		out->suppress = false;
	if (later && (r == NULL || r->suppress < 1))
		out->suppress = false;
}

size_t
judge_why(const struct knowledge *k, const struct judge_input *given,
    struct verdict *out, struct judge_evidence *why, size_t max)
{
	struct judge_input in = *given;
	struct judgement j = { .k = k, .rules = knowledge_rules(k),
	    .in = &in };
	size_t i;

	judge_unwrap(&in);
	/* The log shows no reply: what the MTA concluded stands for it. */
	if (in.code == 0 && in.enhanced.class == 0)
		in.enhanced = in.mta_status;
	j.hits = mem_alloc((phrase_count(j.rules->book) / 64 + 1) *
	    sizeof(*j.hits));
	j.voices = mem_alloc((j.rules->n + 4) * sizeof(*j.voices));
	judge_words_read(&j.words, in.reply, true);
	phrase_match(j.rules->book, &j.words, j.hits);
	j.provider = find_provider(&j);
	hear_rules(&j);
	hear_codes(&j);
	conclude(&j, decide(&j), out);
	if (max > 0 && j.n > 0)
		qsort(j.voices, j.n, sizeof(*j.voices), by_weight);
	for (i = 0; i < j.n && i < max; i++)
		why[i] = j.voices[i].e;
	judge_words_free(&j.words);
	free(j.hits);
	free(j.voices);
	return i;
}

void
judge_reply(const struct knowledge *k, const struct judge_input *in,
    struct verdict *out)
{
	judge_why(k, in, out, NULL, 0);
}

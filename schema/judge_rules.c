#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "schema/hash.h"
#include "schema/judge_rules.h"
#include "schema/judge_sample.h"
#include "schema/kjson.h"
#include "schema/map.h"
#include "schema/mem.h"
#include "schema/num.h"

struct loader {
	const struct knowledge	*k;
	const struct provider_set *providers;
	struct rule_set		*set;
	struct map		 ids;	/* of rules: hash -> 1 */
	size_t			 room;	/* for rules */
	enum rule_layer		 layer;	/* of the file being read */
	const struct provider	*about;
};

static int
read_phrases(struct loader *l, const struct kjson_entry *en, const char *key,
    struct rule_phrases *out, struct err *e)
{
	const char *const *text = NULL;
	struct err why;
	size_t n = 0;
	int rc;

	rc = kjson_strs(en, key, false, &l->set->arena, &text, e);
	if (rc != ERR_NONE || text == NULL)
		return rc;
	while (text[n] != NULL)
		n++;
	out->index = arena_alloc(&l->set->arena, n * sizeof(*out->index));
	for (; text[out->n] != NULL; out->n++)
		if (phrase_add(l->set->book, text[out->n],
		    &out->index[out->n], &why) != ERR_NONE)
			return kjson_fail(en, key, e, "%s", why.msg);
	return ERR_NONE;
}

static int
read_pattern(struct loader *l, const struct kjson_entry *en,
    struct judge_rule *r, struct err *e)
{
	const char *text = NULL;
	PCRE2_UCHAR why[120];
	PCRE2_SIZE at;
	int code, rc;

	rc = kjson_str(en, "pattern", false, &l->set->arena, &text, e);
	if (rc != ERR_NONE || text == NULL)
		return rc;
	r->pattern = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
	    PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (r->pattern != NULL)
		return ERR_NONE;
	pcre2_get_error_message(code, why, sizeof(why));
	return kjson_fail(en, "pattern", e, "%s at offset %zu",
	    (const char *)why, at);
}

/* "550", "5xx" or "none". */
static bool
code_range(struct span s, struct rule_code *out)
{
	int value;

	if (s.n == 3 && span_eq_nocase(span_skip(s, 1), SPAN("xx")) &&
	    num_is_digit(s.p[0])) {
		out->first = (uint16_t)((s.p[0] - '0') * 100);
		out->last = (uint16_t)(out->first + 99);
		return true;
	}
	value = 0;
	if (!span_eq(s, SPAN("none")) &&
	    (!num_int(s, 599, &value) || value < 200))
		return false;
	out->first = out->last = (uint16_t)value;
	return true;
}

static int
read_codes(struct loader *l, const struct kjson_entry *en, struct judge_rule *r,
    struct err *e)
{
	const char *const *text = NULL;
	struct rule_code *list;
	size_t n = 0;
	int rc;

	rc = kjson_strs(en, "code", false, &l->set->arena, &text, e);
	if (rc != ERR_NONE || text == NULL)
		return rc;
	while (text[n] != NULL)
		n++;
	list = arena_alloc(&l->set->arena, n * sizeof(*list));
	r->codes = list;
	for (; text[r->n_codes] != NULL; r->n_codes++)
		if (!code_range(span_str(text[r->n_codes]),
		    &list[r->n_codes]))
			return kjson_fail(en, "code", e, "\"%s\" is neither a "
			    "code nor like 5xx", text[r->n_codes]);
	return ERR_NONE;
}

static bool
part_range(struct span s, struct rule_code *out)
{
	int value;

	*out = (struct rule_code){ 0, UINT16_MAX };
	if (span_eq(s, SPAN("*")) || span_eq_nocase(s, SPAN("x")))
		return true;
	if (!num_int(s, 999, &value))
		return false;
	out->first = out->last = (uint16_t)value;
	return true;
}

/* "5.7.1", "x.7.*", "5.7.606-649" */
static bool
enhanced_range(struct span s, struct rule_enhanced *out)
{
	size_t a = span_find_char(s, '.'), b, dash;
	struct span detail;

	b = a + 1 + span_find_char(span_skip(s, a + 1), '.');
	if (b >= s.n || !part_range(span_head(s, a), &out->class) ||
	    !part_range(span_of(s.p + a + 1, b - a - 1), &out->subject))
		return false;
	detail = span_skip(s, b + 1);
	dash = span_find_char(detail, '-');
	if (!part_range(span_head(detail, dash), &out->detail))
		return false;
	if (dash < detail.n) {
		struct rule_code last;

		if (!part_range(span_skip(detail, dash + 1), &last))
			return false;
		out->detail.last = last.last;
	}
	if (out->class.first == 0)
		out->class.first = 1;	/* there must be one */
	return true;
}

static int
read_enhanced(struct loader *l, const struct kjson_entry *en,
    struct judge_rule *r, struct err *e)
{
	const char *const *text = NULL;
	struct rule_enhanced *list;
	size_t n = 0;
	int rc;

	rc = kjson_strs(en, "enhanced", false, &l->set->arena, &text, e);
	if (rc != ERR_NONE || text == NULL)
		return rc;
	while (text[n] != NULL)
		n++;
	list = arena_alloc(&l->set->arena, n * sizeof(*list));
	r->enhanced = list;
	for (; text[r->n_enhanced] != NULL; r->n_enhanced++)
		if (!enhanced_range(span_str(text[r->n_enhanced]),
		    &list[r->n_enhanced]))
			return kjson_fail(en, "enhanced", e,
			    "\"%s\" is not like 5.7.1 or x.7.*",
			    text[r->n_enhanced]);
	return ERR_NONE;
}

static int
read_words(struct loader *l, const struct kjson_entry *en, const char *key,
    int (*from)(struct span), uint32_t *bits, struct err *e)
{
	const char *const *text = NULL;
	int rc, value;

	rc = kjson_strs(en, key, false, &l->set->arena, &text, e);
	if (rc != ERR_NONE || text == NULL)
		return rc;
	for (; *text != NULL; text++) {
		if ((value = from(span_str(*text))) < 0)
			return kjson_fail(en, key, e, "no such %s: %s", key,
			    *text);
		*bits |= UINT32_C(1) << value;
	}
	return ERR_NONE;
}

static int
read_verdict(struct loader *l, const struct kjson_entry *en,
    struct judge_rule *r, struct err *e)
{
	const char *text = NULL, *reason = NULL;
	bool suppress = false;
	int rc;

	if ((rc = kjson_str(en, "reason", true, &l->set->arena, &reason,
	    e)) != ERR_NONE)
		return rc;
	r->reason = knowledge_reason_find(l->k, span_str(reason));
	if (r->reason < 0)
		return kjson_fail(en, "reason", e, "no such reason: %s",
		    reason);
	r->weight = 70;
	r->permanence = r->suppress = -1;
	if ((rc = kjson_int(en, "weight", false, 1, 100, &r->weight,
	    e)) != ERR_NONE || (rc = kjson_str(en, "permanence", false,
	    &l->set->arena, &text, e)) != ERR_NONE)
		return rc;
	if (text != NULL &&
	    (r->permanence = permanence_from(span_str(text))) < 0)
		return kjson_fail(en, "permanence", e, "no such word: %s",
		    text);
	if (json_object_get(en->object, "suppress") != NULL) {
		rc = kjson_bool(en, "suppress", true, &suppress, e);
		r->suppress = suppress;
	}
	if (rc == ERR_NONE)
		rc = kjson_str(en, "fix", false, &l->set->arena, &r->fix, e);
	if (rc == ERR_NONE && r->fix != NULL &&
	    knowledge_fix(l->k, r->fix) == NULL)
		rc = kjson_fail(en, "fix", e, "no sentence of this id: %s",
		    r->fix);
	return rc;
}

static int
read_conditions(struct loader *l, const struct kjson_entry *en,
    struct judge_rule *r, struct err *e)
{
	struct arena *a = &l->set->arena;
	const char *const *p;
	int rc;

	if ((rc = read_phrases(l, en, "say", &r->say, e)) != ERR_NONE ||
	    (rc = read_phrases(l, en, "also", &r->also, e)) != ERR_NONE ||
	    (rc = read_phrases(l, en, "unless", &r->unless, e)) != 0 ||
	    (rc = read_pattern(l, en, r, e)) != ERR_NONE ||
	    (rc = read_codes(l, en, r, e)) != ERR_NONE ||
	    (rc = read_enhanced(l, en, r, e)) != ERR_NONE ||
	    (rc = read_words(l, en, "stage", stage_from, &r->stages,
	    e)) != ERR_NONE ||
	    (rc = read_words(l, en, "origin", origin_from, &r->origins,
	    e)) != ERR_NONE ||
	    (rc = read_words(l, en, "direction", direction_from,
	    &r->directions, e)) != ERR_NONE ||
	    (rc = read_words(l, en, "outcome", outcome_from, &r->outcomes,
	    e)) != ERR_NONE ||
	    (rc = read_words(l, en, "mta", mta_from, &r->mtas, e)) != 0 ||
	    (rc = kjson_strs(en, "provider", false, a, &r->providers,
	    e)) != ERR_NONE ||
	    (rc = kjson_strs(en, "host", false, a, &r->hosts, e)) != 0 ||
	    (rc = kjson_bool(en, "only", false, &r->only, e)) != ERR_NONE)
		return rc;
	for (p = r->providers; p != NULL && *p != NULL; p++)
		if (providers_by_id(l->providers, span_str(*p)) == NULL)
			return kjson_fail(en, "provider", e,
			    "no such provider: %s", *p);
	if (r->say.n == 0 && r->pattern == NULL && r->codes == NULL &&
	    r->enhanced == NULL && r->hosts == NULL && r->providers == NULL)
		return kjson_fail(en, NULL, e, "it asks for nothing: give it "
		    "say, pattern, code, enhanced, provider or host");
	return ERR_NONE;
}

/* It is the admin's rule that has to change, though it was read first. */
static int
same_id(const struct kjson_entry *en, const struct judge_rule *r,
    const struct judge_rule *old, struct err *e)
{
	if (old->layer == RULE_ADMIN && r->layer != RULE_ADMIN)
		return err_set(e, ERR_DATA, "%s: rule %s, key id: there is a "
		    "rule of this id in %s", old->file, old->id, r->file);
	return kjson_fail(en, "id", e, "there is another rule of this id in "
	    "%s", old->file);
}

static int
read_rule(struct loader *l, struct kjson_entry *en, struct err *e)
{
	static const char *const keys[] = { "id", "reason", "weight", "say",
	    "also", "unless", "pattern", "code", "enhanced", "stage",
	    "origin", "direction", "outcome", "mta", "provider", "host",
	    "only", "permanence", "suppress", "fix", "samples", "not",
	    "note", NULL };
	struct rule_set *set = l->set;
	struct judge_rule *r;
	uint64_t old;
	int rc;

	if (set->n == l->room) {
		l->room = l->room * 2 + 64;
		set->rules = mem_resize(set->rules, l->room,
		    sizeof(*set->rules));
	}
	r = &set->rules[set->n++];
	*r = (struct judge_rule){ .layer = l->layer, .about = l->about };
	r->file = arena_copy(&set->arena, span_str(en->file->path)).p;
	if ((rc = kjson_str(en, "id", true, &set->arena, &r->id, e)) != 0)
		return rc;
	en->id = r->id;
	if (map_get(&l->ids, hash_span(span_str(r->id)), &old))
		return same_id(en, r, &set->rules[old], e);
	map_put(&l->ids, hash_span(span_str(r->id)), set->n - 1);
	if ((rc = kjson_keys(en, keys, e)) != ERR_NONE ||
	    (rc = read_verdict(l, en, r, e)) != ERR_NONE ||
	    (rc = read_conditions(l, en, r, e)) != ERR_NONE ||
	    (rc = rule_samples_read(&set->arena, en, "samples",
	    l->layer != RULE_ADMIN, &r->samples, &r->n_samples, e)) != 0 ||
	    (rc = rule_samples_read(&set->arena, en, "not", false, &r->nots,
	    &r->n_nots, e)) != ERR_NONE)
		return rc;
	return ERR_NONE;
}

static int
read_head(struct loader *l, const struct kjson_entry *en, bool admin,
    struct err *e)
{
	static const char *const keys[] = { "layer", "provider", "title",
	    "rules", NULL };
	const char *layer = "provider", *provider = NULL;
	int rc;

	if ((rc = kjson_keys(en, keys, e)) != ERR_NONE ||
	    (rc = kjson_str(en, "layer", !admin, &l->set->arena, &layer,
	    e)) != ERR_NONE ||
	    (rc = kjson_str(en, "provider", false, &l->set->arena, &provider,
	    e)) != ERR_NONE)
		return rc;
	l->about = NULL;
	if (provider != NULL && (l->about = providers_by_id(l->providers,
	    span_str(provider))) == NULL)
		return kjson_fail(en, "provider", e, "no such provider: %s",
		    provider);
	for (l->layer = RULE_MEANING; l->layer < RULE_ADMIN; l->layer++)
		if (strcmp(layer, rule_layer_name(l->layer)) == 0)
			break;
	if (l->layer == RULE_ADMIN)
		return kjson_fail(en, "layer", e, "meaning, text or provider, "
		    "not \"%s\"", layer);
	if (admin)
		l->layer = RULE_ADMIN;
	return ERR_NONE;
}

static int
read_file(struct loader *l, const char *dir, const char *name, bool admin,
    struct err *e)
{
	struct kjson_file f;
	struct kjson_entry en = { &f, "file", name, NULL };
	const json_t *rules, *id;
	char number[32];
	size_t i;
	int rc;

	if ((rc = kjson_open(dir, name, &f, e)) != ERR_NONE)
		return rc;
	l->set->version = hash_mix(l->set->version, f.hash);
	en.object = f.root;
	if ((rc = read_head(l, &en, admin, e)) != ERR_NONE)
		goto out;
	rules = json_object_get(f.root, "rules");
	if (!json_is_array(rules))
		rc = kjson_fail(&en, "rules", e, "must be a list of rules");
	for (i = 0; rc == ERR_NONE && i < json_array_size(rules); i++) {
		id = json_object_get(json_array_get(rules, i), "id");
		snprintf(number, sizeof(number), "number %zu", i + 1);
		en = (struct kjson_entry){ &f, "rule", json_is_string(id) ?
		    json_string_value(id) : number,
		    json_array_get(rules, i) };
		rc = read_rule(l, &en, e);
	}
out:
	kjson_close(&f);
	return rc;
}

static int
read_folder(struct loader *l, const char *dir, const char *sub, bool admin,
    struct err *e)
{
	const char *const *names;
	int rc;

	rc = kjson_list(dir, sub, !admin, &l->set->arena, &names, e);
	for (; rc == ERR_NONE && *names != NULL; names++)
		rc = read_file(l, dir, *names, admin, e);
	return rc;
}

/* The admin's folder, or one file. */
static int
read_own(struct loader *l, const char *path, struct err *e)
{
	struct stat st;
	char *dir, *slash;
	int rc;

	if (path == NULL)
		return ERR_NONE;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return read_folder(l, path, "", true, e);
	dir = mem_strdup(path);
	slash = strrchr(dir, '/');
	if (slash != NULL)
		*slash = '\0';
	rc = read_file(l, slash == NULL ? "." : slash == dir ? "/" : dir,
	    slash == NULL ? path : slash + 1, true, e);
	free(dir);
	return rc;
}

static int
read_classes(struct loader *l, const char *dir, struct err *e)
{
	struct kjson_file f;
	struct kjson_entry en = { &f, "class", "", NULL };
	const char *const *words;
	const char *name;
	json_t *list, *value;
	struct err why;
	int rc;

	if ((rc = kjson_open(dir, "words.json", &f, e)) != ERR_NONE)
		return rc;
	l->set->version = hash_mix(l->set->version, f.hash);
	list = json_object_get(f.root, "classes");
	if (!json_is_object(list))
		rc = err_set(e, ERR_DATA, "%s: key classes: must be an object",
		    f.path);
	en.object = list;
	json_object_foreach(list, name, value) {
		en.id = name;
		if ((rc = kjson_strs(&en, name, true, &l->set->arena, &words,
		    e)) != ERR_NONE)
			break;
		if (phrase_class(l->set->book, name, words, &why) != 0) {
			rc = kjson_fail(&en, NULL, e, "%s", why.msg);
			break;
		}
	}
	kjson_close(&f);
	return rc;
}

/* What only a provider writes tells it, too. */
static int
add_tokens(struct loader *l, struct err *e)
{
	size_t i, n = providers_count(l->providers), k;
	const struct provider *p;
	struct rule_phrases *t;
	int rc;

	l->set->tokens = arena_alloc(&l->set->arena,
	    (n + 1) * sizeof(*l->set->tokens));
	for (i = 0; i < n; i++) {
		p = providers_get(l->providers, i);
		t = &l->set->tokens[i];
		*t = (struct rule_phrases){ NULL, 0 };
		for (k = 0; p->tokens[k] != NULL; k++)
			;
		t->index = arena_alloc(&l->set->arena,
		    (k + 1) * sizeof(*t->index));
		for (; t->n < k; t->n++) {
			rc = phrase_add(l->set->book, p->tokens[t->n],
			    &t->index[t->n], e);
			if (rc != ERR_NONE)
				return err_prefix(e, "provider %s, key tokens",
				    p->id);
		}
	}
	return ERR_NONE;
}

static void
name_codes(struct loader *l)
{
	size_t i, n = knowledge_code_count(l->k);
	char *id;

	l->set->code_ids = arena_alloc(&l->set->arena,
	    (n + 1) * sizeof(*l->set->code_ids));
	for (i = 0; i < n; i++) {
		id = mem_printf("code %d", knowledge_code(l->k, i)->code);
		l->set->code_ids[i] = arena_copy(&l->set->arena,
		    span_str(id)).p;
		free(id);
	}
}

int
rules_load(const struct knowledge *k, const struct provider_set *providers,
    const char *dir, const char *rules_dir, struct rule_set **out,
    struct err *e)
{
	struct loader l = { .k = k, .providers = providers };
	int rc;

	l.set = mem_alloc(sizeof(*l.set));
	l.set->book = phrase_book_new();
	l.set->providers = providers;
	if ((rc = read_classes(&l, dir, e)) == ERR_NONE &&
	    (rc = add_tokens(&l, e)) == ERR_NONE)
		rc = read_own(&l, rules_dir, e);
	if (rc == ERR_NONE)
		rc = read_folder(&l, dir, "rules", false, e);
	name_codes(&l);
	phrase_book_seal(l.set->book);
	map_free(&l.ids);
	if (rc != ERR_NONE) {
		rules_free(l.set);
		l.set = NULL;
	}
	*out = l.set;
	return rc;
}

void
rules_free(struct rule_set *set)
{
	size_t i;

	if (set == NULL)
		return;
	for (i = 0; i < set->n; i++)
		pcre2_code_free(set->rules[i].pattern);
	free(set->rules);
	phrase_book_free(set->book);
	arena_free(&set->arena);
	free(set);
}

uint64_t
rules_version(const struct rule_set *set)
{
	return set->version;
}

size_t
rules_count(const struct rule_set *set)
{
	return set->n;
}

const struct judge_rule *
rules_get(const struct rule_set *set, size_t i)
{
	return &set->rules[i];
}

const char *
rule_layer_name(enum rule_layer layer)
{
	static const char *const names[RULE_LAYER_COUNT] = {
		[RULE_MEANING] = "meaning",
		[RULE_TEXT] = "text",
		[RULE_PROVIDER] = "provider",
		[RULE_ADMIN] = "admin"
	};

	return names[layer];
}

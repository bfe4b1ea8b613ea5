#include <string.h>

#include "schema/hash.h"
#include "schema/i18n.h"
#include "schema/kjson.h"
#include "schema/knowledge_tables.h"
#include "schema/num.h"
#include "schema/sentences.h"

/* A file of facts that is being read: a list, and the sentences for it. */
struct table {
	const char		*name;		/* "codes.json" */
	const char		*kind;		/* "code" */
	const char *const	*keys;		/* of a fact */
	const char *const	*words;		/* keys of its sentences */
	size_t			 size;		/* of a row */
	int			(*row)(struct tables *, struct sentences *,
				    const struct kjson_entry *, size_t i,
				    struct err *);
};

/*
 * Reads one file: allocates its rows (slot is where their pointer goes), fills
 * one after the other and counts them in *n.  A message names an entry by its
 * id, else its code, else its number in the list.
 */
static int
load_table(const char *dir, const char *lang, const struct table *t,
    struct tables *ts, void *slot, size_t *n, struct err *e)
{
	struct kjson_file f;
	struct sentences s;
	struct kjson_entry en = { &f, t->kind, NULL, NULL };
	const json_t *id;
	char num[32];
	void *rows;
	size_t i, count;
	int rc;

	if ((rc = kjson_open(dir, t->name, &f, e)) != ERR_NONE)
		return rc;
	rc = sentences_open(dir, lang, t->name, t->kind, t->words, &s, e);
	if (rc != ERR_NONE)
		goto out_file;
	if (!json_is_array(f.root) || json_array_size(f.root) == 0) {
		rc = err_set(e, ERR_DATA, _("%s: must be a list"), f.path);
		goto out;
	}
	ts->version = hash_mix(ts->version, f.hash);
	count = json_array_size(f.root);
	rows = arena_alloc(&ts->arena, count * t->size);
	memset(rows, 0, count * t->size);
	memcpy(slot, &rows, sizeof(rows));
	for (i = 0; i < count && rc == ERR_NONE; i++) {
		en.object = json_array_get(f.root, i);
		snprintf(num, sizeof(num), "number %zu", i + 1);
		en.id = num;
		if ((id = json_object_get(en.object, "id")) != NULL ||
		    (id = json_object_get(en.object, "code")) != NULL) {
			if (json_is_integer(id))
				snprintf(num, sizeof(num), "%lld",
				    (long long)json_integer_value(id));
			else if (json_is_string(id))
				en.id = json_string_value(id);
		}
		if (t->keys == NULL ||
		    (rc = kjson_keys(&en, t->keys, e)) == ERR_NONE)
			rc = t->row(ts, &s, &en, i, e);
		if (rc == ERR_NONE)
			*n = i + 1;
	}
	if (rc == ERR_NONE)
		rc = sentences_check(&s, &f, e);
out:
	sentences_free(&s);
out_file:
	kjson_close(&f);
	return rc;
}

static int
actor_row(struct tables *ts, struct sentences *s,
    const struct kjson_entry *en, size_t i, struct err *e)
{
	struct actor *a = &ts->actors[i];
	struct kjson_entry named = *en;
	size_t j;

	if (!json_is_string(en->object) ||
	    json_string_length(en->object) == 0)
		return kjson_fail(en, NULL, e, _("must be a string"));
	a->id = arena_copy(&ts->arena,
	    span_str(json_string_value(en->object))).p;
	named.id = a->id;
	for (j = 0; j < i; j++)
		if (strcmp(ts->actors[j].id, a->id) == 0)
			return kjson_fail(&named, NULL, e, _("duplicate"));
	return sentences_get(s, a->id, "phrase", true, &ts->arena,
	    &a->phrase, e);
}

/* The permanence's word; without the key *out stays. */
static int
read_permanence(const struct kjson_entry *en, bool required, struct arena *a,
    enum permanence *out, struct err *e)
{
	const char *word = NULL;
	int p, rc;

	rc = kjson_str(en, "permanence", required, a, &word, e);
	if (rc != ERR_NONE || word == NULL)
		return rc;
	if ((p = permanence_from(span_str(word))) < 0)
		return kjson_fail(en, "permanence", e, _("unknown word \"%s\""),
		    word);
	*out = (enum permanence)p;
	return ERR_NONE;
}

static int
reason_row(struct tables *ts, struct sentences *s,
    const struct kjson_entry *en, size_t i, struct err *e)
{
	struct reason *r = &ts->reasons[i];
	struct arena *a = &ts->arena;
	size_t j;
	int rc;

	if ((rc = kjson_str(en, "id", true, a, &r->id, e)) != ERR_NONE ||
	    (rc = read_permanence(en, true, a, &r->permanence, e)) !=
	    ERR_NONE ||
	    (rc = kjson_bool(en, "temporary_if_4xx", false,
	    &r->temporary_if_4xx, e)) != ERR_NONE ||
	    (rc = kjson_str(en, "actor", true, a, &r->actor, e)) !=
	    ERR_NONE ||
	    (rc = kjson_bool(en, "suppress", true, &r->suppress, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, r->id, "title", true, a, &r->title, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, r->id, "fix", true, a, &r->fix, e)) !=
	    ERR_NONE)
		return rc;
	if (tables_reason_find(ts, span_str(r->id)) >= 0)
		return kjson_fail(en, "id", e, _("duplicate"));
	for (j = 0; j < ts->nactors; j++)
		if (strcmp(ts->actors[j].id, r->actor) == 0)
			return ERR_NONE;
	return kjson_fail(en, "actor", e, _("unknown actor \"%s\""), r->actor);
}

/* The index of the reason it names; -1 without the key. */
static int
read_reason(const struct tables *ts, const struct kjson_entry *en,
    struct arena *a, int *out, struct err *e)
{
	const char *id = NULL;
	int rc;

	*out = -1;
	rc = kjson_str(en, "reason", false, a, &id, e);
	if (rc != ERR_NONE || id == NULL)
		return rc;
	if ((*out = tables_reason_find(ts, span_str(id))) < 0)
		return kjson_fail(en, "reason", e, _("unknown reason \"%s\""),
		    id);
	return ERR_NONE;
}

static bool
is_status(const char *word)
{
	static const char *const words[] = {
		"standard", "extension", "iana", "de-facto", "not-smtp", NULL
	};
	size_t i;

	for (i = 0; words[i] != NULL && strcmp(words[i], word) != 0; i++)
		;
	return words[i] != NULL;
}

/* What a code speaks about, and when a session shows it (knowledge.h). */
static bool
is_scope(const char *word)
{
	static const char *const words[] = {
		"help", "step", "login", "encryption", "security", "mailbox",
		"moved", "quota", "refused", "address", "domain", "host",
		"room", "server", "connection", "route", "time", "content",
		"client", "policy", "command", "fetch", "none", "foreign",
		NULL
	};
	size_t i;

	for (i = 0; words[i] != NULL && strcmp(words[i], word) != 0; i++)
		;
	return words[i] != NULL;
}

static bool
are_steps(const char *const *list)
{
	static const char *const words[] = {
		"any", "local", "banner", "helo", "starttls", "auth", "mail",
		"rcpt", "data", "eod", "vrfy", "help", "quit", "etrn", "atrn",
		NULL
	};
	size_t i;

	for (; *list != NULL; list++) {
		for (i = 0; words[i] != NULL &&
		    strcmp(words[i], *list) != 0; i++)
			;
		if (words[i] == NULL)
			return false;
	}
	return true;
}

static int
code_row(struct tables *ts, struct sentences *s,
    const struct kjson_entry *en, size_t i, struct err *e)
{
	static const int none[] = { 0 };
	static const char *const nowhere[] = { NULL };
	struct code_info *c = &ts->codes[i];
	struct arena *a = &ts->arena;
	int rc;

	c->confused = none;
	c->answers = nowhere;
	c->scope = "none";
	if ((rc = kjson_int(en, "code", true, 200, 599, &c->code, e)) !=
	    ERR_NONE ||
	    (rc = kjson_str(en, "status", true, a, &c->status, e)) !=
	    ERR_NONE ||
	    (rc = kjson_str(en, "source", true, a, &c->source, e)) !=
	    ERR_NONE ||
	    (rc = kjson_str(en, "scope", false, a, &c->scope, e)) !=
	    ERR_NONE ||
	    (rc = kjson_strs(en, "answers", false, a, &c->answers, e)) !=
	    ERR_NONE ||
	    (rc = kjson_bool(en, "failure", true, &c->failure, e)) !=
	    ERR_NONE ||
	    (rc = read_reason(ts, en, a, &c->reason, e)) != ERR_NONE ||
	    (rc = read_permanence(en, false, a, &c->permanence, e)) !=
	    ERR_NONE ||
	    (rc = kjson_ints(en, "confused", false, 200, 599, a,
	    &c->confused, e)) != ERR_NONE ||
	    (rc = sentences_get(s, en->id, "name", true, a, &c->name, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, en->id, "meaning", true, a, &c->meaning,
	    e)) != ERR_NONE ||
	    (rc = sentences_get(s, en->id, "when", true, a, &c->when, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, en->id, "fix", true, a, &c->fix, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, en->id, "confusion", c->confused[0] != 0,
	    a, &c->confusion, e)) != ERR_NONE ||
	    (rc = sentences_get(s, en->id, "applies", true, a, &c->applies,
	    e)) != ERR_NONE)
		return rc;
	if (!is_status(c->status))
		return kjson_fail(en, "status", e, _("unknown word \"%s\""),
		    c->status);
	if (!is_scope(c->scope))
		return kjson_fail(en, "scope", e, _("unknown word \"%s\""),
		    c->scope);
	if (!are_steps(c->answers))
		return kjson_fail(en, "answers", e, _("not a step of a "
		    "session"));
	if (i > 0 && c->code <= c[-1].code)
		return kjson_fail(en, "code", e, "%s", c->code ==
		    c[-1].code ? _("duplicate") : _("codes must ascend"));
	return ERR_NONE;
}

/* "X.7.26", "5.7.606-649": class, subject, first and last detail. */
static bool
parse_code(struct span s, struct enhanced_info *x)
{
	struct span detail, last;
	int n[3] = { 0, 0, 0 }, to;
	size_t dot, dash;

	if (s.n < 5 || s.p[1] != '.')
		return false;
	if (s.p[0] != 'X' && (!num_int(span_head(s, 1), 5, &n[0]) ||
	    (n[0] != 2 && n[0] != 4 && n[0] != 5)))
		return false;
	s = span_skip(s, 2);
	dot = span_find_char(s, '.');
	detail = span_skip(s, dot + 1);
	dash = span_find_char(detail, '-');
	last = span_skip(detail, dash + 1);
	detail = span_head(detail, dash);
	if (!num_int(span_head(s, dot), 999, &n[1]) ||
	    !num_int(detail, 999, &n[2]))
		return false;
	to = n[2];
	if (last.n > 0 && (!num_int(last, 999, &to) || to <= n[2]))
		return false;
	x->class = (uint16_t)n[0];
	x->subject = (uint16_t)n[1];
	x->detail = (uint16_t)n[2];
	x->detail_last = (uint16_t)to;
	return true;
}

static int
enhanced_row(struct tables *ts, struct sentences *s,
    const struct kjson_entry *en, size_t i, struct err *e)
{
	static const char *const no_tokens[] = { NULL };
	static const int none[] = { 0 };
	struct enhanced_info *x = &ts->enhanced[i];
	struct arena *a = &ts->arena;
	size_t j;
	int rc;

	x->vendor = "";
	x->tokens = no_tokens;
	x->basic = none;
	x->id = arena_copy(a, span_str(en->id)).p;
	if ((rc = kjson_str(en, "code", true, a, &x->code, e)) != ERR_NONE ||
	    (rc = kjson_str(en, "vendor", false, a, &x->vendor, e)) !=
	    ERR_NONE ||
	    (rc = kjson_strs(en, "tokens", false, a, &x->tokens, e)) !=
	    ERR_NONE ||
	    (rc = kjson_ints(en, "basic", false, 200, 599, a, &x->basic,
	    e)) != ERR_NONE ||
	    (rc = kjson_str(en, "source", true, a, &x->source, e)) !=
	    ERR_NONE ||
	    (rc = read_reason(ts, en, a, &x->reason, e)) != ERR_NONE ||
	    (rc = read_permanence(en, false, a, &x->permanence, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, x->id, "name", true, a, &x->name, e)) !=
	    ERR_NONE ||
	    (rc = sentences_get(s, x->id, "meaning", true, a, &x->meaning,
	    e)) != ERR_NONE ||
	    (rc = sentences_get(s, x->id, "fix", false, a, &x->fix, e)) !=
	    ERR_NONE)
		return rc;
	if (!parse_code(span_str(x->code), x))
		return kjson_fail(en, "code", e, _("not of the form "
		    "X.1.1, 5.7.26 or 5.7.606-649"));
	for (j = 0; j < i; j++)
		if (strcmp(ts->enhanced[j].id, x->id) == 0)
			return kjson_fail(en, NULL, e, _("duplicate"));
	return ERR_NONE;
}

/* The codes that others are confused with exist. */
static int
check_confused(const struct tables *ts, struct err *e)
{
	const int *c;
	size_t i, j;

	for (i = 0; i < ts->ncodes; i++)
		for (c = ts->codes[i].confused; *c != 0; c++) {
			for (j = 0; j < ts->ncodes &&
			    ts->codes[j].code != *c; j++)
				;
			if (j == ts->ncodes || j == i)
				return err_set(e, ERR_DATA, _("codes.json: "
				    "code %d, key confused: %d is no other "
				    "code of the table"), ts->codes[i].code,
				    *c);
		}
	return ERR_NONE;
}

int
tables_load(const char *dir, const char *lang, struct tables *ts,
    struct err *e)
{
	static const char *const phrase[] = { "phrase", NULL };
	static const char *const reason_keys[] = { "id", "permanence",
	    "temporary_if_4xx", "actor", "suppress", NULL };
	static const char *const reason_words[] = { "title", "fix", NULL };
	static const char *const code_keys[] = { "code", "status", "source",
	    "scope", "answers", "failure", "reason", "permanence",
	    "confused", NULL };
	static const char *const code_words[] = { "name", "meaning", "when",
	    "fix", "confusion", "applies", NULL };
	static const char *const enh_keys[] = { "id", "code", "vendor",
	    "tokens", "basic", "source", "reason", "permanence", NULL };
	static const char *const enh_words[] = { "name", "meaning", "fix",
	    NULL };
	static const struct table actors = { "actors.json", "actor", NULL,
	    phrase, sizeof(struct actor), actor_row };
	static const struct table reasons = { "reasons.json", "reason",
	    reason_keys, reason_words, sizeof(struct reason), reason_row };
	static const struct table codes = { "codes.json", "code", code_keys,
	    code_words, sizeof(struct code_info), code_row };
	static const struct table enhanced = { "enhanced.json",
	    "enhanced code", enh_keys, enh_words,
	    sizeof(struct enhanced_info), enhanced_row };
	int rc;

	memset(ts, 0, sizeof(*ts));
	if ((rc = load_table(dir, lang, &actors, ts, &ts->actors,
	    &ts->nactors, e)) != ERR_NONE ||
	    (rc = load_table(dir, lang, &reasons, ts, &ts->reasons,
	    &ts->nreasons, e)) != ERR_NONE ||
	    (rc = load_table(dir, lang, &codes, ts, &ts->codes,
	    &ts->ncodes, e)) != ERR_NONE ||
	    (rc = load_table(dir, lang, &enhanced, ts,
	    &ts->enhanced, &ts->nenhanced, e)) != ERR_NONE ||
	    (rc = check_confused(ts, e)) != ERR_NONE)
		return rc;
	if (strcmp(ts->reasons[ts->nreasons - 1].id, "unknown") != 0)
		return err_set(e, ERR_DATA, _("reasons.json: the last reason "
		    "must be \"unknown\""));
	return ERR_NONE;
}

void
tables_free(struct tables *ts)
{
	arena_free(&ts->arena);
	memset(ts, 0, sizeof(*ts));
}

int
tables_reason_find(const struct tables *ts, struct span id)
{
	size_t i;

	for (i = 0; i < ts->nreasons; i++)
		if (span_eq(span_str(ts->reasons[i].id), id))
			return (int)i;
	return -1;
}

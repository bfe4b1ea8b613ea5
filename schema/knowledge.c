#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "schema/file.h"
#include "schema/fix.h"
#include "schema/hash.h"
#include "schema/judge_rules.h"
#include "schema/knowledge.h"
#include "schema/knowledge_tables.h"
#include "schema/mem.h"
#include "schema/provider.h"

struct knowledge {
	struct tables		 tables;
	struct provider_set	*providers;
	struct fix_set		*fixes;
	struct rule_set		*rules;
	uint64_t		 version;
};

static const char *const permanences[PERMANENCE_COUNT] = {
	[PERMANENCE_UNKNOWN] = "unknown",
	[PERMANENCE_PERMANENT] = "permanent",
	[PERMANENCE_TEMPORARY] = "temporary",
	[PERMANENCE_CONDITIONAL] = "conditional",
	[PERMANENCE_FINAL] = "final"
};

const char *
permanence_name(enum permanence p)
{
	return p < PERMANENCE_COUNT ? permanences[p] : permanences[0];
}

int
permanence_from(struct span s)
{
	int i;

	for (i = 0; i < PERMANENCE_COUNT; i++)
		if (span_eq(s, span_str(permanences[i])))
			return i;
	return -1;
}

static int
check_folder(const char *dir, struct err *e)
{
	DIR *d = opendir(dir);

	if (d == NULL)
		return err_set(e, file_err_code(errno), "%s: %s", dir,
		    strerror(errno));
	closedir(d);
	return ERR_NONE;
}

int
knowledge_load(const char *dir, const char *rules_dir, const char *lang,
    struct knowledge **out, struct err *e)
{
	struct knowledge *k = mem_alloc(sizeof(*k));
	int rc;

	*out = NULL;
	if (lang == NULL)
		lang = "en";
	/* A name that is mistyped must not pass for the built-in one. */
	if (dir != NULL && (rc = check_folder(dir, e)) != ERR_NONE)
		goto out;
	if ((rc = tables_load(dir, lang, &k->tables, e)) != ERR_NONE ||
	    (rc = providers_load(dir, &k->providers, e)) != ERR_NONE ||
	    (rc = fix_load(k, dir, lang, &k->fixes, e)) != ERR_NONE ||
	    (rc = rules_load(k, k->providers, dir, rules_dir, &k->rules,
	    e)) != ERR_NONE)
		goto out;
	k->version = hash_mix(k->tables.version,
	    providers_version(k->providers));
	k->version = hash_mix(k->version, rules_version(k->rules));
	*out = k;
	k = NULL;
out:
	knowledge_free(k);
	return rc;
}

void
knowledge_free(struct knowledge *k)
{
	if (k == NULL)
		return;
	rules_free(k->rules);
	fix_free(k->fixes);
	providers_free(k->providers);
	tables_free(&k->tables);
	free(k);
}

uint64_t
knowledge_version(const struct knowledge *k)
{
	return k->version;
}

size_t
knowledge_reason_count(const struct knowledge *k)
{
	return k->tables.nreasons;
}

const struct reason *
knowledge_reason(const struct knowledge *k, size_t i)
{
	return &k->tables.reasons[i];
}

int
knowledge_reason_find(const struct knowledge *k, struct span id)
{
	return tables_reason_find(&k->tables, id);
}

size_t
knowledge_code_count(const struct knowledge *k)
{
	return k->tables.ncodes;
}

const struct code_info *
knowledge_code(const struct knowledge *k, size_t i)
{
	return &k->tables.codes[i];
}

static int
by_code(const void *key, const void *row)
{
	return *(const int *)key - ((const struct code_info *)row)->code;
}

const struct code_info *
knowledge_code_find(const struct knowledge *k, int code)
{
	return bsearch(&code, k->tables.codes, k->tables.ncodes,
	    sizeof(*k->tables.codes), by_code);
}

size_t
knowledge_enhanced_count(const struct knowledge *k)
{
	return k->tables.nenhanced;
}

const struct enhanced_info *
knowledge_enhanced(const struct knowledge *k, size_t i)
{
	return &k->tables.enhanced[i];
}

bool
knowledge_enhanced_covers(const struct enhanced_info *x, struct enhanced c)
{
	return x->subject == c.subject && c.detail >= x->detail &&
	    c.detail <= x->detail_last && c.class != 0 &&
	    (x->class == 0 || x->class == c.class);
}

const struct enhanced_info *
knowledge_enhanced_find(const struct knowledge *k, struct enhanced c)
{
	const struct enhanced_info *x, *any = NULL;
	size_t i;

	for (i = 0; i < k->tables.nenhanced; i++) {
		x = &k->tables.enhanced[i];
		if (x->vendor[0] != '\0' || !knowledge_enhanced_covers(x, c))
			continue;
		if (x->class != 0)
			return x;
		any = x;
	}
	return any;
}

static bool
has_token(const struct enhanced_info *x, struct span text)
{
	const char *const *t;

	for (t = x->tokens; *t != NULL; t++)
		if (span_has_nocase(text, span_str(*t)))
			return true;
	return false;
}

const struct enhanced_info *
knowledge_enhanced_vendor(const struct knowledge *k, struct span vendor,
    int basic, struct enhanced c, struct span text)
{
	const struct enhanced_info *x, *best = NULL;
	const int *b;
	int score, most = -1;
	size_t i;

	for (i = 0; i < k->tables.nenhanced; i++) {
		x = &k->tables.enhanced[i];
		if (x->vendor[0] == '\0' ||
		    !span_eq(span_str(x->vendor), vendor) ||
		    !knowledge_enhanced_covers(x, c))
			continue;
		for (b = x->basic; *b != 0 && *b != basic; b++)
			;
		if (x->basic[0] != 0 && *b == 0 && basic != 0)
			continue;
		if (x->tokens[0] != NULL && !has_token(x, text))
			continue;
		score = (x->tokens[0] != NULL) * 2 + (*b != 0);
		if (score > most) {
			most = score;
			best = x;
		}
	}
	return best;
}

const char *
knowledge_fix(const struct knowledge *k, const char *id)
{
	int i = knowledge_reason_find(k, span_str(id));

	return i >= 0 ? knowledge_reason(k, (size_t)i)->fix :
	    fix_plain(k->fixes, id);
}

const char *
knowledge_provider_title(const struct knowledge *k, const char *id)
{
	return providers_title(k->providers, id);
}

const char *
knowledge_actor(const struct knowledge *k, const char *id)
{
	size_t i;

	for (i = 0; i < k->tables.nactors; i++)
		if (strcmp(k->tables.actors[i].id, id) == 0)
			return k->tables.actors[i].phrase;
	return id;
}

const struct provider_set *
knowledge_providers(const struct knowledge *k)
{
	return k->providers;
}

const struct fix_set *
knowledge_fixes(const struct knowledge *k)
{
	return k->fixes;
}

const struct rule_set *
knowledge_rules(const struct knowledge *k)
{
	return k->rules;
}

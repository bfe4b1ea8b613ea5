#include <stdlib.h>
#include <string.h>

#include "schema/arena.h"
#include "schema/fix.h"
#include "schema/i18n.h"
#include "schema/kjson.h"
#include "schema/mem.h"
#include "schema/provider.h"
#include "schema/sentences.h"
#include "schema/text.h"

/* Values of strangers are shortened to this before they stand in a text. */
#define VALUE_MAX	200

struct entry {
	const char	*id;
	const char	*fix;		/* without values */
	const char	*full, *part;	/* with all, with some values */
	const char	*knob[MTA_COUNT];
};

struct list {
	const char	*match;		/* part of the list's name */
	const char	*title;
	const char	*page;		/* NULL: closed */
	const char	*closed;	/* the day it shut down, or NULL */
	const char	*provider;	/* whose it is (id, vendor), or NULL */
};

/* What to do where the reply names a list that is gone. */
#define LIST_CLOSED	"list-closed"

struct fix_set {
	struct arena	 arena;
	struct entry	*entries;
	size_t		 nentries;
	struct list	*lists;
	size_t		 nlists;
};

static const char *const value_names[] = {
	"list", "listed", "address", "url", "wait", "closed"
};
#define VALUES	(sizeof(value_names) / sizeof(value_names[0]))

/* Which value the placeholder at the start of s is; *n = its length. */
static size_t
placeholder(const char *s, size_t *n)
{
	size_t i, len = strcspn(s, "}");

	*n = len + (s[len] == '}');
	for (i = 0; i < VALUES; i++)
		if (strlen(value_names[i]) + 1 == len &&
		    strncmp(s + 1, value_names[i], len - 1) == 0)
			break;
	return i;
}

static int
check_placeholders(const struct kjson_entry *en, const char *key,
    const char *s, struct err *e)
{
	size_t n;

	while (s != NULL && (s = strchr(s, '{')) != NULL) {
		if (placeholder(s, &n) == VALUES)
			return kjson_fail(en, key, e, _("no such value: %.*s"),
			    (int)n, s);
		s += n;
	}
	return ERR_NONE;
}

/* A provider's id, or the vendor that several of them share. */
static bool
is_provider(const struct knowledge *k, struct span word)
{
	const struct provider_set *set = knowledge_providers(k);
	size_t i;

	if (providers_by_id(set, word) != NULL)
		return true;
	for (i = 0; i < providers_count(set); i++)
		if (span_eq(span_str(providers_get(set, i)->vendor), word))
			return true;
	return false;
}

/* The id is a reason's, a reason's at somebody, or has its own sentence. */
static int
check_id(const struct knowledge *k, const struct kjson_entry *en,
    const struct entry *x, struct err *e)
{
	struct span id = span_str(x->id), reason;
	size_t at = span_find_char(id, '@');

	reason = span_head(id, at);
	if (at < id.n && knowledge_reason_find(k, reason) < 0)
		return kjson_fail(en, NULL, e, _("unknown reason \"%.*s\""),
		    SPAN_FMT(reason));
	at = span_find_char(id, '/');
	if (at < id.n && (knowledge_reason_find(k, span_head(id, at)) < 0 ||
	    permanence_from(span_skip(id, at + 1)) < 0))
		return kjson_fail(en, NULL, e, _("unknown reason \"%.*s\""),
		    SPAN_FMT(id));
	at = span_find_char(id, '@');
	if (at < id.n && !is_provider(k, span_skip(id, at + 1)))
		return kjson_fail(en, NULL, e, _("unknown provider \"%s\""),
		    x->id + at + 1);
	if (at == id.n && knowledge_reason_find(k, id) >= 0)
		return x->fix == NULL ? ERR_NONE : kjson_fail(en, "fix", e,
		    _("a reason's own sentence belongs in reasons.json"));
	return x->fix != NULL ? ERR_NONE :
	    kjson_fail(en, "fix", e, _("missing"));
}

static int
read_entry(const struct knowledge *k, struct fix_set *set,
    struct sentences *s, const char *id, struct err *e)
{
	static const char *const keys[] = { "fix", "full", "part", "postfix",
	    "exim", "sendmail" };
	struct entry *x = &set->entries[set->nentries];
	const char **slots[] = { &x->fix, &x->full, &x->part,
	    &x->knob[MTA_POSTFIX], &x->knob[MTA_EXIM],
	    &x->knob[MTA_SENDMAIL] };
	struct kjson_entry en = { &s->english, s->kind, id, NULL };
	size_t i;
	int rc;

	memset(x, 0, sizeof(*x));
	x->id = arena_copy(&set->arena, span_str(id)).p;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		rc = sentences_get(s, id, keys[i], false, &set->arena,
		    slots[i], e);
		if (rc == ERR_NONE)
			rc = check_placeholders(&en, keys[i], *slots[i], e);
		if (rc != ERR_NONE)
			return rc;
	}
	set->nentries++;
	return check_id(k, &en, x, e);
}

static int
load_entries(const struct knowledge *k, const char *dir, const char *lang,
    struct fix_set *set, struct err *e)
{
	static const char *const keys[] = { "fix", "full", "part", "postfix",
	    "exim", "sendmail", NULL };
	struct sentences s;
	const char *id;
	json_t *value;
	int rc;

	rc = sentences_open(dir, lang, "fixes.json", "fix", keys, &s, e);
	if (rc != ERR_NONE)
		return rc;
	set->entries = arena_alloc(&set->arena,
	    (json_object_size(s.english.root) + 1) * sizeof(*set->entries));
	json_object_foreach(s.english.root, id, value)
		if ((rc = read_entry(k, set, &s, id, e)) != ERR_NONE)
			break;
	if (rc == ERR_NONE)
		rc = sentences_check(&s, &s.english, e);
	sentences_free(&s);
	return rc;
}

static int
load_lists(const char *dir, struct fix_set *set, struct err *e)
{
	static const char *const keys[] = { "match", "title", "page",
	    "closed", "provider", NULL };
	struct kjson_file f;
	struct kjson_entry en = { &f, "list", "", NULL };
	struct list *l;
	const char *id;
	size_t i;
	int rc;

	if ((rc = kjson_open(dir, "lists.json", &f, e)) != ERR_NONE)
		return rc;
	if (!json_is_array(f.root))
		rc = err_set(e, ERR_DATA, _("%s: must be a list"), f.path);
	set->lists = arena_alloc(&set->arena,
	    (json_array_size(f.root) + 1) * sizeof(*set->lists));
	json_array_foreach(f.root, i, en.object) {
		l = &set->lists[i];
		memset(l, 0, sizeof(*l));
		id = json_string_value(json_object_get(en.object, "match"));
		en.id = id != NULL ? id : "";
		if ((rc = kjson_keys(&en, keys, e)) != ERR_NONE ||
		    (rc = kjson_str(&en, "match", true, &set->arena,
		    &l->match, e)) != ERR_NONE ||
		    (rc = kjson_str(&en, "title", true, &set->arena,
		    &l->title, e)) != ERR_NONE ||
		    (rc = kjson_str(&en, "closed", false, &set->arena,
		    &l->closed, e)) != ERR_NONE ||
		    (rc = kjson_str(&en, "provider", false, &set->arena,
		    &l->provider, e)) != ERR_NONE ||
		    (rc = kjson_str(&en, "page", l->closed == NULL,
		    &set->arena, &l->page, e)) != ERR_NONE)
			break;
		set->nlists++;
	}
	kjson_close(&f);
	return rc;
}

int
fix_load(const struct knowledge *k, const char *dir, const char *lang,
    struct fix_set **out, struct err *e)
{
	struct fix_set *set = mem_alloc(sizeof(*set));
	int rc;

	*out = NULL;
	if ((rc = load_lists(dir, set, e)) != ERR_NONE ||
	    (rc = load_entries(k, dir, lang, set, e)) != ERR_NONE)
		goto out;
	*out = set;
	set = NULL;
out:
	fix_free(set);
	return rc;
}

void
fix_free(struct fix_set *set)
{
	if (set == NULL)
		return;
	arena_free(&set->arena);
	free(set);
}

static const struct entry *
find(const struct fix_set *set, struct span id)
{
	size_t i;

	for (i = 0; i < set->nentries; i++)
		if (span_eq(span_str(set->entries[i].id), id))
			return &set->entries[i];
	return NULL;
}

const char *
fix_plain(const struct fix_set *set, const char *id)
{
	const struct entry *x = find(set, span_str(id));

	return x != NULL ? x->fix : NULL;
}

/* A reason's text at a provider or vendor, or where it is temporary. */
static const struct entry *
find_at(const struct fix_set *set, const char *reason, char mark,
    const char *word)
{
	char id[128];

	snprintf(id, sizeof(id), "%s%c%s", reason, mark, word);
	return find(set, span_str(id));
}

static const struct list *
find_list(const struct knowledge *k, struct span name)
{
	const struct fix_set *set = knowledge_fixes(k);
	size_t i;

	for (i = 0; name.n > 0 && i < set->nlists; i++)
		if (span_has_nocase(name, span_str(set->lists[i].match)))
			return &set->lists[i];
	return NULL;
}

/* The known list that the reply refuses us for, or NULL. */
static const struct list *
blocking_list(const struct knowledge *k, const struct verdict *v,
    const struct fix_values *fv)
{
	return fv != NULL && strcmp(knowledge_reason(k,
	    (size_t)v->reason)->id, "blocklisted") == 0 ?
	    find_list(k, fv->list) : NULL;
}

/*
 * The rule's own text, else the one for this permanence, else the
 * provider's, else the reason's.  A list removes, not the provider that asks
 * it, unless it is the provider's own.
 */
static const struct entry *
choose(const struct knowledge *k, const struct verdict *v,
    const struct list *l)
{
	const struct fix_set *set = knowledge_fixes(k);
	const char *reason = knowledge_reason(k, (size_t)v->reason)->id;
	const struct provider *p = providers_by_id(knowledge_providers(k),
	    span_str(v->provider));
	const struct entry *x = NULL;

	if (p != NULL && l != NULL && (l->provider == NULL ||
	    (strcmp(l->provider, p->id) != 0 &&
	    strcmp(l->provider, p->vendor) != 0)))
		p = NULL;
	if (v->fix != NULL && strcmp(v->fix, reason) != 0)
		x = find(set, span_str(v->fix));
	if (x == NULL)
		x = find_at(set, reason, '/', permanence_name(v->permanence));
	if (x == NULL && p != NULL)
		x = find_at(set, reason, '@', p->id);
	if (x == NULL && p != NULL)
		x = find_at(set, reason, '@', p->vendor);
	return x != NULL ? x : find(set, span_str(reason));
}

struct span
fix_list_title(const struct knowledge *k, struct span list)
{
	const struct list *l = find_list(k, list);

	return l != NULL ? span_str(l->title) : list;
}

/* "300 s", "15 min", "2 h": the same in every language. */
static void
add_wait(struct buf *b, int64_t s)
{
	if (s % 3600 == 0)
		buf_printf(b, "%lld h", (long long)(s / 3600));
	else if (s % 60 == 0)
		buf_printf(b, "%lld min", (long long)(s / 60));
	else
		buf_printf(b, "%lld s", (long long)s);
}

/* Whether every value the sentence needs is known. */
static bool
complete(const char *s, const struct span *values)
{
	size_t i, n;

	if (s == NULL)
		return false;
	while ((s = strchr(s, '{')) != NULL) {
		i = placeholder(s, &n);
		if (i == VALUES || values[i].n == 0)
			return false;
		s += n;
	}
	return true;
}

static void
fill(struct buf *out, const char *s, const struct span *values)
{
	size_t n;

	while (*s != '\0') {
		if (*s != '{') {
			n = strcspn(s, "{");
			buf_add(out, s, n);
		} else {
			text_clean(out, text_head(values[placeholder(s, &n)],
			    VALUE_MAX));
		}
		s += n;
	}
}

void
fix_text(const struct knowledge *k, const struct verdict *v,
    const struct fix_values *fv, struct buf *out)
{
	const struct list *l = blocking_list(k, v, fv);
	bool closed = l != NULL && l->closed != NULL;
	const struct entry *x = closed ? find(knowledge_fixes(k),
	    SPAN(LIST_CLOSED)) : choose(k, v, l);
	struct buf wait = { NULL, 0, 0 };
	struct span values[VALUES];

	memset(values, 0, sizeof(values));
	if (closed)
		values[5] = span_str(l->closed);
	if (fv != NULL) {
		values[0] = fix_list_title(k, fv->list);
		values[1] = fv->listed;
		values[2] = fv->address;
		values[3] = fv->url;
		if (fv->retry_after_s > 0)
			add_wait(&wait, fv->retry_after_s);
		values[4] = buf_span(&wait);
	}
	if (x != NULL && complete(x->full, values))
		fill(out, x->full, values);
	else if (x != NULL && complete(x->part, values))
		fill(out, x->part, values);
	else if (x != NULL && x->fix != NULL)
		fill(out, x->fix, values);
	else
		buf_add_str(out, knowledge_reason(k, (size_t)v->reason)->fix);
	buf_free(&wait);
}

const char *
fix_knob(const struct knowledge *k, const struct verdict *v,
    const struct fix_values *fv, enum mta mta)
{
	const struct reason *r = knowledge_reason(k, (size_t)v->reason);
	const struct entry *own = find(knowledge_fixes(k), span_str(r->id));
	const struct list *l = blocking_list(k, v, fv);
	const struct entry *x = choose(k, v, l);

	if (l != NULL && l->closed != NULL)
		return NULL;
	if (x != NULL && x != own && x->knob[mta] != NULL)
		return x->knob[mta];
	/* Such knobs are about mailboxes of our own, not a provider's. */
	if (own == NULL || (v->provider[0] != '\0' &&
	    (strcmp(r->actor, "remote") == 0 ||
	    strcmp(r->actor, "rcpt-list") == 0)))
		return NULL;
	return own->knob[mta];
}

/* Whether the provider can do something about it, and removes on request. */
static bool
provider_helps(const char *actor, bool *removes)
{
	*removes = strcmp(actor, "reputation") == 0 ||
	    strcmp(actor, "ask-remote") == 0;
	return *removes || strcmp(actor, "setup") == 0 ||
	    strcmp(actor, "us-rate") == 0 || strcmp(actor, "message") == 0;
}

size_t
fix_pages(const struct knowledge *k, const struct verdict *v,
    const struct fix_values *fv, struct fix_page pages[FIX_PAGES])
{
	const struct list *l = fv != NULL ? find_list(k, fv->list) : NULL;
	const struct provider *p = providers_by_id(knowledge_providers(k),
	    span_str(v->provider));
	bool removes;
	size_t n = 0;

	if (l != NULL && l->page != NULL)
		pages[n++] = (struct fix_page){ l->title, l->page, true };
	if (p == NULL || !provider_helps(knowledge_reason(k,
	    (size_t)v->reason)->actor, &removes))
		return n;
	if (removes && l == NULL && p->delist != NULL)
		pages[n++] = (struct fix_page){ p->title, p->delist, true };
	if (p->postmaster != NULL && (p->delist == NULL || n == 0 ||
	    strcmp(p->delist, p->postmaster) != 0))
		pages[n++] = (struct fix_page){ p->title, p->postmaster,
		    false };
	return n;
}

const char *
fix_retry(enum permanence p, int class)
{
	switch (p) {
	case PERMANENCE_PERMANENT:
		return _("Retrying does not help.");
	case PERMANENCE_TEMPORARY:
		return class == 5 ? _("Retrying helps, but after a 5xx no "
		    "queue does it by itself: send the message again later.") :
		    _("Retrying helps: the queue does it by itself.");
	case PERMANENCE_CONDITIONAL:
		return _("Retrying helps only after the change.");
	case PERMANENCE_FINAL:
		return _("Retries are used up: send it again once the cause "
		    "is repaired.");
	default:
		return "";
	}
}

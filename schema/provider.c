#include <ctype.h>
#include <stdlib.h>

#include "schema/arena.h"
#include "schema/hash.h"
#include "schema/kjson.h"
#include "schema/map.h"
#include "schema/mem.h"
#include "schema/num.h"
#include "schema/provider.h"

struct provider_set {
	struct arena	 arena;
	struct provider	*list;
	size_t		 n;
	struct map	 by_id;
	struct map	 by_host;	/* suffix -> index */
	struct map	 suffixes;	/* public ones of two labels */
	uint64_t	 version;
};

/* Host names are ASCII; longer ones than RFC 1035 allows are cut. */
static struct span
lower(struct span s, char out[256])
{
	size_t i;

	for (i = 0; i < s.n && i < 255; i++)
		out[i] = (char)tolower((unsigned char)s.p[i]);
	return span_of(out, i);
}

static int
put_once(struct map *m, const char *key, uint64_t value,
    const struct kjson_entry *en, const char *name, struct err *e)
{
	uint64_t old;

	if (map_get(m, hash_span(span_str(key)), &old))
		return kjson_fail(en, name, e, "%s is there already", key);
	map_put(m, hash_span(span_str(key)), value);
	return ERR_NONE;
}

static int
read_provider(struct provider_set *set, const struct kjson_entry *en,
    struct err *e)
{
	static const char *const keys[] = { "id", "title", "vendor", "hosts",
	    "tokens", "postmaster", "delist", NULL };
	static const char *const none[] = { NULL };
	struct provider *p = &set->list[set->n];
	const char *const *h;
	int rc;

	p->tokens = none;
	if ((rc = kjson_keys(en, keys, e)) != ERR_NONE ||
	    (rc = kjson_str(en, "id", true, &set->arena, &p->id, e)) != 0 ||
	    (rc = kjson_str(en, "title", true, &set->arena, &p->title,
	    e)) != 0 ||
	    (rc = kjson_str(en, "vendor", false, &set->arena, &p->vendor,
	    e)) != 0 ||
	    (rc = kjson_str(en, "postmaster", false, &set->arena,
	    &p->postmaster, e)) != 0 ||
	    (rc = kjson_str(en, "delist", false, &set->arena, &p->delist,
	    e)) != 0 ||
	    (rc = kjson_strs(en, "hosts", true, &set->arena, &p->hosts,
	    e)) != 0 ||
	    (rc = kjson_strs(en, "tokens", false, &set->arena, &p->tokens,
	    e)) != 0)
		return rc;
	if (p->vendor == NULL)
		p->vendor = p->id;
	rc = put_once(&set->by_id, p->id, set->n, en, "id", e);
	for (h = p->hosts; *h != NULL && rc == ERR_NONE; h++)
		rc = put_once(&set->by_host, *h, set->n, en, "hosts", e);
	return rc;
}

static int
load_providers(struct provider_set *set, const char *dir, struct err *e)
{
	struct kjson_file f;
	struct kjson_entry en = { &f, "provider", "?", NULL };
	const json_t *list, *id;
	size_t i;
	int rc;

	if ((rc = kjson_open(dir, "providers.json", &f, e)) != ERR_NONE)
		return rc;
	set->version = f.hash;
	list = json_object_get(f.root, "providers");
	if (!json_is_array(list))
		rc = err_set(e, ERR_DATA, "%s: key providers: must be a list",
		    f.path);
	set->list = mem_alloc((json_array_size(list) + 1) *
	    sizeof(*set->list));
	for (i = 0; i < json_array_size(list) && rc == ERR_NONE; i++) {
		en.object = json_array_get(list, i);
		id = json_object_get(en.object, "id");
		en.id = json_is_string(id) ? json_string_value(id) : "?";
		rc = read_provider(set, &en, e);
		set->n++;
	}
	kjson_close(&f);
	return rc;
}

static int
load_suffixes(struct provider_set *set, const char *dir, struct err *e)
{
	static const char *const keys[] = { "suffixes", NULL };
	struct kjson_file f;
	struct kjson_entry en = { &f, "file", "suffixes", NULL };
	const char *const *s = NULL;
	int rc;

	if ((rc = kjson_open(dir, "suffixes.json", &f, e)) != ERR_NONE)
		return rc;
	set->version = hash_mix(set->version, f.hash);
	en.object = f.root;
	if ((rc = kjson_keys(&en, keys, e)) == ERR_NONE)
		rc = kjson_strs(&en, "suffixes", true, &set->arena, &s, e);
	for (; rc == ERR_NONE && *s != NULL; s++)
		rc = put_once(&set->suffixes, *s, 1, &en, "suffixes", e);
	kjson_close(&f);
	return rc;
}

int
providers_load(const char *dir, struct provider_set **out, struct err *e)
{
	struct provider_set *set = mem_alloc(sizeof(*set));
	int rc;

	if ((rc = load_providers(set, dir, e)) == ERR_NONE)
		rc = load_suffixes(set, dir, e);
	if (rc != ERR_NONE) {
		providers_free(set);
		set = NULL;
	}
	*out = set;
	return rc;
}

void
providers_free(struct provider_set *set)
{
	if (set == NULL)
		return;
	map_free(&set->by_id);
	map_free(&set->by_host);
	map_free(&set->suffixes);
	arena_free(&set->arena);
	free(set->list);
	free(set);
}

uint64_t
providers_version(const struct provider_set *set)
{
	return set->version;
}

size_t
providers_count(const struct provider_set *set)
{
	return set->n;
}

const struct provider *
providers_get(const struct provider_set *set, size_t i)
{
	return &set->list[i];
}

const struct provider *
providers_by_id(const struct provider_set *set, struct span id)
{
	uint64_t i;

	return map_get(&set->by_id, hash_span(id), &i) ? &set->list[i] : NULL;
}

const char *
providers_title(const struct provider_set *set, const char *id)
{
	const struct provider *p = providers_by_id(set, span_str(id));

	return p != NULL ? p->title : id;
}

const struct provider *
provider_find(const struct provider_set *set, struct span host)
{
	char name[256];
	struct span s = lower(host, name);
	uint64_t i;

	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	while (s.n > 0) {
		if (map_get(&set->by_host, hash_span(s), &i))
			return &set->list[i];
		s = span_skip(s, span_find_char(s, '.') + 1);
	}
	return NULL;
}

struct span
provider_registrable(const struct provider_set *set, struct span host)
{
	char name[256];
	struct span s;
	uint64_t one;
	size_t i, dots = 0, two = 0, three = 0;

	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	if (host.n == 0 || host.n > 255 || host.p[0] == '[' ||
	    num_is_digit(host.p[host.n - 1]))
		return host;
	s = lower(host, name);
	for (i = s.n; i > 0; i--) {
		if (s.p[i - 1] != '.')
			continue;
		dots++;
		if (dots == 2)
			two = i;
		else if (dots == 3)
			three = i;
	}
	if (!map_get(&set->suffixes, hash_span(span_skip(s, two)), &one))
		return span_skip(host, two);
	return span_skip(host, three);
}

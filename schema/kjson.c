#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "schema/buf.h"
#include "schema/embed.h"
#include "schema/file.h"
#include "schema/hash.h"
#include "schema/i18n.h"
#include "schema/kjson.h"
#include "schema/mem.h"

#define BUILTIN "schema/knowledge/"

static bool
in_folder(const char *dir, const char *name)
{
	struct stat st;
	char *path;
	bool there;

	if (dir == NULL)
		return false;
	path = mem_printf("%s/%s", dir, name);
	there = stat(path, &st) == 0 || errno == EACCES;
	free(path);
	return there;
}

static struct span
built_in(const char *name)
{
	char *path = mem_printf(BUILTIN "%s", name);
	struct span s = embed_get(path);

	free(path);
	return s;
}

bool
kjson_exists(const char *dir, const char *name)
{
	return in_folder(dir, name) || built_in(name).p != NULL;
}

int
kjson_open(const char *dir, const char *name, struct kjson_file *f,
    struct err *e)
{
	struct buf own = { NULL, 0, 0 };
	struct span bytes;
	json_error_t je;
	int rc = ERR_NONE;

	*f = (struct kjson_file){ NULL, NULL, 0, false };
	if (in_folder(dir, name)) {
		f->path = mem_printf("%s/%s", dir, name);
		if ((rc = file_read(f->path, &own, e)) != ERR_NONE)
			goto out;
		bytes = buf_span(&own);
	} else {
		f->builtin = true;
		f->path = mem_printf(BUILTIN "%s", name);
		bytes = embed_get(f->path);
		if (bytes.p == NULL) {
			rc = err_set(e, ERR_NO_INPUT, _("%s: no such file"),
			    f->path);
			goto out;
		}
	}
	f->hash = hash_span(bytes);
	f->root = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &je);
	if (f->root == NULL)
		rc = err_set(e, ERR_DATA, "%s:%d:%d: %s", f->path, je.line,
		    je.column, je.text);
out:
	buf_free(&own);
	if (rc != ERR_NONE)
		kjson_close(f);
	return rc;
}

void
kjson_close(struct kjson_file *f)
{
	json_decref(f->root);
	free(f->path);
	*f = (struct kjson_file){ NULL, NULL, 0, false };
}

static bool
is_json_name(const char *name)
{
	return name[0] != '.' && strchr(name, '/') == NULL &&
	    span_ends(span_str(name), SPAN(".json"));
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A file name below sub, as a name of this module. */
static void
add_name(struct arena *a, const char ***names, size_t *n, const char *sub,
    const char *file)
{
	char *name = sub[0] == '\0' ? mem_strdup(file) :
	    mem_printf("%s/%s", sub, file);

	*names = mem_resize(*names, *n + 1, sizeof(**names));
	(*names)[(*n)++] = arena_copy(a, span_str(name)).p;
	free(name);
}

static int
list_folder(const char *dir, const char *sub, struct arena *a,
    const char ***names, size_t *n, struct err *e)
{
	char *path = mem_printf("%s/%s", dir, sub);
	struct dirent *d;
	DIR *dh;
	int rc = ERR_NONE;

	if ((dh = opendir(path)) != NULL) {
		while ((d = readdir(dh)) != NULL)
			if (is_json_name(d->d_name))
				add_name(a, names, n, sub, d->d_name);
		closedir(dh);
	} else if (errno != ENOENT) {
		rc = err_set(e, errno == EACCES ? ERR_PERMISSION : ERR_IO,
		    "%s: %s", path, strerror(errno));
	}
	free(path);
	return rc;
}

int
kjson_list(const char *dir, const char *sub, bool builtin, struct arena *a,
    const char *const **names, struct err *e)
{
	char *prefix = mem_printf(BUILTIN "%s%s", sub, *sub ? "/" : "");
	const struct embed_file *f;
	const char **found = NULL, **out;
	size_t i, n = 0, used = 0;
	int rc = ERR_NONE;

	for (f = embed_files; builtin && f->name != NULL; f++)
		if (span_starts(span_str(f->name), span_str(prefix)) &&
		    is_json_name(f->name + strlen(prefix)))
			add_name(a, &found, &n, sub, f->name + strlen(prefix));
	if (dir != NULL)
		rc = list_folder(dir, sub, a, &found, &n, e);
	if (n > 0)
		qsort(found, n, sizeof(*found), by_name);
	out = arena_alloc(a, (n + 1) * sizeof(*out));
	for (i = 0; i < n; i++)
		if (used == 0 || strcmp(out[used - 1], found[i]) != 0)
			out[used++] = found[i];
	out[used] = NULL;
	*names = out;
	free(found);
	free(prefix);
	return rc;
}

int
kjson_fail(const struct kjson_entry *en, const char *key, struct err *e,
    const char *fmt, ...)
{
	char what[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return err_set(e, ERR_DATA, "%s: %s %s%s%s: %s", en->file->path,
	    en->kind, en->id, key != NULL ? ", key " : "",
	    key != NULL ? key : "", what);
}

int
kjson_keys(const struct kjson_entry *en, const char *const *allowed,
    struct err *e)
{
	const char *const *a;
	const char *key;
	json_t *value;

	if (!json_is_object(en->object))
		return kjson_fail(en, NULL, e, _("not an object"));
	json_object_foreach((json_t *)en->object, key, value) {
		for (a = allowed; *a != NULL && strcmp(*a, key) != 0; a++)
			;
		if (*a == NULL)
			return kjson_fail(en, key, e, _("no such key"));
	}
	return ERR_NONE;
}

/* The value of key; *rc says why there is none. */
static const json_t *
value_of(const struct kjson_entry *en, const char *key, bool required,
    int *rc, struct err *e)
{
	const json_t *v = json_object_get(en->object, key);

	*rc = ERR_NONE;
	if (v == NULL && required)
		*rc = kjson_fail(en, key, e, _("missing"));
	return v;
}

int
kjson_str(const struct kjson_entry *en, const char *key, bool required,
    struct arena *a, const char **out, struct err *e)
{
	const json_t *v;
	int rc;

	if ((v = value_of(en, key, required, &rc, e)) == NULL)
		return rc;
	if (!json_is_string(v) || json_string_length(v) == 0)
		return kjson_fail(en, key, e, _("must be a non-empty string"));
	*out = arena_copy(a, span_of(json_string_value(v),
	    json_string_length(v))).p;
	return ERR_NONE;
}

static int
int_of(const struct kjson_entry *en, const char *key, const json_t *v,
    int min, int max, int *out, struct err *e)
{
	if (!json_is_integer(v) || json_integer_value(v) < min ||
	    json_integer_value(v) > max)
		return kjson_fail(en, key, e,
		    _("must be a number from %d to %d"), min, max);
	*out = (int)json_integer_value(v);
	return ERR_NONE;
}

int
kjson_int(const struct kjson_entry *en, const char *key, bool required,
    int min, int max, int *out, struct err *e)
{
	const json_t *v;
	int rc;

	if ((v = value_of(en, key, required, &rc, e)) == NULL)
		return rc;
	return int_of(en, key, v, min, max, out, e);
}

int
kjson_bool(const struct kjson_entry *en, const char *key, bool required,
    bool *out, struct err *e)
{
	const json_t *v;
	int rc;

	if ((v = value_of(en, key, required, &rc, e)) == NULL)
		return rc;
	if (!json_is_boolean(v))
		return kjson_fail(en, key, e, _("must be true or false"));
	*out = json_is_true(v);
	return ERR_NONE;
}

int
kjson_strs(const struct kjson_entry *en, const char *key, bool required,
    struct arena *a, const char *const **out, struct err *e)
{
	const json_t *v, *s;
	const char **list;
	size_t i, n;
	int rc;

	if ((v = value_of(en, key, required, &rc, e)) == NULL)
		return rc;
	if (!json_is_array(v) || (n = json_array_size(v)) == 0)
		return kjson_fail(en, key, e, _("must be a list of strings"));
	list = arena_alloc(a, (n + 1) * sizeof(*list));
	for (i = 0; i < n; i++) {
		s = json_array_get(v, i);
		if (!json_is_string(s) || json_string_length(s) == 0)
			return kjson_fail(en, key, e,
			    _("must hold non-empty strings only"));
		list[i] = arena_copy(a, span_of(json_string_value(s),
		    json_string_length(s))).p;
	}
	list[n] = NULL;
	*out = list;
	return ERR_NONE;
}

int
kjson_ints(const struct kjson_entry *en, const char *key, bool required,
    int min, int max, struct arena *a, const int **out, struct err *e)
{
	const json_t *v;
	size_t i, n;
	int *list, rc;

	if ((v = value_of(en, key, required, &rc, e)) == NULL)
		return rc;
	if (!json_is_array(v))
		return kjson_fail(en, key, e, _("must be a list of numbers"));
	n = json_array_size(v);
	list = arena_alloc(a, (n + 1) * sizeof(*list));
	for (i = 0; i < n; i++)
		if ((rc = int_of(en, key, json_array_get(v, i), min, max,
		    &list[i], e)) != ERR_NONE)
			return rc;
	list[n] = 0;
	*out = list;
	return ERR_NONE;
}

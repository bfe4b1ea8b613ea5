#include <stdlib.h>
#include <string.h>

#include "schema/i18n.h"
#include "schema/mem.h"
#include "schema/sentences.h"

/* Every entry is an object with known keys only. */
static int
check_keys(const struct sentences *s, const struct kjson_file *f,
    struct err *e)
{
	struct kjson_entry en = { f, s->kind, "", NULL };
	json_t *value;
	int rc;

	if (!json_is_object(f->root))
		return err_set(e, ERR_DATA, _("%s: not an object"), f->path);
	json_object_foreach(f->root, en.id, value) {
		en.object = value;
		if ((rc = kjson_keys(&en, s->keys, e)) != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static int
open_one(const struct sentences *s, const char *dir, const char *lang,
    const char *name, struct kjson_file *f, struct err *e)
{
	char *path = mem_printf("%s/%s", lang, name);
	int rc = ERR_NONE;

	if (strcmp(lang, "en") == 0 || kjson_exists(dir, path))
		rc = kjson_open(dir, path, f, e);
	free(path);
	if (rc == ERR_NONE && f->root != NULL)
		rc = check_keys(s, f, e);
	return rc;
}

int
sentences_open(const char *dir, const char *lang, const char *name,
    const char *kind, const char *const *keys, struct sentences *s,
    struct err *e)
{
	int rc;

	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->keys = keys;
	s->seen = json_object();
	rc = open_one(s, dir, "en", name, &s->english, e);
	if (rc == ERR_NONE && strcmp(lang, "en") != 0)
		rc = open_one(s, dir, lang, name, &s->own, e);
	if (rc != ERR_NONE)
		sentences_free(s);
	return rc;
}

void
sentences_free(struct sentences *s)
{
	kjson_close(&s->english);
	kjson_close(&s->own);
	json_decref(s->seen);
	s->seen = NULL;
}

int
sentences_check(const struct sentences *s, const struct kjson_file *facts,
    struct err *e)
{
	const struct kjson_file *files[] = { &s->english, &s->own };
	struct kjson_entry en = { NULL, s->kind, "", NULL };
	json_t *value;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (files[i]->builtin && !facts->builtin)
			continue;
		en.file = files[i];
		json_object_foreach(files[i]->root, en.id, value)
			if (json_object_get(s->seen, en.id) == NULL)
				return kjson_fail(&en, NULL, e,
				    _("there is no such %s"), s->kind);
	}
	return ERR_NONE;
}

int
sentences_get(struct sentences *s, const char *id, const char *key,
    bool required, struct arena *a, const char **out, struct err *e)
{
	struct kjson_entry en = { &s->own, s->kind, id, NULL };

	json_object_set_new(s->seen, id, json_true());
	en.object = json_object_get(s->own.root, id);
	if (json_object_get(en.object, key) == NULL) {
		en.file = &s->english;
		en.object = json_object_get(s->english.root, id);
	}
	return kjson_str(&en, key, required, a, out, e);
}

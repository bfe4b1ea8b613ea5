/* Every English sentence has its Japanese and Vietnamese one. */
#include <jansson.h>

#include "schema/embed.h"
#include "tests/test.h"

void	suite_languages(void);

#define ENGLISH	"schema/knowledge/en/"

static json_t *
read_file(const char *lang, const char *name)
{
	struct span bytes;
	char path[128];

	snprintf(path, sizeof(path), "schema/knowledge/%s/%s", lang, name);
	bytes = embed_get(path);
	return bytes.p != NULL ? json_loadb(bytes.p, bytes.n, 0, NULL) : NULL;
}

/* The placeholders, in any order. */
static size_t
count_braces(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += *s == '{' ? 1 + (size_t)s[1] : 0;
	return n;
}

static void
fail(const char *lang, const char *name, const char *id, const char *key,
    const char *what)
{
	printf("\n  %s/%s: %s, %s: %s", lang, name, id, key, what);
	CU_FAIL("translation");
}

static size_t
check_file(const char *lang, const char *name)
{
	json_t *en = read_file("en", name), *own = read_file(lang, name);
	json_t *entry, *value;
	const char *id, *key, *s;
	size_t n = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(en);
	if (own == NULL)
		fail(lang, name, "", "", "no such file");
	json_object_foreach(en, id, entry)
		json_object_foreach(entry, key, value) {
			s = json_string_value(json_object_get(
			    json_object_get(own, id), key));
			n++;
			if (s == NULL)
				fail(lang, name, id, key, "missing");
			else if (count_braces(s) !=
			    count_braces(json_string_value(value)))
				fail(lang, name, id, key,
				    "other placeholders");
		}
	json_object_foreach(own, id, entry)
		json_object_foreach(entry, key, value)
			if (json_object_get(json_object_get(en, id), key) ==
			    NULL)
				fail(lang, name, id, key,
				    "not in English");
	json_decref(en);
	json_decref(own);
	return n;
}

static void
check_language(const char *lang)
{
	const struct embed_file *f;
	size_t n = 0;

	for (f = embed_files; f->name != NULL; f++)
		if (span_starts(span_str(f->name), SPAN(ENGLISH)))
			n += check_file(lang, f->name + strlen(ENGLISH));
	CU_ASSERT(n > 1000);
}

static void
test_japanese(void)
{
	check_language("ja");
}

static void
test_vietnamese(void)
{
	check_language("vi");
}

void
suite_languages(void)
{
	TEST_SUITE("languages", { "ja", test_japanese },
	    { "vi", test_vietnamese });
}

/*
 * A file of the knowledge, or of the admin's own rules: taken, or refused
 * with a message that names it.  The input's first line says which file it
 * is; one that the knowledge does not have is the admin's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/embed.h"
#include "schema/judge_rules.h"
#include "schema/knowledge.h"
#include "schema/mem.h"
#include "schema/text.h"
#include "tests/fuzz/fuzz.h"

#define PREFIX		"schema/knowledge/"
#define OWN		"own.json"
/* Of a file, taken whole: longer ones only make a round slower. */
#define SEED_BYTES	((size_t)8 * 1024)

struct folder {
	char	path[128];
	char	own[160];
};

static const char *const parts[] = { "rules", "en", "ja", "vi" };

static void
make(const struct folder *f, const char *sub)
{
	char *path = mem_printf("%s/%s", f->path, sub);

	if (mkdir(path, 0700) != 0)
		fuzz_fail(__FILE__, __LINE__, "mkdir", span_str(path));
	free(path);
}

static void
put(const char *path, struct span s)
{
	FILE *file = fopen(path, "we");

	if (file == NULL || fwrite(s.p, 1, s.n, file) != s.n ||
	    fclose(file) != 0)
		fuzz_fail(__FILE__, __LINE__, "written", span_str(path));
}

/* The rules that are not asked for only make a round slower. */
static void
put_stub(const struct folder *f, const char *name)
{
	char *path = mem_printf("%s/%s", f->path, name);

	if (span_starts(span_str(name), SPAN("rules/")))
		put(path, SPAN("{\"layer\": \"text\", \"rules\": []}"));
	free(path);
}

static void *
knowledge_open(struct fuzz_seeds *seeds)
{
	struct folder *f = mem_alloc(sizeof(*f));
	const char *tmp = getenv("TMPDIR");
	const struct embed_file *e;
	struct buf b = { 0 };
	struct span text;
	size_t i;

	snprintf(f->path, sizeof(f->path), "%s/fuzz-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(f->path) == NULL)
		fuzz_fail(__FILE__, __LINE__, "mkdtemp", span_str(f->path));
	snprintf(f->own, sizeof(f->own), "%s/%s", f->path, OWN);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		make(f, parts[i]);
	for (e = embed_files; e->name != NULL; e++) {
		text = span_of(e->data, (size_t)(e->end - e->data));
		if (!span_starts(span_str(e->name), SPAN(PREFIX)))
			continue;
		put_stub(f, e->name + sizeof(PREFIX) - 1);
		if (text.n > SEED_BYTES)
			continue;
		buf_clear(&b);
		buf_printf(&b, "%s\n", e->name + sizeof(PREFIX) - 1);
		buf_add_span(&b, text);
		fuzz_seed(seeds, buf_span(&b));
	}
	fuzz_seed(seeds, SPAN(OWN "\n{\"rules\": [{\"id\": \"own\", "
	    "\"reason\": \"user_unknown\", \"weight\": 90, \"suppress\": "
	    "false, \"permanence\": \"temporary\", \"say\": [\"^ no such "
	    "person|man *\"], \"also\": [\"here\"], \"unless\": [\"not\"], "
	    "\"pattern\": \"no (such|any) \\\\w+\", \"code\": [\"550\", "
	    "\"4xx\", \"none\"], \"enhanced\": [\"5.1.1\", \"x.1.*\"], "
	    "\"stage\": [\"rcpt\"], \"host\": [\"example.org\"], \"provider\": "
	    "[\"google\"], \"samples\": [\"550 5.1.1 no such man here\", "
	    "{\"text\": \"no such person here\", \"code\": 450}], \"not\": "
	    "[\"not here\"]}]}\n"));
	buf_free(&b);
	return f;
}

/* The file's path in the folder: one of the knowledge, else the admin's. */
static void
choose(const struct folder *f, struct span name, struct buf *path)
{
	const struct embed_file *e;

	for (e = embed_files; e->name != NULL; e++)
		if (span_starts(span_str(e->name), SPAN(PREFIX)) &&
		    span_eq(span_skip(span_str(e->name), sizeof(PREFIX) - 1),
		    name))
			break;
	buf_printf(path, "%s/%.*s", f->path, SPAN_FMT(e->name != NULL ? name :
	    SPAN(OWN)));
}

static void
ignore(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static void
knowledge_one(void *state, struct span input)
{
	const struct folder *f = state;
	struct err err = { .code = ERR_NONE };
	struct knowledge *k = NULL;
	size_t n = span_find_char(input, '\n');
	struct buf path = { 0 };
	const char *name;
	int rc;

	choose(f, span_head(input, n), &path);
	name = buf_str(&path);
	put(name, span_skip(input, n + 1));
	rc = knowledge_load(f->path, f->own, "en", &k, &err);
	FUZZ_CHECK(rc == 0 || k == NULL, input);
	FUZZ_CHECK(rc == 0 || err.msg[0] != '\0', input);
	FUZZ_CHECK(text_is_clean(span_str(err.msg)), span_str(err.msg));
	if (rc == 0)
		rules_check(k, true, ignore, NULL);
	knowledge_free(k);
	unlink(name);
	put_stub(f, name + strlen(f->path) + 1);
	buf_free(&path);
}

static void
knowledge_close(void *state)
{
	struct folder *f = state;
	const struct embed_file *e;
	char *path;
	size_t i;

	for (e = embed_files; e->name != NULL; e++) {
		if (!span_starts(span_str(e->name), SPAN(PREFIX "rules/")))
			continue;
		path = mem_printf("%s/%s", f->path, e->name +
		    sizeof(PREFIX) - 1);
		unlink(path);
		free(path);
	}
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		path = mem_printf("%s/%s", f->path, parts[i]);
		rmdir(path);
		free(path);
	}
	rmdir(f->path);
	free(f);
}

const struct fuzz_target fuzz_target = {
	.name = "knowledge", .cost = 100, .open = knowledge_open,
	.one = knowledge_one, .close = knowledge_close
};

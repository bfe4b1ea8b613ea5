#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/registry.h"
#include "schema/err.h"
#include "schema/file.h"
#include "schema/mem.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_seed(struct fuzz_seeds *s, struct span text)
{
	if (s->n == s->size) {
		s->size = s->size > 0 ? 2 * s->size : 64;
		s->all = mem_resize(s->all, s->size, sizeof(*s->all));
	}
	s->all[s->n++] = arena_copy(&s->arena, text);
}

static void
read_file(const char *path, struct buf *b)
{
	struct err err;

	if (file_read(path, b, &err) == 0)
		return;
	fprintf(stderr, "%s (start it in the folder of the Makefile)\n",
	    err.msg);
	exit(err_exit_status((int)err.code));
}

void
fuzz_seed_file(struct fuzz_seeds *s, const char *path)
{
	struct buf b = { 0 };

	read_file(path, &b);
	fuzz_seed(s, buf_span(&b));
	buf_free(&b);
}

void
fuzz_seed_lines(struct fuzz_seeds *s, const char *path, size_t lines)
{
	struct buf b = { 0 };
	struct span rest;
	size_t n, i;

	read_file(path, &b);
	for (rest = buf_span(&b); rest.n > 0; rest = span_skip(rest, n)) {
		for (n = i = 0; n < rest.n && i < lines; i++)
			n += span_find_char(span_skip(rest, n), '\n') + 1;
		fuzz_seed(s, span_head(rest, n));
	}
	buf_free(&b);
}

void
fuzz_seed_samples(struct fuzz_seeds *s)
{
	struct parsers *p;
	const struct ruleset *set;
	const struct rule_sample *sample;
	struct buf b = { 0 };
	struct err err;
	size_t i, k;

	if (parsers_load(NULL, &p, &err) != 0)
		fuzz_fail(__FILE__, __LINE__, "parsers", span_str(err.msg));
	for (i = 0; (set = parsers_ruleset(p, i)) != NULL; i++)
		for (k = 0; k < ruleset_count(set); k++)
			for (sample = ruleset_rule(set, k)->samples;
			    sample != NULL; sample = sample->next) {
				buf_clear(&b);
				buf_printf(&b, "%s\n", sample->text);
				fuzz_seed(s, buf_span(&b));
			}
	parsers_free(p);
	buf_free(&b);
}

void
fuzz_file_open(struct fuzz_file *f)
{
	f->fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (f->fd < 0)
		fuzz_fail(__FILE__, __LINE__, "memfd_create", SPAN(""));
	snprintf(f->path, sizeof(f->path), "/proc/self/fd/%d", f->fd);
}

void
fuzz_file_set(const struct fuzz_file *f, struct span s)
{
	if (ftruncate(f->fd, 0) != 0 ||
	    pwrite(f->fd, s.p, s.n, 0) != (ssize_t)s.n)
		fuzz_fail(__FILE__, __LINE__, "pwrite", SPAN(""));
}

void
fuzz_file_close(struct fuzz_file *f)
{
	close(f->fd);
}

#include <stdlib.h>
#include <string.h>

#include "analyzer/clock.h"
#include "analyzer/inputs.h"
#include "analyzer/rotation.h"
#include "analyzer/source.h"
#include "analyzer/years.h"
#include "schema/mem.h"

#define YEAR_1990	((int64_t)631152000)
/* Copies that were made together have dates as close as this. */
#define TOGETHER_S	3600

/* A file's date that cannot be: lost in a copy, or a clock that was wrong. */
static int64_t
sane_bound(int64_t bound, int64_t now)
{
	return bound < YEAR_1990 || bound > now ? now : bound;
}

/*
 * Where it can be looked at before it is read, NULL = nowhere: standard input
 * that is a file can be opened once more.
 */
static const char *
path_to_look(const char *path)
{
	if (strcmp(path, "-") == 0)
		path = "/dev/stdin";
	return source_is_pipe(path) ? NULL : path;
}

int
inputs_add(struct inputs *in, const struct input_log *log, int64_t now,
    struct err *err)
{
	struct input one = { .log = *log, .bound = now, .end = INT64_MAX };
	const char *path = path_to_look(log->path);
	struct source *s = NULL;
	int rc = 0;

	if (path != NULL)
		rc = source_open(path, false, &s, err);
	if (rc != 0 && path == log->path)
		return rc;
	if (s != NULL) {
		one.empty = source_head(s).n == 0;
		one.packed = source_is_compressed(s);
		one.size = source_size(s);
		one.bound = sane_bound(source_bound(s), now);
		look_at(&one.look, s, path);
		one.ends = log->year == 0 && source_cursor(s) == NULL;
		source_close(s);
	}
	in->all = mem_resize(in->all, in->n + 1, sizeof(*in->all));
	in->all[in->n++] = one;
	return 0;
}

/* A log and what its name says. */
struct named {
	struct rotation	 name;
	struct input	*input;		/* borrowed */
};

/* By sets; in each the newest first. */
static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->name.set, y->name.set);

	if (order != 0)
		return order;
	if (x->name.rank != y->name.rank)
		return x->name.rank > y->name.rank ? -1 : 1;
	return strcmp(y->input->log.path, x->input->log.path);
}

/* Whether its date of change is not that of a copy of several parts. */
static bool
is_dated(const struct named *set, size_t n, size_t i)
{
	const struct input *in = set[i].input;
	size_t k;

	for (k = 0; k < n; k++)
		if (k != i && !set[k].input->empty &&
		    llabs(set[k].input->bound - in->bound) < TOGETHER_S)
			return false;
	return true;
}

/* How a compressed log ends, where it matters. */
static void
look_further(struct input *in)
{
	struct source *s = NULL;
	struct err ignored;

	if (!in->packed || in->empty || in->log.year != 0 ||
	    in->look.exact || in->look.years.known_year != 0 ||
	    source_open(path_to_look(in->log.path), false, &s, &ignored) != 0)
		return;
	look_through(&in->look, s);
	source_close(s);
}

static void
arrange_set(struct named *set, size_t n)
{
	struct years_part *parts = mem_alloc(n * sizeof(*parts));
	size_t i;

	for (i = 0; i < n; i++) {
		struct input *in = set[i].input;

		parts[i].dated = is_dated(set, n, i);
		if (n == 1 || !parts[i].dated)
			look_further(in);
		parts[i].seen = &in->look.years;
		parts[i].zone = in->log.zone;
		parts[i].bound = in->bound;
		parts[i].until = set[i].name.until;
		parts[i].given = in->log.year;
	}
	years_arrange(parts, n);
	for (i = 0; i < n; i++) {
		struct input *in = set[i].input;

		in->bound = parts[i].bound;
		in->year = parts[i].year;
		if (in->ends)
			in->end = in->look.whole ? parts[i].end :
			    in->bound + CLOCK_SLACK_S;
		in->begin = in->look.exact ? in->look.begin : parts[i].begin;
	}
	free(parts);
}

static void
tell_years(struct inputs *in)
{
	struct named *all = mem_alloc(in->n * sizeof(*all));
	size_t i, n;

	for (i = 0; i < in->n; i++) {
		all[i].input = &in->all[i];
		rotation_of(in->all[i].log.path, &all[i].name);
	}
	qsort(all, in->n, sizeof(*all), by_name);
	for (i = 0; i < in->n; i += n) {
		for (n = 1; i + n < in->n && strcmp(all[i].name.set,
		    all[i + n].name.set) == 0; n++)
			;
		arrange_set(&all[i], n);
	}
	for (i = 0; i < in->n; i++)
		free(all[i].name.set);
	free(all);
}

static int
by_begin(const void *a, const void *b)
{
	const struct input *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return strcmp(x->log.path, y->log.path);
}

void
inputs_arrange(struct inputs *in)
{
	if (in->n == 0)
		return;
	tell_years(in);
	qsort(in->all, in->n, sizeof(*in->all), by_begin);
}

void
inputs_free(struct inputs *in)
{
	free(in->all);
}

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/clock.h"
#include "analyzer/inputs.h"
#include "analyzer/source.h"
#include "analyzer/years.h"
#include "parsers/header.h"
#include "schema/mem.h"

#define TAIL_BYTES	((size_t)16 * 1024)
#define YEAR_1990	((int64_t)631152000)

struct looked {
	struct input	in;
	struct years	years;
	int64_t		known_begin;	/* INT64_MIN = by the years */
};

/* Adds the stamps of the whole lines of text; only the last if so told. */
static void
add_stamps(struct looked *l, struct span text, bool only_last)
{
	struct arena arena = { 0 };
	struct stamp last = { .month = 0 };
	struct header h;
	size_t n;

	while (text.n > 0) {
		n = span_find_char(text, '\n');
		if (n == text.n)
			break;
		arena_reset(&arena);
		if (header_parse(span_head(text, n), &arena, &h)) {
			if (h.stamp.zone_min == STAMP_UTC_KNOWN &&
			    l->known_begin == INT64_MIN)
				l->known_begin = h.stamp.unix_us / 1000000;
			if (!only_last)
				years_add(&l->years, &h.stamp);
			last = h.stamp;
		}
		text = span_skip(text, n + 1);
	}
	if (only_last && last.month != 0)
		years_end(&l->years, &last);
	arena_free(&arena);
}

/* The end of a plain file tells where its years lead.  Whether it was seen. */
static bool
look_at_tail(struct looked *l, const struct source *s)
{
	char tail[TAIL_BYTES];
	uint64_t size = source_size(s);
	struct span text;
	ssize_t n;
	size_t first;
	int fd;

	if (source_is_compressed(s) || size <= source_head(s).n)
		return !source_is_compressed(s);
	fd = open(l->in.log.path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = pread(fd, tail, sizeof(tail), size > sizeof(tail) ?
	    (off_t)(size - sizeof(tail)) : 0);
	close(fd);
	if (n <= 0)
		return false;
	text = span_of(tail, (size_t)n);
	first = span_find_char(text, '\n');
	add_stamps(l, span_skip(text, first + 1), true);
	return true;
}

/* A file's date that cannot be: lost in a copy, or a clock that was wrong. */
static int64_t
sane_bound(int64_t bound, int64_t now)
{
	return bound < YEAR_1990 || bound > now ? now : bound;
}

int
inputs_add(struct inputs *in, const struct input_log *log, int64_t now,
    struct err *err)
{
	struct looked l = { .in = { .log = *log },
	    .known_begin = INT64_MIN };
	struct years_part part = { .seen = &l.years };
	struct source *s = NULL;
	bool whole;
	int rc;

	l.in.bound = l.in.begin = now;
	l.in.end = INT64_MAX;
	/* What can be read only once is not looked at. */
	if (strcmp(log->path, "-") != 0 && !source_is_pipe(log->path)) {
		rc = source_open(log->path, false, &s, err);
		if (rc != 0)
			return rc;
		l.in.empty = source_head(s).n == 0;
		l.in.size = source_size(s);
		l.in.bound = sane_bound(source_bound(s), now);
		add_stamps(&l, source_head(s), false);
		whole = look_at_tail(&l, s);
		part.bound = l.in.bound;
		years_arrange(&part, 1, log->zone);
		l.in.year = part.year;
		if (log->year == 0 && source_cursor(s) == NULL)
			l.in.end = whole ? part.end :
			    l.in.bound + CLOCK_SLACK_S;
		l.in.begin = l.known_begin != INT64_MIN ? l.known_begin :
		    part.begin;
		source_close(s);
	}
	in->all = mem_resize(in->all, in->n + 1, sizeof(*in->all));
	in->all[in->n++] = l.in;
	return 0;
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
	if (in->n > 0)
		qsort(in->all, in->n, sizeof(*in->all), by_begin);
}

void
inputs_free(struct inputs *in)
{
	free(in->all);
}

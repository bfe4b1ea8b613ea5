#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/look.h"
#include "parsers/header.h"
#include "schema/mem.h"

#define SAMPLES		64
#define SAMPLE_BYTES	((size_t)16 * 1024)
#define STRETCH_BYTES	((size_t)256 * 1024)

enum which { ALL_LINES, FIRST_LINE, LAST_LINE };

/* Adds stamps of whole lines of text; of all, or jumps to one. */
static void
add_stamps(struct look *l, struct span text, enum which which)
{
	struct arena arena = { 0 };
	struct stamp last = { .month = 0 };
	struct header h;
	size_t n;

	for (; (n = span_find_char(text, '\n')) < text.n;
	    text = span_skip(text, n + 1)) {
		arena_reset(&arena);
		if (!header_parse(span_head(text, n), &arena, &h))
			continue;
		if (h.stamp.zone_min == STAMP_UTC_KNOWN && !l->exact &&
		    l->years.first.month == 0) {
			l->exact = true;
			l->begin = h.stamp.unix_us / 1000000;
		}
		if (which == ALL_LINES)
			years_add(&l->years, &h.stamp);
		last = h.stamp;
		if (which == FIRST_LINE && last.month != 0)
			break;
	}
	if (which != ALL_LINES)
		years_jump(&l->years, &last);
	arena_free(&arena);
}

/* What is behind the first newline, where a line begins. */
static struct span
whole_lines(struct span text)
{
	return span_skip(text, span_find_char(text, '\n') + 1);
}

/* How many bytes the whole lines at the head of text have. */
static size_t
whole_bytes(struct span text)
{
	const char *nl = text.n > 0 ? memrchr(text.p, '\n', text.n) : NULL;

	return nl != NULL ? (size_t)(nl - text.p) + 1 : 0;
}

/* The bytes at that place of the file. */
static struct span
bytes_at(int fd, char *room, uint64_t at)
{
	ssize_t n = pread(fd, room, SAMPLE_BYTES, (off_t)at);

	return span_of(room, n > 0 ? (size_t)n : 0);
}

/* Of a plain file: its beginning, samples for its New Years, its end. */
static void
look_at_file(struct look *l, int fd, uint64_t size)
{
	char *room = mem_alloc(SAMPLE_BYTES);
	struct span text = bytes_at(fd, room, 0);
	uint64_t seen = whole_bytes(text), step, i;

	add_stamps(l, text, ALL_LINES);
	step = size / SAMPLES;
	for (i = 1; l->years.known_year == 0 && step > SAMPLE_BYTES &&
	    i < SAMPLES; i++)
		add_stamps(l, whole_lines(bytes_at(fd, room, i * step)),
		    FIRST_LINE);
	if (seen + SAMPLE_BYTES >= size)
		add_stamps(l, bytes_at(fd, room, seen), ALL_LINES);
	else
		add_stamps(l, whole_lines(bytes_at(fd, room,
		    size - SAMPLE_BYTES)), LAST_LINE);
	free(room);
}

void
look_at(struct look *l, const struct source *s, const char *path)
{
	int fd = -1;

	if (!source_is_compressed(s))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		add_stamps(l, source_head(s), ALL_LINES);
		return;
	}
	look_at_file(l, fd, source_size(s));
	l->whole = true;
	close(fd);
}

/* Every stretch's first line, and the last one of all. */
void
look_through(struct look *l, struct source *s)
{
	char *room = mem_alloc(STRETCH_BYTES);
	size_t n = 1, got, kept = 0;
	struct err ignored;
	struct span text;

	*l = (struct look){ .whole = true };
	while (n > 0) {
		for (got = kept; got < STRETCH_BYTES && n > 0; got += n)
			if (source_read(s, room + got, STRETCH_BYTES - got,
			    &n, &ignored) != 0)
				n = 0;
		text = span_of(room, got);
		add_stamps(l, kept > 0 ? whole_lines(text) : text,
		    n > 0 ? FIRST_LINE : ALL_LINES);
		kept = got < SAMPLE_BYTES ? got : SAMPLE_BYTES;
		memmove(room, room + got - kept, kept);
	}
	free(room);
}

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/text.h"
#include "tests/fuzz/fuzz.h"

#define TELL_BYTES	2000

void
fuzz_fail(const char *file, int line, const char *what, struct span detail)
{
	detail = span_head(detail, TELL_BYTES);
	fprintf(stderr, "%s:%d: not so: %s\n%.*s\n", file, line, what,
	    SPAN_FMT(detail));
	abort();
}

/* The next line without its end; false at the end of the text. */
static bool
next_line(struct span *text, struct span *line)
{
	size_t n = span_find_char(*text, '\n');

	if (text->n == 0)
		return false;
	FUZZ_CHECK(n < text->n, *text);
	*line = span_head(*text, n);
	*text = span_skip(*text, n + 1);
	return true;
}

void
fuzz_check_clean(struct span text)
{
	struct span line;

	while (next_line(&text, &line))
		FUZZ_CHECK(text_is_clean(line), line);
}

void
fuzz_check_ndjson(struct span text, const char *const *keys)
{
	struct span line;
	json_error_t error;
	json_t *o;
	size_t n;

	while (next_line(&text, &line)) {
		FUZZ_CHECK(text_is_clean(line), line);
		o = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES |
		    JSON_ALLOW_NUL, &error);
		FUZZ_CHECK(json_is_object(o), line);
		for (n = 0; keys != NULL && keys[n] != NULL; n++)
			FUZZ_CHECK(json_object_get(o, keys[n]) != NULL, line);
		FUZZ_CHECK(keys == NULL || json_object_size(o) == n, line);
		json_decref(o);
	}
}

static void
check_cell(struct span cell)
{
	FUZZ_CHECK(text_is_clean(cell), cell);
	cell = span_trim(cell);
	/* A number may be less than nothing, a text that looks so may not. */
	FUZZ_CHECK(cell.n == 0 || (cell.p[0] != '=' && cell.p[0] != '+' &&
	    cell.p[0] != '@'), cell);
}

/* The next field of a record without its quotes, into cell. */
static struct span
next_cell(struct span rest, struct buf *cell)
{
	struct span whole = rest;

	buf_clear(cell);
	if (rest.n == 0 || rest.p[0] != '"') {
		while (rest.n > 0 && rest.p[0] != ',' && rest.p[0] != '\r') {
			FUZZ_CHECK(rest.p[0] != '"', whole);
			buf_add_char(cell, rest.p[0]);
			rest = span_skip(rest, 1);
		}
		return rest;
	}
	for (rest = span_skip(rest, 1);; rest = span_skip(rest, 1)) {
		FUZZ_CHECK(rest.n > 0, whole);
		if (rest.p[0] == '"') {
			rest = span_skip(rest, 1);
			if (rest.n == 0 || rest.p[0] != '"')
				return rest;
		}
		buf_add_char(cell, rest.p[0]);
	}
}

void
fuzz_check_csv(struct span text)
{
	struct buf cell = { 0 };
	size_t fields = 0, n;
	struct span rest;

	for (rest = text; rest.n > 0; rest = span_skip(rest, 2)) {
		for (n = 1;; n++) {
			rest = next_cell(rest, &cell);
			check_cell(buf_span(&cell));
			if (rest.n == 0 || rest.p[0] != ',')
				break;
			rest = span_skip(rest, 1);
		}
		FUZZ_CHECK(span_starts(rest, SPAN("\r\n")), rest);
		FUZZ_CHECK(fields == 0 || fields == n, rest);
		fields = n;
	}
	buf_free(&cell);
}

#include <inttypes.h>

#include "reports/csv.h"
#include "schema/text.h"

/* Every record ends with a line feed, so what follows one is a first field. */
static void
separate(struct buf *b)
{
	if (b->n > 0 && b->data[b->n - 1] != '\n')
		buf_add_char(b, ',');
}

/* The marks that begin a formula, also as East Asian keyboards give them. */
static bool
is_formula(struct span s)
{
	static const char *const marks[] = { "=", "+", "-", "@",
	    "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
	    "\xef\xbc\xa0" };
	size_t i;

	s = span_trim(s);
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts(s, span_str(marks[i])))
			return true;
	return false;
}

void
csv_text(struct buf *b, struct span s)
{
	struct buf clean = { 0 };
	struct span field;
	bool first = b->n == 0 || b->data[b->n - 1] == '\n';
	size_t i;

	separate(b);
	if (s.n == 0) {
		/* A first field of nothing would not count as a field. */
		if (s.p != NULL || first)
			buf_add(b, "\"\"", 2);
		return;
	}
	/* What is one once the controls before it are blanks counts. */
	buf_add_char(&clean, '\'');
	text_clean(&clean, s);
	field = buf_span(&clean);
	if (!is_formula(span_skip(field, 1)))
		field = span_skip(field, 1);
	if (span_find_char(field, '"') == field.n &&
	    span_find_char(field, ',') == field.n &&
	    span_trim(field).n == field.n)
		buf_add_span(b, field);
	else {
		buf_add_char(b, '"');
		for (i = 0; i < field.n; i++) {
			if (field.p[i] == '"')
				buf_add_char(b, '"');
			buf_add_char(b, field.p[i]);
		}
		buf_add_char(b, '"');
	}
	buf_free(&clean);
}

void
csv_str(struct buf *b, const char *s)
{
	csv_text(b, span_str(s));
}

void
csv_number(struct buf *b, int64_t v)
{
	separate(b);
	buf_printf(b, "%" PRId64, v);
}

void
csv_end(struct buf *b)
{
	buf_add(b, "\r\n", 2);
}

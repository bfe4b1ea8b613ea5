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

static bool
is_formula(struct span s)
{
	struct span t = span_trim(s);

	return t.n > 0 && strchr("=+-@", t.p[0]) != NULL;
}

void
csv_text(struct buf *b, struct span s)
{
	struct buf clean = { 0 };
	bool first = b->n == 0 || b->data[b->n - 1] == '\n';
	size_t i;

	separate(b);
	if (s.n == 0) {
		/* A first field of nothing would not count as a field. */
		if (s.p != NULL || first)
			buf_add(b, "\"\"", 2);
		return;
	}
	if (is_formula(s))
		buf_add_char(&clean, '\'');
	text_clean(&clean, s);
	if (memchr(clean.data, '"', clean.n) == NULL &&
	    memchr(clean.data, ',', clean.n) == NULL &&
	    clean.data[0] != ' ' && clean.data[clean.n - 1] != ' ')
		buf_add_span(b, buf_span(&clean));
	else {
		buf_add_char(b, '"');
		for (i = 0; i < clean.n; i++) {
			if (clean.data[i] == '"')
				buf_add_char(b, '"');
			buf_add_char(b, clean.data[i]);
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

#include <string.h>

#include "reports/doc.h"
#include "schema/i18n.h"
#include "schema/text.h"

#define INDENT	2
#define CODE	9		/* columns of an entry's code */
#define GUTTER	3		/* between the two texts of a pair */

/* HTML text or attribute: neutralised, then escaped. */
static void
escape(struct buf *b, struct span s)
{
	struct buf clean = { NULL, 0, 0 };
	size_t i;

	text_clean(&clean, s);
	for (i = 0; i < clean.n; i++)
		switch (clean.data[i]) {
		case '&':
			buf_add_str(b, "&amp;");
			break;
		case '<':
			buf_add_str(b, "&lt;");
			break;
		case '>':
			buf_add_str(b, "&gt;");
			break;
		case '"':
			buf_add_str(b, "&quot;");
			break;
		case '\'':
			buf_add_str(b, "&#39;");
			break;
		default:
			buf_add_char(b, clean.data[i]);
		}
	buf_free(&clean);
}

static void
element(struct buf *b, const char *tag, struct span text)
{
	buf_printf(b, "<%s>", tag);
	escape(b, text);
	buf_printf(b, "</%s>", tag);
}

static void
blanks(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_add_char(b, ' ');
}

/* Wraps a stranger's text after what the line already has. */
static void
wrap(struct doc *d, struct span s, size_t used, size_t indent)
{
	struct buf clean = { NULL, 0, 0 };

	text_clean(&clean, s);
	i18n_wrap(d->out, buf_span(&clean), used, indent, d->term.width);
	buf_free(&clean);
}

/* Ends what is open unless it is this part; says if it has to be begun. */
static bool
begin(struct doc *d, enum doc_part part)
{
	static const char *const ends[] = { "", "</dl>\n", "</ul>\n",
	    "</table>\n" };
	bool same = d->part == part;

	if (!same && d->format == DOC_HTML)
		buf_add_str(d->out, ends[d->part]);
	d->part = part;
	return !same;
}

void
doc_open(struct doc *d, struct buf *out, enum doc_format format,
    struct term term, const char *class)
{
	*d = (struct doc){ out, format, term, DOC_NONE, 0 };
	if (format == DOC_HTML)
		buf_printf(out, "<section class=\"bouncestat-%s\" "
		    "lang=\"%s\">\n", class, i18n_lang());
}

void
doc_close(struct doc *d)
{
	begin(d, DOC_NONE);
	if (d->format == DOC_HTML)
		buf_add_str(d->out, "</section>\n");
}

void
doc_title(struct doc *d, struct span s)
{
	size_t n;

	begin(d, DOC_NONE);
	if (d->format == DOC_HTML) {
		element(d->out, "h2", s);
		buf_add_char(d->out, '\n');
		return;
	}
	term_style(&d->term, d->out, TERM_BOLD);
	wrap(d, s, 0, 0);
	n = i18n_width(s);
	for (n = n < d->term.width ? n : d->term.width; n > 0; n--)
		buf_add_char(d->out, '=');
	term_style(&d->term, d->out, TERM_PLAIN);
	buf_add_char(d->out, '\n');
}

void
doc_para(struct doc *d, struct span s)
{
	begin(d, DOC_NONE);
	if (d->format == DOC_HTML) {
		element(d->out, "p", s);
		buf_add_char(d->out, '\n');
		return;
	}
	blanks(d->out, INDENT);
	wrap(d, s, INDENT, INDENT);
}

void
doc_facts(struct doc *d, const char *const *labels, size_t n)
{
	size_t i, w;

	d->label = 0;
	for (i = 0; i < n; i++)
		if ((w = i18n_width(span_str(labels[i]))) > d->label)
			d->label = w;
}

void
doc_fact(struct doc *d, const char *label, struct span value)
{
	bool first = begin(d, DOC_FACTS);

	if (value.n == 0)
		return;
	if (d->format == DOC_HTML) {
		if (first)
			buf_add_str(d->out, "<dl>\n");
		element(d->out, "dt", span_str(label));
		element(d->out, "dd", value);
		buf_add_char(d->out, '\n');
		return;
	}
	i18n_pad(d->out, span_str(label), d->label);
	blanks(d->out, 2);
	wrap(d, value, d->label + 2, d->label + 2);
}

static void
heading_line(struct doc *d, const char *heading)
{
	term_style(&d->term, d->out, TERM_BOLD);
	buf_add_str(d->out, heading);
	term_style(&d->term, d->out, TERM_PLAIN);
	buf_add_char(d->out, '\n');
}

void
doc_section(struct doc *d, const char *heading)
{
	begin(d, DOC_NONE);
	if (d->format == DOC_HTML) {
		element(d->out, "h3", span_str(heading));
		buf_add_char(d->out, '\n');
		return;
	}
	if (d->out->n > 0)
		buf_add_char(d->out, '\n');
	heading_line(d, heading);
}

void
doc_item(struct doc *d, struct span s)
{
	bool first = begin(d, DOC_ITEMS);

	if (d->format == DOC_HTML) {
		if (first)
			buf_add_str(d->out, "<ul>\n");
		element(d->out, "li", s);
		buf_add_char(d->out, '\n');
		return;
	}
	buf_add_str(d->out, "  - ");
	wrap(d, s, 4, 4);
}

void
doc_entry(struct doc *d, struct span code, struct span text)
{
	bool first = begin(d, DOC_FACTS);
	size_t w;

	if (d->format == DOC_HTML) {
		if (first)
			buf_add_str(d->out, "<dl>\n");
		element(d->out, "dt", code);
		element(d->out, "dd", text);
		buf_add_char(d->out, '\n');
		return;
	}
	blanks(d->out, INDENT);
	buf_add_span(d->out, code);
	w = i18n_width(code);
	if (w < CODE) {
		blanks(d->out, CODE - w);
		w = CODE;
	}
	blanks(d->out, 1);
	wrap(d, text, INDENT + w + 1, INDENT + CODE + 1);
}

/* The lines of s wrapped to so many columns. */
static void
cell(struct buf *b, struct span s, size_t columns)
{
	struct buf clean = { NULL, 0, 0 };

	text_clean(&clean, s);
	i18n_wrap(b, buf_span(&clean), 0, 0, columns);
	buf_free(&clean);
}

static struct span
next_line(struct span *s)
{
	size_t n = span_find_char(*s, '\n');
	struct span line = span_head(*s, n);

	*s = span_skip(*s, n + 1);
	return line;
}

void
doc_pair(struct doc *d, const char *heading, struct span left,
    struct span right)
{
	struct buf l = { NULL, 0, 0 }, r = { NULL, 0, 0 };
	struct span ls, rs, line;
	size_t width;
	bool first = begin(d, DOC_TABLE);

	if (d->format == DOC_HTML) {
		if (first)
			buf_add_str(d->out, "<table>\n");
		buf_add_str(d->out, "<tr>");
		element(d->out, "th", span_str(heading));
		element(d->out, "td", left);
		element(d->out, "td", right);
		buf_add_str(d->out, "</tr>\n");
		return;
	}
	if (heading[0] != '\0') {
		buf_add_char(d->out, '\n');
		heading_line(d, heading);
	}
	width = d->term.width > INDENT + GUTTER + 20 ?
	    (d->term.width - INDENT - GUTTER) / 2 : 10;
	cell(&l, left, width);
	cell(&r, right, width);
	ls = buf_span(&l);
	rs = buf_span(&r);
	while (ls.n > 0 || rs.n > 0) {
		blanks(d->out, INDENT);
		line = next_line(&ls);
		i18n_pad(d->out, line, width);
		line = next_line(&rs);
		if (line.n > 0) {
			blanks(d->out, GUTTER);
			buf_add_span(d->out, line);
		}
		while (d->out->n > 0 && d->out->data[d->out->n - 1] == ' ')
			d->out->n--;
		buf_add_char(d->out, '\n');
	}
	buf_free(&l);
	buf_free(&r);
}

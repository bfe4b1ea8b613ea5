#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "reports/text_out.h"
#include "schema/i18n.h"
#include "schema/text.h"

#define FLOW_GAP	3

const char *
text_number(int64_t v, char out[TEXT_NUMBER])
{
	char digits[24];
	size_t i, n, at = 0;

	n = (size_t)snprintf(digits, sizeof(digits), "%" PRId64, v);
	for (i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0 && digits[i - 1] != '-')
			out[at++] = TEXT_BLANK;
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

const char *
text_percent(int64_t part, int64_t whole, char out[TEXT_NUMBER])
{
	int64_t tenths;

	/* Truncated: what is not all of it never shows as 100 %. */
	tenths = whole > 0 ? (int64_t)((double)part * 1000 / (double)whole) :
	    0;
	if (tenths == 0 && part > 0)
		snprintf(out, TEXT_NUMBER, "<%c0.1%c%%", TEXT_BLANK,
		    TEXT_BLANK);
	else
		snprintf(out, TEXT_NUMBER, "%" PRId64 ".%d%c%%", tenths / 10,
		    (int)(tenths % 10), TEXT_BLANK);
	return out;
}

const char *
text_duration(int64_t s, char out[TEXT_NUMBER])
{
	int64_t d = s / 86400, h = s / 3600, min = s / 60;
	const char g = TEXT_BLANK;

	if (s % 86400 == 0 && d > 1)
		snprintf(out, TEXT_NUMBER, "%" PRId64 "%cd", d, g);
	else if (d > 2)
		snprintf(out, TEXT_NUMBER, "%" PRId64 "%cd%c%d%ch", d, g, g,
		    (int)(h % 24), g);
	else if (s >= 3600 && min % 60 == 0)
		snprintf(out, TEXT_NUMBER, "%" PRId64 "%ch", h, g);
	else if (s >= 3600)
		snprintf(out, TEXT_NUMBER, "%" PRId64 "%ch%c%d%cmin", h, g, g,
		    (int)(min % 60), g);
	else if (s >= 60)
		snprintf(out, TEXT_NUMBER, "%" PRId64 "%cmin", min, g);
	else
		snprintf(out, TEXT_NUMBER, "%" PRId64 "%cs", s, g);
	return out;
}

static void
local(const struct report *r, int64_t ts, struct report_time *t)
{
	r->query.local_time(r->query.local_time_arg, ts, t);
}

const char *
text_date_time(const struct text_out *o, int64_t ts, char out[TEXT_NUMBER])
{
	struct report_time t;

	local(o->r, ts, &t);
	snprintf(out, TEXT_NUMBER, "%04d-%02d-%02d%c%02d:%02d", t.year,
	    t.month, t.day, TEXT_BLANK, t.hour, t.minute);
	return out;
}

const char *
text_time(const struct text_out *o, int64_t ts, char out[TEXT_NUMBER])
{
	struct report_time t, end;

	local(o->r, ts, &t);
	local(o->r, o->r->to, &end);
	if (t.day != end.day || t.month != end.month || t.year != end.year)
		return text_date_time(o, ts, out);
	snprintf(out, TEXT_NUMBER, "%02d:%02d", t.hour, t.minute);
	return out;
}

void
text_blanks(struct text_out *o, size_t n)
{
	while (n-- > 0)
		buf_add_char(&o->b, ' ');
}

void
text_name(struct buf *b, struct span s, size_t columns)
{
	struct buf clean = { 0 };

	/* Marks without width could be many: bytes are bounded, too. */
	text_clean(&clean, text_head(s, 8 * columns));
	s = span_trim(buf_span(&clean));
	if (s.n > 4 * columns)
		s = text_head(s, 4 * columns);
	i18n_pad(b, s, i18n_width(s) < columns ? i18n_width(s) : columns);
	buf_free(&clean);
}

void
text_clipped(struct text_out *o, struct span s, size_t used, size_t blanks)
{
	text_blanks(o, blanks);
	used += blanks;
	if (used < o->term->width)
		text_name(&o->b, s, o->term->width - used);
	buf_add_char(&o->b, '\n');
}

void
text_sentence(struct text_out *o, struct span s, size_t used, size_t indent)
{
	struct buf clean = { 0 };

	text_clean(&clean, s);
	i18n_wrap(&o->b, buf_span(&clean), used, indent, o->term->width);
	buf_free(&clean);
}

void
text_flow(struct text_out *o, size_t indent)
{
	o->column = 0;
	o->indent = indent;
}

void
text_flow_add(struct text_out *o, enum term_style style, const char *fmt, ...)
{
	char item[512];
	struct span s;
	va_list ap;
	size_t width, room = o->term->width - o->indent;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(item, sizeof(item), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	s = text_head(span_str(item), sizeof(item) - 1);
	width = i18n_width(s);
	if (width > room)
		width = room;
	if (o->column > 0 && o->column + FLOW_GAP + width > o->term->width) {
		buf_add_char(&o->b, '\n');
		o->column = 0;
	}
	text_blanks(o, o->column == 0 ? o->indent : FLOW_GAP);
	o->column += (o->column == 0 ? o->indent : FLOW_GAP) + width;
	if (style != TERM_PLAIN)
		term_style(o->term, &o->b, style);
	i18n_pad(&o->b, s, width);
	if (style != TERM_PLAIN)
		term_style(o->term, &o->b, TERM_PLAIN);
}

void
text_flow_end(struct text_out *o)
{
	if (o->column > 0)
		buf_add_char(&o->b, '\n');
	o->column = 0;
}

int
text_out_write(struct text_out *o, FILE *f, struct err *err)
{
	size_t i;

	for (i = 0; i < o->b.n; i++)
		if (o->b.data[i] == TEXT_BLANK)
			o->b.data[i] = ' ';
	return report_put(&o->b, f, err);
}

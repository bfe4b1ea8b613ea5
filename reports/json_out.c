#include "reports/json_out.h"
#include "schema/text.h"

/* A comma, unless the value is the first of its kind or follows its key. */
static void
separate(struct buf *b)
{
	char last = b->n > 0 ? b->data[b->n - 1] : '\n';

	if (last != '{' && last != '[' && last != ':' && last != '\n')
		buf_add_char(b, ',');
}

void
json_out_open(struct buf *b, char bracket)
{
	separate(b);
	buf_add_char(b, bracket);
}

void
json_out_close(struct buf *b, char bracket)
{
	buf_add_char(b, bracket);
}

void
json_out_key(struct buf *b, const char *key)
{
	separate(b);
	buf_add_char(b, '"');
	buf_add_str(b, key);
	buf_add(b, "\":", 2);
}

static void
escape(struct buf *b, uint32_t c)
{
	switch (c) {
	case '"':
		buf_add(b, "\\\"", 2);
		break;
	case '\\':
		buf_add(b, "\\\\", 2);
		break;
	case '\n':
		buf_add(b, "\\n", 2);
		break;
	case '\t':
		buf_add(b, "\\t", 2);
		break;
	default:
		buf_printf(b, "\\u%04x", (unsigned int)c);
	}
}

void
json_out_span(struct buf *b, struct span s)
{
	uint32_t c;
	size_t n;

	if (s.p == NULL) {
		json_out_null(b);
		return;
	}
	separate(b);
	buf_reserve(b, s.n + 2);
	buf_add_char(b, '"');
	while (s.n > 0) {
		/* Most bytes are plain: take them in runs. */
		for (n = 0; n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f &&
		    s.p[n] != '"' && s.p[n] != '\\'; n++)
			;
		buf_add(b, s.p, n);
		s = span_skip(s, n);
		if (s.n == 0)
			break;
		n = text_char(s, &c);
		if (n == 0)
			buf_add_str(b, "\xef\xbf\xbd");
		else if (c == '"' || c == '\\' || text_is_control(c))
			escape(b, c);
		else
			buf_add(b, s.p, n);
		s = span_skip(s, n > 0 ? n : 1);
	}
	buf_add_char(b, '"');
}

void
json_out_int(struct buf *b, int64_t v)
{
	char digits[24];
	size_t i = sizeof(digits);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	separate(b);
	do {
		digits[--i] = (char)('0' + u % 10);
		u /= 10;
	} while (u > 0);
	if (v < 0)
		digits[--i] = '-';
	buf_add(b, digits + i, sizeof(digits) - i);
}

void
json_out_bool(struct buf *b, bool v)
{
	separate(b);
	buf_add_str(b, v ? "true" : "false");
}

void
json_out_null(struct buf *b)
{
	separate(b);
	buf_add(b, "null", 4);
}

void
json_out_text(struct buf *b, const char *key, struct span s)
{
	json_out_key(b, key);
	json_out_span(b, s.p != NULL ? s : SPAN(""));
}

void
json_out_str(struct buf *b, const char *key, const char *s)
{
	json_out_key(b, key);
	json_out_span(b, span_str(s != NULL ? s : ""));
}

void
json_out_number(struct buf *b, const char *key, int64_t v)
{
	json_out_key(b, key);
	json_out_int(b, v);
}

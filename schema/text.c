#include <stdint.h>

#include "schema/text.h"

#define REPLACEMENT	"\xef\xbf\xbd"

size_t
text_char(struct span s, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n, i;
	uint32_t c;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		n = 2;
		c = p[0] & 0x1f;
	} else if (p[0] >= 0xe0 && p[0] <= 0xef) {
		n = 3;
		c = p[0] & 0x0f;
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		n = 4;
		c = p[0] & 0x07;
	} else
		return 0;
	if (s.n < n)
		return 0;
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && (c < 0x10000 ||
	    c > 0x10ffff)) || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return n;
}

bool
text_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c ||
	    (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Whether eight bytes are all printable ASCII: none < 0x20, none > 0x7e. */
static bool
is_plain(const char *p)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return (((w - each * 0x20) | (w + each) | w) & each * 0x80) == 0;
}

bool
text_is_clean(struct span s)
{
	uint32_t c;
	size_t i, n;

	for (i = 0; i < s.n; i += n) {
		if (i + 8 <= s.n && is_plain(s.p + i)) {
			n = 8;
			continue;
		}
		if ((unsigned char)s.p[i] >= 0x20 &&
		    (unsigned char)s.p[i] < 0x7f) {
			n = 1;
			continue;
		}
		n = text_char(span_skip(s, i), &c);
		if (n == 0 || text_is_control(c))
			return false;
	}
	return true;
}

void
text_clean(struct buf *b, struct span s)
{
	uint32_t c;
	size_t n;

	if (text_is_clean(s)) {
		buf_add_span(b, s);
		return;
	}
	for (; s.n > 0; s = span_skip(s, n)) {
		n = text_char(s, &c);
		if (n == 0) {
			buf_add_str(b, REPLACEMENT);
			n = 1;
		} else if (text_is_control(c))
			buf_add_char(b, ' ');
		else
			buf_add(b, s.p, n);
	}
}

void
text_tame(char *text)
{
	struct span s = span_str(text);
	char *out = text;
	uint32_t c;
	size_t n;

	for (; s.n > 0; s = span_skip(s, n)) {
		n = text_char(s, &c);
		if (n == 0 || text_is_control(c)) {
			*out++ = '?';
			n = n > 0 ? n : 1;
			continue;
		}
		memmove(out, s.p, n);
		out += n;
	}
	*out = '\0';
}

struct span
text_head(struct span s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return span_head(s, n);
}

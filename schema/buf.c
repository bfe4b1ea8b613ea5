#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/buf.h"
#include "schema/mem.h"

void
buf_reserve(struct buf *b, size_t more)
{
	size_t size = b->size > 0 ? b->size : 64;

	if (b->size - b->n >= more)
		return;
	while (size - b->n < more)
		size *= 2;
	b->data = mem_resize(b->data, size, 1);
	b->size = size;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	buf_reserve(b, n);
	memcpy(b->data + b->n, p, n);
	b->n += n;
}

void
buf_add_span(struct buf *b, struct span s)
{
	buf_add(b, s.p, s.n);
}

void
buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_add_char(struct buf *b, char c)
{
	buf_reserve(b, 1);
	b->data[b->n++] = c;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	buf_reserve(b, 64);
	va_start(ap, fmt);
	n = vsnprintf(b->data + b->n, b->size - b->n, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= b->size - b->n) {
		buf_reserve(b, (size_t)n + 1);
		va_start(ap, fmt);
		vsnprintf(b->data + b->n, b->size - b->n, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ NULL, 0, 0 };
}

const char *
buf_str(struct buf *b)
{
	buf_reserve(b, 1);
	b->data[b->n] = '\0';
	return b->data;
}

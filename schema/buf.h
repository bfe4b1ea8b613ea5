/*
 * buf: a growing string of bytes.  Start with a zeroed struct; buf_free() at
 * the end.  data is not NUL-terminated; buf_str() terminates it.
 */
#ifndef SCHEMA_BUF_H
#define SCHEMA_BUF_H

#include <stddef.h>

#include "schema/span.h"

struct buf {
	char	*data;
	size_t	 n;
	size_t	 size;
};

void		 buf_reserve(struct buf *, size_t more);
void		 buf_add(struct buf *, const void *, size_t n);
void		 buf_add_span(struct buf *, struct span);
void		 buf_add_str(struct buf *, const char *);
void		 buf_add_char(struct buf *, char);
void		 buf_printf(struct buf *, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
void		 buf_clear(struct buf *);
void		 buf_free(struct buf *);
const char	*buf_str(struct buf *);		/* borrowed until next change */

static inline struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->n ? b->data : "", b->n };
}

#endif

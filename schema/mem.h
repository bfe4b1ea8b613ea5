/*
 * mem: allocation that does not fail.  Out of memory prints one line on
 * standard error and exits 71: the one place besides main that exits.
 * Everything returned is freed with free(3).
 */
#ifndef SCHEMA_MEM_H
#define SCHEMA_MEM_H

#include <stddef.h>

#include "schema/span.h"

void	*mem_alloc(size_t n);			/* zeroed */
void	*mem_resize(void *p, size_t count, size_t size);
char	*mem_strdup(const char *s);		/* NULL gives NULL */
/* A NUL-terminated copy; the null span gives NULL. */
char	*mem_span_dup(struct span s);
/*
 * memcpy and memset for structs of some hundred bytes: compilers put a string
 * instruction in their place that takes twice as long as the library does.
 */
void	 mem_copy(void *to, const void *from, size_t n);
void	 mem_zero(void *p, size_t n);
/* snprintf into a fresh string. */
char	*mem_printf(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2)));

#endif

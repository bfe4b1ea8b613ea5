#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "schema/err.h"
#include "schema/mem.h"

static _Noreturn void
out_of_memory(void)
{
	static const char msg[] = "bouncestat: out of memory\n";
	ssize_t n;

	n = write(STDERR_FILENO, msg, sizeof(msg) - 1);
	(void)n;
	_exit(err_exit_status(ERR_MEMORY));
}

void *
mem_alloc(size_t n)
{
	void *p = calloc(1, n > 0 ? n : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
mem_resize(void *p, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		out_of_memory();
	p = realloc(p, count * size > 0 ? count * size : 1);
	if (p == NULL)
		out_of_memory();
	return p;
}

char *
mem_strdup(const char *s)
{
	return s != NULL ? mem_span_dup(span_str(s)) : NULL;
}

char *
mem_span_dup(struct span s)
{
	char *p;

	if (s.p == NULL)
		return NULL;
	p = mem_alloc(s.n + 1);
	memcpy(p, s.p, s.n);
	return p;
}

char *
mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	return p;
}

void
mem_copy(void *to, const void *from, size_t n)
{
	memcpy(to, from, n);
}

void
mem_zero(void *p, size_t n)
{
	memset(p, 0, n);
}

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "schema/err.h"
#include "schema/text.h"

/* Text that did not fit ends with a whole character. */
static void
cut(char *s, size_t size, int wanted)
{
	size_t n = size - 1;

	if (wanted < 0 || (size_t)wanted < size)
		return;
	while (n > 0 && ((unsigned char)s[n - 1] & 0xc0) == 0x80)
		n--;
	/* The last start of a character, which may lack its end. */
	if (n > 0 && (unsigned char)s[n - 1] >= 0x80)
		s[n - 1] = '\0';
}

/* Names and replies in a message come from strangers. */
static void
put(char *s, size_t size, const char *fmt, va_list ap)
{
	cut(s, size, vsnprintf(s, size, fmt, ap));
	text_tame(s);
}

int
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return (int)code;
	e->code = code;
	va_start(ap, fmt);
	put(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return (int)code;
}

int
err_prefix(struct err *e, const char *fmt, ...)
{
	char old[sizeof(e->msg)];
	va_list ap;
	size_t n;

	if (e == NULL)
		return ERR_NONE;
	memcpy(old, e->msg, sizeof(old));
	va_start(ap, fmt);
	put(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	n = strlen(e->msg);
	cut(e->msg + n, sizeof(e->msg) - n,
	    snprintf(e->msg + n, sizeof(e->msg) - n, ": %s", old));
	return (int)e->code;
}

int
err_exit_status(int code)
{
	static const int status[] = {
		[ERR_NONE] = 0,
		[ERR_USAGE] = 64,
		[ERR_DATA] = 65,
		[ERR_NO_INPUT] = 66,
		[ERR_MEMORY] = 71,
		[ERR_CANT_CREATE] = 73,
		[ERR_IO] = 74,
		[ERR_BUSY] = 75,
		[ERR_PERMISSION] = 77,
		[ERR_CONFIG] = 78
	};

	if (code < 0 || (size_t)code >= sizeof(status) / sizeof(status[0]))
		return 70;
	return status[code];
}

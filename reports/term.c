#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "reports/term.h"
#include "schema/num.h"

size_t
term_width(long columns)
{
	if (columns < TERM_WIDTH_MIN)
		return TERM_WIDTH_MIN;
	if (columns > TERM_WIDTH_MAX)
		return TERM_WIDTH_MAX;
	return (size_t)columns;
}

static bool
is_set(const char *name)
{
	const char *v = getenv(name);

	return v != NULL && *v != '\0';
}

struct term
term_of(FILE *f)
{
	const char *name = getenv("TERM"), *columns = getenv("COLUMNS");
	struct term t = { TERM_WIDTH_PLAIN, false };
	struct winsize size;
	int fd = fileno(f), n;

	if (fd >= 0 && isatty(fd)) {
		if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
			t.width = term_width(size.ws_col);
		t.colour = !is_set("NO_COLOR") && name != NULL &&
		    *name != '\0' && strcmp(name, "dumb") != 0;
	}
	if (columns != NULL && num_int(span_str(columns), 9999, &n) && n > 0)
		t.width = term_width(n);
	return t;
}

void
term_style(const struct term *t, struct buf *b, enum term_style style)
{
	/* SGR of ECMA-48, the eight colours that every terminal knows. */
	static const char *const sgr[TERM_STYLE_COUNT] = {
		"\033[0m", "\033[1m", "\033[2m", "\033[1;31m", "\033[1;33m",
		"\033[1;34m", "\033[32m", "\033[1;35m"
	};

	if (t->colour)
		buf_add_str(b, sgr[style]);
}

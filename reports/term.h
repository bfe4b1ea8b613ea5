/*
 * term: what the place a report goes to can show.
 */
#ifndef REPORTS_TERM_H
#define REPORTS_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "schema/buf.h"

#define TERM_WIDTH_MIN	40
#define TERM_WIDTH_MAX	200
#define TERM_WIDTH_PLAIN 80	/* a file, a pipe, a mail from cron */

struct term {
	size_t	width;		/* columns, within the bounds above */
	bool	colour;
};

enum term_style {
	TERM_PLAIN, TERM_BOLD, TERM_DIM, TERM_RED, TERM_YELLOW, TERM_BLUE,
	TERM_GREEN, TERM_MAGENTA, TERM_STYLE_COUNT
};

/*
 * Width and colour for f: those of the terminal if it is one, where NO_COLOR
 * (if not empty) and TERM=dumb turn colour off; else TERM_WIDTH_PLAIN
 * columns without colour.  COLUMNS overrides the width.
 */
struct term	 term_of(FILE *f);
/* The width brought within the bounds. */
size_t		 term_width(long columns);
/* Appends the sequence that starts a style or, for PLAIN, ends it. */
void		 term_style(const struct term *, struct buf *,
		    enum term_style);

#endif

/*
 * inputs: the logs of one run, looked at before they are read: which can be
 * opened, in which order of time they stand, in which year each begins.
 */
#ifndef ANALYZER_INPUTS_H
#define ANALYZER_INPUTS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/zone.h"
#include "schema/err.h"

struct input {
	char	*path;		/* "-" = standard input */
	bool	 empty;		/* no byte in it */
	int64_t	 begin;		/* time of its first line, or its bound */
	int64_t	 bound;		/* no line is later */
	int	 year;		/* of its first stamp, 0 = not needed */
};

struct inputs {
	struct input	*all;	/* the oldest first */
	size_t		 n;
};

/*
 * Looks at one path and adds it; an error says why not and adds nothing.
 * inputs_arrange() must follow.
 */
int	inputs_add(struct inputs *, const char *path, const struct zone *,
	    int64_t now, struct err *);
/* Sorts by time. */
void	inputs_arrange(struct inputs *);
void	inputs_free(struct inputs *);

#endif

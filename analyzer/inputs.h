/*
 * inputs: the logs of one run, looked at before they are read: which can be
 * opened, in which order of time they stand, in which year each begins.
 */
#ifndef ANALYZER_INPUTS_H
#define ANALYZER_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/look.h"
#include "analyzer/zone.h"
#include "schema/err.h"

/* One host under another name. */
struct input_alias {
	const char	*name;		/* as the log has it */
	const char	*host;		/* as it shall count */
};

/* A log, and how it is to be read. */
struct input_log {
	const char	*path;		/* "-" = standard input */
	const struct zone *zone;	/* of stamps without one */
	bool		 zone_given;	/* a known source takes it, too */
	const char	*host;		/* for lines without one */
	int		 year;		/* of the first stamp, 0 = inferred */
	const struct input_alias *aliases;
	size_t		 n_aliases;
};

struct input {
	struct input_log log;	/* its strings are borrowed */
	bool	 empty;		/* no byte in it */
	uint64_t size;		/* of the file */
	int64_t	 begin;		/* time of its first line, or its bound */
	int64_t	 bound;		/* no line is later */
	int64_t	 end;		/* no line is later, or INT64_MAX */
	int	 year;		/* of its first stamp, 0 = not needed */

	bool	 packed;	/* compressed */
	bool	 ends;		/* end can be told */
	struct look look;
};

struct inputs {
	struct input	*all;	/* the oldest first */
	size_t		 n;
};

/*
 * Looks at one log and adds it; an error says why not and adds nothing.
 * inputs_arrange() must follow.
 */
int	inputs_add(struct inputs *, const struct input_log *, int64_t now,
	    struct err *);
/*
 * Tells the years, of a rotated set together (years.h), and sorts by time: of
 * logs that begin together the largest first, so that a piece comes after
 * what it is a piece of.
 */
void	inputs_arrange(struct inputs *);
void	inputs_free(struct inputs *);

#endif

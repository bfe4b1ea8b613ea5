/*
 * format: in which format a command writes.
 */
#ifndef ANALYZER_FORMAT_H
#define ANALYZER_FORMAT_H

#include "analyzer/options.h"
#include "schema/err.h"

/*
 * Index of what --format names, else of what the suffix of --output says
 * (".json"; ".txt" for text), else fallback.  names ends with NULL.
 * ERR_USAGE: a format or a suffix that the command has not.
 */
int	format_choose(const struct options *, const char *const names[],
	    int fallback, int *out, struct err *);

#endif

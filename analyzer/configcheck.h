/*
 * configcheck: is what the configuration says possible?  libconfuse checks
 * words and brackets, these checks the values, with its file and line.
 */
#ifndef ANALYZER_CONFIGCHECK_H
#define ANALYZER_CONFIGCHECK_H

#include <confuse.h>
#include <stdbool.h>

#include "schema/span.h"

/* Sets the check of every option that has one. */
void	configcheck_set(cfg_opt_t *opts);
/* "old = new" without the blanks around both. */
bool	configcheck_alias(const char *text, struct span *name,
	    struct span *host);
/*
 * libconfuse takes the end of the file for the end of a section, a list, a
 * string and a comment.  Returns the line in which one begins that is not
 * closed and says so in *what (to be translated); 0 if there is none.
 */
int	configcheck_closed(struct span text, const char **what);

#endif

/*
 * unmatched: lines of an MTA that no rule knew: counted by what is left when
 * the varying parts are masked, and written out where the user wants them.
 */
#ifndef ANALYZER_UNMATCHED_H
#define ANALYZER_UNMATCHED_H

#include <stdio.h>

#include "schema/db.h"

/* db and file may be NULL. */
int	unmatched_line(struct db *, FILE *, struct span line, int64_t ts,
	    struct err *);
/* Keeps the most frequent ones only. */
int	unmatched_trim(struct db *, struct err *);

#endif

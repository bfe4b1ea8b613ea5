/*
 * unclassified: the replies of a window whose reason no rule knew, most
 * frequent first, each with a rule that would know it and lacks its reason
 * only.
 */
#ifndef REPORTS_UNCLASSIFIED_H
#define REPORTS_UNCLASSIFIED_H

#include <stdint.h>

#include "schema/buf.h"
#include "schema/db.h"
#include "schema/err.h"

#define UNCLASSIFIED_SCHEMA	1	/* version of the JSON keys */

struct unclassified_query {
	int64_t		 since, until;	/* since <= ts < until */
	const char	*host;		/* of the log header; NULL = all */
	int		 top;		/* at most so many */
};

/* Appends the text, or the JSON object, to out. */
int	unclassified_text(struct db *, const struct unclassified_query *,
	    struct buf *out, struct err *);
int	unclassified_json(struct db *, const struct unclassified_query *,
	    struct buf *out, struct err *);

#endif

/*
 * intern: strings that recur -> the row ids of their tables.
 *
 * Known ones are kept in memory by hash, up to INTERN_KEPT; the table itself
 * is asked only for the others.
 */
#ifndef ANALYZER_INTERN_H
#define ANALYZER_INTERN_H

#include "schema/db.h"
#include "schema/map.h"
#include "schema/span.h"

#define INTERN_KEPT	((size_t)1024 * 1024)

struct intern {
	struct db	*db;		/* borrowed */
	sqlite3_stmt	*find, *add;
	struct map	 ids;		/* key -> row id */
	int64_t		 next;		/* row id */
	bool		 complete;	/* ids holds the whole table */
	bool		 repeats;	/* a row more than once does no harm */
};

/* The statements are called NAME_find and NAME_add, the table NAME. */
int	intern_init(struct intern *, struct db *, const char *name,
	    struct err *);
void	intern_free(struct intern *);
/* Whether the key is in memory already. */
bool	intern_known(const struct intern *, uint64_t key, int64_t *id);
/*
 * The id of what `find` and `add` have been bound to (parameters 1.. of find;
 * 2.. of add, whose first is the new id).
 */
int	intern_row(struct intern *, uint64_t key, int64_t *id, struct err *);
/* For tables of one text column. */
int	intern_text(struct intern *, struct span text, int64_t *id,
	    struct err *);

#endif

/*
 * store: what correlate finds -> rows of the database.
 *
 * Everything between two commits of the caller is one transaction: events,
 * lives, roll-ups, open messages and the source's checkpoint (G2).
 */
#ifndef ANALYZER_STORE_H
#define ANALYZER_STORE_H

#include "analyzer/correlate.h"
#include "schema/db.h"
#include "schema/knowledge.h"

/*
 * Which deliveries a private database rolls up: an exact window, in one
 * bucket.  A history takes all (INT64_MIN, INT64_MAX), by time.
 */
struct store_window {
	bool	private;
	int64_t	since, until;
};

struct store;

int	store_open(struct db *, const struct knowledge *, struct store_window,
	    struct store **out, struct err *);
void	store_close(struct store *);
/* A sink for correlate_new(); borrows the store. */
struct correlate_sink store_sink(struct store *);
/*
 * A private database has this one source only: nobody will look for one of its
 * events again, so that no more of them is kept than the report reads.  Columns
 * that it does not read are 0 or NULL (life_put_alone, event_add_alone in
 * schema/statements.sql); the messages of a host and MTA share a row, and so do
 * the addresses of a domain (store_rows.c).
 */
int	store_alone(struct store *, struct err *);
/* The row of `source` that the next events come from. */
void	store_set_source(struct store *, int64_t source_id);

/* Brings back what was open when the last run ended. */
int	store_restore(struct store *, struct correlate *, struct err *);
/*
 * Before a log that begins earlier than others ended: brings back the lives
 * that ended since, so that its older events find them.
 * correlate_drop_revived() lets them go.
 */
int	store_revive(struct store *, struct correlate *, int64_t begin,
	    struct err *);
/* Writes what is only in memory; before each commit. */
int	store_flush(struct store *, struct correlate *, struct err *);

/* Anew what was judged by another knowledge (rejudge.c).  In a transaction. */
int	store_rejudge(struct db *, const struct knowledge *, struct err *);

#endif

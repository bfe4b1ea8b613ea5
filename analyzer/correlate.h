/*
 * correlate: lines of one message brought together.
 *
 * A log tells the sender, the client and the message id of a message on other
 * lines than its outcome, an expiry without naming recipients, and the end of
 * a recipient days after its first failure.  This keeps what is open: every
 * message until the queue forgets it, every recipient that failed until its
 * end (RECIPIENTS in the manual page: waiting -> delivered, bounced, expired,
 * discarded).
 *
 * Where the log does not say that the queue forgot a message but how many
 * recipients it has (Sendmail), it is done when as many have ended and none
 * waits.  Done messages are kept for a while: an alias may have made more
 * recipients.
 *
 * Fed in the order of the log by one thread.  State follows the time of the
 * events, not the order in which files are read: an older event never undoes
 * a newer one.
 */
#ifndef ANALYZER_CORRELATE_H
#define ANALYZER_CORRELATE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/batch.h"
#include "analyzer/message.h"
#include "schema/err.h"
#include "schema/map.h"

/*
 * Open messages kept in memory; the one that was not named for longest leaves
 * first, and an attempt of it later counts as a new recipient.
 */
#define CORRELATE_KEPT	((size_t)1024 * 1024)

/* Where what was found goes.  Errors stop the run. */
struct correlate_sink {
	void	*arg;
	/*
	 * One event of the contract, completed.  r is its recipient's life, or
	 * NULL: inbound, probe, hop, delivered at the first try.
	 */
	int	(*event)(void *arg, struct record *, struct message *,
		    struct recipient *r, struct err *);
	/* r (with m) will be forgotten: last chance to write it down. */
	int	(*forget)(void *arg, struct message *, struct recipient *r,
		    struct err *);
};

struct correlate;

struct correlate	*correlate_new(const struct correlate_sink *);
void			 correlate_free(struct correlate *);
/*
 * Nobody asks for what arrivals tell (sender, client...): a message is kept
 * only from its first failure on.
 */
void			 correlate_no_facts(struct correlate *);
/*
 * How long a message that is not named stays in memory, by the log's time
 * (seconds); without that until CORRELATE_KEPT others came.
 */
void			 correlate_life(struct correlate *, int64_t life_s);
/*
 * The first time the current source speaks of.  A recipient that ends here but
 * began before, in lines that may be read later, is kept as a life without
 * failures.  INT64_MIN: nothing will be read later.
 */
void			 correlate_source(struct correlate *,
			    int64_t first_ts);
/* The next record, its event.ts set. */
int			 correlate_add(struct correlate *, struct record *,
			    struct err *);
/*
 * All messages in memory, done or open, oldest use first; stops at a non-zero
 * return.
 */
int			 correlate_each(struct correlate *,
			    int (*visit)(void *, struct message *,
			    struct err *), void *arg, struct err *);
/* Drops the messages that were revived, after forget. */
int			 correlate_drop_revived(struct correlate *,
			    struct err *);
/* Drops messages not seen since ts, after forget. */
int			 correlate_expire(struct correlate *, int64_t ts,
			    struct err *);

/* What a store brings back at the start of a run. */
struct message		*correlate_restore(struct correlate *, enum mta,
			    struct span host, struct span instance,
			    struct span queue_id, int64_t first_ts);
struct recipient	*correlate_restore_recipient(struct correlate *,
			    struct message *, struct span address,
			    struct span orig);

#endif

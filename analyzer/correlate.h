/*
 * correlate: lines of one message brought together.
 *
 * A log tells the sender, the client and the message id of a message on other
 * lines than its outcome, an expiry without naming recipients, and the end of
 * a recipient days after its first failure.  This keeps what is open: every
 * message until the queue forgets it, every recipient that failed until its
 * end (SEMANTICS of the manual page: waiting -> delivered, bounced, expired,
 * discarded).
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
#include "analyzer/recipient.h"
#include "schema/err.h"
#include "schema/map.h"

/*
 * Open messages kept in memory; the one that was not named for longest leaves
 * first, and an attempt of it later counts as a new recipient.
 */
#define CORRELATE_KEPT	((size_t)1024 * 1024)

enum message_fact {
	FACT_HOST, FACT_INSTANCE, FACT_QUEUE_ID, FACT_MESSAGE_ID, FACT_SENDER,
	FACT_SUBMITTER, FACT_CLIENT_HOST, FACT_CLIENT_IP, FACT_COUNT
};

struct message {
	struct message	*older, *newer;	/* by last use */
	uint64_t	 key;
	enum mta	 mta;
	struct buf	 text;		/* the facts' bytes */
	uint32_t	 at[FACT_COUNT], len[FACT_COUNT];
	bool		 known[FACT_COUNT];
	int64_t		 first_ts, last_ts;
	bool		 born;		/* we saw it arrive */
	int64_t		 began;		/* by the delays logged, INT64_MAX */
	bool		 revived;	/* ended; back for an older log */
	struct recipient *recipients;
	int64_t		 row;		/* the store's; 0 = none */
	bool		 dirty;
};

/* A fact, borrowed until the message changes; null = not known. */
struct span	message_fact(const struct message *, enum message_fact);
void		message_set(struct message *, enum message_fact, struct span);

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
 * The first time the current source speaks of.  A recipient that ends here but
 * began before, in lines that may be read later, is kept as a life without
 * failures.  INT64_MIN: nothing will be read later.
 */
void			 correlate_source(struct correlate *,
			    int64_t first_ts);
/* The next record, its event.ts set. */
int			 correlate_add(struct correlate *, struct record *,
			    struct err *);
/* All open messages, oldest use first; stops at a non-zero return. */
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

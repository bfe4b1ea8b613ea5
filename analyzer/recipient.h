/*
 * recipient: the life of one recipient of one message, event by event
 * (bouncestat(1), "RECIPIENTS"): waiting -> delivered, bounced, expired,
 * discarded or moved on.
 *
 * State follows the time of the events, not the order in which they come.
 */
#ifndef ANALYZER_RECIPIENT_H
#define ANALYZER_RECIPIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/record.h"
#include "schema/life.h"

struct message;

/* A recipient that failed, waits, or ended without our seeing its start. */
struct recipient {
	struct recipient *next;		/* of the same message */
	struct message	*message;
	uint64_t	 key;
	char		*address, *orig;	/* orig "" = the same */
	enum direction	 direction;
	enum life_state	 state;
	int64_t		 first_ts, last_ts;
	int64_t		 closed_ts;	/* 0 = open */
	uint32_t	 attempts, failures;
	struct record	*last;		/* latest failure, owned */
	struct record	*reply;		/* latest remote reply if not last */
	bool		 expanded;	/* others name it as their original */

	bool		 anonymous;	/* ended by a line that named nobody */
	bool		 superseded;	/* ... its event is taken back */

	/* The store's: rows, and whether something is not written yet. */
	int64_t		 life_id;	/* 0 = none */
	int64_t		 cause_event;
	bool		 dirty;
};

/* What its state, and what an expiry inherits, is told by; NULL = nothing. */
static inline const struct record *
recipient_cause(const struct recipient *r)
{
	return r->reply != NULL ? r->reply : r->last;
}

/* One event in the life of r: counts, state, and what is kept as its cause. */
void	recipient_apply(struct recipient *, const struct record *);

#endif

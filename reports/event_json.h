/*
 * event_json: one event and what the knowledge says of it -> one line of the
 * machine contract (bouncestat(1), "EVENTS"), keys in the contract's order.
 */
#ifndef REPORTS_EVENT_JSON_H
#define REPORTS_EVENT_JSON_H

#include "schema/buf.h"
#include "schema/event.h"
#include "schema/hash.h"

#define EVENT_JSON_SCHEMA	1	/* version of the contract */

/* Strings may be NULL for "". */
struct event_judged {
	struct hash128	 event_id;	/* event_id_next() */
	const char	*fingerprint;	/* "" for delivered */
	const char	*reason;
	const char	*permanence;
	const char	*rule;
};

/* Appends the object and a newline. */
void	event_json(struct buf *out, const struct event *,
	    const struct event_judged *);

#endif

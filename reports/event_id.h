/*
 * event_id: the contract's id of an event: a hash of its content and of its
 * ordinal among equal contents of one second (bouncestat(1), "EVENTS").
 *
 * Counting equals needs memory of what came before: one struct event_ids per
 * run, zeroed at the start.  It is bounded: it forgets the oldest contents
 * after EVENT_IDS_KEPT newer ones, far more than one second of a log.
 */
#ifndef REPORTS_EVENT_ID_H
#define REPORTS_EVENT_ID_H

#include <stdint.h>

#include "schema/buf.h"
#include "schema/event.h"
#include "schema/hash.h"
#include "schema/map.h"

#define EVENT_IDS_KEPT	65536

struct event_ids {
	struct map	young, old;	/* content -> how often */
	struct buf	content;
};

/* The id of the next event; those with the same content come in order. */
struct hash128	event_id_next(struct event_ids *, const struct event *);
void		event_ids_free(struct event_ids *);

#endif

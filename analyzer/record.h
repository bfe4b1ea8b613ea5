/*
 * record: an event with its cause worked out.
 */
#ifndef ANALYZER_RECORD_H
#define ANALYZER_RECORD_H

#include "schema/event.h"
#include "schema/hash.h"

struct record {
	struct event	event;
	struct span	template;	/* of event.text (fingerprint.h) */
	struct span	vals;
	struct hash128	fingerprint;
	uint32_t	line_len;	/* bytes, of the first record only */
};

/* A copy of r with all its text, in one block for free(3). */
struct record	*record_copy(const struct record *);
/* Gives r the reply (code to fingerprint, relay, direction) of another. */
void		 record_inherit(struct record *r, const struct record *from);

#endif

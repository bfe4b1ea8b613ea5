/*
 * message: what the lines of one message have said so far.
 *
 * A message owns the bytes of its facts.  Its recipients are correlate's.
 */
#ifndef ANALYZER_MESSAGE_H
#define ANALYZER_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/recipient.h"
#include "schema/buf.h"
#include "schema/event.h"
#include "schema/span.h"

enum message_fact {
	FACT_HOST, FACT_INSTANCE, FACT_QUEUE_ID, FACT_MESSAGE_ID, FACT_SENDER,
	FACT_SUBMITTER, FACT_CLIENT_HOST, FACT_CLIENT_IP, FACT_COUNT
};

struct message {
	struct message	*older, *newer;	/* by last use */
	uint64_t	 key;
	bool		 twin;		/* another instance has the same id */
	enum mta	 mta;
	struct buf	 text;		/* the facts' bytes */
	uint32_t	 at[FACT_COUNT], len[FACT_COUNT];
	bool		 known[FACT_COUNT];
	int64_t		 first_ts, last_ts;
	bool		 born;		/* we saw it arrive */
	int64_t		 began;		/* by the delays logged, INT64_MAX */
	bool		 revived;	/* ended; back for an older log */
	int32_t		 expected;	/* recipients it has, -1 = not known */
	uint32_t	 ended;		/* how many of them ended */
	bool		 done;		/* all ended: in the list of these */
	struct recipient *recipients;
	int64_t		 row;		/* the store's; 0 = none */
	bool		 dirty;
};

/* A fact, borrowed until the message changes; null = not known. */
struct span	message_fact(const struct message *, enum message_fact);
void		message_set(struct message *, enum message_fact, struct span);

/* Counts the end of a recipient, or of all, if that is what e says. */
void		message_count_end(struct message *, const struct event *);

/* What tells messages apart, but for twins. */
uint64_t	message_key(enum mta, struct span host, struct span queue_id);

/* Messages by last use; a message is in one list. */
struct message_list {
	struct message	*oldest, *newest;
	size_t		 n;
};

void		message_list_add(struct message_list *, struct message *);
void		message_list_remove(struct message_list *, struct message *);

#endif

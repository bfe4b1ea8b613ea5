/*
 * correlate_priv: what the files of correlate share (correlate.c: what a line
 * means for a message and its recipients, correlate_table.c: which of them are
 * in memory).  Nobody else includes this.
 */
#ifndef ANALYZER_CORRELATE_PRIV_H
#define ANALYZER_CORRELATE_PRIV_H

#include "analyzer/correlate.h"

struct correlate {
	struct correlate_sink	 sink;
	struct map		 messages;	/* key -> struct message * */
	struct map		 recipients;	/* key -> struct recipient * */
	struct message_list	 list[2];	/* by message.done */
	struct message		*spare;		/* free list, by ->newer */
	size_t			 twins;
	int64_t			 source_first;
	int64_t			 life_s;	/* 0 = for ever */
	bool			 no_facts;
};

/*
 * The message that e speaks of, or NULL; *key is its key, or the one that is
 * free for it.  *other: a message of that id in whatever instance, or NULL.
 */
struct message	*correlate_find(const struct correlate *, const struct event *e,
		    uint64_t *key, struct message **other);
/*
 * The message of e, made if it is new; NULL with NOQUEUE.  The oldest may be
 * forgotten for it.
 */
int		 correlate_get(struct correlate *, const struct event *e,
		    struct message **, struct err *);
/* Done: to be forgotten when many others are. */
int		 correlate_put_away(struct correlate *, struct message *,
		    struct err *);
/* Tells the sink of each recipient and lets go of all. */
int		 correlate_forget(struct correlate *, struct message *,
		    struct err *);

/* Copies the addresses. */
struct recipient *correlate_new_recipient(struct correlate *,
		    struct message *, struct span address, struct span orig);
/* Whatever the case of its letters; NULL = none of that address. */
struct recipient *correlate_find_recipient(const struct correlate *,
		    const struct message *, struct span address);
void		 correlate_name_recipient(struct correlate *,
		    struct recipient *, struct span address);

#endif

/*
 * join_priv: what join.c and join_store.c share.  Nobody else includes this.
 */
#ifndef ANALYZER_JOIN_PRIV_H
#define ANALYZER_JOIN_PRIV_H

#include "analyzer/join.h"

/* A line of which pieces are missing. */
struct join_partial {
	uint64_t	 key;		/* host, program and process */
	int64_t		 source;	/* of the first piece */
	struct record	*first;		/* the first piece: head and time */
	struct buf	 body;
	uint16_t	 next;		/* piece that is awaited */
};

/* The last refusal of an Exim process that writes to syslog. */
struct join_refusal {
	uint64_t	 key, hash;	/* hash 0 = its copy came */
	int64_t		 ts;
};

/* The last line of a log that was read to its end. */
struct join_log {
	int64_t		 source, ts;
	struct buf	 line;		/* empty = none that can be repeated */
};

struct join {
	struct scanner	*scanner;
	bool		 raw_hops;
	struct batch	 batch;		/* of rejoined and repeated lines */
	int64_t		 source;

	struct join_partial parts[JOIN_KEPT];	/* the oldest first */
	size_t		 n_parts;
	struct join_refusal refusals[JOIN_KEPT];
	size_t		 n_refusals;	/* ever; they take turns */

	struct buf	 line;		/* the last one of the source */
	uint64_t	 line_end;	/* offset behind it */
	struct join_log	 logs[JOIN_LOGS];
	size_t		 n_logs;
};

/* There must be room for it. */
struct join_partial *join_new_partial(struct join *, uint64_t key);
/* The last line of a log; the one that ended first gives way. */
void		 join_put_log(struct join *, int64_t source, int64_t ts,
		    struct span line);
/* What tells processes apart. */
uint64_t	 join_key(const struct event *);

#endif

/*
 * overlap_priv: what overlap.c (the walk through a log) asks of
 * overlap_others.c (what is known of other sources).  Nobody else includes
 * this.
 */
#ifndef ANALYZER_OVERLAP_PRIV_H
#define ANALYZER_OVERLAP_PRIV_H

#include "analyzer/overlap.h"

#define HANDFUL_EVENTS	32	/* as many as event_at takes times */
#define MAX_OTHERS	64

enum place { AHEAD, INSIDE, BEHIND };

/* Another source that reaches into the time of the log. */
struct other {
	int64_t		 id;
	char		*name;
	int64_t		 first, last;		/* its seconds */
	int64_t		 first_lines, last_lines;	/* in these two */
	struct tail	 tail;		/* its last lines */
	bool		 twin;		/* has the same lines, as was seen */
	enum overlap_kind kind;		/* of the log beside it */

	/* Where the walk stands. */
	enum place	 place;
	uint64_t	 from;		/* offset where it came inside */
	uint64_t	 begin;		/* of the lines it has */
	unsigned	 found;		/* of its tail: bits */

	/* Events of the log in its time. */
	bool		 decided, covers;
	size_t		 seen;		/* without those others gave */
	size_t		 known;		/* of these, its own */
};

struct others {
	struct other	 all[MAX_OTHERS];
	size_t		 n;
};

/* A handful of events to be found again. */
struct handful {
	struct record	*events[HANDFUL_EVENTS];
	uint64_t	 known_by[HANDFUL_EVENTS];	/* bits: others */
	size_t		 n;
};

/* Those that reach further, into the time of the log, which begins at ts. */
int	others_find(struct others *, struct db *, const struct overlap_log *,
	    int64_t ts, struct err *);
void	others_free(struct others *);
/* By the events so far: whether o has the lines of the log in its time. */
void	other_decide(struct other *);
/*
 * The log, of which these are the last lines in the time of o, goes on behind
 * it: whether o had all lines and not just some.  Finds selections, too.
 */
bool	other_is_whole(struct other *, const struct tail *);

/* Events that are kept one by one. */
bool	handful_wants(const struct event *);
/* Looks the events up, counts them for those that are inside, lets them go. */
int	handful_look_up(struct handful *, struct db *, struct others *,
	    struct err *);
void	handful_clear(struct handful *);

#endif

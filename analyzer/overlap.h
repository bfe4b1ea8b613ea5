/*
 * overlap: what of a log other sources gave already (G4): a piece, a
 * concatenation, mail.err beside mail.log, the journal beside files; and what
 * a log that is known goes on with, if another one was ahead of it.
 *
 * The rule: another source had all lines from its first second to where it
 * was read.  If nearly all events of this log in that stretch that no third
 * one gave are its events, the lines there are passed over; in its first and
 * last second as many as it had of them.  Deliveries are not kept one by one:
 * the time, and the failures around them, tell.  Where there are none, its
 * last lines do, or that the two were twins before.
 *
 * Where this log goes on behind the other one, the last lines of both are
 * compared.  They are the same: twins.  The other's are not all here: this is
 * a selection (mail.err), and what it has beyond may come with the other one.
 * The other has not all of these: it is the selection, and nothing is passed
 * over.
 */
#ifndef ANALYZER_OVERLAP_H
#define ANALYZER_OVERLAP_H

#include "analyzer/clock.h"
#include "analyzer/scan.h"
#include "analyzer/source.h"
#include "analyzer/tail.h"
#include "schema/db.h"

/* Known lines, and the clock as they leave it. */
struct overlap_part {
	uint64_t	begin, end;	/* offsets */
	struct clock	clock;
	/* As in struct identity: */
	int64_t		at_ts, at_lines;
	uint64_t	last_hash;
	struct tail	tail;
};

/* The log beside the other one. */
enum overlap_kind {
	OVERLAP_UNTOLD,		/* it does not reach the other's end */
	OVERLAP_TWIN,		/* it has all lines */
	OVERLAP_SELECTION	/* it has some of them */
};

struct overlap {
	struct overlap_part *parts;	/* in order; the rest is new */
	size_t		 n;
	/* Of the last part: */
	int64_t		 source;	/* the row that gave it */
	char		*name;
	enum overlap_kind kind;
	/* Of the first line behind the last part, CLOCK_NONE = none there. */
	int64_t		 next_ts;
};

/* The log to look at. */
struct overlap_log {
	struct source	*source;	/* where its next line is */
	int64_t		 id;		/* its row */
	uint64_t	 offset;
	/* What is before it, as in struct identity: */
	int64_t		 at_ts, at_lines;
	const struct tail *tail;
	int64_t		 end_ts;	/* no line is later */
	int64_t		 twin_of;	/* known from before, 0 = none */
	/* The host as it counts. */
	struct span	 (*host)(const void *arg, struct span);
	const void	*arg;
};

/*
 * Looks through the log as far as others reach in time.  The source is moved;
 * the clock is left as it was.
 */
int	overlap_find(struct db *, const struct scan_options *,
	    const struct overlap_log *, const struct clock *,
	    struct overlap *, struct err *);
void	overlap_free(struct overlap *);

#endif

/*
 * join: lines that only make sense together, in the one ordered consumer.
 *
 * Pieces: Exim cuts a long syslog message into "[1/3] ...", "[2/3] ..."; the
 * pieces of one host, program and process are put together and parsed as one
 * line.  Repeats: syslogd's "last message repeated N times" stands for the
 * line right before it.  Copies: in syslog, Exim's reject log repeats the
 * refusals of its main log.  Bounded: JOIN_KEPT unfinished lines and
 * processes.
 */
#ifndef ANALYZER_JOIN_H
#define ANALYZER_JOIN_H

#include "analyzer/correlate.h"
#include "analyzer/scan.h"

#define JOIN_KEPT	64

struct join;

/* opt is borrowed. */
struct join	*join_new(const struct scan_options *opt);
void		 join_free(struct join *);
/* Record i of the batch, its time and host set -> correlate. */
int		 join_add(struct join *, struct batch *, size_t i,
		    struct correlate *, struct err *);
/* The end: unfinished lines are parsed as far as they came. */
int		 join_finish(struct join *, struct correlate *,
		    struct err *);

#endif

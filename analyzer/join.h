/*
 * join: lines that only make sense together, in the one ordered consumer.
 *
 * Pieces: Exim and Sendmail cut a long syslog message into several; the
 * pieces of one host, program and process are put together and parsed as one
 * line.  One that stays unfinished is parsed as far as it came: at the next
 * line of that process, JOIN_WAIT_S later in its log, or when the caller says
 * so.  Repeats: syslogd's "last message repeated N times" stands for the
 * line right before it, that of the log before in a rotated set, too.
 * Copies: in syslog, Exim's reject log repeats the refusals of its main log.
 *
 * What is unfinished is part of a history's checkpoint (join_save()), so that
 * no edge of a block, a run or a file shows.  Bounded: JOIN_KEPT unfinished
 * lines and processes, the last lines of JOIN_LOGS logs.
 */
#ifndef ANALYZER_JOIN_H
#define ANALYZER_JOIN_H

#include "analyzer/correlate.h"
#include "analyzer/scan.h"
#include "schema/db.h"

#define JOIN_KEPT	64
#define JOIN_LOGS	16
#define JOIN_WAIT_S	300
/* syslogd tells its repeats every ten minutes at the latest. */
#define JOIN_REPEAT_S	900
#define JOIN_MAX_LINE	((size_t)64 * 1024)

struct join;

/* opt is borrowed; raw_hops as in struct ingest_options. */
struct join	*join_new(const struct scan_options *opt, bool raw_hops);
void		 join_free(struct join *);
/*
 * The batches that follow are of this source, from offset on; last_line is
 * the line before that, "" where there is none that can be repeated.
 */
void		 join_source(struct join *, int64_t source, uint64_t offset,
		    struct span last_line);
/* Record i of the batch, its time and host set -> correlate. */
int		 join_add(struct join *, struct batch *, size_t i,
		    struct correlate *, struct err *);
/* All records of the batch were added: remembers its last line. */
void		 join_end_batch(struct join *, const struct batch *);
/* The last line, for join_source() in a later run; borrowed. */
struct span	 join_last_line(const struct join *);
/* The source was read to its end, whose time this is. */
void		 join_leave(struct join *, int64_t last_ts);
/* Unfinished lines that began before ts are parsed as far as they came. */
int		 join_finish(struct join *, int64_t ts, struct correlate *,
		    struct err *);

/* The unfinished lines -> the database, in the caller's transaction. */
int		 join_save(const struct join *, struct db *, struct err *);
/* Brings back what join_save() and the sources' rows hold. */
int		 join_restore(struct join *, struct db *, struct err *);

#endif

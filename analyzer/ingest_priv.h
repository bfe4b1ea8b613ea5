/*
 * ingest_priv: what the files of ingest share (ingest.c: the run,
 * ingest_source.c: which log, and what of it is new, ingest_read.c: how it is
 * read, ingest_lines.c: what its lines give).  Nobody else includes this.
 */
#ifndef ANALYZER_INGEST_PRIV_H
#define ANALYZER_INGEST_PRIV_H

#include "analyzer/clock.h"
#include "analyzer/identity.h"
#include "analyzer/ingest.h"
#include "analyzer/join.h"
#include "analyzer/overlap.h"
#include "analyzer/pipeline.h"

struct ingest {
	const struct ingest_options *opt;
	struct scan_options	 scan;
	struct pipeline		*pipeline;
	struct correlate	*correlate;
	struct store		*store;		/* NULL: printing */
	struct join		*join;
	struct ingest_stats	*stats;

	/* Of the sources read before. */
	int64_t			 newest;
	struct hash128		*heads;		/* printing */
	size_t			 n_heads;
	bool			 waiting;	/* one was not whole yet */

	/* The source being read. */
	const struct input	*input;
	struct identity		 id;
	struct clock		 clock;
	struct zone		*zone;		/* it began with, or NULL */
	uint64_t		 mail;		/* lines of an MTA in it */
	uint64_t		 uncommitted;
	bool			 commits;	/* before its end, too */
	bool			 fatal;		/* not the input's fault */
	/* Logs that have lines of others wait until these were read. */
	bool			 put_off;	/* this one does */
	bool			 twins_turn;	/* their turn */
};

void	ingest_notice(const struct ingest *, const char *msg);
/* Reads one log; in->fatal tells an error that is not its own. */
int	ingest_one(struct ingest *, const struct input *, struct err *);
/* The host as it counts in that log; arg is the ingest. */
struct span ingest_host(const void *arg, struct span host);
/*
 * A packed log ends early, or one has half a line only: whether it is still
 * being written, which is told.
 */
bool	ingest_waits(struct ingest *, const struct source *);
/*
 * To where the next line of the source is, for reader_init(); moved = it was
 * read in since it was opened.
 */
int	ingest_go_to(struct ingest *, struct source *, bool moved,
	    struct err *);
/*
 * Takes in the log but for the parts that are known; hold = not what is
 * behind the last one, either.  Commits.
 */
int	ingest_read(struct ingest *, struct source *, const struct overlap *,
	    bool hold, bool moved, struct err *);
/* For pipeline_run(): a batch of the source being read. */
int	ingest_consume(void *ingest, struct batch *, struct err *);
/* Everything known so far is on disk, with the checkpoint (G2). */
int	ingest_commit(struct ingest *, struct err *);

#endif

/*
 * ingest_priv: what the files of ingest share (ingest.c: the run,
 * ingest_source.c: one log, ingest_lines.c: what its lines give).  Nobody
 * else includes this.
 */
#ifndef ANALYZER_INGEST_PRIV_H
#define ANALYZER_INGEST_PRIV_H

#include "analyzer/clock.h"
#include "analyzer/identity.h"
#include "analyzer/ingest.h"
#include "analyzer/join.h"
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
	uint64_t		 mail;		/* lines of an MTA in it */
	uint64_t		 uncommitted;
	bool			 commits;	/* before its end, too */
	bool			 fatal;		/* not the input's fault */
};

void	ingest_notice(const struct ingest *, const char *msg);
/* Reads one log; in->fatal tells an error that is not its own. */
int	ingest_one(struct ingest *, const struct input *, struct err *);
/* For pipeline_run(): a batch of the source being read. */
int	ingest_consume(void *ingest, struct batch *, struct err *);
/* Everything known so far is on disk, with the checkpoint (G2). */
int	ingest_commit(struct ingest *, struct err *);

#endif

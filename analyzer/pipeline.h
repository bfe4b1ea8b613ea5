/*
 * pipeline: reader -> workers that scan -> one consumer, in order.
 *
 * Of the jobs threads one is the caller's.  It alone consumes, and does that
 * first; who has nothing to do scans a block or reads the next one.  What the
 * consumer sees is the same for any number of jobs.
 */
#ifndef ANALYZER_PIPELINE_H
#define ANALYZER_PIPELINE_H

#include "analyzer/reader.h"
#include "analyzer/scan.h"

struct pipeline;

typedef int (*pipeline_consume)(void *arg, struct batch *, struct err *);

/* opt is borrowed until pipeline_free(). */
struct pipeline	*pipeline_new(const struct scan_options *opt, int jobs);
void		 pipeline_free(struct pipeline *);
/*
 * Runs the reader to its end.  The consumer may change the batch's records.
 * Its error, or else the reader's, is returned; the batches before an error
 * of the reader have been consumed.
 */
int		 pipeline_run(struct pipeline *, struct reader *,
		    pipeline_consume, void *arg, struct err *);

#endif

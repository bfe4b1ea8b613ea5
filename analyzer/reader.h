/*
 * reader: a source's bytes as blocks of whole lines.
 *
 * Invariant: a line never straddles two batches.  A line over READER_MAX_LINE
 * is passed over and counted.  A last line without newline stays behind as
 * pending, for the next run, unless the reader was told to take it.
 */
#ifndef ANALYZER_READER_H
#define ANALYZER_READER_H

#include "analyzer/batch.h"
#include "analyzer/source.h"

#define READER_MAX_LINE		((size_t)1024 * 1024)
#define READER_BLOCK_BYTES	((size_t)512 * 1024)

struct reader {
	struct source	*source;	/* borrowed */
	bool		 take_last;	/* a last line without newline, too */
	uint64_t	 offset;	/* of the next line, in the stream */
	uint64_t	 pending;	/* bytes of the last line left behind */
	bool		 invented;	/* the last newline is ours */
	uint64_t	 overlong;	/* lines passed over */
	uint64_t	 limit;		/* lines from this offset on are not
					   given; the begin of one */

	struct buf	 carry;		/* read, but not yet a whole line */
	bool		 ended;
	bool		 passing_over;
	uint64_t	 overlong_from;	/* where that line begins */
	int		 rc;		/* of the source, told at the end */
};

/* At offset of the stream: *r passes over what is before it. */
int	reader_init(struct reader *r, struct source *, uint64_t offset,
	    bool take_last, struct err *);
void	reader_free(struct reader *);
/*
 * The next lines into b (n == 0 at the end).  An error of the source comes
 * after all whole lines before it.
 */
int	reader_next(struct reader *, struct batch *b, struct err *);

#endif

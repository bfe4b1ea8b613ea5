/*
 * batch: a block of whole lines, and what scanning it gave.
 *
 * A batch owns its block and arena; the records' spans borrow both.  It goes
 * from the reader to a worker to the consumer, one at a time, and back.
 */
#ifndef ANALYZER_BATCH_H
#define ANALYZER_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/record.h"
#include "schema/arena.h"
#include "schema/buf.h"

/* Lines of one quarter of an hour, by the stamps' own words. */
struct quarter {
	uint64_t	offset;		/* of the first line */
	struct stamp	stamp;		/* of the first line; month 0 = none */
	int64_t		number;		/* to tell it from the next one */
	uint32_t	total, understood, irrelevant, unknown;
};

/* Two neighbours that lie far apart, by the stamps' own words. */
struct batch_gap {
	uint64_t	offset;		/* of the line after it */
	struct stamp	to;		/* its stamp */
	int64_t		seconds;
};

struct unmatched_line {
	uint64_t	offset;
	struct span	line;		/* borrows the block */
	bool		claimed;	/* an MTA's, not just no log line */
};

struct batch {
	char		*data;		/* whole lines, each with its newline */
	size_t		 n, size;
	uint64_t	 offset;	/* of data, in the stream */

	struct arena	 arena;
	struct record	*records;
	size_t		 n_records, size_records;
	struct quarter	*quarters;
	size_t		 n_quarters, size_quarters;
	struct batch_gap *gaps;
	size_t		 n_gaps, size_gaps;
	struct unmatched_line *unmatched;
	size_t		 n_unmatched, size_unmatched;

	uint64_t	 lines;		/* all of them */
	uint64_t	 mail;		/* of them an MTA's */
	uint64_t	 understood, irrelevant, unknown;
	int64_t		 last_s;	/* of the last stamp, INT64_MIN none */
	struct stamp	 last;		/* that stamp; month 0 = none */
	uint32_t	 last_n;	/* lines of its second at the end */
	struct buf	 template, vals;	/* scratch */
};

/* Forgets the results, keeps the memory. */
void	batch_reset(struct batch *);
void	batch_free(struct batch *);
/* Room for that many bytes of data. */
void	batch_reserve(struct batch *, size_t size);
/* The data becomes this one line, which begins at offset. */
void	batch_put_line(struct batch *, struct span line, uint64_t offset);
/* Room for one more element of an array that grows by doubling. */
void	*batch_more(void *array, size_t n, size_t *size, size_t element);

#endif

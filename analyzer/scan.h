/*
 * scan: the lines of a batch -> its records.  Stateless and thread-safe: any
 * worker may scan any batch; order is the consumer's business.
 */
#ifndef ANALYZER_SCAN_H
#define ANALYZER_SCAN_H

#include "analyzer/batch.h"
#include "parsers/parser.h"

/* Neighbouring lines further apart than this make a gap. */
struct scan_options {
	const struct parsers	*parsers;
	int64_t			 gap_s;
	bool			 no_facts;	/* nobody asks for senders... */
};

/* One for each thread. */
struct scanner;

struct scanner	*scanner_new(const struct scan_options *);
void		 scanner_free(struct scanner *);
/* Scans all lines of the batch. */
void		 scan_batch(struct scanner *, struct batch *);
/* Scans one body whose head is known (rejoined pieces) into the batch. */
void		 scan_body(struct scanner *, struct batch *,
		    const struct header *, uint64_t offset);

#endif

/*
 * ingest: logs -> events -> a sink: the database, or the printer of `parse`.
 *
 * With a history every source is known by its content and read from where the
 * last run stopped; its events and its checkpoint commit together (G1 to G6).
 */
#ifndef ANALYZER_INGEST_H
#define ANALYZER_INGEST_H

#include <stdio.h>

#include "analyzer/correlate.h"
#include "analyzer/inputs.h"
#include "analyzer/store.h"
#include "parsers/parser.h"

struct ingest_options {
	const struct parsers	*parsers;
	const struct knowledge	*knowledge;
	int			 jobs;		/* threads that scan, >= 1 */
	int64_t			 now;
	int64_t			 gap_s;
	int64_t			 life_s;	/* open messages are kept */
	bool			 allow_overlap;
	bool			 raw_hops;	/* each hop is a delivery */
	FILE			*unmatched;	/* lines nobody knew, or NULL */
	/* Exactly one of the two: */
	struct db		*db;
	const struct correlate_sink *printer;
	bool			 history;	/* db is kept */
	struct store_window	 window;
	/* What the user should know; one line without newline. */
	void			(*notice)(void *arg, const char *msg);
	/* Bytes of the input taken in so far, or NULL. */
	void			(*progress)(void *arg, uint64_t bytes);
	void			*arg;
};

struct ingest_stats {
	uint64_t	files;		/* read, with or without news */
	uint64_t	mail_files;	/* of them with mail lines, ever */
	uint64_t	lines, understood, irrelevant, unknown, overlong;
	uint64_t	bytes;
};

/*
 * Reads the logs, the oldest first.  A bad one is told by notice() and the
 * others are still read; the first error is returned then.  ERR_NO_INPUT if
 * nothing held a mail line.
 */
int	ingest(const struct ingest_options *, const struct input_log *logs,
	    size_t n, struct ingest_stats *, struct err *);

#endif

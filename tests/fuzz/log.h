/*
 * log: a block of log lines through head, claim, rules, join and correlation
 * to the lines of `parse`, in memory and in one thread.
 */
#ifndef TESTS_FUZZ_LOG_H
#define TESTS_FUZZ_LOG_H

#include "analyzer/scan.h"
#include "analyzer/verdicts.h"
#include "analyzer/zone.h"

struct log {
	struct parsers		*parsers;
	struct knowledge	*knowledge;
	struct zone		*utc;
	struct scan_options	 scan;
	struct scanner		*scanner;
	struct verdicts		 verdicts;
};

/* The keys of an event, ended by NULL. */
extern const char *const log_keys[];

void	log_open(struct log *);
void	log_close(struct log *);
/* Scans lines, the last one with or without its newline, at offset. */
void	log_scan(struct log *, struct batch *, struct span lines,
	    uint64_t offset);
/*
 * The events of the lines, read in blocks that end at the first line's end
 * behind each of the n places (ascending).
 */
void	log_parse(struct log *, struct span lines, const size_t *places,
	    size_t n, struct buf *out);
/* Everything that a record says, on one line. */
void	log_record(const struct record *, struct buf *out);

#endif

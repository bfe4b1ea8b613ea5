/*
 * overlap: a log whose first events another source gave already (G4): a
 * piece, a concatenation, mail.err beside mail.log, the journal beside files.
 */
#ifndef ANALYZER_OVERLAP_H
#define ANALYZER_OVERLAP_H

#include "analyzer/clock.h"
#include "analyzer/scan.h"
#include "analyzer/source.h"
#include "schema/db.h"

/*
 * Scans the start of the source, looks its first events up and rewinds it.
 * *source = the row of the source that gave nearly all of them, 0 = they are
 * new; *name for free(3).  The clock is left as it was.
 */
int	overlap_find(struct db *, const struct scan_options *,
	    struct source *, const struct clock *, int64_t *source,
	    char **name, struct err *);

/*
 * The same for a stream that is read once (what `journalctl --since -2h` gives
 * each hour): *offset = behind the last event that is known, if the events
 * from the first on up to that one nearly all are; else 0.
 */
int	overlap_resume(struct db *, const struct scan_options *,
	    struct source *, const struct clock *, uint64_t *offset,
	    char **name, struct err *);

#endif

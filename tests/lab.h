/*
 * lab: a temporary folder with logs and histories in it, for the suites that
 * need real files.  Everything goes away with lab_close().
 */
#ifndef TESTS_LAB_H
#define TESTS_LAB_H

#include <stdint.h>

#include "analyzer/ingest.h"
#include "schema/arena.h"
#include "schema/buf.h"

struct lab {
	char			 dir[256];
	struct arena		 arena;
	struct parsers		*parsers;
	struct knowledge	*knowledge;
	struct zone		*utc;
	struct buf		 notices;	/* of the last run, a line each */
	struct err		 err;		/* of the last run */
	struct ingest_stats	 stats;
	/* How the next run is done; lab_open() sets the defaults. */
	struct ingest_options	 opt;
	struct input_log	 log;		/* path apart, of all files */
};

void	lab_open(struct lab *);
void	lab_close(struct lab *);
/* The full path of a file in the folder; "-" stays. */
const char *lab_path(struct lab *, const char *name);
/* Files in the folder. */
void	lab_write(struct lab *, const char *name, const char *text);
void	lab_append(struct lab *, const char *name, const char *text);
void	lab_write_bytes(struct lab *, const char *name, const void *, size_t);
/* filter as for pack() (pack.h). */
void	lab_compress(struct lab *, const char *name, const char *filter,
	    const char *text);
/* Last modification. */
void	lab_touch(struct lab *, const char *name, int64_t ts);

/*
 * Takes the files, named in one string with blanks between, into a history
 * (the path's) or, with history NULL, into *private, which is the caller's.
 */
int	lab_ingest(struct lab *, const char *history, const char *files);
int	lab_ingest_private(struct lab *, const char *files,
	    struct store_window, struct db **private);

/* The first column of the first row, as text; by any SQLite. */
const char *lab_ask(struct lab *, const char *history, const char *sql);
const char *lab_ask_db(struct lab *, struct db *, const char *sql);
/*
 * All that must be equal however the same lines came in: lines, delivered,
 * late, events, lives with their causes, refusals, by whom sent.
 */
const char *lab_totals(struct lab *, const char *history);

#endif

/*
 * progress: a line on standard error that tells how far a long run is, if
 * standard error is a terminal.  One per process.
 */
#ifndef ANALYZER_PROGRESS_H
#define ANALYZER_PROGRESS_H

#include <stdint.h>

/* Bytes taken in so far; shown after the first second, then now and then. */
void	progress_show(void *arg, uint64_t bytes);
/* Takes the line away, before other output. */
void	progress_clear(void);

#endif

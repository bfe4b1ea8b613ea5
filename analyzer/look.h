/*
 * look: the stamps of a log from a look at parts of it, before it is read.
 *
 * Of a plain file: its first bytes, its end, and samples between, which see
 * every New Year that is not within a 64th of it.  Of a compressed one only
 * its first bytes, unless it is gone through.
 */
#ifndef ANALYZER_LOOK_H
#define ANALYZER_LOOK_H

#include "analyzer/source.h"
#include "analyzer/years.h"

/* Start with a zeroed struct. */
struct look {
	struct years	years;
	bool		whole;	/* its end was seen */
	bool		exact;	/* begin is known, whatever the year */
	int64_t		begin;
};

/* Where the source is stays as it is; path is its file's. */
void	look_at(struct look *, const struct source *, const char *path);
/* The source is read to its end, or what is wrong with it. */
void	look_through(struct look *, struct source *);

#endif

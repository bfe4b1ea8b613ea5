/*
 * tail: the last lines of a log up to where it was read, by their hashes:
 * whether another log has them, too.  The form of the head of a line does not
 * count: a journal and a file give the same.
 */
#ifndef ANALYZER_TAIL_H
#define ANALYZER_TAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/span.h"

#define TAIL_LINES	8

struct tail {
	uint64_t	lines[TAIL_LINES];	/* the oldest first */
	size_t		n;
};

/* The line of that host and time that says body. */
uint64_t	tail_hash(struct span host, int64_t ts, struct span body);
/* One line more. */
void		tail_add(struct tail *, uint64_t line);
/* Bits of the lines that are this one. */
unsigned	tail_find(const struct tail *, uint64_t line);
/* Whether so many bits are nearly all lines of the tail. */
bool		tail_is_most(const struct tail *, unsigned bits);
/* Bits of the lines of a that are in b. */
unsigned	tail_common(const struct tail *a, const struct tail *b);

/* As a database keeps it; a text of another length gives an empty tail. */
struct span	tail_text(const struct tail *);
void		tail_from(struct tail *, struct span text);

#endif

/*
 * arena: many small pieces, freed together.  Pieces stay where they are until
 * arena_reset() (keeps the memory for reuse) or arena_free().
 */
#ifndef SCHEMA_ARENA_H
#define SCHEMA_ARENA_H

#include <stddef.h>

#include "schema/span.h"

struct arena_chunk;

struct arena {
	struct arena_chunk	*first;
	struct arena_chunk	*now;
};

void		*arena_alloc(struct arena *, size_t n);	/* aligned for any */
/* Copies; the null span stays null.  The copy is NUL-terminated as well. */
struct span	 arena_copy(struct arena *, struct span);
void		 arena_reset(struct arena *);
void		 arena_free(struct arena *);

#endif

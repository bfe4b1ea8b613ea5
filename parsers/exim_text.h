/*
 * exim_text: what Exim writes for bytes of a reply that it logs, undone.
 * The results borrow the argument, or the arena where something had to change.
 */
#ifndef PARSERS_EXIM_TEXT_H
#define PARSERS_EXIM_TEXT_H

#include "schema/arena.h"
#include "schema/span.h"

/* The inside of C="...": \" and \\ are the bytes themselves. */
struct span exim_unquoted(struct span, struct arena *);
/* string_printing() undone for the bytes it wrote as \ooo. */
struct span exim_unprinted(struct span, struct arena *);

#endif

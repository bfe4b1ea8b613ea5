/*
 * exim_addr: the address part of an Exim delivery line.
 *
 * Exim's string_log_address() (src/deliver.c) writes the final address with
 * its local part unquoted and mostly in lower case, so that it may hold
 * blanks, "=>" or "R=x"; then, where they differ, the parents in parentheses
 * and the original address in angle brackets:
 *
 *	final@d.example (parent@d.example) <original@d.example>
 *	john doe@d.example <"john doe"@d.example>
 *	|/bin/cmd arg <original@d.example>      alice <alice@d.example>
 *
 * An address that needed quotes always comes with its original, which is what
 * tells where it ends.
 */
#ifndef PARSERS_EXIM_ADDR_H
#define PARSERS_EXIM_ADDR_H

#include <stdbool.h>

#include "schema/arena.h"
#include "schema/span.h"

struct exim_addr {
	struct span	recipient;	/* as attempted, quoted where needed */
	struct span	original;	/* before aliasing, "" if the same */
	struct span	rest;		/* behind the address part */
};

/* The spans borrow s, or the arena where a local part had to be quoted. */
void	exim_addr_parse(struct span s, struct arena *, struct exim_addr *);

/* The sender of an arrival line, which is logged as it is, into recipient. */
void	exim_sender_parse(struct span s, struct exim_addr *);

/*
 * The inside of "<...>" at the start of s, quoted strings in it being heeded;
 * *len = the bytes with both brackets, 0 = there is none.
 */
struct span exim_addr_bracketed(struct span s, size_t *len);

#endif

/*
 * extract: what a reply names besides its reason: the block list, which of
 * our addresses or domains it lists, how long to wait, where the recipient
 * went, a page that explains.  They make a fix concrete ("ask Spamhaus to
 * delist 192.0.2.7").
 */
#ifndef SCHEMA_EXTRACT_H
#define SCHEMA_EXTRACT_H

#include "schema/fix.h"
#include "schema/judge.h"

/*
 * Fills *out from the text of in, judged as v; what is not named is null or
 * 0.  The spans borrow the text.
 */
void	extract_values(const struct knowledge *, const struct judge_input *in,
	    const struct verdict *v, struct fix_values *out);

#endif

/*
 * verdicts: what the knowledge says of each cause, worked out once.
 *
 * A cause is judged where it was met: at a relay's domain, with an outcome.
 * The answers are kept in memory by the hash of all three, up to
 * VERDICTS_KEPT; then the memory starts anew.
 */
#ifndef ANALYZER_VERDICTS_H
#define ANALYZER_VERDICTS_H

#include <stdint.h>

#include "analyzer/record.h"
#include "schema/judge.h"
#include "schema/map.h"

#define VERDICTS_KEPT	((size_t)256 * 1024)

struct verdicts {
	const struct knowledge	*knowledge;	/* borrowed */
	struct map		 index;
	struct verdict		*all;
	size_t			 n, size;
};

void	verdicts_init(struct verdicts *, const struct knowledge *);
void	verdicts_free(struct verdicts *);
/*
 * Borrowed until the next call.  relay_domain: verdicts_relay_domain().
 * *fresh = it was not in memory.  Delivered events have no verdict: NULL.
 */
const struct verdict *verdicts_get(struct verdicts *, const struct record *,
	    struct span relay_domain, bool *fresh);
/* Judges without memory. */
void	verdicts_judge(const struct knowledge *, const struct event *,
	    struct span text, struct span relay_domain, struct verdict *);
/*
 * What stands for a relay in roll-ups and judgements: its name without the
 * first label, but never less than two labels.  Borrows host; "" for none or
 * an address.
 */
struct span verdicts_relay_domain(struct span host);

#endif

/*
 * fix: what to do about a verdict, as sentences that act: for the reason, or
 * better for the provider or the rule; filled in with what the reply names
 * ("ask Spamhaus to delist 192.0.2.7"); the knob of the MTA; the pages where
 * to ask.  Data: LANGUAGE/fixes.json and lists.json of the knowledge.
 *
 * An id in fixes.json is a reason's ("blocklisted": knobs, and variants with
 * values), a reason's at a provider ("blocklisted@google"), a reason's of one
 * permanence ("user_unknown/temporary"; "/final" in reports where most have
 * waited in vain), or any other, for a rule to name.
 */
#ifndef SCHEMA_FIX_H
#define SCHEMA_FIX_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/buf.h"
#include "schema/event.h"
#include "schema/judge.h"
#include "schema/knowledge.h"

/* What the reply names; a null or empty span = it does not. */
struct fix_values {
	struct span	list;		/* block list: zone or code */
	struct span	listed;		/* our IP or domain */
	struct span	address;	/* where the recipient has moved */
	struct span	url;		/* a page that explains */
	int64_t		retry_after_s;	/* 0 = none */
};

/* A page to ask at; strings borrow the knowledge. */
struct fix_page {
	const char	*title;		/* whose: a list, a provider */
	const char	*url;		/* or a mail address */
	bool		 removal;	/* asks for removal; else advice */
};
#define FIX_PAGES	3

/* Appends what to do, as one or two sentences.  values may be NULL. */
void	fix_text(const struct knowledge *, const struct verdict *,
	    const struct fix_values *, struct buf *out);
/* What to turn in this MTA's configuration, or NULL.  values may be NULL. */
const char *fix_knob(const struct knowledge *, const struct verdict *,
	    const struct fix_values *, enum mta);
/* Fills pages and returns how many. */
size_t	fix_pages(const struct knowledge *, const struct verdict *,
	    const struct fix_values *, struct fix_page[FIX_PAGES]);
/*
 * Whether retrying helps, in the reader's words; "" if nobody knows.  class =
 * the first digit of the reply, 0 = not known: no queue retries after a 5.
 */
const char *fix_retry(enum permanence, int class);
/*
 * The name of a block list for people: "Spamhaus" for zen.spamhaus.org; the
 * list's own name if it is not known.
 */
struct span fix_list_title(const struct knowledge *, struct span list);

/* For knowledge.c: the tables themselves. */
struct fix_set;
int	fix_load(const struct knowledge *, const char *dir, const char *lang,
	    struct fix_set **, struct err *);
void	fix_free(struct fix_set *);
/* The plain sentence of an id that is not a reason's, or NULL. */
const char *fix_plain(const struct fix_set *, const char *id);

#endif

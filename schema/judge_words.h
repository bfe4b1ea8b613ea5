/*
 * judge_words: a reply as the words that rules speak about.
 *
 * Lower case, accents folded to ASCII (Latin) or to lower case (Cyrillic,
 * Greek), punctuation gone, apostrophes closed up and negations spelled out
 * ("doesn't" = "does not"), British spelling turned to American, each CJK
 * character a word of its own.  What fingerprint masks stands as xaddr, xip,
 * xhost, xid, xnum or xtime, so that a rule sees the same words for every
 * recipient and a name in an address ("spam@...") is no evidence.  Status
 * codes such as 5.7.1 are one word.
 */
#ifndef SCHEMA_JUDGE_WORDS_H
#define SCHEMA_JUDGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/buf.h"
#include "schema/span.h"

#define JUDGE_WORDS_MAX		252
#define JUDGE_TEXT_BYTES	4000	/* of a reply that are read */

/* Zero before use; the words borrow text. */
struct judge_words {
	struct buf	text;
	struct buf	values;		/* what was masked, '\n' between */
	size_t		n;
	struct span	word[JUDGE_WORDS_MAX];
};

/* masked: a reply of strangers; else a literal of a rule, taken as it is. */
void	judge_words_read(struct judge_words *, struct span text, bool masked);
void	judge_words_free(struct judge_words *);

#endif

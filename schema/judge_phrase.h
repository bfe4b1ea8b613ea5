/*
 * judge_phrase: what rules look for in the words of a reply.
 *
 * A phrase is words with blanks between, matched anywhere:
 *
 *	word		this word		word*	one that starts so
 *	(a|b c|d*)	one of these		{name}	one of a named class
 *	...		up to 3 words between	~N	up to N (0 to 9)
 *	x?		x may be missing	^ $	start, end of the text
 *
 * All phrases of a book are matched together: each word of the reply is
 * looked up once, and a phrase costs time only if each of its parts was
 * seen.  Time is bounded by words times phrases whatever the text says.
 */
#ifndef SCHEMA_JUDGE_PHRASE_H
#define SCHEMA_JUDGE_PHRASE_H

#include <stdint.h>

#include "schema/err.h"
#include "schema/judge_words.h"

struct phrase_book;

struct phrase_book *phrase_book_new(void);
void	phrase_book_free(struct phrase_book *);

/*
 * Names a class by its alternatives (as inside "( )"; "{other}" takes in a
 * class named before).  ERR_DATA with what is wrong and where in the text.
 */
int	phrase_class(struct phrase_book *, const char *name,
	    const char *const *alternatives, struct err *);
/* Adds a phrase (once: the same text gives the same *index). */
int	phrase_add(struct phrase_book *, const char *text, uint32_t *index,
	    struct err *);
size_t	phrase_count(const struct phrase_book *);
/* After the last phrase_add(); read-only and thread-safe from then on. */
void	phrase_book_seal(struct phrase_book *);

/* Sets bit i of hits (phrase_count() bits, zeroed) if phrase i matches. */
void	phrase_match(const struct phrase_book *, const struct judge_words *,
	    uint64_t *hits);

static inline bool
phrase_hit(const uint64_t *hits, uint32_t i)
{
	return (hits[i / 64] >> i % 64 & 1) != 0;
}

#endif

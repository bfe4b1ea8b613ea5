/*
 * sentences: one file of the knowledge's texts in a language, over the same
 * file in English: { "ID": { "KEY": "sentence", ... }, ... }.  What the
 * language lacks is taken from English, sentence by sentence.
 */
#ifndef SCHEMA_SENTENCES_H
#define SCHEMA_SENTENCES_H

#include <stdbool.h>

#include "schema/arena.h"
#include "schema/err.h"
#include "schema/kjson.h"

struct sentences {
	struct kjson_file	 english;
	struct kjson_file	 own;	/* no root: English only */
	json_t			*seen;	/* ids that were asked for */
	const char		*kind;	/* "code": for messages */
	const char *const	*keys;	/* all that may occur, NULL ends */
};

/*
 * Opens LANG/NAME over en/NAME (see kjson_open() for dir).  kind and keys are
 * borrowed.  After an error there is nothing to free.
 */
int	sentences_open(const char *dir, const char *lang, const char *name,
	    const char *kind, const char *const *keys, struct sentences *,
	    struct err *);
/*
 * Checks that no entry is left over that nobody asked for.  Built-in
 * sentences may be more than the facts of a folder.
 */
int	sentences_check(const struct sentences *,
	    const struct kjson_file *facts, struct err *);
void	sentences_free(struct sentences *);

/*
 * Copies a sentence to the arena.  One that English lacks is an error if it
 * is required, else *out stays as it is.
 */
int	sentences_get(struct sentences *, const char *id, const char *key,
	    bool required, struct arena *, const char **out, struct err *);

#endif

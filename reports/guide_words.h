/*
 * guide_words: the guide's own words, in the reader's language.
 */
#ifndef REPORTS_GUIDE_WORDS_H
#define REPORTS_GUIDE_WORDS_H

#include "schema/buf.h"
#include "schema/knowledge.h"

/* "4xx: temporary failure..." for a first digit. */
const char *guide_class_text(int class);
/* "standard", "not a standard code" ... for a row's status. */
const char *guide_status_text(const char *status);
const char *guide_permanence_text(enum permanence);
/* The usual cause of a code, "-" for a success. */
const char *guide_cause(const struct knowledge *, int reason,
	    enum permanence);
/*
 * Appends what sets two codes apart by their first digits, in the reader's
 * language or (translate false) in English.
 */
void	guide_classes(struct buf *, int code, int other, bool translate);

#endif

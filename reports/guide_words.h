/*
 * guide_words: the guide's own words, in the reader's language.
 */
#ifndef REPORTS_GUIDE_WORDS_H
#define REPORTS_GUIDE_WORDS_H

#include "schema/knowledge.h"

/* "4xx: temporary failure..." for a first digit. */
const char *guide_class_text(int class);
/* "standard", "not a standard code" ... for a row's status. */
const char *guide_status_text(const char *status);
const char *guide_permanence_text(enum permanence);
/* The usual cause of a code, "-" for a success. */
const char *guide_cause(const struct knowledge *, int reason,
	    enum permanence);

#endif

/*
 * exim_line: what kind of line of Exim's it is, by its first bytes and by
 * literal words.  All spans borrow the line.
 */
#ifndef PARSERS_EXIM_LINE_H
#define PARSERS_EXIM_LINE_H

#include <stdbool.h>

#include "schema/span.h"

enum exim_form {
	EXIM_FORM_PIECE,	/* of a line that was too long for syslog */
	EXIM_FORM_DELIVERY, EXIM_FORM_FAILURE, EXIM_FORM_DEFERRAL,
	EXIM_FORM_ARRIVAL,
	EXIM_FORM_MESSAGE,	/* any other with a message id */
	EXIM_FORM_CLIENT	/* none */
};

/* Takes the id off the body, "" if there is none; rest begins at the flag. */
enum exim_form exim_line_form(struct span body, struct span *id,
	    struct span *rest);
/* An unflagged line begins with fields about a client. */
bool	exim_line_of_client(struct span rest);
/* An unflagged line may be an event; any other is a remark. */
bool	exim_line_counts(struct span rest);
/* A line without a stamp goes on a record of several lines. */
bool	exim_line_goes_on(struct span line);
/* Of a body that pieces were rejoined to, as of a file, the first line. */
struct span exim_line_first(struct span body);

bool	exim_is_base62(char);

#endif

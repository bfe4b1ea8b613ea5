/*
 * reply: an SMTP reply = basic code (RFC 5321 section 4.2), enhanced status
 * code (RFC 3463), text.  The three are facts of their own: none is derived
 * from another.
 */
#ifndef SCHEMA_REPLY_H
#define SCHEMA_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/buf.h"
#include "schema/span.h"

/* RFC 3463: class.subject.detail; class 0 = none. */
struct enhanced {
	uint16_t	class;
	uint16_t	subject;
	uint16_t	detail;
};

struct reply {
	uint16_t	code;		/* as sent, 100..999; 0 = none */
	struct enhanced	enhanced;
	struct span	text;		/* borrows the parser's buf */
};

/* "5.7.26" + NUL; "" for none.  The longest is 17 characters. */
#define ENHANCED_BUFSIZE	20
const char	*enhanced_format(struct enhanced, char out[ENHANCED_BUFSIZE]);
/* The whole span is class 2, 4 or 5 "." 1-3 digits "." 1-3 digits. */
bool		 enhanced_parse(struct span, struct enhanced *);
/* As the start of s; *len = its length.  The next byte is not [0-9.]. */
bool		 enhanced_at_start(struct span s, struct enhanced *,
		    size_t *len);
static inline bool
enhanced_same(struct enhanced a, struct enhanced b)
{
	return a.class == b.class && a.subject == b.subject &&
	    a.detail == b.detail;
}

/* How a log joined the lines of a multi-line reply. */
enum reply_join {
	REPLY_JOIN_BLANK,	/* Postfix: "550-5.1.1 a 550 5.1.1 b" */
	REPLY_JOIN_BLANK_4XX,	/* the same; the last line's is a 4xx */
	REPLY_JOIN_BLANK_5XX,	/* ... a 5xx */
	REPLY_JOIN_ESCAPE,	/* Exim: "550-5.1.1 a\n550 5.1.1 b" (\ and n) */
	REPLY_JOIN_LINES,	/* as on the wire, with line feeds */
	REPLY_JOIN_NONE		/* Sendmail: the first line only */
};

/*
 * Takes a reply as the log shows it apart: the code (of the last line where
 * lines differ with REPLY_JOIN_BLANK and its like, of the first with the
 * others: what the MTA decided by), the first enhanced code found right after
 * a code, and the text of all lines joined by one space without the codes'
 * repetition.  A span that starts with no code gives code 0 (or that of a
 * later line, "??550 5.7.1", with REPLY_JOIN_BLANK), an enhanced code if it
 * starts with one, and the text.  Writes the text to out (cleared
 * first), neutralised by text_clean(); *r borrows out.
 */
void		 reply_parse(struct span raw, enum reply_join, struct buf *out,
		    struct reply *r);

#endif

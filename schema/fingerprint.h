/*
 * fingerprint: what varies in a reply text apart from what it says.
 *
 * A mail server writes the same refusal a thousand times with another
 * address, host, queue id, date or count in it.  fingerprint_mask() takes
 * those out: the template is the text with one placeholder byte
 * (enum fingerprint_kind) for each, the values are what they stood for, so
 * that nothing is lost and each template is stored once.  Numbers and tokens
 * that say something stay: status codes, RFC numbers, names of block lists,
 * the short codes of providers ("S3140", "TSS04", "AUP#In-1000").
 *
 * Hand-written, one pass, no knowledge loaded: ids must not change when a
 * rule does.
 */
#ifndef SCHEMA_FINGERPRINT_H
#define SCHEMA_FINGERPRINT_H

#include <stdint.h>

#include "schema/buf.h"
#include "schema/hash.h"
#include "schema/reply.h"
#include "schema/span.h"

/* The placeholder bytes.  They are part of stored data: never renumber. */
enum fingerprint_kind {
	FINGERPRINT_ADDRESS = 1,
	FINGERPRINT_IP,
	FINGERPRINT_HOST,
	FINGERPRINT_ID,		/* of a queue, a session, a message */
	FINGERPRINT_NUMBER,
	FINGERPRINT_TIME,
	FINGERPRINT_QUERY,	/* a value in a URL */
	FINGERPRINT_NAME	/* a user's name without its domain */
};

/*
 * Appends to template_out and values_out (values joined by '\n').  The text
 * is neutralised (text_clean()): it holds no byte below 0x20.
 */
void	fingerprint_mask(struct span text, struct buf *template_out,
	    struct buf *values_out);
/* Appends exactly the text that was masked. */
void	fingerprint_unmask(struct span template, struct span values,
	    struct buf *out);
/* Appends the template for a reader: "<address>", "<ip>", ... */
void	fingerprint_human(struct span template, struct buf *out);
/*
 * The cause: the same for every day, host and MTA.  Case, blanks, brackets,
 * quotes and how often a placeholder repeats do not count.
 */
struct hash128 fingerprint_id(uint16_t code, struct enhanced,
	    struct span template);

#endif

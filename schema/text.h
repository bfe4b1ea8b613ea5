/*
 * text: bytes of strangers made fit for a place.
 */
#ifndef SCHEMA_TEXT_H
#define SCHEMA_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/buf.h"
#include "schema/span.h"

/*
 * Appends s to b with every control byte (C0, DEL, U+0080..U+009F, line and
 * paragraph separators, bidirectional overrides) as one blank and every byte
 * that is not well-formed UTF-8 (RFC 3629) as U+FFFD.
 */
void	text_clean(struct buf *b, struct span s);
/*
 * The same in place, for a name in a message: '?' shows where something was.
 */
void	text_tame(char *);
/* Nothing text_clean would change (fast path). */
bool	text_is_clean(struct span s);
/*
 * The well-formed character (RFC 3629 section 4) at the start of s, which is
 * not empty: its length in bytes, 0 if malformed.
 */
size_t	text_char(struct span s, uint32_t *cp);
/* One of those that text_clean() takes away. */
bool	text_is_control(uint32_t cp);
/* The longest head of s of at most n bytes that splits no character. */
struct span text_head(struct span s, size_t n);

#endif

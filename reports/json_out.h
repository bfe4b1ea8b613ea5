/*
 * json_out: JSON (RFC 8259) into a buf, in one pass and in the order given.
 *
 * Output is UTF-8 whatever comes in: what is not well-formed becomes U+FFFD,
 * what a terminal would obey (controls, line separators, bidirectional
 * overrides) is escaped.  Commas are set by what stands before.
 */
#ifndef REPORTS_JSON_OUT_H
#define REPORTS_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/buf.h"
#include "schema/span.h"

/* '{', '[' (after a key or in an array) and their ends. */
void	json_out_open(struct buf *, char bracket);
void	json_out_close(struct buf *, char bracket);
/* A key, which needs no escapes; its value comes next. */
void	json_out_key(struct buf *, const char *key);

/* A value, after a key or in an array; the null span is null. */
void	json_out_span(struct buf *, struct span);
void	json_out_int(struct buf *, int64_t);
void	json_out_bool(struct buf *, bool);
void	json_out_null(struct buf *);

/* Key and value; text: the null span is "". */
void	json_out_text(struct buf *, const char *key, struct span);
void	json_out_str(struct buf *, const char *key, const char *);
void	json_out_number(struct buf *, const char *key, int64_t);

#endif

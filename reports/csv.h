/*
 * csv: RFC 4180 records.  Fields are made fit for spreadsheets: control bytes
 * become blanks, what is not UTF-8 becomes U+FFFD, and a text that a
 * spreadsheet would take for a formula (first mark = + - @) gets an
 * apostrophe before it.
 */
#ifndef REPORTS_CSV_H
#define REPORTS_CSV_H

#include <stdint.h>

#include "schema/buf.h"
#include "schema/span.h"

/*
 * The next field of the record.  Nothing between the commas is the null span
 * (except as the first field), "" is the empty text: databases that read CSV
 * tell them apart.
 */
void	csv_text(struct buf *, struct span);
void	csv_str(struct buf *, const char *);
void	csv_number(struct buf *, int64_t);
/* Ends the record. */
void	csv_end(struct buf *);

#endif

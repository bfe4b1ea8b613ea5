/*
 * journal: one record of `journalctl -o json` as a log line's head and body.
 * Fields: systemd.journal-fields(7); a MESSAGE that is no valid UTF-8 comes
 * as an array of byte values ("Journal JSON Format").
 */
#ifndef PARSERS_JOURNAL_H
#define PARSERS_JOURNAL_H

#include "parsers/header.h"

/* Copies what h needs into the arena.  False: no such record. */
bool	journal_record(struct span line, struct arena *, struct header *h);
/*
 * {"log":"LINE\n","stream":"stdout","time":"STAMP"}, a line that Docker's
 * json-file driver wrote: "STAMP LINE", in the arena.
 */
bool	journal_container(struct span line, struct arena *, struct span *text);

#endif

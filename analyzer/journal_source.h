/*
 * journal_source: the mail records of systemd's journal as log lines in the
 * form of RFC 3339, as rsyslog would write them, through libsystemd.
 *
 * Only records of the mail facility or of a mail server's programs are looked
 * at; the journal's indexes find them.  Fields: systemd.journal-fields(7).
 */
#ifndef ANALYZER_JOURNAL_SOURCE_H
#define ANALYZER_JOURNAL_SOURCE_H

#include <stddef.h>

#include "schema/err.h"

struct journal_source;

/*
 * The journal of this machine, or the one in folder dir.  ERR_NO_INPUT,
 * ERR_PERMISSION (with the group to join); ERR_CONFIG if the program was
 * built without libsystemd.
 */
int	journal_source_open(const char *dir, struct journal_source **,
	    struct err *);
void	journal_source_close(struct journal_source *);
/* What makes it this journal and no other, for free(3). */
char	*journal_source_identity(const char *dir);

/* "systemd journal", and its folder; borrowed. */
const char	*journal_source_name(const struct journal_source *);

/* Goes behind the record of that cursor; "" = before the first one. */
int	journal_source_seek(struct journal_source *, const char *cursor,
	    struct err *);
/* Of the last record that was given whole; "" = none; borrowed. */
const char	*journal_source_cursor(const struct journal_source *);
/* The next bytes, at most size, into out; *n = 0 at the end. */
int	journal_source_read(struct journal_source *, char *out, size_t size,
	    size_t *n, struct err *);

#endif

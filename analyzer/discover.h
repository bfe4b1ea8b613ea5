/*
 * discover: which log files there are, when the command line names none.
 *
 * The configured patterns (glob(7)), or for none the places where the systems
 * in use put the logs of Postfix, Exim and Sendmail.  Only regular files, each
 * once, whatever names and links it has.  A file that may not be read is among
 * them: opening it says so.  A folder that may not be looked into is told.
 */
#ifndef ANALYZER_DISCOVER_H
#define ANALYZER_DISCOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "schema/err.h"

struct discover_file {
	char	*path;
	dev_t	 device;
	ino_t	 inode;
};

/* Start with a zeroed struct; discover_free() at the end. */
struct discover {
	struct discover_file	*files;
	size_t			 n;
	/* The first folder that was closed to us, ERR_PERMISSION. */
	struct err		 denied;
};

/*
 * Adds what the patterns find below root ("" but in tests); patterns NULL =
 * the usual places.  Call it once for each source of the configuration.
 */
void	discover_add(struct discover *, const char *root,
	    const char *const *patterns, size_t n);
void	discover_free(struct discover *);

/*
 * For a search without a result: what was denied, else ERR_NO_INPUT with the
 * places and, if this system keeps a journal, the command that reads it.
 */
int	discover_nothing(const struct discover *, const char *root,
	    const char *const *patterns, size_t n, struct err *);
/* Whether systemd's journal has files and there is a journalctl. */
bool	discover_journal(const char *root);

#endif

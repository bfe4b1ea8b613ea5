/*
 * config: /etc/bouncestat/bouncestat.conf, read with libconfuse.
 *
 *	database = "/var/lib/bouncestat/bouncestat.db"
 *	source { files = { "/var/log/mail.log*" }  tz = "Europe/Berlin" ... }
 *	report { since = "24h"  top = 20 ... }
 *
 * Everything is optional; source may be there more than once.  What the file
 * does not say is NULL, 0 or false, and the command line goes before it.
 */
#ifndef ANALYZER_CONFIG_H
#define ANALYZER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/err.h"

struct config_alias {
	char	*name;		/* as the log has it */
	char	*host;		/* as it shall count */
};

struct config_source {
	char			**files;	/* patterns of glob(7) */
	size_t			  nfiles;
	char			 *tz;		/* zone_open() takes it */
	char			 *host;		/* for lines without one */
	struct config_alias	 *aliases;
	size_t			  naliases;
	int			  year;		/* 0 = inferred */
	bool			  journal;	/* read systemd's as well */
	int64_t			  life_s;	/* of an open message */
};

struct config_report {
	char	*since;		/* timespec_parse() takes it */
	char	*format;	/* not checked here */
	char	*lang;		/* not checked here */
	char	*tz;
	int	 top;		/* rows */
	int	 gap_min;	/* silence that is worth a word */
};

struct config {
	char			*path;		/* NULL = none, or empty */
	char			*database;
	struct config_source	*sources;
	size_t			 nsources;
	struct config_report	 report;
};

/*
 * Reads path, or the default file for NULL; that one may be missing.  A wrong
 * or missing file is ERR_CONFIG with file:line and the key, one that may not
 * be read ERR_PERMISSION.  On success *out is for config_free().
 */
int	config_read(struct config *out, const char *path, struct err *);
void	config_free(struct config *);

#endif

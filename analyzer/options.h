/*
 * options: the command line, from one table that also makes --help.
 */
#ifndef ANALYZER_OPTIONS_H
#define ANALYZER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "schema/err.h"

enum command {
	COMMAND_REPORT_FRESH,	/* no command word: ingest, then report */
	COMMAND_REPORT, COMMAND_INGEST, COMMAND_PARSE, COMMAND_EXPORT,
	COMMAND_STATUS, COMMAND_CODES, COMMAND_EXPLAIN, COMMAND_COMPARE,
	COMMAND_RULES, COMMAND_COUNT
};

/* Strings borrow argv; NULL or 0 = not given. */
struct options {
	enum command	 command;
	bool		 help, version;
	const char	*config, *db, *rules, *knowledge, *lang;
	const char	*since, *until, *now, *tz, *log_tz, *host;
	const char	*format, *output, *unmatched, *class, *search, *life;
	int		 year, jobs, top, width;
	bool		 journal, allow_overlap, raw_hops, why, quiet, unused;
	char		**args;		/* what is left */
	size_t		 n_args;
};

/* ERR_USAGE names the option and the command it belongs to. */
int	options_parse(struct options *, int argc, char **argv, struct err *);
/* The text of --help, of one command or of all. */
void	options_help(enum command, FILE *);
/* "report", ...; "" for COMMAND_REPORT_FRESH. */
const char *options_command_name(enum command);

/* The table, for the tests and the check of the manual page. */
struct option_row {
	char		 letter;	/* '\0' = none */
	const char	*name;
	const char	*argument;	/* NULL = takes none */
	unsigned	 commands;	/* bit set of 1 << enum command */
	const char	*help;
};
extern const struct option_row option_rows[];	/* ended by a NULL name */

#endif

/*
 * commands: what the program can be asked to do, one function each.
 */
#ifndef ANALYZER_COMMANDS_H
#define ANALYZER_COMMANDS_H

#include "analyzer/setup.h"

typedef int command_fn(struct setup *, struct err *);

command_fn	cmd_report_fresh, cmd_report, cmd_ingest, cmd_parse,
		cmd_export, cmd_status, cmd_codes, cmd_explain, cmd_compare,
		cmd_rules;

/*
 * Takes the logs that setup_logs() gave into the open database; used by the
 * commands that ingest.
 */
int	cmd_take_in(struct setup *, struct db *,
	    const struct input_log *logs, size_t n, bool history,
	    struct store_window, struct ingest_stats *, struct err *);

/* Parses the command line and does it; returns the process's exit status. */
int	run(int argc, char **argv);

#endif

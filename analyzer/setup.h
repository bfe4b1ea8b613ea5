/*
 * setup: what a run needs besides its logs: configuration, knowledge, rules,
 * zones, the present time.  The command line goes before the configuration.
 */
#ifndef ANALYZER_SETUP_H
#define ANALYZER_SETUP_H

#include "analyzer/config.h"
#include "analyzer/ingest.h"
#include "analyzer/options.h"
#include "analyzer/timespec.h"
#include "analyzer/zone.h"

/* A section of the configuration, ready for use. */
struct setup_source {
	struct zone		*zone;
	struct input_alias	*aliases;
};

struct setup {
	const struct options	*opt;		/* borrowed */
	struct config		 config;
	struct knowledge	*knowledge;
	struct parsers		*parsers;	/* NULL unless asked for */
	struct zone		*zone, *log_zone;
	struct setup_source	*sources;	/* as config.sources */
	int64_t			 now;
	char			*db_path;
	char			 host[256];	/* this machine's name */
	FILE			*unmatched;
};

/* Loads; what is loaded before an error is freed by setup_free(). */
int	setup_init(struct setup *, const struct options *, struct err *);
void	setup_free(struct setup *);

/*
 * Options for ingest(), with notices on standard error and a progress bar
 * there if it is a terminal.  Loads the parsers, opens --unmatched.
 */
int	setup_ingest(struct setup *, struct ingest_options *, struct err *);
/*
 * For machine formats, which never change with the language: the knowledge
 * anew, in English.  Call it before anything borrows the knowledge.
 */
int	setup_english(struct setup *, struct err *);
/* Whether the run takes the named files only: a private database. */
bool	setup_is_private(const struct setup *);
/* Whether --host names the lines without one; else it is the report's. */
bool	 setup_names_hosts(const struct setup *);
/* --since and --until, the configuration's or the command's default. */
int	setup_window(const struct setup *, const char *fallback,
	    struct timespec_window *, struct err *);
/* Opens --output, or gives standard output. */
int	setup_output(const struct setup *, FILE **out, struct err *);
/* Closes it; a full disk or a closed pipe shows here. */
int	setup_close_output(const struct setup *, FILE *out, struct err *);

/*
 * The named files, or the configured or found logs (`parse`: standard input),
 * each with the settings of its section: the first one whose patterns match
 * it, else the first one without patterns.  For setup_free_logs().
 */
int	setup_logs(struct setup *, struct input_log **logs, size_t *n,
	    struct err *);
void	setup_free_logs(struct input_log *logs, size_t n);

#endif

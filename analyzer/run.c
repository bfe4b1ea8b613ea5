#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/commands.h"
#include "analyzer/progress.h"
#include "schema/i18n.h"

static command_fn *const commands[COMMAND_COUNT] = {
	[COMMAND_REPORT_FRESH] = cmd_report_fresh,
	[COMMAND_REPORT] = cmd_report,
	[COMMAND_EXPORT] = cmd_export,
	[COMMAND_STATUS] = cmd_status,
	[COMMAND_INGEST] = cmd_ingest,
	[COMMAND_PARSE] = cmd_parse,
	[COMMAND_CODES] = cmd_codes,
	[COMMAND_EXPLAIN] = cmd_explain,
	[COMMAND_COMPARE] = cmd_compare,
	[COMMAND_RULES] = cmd_rules,
};

/* --version and --help. */
static int
tell(const struct options *opt, struct err *err)
{
	if (opt->version)
		printf("bouncestat %s\n", VERSION);
	else
		options_help(opt->command, stdout);
	if (fflush(stdout) != 0)
		return err_set(err, ERR_IO, _("standard output: %s"),
		    strerror(errno));
	return 0;
}

int
run(int argc, char **argv)
{
	struct options opt;
	struct setup setup;
	struct err err = { .code = ERR_NONE };
	int rc;

	/* What is wrong with the options is told in the reader's language. */
	i18n_init(NULL, NULL);
	rc = options_parse(&opt, argc, argv, &err);
	if (rc == 0 && opt.lang != NULL)
		rc = i18n_init(opt.lang, &err);
	if (rc == 0 && (opt.version || opt.help))
		rc = tell(&opt, &err);
	else if (rc == 0) {
		rc = setup_init(&setup, &opt, &err);
		if (rc == 0)
			rc = commands[opt.command](&setup, &err);
		setup_free(&setup);
	}
	progress_clear();
	/* An empty message: the notices told it all. */
	if (rc != 0 && err.msg[0] != '\0')
		fprintf(stderr, "bouncestat: %s\n", err.msg);
	return err_exit_status(rc);
}

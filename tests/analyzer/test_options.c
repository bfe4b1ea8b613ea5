/*
 * The command line: one table, without gaps or duplicates.
 */
#include <getopt.h>
#include <stdlib.h>

#include "analyzer/options.h"
#include "tests/test.h"

void	suite_options(void);

/* Parses "bouncestat" and the words. */
static int
parse(struct options *o, const char *words, struct err *err)
{
	static char storage[256];
	char *argv[16] = { (char []){ "bouncestat" } };
	char *rest = storage, *word;
	int argc = 1;

	snprintf(storage, sizeof(storage), "%s", words);
	while (argc < 15 && (word = strsep(&rest, " ")) != NULL)
		if (*word != '\0')
			argv[argc++] = word;
	argv[argc] = NULL;
	optind = 0;	/* begin anew */
	*err = (struct err){ .code = ERR_NONE };
	return options_parse(o, argc, argv, err);
}

static void
test_table(void)
{
	const struct option_row *a, *b;
	struct options o;
	struct err err;
	char words[64];
	int c;

	for (a = option_rows; a->name != NULL; a++) {
		CHECK_INT(a->name, a->commands != 0, true);
		CHECK_INT(a->name, a->help != NULL && a->help[0] != '\0',
		    true);
		for (b = a + 1; b->name != NULL; b++) {
			CHECK_INT(a->name, strcmp(a->name, b->name) != 0,
			    true);
			CHECK_INT(a->name, a->letter == '\0' ||
			    a->letter != b->letter, true);
		}
		/* Every one arrives somewhere, with its commands only. */
		for (c = COMMAND_REPORT_FRESH; c < COMMAND_COUNT; c++) {
			snprintf(words, sizeof(words), "%s --%s%s",
			    options_command_name((enum command)c), a->name,
			    a->argument != NULL ? " 7" : "");
			CHECK_INT(words, parse(&o, words, &err),
			    (a->commands & 1u << c) != 0 ? 0 : ERR_USAGE);
			CHECK_INT(words, (int)o.command, c);
			if (err.code != ERR_NONE)
				CHECK_INT(err.msg, span_has_nocase(
				    span_str(err.msg), span_str(a->name)),
				    true);
		}
		if (a->letter == '\0')
			continue;
		for (c = 0; (a->commands & 1u << c) == 0; c++)
			;
		snprintf(words, sizeof(words), "%s -%c %s",
		    options_command_name((enum command)c), a->letter,
		    a->argument != NULL ? "7" : "");
		CHECK_INT(words, parse(&o, words, &err), 0);
	}
}

static void
test_rows(void)
{
	static const struct {
		const char *words;
		int rc;
		enum command command;
		size_t n_args;
		const char *says;	/* of an error */
	} rows[] = {
		{ "", 0, COMMAND_REPORT_FRESH, 0, "" },
		{ "a.log b.log", 0, COMMAND_REPORT_FRESH, 2, "" },
		{ "-", 0, COMMAND_REPORT_FRESH, 1, "" },
		{ "--since 1h a.log --until 2h", 0, COMMAND_REPORT_FRESH, 1,
		    "" },
		{ "--db x ingest -", 0, COMMAND_INGEST, 1, "" },
		{ "ingest --db x", 0, COMMAND_INGEST, 0, "" },
		{ "-- report", 0, COMMAND_REPORT, 0, "" },
		{ "a.log report", 0, COMMAND_REPORT_FRESH, 2, "" },
		{ "--sinc 1h", 0, COMMAND_REPORT_FRESH, 0, "" },
		{ "--nonsense", ERR_USAGE, 0, 0, "--nonsense" },
		{ "-Z", ERR_USAGE, 0, 0, "-Z" },
		{ "--since", ERR_USAGE, 0, 0, "--since" },
		{ "--jobs 0", ERR_USAGE, 0, 0, "jobs" },
		{ "--jobs 65", ERR_USAGE, 0, 0, "64" },
		{ "--jobs two", ERR_USAGE, 0, 0, "two" },
		{ "--top -3", ERR_USAGE, 0, 0, "-3" },
		{ "--year 99999", ERR_USAGE, 0, 0, "9999" },
		{ "export --jobs 2 events", ERR_USAGE, 0, 0, "jobs" },
		{ "codes --db x", ERR_USAGE, 0, 0, "db" },
		{ "report --log-tz UTC", ERR_USAGE, 0, 0, "log-tz" },
	};
	struct options o;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(rows[i].words, parse(&o, rows[i].words, &err),
		    rows[i].rc);
		if (rows[i].rc == 0) {
			CHECK_INT(rows[i].words, (int)o.command,
			    (int)rows[i].command);
			CHECK_INT(rows[i].words, o.n_args, rows[i].n_args);
		} else
			CHECK_INT(err.msg, span_has_nocase(span_str(err.msg),
			    span_str(rows[i].says)), true);
	}
}

/* --help of a command names its options and no others. */
static void
test_help(void)
{
	const struct option_row *row;
	char *text, name[40];
	size_t n;
	FILE *f;
	int c;

	for (c = COMMAND_REPORT_FRESH; c < COMMAND_COUNT; c++) {
		f = open_memstream(&text, &n);
		CU_ASSERT_PTR_NOT_NULL_FATAL(f);
		options_help((enum command)c, f);
		fclose(f);
		for (row = option_rows; row->name != NULL; row++) {
			snprintf(name, sizeof(name), "--%s%s", row->name,
			    row->argument != NULL ? " " : "");
			CHECK_INT(name, strstr(text, name) != NULL,
			    (row->commands & 1u << c) != 0);
		}
		free(text);
	}
}

void
suite_options(void)
{
	TEST_SUITE("options", { "table", test_table }, { "rows", test_rows },
	    { "help", test_help });
}

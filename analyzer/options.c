#include <getopt.h>
#include <stdint.h>
#include <string.h>

#include "analyzer/options.h"
#include "schema/i18n.h"
#include "schema/num.h"

#define C(c)		(1u << COMMAND_##c)
#define ANY		((1u << COMMAND_COUNT) - 1)
#define LOGS		(C(REPORT_FRESH) | C(INGEST) | C(PARSE))
#define WINDOWS		(C(REPORT_FRESH) | C(REPORT) | C(EXPORT))
#define WRITERS		(WINDOWS | C(CODES) | C(EXPLAIN) | C(COMPARE) | \
			    C(STATUS) | C(RULES))
#define MAX_ROWS	40
#define MAX_GIVEN	64

const struct option_row option_rows[] = {
	{ 's', "since", N_("TIME"), WINDOWS, N_("from this time on: 24h, 7d, "
	    "yesterday, 10:00, 2026-11-20, \"2026-11-20 10:00\", @epoch") },
	{ 'u', "until", N_("TIME"), WINDOWS, N_("up to this time; a date "
	    "includes its day") },
	{ 'f', "format", N_("FORMAT"), WRITERS, N_("text, csv, json, ndjson "
	    "or html, as the command offers them") },
	{ 'o', "output", N_("FILE"), WRITERS, N_("write to FILE; its suffix "
	    "chooses the format") },
	{ 'd', "db", N_("PATH"), WINDOWS | C(INGEST) | C(STATUS) | C(RULES),
	    N_("the history (default /var/lib/bouncestat/bouncestat.db, for "
	    "a plain user ~/.local/state/bouncestat/bouncestat.db)") },
	{ 'c', "config", N_("FILE"), ANY, N_("the configuration (default "
	    "%s/bouncestat/bouncestat.conf)") },
	{ 't', "top", N_("N"), C(REPORT_FRESH) | C(REPORT), N_("show the N "
	    "largest of each list (default 5)") },
	{ '\0', "tz", N_("ZONE"), WINDOWS, N_("zone of --since, of days and "
	    "of output (default local)") },
	{ '\0', "log-tz", N_("ZONE"), LOGS, N_("zone of log stamps that have "
	    "none (default local)") },
	{ '\0', "year", N_("YEAR"), LOGS, N_("year of the first stamp that "
	    "has none") },
	{ '\0', "host", N_("NAME"), LOGS | C(REPORT) | C(EXPORT), N_("report "
	    "on this host only; with FILE, ingest and parse: the host of log "
	    "lines that name none") },
	{ '\0', "journal", NULL, LOGS, N_("read systemd's journal; with FILE "
	    "as well, else in place of the log files") },
	{ 'j', "jobs", N_("N"), LOGS, N_("scan with N threads (default: one "
	    "for each processor)") },
	{ '\0', "unmatched", N_("FILE"), LOGS, N_("write the lines that were "
	    "not understood to FILE") },
	{ '\0', "allow-overlap", NULL, LOGS, N_("count a log although its "
	    "first events were read from another one") },
	{ '\0', "raw-hops", NULL, LOGS, N_("count each hop through a content "
	    "filter as a delivery of its own") },
	{ '\0', "life", N_("TIME"), C(REPORT_FRESH) | C(INGEST), N_("wait so "
	    "long for the end of a message (default 14d)") },
	{ '\0', "class", N_("N"), C(CODES), N_("codes of class 2, 3, 4 or 5 "
	    "only") },
	{ '\0', "search", N_("WORD"), C(CODES), N_("codes whose text has "
	    "WORD") },
	{ '\0', "why", NULL, C(EXPLAIN), N_("show the evidence for the "
	    "verdict") },
	{ '\0', "unused", NULL, C(RULES), N_("rules that decided nothing in "
	    "the history") },
	{ '\0', "rules", N_("DIR"), ANY, N_("parser rules from DIR instead of "
	    "the built-in ones") },
	{ '\0', "knowledge", N_("DIR"), ANY, N_("knowledge files from DIR "
	    "instead of the built-in ones") },
	{ '\0', "lang", N_("LANG"), ANY, N_("language: en, ja or vi (default "
	    "by the locale)") },
	{ '\0', "width", N_("N"), C(REPORT_FRESH) | C(REPORT) | C(CODES) |
	    C(EXPLAIN) | C(COMPARE), N_("columns of the text (default: the "
	    "terminal's)") },
	{ '\0', "now", N_("TIME"), ANY, N_("take TIME for now, so that a run "
	    "can be repeated") },
	{ 'q', "quiet", NULL, LOGS, N_("no progress bar") },
	{ 'h', "help", NULL, ANY, N_("show this and exit") },
	{ 'V', "version", NULL, ANY, N_("show the version and exit") },
	{ '\0', NULL, NULL, 0, NULL }
};

static const struct {
	const char	*name, *arguments, *help;
} commands[COMMAND_COUNT] = {
	[COMMAND_REPORT_FRESH] = { "", N_("[FILE...]"), N_("Report on exactly "
	    "these logs; without FILE take in what is new in the configured "
	    "logs and report from the history.") },
	[COMMAND_REPORT] = { "report", N_("[unclassified]"), N_("Report from "
	    "the history, or on its replies that no rule knew; read no log.")
	    },
	[COMMAND_INGEST] = { "ingest", N_("[FILE...]"), N_("Take what is new "
	    "in the logs into the history; print nothing.") },
	[COMMAND_PARSE] = { "parse", N_("[FILE... | -]"), N_("Log lines in, "
	    "one JSON object for each event out.") },
	[COMMAND_EXPORT] = { "export", N_("events | recipients"), N_("Rows of "
	    "the history as CSV or NDJSON.") },
	[COMMAND_STATUS] = { "status", "", N_("What the history holds: "
	    "sources, offsets, rows, size.") },
	[COMMAND_CODES] = { "codes", "", N_("The guide to SMTP reply codes.")
	    },
	[COMMAND_EXPLAIN] = { "explain", N_("CODE | REPLY | -"), N_("What a "
	    "code or a whole reply means and what to do.") },
	[COMMAND_COMPARE] = { "compare", N_("CODE CODE"), N_("Two codes side "
	    "by side.") },
	[COMMAND_RULES] = { "rules", N_("[test FILE]"), N_("The rules that "
	    "judge replies, with how often each decided; or try your own.") },
};

const char *
options_command_name(enum command c)
{
	return commands[c].name;
}

/* The command word, if the first argument that is no option is one. */
static void
take_command(struct options *o)
{
	int c;

	for (c = COMMAND_REPORT; o->n_args > 0 && c < COMMAND_COUNT; c++)
		if (strcmp(o->args[0], commands[c].name) == 0) {
			o->command = (enum command)c;
			o->args++;
			o->n_args--;
			return;
		}
}

static int
number(const char *name, const char *value, int max, int *out,
    struct err *err)
{
	if (num_int(span_str(value), max, out) && *out > 0)
		return 0;
	return err_set(err, ERR_USAGE, _("--%s: \"%s\" is not a number from 1 "
	    "to %d"), name, value, max);
}

static int
take(struct options *o, const struct option_row *row, const char *value,
    struct err *err)
{
	const struct {
		const char	*name;
		const char	**text;
		bool		*flag;
		int		*number, max;
	} places[] = {
		{ "since", &o->since, NULL, NULL, 0 },
		{ "until", &o->until, NULL, NULL, 0 },
		{ "format", &o->format, NULL, NULL, 0 },
		{ "output", &o->output, NULL, NULL, 0 },
		{ "db", &o->db, NULL, NULL, 0 },
		{ "config", &o->config, NULL, NULL, 0 },
		{ "tz", &o->tz, NULL, NULL, 0 },
		{ "log-tz", &o->log_tz, NULL, NULL, 0 },
		{ "host", &o->host, NULL, NULL, 0 },
		{ "unmatched", &o->unmatched, NULL, NULL, 0 },
		{ "life", &o->life, NULL, NULL, 0 },
		{ "class", &o->class, NULL, NULL, 0 },
		{ "search", &o->search, NULL, NULL, 0 },
		{ "rules", &o->rules, NULL, NULL, 0 },
		{ "knowledge", &o->knowledge, NULL, NULL, 0 },
		{ "lang", &o->lang, NULL, NULL, 0 },
		{ "now", &o->now, NULL, NULL, 0 },
		{ "top", NULL, NULL, &o->top, 1000000 },
		{ "year", NULL, NULL, &o->year, 9999 },
		{ "jobs", NULL, NULL, &o->jobs, 64 },
		{ "width", NULL, NULL, &o->width, 1000 },
		{ "journal", NULL, &o->journal, NULL, 0 },
		{ "allow-overlap", NULL, &o->allow_overlap, NULL, 0 },
		{ "raw-hops", NULL, &o->raw_hops, NULL, 0 },
		{ "why", NULL, &o->why, NULL, 0 },
		{ "unused", NULL, &o->unused, NULL, 0 },
		{ "quiet", NULL, &o->quiet, NULL, 0 },
		{ "help", NULL, &o->help, NULL, 0 },
		{ "version", NULL, &o->version, NULL, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i].name, row->name) == 0)
			break;
	if (i == sizeof(places) / sizeof(places[0]))
		return err_set(err, ERR_USAGE, "--%s", row->name);
	if (places[i].text != NULL)
		*places[i].text = value;
	else if (places[i].flag != NULL)
		*places[i].flag = true;
	else
		return number(row->name, value, places[i].max,
		    places[i].number, err);
	return 0;
}

/* getopt_long's view of the table. */
static void
make_getopt(struct option *longs, char *shorts)
{
	size_t i;

	*shorts++ = ':';
	for (i = 0; option_rows[i].name != NULL; i++) {
		longs[i] = (struct option){ option_rows[i].name,
		    option_rows[i].argument != NULL, NULL, (int)i + 256 };
		if (option_rows[i].letter == '\0')
			continue;
		*shorts++ = option_rows[i].letter;
		if (option_rows[i].argument != NULL)
			*shorts++ = ':';
	}
	*shorts = '\0';
	longs[i] = (struct option){ NULL, 0, NULL, 0 };
}

/* What getopt_long returned: the letters it knows are the table's. */
static const struct option_row *
row_of(int c)
{
	size_t i = 0;

	if (c >= 256)
		return &option_rows[c - 256];
	while (option_rows[i].letter != c)
		i++;
	return &option_rows[i];
}

/* An option of the command line, before its command is known. */
struct given {
	const struct option_row	*row;
	const char		*value;
};

static int
take_all(struct options *o, const struct given *given, size_t n,
    struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++) {
		if ((given[i].row->commands & 1u << o->command) == 0)
			return err_set(err, ERR_USAGE, _("--%s: not an option "
			    "of this command; see bouncestat %s%s--help"),
			    given[i].row->name, commands[o->command].name,
			    o->command == COMMAND_REPORT_FRESH ? "" : " ");
		rc = take(o, given[i].row, given[i].value, err);
	}
	return rc;
}

int
options_parse(struct options *o, int argc, char **argv, struct err *err)
{
	struct option longs[MAX_ROWS];
	char shorts[2 * MAX_ROWS];
	struct given given[MAX_GIVEN];
	size_t n = 0;
	int c;

	*o = (struct options){ .command = COMMAND_REPORT_FRESH };
	make_getopt(longs, shorts);
	opterr = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return err_set(err, ERR_USAGE, c == ':' ?
			    _("%s: needs a value; see bouncestat --help") :
			    _("%s: no such option; see bouncestat --help"),
			    argv[optind - 1]);
		if (n == MAX_GIVEN)
			return err_set(err, ERR_USAGE, "%s",
			    _("too many options"));
		given[n++] = (struct given){ row_of(c), optarg };
	}
	o->args = argv + optind;
	o->n_args = (size_t)(argc - optind);
	take_command(o);
	return take_all(o, given, n, err);
}

/* gettext gives the catalogue's head for "". */
static const char *
translated(const char *s)
{
	return s[0] != '\0' ? _(s) : s;
}

static void
help_option(const struct option_row *row, FILE *out)
{
	struct buf b = { 0 }, text = { 0 };
	size_t used;

	if (row->letter != '\0')
		buf_printf(&b, "  -%c, --%s", row->letter, row->name);
	else
		buf_printf(&b, "      --%s", row->name);
	if (row->argument != NULL)
		buf_printf(&b, " %s", _(row->argument));
	used = b.n;
	if (used > 24) {
		buf_add_char(&b, '\n');
		used = 0;
	}
	while (used++ < 26)
		buf_add_char(&b, ' ');
	/* One help names the folder of the configuration. */
	buf_printf(&text, _(row->help), SYSCONFDIR);
	i18n_wrap(&b, buf_span(&text), 26, 26, 80);
	fwrite(b.data, 1, b.n, out);
	buf_free(&text);
	buf_free(&b);
}

void
options_help(enum command c, FILE *out)
{
	size_t i;
	int k;

	fprintf(out, _("usage: bouncestat %s%s[options]%s%s\n"),
	    commands[c].name, commands[c].name[0] != '\0' ? " " : "",
	    commands[c].arguments[0] != '\0' ? " " : "",
	    translated(commands[c].arguments));
	fprintf(out, "%s\n\n", _(commands[c].help));
	if (c == COMMAND_REPORT_FRESH) {
		fprintf(out, "%s\n", _("Other commands (bouncestat COMMAND "
		    "--help tells more):"));
		for (k = COMMAND_REPORT; k < COMMAND_COUNT; k++)
			fprintf(out, "  %-8s  %s\n", commands[k].name,
			    _(commands[k].help));
		putc('\n', out);
	}
	fprintf(out, "%s\n", _("Options:"));
	for (i = 0; option_rows[i].name != NULL; i++)
		if ((option_rows[i].commands & 1u << c) != 0)
			help_option(&option_rows[i], out);
	fprintf(out, "\n%s\n", _("The manual: man bouncestat"));
}

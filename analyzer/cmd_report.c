#include <string.h>
#include <sys/stat.h>

#include "analyzer/commands.h"
#include "analyzer/format.h"
#include "reports/export.h"
#include "reports/report.h"
#include "reports/unclassified.h"
#include "schema/i18n.h"

#define DEFAULT_TOP	5
#define UNCLASSIFIED_TOP 50
#define MAX_FORMATS	8
#define DEFAULT_SINCE	"24h"

/* The window's times in --tz. */
static void
local_time(void *arg, int64_t ts, struct report_time *out)
{
	struct zone_time t = zone_local(arg, ts);

	*out = (struct report_time){ .year = t.year, .month = t.month,
	    .day = t.day, .hour = t.hour, .minute = t.minute,
	    .second = t.second, .offset_min = t.offset_s / 60 };
	snprintf(out->abbr, sizeof(out->abbr), "%s", t.abbr);
}

/* The configuration's format, where the command line has none. */
static int
choose_format(struct setup *s, const struct report_format **out,
    struct err *err)
{
	const struct report_format *const *all = report_formats();
	const char *names[MAX_FORMATS + 1] = { NULL };
	int i, n, at = 0;

	*out = all[0];
	for (n = 0; n < MAX_FORMATS && all[n] != NULL; n++)
		names[n] = all[n]->name;
	for (i = 0; s->config.report.format != NULL && i < n; i++)
		if (strcmp(names[i], s->config.report.format) == 0)
			at = i;
	if (format_choose(s->opt, names, at, &at, err) != 0)
		return err->code;
	*out = all[at];
	return *out == &report_format_text ? 0 : setup_english(s, err);
}

/* A log is never written over with its own report. */
static int
check_output(const struct setup *s, const struct input_log *logs, size_t n,
    struct err *err)
{
	struct stat out, log;
	size_t i;

	if (s->opt->output == NULL || stat(s->opt->output, &out) != 0 ||
	    !S_ISREG(out.st_mode))
		return 0;
	for (i = 0; i < n; i++)
		if (stat(logs[i].path, &log) == 0 &&
		    log.st_dev == out.st_dev && log.st_ino == out.st_ino)
			return err_set(err, ERR_USAGE, _("--output: %s is a "
			    "log to be read"), s->opt->output);
	return 0;
}

static int
write_report(struct setup *s, struct db *db, bool exact,
    const struct timespec_window *w, const struct report_format *format,
    struct err *err)
{
	struct report_query q = { .since = w->since, .until = w->until,
	    .exact = exact, .host = s->opt->host, .now = s->now,
	    .version = VERSION, .local_time = local_time,
	    .local_time_arg = s->zone };
	struct report *report = NULL;
	FILE *out = NULL;
	int rc, end;

	if (setup_names_hosts(s))
		q.host = NULL;
	q.top = s->opt->top != 0 ? (size_t)s->opt->top :
	    s->config.report.top != 0 ? (size_t)s->config.report.top :
	    DEFAULT_TOP;
	rc = report_build(db, s->knowledge, &q, &report, err);
	if (rc == 0)
		rc = setup_output(s, &out, err);
	if (rc == 0) {
		report->query.term = term_of(out);
		if (s->opt->width != 0)
			report->query.term.width = term_width(s->opt->width);
		rc = report_write(report, format, out, err);
		end = setup_close_output(s, out, rc == 0 ? err : NULL);
		rc = rc != 0 ? rc : end;
	}
	report_free(report);
	return rc;
}

/* The replies that no rule knew. */
static int
report_unclassified(struct setup *s, struct err *err)
{
	static const char *const names[] = { "text", "json", NULL };
	struct unclassified_query q = { .host = s->opt->host,
	    .top = s->opt->top != 0 ? s->opt->top : UNCLASSIFIED_TOP };
	struct timespec_window w = { 0 };
	struct buf text = { 0 };
	struct db *db = NULL;
	FILE *out = NULL;
	int json, rc;

	rc = format_choose(s->opt, names, 0, &json, err);
	if (rc == 0)
		rc = setup_window(s, NULL, &w, err);
	q.since = w.since;
	q.until = w.until;
	if (rc == 0)
		rc = db_open(s->db_path, DB_READ, &db, err);
	if (rc == 0)
		rc = json ? unclassified_json(db, &q, &text, err) :
		    unclassified_text(db, &q, &text, err);
	if (rc == 0)
		rc = setup_output(s, &out, err);
	if (rc == 0) {
		fwrite(text.data, 1, text.n, out);
		rc = setup_close_output(s, out, err);
	}
	buf_free(&text);
	db_close(db);
	return rc;
}

int
cmd_report(struct setup *s, struct err *err)
{
	const struct report_format *format;
	struct timespec_window w;
	struct db *db = NULL;
	int rc;

	if (s->opt->n_args == 1 &&
	    strcmp(s->opt->args[0], "unclassified") == 0)
		return report_unclassified(s, err);
	if (s->opt->n_args > 0)
		return err_set(err, ERR_USAGE, _("report reads the history "
		    "only; `bouncestat %s` reports on a log"),
		    s->opt->args[0]);
	rc = choose_format(s, &format, err);
	if (rc == 0)
		rc = setup_window(s, s->config.report.since != NULL ?
		    s->config.report.since : DEFAULT_SINCE, &w, err);
	if (rc == 0)
		rc = db_open(s->db_path, DB_READ, &db, err);
	if (rc == 0)
		rc = write_report(s, db, false, &w, format, err);
	db_close(db);
	return rc;
}

/* The logs into a database that is new for them, and the report of it. */
static int
report_on_files(struct setup *s, const struct input_log *logs, size_t n,
    const struct timespec_window *w, const struct report_format *format,
    struct err *err)
{
	struct store_window take = { true, w->since, w->until };
	struct err input = { .code = ERR_NONE };
	struct ingest_stats stats = { 0 };
	struct db *db = NULL;
	int rc, in = 0;

	rc = db_open("", DB_PRIVATE, &db, err);
	if (rc == 0)
		rc = db_index_later(db, err);
	if (rc == 0) {
		in = cmd_take_in(s, db, logs, n, false, take, &stats,
		    &input);
		if (w->since != INT64_MIN)
			rc = db_index_now(db, err);
	}
	/* What could be read is reported on, whatever the rest said. */
	if (rc == 0 && (in == 0 || stats.mail_files > 0))
		rc = write_report(s, db, true, w, format, err);
	db_close(db);
	if (rc == 0 && in != 0)
		*err = input;
	return rc != 0 ? rc : in;
}

/* What is new in the logs into the history, and the report of that. */
static int
report_on_history(struct setup *s, const struct input_log *logs, size_t n,
    const struct timespec_window *w, const struct report_format *format,
    struct err *err)
{
	struct store_window all = { false, INT64_MIN, INT64_MAX };
	struct err input = { .code = ERR_NONE };
	struct ingest_stats stats = { 0 };
	struct db *db = NULL;
	bool may_write = s->opt->n_args > 0 || db_writable(s->db_path);
	int rc, in = 0;

	/* The group of a history reads it; its owner's runs feed it. */
	if (!may_write)
		fprintf(stderr, _("bouncestat: %s: not yours to write; "
		    "reporting from what it holds\n"), s->db_path);
	rc = db_open(s->db_path, may_write ? DB_WRITE : DB_READ, &db, err);
	if (rc == 0 && may_write)
		in = cmd_take_in(s, db, logs, n, true, all, &stats, &input);
	if (rc == 0 && (in == 0 || stats.files > 0))
		rc = write_report(s, db, false, w, format, err);
	db_close(db);
	if (rc == 0 && in != 0)
		*err = input;
	return rc != 0 ? rc : in;
}

int
cmd_report_fresh(struct setup *s, struct err *err)
{
	const struct report_format *format;
	const char *fallback = s->config.report.since != NULL ?
	    s->config.report.since : DEFAULT_SINCE;
	struct timespec_window w;
	struct input_log *logs = NULL;
	size_t n = 0;
	int rc;

	rc = choose_format(s, &format, err);
	/* Named files are answered about whole. */
	if (rc == 0)
		rc = setup_window(s, s->opt->n_args > 0 ? NULL : fallback, &w,
		    err);
	if (rc == 0)
		rc = setup_logs(s, &logs, &n, err);
	if (rc == 0)
		rc = check_output(s, logs, n, err);
	if (rc == 0 && setup_is_private(s))
		rc = report_on_files(s, logs, n, &w, format, err);
	else if (rc == 0)
		rc = report_on_history(s, logs, n, &w, format, err);
	setup_free_logs(logs, n);
	return rc;
}

int
cmd_export(struct setup *s, struct err *err)
{
	static const char *const names[] = {
		[EXPORT_CSV] = "csv", [EXPORT_NDJSON] = "ndjson", NULL
	};
	struct export_query q;
	struct timespec_window w;
	struct db *db = NULL;
	FILE *out = NULL;
	int table = -1, format = EXPORT_NDJSON, rc, end;

	if (s->opt->n_args == 1)
		table = export_table_find(s->opt->args[0]);
	if (table < 0)
		return err_set(err, ERR_USAGE, "%s", _("export: say `events` "
		    "or `recipients`"));
	rc = format_choose(s->opt, names, EXPORT_NDJSON, &format, err);
	if (rc == 0)
		rc = setup_window(s, NULL, &w, err);
	if (rc == 0)
		rc = db_open(s->db_path, DB_READ, &db, err);
	if (rc == 0)
		rc = setup_output(s, &out, err);
	if (rc == 0) {
		q = (struct export_query){ w.since, w.until, s->opt->host };
		rc = export_write(db, (enum export_table)table,
		    (enum export_format)format, &q, out, err);
		end = setup_close_output(s, out, rc == 0 ? err : NULL);
		rc = rc != 0 ? rc : end;
	}
	db_close(db);
	return rc;
}

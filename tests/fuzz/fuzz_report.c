/*
 * Log lines to reports, exports, the status and the lists: each neutralises
 * what strangers wrote for its own format.
 */
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/ingest.h"
#include "reports/export.h"
#include "reports/report.h"
#include "reports/status.h"
#include "reports/unclassified.h"
#include "schema/i18n.h"
#include "schema/mem.h"
#include "schema/text.h"
#include "tests/fuzz/fuzz.h"

#define NOW	1795910400	/* 2026-11-29T00:00:00Z */
#define WIDTH	80

struct reports {
	struct fuzz_file	 file;
	struct parsers		*parsers;
	struct knowledge	*knowledge;
	struct zone		*utc;
};

static void *
reports_open(struct fuzz_seeds *seeds)
{
	struct reports *r = mem_alloc(sizeof(*r));
	struct err err;

	fuzz_file_open(&r->file);
	if (parsers_load(NULL, &r->parsers, &err) != 0 ||
	    knowledge_load(NULL, NULL, "en", &r->knowledge, &err) != 0 ||
	    zone_open(&r->utc, "UTC", &err) != 0)
		fuzz_fail(__FILE__, __LINE__, "loaded", span_str(err.msg));
	fuzz_seed_samples(seeds);
	fuzz_seed_lines(seeds, "contrib/samples/mixed.log", 60);
	return r;
}

static void
notice(void *arg, const char *msg)
{
	(void)arg;
	FUZZ_CHECK(text_is_clean(span_str(msg)), span_str(msg));
}

static void
local_time(void *arg, int64_t ts, struct report_time *out)
{
	struct zone_time t = zone_local(arg, ts);

	*out = (struct report_time){ .year = t.year, .month = t.month,
	    .day = t.day, .hour = t.hour, .minute = t.minute,
	    .second = t.second, .abbr = "UTC" };
}

static void
show_time(void *arg, int64_t ts, struct buf *out)
{
	(void)arg;
	buf_printf(out, "%lld", (long long)ts);
}

static void
check_width(struct span text)
{
	struct span line;
	size_t n;

	for (; text.n > 0; text = span_skip(text, n + 1)) {
		n = span_find_char(text, '\n');
		line = span_head(text, n);
		FUZZ_CHECK(i18n_width(line) <= WIDTH, line);
	}
}

/* Of the format's writer or the export's. */
static struct span
written(FILE *f, char **data, size_t *n)
{
	fclose(f);
	return span_of(*data, *n);
}

static void
check_report(const struct report *report, const struct report_format *format)
{
	struct err err = { .code = ERR_NONE };
	char *data = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&data, &n);
	struct span out;

	FUZZ_CHECK(report_write(report, format, f, &err) == 0,
	    span_str(err.msg));
	out = written(f, &data, &n);
	if (format == &report_format_text) {
		fuzz_check_clean(out);
		check_width(out);
	} else if (format == &report_format_csv)
		fuzz_check_csv(out);
	else if (format == &report_format_ndjson)
		fuzz_check_ndjson(out, NULL);
	else
		fuzz_check_clean(out);
	free(data);
}

static void
check_export(struct db *db, enum export_table table, enum export_format format)
{
	struct export_query q = { INT64_MIN, INT64_MAX, NULL };
	struct err err = { .code = ERR_NONE };
	char *data = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&data, &n);
	struct span out;

	FUZZ_CHECK(export_write(db, table, format, &q, f, &err) == 0,
	    span_str(err.msg));
	out = written(f, &data, &n);
	if (format == EXPORT_CSV)
		fuzz_check_csv(out);
	else
		fuzz_check_ndjson(out, NULL);
	free(data);
}

static void
check_lists(struct db *db)
{
	struct unclassified_query q = { INT64_MIN, INT64_MAX, NULL, 50 };
	struct err err = { .code = ERR_NONE };
	struct buf b = { 0 };

	FUZZ_CHECK(unclassified_text(db, &q, &b, &err) == 0 &&
	    status_text(db, show_time, NULL, &b, &err) == 0,
	    span_str(err.msg));
	fuzz_check_clean(buf_span(&b));
	buf_clear(&b);
	FUZZ_CHECK(unclassified_json(db, &q, &b, &err) == 0 &&
	    status_json(db, show_time, NULL, &b, &err) == 0,
	    span_str(err.msg));
	fuzz_check_ndjson(buf_span(&b), NULL);
	buf_free(&b);
}

static void
check_all(struct reports *r, struct db *db)
{
	const struct report_format *const *format = report_formats();
	struct report_query q = { .since = INT64_MIN, .until = INT64_MAX,
	    .exact = true, .now = NOW, .top = 5, .version = "1",
	    .term = { WIDTH, false }, .local_time = local_time,
	    .local_time_arg = r->utc };
	struct err err = { .code = ERR_NONE };
	struct report *report = NULL;

	FUZZ_CHECK(report_build(db, r->knowledge, &q, &report, &err) == 0,
	    span_str(err.msg));
	for (; *format != NULL; format++)
		check_report(report, *format);
	report_free(report);
	check_export(db, EXPORT_EVENTS, EXPORT_CSV);
	check_export(db, EXPORT_EVENTS, EXPORT_NDJSON);
	check_export(db, EXPORT_RECIPIENTS, EXPORT_CSV);
	check_export(db, EXPORT_RECIPIENTS, EXPORT_NDJSON);
	check_lists(db);
}

static void
reports_one(void *state, struct span input)
{
	struct reports *r = state;
	struct ingest_options opt = { .parsers = r->parsers,
	    .knowledge = r->knowledge, .jobs = 1, .now = NOW, .gap_s = 3600,
	    .life_s = 14 * 86400, .window = { true, INT64_MIN, INT64_MAX },
	    .notice = notice };
	struct input_log log = { .path = r->file.path, .zone = r->utc,
	    .host = "" };
	struct err err = { .code = ERR_NONE };
	struct ingest_stats stats;
	struct db *db = NULL;
	int rc;

	fuzz_file_set(&r->file, input);
	FUZZ_CHECK(db_open("", DB_PRIVATE, &db, &err) == 0 &&
	    db_index_later(db, &err) == 0, span_str(err.msg));
	opt.db = db;
	rc = ingest(&opt, &log, 1, &stats, &err);
	FUZZ_CHECK(rc == 0 || rc == ERR_NO_INPUT, span_str(err.msg));
	FUZZ_CHECK(db_index_now(db, &err) == 0, span_str(err.msg));
	check_all(r, db);
	db_close(db);
}

static void
reports_close(void *state)
{
	struct reports *r = state;

	fuzz_file_close(&r->file);
	parsers_free(r->parsers);
	knowledge_free(r->knowledge);
	zone_free(r->utc);
	free(r);
}

const struct fuzz_target fuzz_target = {
	.name = "report", .cost = 40, .open = reports_open,
	.one = reports_one, .close = reports_close
};

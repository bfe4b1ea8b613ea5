#include "reports/json_out.h"
#include "reports/status.h"
#include "schema/embed.h"
#include "schema/i18n.h"
#include "schema/text.h"

/* Columns of status_rows, in order, as the JSON object names them. */
static const struct {
	const char	*key, *label;
} counts[] = {
	{ "events", N_("events (attempts, refusals)") },
	{ "lives", N_("recipients that failed or waited") },
	{ "open", N_("recipients still waiting") },
	{ "messages", N_("messages of theirs") },
	{ "addresses", N_("addresses of theirs") },
	{ "causes", N_("distinct causes") },
	{ "delivered_rows", N_("rows of delivered mail") },
	{ "delivered", N_("recipients delivered") },
	{ "open_messages", N_("messages open at the last run") },
	{ "bytes", N_("bytes of the database") },
	{ "schema_version", N_("version of its schema") },
};

#define N_COUNTS	(int)(sizeof(counts) / sizeof(counts[0]))

static sqlite3_stmt *
query(struct db *db, const char *name, struct err *err)
{
	return db_statement(db, db_named(embed_get("reports/status.sql"),
	    name), err);
}

/* One source as lines of text. */
static void
source_text(sqlite3_stmt *st, status_time *when, void *arg, struct buf *out)
{
	text_clean(out, db_column_span(st, 0));
	buf_add_str(out, "\n    ");
	if (sqlite3_column_type(st, 10) != SQLITE_NULL) {
		buf_add_str(out, _("skipped: its events came from "));
		text_clean(out, db_column_span(st, 10));
		buf_add_char(out, '\n');
		return;
	}
	buf_printf(out, _("%lld bytes read, %lld pending; %lld lines: %lld "
	    "understood, %lld irrelevant, %lld not understood\n"),
	    (long long)sqlite3_column_int64(st, 1),
	    (long long)sqlite3_column_int64(st, 2),
	    (long long)sqlite3_column_int64(st, 3),
	    (long long)sqlite3_column_int64(st, 4),
	    (long long)sqlite3_column_int64(st, 5),
	    (long long)sqlite3_column_int64(st, 6));
	if (sqlite3_column_type(st, 7) == SQLITE_NULL)
		return;
	buf_add_str(out, "    ");
	when(arg, sqlite3_column_int64(st, 7), out);
	buf_add_str(out, _(" to "));
	when(arg, sqlite3_column_int64(st, 8), out);
	buf_add_str(out, _(", read "));
	when(arg, sqlite3_column_int64(st, 9), out);
	buf_add_char(out, '\n');
}

int
status_text(struct db *db, status_time *when, void *arg, struct buf *out,
    struct err *err)
{
	sqlite3_stmt *st = query(db, "status_sources", err);
	int got = 0, i;

	buf_printf(out, _("history: %s\n\nSources\n"), db_path(db));
	while (st != NULL && (got = db_step(db, st, err)) > 0)
		source_text(st, when, arg, out);
	if (st == NULL || got < 0)
		return (int)err->code;
	buf_add_str(out, _("\nRows\n"));
	st = query(db, "status_rows", err);
	if (st == NULL || db_step(db, st, err) <= 0)
		return (int)err->code;
	for (i = 0; i < N_COUNTS; i++)
		buf_printf(out, "%14lld  %s\n",
		    (long long)sqlite3_column_int64(st, i),
		    _(counts[i].label));
	sqlite3_reset(st);
	st = query(db, "status_unmatched", err);
	i = 0;
	while (st != NULL && (got = db_step(db, st, err)) > 0) {
		if (i++ == 0)
			buf_add_str(out, _("\nNot understood (lines)\n"));
		buf_printf(out, "%14lld  ",
		    (long long)sqlite3_column_int64(st, 0));
		text_clean(out, db_column_span(st, 1));
		buf_add_char(out, '\n');
	}
	return st == NULL || got < 0 ? (int)err->code : 0;
}

static void
time_json(sqlite3_stmt *st, int column, const char *key, status_time *when,
    void *arg, struct buf *out)
{
	struct buf b = { 0 };

	json_out_key(out, key);
	if (sqlite3_column_type(st, column) == SQLITE_NULL)
		json_out_null(out);
	else {
		when(arg, sqlite3_column_int64(st, column), &b);
		json_out_span(out, buf_span(&b));
	}
	buf_free(&b);
}

static void
source_json(sqlite3_stmt *st, status_time *when, void *arg, struct buf *out)
{
	static const char *const keys[] = { "offset", "pending", "lines",
	    "understood", "irrelevant", "unknown" };
	size_t i;

	json_out_open(out, '{');
	json_out_text(out, "name", db_column_span(st, 0));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		json_out_number(out, keys[i],
		    sqlite3_column_int64(st, (int)i + 1));
	time_json(st, 7, "first", when, arg, out);
	time_json(st, 8, "last", when, arg, out);
	time_json(st, 9, "read", when, arg, out);
	json_out_key(out, "overlap_of");
	json_out_span(out, db_column_span(st, 10));
	json_out_close(out, '}');
}

int
status_json(struct db *db, status_time *when, void *arg, struct buf *out,
    struct err *err)
{
	sqlite3_stmt *st = query(db, "status_sources", err);
	int got = 0, i;

	json_out_open(out, '{');
	json_out_number(out, "schema", STATUS_SCHEMA);
	json_out_str(out, "database", db_path(db));
	json_out_key(out, "sources");
	json_out_open(out, '[');
	while (st != NULL && (got = db_step(db, st, err)) > 0)
		source_json(st, when, arg, out);
	json_out_close(out, ']');
	if (st == NULL || got < 0)
		return (int)err->code;
	st = query(db, "status_rows", err);
	if (st == NULL || db_step(db, st, err) <= 0)
		return (int)err->code;
	for (i = 0; i < N_COUNTS; i++)
		json_out_number(out, counts[i].key,
		    sqlite3_column_int64(st, i));
	sqlite3_reset(st);
	json_out_key(out, "unmatched");
	json_out_open(out, '[');
	st = query(db, "status_unmatched", err);
	while (st != NULL && (got = db_step(db, st, err)) > 0) {
		json_out_open(out, '{');
		json_out_number(out, "count", sqlite3_column_int64(st, 0));
		json_out_text(out, "example", db_column_span(st, 1));
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
	buf_add_char(out, '\n');
	return st == NULL || got < 0 ? (int)err->code : 0;
}

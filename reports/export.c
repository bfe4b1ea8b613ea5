#include <errno.h>

#include "reports/csv.h"
#include "reports/event_id.h"
#include "reports/export.h"
#include "reports/json_out.h"
#include "schema/embed.h"
#include "schema/i18n.h"

#define FLUSH_BYTES	((size_t)64 * 1024)

static const char *const table_names[] = { "events", "recipients" };

struct export {
	enum export_table	 table;
	enum export_format	 format;
	sqlite3_stmt		*rows;
	struct event_ids	 ids;
	struct buf		 out;
};

static int
find(const char *const *names, int n, const char *word)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], word) == 0)
			return i;
	return -1;
}

int
export_table_find(const char *word)
{
	return find(table_names, 2, word);
}

/* The column with this name, as the contract's event has it. */
static struct span
column(const struct export *x, const char *name)
{
	int i, n = sqlite3_column_count(x->rows);

	for (i = 0; i < n; i++)
		if (strcmp(sqlite3_column_name(x->rows, i), name) == 0)
			return db_column_span(x->rows, i);
	return SPAN_NULL;
}

/* The id depends on the content alone, so it is made here, not stored. */
static struct span
event_id(struct export *x, char out[33])
{
	struct event e = event_new();
	struct hash128 id;
	int outcome = outcome_from(column(x, "outcome"));

	e.ts = sqlite3_column_int64(x->rows, 0);
	e.host = column(x, "host");
	e.queue_id = column(x, "queue_id");
	e.recipient = column(x, "recipient");
	e.outcome = outcome > 0 ? (enum outcome)outcome : OUTCOME_NONE;
	e.code = (uint16_t)sqlite3_column_int(x->rows, 14);
	(void)enhanced_parse(column(x, "enhanced"), &e.enhanced);
	e.text = column(x, "text");
	id = event_id_next(&x->ids, &e);
	hash_hex(&id, out);
	return span_of(out, 32);
}

static void
csv_value(struct export *x, int i)
{
	if (sqlite3_column_type(x->rows, i) == SQLITE_INTEGER)
		csv_number(&x->out, sqlite3_column_int64(x->rows, i));
	else
		csv_text(&x->out, db_column_span(x->rows, i));
}

static void
add_csv(struct export *x)
{
	int i, n = sqlite3_column_count(x->rows);
	char id[33];

	csv_number(&x->out, EXPORT_SCHEMA);
	if (x->table == EXPORT_EVENTS)
		csv_text(&x->out, event_id(x, id));
	for (i = 0; i < n; i++)
		csv_value(x, i);
	csv_end(&x->out);
}

static void
add_names(struct export *x)
{
	int i, n = sqlite3_column_count(x->rows);

	csv_str(&x->out, "schema");
	if (x->table == EXPORT_EVENTS)
		csv_str(&x->out, "event_id");
	for (i = 0; i < n; i++)
		csv_str(&x->out, sqlite3_column_name(x->rows, i));
	csv_end(&x->out);
}

static void
json_value(struct export *x, int i)
{
	json_out_key(&x->out, sqlite3_column_name(x->rows, i));
	if (sqlite3_column_type(x->rows, i) == SQLITE_INTEGER)
		json_out_int(&x->out, sqlite3_column_int64(x->rows, i));
	else
		json_out_span(&x->out, db_column_span(x->rows, i));
}

static void
add_json(struct export *x)
{
	int i, n = sqlite3_column_count(x->rows);
	char id[33];

	json_out_open(&x->out, '{');
	json_out_number(&x->out, "schema", EXPORT_SCHEMA);
	if (x->table == EXPORT_EVENTS)
		json_out_text(&x->out, "event_id", event_id(x, id));
	for (i = 0; i < n; i++)
		json_value(x, i);
	json_out_close(&x->out, '}');
	buf_add_char(&x->out, '\n');
}

static int
flush(struct export *x, FILE *f, struct err *err)
{
	if (x->out.n > 0 && fwrite(x->out.data, 1, x->out.n, f) != x->out.n)
		return err_set(err, ERR_IO, _("cannot write the export: %s"),
		    strerror(errno));
	buf_clear(&x->out);
	return 0;
}

static int
write_rows(struct export *x, struct db *db, FILE *f, struct err *err)
{
	int got, rc = 0;

	if (x->format == EXPORT_CSV)
		add_names(x);
	while (rc == 0 && (got = db_step(db, x->rows, err)) != 0) {
		if (got < 0)
			return err->code;
		if (x->format == EXPORT_CSV)
			add_csv(x);
		else
			add_json(x);
		if (x->out.n >= FLUSH_BYTES)
			rc = flush(x, f, err);
	}
	if (rc == 0)
		rc = flush(x, f, err);
	if (rc == 0 && fflush(f) != 0)
		rc = err_set(err, ERR_IO, _("cannot write the export: %s"),
		    strerror(errno));
	return rc;
}

int
export_write(struct db *db, enum export_table table,
    enum export_format format, const struct export_query *q, FILE *f,
    struct err *err)
{
	struct export x = { .table = table, .format = format };
	int rc;

	x.rows = db_statement(db, db_named(embed_get("reports/export.sql"),
	    table_names[table]), err);
	if (x.rows == NULL)
		return err->code;
	db_bind_int(x.rows, 1, q->since);
	db_bind_int(x.rows, 2, q->until);
	db_bind_span(x.rows, 3, span_str(q->host));
	rc = write_rows(&x, db, f, err);
	sqlite3_reset(x.rows);
	event_ids_free(&x.ids);
	buf_free(&x.out);
	return rc;
}

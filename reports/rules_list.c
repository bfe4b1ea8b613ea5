#include <stdlib.h>

#include "reports/csv.h"
#include "reports/json_out.h"
#include "reports/rules_list.h"
#include "schema/embed.h"
#include "schema/hash.h"
#include "schema/i18n.h"
#include "schema/judge_rules.h"
#include "schema/map.h"
#include "schema/mem.h"

#define RULES_SCHEMA	1	/* version of the JSON keys */

static int
read_hits(struct db *db, struct map *hits, struct err *err)
{
	sqlite3_stmt *st;
	int got = 0;

	st = db_statement(db, db_named(embed_get("reports/rules.sql"),
	    "rules_hits"), err);
	while (st != NULL && (got = db_step(db, st, err)) > 0)
		map_put(hits, hash_span(db_column_span(st, 0)),
		    (uint64_t)sqlite3_column_int64(st, 1));
	return st == NULL || got < 0 ? (int)err->code : ERR_NONE;
}

int
rules_list(const struct knowledge *k, struct db *db,
    struct rules_row **rows, size_t *n, struct err *err)
{
	const struct rule_set *set = knowledge_rules(k);
	const struct judge_rule *r;
	struct map hits = { NULL, 0, 0 };
	uint64_t count;
	size_t i;
	int rc = ERR_NONE;

	*n = rules_count(set);
	*rows = mem_alloc((*n + 1) * sizeof(**rows));
	if (db != NULL)
		rc = read_hits(db, &hits, err);
	for (i = 0; i < *n && rc == ERR_NONE; i++) {
		r = rules_get(set, i);
		if (!map_get(&hits, hash_span(span_str(r->id)), &count))
			count = 0;
		(*rows)[i] = (struct rules_row){ r->id,
		    rule_layer_name(r->layer), knowledge_reason(k,
		    (size_t)r->reason)->id, r->file, (int64_t)count };
	}
	map_free(&hits);
	return rc;
}

void
rules_text(const struct rules_row *row, size_t n, bool unused,
    struct buf *out)
{
	const struct rules_row *end = row + n;

	buf_printf(out, "%10s  %-8s  %-19s  %s\n", _("attempts"), _("layer"),
	    _("reason"), _("rule"));
	for (; row < end; row++)
		if (!unused || row->attempts == 0)
			buf_printf(out, "%10lld  %-8s  %-19s  %s\n",
			    (long long)row->attempts, row->layer, row->reason,
			    row->id);
}

void
rules_csv(const struct rules_row *row, size_t n, bool unused,
    struct buf *out)
{
	const struct rules_row *end = row + n;

	buf_add_str(out, "rule,layer,reason,file,attempts\r\n");
	for (; row < end; row++) {
		if (unused && row->attempts > 0)
			continue;
		csv_str(out, row->id);
		csv_str(out, row->layer);
		csv_str(out, row->reason);
		csv_str(out, row->file);
		csv_number(out, row->attempts);
		csv_end(out);
	}
}

void
rules_json(const struct rules_row *row, size_t n, bool unused,
    struct buf *out)
{
	const struct rules_row *end = row + n;

	json_out_open(out, '{');
	json_out_number(out, "schema", RULES_SCHEMA);
	json_out_key(out, "rules");
	json_out_open(out, '[');
	for (; row < end; row++) {
		if (unused && row->attempts > 0)
			continue;
		json_out_open(out, '{');
		json_out_str(out, "rule", row->id);
		json_out_str(out, "layer", row->layer);
		json_out_str(out, "reason", row->reason);
		json_out_str(out, "file", row->file);
		json_out_number(out, "attempts", row->attempts);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
	buf_add_char(out, '\n');
}

#include <errno.h>

#include "analyzer/store_priv.h"
#include "analyzer/unmatched.h"
#include "parsers/header.h"
#include "schema/fingerprint.h"
#include "schema/text.h"

#define MASK_BYTES	200
#define EXAMPLE_BYTES	500

/* "program: body" without what varies, for people. */
static void
mask(struct span line, struct buf *out)
{
	struct arena arena = { 0 };
	struct buf clean = { 0 }, template = { 0 }, vals = { 0 };
	struct header h;

	if (header_parse(line, &arena, &h)) {
		text_clean(&clean, h.program);
		buf_add_str(&clean, ": ");
		text_clean(&clean, span_head(h.body, MASK_BYTES));
	} else
		text_clean(&clean, span_head(line, MASK_BYTES));
	fingerprint_mask(buf_span(&clean), &template, &vals);
	fingerprint_human(buf_span(&template), out);
	buf_free(&clean);
	buf_free(&template);
	buf_free(&vals);
	arena_free(&arena);
}

int
unmatched_line(struct db *db, FILE *file, struct span line, int64_t ts,
    struct err *err)
{
	struct buf key = { 0 }, example = { 0 };
	sqlite3_stmt *st;
	int rc;

	if (file != NULL && (fwrite(line.p, 1, line.n, file) != line.n ||
	    putc('\n', file) == EOF))
		return err_set(err, ERR_IO, "--unmatched: %s",
		    strerror(errno));
	if (db == NULL)
		return 0;
	st = store_statement(db, "unmatched_add", err);
	if (st == NULL)
		return (int)err->code;
	mask(line, &key);
	text_clean(&example, span_head(line, EXAMPLE_BYTES));
	db_bind_span(st, 1, buf_span(&key));
	db_bind_span(st, 2, buf_span(&example));
	db_bind_int(st, 3, ts > 0 ? ts : 0);
	rc = db_run(db, st, err);
	buf_free(&key);
	buf_free(&example);
	return rc;
}

int
unmatched_trim(struct db *db, struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "unmatched_trim", err);

	return st == NULL ? (int)err->code : db_run(db, st, err);
}

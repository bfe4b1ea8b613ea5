#include <errno.h>

#include "analyzer/statement.h"
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

/* The line as somebody may look at it and may feed it again. */
static int
put_line(FILE *file, struct span line, struct err *err)
{
	struct buf b = { 0 };
	size_t n;
	int rc = 0;

	for (; line.n > 0; line = span_skip(line, n + 1)) {
		n = span_find_char(line, '\t');
		text_clean(&b, span_head(line, n));
		if (n < line.n)
			buf_add_char(&b, '\t');
	}
	buf_add_char(&b, '\n');
	if (fwrite(b.data, 1, b.n, file) != b.n)
		rc = err_set(err, ERR_IO, "--unmatched: %s", strerror(errno));
	buf_free(&b);
	return rc;
}

int
unmatched_line(struct db *db, FILE *file, struct span line, int64_t ts,
    struct err *err)
{
	struct buf key = { 0 }, example = { 0 };
	sqlite3_stmt *st;
	int rc = file != NULL ? put_line(file, line, err) : 0;

	if (rc != 0 || db == NULL)
		return rc;
	st = statement_get(db, "unmatched_add", err);
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
	return statement_run(db, "unmatched_trim", err);
}

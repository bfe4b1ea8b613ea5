/*
 * reader and source: any bytes, as blocks of whole lines; each line once.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/reader.h"
#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_reader(void);

/* All lines of the file from offset on, one after the other. */
static int
read_all(struct lab *l, const char *name, uint64_t offset, bool take_last,
    struct buf *out, struct reader *left)
{
	struct source *s = NULL;
	struct batch b = { .data = NULL };
	struct reader r;
	int rc;

	buf_clear(out);
	l->err = (struct err){ .code = ERR_NONE };
	rc = source_open(lab_path(l, name), false, &s, &l->err);
	if (rc != 0)
		return rc;
	rc = reader_init(&r, s, offset, take_last, &l->err);
	while (rc == 0) {
		rc = reader_next(&r, &b, &l->err);
		if (b.n == 0)
			break;
		CU_ASSERT_EQUAL(b.data[b.n - 1], '\n');
		CU_ASSERT_EQUAL(b.offset + b.n,
		    r.offset + (r.invented ? 1 : 0));
		buf_add(out, b.data, b.n);
	}
	*left = r;
	left->carry = (struct buf){ 0 };
	reader_free(&r);
	batch_free(&b);
	source_close(s);
	return rc;
}

static void
test_ends(void)
{
	static const struct {
		const char *name, *in;
		size_t n;
		bool take;
		const char *out;
		size_t n_out, pending;
	} rows[] = {
		{ "lines", "a\nb\n", 4, false, "a\nb\n", 4, 0 },
		{ "half", "a\nbc", 4, false, "a\n", 2, 2 },
		{ "half taken", "a\nbc", 4, true, "a\nbc\n", 5, 0 },
		{ "no newline", "abc", 3, false, "", 0, 3 },
		{ "no newline taken", "abc", 3, true, "abc\n", 4, 0 },
		{ "nothing", "", 0, true, "", 0, 0 },
		{ "newlines", "\n\n\n", 3, false, "\n\n\n", 3, 0 },
		{ "CRLF", "a\r\nb\r\n", 6, false, "a\r\nb\r\n", 6, 0 },
		{ "NUL", "a\0b\n\0\n", 6, false, "a\0b\n\0\n", 6, 0 },
		{ "high", "\xff\xfe\n\x80", 4, true, "\xff\xfe\n\x80\n", 5,
		    0 },
	};
	struct buf got = { 0 };
	struct reader left;
	struct lab l;
	size_t i, at;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lab_write_bytes(&l, "in", rows[i].in, rows[i].n);
		CHECK_INT(rows[i].name, read_all(&l, "in", 0, rows[i].take,
		    &got, &left), 0);
		CHECK_INT(rows[i].name, span_eq(buf_span(&got),
		    span_of(rows[i].out, rows[i].n_out)), true);
		CHECK_INT(rows[i].name, left.pending, rows[i].pending);
		/* From every line's start on. */
		for (at = 1; at < rows[i].n; at++) {
			if (rows[i].in[at - 1] != '\n')
				continue;
			read_all(&l, "in", at, rows[i].take, &got, &left);
			CHECK_INT(rows[i].name, span_eq(buf_span(&got),
			    span_skip(span_of(rows[i].out, rows[i].n_out),
			    at)), true);
		}
		/* Behind its end there is nothing. */
		read_all(&l, "in", rows[i].n + 10, true, &got, &left);
		CHECK_INT(rows[i].name, got.n, 0);
	}
	buf_free(&got);
	lab_close(&l);
}

/* Lines across blocks, and those over the limit, plain and packed. */
static void
test_long(void)
{
	static const struct {
		size_t len;
		bool kept;
	} rows[] = {
		{ 10, true }, { READER_BLOCK_BYTES - 1, true },
		{ READER_BLOCK_BYTES, true }, { READER_BLOCK_BYTES + 1, true },
		{ READER_MAX_LINE - 1, true }, { READER_MAX_LINE, true },
		{ READER_MAX_LINE + 1, false },
		{ READER_MAX_LINE + READER_BLOCK_BYTES / 2, false },
		{ READER_MAX_LINE * 2, false },
		{ READER_MAX_LINE * 5, false },
	};
	struct buf in = { 0 }, want = { 0 }, got = { 0 };
	struct reader left;
	struct lab l;
	size_t i, k;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *line = mem_alloc(rows[i].len + 1);

		memset(line, 'a' + (int)i, rows[i].len);
		line[rows[i].len] = '\n';
		buf_clear(&in);
		buf_clear(&want);
		for (k = 0; k < 3; k++) {
			buf_printf(&in, "before %zu\n", k);
			buf_printf(&want, "before %zu\n", k);
			buf_add(&in, line, rows[i].len + 1);
			if (rows[i].kept)
				buf_add(&want, line, rows[i].len + 1);
		}
		buf_add_str(&in, "after\n");
		buf_add_str(&want, "after\n");
		lab_write_bytes(&l, "in", in.data, in.n);
		CHECK_INT("plain", read_all(&l, "in", 0, false, &got, &left),
		    0);
		CHECK_INT("plain", span_eq(buf_span(&got), buf_span(&want)),
		    true);
		CHECK_INT("passed over", left.overlong,
		    rows[i].kept ? 0 : 3);
		CHECK_INT("offset", left.offset, in.n);
		lab_compress(&l, "in.xz", "xz", buf_str(&in));
		read_all(&l, "in.xz", 0, true, &got, &left);
		CHECK_INT("packed", span_eq(buf_span(&got), buf_span(&want)),
		    true);
		free(line);
	}
	/* One without an end at all. */
	{
		char *line = mem_alloc(READER_MAX_LINE * 3);

		memset(line, 'z', READER_MAX_LINE * 3);
		lab_write_bytes(&l, "in", line, READER_MAX_LINE * 3);
		free(line);
	}
	read_all(&l, "in", 0, true, &got, &left);
	CHECK_INT("endless", got.n, 0);
	CHECK_INT("endless", left.overlong, 1);
	/* Where it may go on it is pending, as a short one is. */
	read_all(&l, "in", 0, false, &got, &left);
	CHECK_INT("endless", got.n, 0);
	CHECK_INT("endless", left.overlong, 0);
	CHECK_INT("endless", left.offset, 0);
	CHECK_INT("endless", left.pending, READER_MAX_LINE * 3);
	buf_free(&in);
	buf_free(&want);
	buf_free(&got);
	lab_close(&l);
}

/* What cannot be opened or is damaged says so, by name. */
static void
test_bad(void)
{
	static const struct {
		const char *name;
		int rc;
		const char *says;
	} rows[] = {
		{ "missing", ERR_NO_INPUT, "No such file" },
		{ "folder", ERR_NO_INPUT, "is a directory" },
		{ "folder/below/it", ERR_NO_INPUT, "No such file" },
		{ "cut.gz", ERR_IO, "truncated or damaged" },
		{ "cut.xz", ERR_IO, "truncated or damaged" },
		{ "cut.zst", ERR_IO, "truncated or damaged" },
		{ "cut.bz2", ERR_IO, "truncated or damaged" },
	};
	static const struct {
		const char *name, *filter;
	} cut[] = { { "cut.gz", "gzip" }, { "cut.xz", "xz" },
		{ "cut.zst", "zstd" }, { "cut.bz2", "bzip2" } };
	struct buf text = { 0 }, got = { 0 };
	struct reader left;
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < 20000; i++)
		buf_printf(&text, "%zu %zu\n", i, i * 7919 % 10007);
	for (i = 0; i < 4; i++) {
		lab_compress(&l, cut[i].name, cut[i].filter, buf_str(&text));
		CU_ASSERT_EQUAL(truncate(lab_path(&l, cut[i].name), 9000), 0);
	}
	CU_ASSERT_EQUAL(mkdir(lab_path(&l, "folder"), 0755), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_INT(rows[i].name, read_all(&l, rows[i].name, 0, true,
		    &got, &left), rows[i].rc);
		CHECK_INT(l.err.msg, span_has_nocase(span_str(l.err.msg),
		    span_str(rows[i].says)), true);
		CHECK_INT(l.err.msg, span_has_nocase(span_str(l.err.msg),
		    span_str(rows[i].name)), true);
		/* Whatever came before it is right. */
		CHECK_INT(rows[i].name, span_starts(buf_span(&text),
		    buf_span(&got)), true);
	}
	buf_free(&text);
	buf_free(&got);
	lab_close(&l);
}

/* The head, the size and going back. */
static void
test_source(void)
{
	struct buf text = { 0 };
	struct source *s;
	char bytes[64];
	struct lab l;
	size_t i, n;
	uint64_t skipped;

	lab_open(&l);
	for (i = 0; i < 3000; i++)
		buf_printf(&text, "line %zu\n", i);
	lab_write(&l, "a", buf_str(&text));
	lab_compress(&l, "a.zst", "zstd", buf_str(&text));
	for (i = 0; i < 2; i++) {
		CU_ASSERT_EQUAL_FATAL(source_open(lab_path(&l, i == 0 ? "a" :
		    "a.zst"), true, &s, &l.err), 0);
		CHECK_INT("packed", source_is_compressed(s), i == 1);
		CHECK_INT("head", span_eq(source_head(s),
		    span_head(buf_span(&text), SOURCE_HEAD_BYTES)), true);
		CHECK_INT("skip", source_skip(s, 5000, &skipped, &l.err), 0);
		CHECK_INT("skip", skipped, 5000);
		CHECK_INT("read", source_read(s, bytes, 8, &n, &l.err), 0);
		CHECK_INT("there", n > 0 && memcmp(bytes, text.data + 5000,
		    n) == 0, true);
		CHECK_INT("back", source_rewind(s, &l.err), 0);
		CHECK_INT("read", source_read(s, bytes, 8, &n, &l.err), 0);
		CHECK_INT("first", n > 0 && memcmp(bytes, text.data, n) == 0,
		    true);
		CHECK_INT("behind", source_skip(s, 1 << 30, &skipped,
		    &l.err), 0);
		CHECK_INT("the end", skipped, text.n - n);
		source_close(s);
	}
	buf_free(&text);
	lab_close(&l);
}

void
suite_reader(void)
{
	TEST_SUITE("reader", { "ends", test_ends }, { "long", test_long },
	    { "bad", test_bad }, { "source", test_source });
}

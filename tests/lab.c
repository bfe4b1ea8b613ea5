#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/mem.h"
#include "tests/lab.h"
#include "tests/pack.h"
#include "tests/test.h"

static void
keep_notice(void *arg, const char *msg)
{
	struct lab *l = arg;

	buf_printf(&l->notices, "%s\n", msg);
}

void
lab_open(struct lab *l)
{
	const char *tmp = getenv("TMPDIR");

	*l = (struct lab){ .err = { .code = ERR_NONE } };
	snprintf(l->dir, sizeof(l->dir), "%s/bouncestat-lab-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(l->dir));
	CU_ASSERT_EQUAL_FATAL(parsers_load(NULL, &l->parsers, &l->err), 0);
	CU_ASSERT_EQUAL_FATAL(knowledge_load(NULL, NULL, "en", &l->knowledge,
	    &l->err), 0);
	CU_ASSERT_EQUAL_FATAL(zone_open(&l->utc, "UTC", &l->err), 0);
	l->opt = (struct ingest_options){
		.parsers = l->parsers, .knowledge = l->knowledge, .jobs = 2,
		.now = 1772500000,	/* 2026-03-03T01:06:40Z */
		.gap_s = 3600, .life_s = 14 * 86400,
		.notice = keep_notice, .arg = l,
	};
	l->log = (struct input_log){ .zone = l->utc, .host = "" };
}

static int
remove_one(const char *path, const struct stat *st, int type,
    struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

void
lab_close(struct lab *l)
{
	nftw(l->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	parsers_free(l->parsers);
	knowledge_free(l->knowledge);
	zone_free(l->utc);
	buf_free(&l->notices);
	arena_free(&l->arena);
}

static const char *
keep(struct lab *l, char *text)
{
	struct span kept = arena_copy(&l->arena, span_str(text));

	free(text);
	return kept.p;
}

const char *
lab_path(struct lab *l, const char *name)
{
	if (strcmp(name, "-") == 0)
		return name;
	return keep(l, mem_printf("%s/%s", l->dir, name));
}

static void
put(struct lab *l, const char *name, int flags, const void *p, size_t n)
{
	int fd = open(lab_path(l, name), O_WRONLY | O_CREAT | flags, 0644);

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, p, n), (ssize_t)n);
	close(fd);
}

void
lab_write(struct lab *l, const char *name, const char *text)
{
	put(l, name, O_TRUNC, text, strlen(text));
}

void
lab_append(struct lab *l, const char *name, const char *text)
{
	put(l, name, O_APPEND, text, strlen(text));
}

void
lab_write_bytes(struct lab *l, const char *name, const void *p, size_t n)
{
	put(l, name, O_TRUNC, p, n);
}

void
lab_compress(struct lab *l, const char *name, const char *filter,
    const char *text)
{
	struct buf packed = { 0 };

	CU_ASSERT_TRUE(pack(&packed, filter, span_str(text)));
	lab_write_bytes(l, name, packed.data, packed.n);
	buf_free(&packed);
}

void
lab_touch(struct lab *l, const char *name, int64_t ts)
{
	struct timespec t[2] = { { (time_t)ts, 0 }, { (time_t)ts, 0 } };

	CU_ASSERT_EQUAL(utimensat(AT_FDCWD, lab_path(l, name), t, 0), 0);
}

static int
run(struct lab *l, const char *files)
{
	struct input_log logs[16];
	char *list = mem_strdup(files), *rest = list, *name;
	size_t n = 0;
	int rc;

	while ((name = strsep(&rest, " ")) != NULL && n < 16) {
		logs[n] = l->log;
		logs[n++].path = lab_path(l, name);
	}
	buf_clear(&l->notices);
	l->err = (struct err){ .code = ERR_NONE };
	rc = ingest(&l->opt, logs, n, &l->stats, &l->err);
	free(list);
	return rc;
}

int
lab_ingest(struct lab *l, const char *history, const char *files)
{
	struct db *db;
	int rc;

	rc = db_open(lab_path(l, history), DB_WRITE, &db, &l->err);
	if (rc != 0)
		return rc;
	l->opt.db = db;
	l->opt.history = true;
	l->opt.window = (struct store_window){ false, INT64_MIN, INT64_MAX };
	rc = run(l, files);
	db_close(db);
	return rc;
}

int
lab_ingest_private(struct lab *l, const char *files,
    struct store_window window, struct db **private)
{
	int rc;

	CU_ASSERT_EQUAL_FATAL(db_open(NULL, DB_PRIVATE, private, &l->err), 0);
	CU_ASSERT_EQUAL_FATAL(db_index_later(*private, &l->err), 0);
	l->opt.db = *private;
	l->opt.history = false;
	l->opt.window = window;
	rc = run(l, files);
	CU_ASSERT_EQUAL(db_index_now(*private, &l->err), 0);
	return rc;
}

static const char *
ask(struct lab *l, sqlite3 *h, const char *sql)
{
	sqlite3_stmt *st = NULL;
	const char *text = "";

	if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK)
		printf("\n  %s: %s\n", sql, sqlite3_errmsg(h));
	CU_ASSERT_PTR_NOT_NULL_FATAL(st);
	if (sqlite3_step(st) == SQLITE_ROW &&
	    sqlite3_column_text(st, 0) != NULL)
		text = arena_copy(&l->arena, db_column_span(st, 0)).p;
	sqlite3_finalize(st);
	return text;
}

const char *
lab_ask_db(struct lab *l, struct db *db, const char *sql)
{
	return ask(l, db_handle(db), sql);
}

const char *
lab_ask(struct lab *l, const char *history, const char *sql)
{
	const char *text;
	sqlite3 *h = NULL;

	CU_ASSERT_EQUAL_FATAL(sqlite3_open_v2(lab_path(l, history), &h,
	    SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	text = ask(l, h, sql);
	sqlite3_close(h);
	return text;
}

const char *
lab_totals(struct lab *l, const char *history)
{
	return lab_ask(l, history,
	    "SELECT 'lines ' || (SELECT sum(total) FROM lines) ||"
	    " ' of sources ' || (SELECT sum(lines) FROM v_sources"
	    "  WHERE overlap_of IS NULL) ||"
	    " ' delivered ' || (SELECT group_concat(r) FROM (SELECT bucket ||"
	    "  '/' || domain || '/' || relay_domain || '/' || recipients ||"
	    "  '/' || late AS r FROM v_delivered ORDER BY r)) ||"
	    " ' sent ' || (SELECT sum(recipients) FROM sent_by) ||"
	    " ' events ' || (SELECT group_concat(r) FROM (SELECT ts ||"
	    "  '/' || recipient || '/' || outcome || '/' || text AS r"
	    "  FROM v_events ORDER BY r)) ||"
	    " ' lives ' || (SELECT group_concat(r) FROM (SELECT recipient ||"
	    "  '/' || state || '/' || attempts || '/' || first_ts || '/' ||"
	    "  coalesce(closed_ts, '') || '/' || coalesce(sender, '?') || '/'"
	    "  || text AS r FROM v_recipients ORDER BY r)) ||"
	    " ' addresses ' || (SELECT group_concat(r) FROM (SELECT local ||"
	    "  '/' || failed_ts || '/' || delivered_ts AS r FROM address"
	    "  ORDER BY r))");
}

/*
 * The database: who may open it, what a strange one is told, migrations.
 */
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schema/db.h"
#include "schema/embed.h"
#include "tests/lab.h"
#include "tests/test.h"

void	suite_db(void);

/* Opens and closes; the error's code, its words in *err. */
static int
try(struct lab *l, const char *name, enum db_mode mode, struct err *err)
{
	struct db *db;
	int rc;

	*err = (struct err){ .code = ERR_NONE };
	rc = db_open(lab_path(l, name), mode, &db, err);
	CU_ASSERT_EQUAL(db == NULL, rc != 0);
	db_close(db);
	return rc;
}

static void
run_sql(struct lab *l, const char *name, const char *sql)
{
	sqlite3 *h = NULL;

	CU_ASSERT_EQUAL(sqlite3_open(lab_path(l, name), &h), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}

/* Exit statuses are part of the promise. */
static void
test_strange(void)
{
	static const struct {
		const char *name, *sql;
		enum db_mode mode;
		int code, status;
		const char *says;
	} rows[] = {
		{ "missing.db", NULL, DB_READ, ERR_NO_INPUT, 66,
		    "no history yet" },
		{ "newer.db", "PRAGMA user_version = 999", DB_READ,
		    ERR_CONFIG, 78, "newer" },
		{ "newer.db", "PRAGMA user_version = 999", DB_WRITE,
		    ERR_CONFIG, 78, "upgrade bouncestat" },
		{ "other.db", "PRAGMA application_id = 7; CREATE TABLE t(a)",
		    DB_READ, ERR_DATA, 65, "not of bouncestat" },
		{ "other.db", "PRAGMA application_id = 7; "
		    "CREATE TABLE IF NOT EXISTS t(a)", DB_WRITE, ERR_DATA, 65,
		    "not of bouncestat" },
	};
	struct err err;
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].name, "newer.db") == 0)
			CU_ASSERT_EQUAL(access(lab_path(&l, "newer.db"),
			    F_OK) == 0 || try(&l, "newer.db", DB_WRITE,
			    &err) == 0, true);
		if (rows[i].sql != NULL)
			run_sql(&l, rows[i].name, rows[i].sql);
		CHECK_INT(rows[i].name, try(&l, rows[i].name, rows[i].mode,
		    &err), rows[i].code);
		CHECK_INT(rows[i].name, err_exit_status((int)err.code),
		    rows[i].status);
		CHECK_INT(err.msg, span_has_nocase(span_str(err.msg),
		    span_str(rows[i].says)), true);
		CHECK_INT(err.msg, span_has_nocase(span_str(err.msg),
		    span_str(rows[i].name)), true);
	}
	/* Nothing of the strange one was changed. */
	CHECK_SPAN("other", span_str(lab_ask(&l, "other.db",
	    "SELECT group_concat(name) FROM sqlite_schema")), "t");
	lab_close(&l);
}

static void
test_corrupt(void)
{
	static const char text[] = "this is a letter, not a database, and it "
	    "is longer than the head of one would be: one hundred bytes.\n";
	struct err err;
	struct lab l;
	int fd;

	lab_open(&l);
	lab_write(&l, "letter.db", text);
	CHECK_INT("read", try(&l, "letter.db", DB_READ, &err), ERR_DATA);
	CHECK_INT("write", try(&l, "letter.db", DB_WRITE, &err), ERR_DATA);
	CHECK_INT(err.msg, span_has_nocase(span_str(err.msg),
	    SPAN("move it away")), true);
	/* It is left as it was. */
	{
		char got[sizeof(text)] = "";

		fd = open(lab_path(&l, "letter.db"), O_RDONLY | O_CLOEXEC);
		CU_ASSERT_EQUAL(read(fd, got, sizeof(got)),
		    (ssize_t)sizeof(text) - 1);
		close(fd);
		CU_ASSERT_STRING_EQUAL(got, text);
	}
	/* A history that lost its middle. */
	lab_write(&l, "a.log", "2026-03-02T10:00:00Z mx1 postfix/smtp[1]: "
	    "4A01: to=<a@b.example>, relay=none, delay=1, delays=0/0/1/0, "
	    "dsn=4.4.1, status=deferred (connect to b.example[192.0.2.1]:25: "
	    "Connection timed out)\n");
	CU_ASSERT_EQUAL(lab_ingest(&l, "torn.db", "a.log"), 0);
	run_sql(&l, "torn.db", "PRAGMA wal_checkpoint(TRUNCATE)");
	fd = open(lab_path(&l, "torn.db"), O_WRONLY | O_CLOEXEC);
	CU_ASSERT_EQUAL(pwrite(fd, text, sizeof(text), 100),
	    (ssize_t)sizeof(text));
	close(fd);
	CHECK_INT("torn", try(&l, "torn.db", DB_READ, &err), ERR_DATA);
	CHECK_INT("torn", lab_ingest(&l, "torn.db", "a.log"), ERR_DATA);
	/* Empty is new for a writer and nothing for a reader. */
	lab_write(&l, "empty.db", "");
	CHECK_INT("empty", try(&l, "empty.db", DB_READ, &err), ERR_NO_INPUT);
	CHECK_INT("empty", try(&l, "empty.db", DB_WRITE, &err), 0);
	CHECK_INT("filled", try(&l, "empty.db", DB_READ, &err), 0);
	lab_close(&l);
}

static mode_t
mode_of(struct lab *l, const char *name)
{
	struct stat st;

	if (stat(lab_path(l, name), &st) != 0)
		return 0;
	return st.st_mode & 07777;
}

/* The group can read from the first moment, others never. */
static void
test_modes(void)
{
	static const mode_t umasks[] = { 0, 022, 077, 0777 };
	char folder[32], file[64];
	struct db *db;
	struct lab l;
	size_t i;

	lab_open(&l);
	for (i = 0; i < sizeof(umasks) / sizeof(umasks[0]); i++) {
		mode_t old = umask(umasks[i]);

		snprintf(folder, sizeof(folder), "d%zu", i);
		snprintf(file, sizeof(file), "%s/h.db", folder);
		CHECK_INT(folder, db_open(lab_path(&l, file), DB_WRITE, &db,
		    &l.err), 0);
		CHECK_INT(folder, mode_of(&l, folder), 02750);
		CHECK_INT(file, mode_of(&l, file), 0640);
		snprintf(file, sizeof(file), "%s/h.db-wal", folder);
		CHECK_INT(file, mode_of(&l, file), 0640);
		snprintf(file, sizeof(file), "%s/h.db-shm", folder);
		CHECK_INT(file, mode_of(&l, file), 0640);
		db_close(db);
		/* They stay: a reader of the group cannot make them. */
		CHECK_INT(file, mode_of(&l, file), 0640);
		CHECK_INT("umask", umask(old), umasks[i]);
	}
	/* A folder that is there already is not ours to change. */
	CU_ASSERT_EQUAL(mkdir(lab_path(&l, "mine"), 0700), 0);
	CHECK_INT("mine", db_open(lab_path(&l, "mine/h.db"), DB_WRITE, &db,
	    &l.err), 0);
	db_close(db);
	CHECK_INT("mine", mode_of(&l, "mine"), 0700);
	lab_close(&l);
}

/* Runs f as a user without rights; its exit status. */
static int
as_nobody(struct lab *l, int (*f)(struct lab *))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (geteuid() == 0 && (setgroups(0, NULL) != 0 ||
		    setgid(65534) != 0 || setuid(65534) != 0))
			_exit(99);
		_exit(f(l));
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
read_as(struct lab *l)
{
	struct err err;

	return err_exit_status(try(l, "closed/h.db", DB_READ, &err));
}

static int
write_as(struct lab *l)
{
	struct err err;

	return err_exit_status(try(l, "closed/h.db", DB_WRITE, &err));
}

static int
create_as(struct lab *l)
{
	struct err err;

	return err_exit_status(try(l, "closed/new.db", DB_WRITE, &err));
}

static void
test_rights(void)
{
	struct err err;
	struct lab l;

	lab_open(&l);
	CU_ASSERT_EQUAL(chmod(l.dir, 0755), 0);
	CHECK_INT("made", try(&l, "closed/h.db", DB_WRITE, &err), 0);
	if (geteuid() == 0) {
		CHECK_INT("others", as_nobody(&l, read_as), 77);
		CHECK_INT("others", as_nobody(&l, write_as), 77);
		CHECK_INT("others", as_nobody(&l, create_as), 77);
		/* Readable, but not to be written. */
		CU_ASSERT_EQUAL(chmod(lab_path(&l, "closed"), 0755), 0);
		CU_ASSERT_EQUAL(chmod(lab_path(&l, "closed/h.db"), 0644), 0);
		CHECK_INT("read-only", as_nobody(&l, write_as), 73);
		CHECK_INT("no new file", as_nobody(&l, create_as), 77);
	}
	CU_ASSERT_EQUAL(mkdir(lab_path(&l, "folder.db"), 0755), 0);
	CHECK_INT("a folder", try(&l, "folder.db", DB_WRITE, &err),
	    ERR_CANT_CREATE);
	lab_write(&l, "file", "x");
	CHECK_INT("below a file", err_exit_status(try(&l, "file/h.db",
	    DB_WRITE, &err)), 73);
	lab_close(&l);
}

/* One writer, any number of readers. */
static void
test_busy(void)
{
	struct db *writer, *reader;
	struct err err;
	struct lab l;
	int fd;

	lab_open(&l);
	CU_ASSERT_EQUAL_FATAL(db_open(lab_path(&l, "h.db"), DB_WRITE, &writer,
	    &err), 0);
	CU_ASSERT_EQUAL(db_begin(writer, &err), 0);
	CU_ASSERT_EQUAL(db_exec(writer, "INSERT INTO meta VALUES ('a', 'b')",
	    &err), 0);
	CU_ASSERT_EQUAL(db_open(lab_path(&l, "h.db"), DB_READ, &reader, &err),
	    0);
	CHECK_SPAN("before", span_str(lab_ask_db(&l, reader,
	    "SELECT count(*) FROM meta WHERE key = 'a'")), "0");
	CHECK_INT("read-only", db_exec(reader, "DELETE FROM meta", &err) != 0,
	    true);
	CHECK_INT("second", try(&l, "h.db", DB_WRITE, &err), ERR_BUSY);
	CHECK_INT("status", err_exit_status((int)err.code), 75);
	CU_ASSERT_EQUAL(db_commit(writer, &err), 0);
	CHECK_SPAN("after", span_str(lab_ask_db(&l, reader,
	    "SELECT count(*) FROM meta WHERE key = 'a'")), "1");
	db_close(reader);
	db_close(writer);
	CHECK_INT("free again", try(&l, "h.db", DB_WRITE, &err), 0);
	/* The lock is the file's, not a word in it: a crash lets go. */
	fd = open(lab_path(&l, "h.db-lock"), O_RDWR | O_CLOEXEC);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
	lab_close(&l);
}

/* Rolled back, nothing is left; a private one leaves no file. */
static void
test_transactions(void)
{
	struct err err;
	struct db *db;
	struct lab l;

	lab_open(&l);
	CU_ASSERT_EQUAL_FATAL(db_open(lab_path(&l, "h.db"), DB_WRITE, &db,
	    &err), 0);
	CU_ASSERT_EQUAL(db_begin(db, &err), 0);
	CU_ASSERT_EQUAL(db_exec(db, "INSERT INTO meta VALUES ('x', 'y')",
	    &err), 0);
	db_rollback(db);
	CHECK_SPAN("gone", span_str(lab_ask_db(&l, db, "SELECT count(*) FROM "
	    "meta WHERE key = 'x'")), "0");
	db_rollback(db);	/* without one: nothing */
	CHECK_INT("wrong SQL", db_exec(db, "INSERT INTO nowhere VALUES (1)",
	    &err), ERR_IO);
	db_close(db);
	CU_ASSERT_EQUAL_FATAL(db_open(NULL, DB_PRIVATE, &db, &err), 0);
	CHECK_SPAN("no name", span_str(db_path(db)), "");
	CHECK_SPAN("tables", span_str(lab_ask_db(&l, db, "SELECT count(*) > 10 "
	    "FROM sqlite_schema WHERE type = 'table'")), "1");
	db_close(db);
	lab_close(&l);
}

/* Every view can be read by any SQLite, every table is STRICT. */
static void
test_schema(void)
{
	struct err err;
	sqlite3_stmt *st = NULL, *view = NULL;
	sqlite3 *h = NULL;
	char sql[128], number[16];
	struct lab l;
	int views = 0;

	lab_open(&l);
	CU_ASSERT_EQUAL(try(&l, "h.db", DB_WRITE, &err), 0);
	CU_ASSERT_EQUAL(sqlite3_open(lab_path(&l, "h.db"), &h), SQLITE_OK);
	CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(h, "SELECT name FROM "
	    "sqlite_schema WHERE type = 'view'", -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);

		views++;
		/* v_* is for everybody, own_* for us. */
		CHECK_INT(name, strncmp(name, "v_", 2) == 0 ||
		    strncmp(name, "own_", 4) == 0, true);
		snprintf(sql, sizeof(sql), "SELECT * FROM %s", name);
		CHECK_INT(name, sqlite3_prepare_v2(h, sql, -1, &view, NULL),
		    SQLITE_OK);
		CHECK_INT(name, sqlite3_step(view), SQLITE_DONE);
		sqlite3_finalize(view);
	}
	sqlite3_finalize(st);
	sqlite3_close(h);
	CU_ASSERT_TRUE(views >= 4);
	CHECK_SPAN("strict", span_str(lab_ask(&l, "h.db", "SELECT "
	    "group_concat(name) FROM pragma_table_list WHERE type = 'table' "
	    "AND NOT strict AND name NOT LIKE 'sqlite_%'")), "");
	snprintf(number, sizeof(number), "%d", db_schema_version());
	CHECK_SPAN("version", span_str(lab_ask(&l, "h.db", "SELECT * FROM "
	    "pragma_user_version")), number);
	CHECK_SPAN("sound", span_str(lab_ask(&l, "h.db", "SELECT * FROM "
	    "pragma_integrity_check")), "ok");
	CHECK_SPAN("keys", span_str(lab_ask(&l, "h.db", "SELECT count(*) FROM "
	    "pragma_foreign_key_check")), "0");
	lab_close(&l);
}

/* Every statement has a name of its own and prepares. */
static void
test_statements(void)
{
	struct span file = embed_get("schema/statements.sql"), line, name;
	struct span rest = file;
	struct err err;
	struct db *db;
	char text[64];
	size_t n, count = 0;

	CU_ASSERT_EQUAL_FATAL(db_open(NULL, DB_PRIVATE, &db, &err), 0);
	/* Made by the first run that judges. */
	db_exec(db, "CREATE TEMP TABLE judged AS SELECT * FROM judgement",
	    &err);
	while (rest.n > 0) {
		sqlite3_stmt *st = NULL;
		struct span sql;

		n = span_find_char(rest, '\n');
		line = span_head(rest, n);
		rest = span_skip(rest, n + 1);
		if (!span_starts(line, SPAN("-- name: ")))
			continue;
		name = span_trim(span_skip(line, 9));
		snprintf(text, sizeof(text), "%.*s", SPAN_FMT(name));
		sql = db_named(file, text);
		/* The first of that name is this one. */
		CHECK_INT(text, sql.p == rest.p, true);
		CHECK_INT(text, sqlite3_prepare_v2(db_handle(db), sql.p,
		    (int)sql.n, &st, NULL), SQLITE_OK);
		sqlite3_finalize(st);
		count++;
	}
	CU_ASSERT_TRUE(count > 30);
	CHECK_SPAN("absent", db_named(file, "nobody"), NULL);
	CHECK_SPAN("a part of a name", db_named(file, "word"), NULL);
	db_close(db);
}

void
suite_db(void)
{
	TEST_SUITE("db", { "strange", test_strange },
	    { "corrupt", test_corrupt }, { "modes", test_modes },
	    { "rights", test_rights }, { "busy", test_busy },
	    { "transactions", test_transactions }, { "schema", test_schema },
	    { "statements", test_statements });
}

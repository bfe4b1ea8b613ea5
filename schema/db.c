#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/buf.h"
#include "schema/db.h"
#include "schema/db_copy.h"
#include "schema/embed.h"
#include "schema/i18n.h"
#include "schema/mem.h"
#include "schema/num.h"

#define APPLICATION_ID	0x62637374	/* "bcst" */
#define BUSY_MS		5000
#define MAX_STATEMENTS	64

struct db {
	sqlite3		*h;
	char		*path;		/* "" if private */
	int		 lock_fd;	/* one run feeds a history at a time */
	const char	*key[MAX_STATEMENTS];
	sqlite3_stmt	*stmt[MAX_STATEMENTS];
	int		 n;
	struct buf	 indexes;	/* CREATE INDEX ...; to be run later */
};

sqlite3 *
db_handle(struct db *db)
{
	return db->h;
}

const char *
db_path(const struct db *db)
{
	return db->path;
}

/* "0001_init.sql" -> 1; 0 = no migration. */
static int
migration_number(const char *name)
{
	int v;

	if (strncmp(name, "schema/", 7) != 0 || strlen(name) < 12 ||
	    name[11] != '_' || !num_int(span_of(name + 7, 4), 9999, &v))
		return 0;
	return v;
}

int
db_schema_version(void)
{
	const struct embed_file *f;
	int v, last = 0;

	for (f = embed_files; f->name != NULL; f++) {
		v = migration_number(f->name);
		if (v > last)
			last = v;
	}
	return last;
}

int
db_error(struct db *db, struct err *err)
{
	int code = sqlite3_errcode(db->h);
	const char *name = db->path[0] != '\0' ? db->path :
	    _("temporary database");

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err, ERR_BUSY,
		    _("%s: another run is writing it; try again later"),
		    name);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(err, ERR_DATA, _("%s: %s; move it away "
		    "and ingest the logs again"), name, sqlite3_errmsg(db->h));
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		/* Readers of a history in use share its -wal and -shm. */
		if (sqlite3_db_readonly(db->h, "main") == 1)
			return err_set(err, ERR_CANT_CREATE, _("%s: cannot be "
			    "read beside its -wal and -shm files; copy them "
			    "all to a folder that you may write"), name);
		return err_set(err, ERR_CANT_CREATE, "%s: %s", name,
		    sqlite3_errmsg(db->h));
	default:
		return err_set(err, ERR_IO, "%s: %s", name,
		    sqlite3_errmsg(db->h));
	}
}

int
db_exec(struct db *db, const char *sql, struct err *err)
{
	if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_error(db, err);
	return 0;
}

static int
exec_span(struct db *db, struct span sql, struct err *err)
{
	char *text = mem_span_dup(sql);
	int rc = db_exec(db, text, err);

	free(text);
	return rc;
}

int
db_begin(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN IMMEDIATE", err);
}

int
db_commit(struct db *db, struct err *err)
{
	return db_exec(db, "COMMIT", err);
}

void
db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
}

/* A pragma's or query's single integer. */
static int
get_int(struct db *db, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = 0;

	if (sqlite3_prepare_v2(db->h, sql, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		rc = db_error(db, err);
	else
		*out = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return rc;
}

int
db_index_later(struct db *db, struct err *err)
{
	sqlite3_stmt *s = NULL;
	struct buf drop = { 0 };
	int rc = 0, step;

	if (sqlite3_prepare_v2(db->h, "SELECT name, sql FROM sqlite_schema "
	    "WHERE type = 'index' AND sql IS NOT NULL", -1, &s, NULL) !=
	    SQLITE_OK)
		return db_error(db, err);
	while ((step = sqlite3_step(s)) == SQLITE_ROW) {
		struct span name = db_column_span(s, 0);

		buf_printf(&drop, "DROP INDEX %.*s;", SPAN_FMT(name));
		if (!span_eq(name, SPAN("event_life")))
			continue;
		buf_add_span(&db->indexes, db_column_span(s, 1));
		buf_add_char(&db->indexes, ';');
	}
	if (step != SQLITE_DONE)
		rc = db_error(db, err);
	sqlite3_finalize(s);
	if (rc == 0)
		rc = db_exec(db, buf_str(&drop), err);
	buf_free(&drop);
	return rc;
}

int
db_index_now(struct db *db, struct err *err)
{
	int rc = db_exec(db, buf_str(&db->indexes), err);

	buf_clear(&db->indexes);
	return rc;
}

/* Applies the migrations above version, then makes the views anew. */
static int
migrate(struct db *db, int version, struct err *err)
{
	const struct embed_file *f;
	char *sql;
	int rc, v;

	if (sqlite3_db_readonly(db->h, "main") == 1)
		return err_set(err, ERR_CANT_CREATE,
		    _("%s: read-only; make it writable or choose another with "
		    "--db"), db->path);
	rc = db_begin(db, err);
	/* embed_files is ordered by name, so migrations come in order. */
	for (f = embed_files; rc == 0 && f->name != NULL; f++) {
		v = migration_number(f->name);
		if (v <= version)
			continue;
		rc = exec_span(db, embed_get(f->name), err);
		if (rc == 0) {
			sql = mem_printf("PRAGMA user_version = %d; "
			    "PRAGMA application_id = %d", v, APPLICATION_ID);
			rc = db_exec(db, sql, err);
			free(sql);
		}
	}
	if (rc == 0 && version < db_schema_version())
		rc = exec_span(db, embed_get("schema/views.sql"), err);
	if (rc == 0)
		rc = db_commit(db, err);
	if (rc != 0)
		db_rollback(db);
	return rc;
}

/* Ours, and not from a newer version?  *version = its user_version. */
static int
check_identity(struct db *db, int *version, struct err *err)
{
	int64_t id, v, tables;
	int rc;

	rc = get_int(db, "PRAGMA application_id", &id, err);
	if (rc == 0)
		rc = get_int(db, "PRAGMA user_version", &v, err);
	if (rc == 0)
		rc = get_int(db, "SELECT count(*) FROM sqlite_schema",
		    &tables, err);
	if (rc != 0)
		return rc;
	if (id != APPLICATION_ID && tables > 0)
		return err_set(err, ERR_DATA, _("%s: a database, but not "
		    "of bouncestat; choose another with --db"), db->path);
	if (v > db_schema_version())
		return err_set(err, ERR_CONFIG, _("%s: schema %lld is "
		    "newer than this program's %d; upgrade bouncestat"),
		    db->path,
		    (long long)v, db_schema_version());
	*version = (int)v;
	return 0;
}

/* Makes the missing folders above path; the last one 2750. */
static int
make_folder(const char *path, struct err *err)
{
	char *dir = mem_strdup(path), *slash;
	size_t i, last;
	mode_t old = umask(0);
	int rc = 0;

	slash = strrchr(dir, '/');
	last = slash != NULL ? (size_t)(slash - dir) : 0;
	for (i = 1; rc == 0 && i <= last; i++) {
		if (dir[i] != '/')
			continue;
		dir[i] = '\0';
		/* mkdir(2) does not set the group bit that files inherit. */
		if (mkdir(dir, i == last ? 0750 : 0755) == 0) {
			if (i == last && chmod(dir, 02750) != 0)
				rc = err_set(err, ERR_CANT_CREATE, "%s: %s",
				    dir, strerror(errno));
		} else if (errno != EEXIST)
			rc = err_set(err, errno == EACCES ? ERR_PERMISSION :
			    ERR_CANT_CREATE, _("%s: cannot create: %s; "
			    "choose another place with --db"), dir,
			    strerror(errno));
		dir[i] = '/';
	}
	umask(old);
	free(dir);
	return rc;
}

/* The files are 0640 from their creation, whatever the umask. */
static int
create_file(const char *path, int *out, struct err *err)
{
	mode_t old = umask(0);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	umask(old);
	if (fd < 0)
		return err_set(err, errno == EACCES ? ERR_PERMISSION :
		    ERR_CANT_CREATE, _("%s: %s; choose another with "
		    "--db"), path, strerror(errno));
	*out = fd;
	return 0;
}

/* Between two commits of one run no other run may step in. */
static int
lock(struct db *db, struct err *err)
{
	char *name = mem_printf("%s-lock", db->path);
	int tries, rc;

	rc = create_file(name, &db->lock_fd, err);
	free(name);
	for (tries = 0; rc == 0 && flock(db->lock_fd, LOCK_EX | LOCK_NB) != 0;
	    tries++) {
		if (tries == BUSY_MS / 100)
			return err_set(err, ERR_BUSY, _("%s: another run "
			    "is writing it; try again later"), db->path);
		usleep(100 * 1000);
	}
	return rc;
}

/* Says which group may read a history that this user may not. */
static int
check_readable(const char *path, struct err *err)
{
	const struct group *g;
	struct stat st;

	if (access(path, R_OK) == 0)
		return 0;
	if (errno == ENOENT)
		return err_set(err, ERR_NO_INPUT, _("%s: no history yet; "
		    "`bouncestat ingest` makes one"), path);
	if (errno != EACCES)
		return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	if (stat(path, &st) == 0 && (st.st_mode & S_IRGRP) != 0 &&
	    (g = getgrgid(st.st_gid)) != NULL)
		return err_set(err, ERR_PERMISSION,
		    _("%s: permission denied; join the group %s to read it"),
		    path, g->gr_name);
	return err_set(err, ERR_PERMISSION, _("%s: permission denied; run as "
	    "its owner or join its group"), path);
}

static int
open_private(struct db *db, struct err *err)
{
	if (sqlite3_open_v2("", &db->h, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return db_error(db, err);
	/* Nobody else sees it and nobody misses it. */
	return db_exec(db, "PRAGMA journal_mode = OFF;"
	    "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
	    "PRAGMA cache_size = -65536", err);
}

static int
open_write(struct db *db, struct err *err)
{
	struct stat st;
	int fd = -1, on = 1, rc;

	if (stat(db->path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(err, ERR_CANT_CREATE, _("%s: is a directory; "
		    "name a file in it"), db->path);
	rc = make_folder(db->path, err);
	if (rc == 0 && access(db->path, F_OK) == 0 &&
	    access(db->path, W_OK) != 0)
		rc = check_readable(db->path, err) != 0 ? (int)err->code :
		    err_set(err, ERR_CANT_CREATE, _("%s: read-only; make "
		    "it writable or choose another with --db"), db->path);
	if (rc == 0)
		rc = lock(db, err);
	if (rc == 0)
		rc = create_file(db->path, &fd, err);
	if (rc != 0)
		return rc;
	close(fd);
	if (sqlite3_open_v2(db->path, &db->h, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return db_error(db, err);
	sqlite3_busy_timeout(db->h, BUSY_MS);
	sqlite3_file_control(db->h, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	return 0;
}

static int
open_read(struct db *db, struct err *err)
{
	struct buf name = { 0 };
	int rc = check_readable(db->path, err);

	if (rc != 0)
		return rc;
	db_copy_uri(db->path, &name);
	if (sqlite3_open_v2(name.n > 0 ? buf_str(&name) : db->path, &db->h,
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
	    (name.n > 0 ? SQLITE_OPEN_URI : 0), NULL) != SQLITE_OK)
		rc = db_error(db, err);
	else
		sqlite3_busy_timeout(db->h, BUSY_MS);
	buf_free(&name);
	return rc;
}

bool
db_writable(const char *path)
{
	return access(path, F_OK) != 0 || access(path, R_OK) != 0 ||
	    access(path, W_OK) == 0;
}

int
db_open(const char *path, enum db_mode mode, struct db **out, struct err *err)
{
	struct db *db = mem_alloc(sizeof(*db));
	int version = 0, rc;

	*out = NULL;
	/* Counting takes a lock at each allocation; too late, it is no harm. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	db->lock_fd = -1;
	db->path = mem_strdup(mode == DB_PRIVATE ? "" : path);
	rc = mode == DB_PRIVATE ? open_private(db, err) :
	    mode == DB_WRITE ? open_write(db, err) : open_read(db, err);
	if (rc == 0)
		rc = check_identity(db, &version, err);
	if (rc == 0 && mode == DB_WRITE)
		rc = db_exec(db, "PRAGMA journal_mode = WAL;"
		    "PRAGMA synchronous = NORMAL;"
		    "PRAGMA cache_size = -65536", err);
	if (rc == 0 && mode == DB_READ && version == 0)
		rc = err_set(err, ERR_NO_INPUT, _("%s: empty; `bouncestat "
		    "ingest` fills it"), db->path);
	if (rc == 0 && mode != DB_READ)
		rc = migrate(db, version, err);
	if (rc != 0)
		db_close(db);
	else
		*out = db;
	return rc;
}

void
db_close(struct db *db)
{
	int i;

	if (db == NULL)
		return;
	for (i = 0; i < db->n; i++)
		sqlite3_finalize(db->stmt[i]);
	sqlite3_close(db->h);
	if (db->lock_fd >= 0)
		close(db->lock_fd);
	buf_free(&db->indexes);
	free(db->path);
	free(db);
}

sqlite3_stmt *
db_statement(struct db *db, struct span text, struct err *err)
{
	int i;

	for (i = 0; i < db->n; i++)
		if (db->key[i] == text.p)
			return db->stmt[i];
	if (db->n == MAX_STATEMENTS) {
		err_set(err, ERR_DATA, "too many statements");
		return NULL;
	}
	if (sqlite3_prepare_v3(db->h, text.p, (int)text.n,
	    SQLITE_PREPARE_PERSISTENT, &db->stmt[db->n], NULL) != SQLITE_OK) {
		db_error(db, err);
		return NULL;
	}
	db->key[db->n] = text.p;
	return db->stmt[db->n++];
}

struct span
db_named(struct span file, const char *name)
{
	static const struct span mark = { "-- name: ", 9 };
	struct span line;
	size_t n, start = 0, i = 0;
	bool inside = false;

	while (i < file.n) {
		n = span_find_char(span_skip(file, i), '\n');
		line = span_of(file.p + i, n);
		if (span_starts(line, mark)) {
			if (inside)
				return span_of(file.p + start, i - start);
			inside = span_eq(span_trim(span_skip(line, mark.n)),
			    span_str(name));
			start = i + n + 1;
		}
		i += n + 1;
	}
	if (!inside)
		return SPAN_NULL;
	return span_of(file.p + start, file.n - start);
}

void
db_bind_span(sqlite3_stmt *s, int i, struct span v)
{
	if (v.p == NULL)
		sqlite3_bind_null(s, i);
	else
		sqlite3_bind_text(s, i, v.n > 0 ? v.p : "", (int)v.n,
		    SQLITE_STATIC);
}

void
db_bind_int(sqlite3_stmt *s, int i, int64_t v)
{
	sqlite3_bind_int64(s, i, v);
}

void
db_bind_known(sqlite3_stmt *s, int i, bool known, int64_t v)
{
	if (known)
		db_bind_int(s, i, v);
	else
		db_bind_null(s, i);
}

void
db_bind_null(sqlite3_stmt *s, int i)
{
	sqlite3_bind_null(s, i);
}

void
db_bind_hash(sqlite3_stmt *s, int i, const struct hash128 *h)
{
	sqlite3_bind_blob(s, i, h->b, sizeof(h->b), SQLITE_STATIC);
}

int
db_run(struct db *db, sqlite3_stmt *s, struct err *err)
{
	int rc = 0;

	if (sqlite3_step(s) != SQLITE_DONE)
		rc = db_error(db, err);
	sqlite3_reset(s);
	return rc;
}

int
db_step(struct db *db, sqlite3_stmt *s, struct err *err)
{
	switch (sqlite3_step(s)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		sqlite3_reset(s);
		return 0;
	default:
		db_error(db, err);
		sqlite3_reset(s);
		return -1;
	}
}

struct span
db_column_span(sqlite3_stmt *s, int i)
{
	const void *p = sqlite3_column_text(s, i);

	if (p == NULL)
		return SPAN_NULL;
	return span_of(p, (size_t)sqlite3_column_bytes(s, i));
}

#include "analyzer/journal_source.h"
#include "schema/i18n.h"

#ifdef HAVE_LIBSYSTEMD

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

#include "schema/buf.h"
#include "schema/mem.h"
#include "schema/num.h"

/* Longer fields than a line may be are cut by the library. */
#define FIELD_BYTES	((size_t)1024 * 1024)

struct journal_source {
	sd_journal	*journal;
	char		*name;
	char		*cursor;	/* of the last record in line */
	bool		 held;		/* the record here was not given yet */
	struct buf	 line;		/* the record being given */
	size_t		 given;
};

/*
 * Mail servers log to facility 2 unless they are told otherwise; then their
 * programs' names are known: the identifiers that syslog(3) got, and what
 * the kernel calls the process.
 */
static const char *const matches[] = {
	"SYSLOG_FACILITY=2",
	"SYSLOG_IDENTIFIER=exim", "SYSLOG_IDENTIFIER=exim4",
	"SYSLOG_IDENTIFIER=sendmail", "SYSLOG_IDENTIFIER=sm-mta",
	"SYSLOG_IDENTIFIER=sm-msp-queue", "SYSLOG_IDENTIFIER=sendmail-mta",
	"SYSLOG_IDENTIFIER=postfix/smtp", "SYSLOG_IDENTIFIER=postfix/lmtp",
	"SYSLOG_IDENTIFIER=postfix/local", "SYSLOG_IDENTIFIER=postfix/pipe",
	"SYSLOG_IDENTIFIER=postfix/virtual",
	"SYSLOG_IDENTIFIER=postfix/error", "SYSLOG_IDENTIFIER=postfix/qmgr",
	"SYSLOG_IDENTIFIER=postfix/smtpd",
	"SYSLOG_IDENTIFIER=postfix/cleanup",
	"SYSLOG_IDENTIFIER=postfix/pickup",
	"SYSLOG_IDENTIFIER=postfix/bounce",
	"SYSLOG_IDENTIFIER=postfix/postscreen",
	"_COMM=exim", "_COMM=exim4", "_COMM=sendmail", "_COMM=sendmail-mta",
	"_COMM=qmgr", "_COMM=postscreen", "_COMM=smtpd", "_COMM=lmtp",
	"_COMM=smtp", "_COMM=cleanup"
};

static int
failed(const struct journal_source *j, int rc, struct err *err)
{
	return err_set(err, rc == -EACCES || rc == -EPERM ? ERR_PERMISSION :
	    rc == -ENOENT || rc == -ENOTDIR ? ERR_NO_INPUT : ERR_IO,
	    "%s: %s", j->name, strerror(-rc));
}

/* An empty journal is one that this user may not read, or none at all. */
static int
check_records(const struct journal_source *j, const char *dir,
    struct err *err)
{
	int rc;

	rc = sd_journal_seek_head(j->journal);
	if (rc >= 0)
		rc = sd_journal_next(j->journal);
	if (rc < 0)
		return failed(j, rc, err);
	if (rc > 0)
		return 0;
	if (geteuid() != 0 && dir == NULL)
		return err_set(err, ERR_PERMISSION, _("%s: nothing that this "
		    "user may read; join the group %s to read it (usermod "
		    "-aG %s USER)"), j->name, "systemd-journal",
		    "systemd-journal");
	return err_set(err, ERR_NO_INPUT, _("%s: no record"), j->name);
}

static int
add_matches(const struct journal_source *j, struct err *err)
{
	size_t i;
	int rc = 0;

	/* Different fields would all have to match: hence the "or". */
	for (i = 0; rc >= 0 && i < sizeof(matches) / sizeof(matches[0]);
	    i++) {
		rc = sd_journal_add_match(j->journal, matches[i], 0);
		if (rc >= 0)
			rc = sd_journal_add_disjunction(j->journal);
	}
	return rc < 0 ? failed(j, rc, err) : 0;
}

int
journal_source_open(const char *dir, struct journal_source **out,
    struct err *err)
{
	struct journal_source *j = mem_alloc(sizeof(*j));
	int rc;

	*out = NULL;
	j->name = dir == NULL ? mem_strdup("systemd journal") :
	    mem_printf("systemd journal %s", dir);
	j->cursor = mem_strdup("");
	rc = dir == NULL ? sd_journal_open(&j->journal,
	    SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM) :
	    sd_journal_open_directory(&j->journal, dir, 0);
	rc = rc < 0 ? failed(j, rc, err) : 0;
	if (rc == 0)
		rc = check_records(j, dir, err);
	if (rc == 0)
		rc = add_matches(j, err);
	if (rc == 0) {
		sd_journal_set_data_threshold(j->journal, FIELD_BYTES);
		rc = journal_source_seek(j, "", err);
	}
	if (rc == 0)
		*out = j;
	else
		journal_source_close(j);
	return rc;
}

void
journal_source_close(struct journal_source *j)
{
	if (j == NULL)
		return;
	sd_journal_close(j->journal);
	buf_free(&j->line);
	free(j->cursor);
	free(j->name);
	free(j);
}

const char *
journal_source_name(const struct journal_source *j)
{
	return j->name;
}

char *
journal_source_identity(const char *dir)
{
	char machine[SD_ID128_STRING_MAX] = "";
	sd_id128_t id;

	if (sd_id128_get_machine(&id) == 0)
		sd_id128_to_string(id, machine);
	return mem_printf("systemd journal %s %s", machine,
	    dir != NULL ? dir : "");
}

int
journal_source_seek(struct journal_source *j, const char *cursor,
    struct err *err)
{
	int rc;

	buf_clear(&j->line);
	j->given = 0;
	j->held = false;
	free(j->cursor);
	j->cursor = mem_strdup(cursor);
	if (cursor[0] == '\0') {
		rc = sd_journal_seek_head(j->journal);
		return rc < 0 ? failed(j, rc, err) : 0;
	}
	rc = sd_journal_seek_cursor(j->journal, cursor);
	if (rc >= 0)
		rc = sd_journal_next(j->journal);
	/* Where that record is gone by now, this is its successor. */
	j->held = rc > 0 && sd_journal_test_cursor(j->journal, cursor) <= 0;
	return rc < 0 ? failed(j, rc, err) : 0;
}

const char *
journal_source_cursor(const struct journal_source *j)
{
	return j->cursor;
}

/* A field's value; null if the record has none. */
static struct span
field(struct journal_source *j, const char *name)
{
	const void *data;
	size_t n, skip = strlen(name) + 1;

	if (sd_journal_get_data(j->journal, name, &data, &n) < 0 || n < skip)
		return SPAN_NULL;
	return span_of((const char *)data + skip, n - skip);
}

/* A word of the line's head: without what would end it. */
static void
add_word(struct journal_source *j, struct span value)
{
	size_t i;

	for (i = 0; i < value.n; i++)
		buf_add_char(&j->line, (unsigned char)value.p[i] <= ' ' ?
		    '_' : value.p[i]);
}

/* When it was logged, not when the journal got round to it. */
static bool
add_time(struct journal_source *j)
{
	struct tm tm;
	uint64_t us;
	time_t t;

	if (!num_u64(field(j, "_SOURCE_REALTIME_TIMESTAMP"), INT64_MAX, &us) &&
	    sd_journal_get_realtime_usec(j->journal, &us) < 0)
		return false;
	t = (time_t)(us / 1000000);
	if (gmtime_r(&t, &tm) == NULL)
		return false;
	buf_printf(&j->line, "%04d-%02d-%02dT%02d:%02d:%02d.%06" PRIu64 "Z ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, us % 1000000);
	return true;
}

/* The record as a line; an unreadable one gives none. */
static void
make_line(struct journal_source *j)
{
	struct span v;

	buf_clear(&j->line);
	j->given = 0;
	if (!add_time(j))
		return;
	v = field(j, "_HOSTNAME");
	if (v.n > 0) {
		add_word(j, v);
		buf_add_char(&j->line, ' ');
	}
	v = field(j, "SYSLOG_IDENTIFIER");
	if (v.n == 0)
		v = field(j, "_COMM");
	add_word(j, v.n > 0 ? v : SPAN("-"));
	v = field(j, "SYSLOG_PID");
	if (v.n == 0)
		v = field(j, "_PID");
	if (v.n > 0) {
		buf_add_char(&j->line, '[');
		add_word(j, v);
		buf_add_char(&j->line, ']');
	}
	buf_add_str(&j->line, ": ");
	/* A line's end inside it would begin another line. */
	v = field(j, "MESSAGE");
	while (v.n > 0) {
		size_t n = span_find_char(v, '\n');

		buf_add_span(&j->line, span_head(v, n));
		if (n < v.n)
			buf_add_char(&j->line, ' ');
		v = span_skip(v, n + 1);
	}
	buf_add_char(&j->line, '\n');
}

/* On to the next record; *more = false at the end. */
static int
next(struct journal_source *j, bool *more, struct err *err)
{
	char *cursor;
	int rc = j->held ? 1 : sd_journal_next(j->journal);

	j->held = false;
	*more = rc > 0;
	if (rc > 0)
		rc = sd_journal_get_cursor(j->journal, &cursor);
	if (rc < 0)
		return failed(j, rc, err);
	if (*more) {
		free(j->cursor);
		j->cursor = cursor;
		make_line(j);
	}
	return 0;
}

int
journal_source_read(struct journal_source *j, char *out, size_t size,
    size_t *n, struct err *err)
{
	size_t part;
	bool more = true;
	int rc = 0;

	*n = 0;
	while (rc == 0 && more && *n < size) {
		part = j->line.n - j->given;
		if (part > size - *n)
			part = size - *n;
		if (part > 0)
			memcpy(out + *n, j->line.data + j->given, part);
		j->given += part;
		*n += part;
		if (j->given == j->line.n && *n < size)
			rc = next(j, &more, err);
	}
	return rc;
}

#else

static int
not_built(struct err *err)
{
	return err_set(err, ERR_CONFIG, "%s", _("--journal: this bouncestat "
	    "was built without libsystemd; use: journalctl -o json "
	    "--facility=mail | bouncestat -"));
}

int
journal_source_open(const char *dir, struct journal_source **out,
    struct err *err)
{
	(void)dir;
	*out = NULL;
	return not_built(err);
}

void
journal_source_close(struct journal_source *j)
{
	(void)j;
}

char *
journal_source_identity(const char *dir)
{
	(void)dir;
	return NULL;
}

const char *
journal_source_name(const struct journal_source *j)
{
	(void)j;
	return "";
}

int
journal_source_seek(struct journal_source *j, const char *cursor,
    struct err *err)
{
	(void)j;
	(void)cursor;
	return not_built(err);
}

const char *
journal_source_cursor(const struct journal_source *j)
{
	(void)j;
	return "";
}

int
journal_source_read(struct journal_source *j, char *out, size_t size,
    size_t *n, struct err *err)
{
	(void)j;
	(void)out;
	(void)size;
	*n = 0;
	return not_built(err);
}

#endif

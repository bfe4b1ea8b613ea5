#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/decompress.h"
#include "analyzer/denied.h"
#include "analyzer/journal_source.h"
#include "analyzer/source.h"
#include "schema/file.h"
#include "schema/i18n.h"
#include "schema/mem.h"

#define RAW_BYTES	((size_t)256 * 1024)

struct source {
	char		*name;
	int		 fd;
	bool		 is_stdin;
	off_t		 start;		/* of our bytes, where fd can seek */
	struct stat	 st;
	int64_t		 bound;

	/* Bytes of the file itself, before decompression. */
	char		*raw;
	size_t		 raw_n;		/* the peeked ones, if not yet given */

	struct decompress *packed;	/* NULL = plain */
	struct journal_source *journal;
	char		*identity;	/* of the journal */
	struct err	 broken;	/* known since it was opened */

	char		 head[SOURCE_HEAD_BYTES];
	size_t		 head_n;
	size_t		 head_given;
};

const char *
source_name(const struct source *s)
{
	return s->name;
}

struct span
source_head(const struct source *s)
{
	return span_of(s->head, s->head_n);
}

struct span
source_identity(const struct source *s)
{
	return s->identity != NULL ? span_str(s->identity) : source_head(s);
}

const char *
source_cursor(const struct source *s)
{
	return s->journal != NULL ? journal_source_cursor(s->journal) : NULL;
}

bool
source_is_stdin(const struct source *s)
{
	return s->is_stdin;
}

bool
source_is_compressed(const struct source *s)
{
	return s->packed != NULL;
}

uint64_t
source_size(const struct source *s)
{
	return s->is_stdin ? 0 : (uint64_t)s->st.st_size;
}

int64_t
source_mtime(const struct source *s)
{
	return s->is_stdin || s->journal != NULL ? (int64_t)time(NULL) :
	    (int64_t)s->st.st_mtime;
}

int64_t
source_bound(const struct source *s)
{
	return s->bound;
}

/* read(2) until some bytes, the end or an error. */
static ssize_t
read_some(int fd, char *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

static int
read_error(const struct source *s, int errnum, struct err *err)
{
	if (errnum == EISDIR)
		return err_set(err, ERR_NO_INPUT, _("%s: is a directory; "
		    "name the log files in it"), s->name);
	return err_set(err, file_err_code(errnum), "%s: %s", s->name,
	    strerror(errnum));
}

/* The peeked bytes, then the file. */
static ssize_t
give_raw(void *arg, const void **out)
{
	struct source *s = arg;
	ssize_t n;

	*out = s->raw;
	if (s->raw_n > 0) {
		n = (ssize_t)s->raw_n;
		s->raw_n = 0;
		return n;
	}
	return read_some(s->fd, s->raw, RAW_BYTES);
}

static int
damaged(const struct source *s, const char *why, struct err *err)
{
	return err_set(err, ERR_IO, _("%s: truncated or damaged (%s); the "
	    "lines before that are kept"), s->name, why);
}

/* RFC 1952: MTIME, little-endian at byte 4; 0 = not stored. */
static int64_t
gzip_time(const unsigned char *p, size_t n)
{
	if (n < 10 || p[0] != 0x1f || p[1] != 0x8b)
		return 0;
	return (int64_t)p[4] | (int64_t)p[5] << 8 | (int64_t)p[6] << 16 |
	    (int64_t)p[7] << 24;
}

/* Sets up decompression if the peeked bytes ask for it. */
static void
detect(struct source *s)
{
	int64_t stored;

	s->packed = decompress_new(span_of(s->raw, s->raw_n), give_raw, s);
	if (s->packed == NULL)
		return;
	stored = gzip_time((const unsigned char *)s->raw, s->raw_n);
	if (stored > 0)
		s->bound = stored;
}

static void
close_stream(struct source *s)
{
	decompress_free(s->packed);
	s->packed = NULL;
	s->broken.code = ERR_NONE;
}

/* Fills the head from the stream; an error waits for source_read(). */
static void
peek_head(struct source *s)
{
	struct err bad;
	size_t n = 1;

	s->head_given = sizeof(s->head);	/* do not read it from itself */
	while (s->head_n < sizeof(s->head) && n > 0) {
		if (source_read(s, s->head + s->head_n,
		    sizeof(s->head) - s->head_n, &n, &bad) != 0)
			s->broken = bad;
		s->head_n += n;
	}
	s->head_given = 0;
}

/* The first bytes: which compression, and the stream's head. */
static int
begin(struct source *s, struct err *err)
{
	ssize_t n;

	s->raw_n = s->head_n = s->head_given = 0;
	/* Two reads: a pipe may give the magic bytes one by one. */
	while (s->raw_n < 16) {
		n = read_some(s->fd, s->raw + s->raw_n, RAW_BYTES - s->raw_n);
		if (n < 0)
			return read_error(s, errno, err);
		if (n == 0)
			break;
		s->raw_n += (size_t)n;
	}
	detect(s);
	peek_head(s);
	return 0;
}

int
source_rewind(struct source *s, struct err *err)
{
	int rc;

	close_stream(s);
	if (s->journal != NULL) {
		rc = journal_source_seek(s->journal, "", err);
		s->head_n = 0;
		peek_head(s);
		return rc;
	}
	if (lseek(s->fd, s->start, SEEK_SET) < 0)
		return read_error(s, errno, err);
	return begin(s, err);
}

static int
write_all(int fd, const char *p, size_t n)
{
	ssize_t got;

	while (n > 0) {
		got = write(fd, p, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

/* A pipe's bytes into a file without a name, which takes its place. */
static int
spool(struct source *s, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	char *path;
	ssize_t n = 1;
	int fd, rc = 0;

	s->start = lseek(s->fd, 0, SEEK_CUR);
	if (s->start >= 0 && S_ISREG(s->st.st_mode))
		return 0;
	s->start = 0;
	path = mem_printf("%s/bouncestat-XXXXXX", dir != NULL &&
	    dir[0] == '/' ? dir : "/var/tmp");
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		rc = err_set(err, ERR_CANT_CREATE, _("%s: %s; set TMPDIR to a "
		    "folder with room"), path, strerror(errno));
	else
		unlink(path);
	while (rc == 0 && n > 0) {
		n = read_some(s->fd, s->raw, RAW_BYTES);
		if (n < 0)
			rc = read_error(s, errno, err);
		else if (write_all(fd, s->raw, (size_t)n) != 0)
			rc = err_set(err, ERR_IO, _("%s: %s; set TMPDIR to a "
			    "folder with room"), path, strerror(errno));
	}
	if (rc == 0 && lseek(fd, 0, SEEK_SET) < 0)
		rc = read_error(s, errno, err);
	if (fd >= 0) {
		close(s->fd);
		s->fd = fd;
	}
	free(path);
	return rc;
}

static int
open_journal(const char *folder, struct source **out, struct err *err)
{
	struct journal_source *journal;
	struct source *s;
	int rc;

	if (folder[0] == '\0')
		folder = NULL;
	rc = journal_source_open(folder, &journal, err);
	if (rc != 0)
		return rc;
	s = mem_alloc(sizeof(*s));
	s->fd = -1;
	s->journal = journal;
	s->name = mem_strdup(journal_source_name(journal));
	s->identity = journal_source_identity(folder);
	s->bound = source_mtime(s);
	peek_head(s);
	*out = s;
	return 0;
}

int
source_resume(struct source *s, const char *cursor, struct err *err)
{
	s->head_given = s->head_n;
	return journal_source_seek(s->journal, cursor, err);
}

bool
source_is_pipe(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISDIR(st.st_mode);
}

int
source_open(const char *path, bool again, struct source **out,
    struct err *err)
{
	struct source *s;
	int fd, rc = 0;

	*out = NULL;
	if (strncmp(path, SOURCE_JOURNAL, strlen(SOURCE_JOURNAL)) == 0)
		return open_journal(path + strlen(SOURCE_JOURNAL), out, err);
	fd = strcmp(path, "-") == 0 ?
	    fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == EACCES)
		return denied(path, err);
	if (fd < 0)
		return err_set(err, file_err_code(errno), "%s: %s", path,
		    strerror(errno));
	s = mem_alloc(sizeof(*s));
	s->fd = fd;
	s->is_stdin = strcmp(path, "-") == 0 || source_is_pipe(path);
	/* A history keeps this name: the same in every language. */
	s->name = mem_strdup(strcmp(path, "-") == 0 ? "standard input" :
	    path);
	s->raw = mem_alloc(RAW_BYTES);
	if (fstat(fd, &s->st) != 0)
		rc = read_error(s, errno, err);
	else if (S_ISDIR(s->st.st_mode))
		rc = read_error(s, EISDIR, err);
	s->bound = source_mtime(s);
	if (rc == 0 && s->is_stdin && again)
		rc = spool(s, err);
	if (rc == 0)
		rc = begin(s, err);
	if (rc == 0) {
		posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		*out = s;
	} else
		source_close(s);
	return rc;
}

void
source_close(struct source *s)
{
	if (s == NULL)
		return;
	close_stream(s);
	journal_source_close(s->journal);
	free(s->identity);
	if (s->fd >= 0)
		close(s->fd);
	free(s->raw);
	free(s->name);
	free(s);
}

static int
read_plain(struct source *s, char *out, size_t size, size_t *n,
    struct err *err)
{
	ssize_t got;

	if (s->raw_n > 0) {
		*n = s->raw_n < size ? s->raw_n : size;
		memcpy(out, s->raw, *n);
		memmove(s->raw, s->raw + *n, s->raw_n - *n);
		s->raw_n -= *n;
		return 0;
	}
	got = read_some(s->fd, out, size);
	if (got < 0)
		return read_error(s, errno, err);
	*n = (size_t)got;
	return 0;
}

int
source_read(struct source *s, char *out, size_t size, size_t *n,
    struct err *err)
{
	const char *why;

	*n = 0;
	if (s->head_given < s->head_n) {
		*n = s->head_n - s->head_given;
		if (*n > size)
			*n = size;
		memcpy(out, s->head + s->head_given, *n);
		s->head_given += *n;
		return 0;
	}
	if (s->broken.code != ERR_NONE) {
		*err = s->broken;
		return (int)err->code;
	}
	if (s->journal != NULL)
		return journal_source_read(s->journal, out, size, n, err);
	if (!source_is_compressed(s))
		return read_plain(s, out, size, n, err);
	why = decompress_read(s->packed, out, size, n);
	return why != NULL ? damaged(s, why, err) : 0;
}

int
source_skip(struct source *s, uint64_t n, uint64_t *skipped, struct err *err)
{
	char scratch[16384];
	size_t got = 1;
	int rc = 0;

	*skipped = 0;
	if (s->journal != NULL) {
		*skipped = n;
		return 0;
	}
	/* A plain file can jump; what was peeked is behind us then. */
	if (!source_is_compressed(s) && !s->is_stdin &&
	    n <= (uint64_t)s->st.st_size &&
	    lseek(s->fd, (off_t)n, SEEK_SET) == (off_t)n) {
		s->head_given = s->head_n;
		s->raw_n = 0;
		*skipped = n;
		return 0;
	}
	while (rc == 0 && *skipped < n && got > 0) {
		size_t want = n - *skipped < sizeof(scratch) ?
		    (size_t)(n - *skipped) : sizeof(scratch);

		rc = source_read(s, scratch, want, &got, err);
		*skipped += got;
	}
	return rc;
}

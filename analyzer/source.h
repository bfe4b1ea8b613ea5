/*
 * source: one log as a stream of decompressed bytes, whatever holds it: a
 * plain file, .gz .xz .zst .bz2 (decompress.h), known by their content,
 * standard input ("-"), or systemd's journal ("journal:", or
 * "journal:FOLDER") as log lines.
 *
 * Errors name the path: ERR_NO_INPUT missing or a directory, ERR_PERMISSION
 * (with the group to join), ERR_IO unreadable, damaged or truncated.
 */
#ifndef ANALYZER_SOURCE_H
#define ANALYZER_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/err.h"
#include "schema/span.h"

#define SOURCE_HEAD_BYTES	4096
#define SOURCE_JOURNAL		"journal:"

struct source;

/*
 * again: source_rewind() will be wanted.  Standard input, unless it is a
 * file, goes into a temporary file without a name first.
 */
int	source_open(const char *path, bool again, struct source **out,
	    struct err *);
/* Back to the first byte. */
int	source_rewind(struct source *, struct err *);
void	source_close(struct source *);
/* Whether the path is a pipe, a socket or a terminal: read once, as "-". */
bool	source_is_pipe(const char *path);

const char	*source_name(const struct source *);
/* The first bytes of the stream, at most SOURCE_HEAD_BYTES; borrowed. */
struct span	 source_head(const struct source *);
/* What makes it this log and no other: the head, but for a journal. */
struct span	 source_identity(const struct source *);
/*
 * Where a journal is, for source_resume() in a later run, which goes on behind
 * that; NULL = it goes by offset.  Borrowed until the next read.
 */
const char	*source_cursor(const struct source *);
int		 source_resume(struct source *, const char *cursor,
		    struct err *);
bool		 source_is_stdin(const struct source *);
bool		 source_is_compressed(const struct source *);
/* Bytes of the file itself; 0 for standard input. */
uint64_t	 source_size(const struct source *);
/* Last modification; for standard input now. */
int64_t		 source_mtime(const struct source *);
/* The latest time a line of it can have: gzip's stored time, else mtime. */
int64_t		 source_bound(const struct source *);

/*
 * The next bytes, at most size, into out; *n = 0 at the end.  What was
 * readable before an error comes first.
 */
int	source_read(struct source *, char *out, size_t size, size_t *n,
	    struct err *);
/*
 * Passes over bytes; *skipped is less than n where the stream ends before.  A
 * journal is where source_resume() put it, whatever n.
 */
int	source_skip(struct source *, uint64_t n, uint64_t *skipped,
	    struct err *);

#endif

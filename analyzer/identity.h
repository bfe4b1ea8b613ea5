/*
 * identity: which log this is, by its content (G1, G3).
 *
 * A source is the hash of its stream's first bytes, at most
 * SOURCE_HEAD_BYTES; a shorter head grows with the file and is verified
 * again each time.  Its row says how far it has been taken in.
 */
#ifndef ANALYZER_IDENTITY_H
#define ANALYZER_IDENTITY_H

#include "analyzer/clock.h"
#include "analyzer/tail.h"
#include "schema/buf.h"
#include "schema/db.h"

/* A row of `source`. */
struct identity {
	int64_t		id;
	bool		fresh;		/* not in the database yet */
	bool		same_head;	/* as another one that went on so */
	char		*name;
	uint32_t	head_len;
	struct hash128	head_hash;
	uint64_t	offset, pending, size;
	int64_t		lines, understood, irrelevant, unknown;
	int64_t		first_ts, last_ts;	/* CLOCK_NONE = none */
	int64_t		first_lines;	/* at first_ts */
	/* Up to the offset, taken in or known from others: */
	int64_t		at_ts, at_lines;	/* latest second; its lines */
	uint64_t	last_hash;	/* of the last line, 0 = none */
	struct tail	tail;
	char		*host, *tz;
	char		clock[CLOCK_STATE_SIZE];
	int64_t		overlap_of;	/* nothing was taken in; 0 = was */
	int64_t		twin_of;	/* had its lines last; 0 = none */
	bool		complete;	/* has all lines of the twin */
	char		*cursor;	/* of a journal, NULL = none */
	struct buf	last_line;	/* if it gave events (join.h) */
};

/*
 * The row for a stream that begins with head, or a fresh one; name and host
 * as they were.  goes_on() says whether the stream is that of a row up to its
 * offset: two may begin alike.
 */
int	identity_find(struct db *, struct span head,
	    bool (*goes_on)(void *arg, const struct identity *), void *arg,
	    struct identity *, struct err *);
int	identity_save(struct db *, const struct identity *, int64_t now,
	    struct err *);
void	identity_free(struct identity *);

#endif

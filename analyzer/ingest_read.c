#include <stdlib.h>

#include "analyzer/ingest_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* Somebody may still be writing it, and there is a next run for the rest. */
static bool
may_grow(const struct ingest *in, const struct source *s)
{
	return in->opt->history && !source_is_stdin(s) &&
	    in->opt->now - source_mtime(s) < 60;
}

bool
ingest_waits(struct ingest *in, const struct source *s)
{
	char *msg;

	if (!may_grow(in, s))
		return false;
	msg = mem_printf(_("%s: still being written; the rest comes with the "
	    "next run"), source_name(s));
	ingest_notice(in, msg);
	free(msg);
	in->waiting = true;
	return true;
}

int
ingest_go_to(struct ingest *in, struct source *s, bool moved,
    struct err *err)
{
	int rc = moved ? source_rewind(s, err) : 0;

	if (rc == 0 && source_cursor(s) != NULL && !in->id.fresh)
		rc = source_resume(s, in->id.cursor, err);
	return rc;
}

/* A journal knows no offsets: what is before n more bytes is read over. */
static int
read_over(struct source *s, uint64_t n, struct err *err)
{
	char text[4096];
	size_t got = 1;
	int rc = 0;

	while (rc == 0 && n > 0 && got > 0) {
		rc = source_read(s, text, n < sizeof(text) ? (size_t)n :
		    sizeof(text), &got, err);
		n -= got;
	}
	return rc;
}

/* One log as it is read, in one piece or with parts passed over. */
struct reading {
	struct source	*source;
	uint64_t	 start;		/* offset where this run began */
	bool		 moved;		/* not there any more */
	bool		 shorter;	/* than what was read */
	bool		 bad;		/* an error of the log itself */
	uint64_t	 overlong;
};

/* To the checkpoint's offset; the next reader_init() goes on there. */
static int
go_to_offset(struct ingest *in, struct reading *rd, struct err *err)
{
	int rc = ingest_go_to(in, rd->source, rd->moved, err);

	if (rc == 0 && source_cursor(rd->source) != NULL)
		rc = read_over(rd->source, in->id.offset - rd->start, err);
	rd->moved = true;
	return rc;
}

/* The lines up to that offset. */
static int
read_lines(struct ingest *in, struct reading *rd, uint64_t until,
    struct err *err)
{
	struct reader r = { .source = NULL };
	bool take_last = !in->opt->history || source_is_stdin(rd->source) ||
	    (source_is_compressed(rd->source) && !may_grow(in, rd->source));
	int rc;

	rc = go_to_offset(in, rd, err);
	if (rc == 0)
		rc = reader_init(&r, rd->source, in->id.offset, take_last,
		    err);
	/* Shorter than what was read: an older copy of it. */
	rd->shorter = rc == 0 && r.offset < in->id.offset;
	if (rc == 0 && !rd->shorter) {
		r.limit = until;
		join_source(in->join, in->id.id, in->id.offset,
		    buf_span(&in->id.last_line));
		rc = pipeline_run(in->pipeline, &r, ingest_consume, in, err);
		join_leave(in->join, in->id.last_ts);
		in->id.pending = r.pending;
		/* A newline that the reader made up is not in the stream. */
		if (in->id.offset > r.offset)
			in->id.offset = r.offset;
	}
	rd->bad = r.rc != 0;
	rd->overlong += r.overlong;
	reader_free(&r);
	return rc;
}

/* The lines of the part are known. */
static void
pass_over(struct ingest *in, const struct overlap_part *p)
{
	in->id.offset = p->end;
	in->id.pending = 0;
	in->id.at_ts = p->at_ts;
	in->id.at_lines = p->at_lines;
	in->id.last_hash = p->last_hash;
	in->id.tail = p->tail;
	buf_clear(&in->id.last_line);
	in->clock = p->clock;
}

/* All that is to be read, without the checkpoint. */
static int
read_all(struct ingest *in, struct reading *rd, const struct overlap *o,
    bool hold, struct err *err)
{
	uint64_t until;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i <= o->n && !rd->shorter; i++) {
		until = i < o->n ? o->parts[i].begin : UINT64_MAX;
		if (i < o->n ? until > in->id.offset : !hold)
			rc = read_lines(in, rd, until, err);
		if (rc == 0 && i < o->n && !rd->shorter)
			pass_over(in, &o->parts[i]);
	}
	/* A journal that waits was read further, to be looked at. */
	if (rc == 0 && hold && source_cursor(rd->source) != NULL)
		rc = go_to_offset(in, rd, err);
	return rc;
}

static void
tell_overlong(const struct ingest *in, const struct reading *rd)
{
	char *msg;

	if (rd->overlong == 0)
		return;
	msg = mem_printf(_("%s: %llu lines over 1 MiB passed over"),
	    source_name(rd->source), (unsigned long long)rd->overlong);
	ingest_notice(in, msg);
	free(msg);
}

static void
tell_doubt(const struct ingest *in)
{
	char *msg;

	if (!clock_contradicted(&in->clock))
		return;
	msg = mem_printf(_("%s: some stamps are later than this log can be; "
	    "if it begins in an earlier year, give --year"), in->id.name);
	ingest_notice(in, msg);
	free(msg);
}

/* What belongs to the end of a log, the checkpoint being the last. */
static int
end_source(struct ingest *in, const struct reading *rd, struct err *err)
{
	struct identity *id = &in->id;
	int rc = correlate_drop_revived(in->correlate, err);

	id->overlap_of = id->lines == 0 ? id->twin_of : 0;
	if (source_cursor(rd->source) != NULL) {
		free(id->cursor);
		id->cursor = mem_strdup(source_cursor(rd->source));
	}
	return rc != 0 ? rc : ingest_commit(in, err);
}

int
ingest_read(struct ingest *in, struct source *s, const struct overlap *o,
    bool hold, bool moved, struct err *err)
{
	struct reading rd = { .source = s, .start = in->id.offset,
	    .moved = moved };
	struct err ignored;
	int rc = 0, end;

	/* A journal knows where it was read to, not what was taken in. */
	in->commits = !in->opt->history || source_cursor(s) == NULL;
	if (in->opt->history) {
		rc = join_finish(in->join, in->opt->now - in->opt->life_s,
		    in->correlate, err);
		in->fatal |= rc != 0;
	}
	if (rc == 0)
		rc = read_all(in, &rd, o, hold, err);
	if (rd.shorter)
		return 0;
	in->stats->overlong += rd.overlong;
	tell_overlong(in, &rd);
	tell_doubt(in);
	if (rc == ERR_IO && source_is_compressed(s) && ingest_waits(in, s))
		rc = 0;
	/* What was read before an input's error counts. */
	if (rc == 0 || rd.bad) {
		end = end_source(in, &rd, rc == 0 ? err : &ignored);
		if (rc == 0)
			rc = end;
	}
	return rc;
}

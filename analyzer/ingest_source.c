#include <stdlib.h>
#include <string.h>

#include "analyzer/ingest_priv.h"
#include "analyzer/overlap.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* Without a database, too, the same log counts once. */
static void
identify_printed(struct ingest *in, const struct source *s)
{
	struct hash128 head = hash_span128(source_identity(s));
	size_t i;

	in->id = (struct identity){ .fresh = true, .first_ts = CLOCK_NONE,
	    .last_ts = CLOCK_NONE };
	for (i = 0; i < in->n_heads; i++)
		if (memcmp(&in->heads[i], &head, sizeof(head)) == 0)
			in->id.fresh = false;
	in->heads = mem_resize(in->heads, in->n_heads + 1,
	    sizeof(*in->heads));
	in->heads[in->n_heads++] = head;
	in->id.id = (int64_t)in->n_heads;
}

/* Which source this is and where to go on; *skip = nothing to do. */
static int
identify(struct ingest *in, const struct input *input, struct source *s,
    bool *skip, struct err *err)
{
	const struct input_log *log = &input->log;
	struct identity *id = &in->id;
	char *msg;
	int rc;

	*skip = false;
	if (in->store == NULL) {
		identify_printed(in, s);
	} else {
		rc = identity_find(in->opt->db, source_identity(s), id,
		    err);
		if (rc != 0)
			return rc;
	}
	if (!id->fresh && !in->opt->history) {
		msg = id->name != NULL ?
		    mem_printf(_("%s: the same log as %s; counted once"),
		    source_name(s), id->name) :
		    mem_printf(_("%s: the same log as another; counted once"),
		    source_name(s));
		ingest_notice(in, msg);
		free(msg);
		*skip = true;
	}
	if (id->overlap_of != 0 && !in->opt->allow_overlap)
		*skip = true;
	free(id->name);
	id->name = mem_strdup(source_name(s));
	if (id->host == NULL)
		id->host = mem_strdup(log->host);
	if (id->tz == NULL)
		id->tz = mem_strdup(zone_name(log->zone));
	id->size = source_size(s);
	clock_init(&in->clock, log->zone, input->bound);
	if (!id->fresh && id->clock[0] != '\0')
		clock_restore(&in->clock, span_str(id->clock));
	else if (log->year != 0)
		clock_fix_year(&in->clock, log->year);
	else if (input->year != 0)
		clock_set_year(&in->clock, input->year);
	correlate_source(in->correlate, in->opt->history &&
	    id->first_ts != CLOCK_NONE ? id->first_ts : INT64_MIN);
	if (in->store != NULL)
		store_set_source(in->store, id->id);
	return 0;
}

/* A stream that begins with what is known is read from behind that. */
static int
go_on_behind(struct ingest *in, struct source *s, struct err *err)
{
	char *other = NULL, *msg;
	int rc;

	rc = overlap_resume(in->opt->db, &in->scan, s, &in->clock,
	    &in->id.offset, &other, err);
	if (rc == 0 && in->id.offset > 0) {
		msg = mem_printf(_("%s: begins with what was read from %s "
		    "already; only what follows is taken in"), in->id.name,
		    other);
		ingest_notice(in, msg);
		free(msg);
	}
	free(other);
	return rc;
}

/* Whether another source gave this log's first events already (G4). */
static int
check_overlap(struct ingest *in, const struct input *input,
    struct source *s, bool *skip, struct err *err)
{
	char *other = NULL, *msg;
	int rc;

	if (in->store == NULL || !in->id.fresh || in->opt->allow_overlap)
		return 0;
	/* Without an index a look is dear: only where times overlap. */
	if (!in->opt->history && (in->newest == INT64_MIN ||
	    (input->begin > in->newest && !source_is_stdin(s))))
		return 0;
	/* What other sources gave must be in the tables. */
	rc = in->opt->history ? 0 : store_flush(in->store, in->correlate, err);
	if (rc == 0 && source_is_stdin(s))
		rc = go_on_behind(in, s, err);
	if (rc == 0 && in->id.offset == 0)
		rc = overlap_find(in->opt->db, &in->scan, s, &in->clock,
		    &in->id.overlap_of, &other, err);
	if (rc == 0 && in->id.overlap_of != 0) {
		msg = mem_printf(_("%s: skipped: its first events were read "
		    "from %s already (--allow-overlap counts them again)"),
		    in->id.name, other);
		ingest_notice(in, msg);
		free(msg);
		*skip = true;
		rc = ingest_commit(in, err);
	}
	free(other);
	return rc;
}

/* A truncated archive that somebody is still writing: wait for more. */
static bool
still_being_written(const struct ingest *in, const struct source *s, int rc)
{
	return rc == ERR_IO && in->opt->history && source_is_compressed(s) &&
	    !source_is_stdin(s) && in->opt->now - source_mtime(s) < 60;
}

static void
wait_for_more(struct ingest *in, const struct source *s)
{
	char *msg = mem_printf(_("%s: still being written; the rest comes "
	    "with the next run"), source_name(s));

	ingest_notice(in, msg);
	free(msg);
	in->waiting = true;
}

static int
read_source(struct ingest *in, struct source *s, struct err *err)
{
	struct reader r = { .source = NULL };
	bool take_last = !in->opt->history || source_is_compressed(s) ||
	    source_is_stdin(s);
	char *msg;
	int rc = 0, end;

	/* A journal knows where it was read to, not what was taken in. */
	in->commits = !in->opt->history || source_cursor(s) == NULL;
	if (source_cursor(s) != NULL && !in->id.fresh)
		rc = source_resume(s, in->id.cursor, err);
	if (rc == 0)
		rc = reader_init(&r, s, in->id.offset, take_last, err);
	if (rc == 0 && r.offset < in->id.offset) {
		/* Shorter than what was read: an older copy of it. */
		reader_free(&r);
		return 0;
	}
	join_source(in->join, in->id.id, in->id.offset,
	    buf_span(&in->id.last_line));
	if (rc == 0 && in->opt->history) {
		rc = join_finish(in->join, in->opt->now - in->opt->life_s,
		    in->correlate, err);
		in->fatal |= rc != 0;
	}
	if (rc == 0)
		rc = pipeline_run(in->pipeline, &r, ingest_consume, in, err);
	if (rc == 0 || r.rc != 0) {
		struct err ignored;

		end = correlate_drop_revived(in->correlate, rc == 0 ? err :
		    &ignored);
		rc = rc != 0 ? rc : end;
	}
	join_leave(in->join, in->id.last_ts);
	in->id.pending = r.pending;
	/* A newline that the reader made up is not in the stream. */
	if (in->id.offset > r.offset)
		in->id.offset = r.offset;
	if (source_cursor(s) != NULL) {
		free(in->id.cursor);
		in->id.cursor = mem_strdup(source_cursor(s));
	}
	in->stats->overlong += r.overlong;
	if (r.overlong > 0) {
		msg = mem_printf(_("%s: %llu lines over 1 MiB passed over"),
		    source_name(s), (unsigned long long)r.overlong);
		ingest_notice(in, msg);
		free(msg);
	}
	if (still_being_written(in, s, rc)) {
		wait_for_more(in, s);
		rc = 0;
	}
	/* What was read before an input's error counts. */
	if (rc == 0 || r.rc != 0) {
		struct err ignored;

		end = ingest_commit(in, rc == 0 ? err : &ignored);
		if (rc == 0)
			rc = end;
	}
	reader_free(&r);
	return rc;
}

/* Nothing in it, or nothing that could be read. */
static int
no_bytes(struct ingest *in, struct source *s, struct err *err)
{
	char none, *msg;
	size_t n;
	int rc = source_read(s, &none, sizeof(none), &n, err);

	if (still_being_written(in, s, rc)) {
		wait_for_more(in, s);
		return 0;
	}
	if (rc == 0) {
		msg = mem_printf(_("%s: empty"), source_name(s));
		ingest_notice(in, msg);
		free(msg);
	}
	return rc;
}

int
ingest_one(struct ingest *in, const struct input *input, struct err *err)
{
	struct source *s = NULL;
	bool known;
	bool skip = false;
	char *msg;
	int rc;

	in->mail = 0;
	in->input = input;
	rc = source_open(input->log.path, in->opt->history ||
	    in->newest != INT64_MIN, &s, err);
	if (rc != 0)
		return rc;
	in->stats->files++;
	if (source_head(s).n == 0) {
		rc = no_bytes(in, s, err);
		source_close(s);
		return rc;
	}
	rc = identify(in, input, s, &skip, err);
	if (rc == 0 && !skip)
		rc = check_overlap(in, input, s, &skip, err);
	/* What it begins with is mail, even if nothing follows. */
	known = in->id.offset > 0;
	if (rc == 0 && !skip && in->opt->history && in->id.fresh)
		rc = store_revive(in->store, in->correlate, input->begin,
		    err);
	if (rc == 0 && !skip)
		rc = read_source(in, s, err);
	if (in->id.last_ts != CLOCK_NONE && in->id.last_ts > in->newest)
		in->newest = in->id.last_ts;
	if (in->mail > 0 || known || skip)
		in->stats->mail_files++;
	else if (rc == 0) {
		msg = mem_printf(_("%s: no line of Postfix, Exim or Sendmail "
		    "in it (%lld lines)"), source_name(s),
		    (long long)in->id.lines);
		ingest_notice(in, msg);
		free(msg);
	}
	identity_free(&in->id);
	source_close(s);
	return rc;
}

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/clock.h"
#include "analyzer/identity.h"
#include "analyzer/ingest.h"
#include "analyzer/inputs.h"
#include "analyzer/join.h"
#include "analyzer/overlap.h"
#include "analyzer/pipeline.h"
#include "analyzer/store_priv.h"
#include "analyzer/unmatched.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* What was found is written down this often while a long log is read. */
#define COMMIT_BYTES	((uint64_t)128 * 1024 * 1024)

struct ingest {
	const struct ingest_options *opt;
	struct scan_options	 scan;
	struct pipeline		*pipeline;
	struct correlate	*correlate;
	struct store		*store;		/* NULL: printing */
	struct join		*join;
	struct ingest_stats	*stats;

	/* Of the sources read before. */
	int64_t			 newest;
	struct hash128		*heads;		/* printing */
	size_t			 n_heads;
	bool			 waiting;	/* one was not whole yet */

	/* The source being read. */
	const struct input	*input;
	struct identity		 id;
	struct clock		 clock;
	uint64_t		 mail;		/* lines of an MTA in it */
	uint64_t		 uncommitted;
	bool			 commits;	/* before its end, too */
	bool			 fatal;		/* not the input's fault */
};

static void
notice(const struct ingest *in, const char *msg)
{
	in->opt->notice(in->opt->arg, msg);
}

/* Everything known so far is on disk, with the checkpoint (G2). */
static int
commit(struct ingest *in, struct err *err)
{
	struct db *db = in->opt->db;
	int rc = 0;

	if (in->store == NULL)
		return 0;
	clock_save(&in->clock, in->id.clock);
	rc = identity_save(db, &in->id, in->opt->now, err);
	if (rc == 0)
		rc = unmatched_trim(db, err);
	if (rc == 0 && in->opt->history)
		rc = store_flush(in->store, in->correlate, err);
	if (rc == 0 && in->opt->history)
		rc = db_commit(db, err);
	if (rc == 0 && in->opt->history)
		rc = db_begin(db, err);
	in->uncommitted = 0;
	in->fatal |= rc != 0;
	return rc;
}

static int
put_lines(struct ingest *in, const struct quarter *q, int64_t ts,
    struct err *err)
{
	sqlite3_stmt *st;

	if (in->store == NULL)
		return 0;
	st = store_statement(in->opt->db, "lines_add", err);
	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, ts - ((ts % 900) + 900) % 900);
	db_bind_int(st, 2, in->id.id);
	db_bind_int(st, 3, q->total);
	db_bind_int(st, 4, q->understood);
	db_bind_int(st, 5, q->irrelevant);
	db_bind_int(st, 6, q->unknown);
	return db_run(in->opt->db, st, err);
}

static int
put_gap(struct ingest *in, int64_t from, int64_t to, struct err *err)
{
	sqlite3_stmt *st;

	if (in->store == NULL)
		return 0;
	st = store_statement(in->opt->db, "gap_add", err);
	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, from);
	db_bind_int(st, 2, in->id.id);
	db_bind_int(st, 3, to);
	return db_run(in->opt->db, st, err);
}

/* Where the consumer stands in the lists of a batch that go by offset. */
struct cursor {
	size_t	quarter, gap, unmatched;
};

/* Takes what the batch says of the lines up to offset. */
static int
catch_up(struct ingest *in, struct batch *b, struct cursor *c,
    uint64_t offset, struct err *err)
{
	int64_t ts;
	int rc = 0;

	while (rc == 0 && c->quarter < b->n_quarters &&
	    b->quarters[c->quarter].offset <= offset) {
		const struct quarter *q = &b->quarters[c->quarter++];

		ts = clock_resolve(&in->clock, &q->stamp);
		if (q->stamp.month != 0) {
			if (in->id.first_ts == CLOCK_NONE) {
				in->id.first_ts = in->id.last_ts = ts;
				correlate_source(in->correlate,
				    in->opt->history ? ts : INT64_MIN);
			}
			/* Silence between two blocks, or two runs. */
			if (c->quarter == 1 &&
			    ts - in->id.last_ts > in->opt->gap_s)
				rc = put_gap(in, in->id.last_ts, ts, err);
			if (ts > in->id.last_ts)
				in->id.last_ts = ts;
		}
		if (rc == 0)
			rc = put_lines(in, q, ts, err);
	}
	while (rc == 0 && c->gap < b->n_gaps &&
	    b->gaps[c->gap].offset <= offset) {
		const struct batch_gap *g = &b->gaps[c->gap++];

		ts = clock_resolve(&in->clock, &g->to);
		rc = put_gap(in, ts - g->seconds, ts, err);
	}
	while (rc == 0 && c->unmatched < b->n_unmatched &&
	    b->unmatched[c->unmatched].offset <= offset) {
		const struct unmatched_line *u =
		    &b->unmatched[c->unmatched++];

		/* Samples are of the MTAs' lines; the file gets all. */
		rc = unmatched_line(u->claimed && in->store != NULL ?
		    in->opt->db : NULL, in->opt->unmatched, u->line,
		    in->id.last_ts, err);
	}
	return rc;
}

/* The host as it shall count. */
static struct span
host_of(const struct ingest *in, struct span host)
{
	const struct input_log *log = &in->input->log;
	size_t i;

	if (host.n == 0)
		host = span_str(in->id.host);
	for (i = 0; i < log->n_aliases; i++)
		if (span_eq_nocase(host, span_str(log->aliases[i].name)))
			return span_str(log->aliases[i].host);
	return host;
}

static int
take_record(struct ingest *in, struct batch *b, size_t i, struct err *err)
{
	struct event *e = &b->records[i].event;

	e->ts = clock_resolve(&in->clock, &e->stamp);
	if (e->ts > in->id.last_ts)
		in->id.last_ts = e->ts;
	e->host = host_of(in, e->host);
	if (in->opt->raw_hops && e->outcome == OUTCOME_FORWARDED)
		e->outcome = OUTCOME_DELIVERED;
	return join_add(in->join, b, i, in->correlate, err);
}

static int
consume(void *arg, struct batch *b, struct err *err)
{
	struct ingest *in = arg;
	struct cursor c = { 0, 0, 0 };
	int64_t last, before = in->id.last_ts;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < b->n_records; i++) {
		rc = catch_up(in, b, &c, b->records[i].event.offset, err);
		if (rc == 0)
			rc = take_record(in, b, i, err);
	}
	if (rc == 0)
		rc = catch_up(in, b, &c, UINT64_MAX, err);
	if (b->last.month != 0) {
		last = clock_resolve(&in->clock, &b->last);
		in->id.last_lines = b->last_n + (last == before ?
		    in->id.last_lines : 0);
		if (last > in->id.last_ts)
			in->id.last_ts = last;
	}
	in->mail += b->mail;
	in->id.lines += (int64_t)b->lines;
	in->id.understood += (int64_t)b->understood;
	in->id.irrelevant += (int64_t)b->irrelevant;
	in->id.unknown += (int64_t)b->unknown;
	in->stats->lines += b->lines;
	in->stats->understood += b->understood;
	in->stats->irrelevant += b->irrelevant;
	in->stats->unknown += b->unknown;
	in->stats->bytes += b->n;
	in->id.offset = b->offset + b->n;
	in->uncommitted += b->n;
	if (in->opt->progress != NULL)
		in->opt->progress(in->opt->arg, in->stats->bytes);
	if (rc == 0 && in->commits && in->uncommitted >= COMMIT_BYTES)
		rc = commit(in, err);
	in->fatal |= rc != 0;
	return rc;
}

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
		notice(in, msg);
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
		notice(in, msg);
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
		notice(in, msg);
		free(msg);
		*skip = true;
		rc = commit(in, err);
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

	notice(in, msg);
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
	if (rc == 0)
		rc = pipeline_run(in->pipeline, &r, consume, in, err);
	if (rc == 0 || r.rc != 0) {
		struct err ignored;

		end = correlate_drop_revived(in->correlate, rc == 0 ? err :
		    &ignored);
		rc = rc != 0 ? rc : end;
	}
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
		notice(in, msg);
		free(msg);
	}
	if (still_being_written(in, s, rc)) {
		wait_for_more(in, s);
		rc = 0;
	}
	/* What was read before an input's error counts. */
	if (rc == 0 || r.rc != 0) {
		struct err ignored;

		end = commit(in, rc == 0 ? err : &ignored);
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
		notice(in, msg);
		free(msg);
	}
	return rc;
}

static int
one_input(struct ingest *in, const struct input *input, struct err *err)
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
		notice(in, msg);
		free(msg);
	}
	identity_free(&in->id);
	source_close(s);
	return rc;
}

static int
start(struct ingest *in, struct err *err)
{
	const struct ingest_options *opt = in->opt;
	struct correlate_sink sink;
	int rc = 0;

	in->scan = (struct scan_options){ opt->parsers, opt->gap_s,
	    opt->window.private };
	in->pipeline = pipeline_new(&in->scan, opt->jobs);
	in->join = join_new(&in->scan);
	if (opt->db != NULL) {
		rc = db_begin(opt->db, err);
		if (rc == 0)
			rc = store_rejudge(opt->db, opt->knowledge, err);
		if (rc == 0)
			rc = store_open(opt->db, opt->knowledge, opt->window,
			    &in->store, err);
		if (rc != 0)
			return rc;
		sink = store_sink(in->store);
	} else
		sink = *opt->printer;
	in->correlate = correlate_new(&sink);
	if (opt->window.private)
		correlate_no_facts(in->correlate);
	if (in->store != NULL && opt->history) {
		rc = store_restore(in->store, in->correlate, err);
		if (rc == 0)
			rc = correlate_expire(in->correlate,
			    opt->now - opt->life_s, err);
	}
	return rc;
}

/* Writes down what is left; closes everything. */
static int
finish(struct ingest *in, int rc, struct err *err)
{
	if (rc == 0)
		rc = join_finish(in->join, in->correlate, err);
	if (rc == 0 && in->store != NULL) {
		rc = store_flush(in->store, in->correlate, err);
		if (rc == 0)
			rc = db_commit(in->opt->db, err);
	}
	if (rc != 0 && in->opt->db != NULL)
		db_rollback(in->opt->db);
	pipeline_free(in->pipeline);
	join_free(in->join);
	correlate_free(in->correlate);
	store_close(in->store);
	free(in->heads);
	return rc;
}

/* An error of one input is told, the first one is kept. */
static void
tell(const struct ingest *in, int rc, const struct err *one,
    struct err *first)
{
	if (rc == 0)
		return;
	notice(in, one->msg);
	if (first->code == ERR_NONE)
		*first = *one;
}

int
ingest(const struct ingest_options *opt, const struct input_log *logs,
    size_t n, struct ingest_stats *stats, struct err *err)
{
	struct ingest in = { .opt = opt, .stats = stats,
	    .newest = INT64_MIN };
	struct err one = { .code = ERR_NONE }, first = { .code = ERR_NONE };
	struct inputs inputs = { NULL, 0 };
	size_t i;
	int rc;

	*stats = (struct ingest_stats){ 0 };
	for (i = 0; i < n; i++) {
		rc = inputs_add(&inputs, &logs[i], opt->now, &one);
		tell(&in, rc, &one, &first);
	}
	inputs_arrange(&inputs);
	rc = start(&in, err);
	for (i = 0; rc == 0 && i < inputs.n; i++) {
		rc = one_input(&in, &inputs.all[i], &one);
		if (in.fatal)
			*err = one;
		else {
			tell(&in, rc, &one, &first);
			rc = 0;
		}
	}
	rc = finish(&in, rc, err);
	inputs_free(&inputs);
	if (rc == 0 && first.code != ERR_NONE) {
		*err = first;
		err->msg[0] = '\0';	/* it was told */
		return (int)first.code;
	}
	if (rc == 0 && stats->mail_files == 0 && !in.waiting)
		return err_set(err, ERR_NO_INPUT, "%s", _("no mail line in "
		    "any input; is this the log of Postfix, Exim or "
		    "Sendmail?"));
	return rc;
}

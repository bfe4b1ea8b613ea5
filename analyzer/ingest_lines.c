#include "analyzer/ingest_priv.h"
#include "analyzer/statement.h"
#include "analyzer/unmatched.h"
#include "parsers/header.h"
#include "schema/hash.h"

/* What was found is written down this often while a long log is read. */
#define COMMIT_BYTES	((uint64_t)128 * 1024 * 1024)

int
ingest_commit(struct ingest *in, struct err *err)
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
		rc = join_save(in->join, db, err);
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
	st = statement_get(in->opt->db, "lines_add", err);
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
	st = statement_get(in->opt->db, "gap_add", err);
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
			if (c->quarter == 1 && in->id.at_ts != CLOCK_NONE &&
			    ts - in->id.at_ts > in->opt->gap_s)
				rc = put_gap(in, in->id.at_ts, ts, err);
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

struct span
ingest_host(const void *arg, struct span host)
{
	const struct ingest *in = arg;
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
	e->host = ingest_host(in, e->host);
	if (in->opt->raw_hops && e->outcome == OUTCOME_FORWARDED)
		e->outcome = OUTCOME_DELIVERED;
	return join_add(in->join, b, i, in->correlate, err);
}

/* The first lines of the block, as far as they are of the first second. */
static void
note_first_lines(struct ingest *in, struct span block, struct clock clock)
{
	struct arena arena = { 0 };
	struct header h;
	bool on = true;
	size_t n;

	for (; on && block.n > 0; block = span_skip(block, n + 1)) {
		n = span_find_char(block, '\n');
		arena_reset(&arena);
		if (!header_parse(span_head(block, n), &arena, &h))
			continue;
		on = clock_resolve(&clock, &h.stamp) == in->id.first_ts;
		in->id.first_lines += on;
	}
	arena_free(&arena);
}

/* The last lines; the clock is there already. */
static void
note_tail(struct ingest *in, struct span block)
{
	struct arena arena = { 0 };
	struct clock clock = in->clock;
	struct header h;
	struct span line;
	size_t i, n = 0;

	for (i = block.n - 1; i > 0 && n < TAIL_LINES; i--)
		n += block.p[i - 1] == '\n';
	block = span_skip(block, n == TAIL_LINES ? i + 1 : 0);
	for (; block.n > 0; block = span_skip(block, line.n + 1)) {
		line = span_head(block, span_find_char(block, '\n'));
		arena_reset(&arena);
		in->id.last_hash = hash_span(line);
		if (header_parse(line, &arena, &h))
			tail_add(&in->id.tail, tail_hash(ingest_host(in,
			    h.host), clock_resolve(&clock, &h.stamp),
			    h.body));
	}
	arena_free(&arena);
}

/* What another log is compared with, and a repeat in the next run. */
static void
note_edges(struct ingest *in, const struct batch *b, int64_t before,
    const struct clock *clock)
{
	struct span block = span_of(b->data, b->n);

	/* Still in the first second? */
	if (in->id.first_ts != CLOCK_NONE && (before == CLOCK_NONE ||
	    before == in->id.first_ts))
		note_first_lines(in, block, *clock);
	note_tail(in, block);
	buf_clear(&in->id.last_line);
	buf_add_span(&in->id.last_line, join_last_line(in->join));
}

int
ingest_consume(void *arg, struct batch *b, struct err *err)
{
	struct ingest *in = arg;
	struct cursor c = { 0, 0, 0 };
	int64_t last, before = in->id.last_ts;
	struct clock clock = in->clock;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < b->n_records; i++) {
		rc = catch_up(in, b, &c, b->records[i].event.offset, err);
		if (rc == 0)
			rc = take_record(in, b, i, err);
	}
	if (rc == 0)
		rc = catch_up(in, b, &c, UINT64_MAX, err);
	join_end_batch(in->join, b);
	note_edges(in, b, before, &clock);
	if (b->last.month != 0) {
		last = clock_resolve(&in->clock, &b->last);
		if (last > in->id.last_ts)
			in->id.last_ts = last;
		in->id.at_lines = b->last_n + (last == in->id.at_ts ?
		    in->id.at_lines : 0);
		in->id.at_ts = in->id.last_ts;
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
		rc = ingest_commit(in, err);
	in->fatal |= rc != 0;
	return rc;
}

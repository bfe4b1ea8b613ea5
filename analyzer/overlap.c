#include <stdlib.h>

#include "analyzer/overlap.h"
#include "analyzer/overlap_priv.h"
#include "analyzer/reader.h"
#include "parsers/header.h"
#include "schema/hash.h"
#include "schema/mem.h"

/* Events that others have, or not, come at the latest so far in. */
#define DECIDE_BYTES	((uint64_t)16 * 1024 * 1024)

struct walk {
	struct db	*db;
	const struct overlap_log *log;
	struct overlap	*out;
	struct others	 others;
	struct handful	 handful;
	struct scanner	*scanner;
	struct batch	 line;		/* one, scanned */
	struct arena	 arena;
	/* The line, and how the one before it would end a part. */
	uint64_t	 at, next;	/* offsets of it and behind it */
	struct clock	 clock;		/* behind it */
	int64_t		 ts, first_ts;
	int64_t		 lines;		/* of its second so far */
	uint64_t	 hash;		/* tail.h */
	struct overlap_part before;
	bool		 began;		/* a line with a stamp was there */
	/* Where the lines of this second begin. */
	uint64_t	*starts;
	size_t		 n_starts, size_starts;
};

/* The line's events, where they shall be looked up. */
static int
note_events(struct walk *w, struct span line, struct err *err)
{
	struct batch *b = &w->line;
	struct event *e;
	size_t i;
	int rc = 0;

	batch_put_line(b, line, w->at);
	scan_batch(w->scanner, b);
	for (i = 0; rc == 0 && i < b->n_records; i++) {
		e = &b->records[i].event;
		e->ts = w->ts;
		e->host = w->log->host(w->log->arg, e->host);
		if (!handful_wants(e))
			continue;
		w->handful.events[w->handful.n++] = record_copy(&b->records[i]);
		if (w->handful.n == HANDFUL_EVENTS)
			rc = handful_look_up(&w->handful, w->db,
			    &w->others, err);
	}
	return rc;
}

static int
decide(struct walk *w, struct other *o, struct err *err)
{
	int rc = handful_look_up(&w->handful, w->db, &w->others, err);

	if (rc == 0)
		other_decide(o);
	return rc;
}

/* The lines of o, from its first to the one before this, are known. */
static void
add_part(struct walk *w, const struct other *o, int64_t next_ts)
{
	struct overlap *out = w->out;
	uint64_t last_end = out->n > 0 ? out->parts[out->n - 1].end : 0;

	if (w->before.end <= o->begin || w->before.end <= last_end)
		return;
	w->before.begin = o->begin;
	if (out->n > 0 && o->begin <= last_end) {
		w->before.begin = out->parts[out->n - 1].begin;
		out->n--;
	}
	out->parts = mem_resize(out->parts, out->n + 1, sizeof(*out->parts));
	out->parts[out->n++] = w->before;
	out->source = o->id;
	out->kind = o->kind;
	out->next_ts = next_ts;
	free(out->name);
	out->name = mem_strdup(o->name);
}

/*
 * Of the lines of its first second the last ones are its own.  What stands
 * before the first line of the log goes with it.
 */
static uint64_t
begin_of(const struct walk *w, const struct other *o)
{
	size_t n = o->first_lines < (int64_t)w->n_starts ?
	    (size_t)o->first_lines : w->n_starts;
	bool all = w->ts == w->first_ts && n == w->n_starts;

	if (w->ts > o->first)
		return w->began ? w->at : w->log->offset;
	return all ? w->log->offset : w->starts[w->n_starts - n];
}

/* Where the line stands to o. */
static int
step(struct walk *w, struct other *o, struct err *err)
{
	bool inside = w->ts < o->last || (w->ts == o->last &&
	    w->lines <= o->last_lines);
	int rc = 0;

	if (o->place == AHEAD && w->ts >= o->first) {
		o->place = INSIDE;
		o->from = w->at;
		o->begin = begin_of(w, o);
	} else if (o->place == INSIDE && w->ts == o->first && inside)
		o->begin = begin_of(w, o);
	if (o->place != INSIDE)
		return 0;
	if (inside)
		o->found |= tail_find(&o->tail, w->hash);
	if (!o->decided && (!inside || o->seen >= HANDFUL_EVENTS ||
	    w->at - o->from > DECIDE_BYTES))
		rc = decide(w, o, err);
	if (!inside && rc == 0 && o->covers &&
	    other_is_whole(o, &w->before.tail))
		add_part(w, o, w->ts);
	if (!inside || (o->decided && !o->covers))
		o->place = BEHIND;
	return rc;
}

/* The line has that time: which of its second it is. */
static void
note_time(struct walk *w, int64_t ts)
{
	if (!w->began) {
		w->lines = ts == w->log->at_ts ? w->log->at_lines : 0;
		w->first_ts = w->out->next_ts = ts;
	} else if (ts != w->ts)
		w->n_starts = (size_t)(w->lines = 0);
	w->ts = ts;
	w->lines++;
	if (w->n_starts == w->size_starts) {
		w->size_starts = w->size_starts > 0 ? 2 * w->size_starts : 64;
		w->starts = mem_resize(w->starts, w->size_starts,
		    sizeof(*w->starts));
	}
	w->starts[w->n_starts++] = w->at;
}

/* Where the line stands to all others; *on = some reach further. */
static int
step_all(struct walk *w, bool *on, bool *undecided, struct err *err)
{
	const struct other *o;
	bool covered = false;
	size_t i;
	int rc = 0;

	*on = *undecided = false;
	for (i = 0; rc == 0 && i < w->others.n; i++) {
		o = &w->others.all[i];
		rc = step(w, &w->others.all[i], err);
		*on |= o->place != BEHIND;
		*undecided |= o->place == INSIDE && !o->decided;
		covered |= o->place == INSIDE && o->decided;
	}
	/* What one has, no other need prove. */
	*undecided &= !covered;
	return rc;
}

/* One line; *on = others reach further. */
static int
take_line(struct walk *w, struct span line, bool *on, struct err *err)
{
	struct overlap_part *p = &w->before;
	bool undecided = false;
	struct header h;
	int rc = 0;

	arena_reset(&w->arena);
	/* What has no time goes with the line before it. */
	if (header_parse(line, &w->arena, &h)) {
		note_time(w, clock_resolve(&w->clock, &h.stamp));
		w->hash = tail_hash(w->log->host(w->log->arg, h.host), w->ts,
		    h.body);
		if (!w->began)
			rc = others_find(&w->others, w->db, w->log, w->ts,
			    err);
		if (rc == 0)
			rc = step_all(w, on, &undecided, err);
		w->began = true;
		if (rc == 0 && undecided)
			rc = note_events(w, line, err);
		tail_add(&p->tail, w->hash);
	}
	p->end = w->next;
	p->clock = w->clock;
	p->at_ts = w->ts;
	p->at_lines = w->lines;
	p->last_hash = hash_span(line);
	return rc;
}

/* The log ended. */
static int
end_of_log(struct walk *w, struct err *err)
{
	struct other *o;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < w->others.n; i++) {
		o = &w->others.all[i];
		if (o->place != INSIDE)
			continue;
		if (!o->decided)
			rc = decide(w, o, err);
		if (rc != 0 || !o->covers)
			continue;
		/* Only if both end with the same lines that tells anything. */
		if (!other_is_whole(o, &w->before.tail) ||
		    o->kind == OVERLAP_SELECTION)
			o->kind = OVERLAP_UNTOLD;
		add_part(w, o, CLOCK_NONE);
	}
	return rc;
}

static int
walk(struct walk *w, struct reader *r, struct err *err)
{
	struct batch b = { .data = NULL };
	struct span rest, line;
	struct err ignored;
	bool on = true;
	int rc = 0;

	w->next = w->log->offset;
	while (rc == 0 && on) {
		/* What is wrong with the log is told when it is read. */
		reader_next(r, &b, &ignored);
		if (b.n == 0)
			break;
		w->next = b.offset;
		for (rest = span_of(b.data, b.n); rc == 0 && on && rest.n > 0;
		    rest = span_skip(rest, line.n + 1)) {
			line = span_head(rest, span_find_char(rest, '\n'));
			w->at = w->next;
			w->next += line.n + 1;
			rc = take_line(w, line, &on, err);
		}
	}
	if (rc == 0 && on)
		rc = end_of_log(w, err);
	/* A newline that the reader made up is not in the stream. */
	if (w->out->n > 0 && w->out->parts[w->out->n - 1].end > r->offset)
		w->out->parts[w->out->n - 1].end = r->offset;
	batch_free(&b);
	return rc;
}

int
overlap_find(struct db *db, const struct scan_options *opt,
    const struct overlap_log *log, const struct clock *clock,
    struct overlap *out, struct err *err)
{
	struct walk w = { .db = db, .log = log, .out = out,
	    .scanner = scanner_new(opt), .clock = *clock,
	    .before = { .tail = *log->tail } };
	struct reader r = { .source = NULL };
	int rc;

	*out = (struct overlap){ .next_ts = CLOCK_NONE };
	rc = reader_init(&r, log->source, log->offset, true, err);
	if (rc == 0 && r.offset == log->offset)
		rc = walk(&w, &r, err);
	reader_free(&r);
	handful_clear(&w.handful);
	others_free(&w.others);
	scanner_free(w.scanner);
	batch_free(&w.line);
	arena_free(&w.arena);
	free(w.starts);
	return rc;
}

void
overlap_free(struct overlap *o)
{
	free(o->parts);
	free(o->name);
}

#include <stdlib.h>

#include "analyzer/join.h"
#include "analyzer/join_priv.h"
#include "parsers/header.h"
#include "schema/hash.h"
#include "schema/mem.h"

struct join *
join_new(const struct scan_options *opt, bool raw_hops)
{
	struct join *j = mem_alloc(sizeof(*j));

	j->scanner = scanner_new(opt);
	j->raw_hops = raw_hops;
	return j;
}

static void
free_partial(struct join *j, size_t i)
{
	free(j->parts[i].first);
	buf_free(&j->parts[i].body);
	j->n_parts--;
	memmove(&j->parts[i], &j->parts[i + 1],
	    (j->n_parts - i) * sizeof(j->parts[0]));
}

void
join_free(struct join *j)
{
	size_t i;

	if (j == NULL)
		return;
	while (j->n_parts > 0)
		free_partial(j, j->n_parts - 1);
	for (i = 0; i < j->n_logs; i++)
		buf_free(&j->logs[i].line);
	buf_free(&j->line);
	scanner_free(j->scanner);
	batch_free(&j->batch);
	free(j);
}

uint64_t
join_key(const struct event *e)
{
	uint64_t key = hash_mix(hash_span(e->host), hash_span(e->instance));

	return hash_mix(key, hash_span(e->pid));
}

/* A record that was made here. */
static int
hand_on(struct join *j, struct record *r, struct correlate *c,
    struct err *err)
{
	if (j->raw_hops && r->event.outcome == OUTCOME_FORWARDED)
		r->event.outcome = OUTCOME_DELIVERED;
	return correlate_add(c, r, err);
}

/*
 * The reject log's copy of the refusal that this process logged right before
 * is taken out.  The client that really tries twice in a second gives four
 * lines: every second one is a copy.  False: nothing is left of e.
 */
static bool
without_copies(struct join *j, struct event *e, bool repeated)
{
	uint64_t key = join_key(e), hash;
	struct join_refusal *r = NULL;
	bool copy;
	size_t i;

	hash = hash_mix(hash_span(e->recipient), hash_span(e->text));
	hash = hash_mix(hash, hash_span(e->queue_id));
	hash = hash_mix(hash, hash_span(e->client_ip));
	hash = hash_mix(hash, e->code) | 1;
	for (i = 0; r == NULL && i < JOIN_KEPT && i < j->n_refusals; i++)
		if (j->refusals[i].key == key)
			r = &j->refusals[i];
	if (r == NULL) {
		r = &j->refusals[j->n_refusals++ % JOIN_KEPT];
		*r = (struct join_refusal){ .key = key };
	}
	copy = r->hash == hash && (r->ts == e->ts || repeated);
	/* The next one is a copy if this, or the last of these, is not. */
	r->hash = copy == (e->repeat % 2 != 0) ? 0 : hash;
	r->ts = e->ts;
	e->repeat = copy ? e->repeat / 2 : (e->repeat + 1) / 2;
	return e->repeat > 0;
}

/* A record of a whole line. */
static int
add_whole(struct join *j, struct record *r, bool repeated,
    struct correlate *c, struct err *err)
{
	if (r->event.twice && r->event.kind == EVENT_ATTEMPT &&
	    !without_copies(j, &r->event, repeated))
		return 0;
	return hand_on(j, r, c, err);
}

/* Parses the body as one line and hands its events on. */
static int
finish_line(struct join *j, size_t part, struct correlate *c,
    struct err *err)
{
	const struct join_partial *p = &j->parts[part];
	const struct event *e = &p->first->event;
	struct header h = { .stamp = e->stamp, .host = e->host,
	    .program = e->instance, .pid = e->pid, .body = buf_span(&p->body),
	    .repeat = e->repeat };
	size_t i;
	int rc = 0;

	batch_reset(&j->batch);
	scan_body(j->scanner, &j->batch, &h, e->offset);
	for (i = 0; rc == 0 && i < j->batch.n_records; i++) {
		j->batch.records[i].event.ts = e->ts;
		rc = add_whole(j, &j->batch.records[i], false, c, err);
	}
	free_partial(j, part);
	return rc;
}

struct join_partial *
join_new_partial(struct join *j, uint64_t key)
{
	struct join_partial *p = &j->parts[j->n_parts++];

	*p = (struct join_partial){ .key = key, .source = j->source,
	    .next = 1 };
	return p;
}

/* Whether this is the piece that p waits for. */
static bool
goes_on(const struct join_partial *p, const struct event *e)
{
	return e->kind == EVENT_FRAGMENT && e->piece == p->next &&
	    e->ts <= p->first->event.ts + JOIN_WAIT_S &&
	    e->ts >= p->first->event.ts - JOIN_WAIT_S;
}

/*
 * Finishes what the next line shows to be over: a process writes its pieces
 * in a row.  An older line, of a log that is read late, shows nothing.
 */
static int
settle(struct join *j, const struct event *e, struct correlate *c,
    struct err *err)
{
	const struct join_partial *p;
	size_t i = 0;
	bool over;
	int rc = 0;

	while (rc == 0 && i < j->n_parts) {
		p = &j->parts[i];
		over = p->source == j->source &&
		    e->ts > p->first->event.ts + JOIN_WAIT_S;
		if (!over && span_eq(e->pid, p->first->event.pid) &&
		    e->ts >= p->first->event.ts - JOIN_WAIT_S)
			over = join_key(e) == p->key && !goes_on(p, e);
		if (over)
			rc = finish_line(j, i, c, err);
		else
			i++;
	}
	return rc;
}

static int
add_piece(struct join *j, const struct record *r, struct correlate *c,
    struct err *err)
{
	const struct event *e = &r->event;
	uint64_t key = join_key(e);
	struct join_partial *p;
	size_t i;
	int rc = 0;

	for (i = 0; i < j->n_parts; i++)
		if (j->parts[i].key == key && goes_on(&j->parts[i], e))
			break;
	if (i == j->n_parts) {
		/* A piece without the ones before it tells nothing. */
		if (e->piece != 1)
			return 0;
		if (j->n_parts == JOIN_KEPT)
			rc = finish_line(j, 0, c, err);
		i = j->n_parts;
		p = join_new_partial(j, key);
		p->first = record_copy(r);
	} else
		p = &j->parts[i];
	buf_add_span(&p->body, span_head(e->text, JOIN_MAX_LINE - p->body.n));
	p->next++;
	if (rc == 0 && e->pieces != 0 && e->piece >= e->pieces)
		rc = finish_line(j, i, c, err);
	return rc;
}

/* The last line of text, which ends in a newline. */
static struct span
last_line_of(const char *text, size_t n)
{
	const char *nl = n > 1 ? memrchr(text, '\n', n - 1) : NULL;
	size_t from = nl != NULL ? (size_t)(nl - text) + 1 : 0;

	return span_of(text + from, n - 1 - from);
}

/*
 * What a repeat at offset repeats, n records of the batch being before it: a
 * repeat after a repeat stands for the same line.
 */
static struct span
line_before(const struct join *j, const struct batch *b, size_t n,
    uint64_t offset)
{
	struct span line;
	uint64_t start;

	while (offset > b->offset) {
		line = last_line_of(b->data, (size_t)(offset - b->offset));
		start = offset - line.n - 1;
		if (n == 0 || b->records[n - 1].event.offset != start)
			return SPAN("");
		if (b->records[n - 1].event.kind != EVENT_REPEAT)
			return line;
		n--;
		offset = start;
	}
	return offset == j->line_end ? buf_span(&j->line) : SPAN("");
}

static bool
of_one_host(struct span a, struct span b)
{
	struct arena arena = { 0 };
	struct header x, y;
	bool one;

	one = header_parse(a, &arena, &x) && header_parse(b, &arena, &y) &&
	    span_eq(x.host, y.host);
	arena_free(&arena);
	return one;
}

/* The first line of a log repeats the last one of the log before it. */
static void
look_at_other_logs(struct join *j, const struct event *e, struct span own)
{
	const struct join_log *l, *best = NULL;
	size_t i;

	for (i = 0; i < j->n_logs; i++) {
		l = &j->logs[i];
		if (l->source != j->source && l->ts <= e->ts &&
		    l->ts >= e->ts - JOIN_REPEAT_S && l->line.n > 0 &&
		    (best == NULL || l->ts > best->ts) &&
		    of_one_host(buf_span(&l->line), own))
			best = l;
	}
	buf_clear(&j->line);
	if (best != NULL)
		buf_add_span(&j->line, buf_span(&best->line));
}

/* The line right before record i once more, N times. */
static int
repeat_line(struct join *j, struct batch *b, size_t i, struct correlate *c,
    struct err *err)
{
	const struct event *e = &b->records[i].event;
	struct span own = span_of(b->data + (e->offset - b->offset),
	    b->records[i].line_len), line;
	struct batch *again = &j->batch;
	struct event *a;
	size_t k;
	int rc = 0;

	if (e->offset == 0)
		look_at_other_logs(j, e, own);
	line = line_before(j, b, i, e->offset);
	if (line.n == 0 || !of_one_host(line, own))
		return 0;
	batch_put_line(again, line, e->offset);
	scan_batch(j->scanner, again);
	for (k = 0; rc == 0 && k < again->n_records; k++) {
		a = &again->records[k].event;
		a->ts = e->ts;
		a->host = e->host;
		a->repeat = e->repeat;
		if (a->kind != EVENT_FRAGMENT && a->kind != EVENT_REPEAT)
			rc = add_whole(j, &again->records[k], true, c, err);
	}
	return rc;
}

int
join_add(struct join *j, struct batch *b, size_t i, struct correlate *c,
    struct err *err)
{
	struct record *r = &b->records[i];
	int rc = settle(j, &r->event, c, err);

	if (rc != 0)
		return rc;
	switch (r->event.kind) {
	case EVENT_FRAGMENT:
		return add_piece(j, r, c, err);
	case EVENT_REPEAT:
		return repeat_line(j, b, i, c, err);
	default:
		return add_whole(j, r, false, c, err);
	}
}

void
join_source(struct join *j, int64_t source, uint64_t offset,
    struct span last_line)
{
	j->source = source;
	j->line_end = offset;
	buf_clear(&j->line);
	buf_add_span(&j->line, last_line);
}

void
join_end_batch(struct join *j, const struct batch *b)
{
	struct span line = line_before(j, b, b->n_records, b->offset + b->n);

	/* It may be the one that is kept already. */
	if (line.p != j->line.data) {
		buf_clear(&j->line);
		if (line.n <= JOIN_MAX_LINE)
			buf_add_span(&j->line, line);
	}
	j->line_end = b->offset + b->n;
}

struct span
join_last_line(const struct join *j)
{
	return buf_span(&j->line);
}

void
join_put_log(struct join *j, int64_t source, int64_t ts, struct span line)
{
	struct join_log *l = NULL, *oldest = &j->logs[0];
	size_t i;

	for (i = 0; l == NULL && i < j->n_logs; i++) {
		if (j->logs[i].source == source)
			l = &j->logs[i];
		if (j->logs[i].ts < oldest->ts)
			oldest = &j->logs[i];
	}
	if (l == NULL && line.n == 0)
		return;
	if (l == NULL)
		l = j->n_logs < JOIN_LOGS ? &j->logs[j->n_logs++] : oldest;
	l->source = source;
	l->ts = ts;
	buf_clear(&l->line);
	buf_add_span(&l->line, line);
}

void
join_leave(struct join *j, int64_t last_ts)
{
	join_put_log(j, j->source, last_ts, buf_span(&j->line));
}

int
join_finish(struct join *j, int64_t ts, struct correlate *c,
    struct err *err)
{
	size_t i = 0;
	int rc = 0;

	while (rc == 0 && i < j->n_parts)
		if (j->parts[i].first->event.ts < ts)
			rc = finish_line(j, i, c, err);
		else
			i++;
	return rc;
}

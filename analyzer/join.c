#include <stdlib.h>

#include "analyzer/join.h"
#include "schema/hash.h"
#include "schema/mem.h"

/* A line of which pieces are missing. */
struct partial {
	uint64_t	 key;		/* 0 = free */
	struct record	*first;		/* the first piece: head and time */
	struct buf	 body;
	uint16_t	 next;		/* piece that is awaited */
};

/* The last refusal of an Exim process that writes to syslog. */
struct refusal {
	uint64_t	 key, hash;	/* hash 0 = its copy came */
};

struct join {
	struct scanner	*scanner;
	struct batch	 batch;		/* of the rejoined lines */
	struct partial	 parts[JOIN_KEPT];
	size_t		 turn;		/* which one gives way next */
	struct refusal	 refusals[JOIN_KEPT];
	size_t		 refusal_turn;
};

struct join *
join_new(const struct scan_options *opt)
{
	struct join *j = mem_alloc(sizeof(*j));

	j->scanner = scanner_new(opt);
	return j;
}

void
join_free(struct join *j)
{
	size_t i;

	if (j == NULL)
		return;
	for (i = 0; i < JOIN_KEPT; i++) {
		free(j->parts[i].first);
		buf_free(&j->parts[i].body);
	}
	scanner_free(j->scanner);
	batch_free(&j->batch);
	free(j);
}

static uint64_t
key_of(const struct event *e)
{
	uint64_t key = hash_mix(hash_span(e->host), hash_span(e->instance));

	key = hash_mix(key, hash_span(e->pid));
	return key != 0 ? key : 1;
}

/* Parses the body as one line and hands its events on. */
static int
finish_line(struct join *j, struct partial *p, struct correlate *c,
    struct err *err)
{
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
		rc = correlate_add(c, &j->batch.records[i], err);
	}
	free(p->first);
	p->first = NULL;
	p->key = 0;
	buf_clear(&p->body);
	return rc;
}

static struct partial *
find_partial(struct join *j, uint64_t key)
{
	size_t i;

	for (i = 0; i < JOIN_KEPT; i++)
		if (j->parts[i].key == key)
			return &j->parts[i];
	return NULL;
}

static int
add_piece(struct join *j, const struct record *r, struct correlate *c,
    struct err *err)
{
	const struct event *e = &r->event;
	uint64_t key = key_of(e);
	struct partial *p = find_partial(j, key);
	int rc = 0;

	if (e->piece == 1) {
		if (p == NULL)
			p = find_partial(j, 0);
		if (p == NULL)
			p = &j->parts[j->turn++ % JOIN_KEPT];
		if (p->key != 0)
			rc = finish_line(j, p, c, err);
		p->key = key;
		p->first = record_copy(r);
		p->next = 1;
	}
	/* A piece without the ones before it tells nothing. */
	if (p == NULL || p->next != e->piece || rc != 0)
		return rc;
	buf_add_span(&p->body, e->text);
	p->next++;
	return e->pieces != 0 && e->piece >= e->pieces ?
	    finish_line(j, p, c, err) : 0;
}

/*
 * The reject log's copy of the refusal that this process logged right before.
 * The client that really tries twice in a second gives four lines: every
 * second one is a copy.
 */
static bool
is_copy(struct join *j, const struct event *e)
{
	uint64_t key = key_of(e), hash;
	struct refusal *r = NULL;
	size_t i;

	if (!e->twice || e->kind != EVENT_ATTEMPT)
		return false;
	hash = hash_mix(hash_span(e->recipient), hash_span(e->text));
	hash = hash_mix(hash, hash_span(e->queue_id));
	hash = hash_mix(hash, hash_span(e->client_ip));
	hash = hash_mix(hash, (uint64_t)e->ts << 16 | (uint64_t)e->code) | 1;
	for (i = 0; r == NULL && i < JOIN_KEPT; i++)
		if (j->refusals[i].key == key)
			r = &j->refusals[i];
	if (r != NULL && r->hash == hash) {
		r->hash = 0;
		return true;
	}
	if (r == NULL)
		r = &j->refusals[j->refusal_turn++ % JOIN_KEPT];
	*r = (struct refusal){ key, hash };
	return false;
}

/* The line right before record i once more, N times. */
static int
repeat_line(struct batch *b, size_t i, struct correlate *c, struct err *err)
{
	const struct event *e = &b->records[i].event;
	struct record again;
	size_t k = i;
	int rc = 0;

	if (i == 0)
		return 0;
	while (k > 0 && b->records[k - 1].event.offset ==
	    b->records[i - 1].event.offset)
		k--;
	if (b->records[k].event.offset + b->records[k].line_len + 1 !=
	    e->offset)
		return 0;
	for (; rc == 0 && k < i; k++) {
		again = b->records[k];
		again.event.repeat = e->repeat;
		again.event.ts = e->ts;
		rc = correlate_add(c, &again, err);
	}
	return rc;
}

int
join_add(struct join *j, struct batch *b, size_t i, struct correlate *c,
    struct err *err)
{
	switch (b->records[i].event.kind) {
	case EVENT_FRAGMENT:
		return add_piece(j, &b->records[i], c, err);
	case EVENT_REPEAT:
		return repeat_line(b, i, c, err);
	default:
		if (is_copy(j, &b->records[i].event))
			return 0;
		return correlate_add(c, &b->records[i], err);
	}
}

int
join_finish(struct join *j, struct correlate *c, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < JOIN_KEPT; i++)
		if (j->parts[i].key != 0)
			rc = finish_line(j, &j->parts[i], c, err);
	return rc;
}

#include <stdlib.h>

#include "analyzer/scan.h"
#include "schema/fingerprint.h"
#include "schema/mem.h"

/* A template seen lately: most replies are of few. */
struct seen_template {
	uint64_t	key;		/* of codes and template, 0 = none */
	struct hash128	fingerprint;
};

#define SEEN_TEMPLATES	256		/* a power of two */

struct scanner {
	const struct scan_options	*opt;
	struct rule_scratch		*scratch;
	struct parse_out		 out;
	struct batch			*batch;
	uint64_t			 offset;	/* of the line */
	struct seen_template		 seen[SEEN_TEMPLATES];
};

static struct hash128
fingerprint_of(struct scanner *s, const struct event *e, struct span template)
{
	uint64_t key = hash_mix(hash_span(template), (uint64_t)e->code << 48 |
	    (uint64_t)e->enhanced.class << 32 |
	    (uint64_t)e->enhanced.subject << 16 | e->enhanced.detail);
	struct seen_template *t = &s->seen[key % SEEN_TEMPLATES];

	if (t->key != key)
		*t = (struct seen_template){ key, fingerprint_id(e->code,
		    e->enhanced, template) };
	return t->fingerprint;
}

/* The event's cause: only where the reply will be kept. */
static void
add_cause(struct scanner *s, struct record *r)
{
	struct batch *b = s->batch;

	buf_clear(&b->template);
	buf_clear(&b->vals);
	fingerprint_mask(r->event.text, &b->template, &b->vals);
	r->template = arena_copy(&b->arena, buf_span(&b->template));
	r->vals = arena_copy(&b->arena, buf_span(&b->vals));
	r->fingerprint = fingerprint_of(s, &r->event, r->template);
}

static void
add_record(void *arg, const struct event *e)
{
	struct scanner *s = arg;
	struct batch *b = s->batch;
	struct record *r;

	b->records = batch_more(b->records, b->n_records, &b->size_records,
	    sizeof(*r));
	r = &b->records[b->n_records++];
	mem_copy(&r->event, e, sizeof(*e));
	r->event.offset = s->offset;
	r->template = r->vals = SPAN("");
	r->fingerprint = (struct hash128){ { 0 } };
	r->line_len = 0;
	if ((e->kind == EVENT_ATTEMPT && e->outcome != OUTCOME_DELIVERED) ||
	    e->kind == EVENT_EXPIRY)
		add_cause(s, r);
}

struct scanner *
scanner_new(const struct scan_options *opt)
{
	struct scanner *s = mem_alloc(sizeof(*s));

	s->opt = opt;
	s->scratch = rule_scratch_new();
	s->out.emit = add_record;
	s->out.arg = s;
	/* Postfix's refusals name their client; Sendmail's need arrivals. */
	s->out.no_arrivals = opt->no_facts;
	return s;
}

void
scanner_free(struct scanner *s)
{
	if (s == NULL)
		return;
	rule_scratch_free(s->scratch);
	buf_free(&s->out.tmp);
	free(s);
}

/* Seconds by the stamp's own words, without year or zone: for distances. */
static int64_t
rough_seconds(const struct stamp *st)
{
	struct stamp s = *st;

	if (s.zone_min == STAMP_UTC_KNOWN)
		return s.unix_us / 1000000;
	if (s.year == 0)
		s.year = 2000;
	return stamp_utc_seconds(&s);
}

static bool
is_same_second(const struct stamp *a, const struct stamp *b)
{
	return a->second == b->second && a->minute == b->minute &&
	    a->hour == b->hour && a->day == b->day && a->month == b->month &&
	    a->year == b->year && a->zone_min != STAMP_UTC_KNOWN &&
	    b->zone_min != STAMP_UTC_KNOWN;
}

static void
add_gap(struct scanner *s, const struct stamp *to, int64_t seconds)
{
	struct batch *b = s->batch;

	b->gaps = batch_more(b->gaps, b->n_gaps, &b->size_gaps,
	    sizeof(*b->gaps));
	b->gaps[b->n_gaps++] = (struct batch_gap){ s->offset, *to, seconds };
}

static struct quarter *
add_quarter(struct scanner *s, const struct stamp *st, int64_t number)
{
	struct batch *b = s->batch;

	b->quarters = batch_more(b->quarters, b->n_quarters,
	    &b->size_quarters, sizeof(*b->quarters));
	b->quarters[b->n_quarters] = (struct quarter){ .offset = s->offset,
	    .stamp = *st, .number = number };
	return &b->quarters[b->n_quarters++];
}

/* Counts the line under its quarter of an hour and looks for gaps. */
static void
count_line(struct scanner *s, const struct stamp *st, enum parse_result res)
{
	struct batch *b = s->batch;
	struct quarter *q = b->n_quarters > 0 ?
	    &b->quarters[b->n_quarters - 1] : NULL;
	int64_t now;

	if (st->month != 0) {
		now = is_same_second(st, &b->last) ? b->last_s :
		    rough_seconds(st);
		if (b->last_s != INT64_MIN && now - b->last_s > s->opt->gap_s)
			add_gap(s, st, now - b->last_s);
		b->last_n = now == b->last_s ? b->last_n + 1 : 1;
		b->last_s = now;
		b->last = *st;
		now /= 900;
		if (q == NULL || q->number != now)
			q = add_quarter(s, st, now);
	} else if (q == NULL)
		q = add_quarter(s, st, INT64_MIN);
	q->total++;
	q->understood += res == PARSE_UNDERSTOOD;
	q->irrelevant += res == PARSE_IRRELEVANT || res == PARSE_OTHER;
	q->unknown += res == PARSE_UNKNOWN || res == PARSE_NOT_LOG;
}

static void
tally(struct scanner *s, struct span line, const struct stamp *st,
    enum parse_result res)
{
	struct batch *b = s->batch;

	b->lines++;
	b->mail += res == PARSE_UNDERSTOOD || res == PARSE_IRRELEVANT ||
	    res == PARSE_UNKNOWN;
	b->understood += res == PARSE_UNDERSTOOD;
	b->irrelevant += res == PARSE_IRRELEVANT || res == PARSE_OTHER;
	b->unknown += res == PARSE_UNKNOWN || res == PARSE_NOT_LOG;
	count_line(s, st, res);
	if (res != PARSE_UNKNOWN && res != PARSE_NOT_LOG)
		return;
	b->unmatched = batch_more(b->unmatched, b->n_unmatched,
	    &b->size_unmatched, sizeof(*b->unmatched));
	b->unmatched[b->n_unmatched++] = (struct unmatched_line){ s->offset,
	    line, res == PARSE_UNKNOWN };
}

static void
scan_line(struct scanner *s, struct span line)
{
	enum parse_result res;
	size_t first = s->batch->n_records;

	s->out.stamp.month = 0;
	res = parse_line(s->opt->parsers, line, s->scratch, &s->out);
	/* An empty line says nothing and hides nothing. */
	if (res == PARSE_NOT_LOG && span_trim(line).n == 0)
		res = PARSE_OTHER;
	tally(s, line, &s->out.stamp, res);
	if (s->batch->n_records > first)
		s->batch->records[first].line_len = (uint32_t)line.n;
}

void
scan_batch(struct scanner *s, struct batch *b)
{
	struct span rest = span_of(b->data, b->n);
	size_t n;

	batch_reset(b);
	s->batch = b;
	s->out.arena = &b->arena;
	while (rest.n > 0) {
		n = span_find_char(rest, '\n');
		s->offset = b->offset + (uint64_t)(rest.p - b->data);
		scan_line(s, span_head(rest, n));
		rest = span_skip(rest, n + 1);
	}
}

void
scan_body(struct scanner *s, struct batch *b, const struct header *h,
    uint64_t offset)
{
	s->batch = b;
	s->out.arena = &b->arena;
	s->offset = offset;
	parse_body(s->opt->parsers, h, s->scratch, &s->out);
}

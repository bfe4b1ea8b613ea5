#include <stdlib.h>
#include <string.h>

#include "analyzer/overlap.h"
#include "analyzer/reader.h"
#include "analyzer/store_priv.h"
#include "parsers/header.h"
#include "schema/mem.h"

#define LOOK_EVENTS	32	/* as many as event_at takes times */
#define LOOK_BYTES	((uint64_t)16 * 1024 * 1024)

/* The first events that can be found again. */
struct look {
	struct record	*events[LOOK_EVENTS];
	uint64_t	 ends[LOOK_EVENTS];	/* of their lines */
	bool		 known[LOOK_EVENTS];
	size_t		 n, n_known;
};

/* Events that are kept one by one. */
static bool
is_kept(const struct event *e)
{
	return e->kind == EVENT_ATTEMPT && e->queue_id.p != NULL &&
	    (e->outcome == OUTCOME_DEFERRED || e->outcome == OUTCOME_BOUNCED ||
	    e->outcome == OUTCOME_REJECTED || e->outcome == OUTCOME_SUSPENDED);
}

static void
collect(struct look *l, const struct scan_options *opt, struct reader *r,
    struct clock *time)
{
	struct scanner *scanner = scanner_new(opt);
	struct batch b = { .data = NULL };
	struct err ignored;
	size_t i;

	while (l->n < LOOK_EVENTS && r->offset < LOOK_BYTES) {
		/* What is wrong with the file is told when it is read. */
		reader_next(r, &b, &ignored);
		if (b.n == 0)
			break;
		scan_batch(scanner, &b);
		for (i = 0; i < b.n_records && l->n < LOOK_EVENTS; i++) {
			struct event *e = &b.records[i].event;

			e->ts = clock_resolve(time, &e->stamp);
			if (is_kept(e))
				l->events[l->n++] =
				    record_copy(&b.records[i]);
		}
	}
	batch_free(&b);
	scanner_free(scanner);
}

/* Whether the row of event_at is this event. */
static bool
is_row(const struct record *r, sqlite3_stmt *st)
{
	return sqlite3_column_int64(st, 2) == r->event.ts &&
	    sqlite3_column_int(st, 3) == (int)r->event.outcome &&
	    sqlite3_column_bytes(st, 4) == (int)sizeof(r->fingerprint.b) &&
	    memcmp(sqlite3_column_blob(st, 4), r->fingerprint.b,
	    sizeof(r->fingerprint.b)) == 0 &&
	    span_eq(db_column_span(st, 5), r->vals) &&
	    span_eq(db_column_span(st, 6), r->event.queue_id);
}

static int
look_up(struct look *l, struct db *db, int64_t *source, char **name,
    struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "event_at", err);
	size_t i;
	int got;

	if (st == NULL)
		return (int)err->code;
	for (i = 0; i < LOOK_EVENTS; i++)
		if (i < l->n)
			db_bind_int(st, (int)i + 1, l->events[i]->event.ts);
		else
			db_bind_null(st, (int)i + 1);
	while ((got = db_step(db, st, err)) > 0)
		for (i = 0; i < l->n; i++) {
			if (l->known[i] || !is_row(l->events[i], st))
				continue;
			l->known[i] = true;
			l->n_known++;
			if (*name == NULL) {
				*source = sqlite3_column_int64(st, 0);
				*name = mem_span_dup(db_column_span(st, 1));
			}
			break;
		}
	return got < 0 ? (int)err->code : 0;
}

int
overlap_find(struct db *db, const struct scan_options *opt,
    struct source *src, const struct clock *clock, int64_t *source,
    char **name, struct err *err)
{
	struct clock time = *clock;
	struct reader r = { .source = NULL };
	struct look l = { .n = 0 };
	size_t i;
	int rc;

	*source = 0;
	*name = NULL;
	rc = reader_init(&r, src, 0, true, err);
	if (rc == 0)
		collect(&l, opt, &r, &time);
	if (rc == 0 && l.n > 0)
		rc = look_up(&l, db, source, name, err);
	/* One that another log wrote in its own way may be among them. */
	if (l.n_known * 10 < l.n * 9)
		*source = 0;
	for (i = 0; i < l.n; i++)
		free(l.events[i]);
	reader_free(&r);
	if (rc == 0)
		rc = source_rewind(src, err);
	return rc;
}

/* How far the events of a stream are known, as they go by. */
struct known_part {
	size_t		 seen;		/* events so far */
	size_t		 known;
	size_t		 seen_at_last;	/* at the last known one */
	bool		 first;		/* the first one is known */
	uint64_t	 end;		/* behind the last known one's line */
	int64_t		 source;	/* which gave it, or one just before */
};

/* Looks up what l holds and empties it; *any = one of them is known. */
static int
look_on(struct look *l, struct db *db, struct known_part *part, bool *any,
    char **name, struct err *err)
{
	int64_t source = 0;
	size_t i;
	int rc = look_up(l, db, &source, name, err);

	*any = l->n_known > 0;
	if (*any)
		part->source = source;
	for (i = 0; i < l->n; i++) {
		part->first |= part->seen == 0 && l->known[i];
		part->seen++;
		if (l->known[i]) {
			part->known++;
			part->seen_at_last = part->seen;
			part->end = l->ends[i];
		}
		free(l->events[i]);
	}
	*l = (struct look){ .n = 0 };
	return rc;
}

/* The kept events of b, looked up in handfuls; *on = go on. */
static int
look_at_batch(struct look *l, struct db *db, struct batch *b,
    struct clock *time, struct known_part *part, bool *on, char **name,
    struct err *err)
{
	uint64_t end = b->offset;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && *on && i < b->n_records; i++) {
		struct event *e = &b->records[i].event;

		if (b->records[i].line_len > 0)
			end = e->offset + b->records[i].line_len + 1;
		e->ts = clock_resolve(time, &e->stamp);
		if (!is_kept(e))
			continue;
		l->ends[l->n] = end;
		l->events[l->n++] = record_copy(&b->records[i]);
		if (l->n == LOOK_EVENTS)
			rc = look_on(l, db, part, on, name, err);
	}
	return rc;
}

/* When the source with this row ended, with how many lines of that second. */
static int
last_of(struct db *db, int64_t source, int64_t *ts, int64_t *lines,
    struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "source_end", err);

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, source);
	if (db_step(db, st, err) <= 0)
		return (int)err->code;
	*ts = sqlite3_column_int64(st, 0);
	*lines = sqlite3_column_int64(st, 1);
	sqlite3_reset(st);
	return 0;
}

/*
 * Deliveries at the first try are not kept one by one: that source had all
 * lines up to its end, so what comes behind its last second, or behind as
 * many lines of that second as it had, is new.
 */
static int
pass_time(struct source *src, const struct clock *clock, int64_t until,
    int64_t lines, uint64_t *offset, struct err *err)
{
	struct clock time = *clock;
	struct reader r = { .source = NULL };
	struct batch b = { .data = NULL };
	struct arena arena = { 0 };
	struct span rest, line;
	struct err ignored;
	struct header h;
	int64_t ts;
	uint64_t at = 0;
	bool on = true;
	int rc;

	rc = source_rewind(src, err);
	if (rc == 0)
		rc = reader_init(&r, src, 0, true, err);
	while (rc == 0 && on && reader_next(&r, &b, &ignored) == 0 &&
	    b.n > 0)
		for (rest = span_of(b.data, b.n); on && rest.n > 0;
		    rest = span_skip(rest, line.n + 1)) {
			line = span_head(rest, span_find_char(rest, '\n'));
			arena_reset(&arena);
			if (header_parse(line, &arena, &h)) {
				ts = clock_resolve(&time, &h.stamp);
				lines -= ts == until;
				on = ts <= until && lines >= 0;
			}
			at += on ? line.n + 1 : 0;
		}
	if (at > *offset)
		*offset = at;
	arena_free(&arena);
	batch_free(&b);
	reader_free(&r);
	return rc;
}

int
overlap_resume(struct db *db, const struct scan_options *opt,
    struct source *src, const struct clock *clock, uint64_t *offset,
    char **name, struct err *err)
{
	struct clock time = *clock;
	struct scanner *scanner = scanner_new(opt);
	struct reader r = { .source = NULL };
	struct batch b = { .data = NULL };
	struct look l = { .n = 0 };
	struct known_part part = { .seen = 0 };
	struct err ignored;
	bool on = true, any;
	int64_t until = 0, lines = 0;
	int rc;

	*offset = 0;
	*name = NULL;
	rc = reader_init(&r, src, 0, true, err);
	while (rc == 0 && on) {
		reader_next(&r, &b, &ignored);
		if (b.n == 0)
			break;
		scan_batch(scanner, &b);
		rc = look_at_batch(&l, db, &b, &time, &part, &on, name, err);
	}
	if (rc == 0)
		rc = look_on(&l, db, &part, &any, name, err);
	if (part.first && part.known * 10 >= part.seen_at_last * 9)
		*offset = part.end;
	if (rc == 0 && *offset > 0)
		rc = last_of(db, part.source, &until, &lines, err);
	if (rc == 0 && *offset > 0)
		rc = pass_time(src, clock, until, lines, offset, err);
	batch_free(&b);
	reader_free(&r);
	scanner_free(scanner);
	if (rc == 0)
		rc = source_rewind(src, err);
	return rc;
}

#include <stdlib.h>
#include <string.h>

#include "analyzer/overlap.h"
#include "analyzer/reader.h"
#include "analyzer/store_priv.h"
#include "schema/mem.h"

#define LOOK_EVENTS	32	/* as many as event_at takes times */
#define LOOK_BYTES	((uint64_t)16 * 1024 * 1024)

/* The first events that can be found again. */
struct look {
	struct record	*events[LOOK_EVENTS];
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

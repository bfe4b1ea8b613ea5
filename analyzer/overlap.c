#include <stdlib.h>

#include "analyzer/overlap.h"
#include "analyzer/reader.h"
#include "analyzer/store_priv.h"
#include "schema/mem.h"

#define LOOK_EVENTS	8
#define LOOK_BYTES	((uint64_t)16 * 1024 * 1024)

/* Events that are kept one by one, so that they can be found again. */
static bool
is_kept(const struct event *e)
{
	return e->kind == EVENT_ATTEMPT && e->queue_id.p != NULL &&
	    (e->outcome == OUTCOME_DEFERRED || e->outcome == OUTCOME_BOUNCED ||
	    e->outcome == OUTCOME_REJECTED || e->outcome == OUTCOME_SUSPENDED);
}

static int
look_up(struct db *db, const struct record *r, int64_t ts, int64_t *source,
    char **name, struct err *err)
{
	sqlite3_stmt *st = store_statement(db, "event_known", err);
	int got;

	if (st == NULL)
		return (int)err->code;
	db_bind_int(st, 1, ts);
	db_bind_int(st, 2, r->event.outcome);
	db_bind_hash(st, 3, &r->fingerprint);
	db_bind_span(st, 4, r->vals);
	db_bind_span(st, 5, r->event.queue_id);
	got = db_step(db, st, err);
	if (got > 0 && *source == 0) {
		*source = sqlite3_column_int64(st, 0);
		*name = mem_span_dup(db_column_span(st, 1));
	}
	sqlite3_reset(st);
	return got < 0 ? (int)err->code : 0;
}

int
overlap_find(struct db *db, const struct scan_options *opt, const char *path,
    const struct clock *clock, int64_t *source, char **name, struct err *err)
{
	struct clock time = *clock;
	struct scanner *scanner = scanner_new(opt);
	struct source *src = NULL;
	struct batch b = { .data = NULL };
	struct reader r = { .source = NULL };
	struct err ignored;
	size_t i, n = 0, known = 0;
	int64_t found;
	char *found_name;
	int rc;

	*source = 0;
	*name = NULL;
	rc = source_open(path, &src, err);
	if (rc == 0)
		rc = reader_init(&r, src, 0, true, err);
	while (rc == 0 && n < LOOK_EVENTS && r.offset < LOOK_BYTES) {
		/* What is wrong with the file is told when it is read. */
		reader_next(&r, &b, &ignored);
		if (b.n == 0)
			break;
		scan_batch(scanner, &b);
		for (i = 0; rc == 0 && i < b.n_records && n < LOOK_EVENTS;
		    i++) {
			int64_t ts = clock_resolve(&time,
			    &b.records[i].event.stamp);

			if (!is_kept(&b.records[i].event))
				continue;
			n++;
			found = 0;
			found_name = NULL;
			rc = look_up(db, &b.records[i], ts, &found,
			    &found_name, err);
			known += found != 0;
			if (*name == NULL) {
				*source = found;
				*name = found_name;
			} else
				free(found_name);
		}
	}
	if (known * 2 <= n)
		*source = 0;
	reader_free(&r);
	batch_free(&b);
	scanner_free(scanner);
	source_close(src);
	return rc;
}

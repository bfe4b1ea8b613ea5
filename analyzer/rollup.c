#include <stdlib.h>

#include "analyzer/rollup.h"
#include "analyzer/statement.h"
#include "schema/hash.h"
#include "schema/mem.h"

struct row {
	struct rollup_key	key;
	int64_t			recipients, late;
	int64_t			delays[ROLLUP_DELAYS];
};

struct sender_row {
	struct rollup_sender	key;
	int64_t			recipients;
};

struct rollup {
	struct map		 index;		/* hash of key -> row */
	struct row		*rows;
	size_t			 n, size;
	struct map		 sender_index;
	struct sender_row	*senders;
	size_t			 n_senders, size_senders;
};

struct rollup *
rollup_new(void)
{
	return mem_alloc(sizeof(struct rollup));
}

void
rollup_free(struct rollup *r)
{
	if (r == NULL)
		return;
	map_free(&r->index);
	map_free(&r->sender_index);
	free(r->rows);
	free(r->senders);
	free(r);
}

int64_t
rollup_bucket(int64_t ts)
{
	int64_t rest = ts % ROLLUP_BUCKET_S;

	return ts - (rest < 0 ? rest + ROLLUP_BUCKET_S : rest);
}

/* Which of le_1s ... gt_1d; -1 = not known. */
static int
delay_column(int64_t ms)
{
	static const int64_t limit_s[ROLLUP_DELAYS - 1] = { 1, 10, 60, 300,
	    1800, 14400, 86400 };
	int i;

	if (ms < 0)
		return -1;
	for (i = 0; i < ROLLUP_DELAYS - 1; i++)
		if (ms <= limit_s[i] * 1000)
			return i;
	return i;
}

/* The place of key in an array of rows; n where it is new. */
static size_t
place(struct map *index, const void *key, size_t len, size_t n)
{
	uint64_t hash = hash_span(span_of(key, len)), at;

	if (map_get(index, hash, &at))
		return (size_t)at;
	map_put(index, hash, n);
	return n;
}

void
rollup_add(struct rollup *r, const struct rollup_key *key,
    const struct rollup_sender *sender, int64_t n, bool late,
    int64_t delay_ms)
{
	int column = delay_column(delay_ms);
	size_t at;

	at = place(&r->index, key, sizeof(*key), r->n);
	if (at == r->n) {
		if (r->n == r->size) {
			r->size = r->size > 0 ? r->size * 2 : 256;
			r->rows = mem_resize(r->rows, r->size,
			    sizeof(*r->rows));
		}
		r->rows[r->n++] = (struct row){ .key = *key };
	}
	r->rows[at].recipients += n;
	r->rows[at].late += late ? n : 0;
	if (column >= 0)
		r->rows[at].delays[column] += n;

	if (sender == NULL)
		return;
	at = place(&r->sender_index, sender, sizeof(*sender), r->n_senders);
	if (at == r->n_senders) {
		if (r->n_senders == r->size_senders) {
			r->size_senders = r->size_senders > 0 ?
			    r->size_senders * 2 : 256;
			r->senders = mem_resize(r->senders, r->size_senders,
			    sizeof(*r->senders));
		}
		r->senders[r->n_senders++] = (struct sender_row){ *sender,
		    0 };
	}
	r->senders[at].recipients += n;
}

static int
flush_row(struct db *db, sqlite3_stmt *s, const struct row *row,
    struct err *err)
{
	const struct rollup_key *k = &row->key;
	int i;

	db_bind_int(s, 1, k->bucket);
	db_bind_int(s, 2, k->host);
	db_bind_int(s, 3, k->instance);
	db_bind_int(s, 4, k->mta);
	db_bind_int(s, 5, k->direction);
	db_bind_int(s, 6, k->domain);
	db_bind_int(s, 7, k->relay);
	db_bind_int(s, 8, row->recipients);
	db_bind_int(s, 9, row->late);
	for (i = 0; i < ROLLUP_DELAYS; i++)
		db_bind_int(s, 10 + i, row->delays[i]);
	return db_run(db, s, err);
}

static int
by_key(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	size_t i;

	for (i = 0; i < sizeof(struct rollup_key) / sizeof(*x); i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

int
rollup_flush(struct rollup *r, struct db *db, struct err *err)
{
	sqlite3_stmt *s = statement_get(db, "delivered_add", err);
	size_t i;
	int rc = s == NULL ? (int)err->code : 0;

	/* In the order of the table, one page after the other. */
	if (r->n > 0)
		qsort(r->rows, r->n, sizeof(*r->rows), by_key);
	for (i = 0; rc == 0 && i < r->n; i++)
		rc = flush_row(db, s, &r->rows[i], err);
	if (rc == 0) {
		s = statement_get(db, "sent_by_add", err);
		rc = s == NULL ? (int)err->code : 0;
	}
	for (i = 0; rc == 0 && i < r->n_senders; i++) {
		db_bind_int(s, 1, r->senders[i].key.bucket);
		db_bind_int(s, 2, r->senders[i].key.host);
		db_bind_int(s, 3, r->senders[i].key.domain);
		db_bind_int(s, 4, r->senders[i].key.submitter);
		db_bind_int(s, 5, r->senders[i].recipients);
		rc = db_run(db, s, err);
	}
	map_clear(&r->index);
	map_clear(&r->sender_index);
	r->n = r->n_senders = 0;
	return rc;
}

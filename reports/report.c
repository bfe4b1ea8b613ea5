#include <errno.h>
#include <stdlib.h>

#include "reports/report_facts.h"
#include "schema/i18n.h"
#include "schema/mem.h"

#define BUCKET_S	900	/* grain of delivered and lines */

static const char *const section_names[REPORT_SECTIONS] = {
	"permanent", "conditional", "temporary", "gave_up", "unclassified",
	"accepted_but", "refused"
};

const char *
report_section_name(enum report_section_id id)
{
	return section_names[id];
}

const char *
report_permanence(enum report_section_id id)
{
	static const enum permanence of[REPORT_SECTIONS] = {
		PERMANENCE_PERMANENT, PERMANENCE_CONDITIONAL,
		PERMANENCE_TEMPORARY, PERMANENCE_FINAL, PERMANENCE_UNKNOWN,
		PERMANENCE_COUNT, PERMANENCE_COUNT
	};

	return of[id] == PERMANENCE_COUNT ? "" : permanence_name(of[id]);
}

static const struct report_format *const formats[] = {
	&report_format_text, &report_format_csv, &report_format_json,
	&report_format_ndjson, NULL
};

const struct report_format *const *
report_formats(void)
{
	return formats;
}

const struct report_format *
report_format_find(const char *name)
{
	size_t i;

	for (i = 0; formats[i] != NULL; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

struct span
report_rfc3339(const struct report *r, int64_t ts, char out[40])
{
	struct report_time t;
	int off, n;

	r->query.local_time(r->query.local_time_arg, ts, &t);
	off = abs(t.offset_min);
	n = snprintf(out, 40, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
	    t.year, t.month, t.day, t.hour, t.minute, t.second,
	    t.offset_min < 0 ? '-' : '+', off / 60, off % 60);
	return span_of(out, n > 0 && n < 40 ? (size_t)n : 0);
}

int
report_put(const struct buf *b, FILE *f, struct err *err)
{
	if (b->n > 0 && fwrite(b->data, 1, b->n, f) != b->n)
		return err_set(err, ERR_IO, _("cannot write the report: %s"),
		    strerror(errno));
	return 0;
}

int
report_write(const struct report *r, const struct report_format *format,
    FILE *f, struct err *err)
{
	int rc = format->write(r, f, err);

	if (rc == 0 && (fflush(f) != 0 || ferror(f)))
		rc = err_set(err, ERR_IO, _("cannot write the report: %s"),
		    strerror(errno));
	return rc;
}

static int64_t
floor_bucket(int64_t ts)
{
	int64_t over = ts % BUCKET_S;

	if (ts == INT64_MIN)
		return ts;
	return ts - (over < 0 ? over + BUCKET_S : over);
}

static int64_t
ceil_bucket(int64_t ts)
{
	int64_t down = floor_bucket(ts);

	if (ts > INT64_MAX - BUCKET_S)
		return INT64_MAX;
	return down == ts ? ts : down + BUCKET_S;
}

/* report_window() for tables that are kept by quarters of an hour. */
static sqlite3_stmt *
buckets(struct report *r, struct db *db, const char *name, int64_t host_id,
    struct err *err)
{
	struct report_query q = r->query;

	q.since = floor_bucket(q.since);
	q.until = ceil_bucket(q.until);
	return report_window(db, name, &q, host_id, err);
}

static struct span
keep(struct report *r, sqlite3_stmt *s, int i)
{
	return arena_copy(&r->arena, db_column_span(s, i));
}

static int
find_host(struct report *r, struct db *db, int64_t *id, struct err *err)
{
	sqlite3_stmt *s;
	int rc;

	*id = 0;
	if (r->query.host == NULL)
		return 0;
	if ((s = report_statement(db, "word_id", err)) == NULL)
		return err->code;
	db_bind_span(s, 1, span_str(r->query.host));
	if ((rc = db_step(db, s, err)) < 0)
		return err->code;
	if (rc == 0)
		return err_set(err, ERR_USAGE, _("no mail of a host named %s"),
		    r->query.host);
	*id = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	return 0;
}

static int
read_delivered(struct report *r, struct report_facts *f, struct db *db,
    int64_t host_id, struct err *err)
{
	sqlite3_stmt *s = buckets(r, db, "delivered", host_id, err);
	int rc;

	if (s == NULL)
		return err->code;
	while ((rc = db_step(db, s, err)) == 1) {
		report_facts_host(f, sqlite3_column_int64(s, 0),
		    sqlite3_column_int(s, 1));
		r->delivered += sqlite3_column_int64(s, 2);
	}
	return rc < 0 ? (int)err->code : 0;
}

static int
by_key(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

static int
by_name(const void *pa, const void *pb)
{
	const struct report_host *a = pa, *b = pb;

	/* A log without host names comes last. */
	if ((a->name.n == 0) != (b->name.n == 0))
		return a->name.n == 0 ? 1 : -1;
	return span_cmp(a->name, b->name);
}

/* "mx1: postfix, exim" from the keys, a host's side by side. */
static int
read_hosts(struct report *r, struct report_facts *f, struct db *db,
    struct err *err)
{
	sqlite3_stmt *s = report_statement(db, "word", err);
	struct buf mtas = { 0 };
	struct report_host *h;
	size_t i, j;
	int rc = 0;

	if (s == NULL)
		return err->code;
	if (f->host_count == 0)
		return 0;
	qsort(f->host_keys, f->host_count, sizeof(*f->host_keys), by_key);
	r->hosts = arena_alloc(&r->arena, f->host_count * sizeof(*r->hosts));
	for (i = 0; i < f->host_count; i = j) {
		db_bind_int(s, 1, f->host_keys[i] / MTA_COUNT);
		if ((rc = db_step(db, s, err)) < 0)
			break;
		h = &r->hosts[r->host_count++];
		h->name = rc == 1 ? keep(r, s, 0) : SPAN("");
		sqlite3_reset(s);
		buf_clear(&mtas);
		for (j = i; j < f->host_count && f->host_keys[j] / MTA_COUNT
		    == f->host_keys[i] / MTA_COUNT; j++) {
			if (mtas.n > 0)
				buf_add_str(&mtas, ", ");
			buf_add_str(&mtas, mta_name((enum mta)
			    (f->host_keys[j] % MTA_COUNT)));
		}
		h->mtas = arena_copy(&r->arena, buf_span(&mtas));
	}
	buf_free(&mtas);
	qsort(r->hosts, r->host_count, sizeof(*r->hosts), by_name);
	return rc < 0 ? (int)err->code : 0;
}

static int
read_lines(struct report *r, struct db *db, struct err *err)
{
	sqlite3_stmt *s;
	int rc;

	s = r->query.exact ? report_statement(db, "lines_all", err) :
	    buckets(r, db, "lines_window", 0, err);
	if (s == NULL)
		return err->code;
	if ((rc = db_step(db, s, err)) < 0)
		return err->code;
	if (rc == 1) {
		r->lines = sqlite3_column_int64(s, 0);
		r->understood = sqlite3_column_int64(s, 1);
		r->irrelevant = sqlite3_column_int64(s, 2);
		r->unknown = sqlite3_column_int64(s, 3);
	}
	sqlite3_reset(s);
	return 0;
}

/*
 * An open end of the window is where the logs begin or end; what began at
 * some time in a history goes on until now.
 */
static int
read_span(struct report *r, struct db *db, struct err *err)
{
	sqlite3_stmt *s = report_statement(db, "span", err);
	bool known;

	if (s == NULL)
		return err->code;
	if (db_step(db, s, err) < 0)
		return err->code;
	r->from = r->query.since;
	r->to = r->query.until;
	known = sqlite3_column_type(s, 0) != SQLITE_NULL &&
	    sqlite3_column_type(s, 1) != SQLITE_NULL;
	r->last_line = known ? sqlite3_column_int64(s, 1) : INT64_MIN;
	if (r->from == INT64_MIN && known)
		r->from = sqlite3_column_int64(s, 0);
	if (r->to == INT64_MAX && (known || r->from != INT64_MIN))
		r->to = known && r->last_line >= r->from &&
		    (r->query.exact || r->query.since == INT64_MIN) ?
		    r->last_line : r->query.now;
	if (r->from == INT64_MIN || r->to == INT64_MAX) {
		r->from = 1;
		r->to = 0;
	} else if (r->from > r->to) {
		/* The logs lie behind, or before, all of the window. */
		if (r->query.since == INT64_MIN)
			r->from = r->to;
		else
			r->to = r->from;
	}
	sqlite3_reset(s);
	return 0;
}

/* Room for one more row in the arena: rows double and move. */
static void *
more(struct report *r, void *rows, size_t n, size_t each)
{
	void *to;

	if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
		return rows;
	to = arena_alloc(&r->arena, (n < 8 ? 8 : 2 * n) * each);
	if (n > 0)
		memcpy(to, rows, n * each);
	return to;
}

static int
read_sources(struct report *r, struct db *db, struct err *err)
{
	sqlite3_stmt *s = report_statement(db, "sources", err);
	int rc;

	if (s == NULL)
		return err->code;
	db_bind_int(s, 1, r->query.exact ? INT64_MIN : r->query.since);
	while ((rc = db_step(db, s, err)) == 1) {
		r->sources = more(r, r->sources, r->source_count,
		    sizeof(*r->sources));
		r->sources[r->source_count++] = (struct report_source){
		    keep(r, s, 0), keep(r, s, 1) };
	}
	return rc < 0 ? (int)err->code : 0;
}

static int
read_gaps(struct report *r, struct db *db, struct err *err)
{
	sqlite3_stmt *s = report_window(db, "gaps", &r->query, 0, err);
	int rc;

	if (s == NULL)
		return err->code;
	while ((rc = db_step(db, s, err)) == 1) {
		r->gaps = more(r, r->gaps, r->gap_count, sizeof(*r->gaps));
		r->gaps[r->gap_count++] = (struct report_gap){
		    sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1),
		    keep(r, s, 2) };
	}
	return rc < 0 ? (int)err->code : 0;
}

static int
read_unmatched(struct report *r, struct db *db, struct err *err)
{
	sqlite3_stmt *s = report_statement(db, "unmatched", err);
	int rc;

	if (s == NULL)
		return err->code;
	db_bind_int(s, 1, r->query.since);
	while ((rc = db_step(db, s, err)) == 1) {
		r->unmatched = more(r, r->unmatched, r->unmatched_count,
		    sizeof(*r->unmatched));
		r->unmatched[r->unmatched_count++] =
		    (struct report_unmatched){ sqlite3_column_int64(s, 0),
		    keep(r, s, 1) };
	}
	return rc < 0 ? (int)err->code : 0;
}

static void
add_up(struct report *r, const struct report_facts *f)
{
	const struct report_section *s;
	int i;

	r->bounced = f->bounced;
	r->expired = f->expired;
	r->discarded = f->discarded;
	r->residual = f->residual;
	for (i = REPORT_PERMANENT; i <= REPORT_UNCLASSIFIED; i++) {
		s = &r->sections[i];
		r->waiting += s->n.waiting;
		r->late += s->n.late;
	}
	r->recipients = r->delivered + r->waiting + r->bounced + r->expired +
	    r->discarded + r->residual;
	r->refused_attempts = r->sections[REPORT_REFUSED].n.attempts;
	r->refused_clients = r->sections[REPORT_REFUSED].n.clients;
}

static int
read_all(struct report *r, struct report_facts *f, struct db *db,
    struct err *err)
{
	int64_t host_id;
	int rc;

	rc = find_host(r, db, &host_id, err);
	if (rc == 0)
		rc = read_span(r, db, err);
	if (rc == 0)
		rc = read_lines(r, db, err);
	if (rc == 0)
		rc = read_sources(r, db, err);
	if (rc == 0)
		rc = read_gaps(r, db, err);
	if (rc == 0)
		rc = read_unmatched(r, db, err);
	if (rc == 0)
		rc = report_facts_read(f, r, db, host_id, err);
	if (rc == 0)
		rc = read_delivered(r, f, db, host_id, err);
	if (rc == 0)
		rc = read_hosts(r, f, db, err);
	if (rc == 0)
		rc = report_tree(r, f, db, err);
	return rc;
}

int
report_build(struct db *db, const struct knowledge *k,
    const struct report_query *q, struct report **out, struct err *err)
{
	struct report *r = mem_alloc(sizeof(*r));
	struct report_facts facts = { 0 };
	bool own;
	int rc;

	*out = NULL;
	r->query = *q;
	r->knowledge = k;
	if (!q->exact) {
		r->query.since = floor_bucket(q->since);
		r->query.until = ceil_bucket(q->until);
	}
	/* One transaction: figures of one moment, whatever is being fed. */
	own = sqlite3_get_autocommit(db_handle(db)) != 0;
	rc = own ? db_exec(db, "BEGIN", err) : 0;
	if (rc == 0)
		rc = read_all(r, &facts, db, err);
	if (own)
		db_rollback(db);
	if (rc == 0) {
		add_up(r, &facts);
		*out = r;
	} else
		report_free(r);
	report_facts_free(&facts);
	return rc;
}

void
report_free(struct report *r)
{
	if (r == NULL)
		return;
	arena_free(&r->arena);
	free(r);
}

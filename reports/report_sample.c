#include "reports/report_facts.h"
#include "schema/extract.h"
#include "schema/fingerprint.h"

#define NAMED_MAX	80	/* bytes of a list, an address, a page */

static struct span
keep(struct report *r, sqlite3_stmt *s, int i)
{
	struct span v = db_column_span(s, i);

	return arena_copy(&r->arena, v.p != NULL ? v : SPAN(""));
}

/* From a row of the statement sample. */
static void
fill(struct report *r, struct report_sample *p, sqlite3_stmt *s)
{
	struct buf text = { 0 };
	struct span hash = db_column_span(s, 6);
	struct hash128 h = { { 0 } };

	p->code = (uint16_t)sqlite3_column_int(s, 0);
	p->enhanced.class = (uint16_t)sqlite3_column_int(s, 1);
	p->enhanced.subject = (uint16_t)sqlite3_column_int(s, 2);
	p->enhanced.detail = (uint16_t)sqlite3_column_int(s, 3);
	fingerprint_unmask(db_column_span(s, 4), db_column_span(s, 5), &text);
	p->text = arena_copy(&r->arena, buf_span(&text));
	buf_free(&text);
	if (hash.n == sizeof(h.b))
		memcpy(h.b, hash.p, hash.n);
	hash_hex(&h, p->fingerprint);
	p->relay_host = keep(r, s, 7);
	p->local_ip = keep(r, s, 8);
	p->mta = (enum mta)sqlite3_column_int(s, 9);
	p->stage = (enum stage)sqlite3_column_int(s, 10);
	p->origin = (enum origin)sqlite3_column_int(s, 11);
	p->direction = (enum direction)sqlite3_column_int(s, 12);
	p->outcome = (enum outcome)sqlite3_column_int(s, 13);
}

int
report_sample_load(struct report *r, struct db *db, sqlite3_stmt *s,
    int64_t event_id, struct report_sample *p, struct err *err)
{
	int got;

	*p = (struct report_sample){ .text = SPAN(""),
	    .relay_host = SPAN(""), .local_ip = SPAN("") };
	db_bind_int(s, 1, event_id);
	if ((got = db_step(db, s, err)) < 0)
		return err->code;
	if (got == 1)
		fill(r, p, s);
	sqlite3_reset(s);
	return 0;
}

/* What is longer than anybody reads is no name: a stranger wrote it. */
static void
bound(struct span *s)
{
	if (s->n > NAMED_MAX)
		*s = SPAN_NULL;
}

void
report_sample_values(const struct report *r, const struct report_sample *p,
    const struct verdict *v, struct fix_values *out)
{
	struct judge_input in = judge_input_new(p->text);

	in.code = p->code;
	in.enhanced = p->enhanced;
	in.stage = p->stage;
	in.origin = p->origin;
	in.direction = p->direction;
	in.outcome = p->outcome;
	in.mta = p->mta;
	in.relay_host = p->relay_host;
	*out = (struct fix_values){ .retry_after_s = 0 };
	extract_values(r->knowledge, &in, v, out);
	bound(&out->list);
	bound(&out->listed);
	bound(&out->address);
	bound(&out->url);
}

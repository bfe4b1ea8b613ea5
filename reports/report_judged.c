#include <stdlib.h>

#include "reports/report_facts.h"
#include "reports/report_judged.h"
#include "schema/hash.h"
#include "schema/mem.h"

static const enum report_section_id section_of[PERMANENCE_COUNT] = {
	[PERMANENCE_UNKNOWN] = REPORT_UNCLASSIFIED,
	[PERMANENCE_PERMANENT] = REPORT_PERMANENT,
	[PERMANENCE_TEMPORARY] = REPORT_TEMPORARY,
	[PERMANENCE_CONDITIONAL] = REPORT_CONDITIONAL,
	[PERMANENCE_FINAL] = REPORT_GAVE_UP,
};

static const char *
keep(struct report *r, struct span s)
{
	return arena_copy(&r->arena, s.p != NULL ? s : SPAN("")).p;
}

const char *
report_judged_fix(struct report *r, const struct report_judged *v,
    const struct fix_values *named)
{
	struct buf b = { 0 };
	const char *fix;

	if (v->verdict.reason < 0)
		return v->fix;
	fix_text(r->knowledge, &v->verdict, named, &b);
	fix = keep(r, buf_span(&b));
	buf_free(&b);
	return fix;
}

/* A delivery with advice: the knowledge of codes says which. */
static void
fill_advice(struct report_judgements *j, struct report_judged *v, int code)
{
	const struct code_info *c = knowledge_code_find(j->r->knowledge, code);

	v->section = REPORT_ADVICE;
	v->reason = code;
	if (c != NULL && c->fix != NULL)
		v->fix = c->fix;
}

/* From a row of the statement judgement; without one: not classified. */
static void
fill_failure(struct report_judgements *j, struct report_judged *v,
    sqlite3_stmt *s, enum outcome outcome)
{
	const struct knowledge *k = j->r->knowledge;
	int permanence = permanence_from(db_column_span(s, 2));

	v->reason = knowledge_reason_find(k, db_column_span(s, 1));
	if (v->reason < 0)
		v->reason = (int)knowledge_reason_count(k) - 1;
	if (permanence < 0)
		permanence = PERMANENCE_UNKNOWN;
	v->section = section_of[permanence];
	if (outcome == OUTCOME_REJECTED) {
		/* Fixes are written for the sender: here we are not. */
		v->section = REPORT_REFUSED;
		return;
	}
	v->provider = span_str(keep(j->r, db_column_span(s, 4)));
	v->verdict = (struct verdict){ .reason = v->reason,
	    .permanence = (enum permanence)permanence,
	    .suppress = sqlite3_column_int(s, 5) != 0,
	    .fix = keep(j->r, db_column_span(s, 3)),
	    .rule = keep(j->r, db_column_span(s, 6)),
	    .provider = v->provider.p };
	v->fix = report_judged_fix(j->r, v, NULL);
}

/* Of what makes two rows the same for a report. */
static uint64_t
content_key(sqlite3_stmt *s, enum outcome outcome)
{
	uint64_t key = hash_mix(outcome == OUTCOME_DELIVERED ?
	    (uint64_t)sqlite3_column_int(s, 0) : 0,
	    outcome == OUTCOME_DELIVERED || outcome == OUTCOME_REJECTED ?
	    outcome : OUTCOME_NONE);
	int i;

	for (i = 1; i <= 4; i++)
		key = hash_mix(key, hash_span(db_column_span(s, i)));
	return key;
}

/* Of a row of the statement judgement: one for all rows that say the same. */
static const struct report_judged *
intern(struct report_judgements *j, sqlite3_stmt *s, enum outcome outcome)
{
	uint64_t content = content_key(s, outcome), at;
	struct report_judged *v;

	if (map_get(&j->unique, content, &at))
		return (const struct report_judged *)(uintptr_t)at;
	v = arena_alloc(&j->r->arena, sizeof(*v));
	*v = (struct report_judged){ .verdict = { .reason = -1 },
	    .fix = "", .provider = SPAN("") };
	if (outcome == OUTCOME_DELIVERED)
		fill_advice(j, v, sqlite3_column_int(s, 0));
	else
		fill_failure(j, v, s, outcome);
	map_put(&j->unique, content, (uint64_t)(uintptr_t)v);
	return v;
}

static uint64_t
key_hash(int64_t cause_id, int64_t relay_id, enum outcome outcome)
{
	return hash_mix(hash_mix((uint64_t)cause_id, (uint64_t)relay_id),
	    outcome);
}

static void
add_key(struct report_judgements *j, uint64_t hash, int64_t cause_id,
    int64_t relay_id, enum outcome outcome, const struct report_judged *v)
{
	if (j->n == j->size) {
		j->size = j->size > 0 ? 2 * j->size : 64;
		j->keys = mem_resize(j->keys, j->size, sizeof(*j->keys));
	}
	map_put(&j->index, hash, j->n);
	j->keys[j->n++] = (struct report_judged_key){ cause_id, relay_id,
	    outcome, v };
}

int
report_judgements_load(struct report_judgements *j, struct err *err)
{
	sqlite3_stmt *s = report_statement(j->db, "judgements", err);
	int64_t cause_id, relay_id;
	enum outcome outcome;
	uint64_t hash, taken;
	int got;

	if (s == NULL)
		return err->code;
	while ((got = db_step(j->db, s, err)) == 1) {
		cause_id = sqlite3_column_int64(s, 7);
		relay_id = sqlite3_column_int64(s, 8);
		outcome = (enum outcome)sqlite3_column_int(s, 9);
		hash = key_hash(cause_id, relay_id, outcome);
		while (map_get(&j->index, hash, &taken))
			hash = hash_mix(hash, 1);
		add_key(j, hash, cause_id, relay_id, outcome,
		    intern(j, s, outcome));
	}
	return got < 0 ? (int)err->code : 0;
}

const struct report_judged *
report_judged_of(struct report_judgements *j, int64_t cause_id,
    int64_t relay_id, enum outcome outcome, struct err *err)
{
	const struct report_judged_key *k;
	const struct report_judged *v;
	sqlite3_stmt *s;
	uint64_t hash, at;

	hash = key_hash(cause_id, relay_id, outcome);
	for (; map_get(&j->index, hash, &at); hash = hash_mix(hash, 1)) {
		k = &j->keys[at];
		if (k->cause_id == cause_id && k->relay_id == relay_id &&
		    k->outcome == outcome)
			return k->v;
	}
	if (j->row == NULL)
		j->row = report_statement(j->db, "judgement", err);
	if ((s = j->row) == NULL)
		return NULL;
	db_bind_int(s, 1, cause_id);
	db_bind_int(s, 2, relay_id);
	db_bind_int(s, 3, outcome);
	if (db_step(j->db, s, err) < 0)
		return NULL;
	v = intern(j, s, outcome);
	sqlite3_reset(s);
	add_key(j, hash, cause_id, relay_id, outcome, v);
	return v;
}

void
report_judgements_free(struct report_judgements *j)
{
	free(j->keys);
	map_free(&j->index);
	map_free(&j->unique);
}

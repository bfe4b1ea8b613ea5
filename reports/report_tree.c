#include <stdio.h>
#include <stdlib.h>

#include "reports/refused_title.h"
#include "reports/report_facts.h"
#include "schema/mem.h"

#define LISTS_LOOKED_AT	32	/* groups of a reason */

/* A group on its way. */
struct node {
	const struct report_judged *v;
	int64_t		 domain_id;
	struct report_group g;
	int64_t		 sample_id;
	int64_t		 largest;	/* of the facts merged so far */
	int64_t		 reason_size, place_size;
};

struct tree {
	struct report	*r;
	const struct report_facts *facts;
	struct db	*db;
	struct node	*nodes;
	size_t		 n;
};

static void
add_counts(struct report_counts *to, const struct report_counts *n)
{
	to->lost += n->lost;
	to->waiting += n->waiting;
	to->late += n->late;
	to->given_up += n->given_up;
	to->advised += n->advised;
	to->attempts += n->attempts;
}

#define ORDER(a, b)	do { if ((a) != (b)) return (a) < (b) ? -1 : 1; } \
			while (0)

static int
compare_reason(const struct node *a, const struct node *b)
{
	ORDER(a->v->section, b->v->section);
	ORDER(a->v->reason, b->v->reason);
	return 0;
}

static int
compare_place(const struct node *a, const struct node *b)
{
	int order = compare_reason(a, b);

	if (order == 0)
		order = span_cmp(a->v->provider, b->v->provider);
	if (order == 0 && a->v->provider.n == 0)
		ORDER(a->domain_id, b->domain_id);
	return order;
}

/* Facts of one group side by side; then those of one place and reason. */
static int
by_group(const void *pa, const void *pb)
{
	const struct node *a = pa, *b = pb;
	int order = compare_place(a, b);

	if (order != 0)
		return order;
	ORDER(a->domain_id, b->domain_id);
	return 0;
}

/* As the report shows them: the largest first. */
static int
by_size(const void *pa, const void *pb)
{
	const struct node *a = pa, *b = pb;
	int order;

	ORDER(a->v->section, b->v->section);
	ORDER(b->reason_size, a->reason_size);
	ORDER(a->v->reason, b->v->reason);
	ORDER(b->place_size, a->place_size);
	order = span_cmp(a->v->provider, b->v->provider);
	if (order == 0 && a->v->provider.n == 0)
		order = span_cmp(a->g.domain, b->g.domain);
	if (order != 0)
		return order;
	ORDER(report_size(&b->g.n), report_size(&a->g.n));
	return span_cmp(a->g.domain, b->g.domain);
}

static void
make_nodes(struct tree *t)
{
	const struct report_fact *f;
	size_t i;

	t->nodes = mem_resize(NULL, t->facts->n + 1, sizeof(*t->nodes));
	for (i = 0; i < t->facts->n; i++) {
		f = &t->facts->facts[i];
		/* Seen, but other causes decided these lives. */
		if (report_size(&f->n) == 0)
			continue;
		t->nodes[t->n++] = (struct node){ .v = f->v,
		    .domain_id = f->domain_id, .sample_id = f->sample_id,
		    .largest = report_size(&f->n), .g = { .n = f->n,
		    .fix = f->v->fix, .provider = f->v->provider,
		    .first_ts = f->first_ts, .last_ts = f->last_ts } };
	}
}

/* One node a group: the largest of its facts gives fix and sample. */
static void
merge_groups(struct tree *t)
{
	struct node *to = NULL, *n;
	size_t i, kept = 0;

	qsort(t->nodes, t->n, sizeof(*t->nodes), by_group);
	for (i = 0; i < t->n; i++) {
		n = &t->nodes[i];
		if (to == NULL || by_group(to, n) != 0) {
			to = &t->nodes[kept++];
			*to = *n;
			continue;
		}
		add_counts(&to->g.n, &n->g.n);
		if (n->g.first_ts < to->g.first_ts)
			to->g.first_ts = n->g.first_ts;
		if (n->g.last_ts > to->g.last_ts)
			to->g.last_ts = n->g.last_ts;
		if (n->largest > to->largest || (n->largest == to->largest &&
		    n->sample_id > to->sample_id)) {
			to->largest = n->largest;
			to->sample_id = n->sample_id;
			to->g.fix = n->g.fix;
		}
	}
	t->n = kept;
}

/* Sizes of reasons, or of places: runs that the comparison calls the same. */
static void
sum_runs(struct tree *t, int (*same)(const struct node *,
    const struct node *))
{
	size_t i, j, k;
	int64_t sum;

	for (i = 0; i < t->n; i = j) {
		sum = 0;
		for (j = i; j < t->n && same(&t->nodes[i], &t->nodes[j]) == 0;
		    j++)
			sum += report_size(&t->nodes[j].g.n);
		for (k = i; k < j; k++)
			if (same == compare_reason)
				t->nodes[k].reason_size = sum;
			else
				t->nodes[k].place_size = sum;
	}
}

static int
name_domain(struct tree *t, sqlite3_stmt *s, struct node *n, struct err *err)
{
	int got;

	n->g.domain = SPAN("");
	if (n->domain_id == 0)
		return 0;
	db_bind_int(s, 1, n->domain_id);
	if ((got = db_step(t->db, s, err)) < 0)
		return err->code;
	if (got == 1)
		n->g.domain = arena_copy(&t->r->arena, db_column_span(s, 0));
	sqlite3_reset(s);
	return 0;
}

/* The names and the samples of all groups. */
static int
fill_groups(struct tree *t, struct err *err)
{
	sqlite3_stmt *domain = report_statement(t->db, "domain", err);
	sqlite3_stmt *sample = report_statement(t->db, "sample", err);
	struct node *n;
	int rc = 0;

	if (domain == NULL || sample == NULL)
		return err->code;
	for (n = t->nodes; rc == 0 && n < t->nodes + t->n; n++) {
		rc = name_domain(t, domain, n, err);
		if (rc == 0)
			rc = report_sample_load(t->r, t->db, sample,
			    n->sample_id, &n->g.sample, err);
	}
	return rc;
}

/* How many of the reason's recipients are at the provider. */
static int64_t
provider_size(const struct report_reason *r, struct span provider)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < r->group_count; i++)
		if (span_eq(r->groups[i].provider, provider))
			n += report_size(&r->groups[i].n);
	return n;
}

/* What to do about a reason, as its sample and its largest group say. */
static void
advise(struct tree *t, struct report_reason *r, const struct report_judged *v)
{
	const struct knowledge *k = t->r->knowledge;
	struct report_judged most = *v;
	struct fix_values named;
	char in_vain[64];

	if (v->verdict.reason < 0) {
		r->fix = v->fix;
		return;
	}
	/* One provider's own advice is not for the others. */
	if (2 * provider_size(r, span_str(most.verdict.provider)) <=
	    report_size(&r->n))
		most.verdict.provider = "";
	/* "Wait" is no advice where most have waited in vain. */
	snprintf(in_vain, sizeof(in_vain), "%s/%s", knowledge_reason(k,
	    (size_t)v->verdict.reason)->id, permanence_name(PERMANENCE_FINAL));
	if (2 * r->n.given_up > report_size(&r->n) &&
	    knowledge_fix(k, in_vain) != NULL)
		most.verdict.fix = in_vain;
	report_sample_values(t->r, &r->sample, &v->verdict, &named);
	/* One recipient's new address is not for the others. */
	if (report_size(&r->n) > 1)
		named.address = SPAN("");
	r->fix = report_judged_fix(t->r, &most, &named);
	r->knob = fix_knob(k, &v->verdict, &named, r->sample.mta);
	r->page_count = fix_pages(k, &most.verdict, &named, r->pages);
	if (named.listed.n > 0)
		r->listed = named.listed;
	if (named.address.n > 0)
		r->moved_to = named.address;
	r->retry_after_s = named.retry_after_s;
}

/* The block lists that the largest groups name, each once. */
static void
name_lists(struct tree *t, struct report_reason *r, const struct node *n)
{
	struct fix_values named;
	struct span title;
	size_t i, j;

	for (i = 0; i < r->group_count && i < LISTS_LOOKED_AT &&
	    r->list_count < REPORT_LISTS; i++) {
		if (n[i].v->verdict.reason < 0)
			return;
		report_sample_values(t->r, &r->groups[i].sample,
		    &n[i].v->verdict, &named);
		if (named.list.n == 0)
			continue;
		title = fix_list_title(t->r->knowledge, named.list);
		for (j = 0; j < r->list_count &&
		    !span_eq(r->lists[j], title); j++)
			;
		if (j == r->list_count)
			r->lists[r->list_count++] = title;
	}
}

/* Ends a reason: its places, its times, what most of it needs. */
static void
finish_reason(struct tree *t, struct report_reason *r, const struct node *n)
{
	const struct knowledge *k = t->r->knowledge;
	const struct report_group *g, *largest = &r->groups[0];
	struct report_place *p = NULL;
	size_t i;

	r->places = arena_alloc(&t->r->arena,
	    r->group_count * sizeof(*r->places));
	r->first_ts = largest->first_ts;
	r->last_ts = largest->last_ts;
	for (i = 0; i < r->group_count; i++) {
		g = &r->groups[i];
		if (i == 0 || compare_place(&n[i - 1], &n[i]) != 0) {
			p = &r->places[r->place_count++];
			*p = (struct report_place){ .title = g->domain };
			p->ours = g->provider.n > 0;
			if (p->ours)
				/* arena_copy: NUL-terminated. */
				p->title = span_str(knowledge_provider_title(
				    k, g->provider.p));
		}
		p->domains++;
		add_counts(&p->n, &g->n);
		add_counts(&r->n, &g->n);
		if (g->first_ts < r->first_ts)
			r->first_ts = g->first_ts;
		if (g->last_ts > r->last_ts)
			r->last_ts = g->last_ts;
		if (report_size(&g->n) > report_size(&largest->n))
			largest = g;
	}
	r->sample = largest->sample;
	r->fix = "";
	advise(t, r, n[largest - r->groups].v);
	name_lists(t, r, n);
}

static void
name_reason(struct tree *t, struct report_reason *r,
    const struct report_judged *v)
{
	const struct knowledge *k = t->r->knowledge;
	const struct reason *reason;
	const struct code_info *c;
	char id[16];

	if (v->section == REPORT_ADVICE) {
		snprintf(id, sizeof(id), "%d", v->reason);
		r->id = arena_copy(&t->r->arena, span_str(id)).p;
		c = knowledge_code_find(k, v->reason);
		r->title = c != NULL ? c->name : r->id;
		r->actor = "";
		return;
	}
	reason = knowledge_reason(k, (size_t)v->reason);
	r->id = reason->id;
	r->title = v->section == REPORT_REFUSED ? refused_title(reason->id,
	    reason->title) : reason->title;
	r->actor = v->section == REPORT_REFUSED ? "" : reason->actor;
}

/* Sorted nodes -> sections, reasons and groups. */
static void
build(struct tree *t)
{
	struct arena *arena = &t->r->arena;
	struct report_reason *reasons, *r;
	struct report_section *section;
	struct report_group *groups;
	size_t i, j, n;

	reasons = arena_alloc(arena, t->n * sizeof(*reasons));
	groups = arena_alloc(arena, t->n * sizeof(*groups));
	for (i = n = 0; i < t->n; i = j, n++) {
		r = &reasons[n];
		*r = (struct report_reason){ .groups = groups + i,
		    .listed = SPAN(""), .moved_to = SPAN("") };
		for (j = i; j < t->n &&
		    compare_reason(&t->nodes[i], &t->nodes[j]) == 0; j++)
			groups[j] = t->nodes[j].g;
		r->group_count = j - i;
		name_reason(t, r, t->nodes[i].v);
		finish_reason(t, r, &t->nodes[i]);
		section = &t->r->sections[t->nodes[i].v->section];
		if (section->reason_count++ == 0)
			section->reasons = r;
		add_counts(&section->n, &r->n);
	}
}

int
report_tree(struct report *r, const struct report_facts *facts, struct db *db,
    struct err *err)
{
	struct tree t = { .r = r, .facts = facts, .db = db };
	int rc;

	make_nodes(&t);
	merge_groups(&t);
	rc = fill_groups(&t, err);
	if (rc == 0) {
		sum_runs(&t, compare_reason);
		sum_runs(&t, compare_place);
		qsort(t.nodes, t.n, sizeof(*t.nodes), by_size);
		build(&t);
		rc = report_refused(r, facts, db, err);
	}
	free(t.nodes);
	return rc;
}

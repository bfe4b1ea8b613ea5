#include <stdlib.h>

#include "reports/report_facts.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* An address whose attempts we refused, for one reason. */
struct visitor {
	int		 reason;	/* index into the knowledge */
	struct span	 who;		/* IP, else host; "" = not logged */
	int64_t		 attempts;
};

static int
by_reason_and_who(const void *pa, const void *pb)
{
	const struct visitor *a = pa, *b = pb;

	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	return span_cmp(a->who, b->who);
}

static int
by_reason_and_size(const void *pa, const void *pb)
{
	const struct visitor *a = pa, *b = pb;

	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	if (a->attempts != b->attempts)
		return a->attempts > b->attempts ? -1 : 1;
	return span_cmp(a->who, b->who);
}

static int
by_who(const void *pa, const void *pb)
{
	const struct visitor *a = pa, *b = pb;

	return span_cmp(a->who, b->who);
}

static int
name_visitor(struct report *r, struct db *db, sqlite3_stmt *s,
    int64_t peer_id, struct visitor *v, struct err *err)
{
	struct span ip;
	int rc;

	v->who = SPAN("");
	if (peer_id == 0)
		return 0;
	db_bind_int(s, 1, peer_id);
	if ((rc = db_step(db, s, err)) < 0)
		return err->code;
	if (rc == 1) {
		ip = db_column_span(s, 1);
		v->who = arena_copy(&r->arena,
		    ip.n > 0 ? ip : db_column_span(s, 0));
	}
	sqlite3_reset(s);
	return 0;
}

/* One row for each reason and address; the new number of rows. */
static size_t
merge(struct visitor *v, size_t n)
{
	size_t i, kept = 0;

	qsort(v, n, sizeof(*v), by_reason_and_who);
	for (i = 0; i < n; i++)
		if (kept > 0 && by_reason_and_who(&v[kept - 1], &v[i]) == 0)
			v[kept - 1].attempts += v[i].attempts;
		else
			v[kept++] = v[i];
	return kept;
}

/* The clients of one reason as its places, the busiest first. */
static void
list_visitors(struct report *r, struct report_reason *reason,
    const struct visitor *v, size_t n)
{
	struct report_place *p;
	size_t i;

	reason->n.clients = 0;
	reason->place_count = n;
	reason->places = arena_alloc(&r->arena, n * sizeof(*p));
	for (i = 0; i < n; i++) {
		p = &reason->places[i];
		*p = (struct report_place){ .title = v[i].who,
		    .n = { .attempts = v[i].attempts, .clients = 1 } };
		if (v[i].who.n == 0) {
			p->title = span_str(_("client not logged"));
			p->ours = true;
			p->n.clients = 0;
		}
		reason->n.clients += p->n.clients;
	}
	if (reason->group_count > 0)
		reason->groups[0].n.clients = reason->n.clients;
}

static struct report_reason *
find_reason(struct report *r, int reason)
{
	struct report_section *s = &r->sections[REPORT_REFUSED];
	const char *id = knowledge_reason(r->knowledge, (size_t)reason)->id;
	size_t i;

	for (i = 0; i + 1 < s->reason_count && s->reasons[i].id != id; i++)
		;
	return &s->reasons[i];
}

int
report_refused(struct report *r, const struct report_facts *f, struct db *db,
    struct err *err)
{
	struct report_section *section = &r->sections[REPORT_REFUSED];
	struct visitor *v;
	size_t i, j, n = f->client_count;
	sqlite3_stmt *s;
	int rc = 0;

	if (n == 0)
		return 0;
	if ((s = report_statement(db, "peer", err)) == NULL)
		return err->code;
	v = mem_resize(NULL, n, sizeof(*v));
	for (i = 0; rc == 0 && i < n; i++) {
		v[i].attempts = f->clients[i].attempts;
		v[i].reason = f->clients[i].v->reason;
		rc = name_visitor(r, db, s, f->clients[i].peer_id, &v[i],
		    err);
	}
	if (rc != 0)
		goto out;
	n = merge(v, n);
	qsort(v, n, sizeof(*v), by_reason_and_size);
	for (i = 0; i < n; i = j) {
		for (j = i; j < n && v[i].reason == v[j].reason; j++)
			;
		list_visitors(r, find_reason(r, v[i].reason), v + i, j - i);
	}
	qsort(v, n, sizeof(*v), by_who);
	for (i = 0; i < n; i++)
		if (v[i].who.n > 0 && (i == 0 || by_who(&v[i - 1], &v[i])))
			section->n.clients++;
out:
	free(v);
	return rc;
}

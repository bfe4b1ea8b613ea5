#include <jansson.h>
#include <stdlib.h>

#include "tests/reports/world.h"
#include "tests/test.h"

void	suite_report(void);

#define T0	1700000100	/* a quarter of an hour begins here */
#define CAUSES	12

static const struct {
	const char *reason, *permanence;
} verdicts[] = {
	{ "user_unknown", "permanent" }, { "blocklisted", "conditional" },
	{ "greylisted", "temporary" }, { "mailbox_full", "temporary" },
	{ "expired", "final" }, { "unknown", "unknown" },
};
#define VERDICTS	(sizeof(verdicts) / sizeof(verdicts[0]))

/* Six judged causes, then six that nobody judged; four domains. */
static void
fill_tables(struct world *w)
{
	static const char *const domains[] = { "one.example", "two.example",
	    "three.example", "four.example" };
	int i, o, d;

	for (i = 0; i < 4; i++)
		world_domain(w, i + 1, domains[i]);
	world_peer(w, 1, "mx.one.example", "192.0.2.1", 1);
	world_peer(w, 2, "mx.two.example", "192.0.2.2", 2);
	world_peer(w, 3, "client.example", "198.51.100.1", 3);
	world_peer(w, 4, "unknown", "198.51.100.1", 3);
	world_peer(w, 5, "unknown", "198.51.100.2", 3);
	for (i = 0; i < CAUSES; i++)
		world_cause(w, i + 1, 500 + i, (struct enhanced){ 5, 1,
		    (uint16_t)i }, "reply");
	world_cause(w, 100, 251, (struct enhanced){ 0 }, "will forward");
	for (i = 0; i < (int)VERDICTS; i++)
		for (o = OUTCOME_DELIVERED; o < OUTCOME_COUNT; o++)
			for (d = 0; d < 3; d++)
				world_judge(w, i + 1, d, (enum outcome)o,
				    verdicts[i].reason,
				    verdicts[i].permanence,
				    d == 1 ? "google" : "");
}

struct expected {
	int64_t		delivered, waiting, bounced, expired, discarded;
	int64_t		residual, late, refused;
};

/* One life of up to four attempts, counted by hand for a window. */
static void
random_life(struct world *w, int64_t since, int64_t until, struct expected *e)
{
	static const enum outcome ends[] = { OUTCOME_DEFERRED,
	    OUTCOME_SUSPENDED, OUTCOME_DELIVERED, OUTCOME_BOUNCED,
	    OUTCOME_EXPIRED, OUTCOME_DISCARDED };
	static const enum life_state states[] = { LIFE_WAITING,
	    LIFE_WAITING, LIFE_DELIVERED, LIFE_BOUNCED, LIFE_EXPIRED,
	    LIFE_DISCARDED };
	int64_t ts = T0 + world_random(w, 20000), life, closed = 0;
	int64_t domain = 1 + world_random(w, 4), times[4], cause = 0, id;
	uint32_t end = world_random(w, 6);
	int i, n = 1 + (int)world_random(w, 4), last = -1;
	bool residual = end < 2 && world_random(w, 10) == 0;
	bool moved = world_random(w, 20) == 0;
	enum outcome o[4];

	for (i = 0; i < n; i++) {
		times[i] = ts;
		o[i] = i < n - 1 ? OUTCOME_DEFERRED : ends[end];
		if (ts >= since && ts < until)
			last = i;
		/* The same second happens: the later row is the later one. */
		ts += world_random(w, 3) == 0 ? 0 : world_random(w, 9000);
	}
	if (end > 1 || residual)
		closed = times[n - 1];
	life = world_life(w, domain, moved ? LIFE_MOVED : states[end],
	    times[0], closed, 0);
	for (i = 0; i < n; i++) {
		id = world_attempt(w, life, times[i], o[i],
		    1 + world_random(w, CAUSES), world_random(w, 3));
		if (o[i] != OUTCOME_DELIVERED && o[i] != OUTCOME_SUSPENDED)
			cause = id;
	}
	world_sql(w, "UPDATE life SET cause_event_id = nullif(%lld, 0) "
	    "WHERE id = %lld", (long long)cause, (long long)life);
	if (o[n - 1] == OUTCOME_DELIVERED) {
		world_delivered(w, times[n - 1], domain, 1);
		e->delivered += last == n - 1;
	}
	if (moved)
		return;
	if (last < 0) {
		/* Tried before the window, not in it, and not done. */
		e->waiting += times[0] < since &&
		    (closed == 0 || closed >= until);
		return;
	}
	if (last < n - 1)
		e->waiting++;
	else if (residual)
		e->residual++;
	else if (end < 2)
		e->waiting++;
	else if (ends[end] == OUTCOME_DELIVERED)
		e->late += n > 1;
	else if (ends[end] == OUTCOME_BOUNCED)
		e->bounced++;
	else if (ends[end] == OUTCOME_EXPIRED)
		e->expired++;
	else
		e->discarded++;
}

static void
check_counts(const char *row, const struct report_counts *a,
    const struct report_counts *b)
{
	CHECK_INT(row, a->lost, b->lost);
	CHECK_INT(row, a->waiting, b->waiting);
	CHECK_INT(row, a->late, b->late);
	CHECK_INT(row, a->given_up, b->given_up);
	CHECK_INT(row, a->advised, b->advised);
	CHECK_INT(row, a->attempts, b->attempts);
}

static void
add(struct report_counts *to, const struct report_counts *n)
{
	to->lost += n->lost;
	to->waiting += n->waiting;
	to->late += n->late;
	to->given_up += n->given_up;
	to->advised += n->advised;
	to->attempts += n->attempts;
}

/* Groups and places add up to reasons, these to sections, these to totals. */
static void
check_sums(const struct report *r)
{
	struct report_counts all = { 0 }, section, groups, places;
	const struct report_reason *c;
	size_t i, j;
	int id;

	for (id = 0; id < REPORT_SECTIONS; id++) {
		section = (struct report_counts){ 0 };
		for (i = 0; i < r->sections[id].reason_count; i++) {
			c = &r->sections[id].reasons[i];
			groups = places = (struct report_counts){ 0 };
			for (j = 0; j < c->group_count; j++) {
				add(&groups, &c->groups[j].n);
				CU_ASSERT(c->groups[j].first_ts <=
				    c->groups[j].last_ts);
			}
			for (j = 0; j < c->place_count; j++)
				add(&places, &c->places[j].n);
			check_counts("groups", &groups, &c->n);
			check_counts("places", &places, &c->n);
			CU_ASSERT(i == 0 || report_size(&c[-1].n) >=
			    report_size(&c->n));
			add(&section, &c->n);
		}
		check_counts(report_section_name((enum report_section_id)id),
		    &section, &r->sections[id].n);
		if (id <= REPORT_UNCLASSIFIED)
			add(&all, &section);
	}
	CHECK_INT("lost", all.lost, r->bounced + r->expired);
	CHECK_INT("given up", all.given_up, r->expired);
	CHECK_INT("waiting", all.waiting, r->waiting);
	CHECK_INT("late", all.late, r->late);
	CHECK_INT("recipients", r->recipients, r->delivered + r->waiting +
	    r->bounced + r->expired + r->discarded + r->residual);
}

static void
check_json(const struct report *r)
{
	static const char *const totals[] = { "delivered", "waiting",
	    "bounced", "expired", "discarded", "residual" };
	json_t *o, *section, *t;
	json_int_t sum = 0, lost = 0;
	size_t i, n;
	char *text = world_write(r, "json", &n);

	o = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	CHECK_INT("schema", json_integer_value(json_object_get(o, "schema")),
	    1);
	t = json_object_get(o, "totals");
	for (i = 0; i < sizeof(totals) / sizeof(totals[0]); i++)
		sum += json_integer_value(json_object_get(t, totals[i]));
	CHECK_INT("recipients", json_integer_value(json_object_get(t,
	    "recipients")), sum);
	json_array_foreach(json_object_get(o, "sections"), i, section)
		lost += json_integer_value(json_object_get(section, "lost"));
	CHECK_INT("lost", lost, r->bounced + r->expired);
	json_decref(o);
	free(text);
}

/* Every line an object, the first the header; the groups' sums. */
static void
check_ndjson(const struct report *r)
{
	struct span rest, line;
	json_int_t waiting = 0;
	size_t n, lines = 0;
	char *text = world_write(r, "ndjson", &n);
	json_t *o;

	for (rest = span_of(text, n); rest.n > 0;
	    rest = span_skip(rest, line.n + 1)) {
		line = span_head(rest, span_find_char(rest, '\n'));
		o = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
		CU_ASSERT_PTR_NOT_NULL_FATAL(o);
		CHECK_SPAN("type", span_str(json_string_value(
		    json_object_get(o, "type"))),
		    lines++ == 0 ? "report" : "group");
		waiting += json_integer_value(json_object_get(o, "waiting"));
		json_decref(o);
	}
	CHECK_INT("waiting", waiting, r->waiting);
	free(text);
}

static void
test_sums(void)
{
	static const struct {
		int64_t since, until;
		bool exact;
	} windows[] = {
		{ INT64_MIN, INT64_MAX, true },
		{ INT64_MIN, INT64_MAX, false },
		{ T0 + 900, T0 + 15 * 900, false },
		{ T0 + 9 * 900, INT64_MAX, false },
		{ T0, T0 + 900, false },
	};
	struct expected e;
	struct report_query q;
	struct report *r;
	struct world w;
	size_t i;
	int j;

	for (i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		world_open(&w);
		w.seed += i;
		fill_tables(&w);
		e = (struct expected){ 0 };
		q = world_query();
		q.since = windows[i].since;
		q.until = windows[i].until;
		q.exact = windows[i].exact;
		for (j = 0; j < 400; j++)
			random_life(&w, q.since, q.until, &e);
		r = world_report(&w, &q);
		CHECK_INT("delivered", r->delivered, e.delivered);
		CHECK_INT("waiting", r->waiting, e.waiting);
		CHECK_INT("bounced", r->bounced, e.bounced);
		CHECK_INT("expired", r->expired, e.expired);
		CHECK_INT("discarded", r->discarded, e.discarded);
		CHECK_INT("residual", r->residual, e.residual);
		CHECK_INT("late", r->late, e.late);
		check_sums(r);
		check_json(r);
		check_ndjson(r);
		report_free(r);
		world_close(&w);
	}
}

/* The window is rounded outward, and all figures with it. */
static void
test_rounding(void)
{
	struct report_query q = world_query();
	struct report *r;
	struct world w;

	world_open(&w);
	fill_tables(&w);
	world_attempt(&w, world_life(&w, 1, LIFE_WAITING, T0 + 10, 0, 0),
	    T0 + 10, OUTCOME_DEFERRED, 1, 1);
	q.since = T0 + 60;
	q.until = T0 + 61;
	q.exact = false;
	r = world_report(&w, &q);
	CHECK_INT("from", r->from, T0);
	CHECK_INT("to", r->to, T0 + 900);
	CHECK_INT("waiting", r->waiting, 1);
	report_free(r);
	q.exact = true;
	r = world_report(&w, &q);
	CHECK_INT("from", r->from, T0 + 60);
	CHECK_INT("still waiting", r->waiting, 1);
	report_free(r);
	world_close(&w);
}

/* Which cause a life stands under. */
static void
test_causes(void)
{
	struct report_query q = world_query();
	const struct report_section *s;
	struct report *r;
	struct world w;
	int64_t life, id;

	world_open(&w);
	fill_tables(&w);
	/* Deferred as greylisted, then delivered: late under that. */
	life = world_life(&w, 1, LIFE_DELIVERED, T0, T0 + 900, 1);
	world_attempt(&w, life, T0, OUTCOME_DEFERRED, 3, 1);
	world_attempt(&w, life, T0 + 900, OUTCOME_DELIVERED, 7, 1);
	/* Deferred before the window, delivered in it with advice. */
	life = world_life(&w, 2, LIFE_DELIVERED, T0, T0 + 900, 0);
	id = world_attempt(&w, life, T0, OUTCOME_DEFERRED, 4, 0);
	world_sql(&w, "UPDATE life SET cause_event_id = %lld WHERE id = %lld",
	    (long long)id, (long long)life);
	world_attempt(&w, life, T0 + 900, OUTCOME_DELIVERED, 100, 1);
	/* Suspended repeats the block list that deferred it. */
	life = world_life(&w, 2, LIFE_WAITING, T0, 0, 0);
	world_attempt(&w, life, T0, OUTCOME_DEFERRED, 2, 2);
	world_attempt(&w, life, T0 + 950, OUTCOME_SUSPENDED, 6, 0);
	/* Advice at once: no failure. */
	life = world_life(&w, 2, LIFE_DELIVERED, T0 + 900, T0 + 900, 0);
	world_attempt(&w, life, T0 + 900, OUTCOME_DELIVERED, 100, 0);
	world_delivered(&w, T0 + 900, 1, 3);
	r = world_report(&w, &q);
	CHECK_INT("late", r->late, 2);
	CHECK_INT("temporary", r->sections[REPORT_TEMPORARY].n.late, 2);
	s = &r->sections[REPORT_CONDITIONAL];
	CHECK_INT("conditional", s->n.waiting, 1);
	CHECK_SPAN("reason", span_str(s->reasons[0].id), "blocklisted");
	CHECK_INT("unclassified",
	    r->sections[REPORT_UNCLASSIFIED].reason_count, 0);
	s = &r->sections[REPORT_ADVICE];
	CHECK_INT("advised", s->n.advised, 2);
	CHECK_SPAN("advice", span_str(s->reasons[0].id), "251");
	CU_ASSERT(s->reasons[0].fix[0] != '\0');
	check_sums(r);
	report_free(r);
	/* The same with a window that hides the deferrals. */
	q.since = T0 + 900;
	q.exact = false;
	r = world_report(&w, &q);
	CHECK_INT("late", r->late, 2);
	CHECK_INT("waiting", r->waiting, 1);
	CHECK_INT("greylisted", r->sections[REPORT_TEMPORARY].n.late, 2);
	/* What the suspended one repeats is older than the window. */
	CHECK_INT("unclassified",
	    r->sections[REPORT_UNCLASSIFIED].n.waiting, 1);
	check_sums(r);
	report_free(r);
	world_close(&w);
}

/* Who failed before the window and is not done at its end waits in it. */
static void
test_waiting(void)
{
	static const struct {
		const char	*name;
		int64_t		failed, closed;	/* after T0 */
		enum outcome	then;		/* a second event, or none */
		int64_t		then_at;
		int64_t		waiting;
	} rows[] = {
		{ "open", 0, 0, OUTCOME_NONE, 0, 1 },
		{ "suspended since", 0, 0, OUTCOME_SUSPENDED, 60, 1 },
		{ "bounced behind", 0, 9000, OUTCOME_BOUNCED, 9000, 1 },
		{ "bounced before", 0, 60, OUTCOME_BOUNCED, 60, 0 },
		{ "bounced inside", 0, 1000, OUTCOME_BOUNCED, 1000, 0 },
		{ "tried inside", 0, 0, OUTCOME_DEFERRED, 1000, 1 },
		{ "failed behind", 9000, 0, OUTCOME_NONE, 0, 0 },
		{ "forgotten", -15 * 86400, 0, OUTCOME_NONE, 0, 0 },
		{ "a long time", -9 * 86400, 0, OUTCOME_NONE, 0, 1 },
	};
	struct report_query q = world_query();
	const struct report_section *s;
	struct report *r;
	struct world w;
	int64_t life;
	size_t i;
	int exact;

	q.since = T0 + 900;
	q.until = T0 + 1800;
	q.now = T0 + 10000;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (exact = 0; exact < 2; exact++) {
			world_open(&w);
			fill_tables(&w);
			life = world_life(&w, 1, rows[i].then ==
			    OUTCOME_BOUNCED ? LIFE_BOUNCED : LIFE_WAITING,
			    T0 + rows[i].failed, rows[i].closed != 0 ?
			    T0 + rows[i].closed : 0, 0);
			world_attempt(&w, life, T0 + rows[i].failed,
			    OUTCOME_DEFERRED, 3, 1);
			if (rows[i].then != OUTCOME_NONE)
				world_attempt(&w, life, T0 + rows[i].then_at,
				    rows[i].then, rows[i].then ==
				    OUTCOME_DEFERRED ? 3 : 6, 0);
			q.exact = exact;
			r = world_report(&w, &q);
			CHECK_INT(rows[i].name, r->waiting, rows[i].waiting);
			s = &r->sections[REPORT_TEMPORARY];
			CHECK_INT(rows[i].name, s->n.waiting,
			    rows[i].waiting);
			check_sums(r);
			report_free(r);
			world_close(&w);
		}
}

static void
test_refused(void)
{
	struct report_query q = world_query();
	const struct report_section *s;
	struct report *r;
	struct world w;

	world_open(&w);
	fill_tables(&w);
	world_refusal(&w, T0, 1, 1, 3);
	world_refusal(&w, T0, 1, 5, 4);		/* the same address */
	world_refusal(&w, T0, 2, 2, 5);
	world_refusal(&w, T0, 2, 1, 3);
	world_refusal(&w, T0, 2, 1, 0);
	r = world_report(&w, &q);
	s = &r->sections[REPORT_REFUSED];
	CHECK_INT("attempts", r->refused_attempts, 10);
	CHECK_INT("clients", r->refused_clients, 2);
	CHECK_INT("reasons", s->reason_count, 2);
	CHECK_SPAN("first", span_str(s->reasons[0].id), "user_unknown");
	CHECK_INT("one client", s->reasons[0].n.clients, 1);
	CHECK_INT("two clients", s->reasons[1].n.clients, 2);
	CHECK_INT("no recipient", r->recipients, 0);
	CHECK_SPAN("no fix", span_str(s->reasons[0].fix), "");
	CHECK_SPAN("place", s->reasons[0].places[0].title, "198.51.100.1");
	check_sums(r);
	report_free(r);
	world_close(&w);
}

static void
test_hosts(void)
{
	struct report_query q = world_query();
	struct report *r = NULL;
	struct world w;
	struct err err;

	world_open(&w);
	fill_tables(&w);
	world_sql(&w, "INSERT INTO word VALUES (9, 'mx9')");
	world_attempt(&w, world_life(&w, 1, LIFE_WAITING, T0, 0, 0), T0,
	    OUTCOME_DEFERRED, 1, 1);
	world_attempt(&w, world_life(&w, 1, LIFE_WAITING, T0, 0, 0), T0,
	    OUTCOME_DEFERRED, 1, 1);
	world_sql(&w, "UPDATE message SET host_id = 9, mta = 2 WHERE id = 2");
	world_delivered(&w, T0, 1, 7);
	r = world_report(&w, &q);
	CHECK_INT("hosts", r->host_count, 2);
	CHECK_SPAN("name", r->hosts[1].name, "mx9");
	CHECK_SPAN("mtas", r->hosts[1].mtas, "exim");
	CHECK_INT("all", r->recipients, 9);
	report_free(r);
	q.host = "mx9";
	r = world_report(&w, &q);
	CHECK_INT("one host", r->recipients, 1);
	CHECK_INT("its name", r->host_count, 1);
	report_free(r);
	q.host = "nowhere";
	CHECK_INT("no host", report_build(w.db, w.k, &q, &r, &err),
	    ERR_USAGE);
	CU_ASSERT_PTR_NULL(r);
	world_close(&w);
}

/* Thousands of rows of small numbers: none is taken for another. */
static void
test_many(void)
{
	struct report_query q = world_query();
	struct report *r;
	struct world w;
	char name[32];
	int i, j;

	world_open(&w);
	for (i = 0; i < 4; i++)
		world_cause(&w, i + 1, 550, (struct enhanced){ 5, 1, 1 },
		    verdicts[i].reason);
	for (i = 1; i <= 1000; i++) {
		snprintf(name, sizeof(name), "d%d.example", i);
		world_domain(&w, i, name);
		world_peer(&w, i, name, "", i);
		for (j = 0; j < 4; j++) {
			world_judge(&w, j + 1, i, OUTCOME_BOUNCED,
			    verdicts[j].reason, verdicts[j].permanence, "");
			world_attempt(&w, world_life(&w, i, LIFE_BOUNCED, T0,
			    T0, 0), T0, OUTCOME_BOUNCED, j + 1, i);
		}
	}
	r = world_report(&w, &q);
	CHECK_INT("permanent", r->sections[REPORT_PERMANENT].n.lost, 1000);
	CHECK_INT("conditional", r->sections[REPORT_CONDITIONAL].n.lost,
	    1000);
	CHECK_INT("temporary", r->sections[REPORT_TEMPORARY].n.lost, 2000);
	for (i = 0; i < 2; i++)
		CHECK_SPAN("sample", r->sections[i].reasons[0].sample.text,
		    r->sections[i].reasons[0].id);
	CHECK_INT("groups",
	    r->sections[REPORT_PERMANENT].reasons[0].group_count, 1000);
	report_free(r);
	world_close(&w);
}

/* What a reply names makes the advice concrete. */
static void
test_named(void)
{
	struct report_query q = world_query();
	const struct report_reason *c;
	struct report *r;
	struct world w;

	world_open(&w);
	world_domain(&w, 1, "one.example");
	world_cause(&w, 1, 554, (struct enhanced){ 5, 7, 1 }, "Client host "
	    "[192.0.2.9] blocked using zen.spamhaus.org; see "
	    "https://www.spamhaus.org/query/ip/192.0.2.9");
	world_judge(&w, 1, 0, OUTCOME_BOUNCED, "blocklisted", "conditional",
	    "");
	world_attempt(&w, world_life(&w, 1, LIFE_BOUNCED, T0, T0, 0), T0,
	    OUTCOME_BOUNCED, 1, 0);
	r = world_report(&w, &q);
	CHECK_INT("reasons", r->sections[REPORT_CONDITIONAL].reason_count,
	    1);
	c = r->sections[REPORT_CONDITIONAL].reasons;
	CHECK_INT("lists", c->list_count, 1);
	CHECK_SPAN("list", c->lists[0], "Spamhaus");
	CHECK_SPAN("listed", c->listed, "192.0.2.9");
	CU_ASSERT(span_has(span_str(c->fix), SPAN("192.0.2.9")));
	CU_ASSERT(c->page_count > 0);
	report_free(r);
	world_close(&w);
}

/* Every record has the same fields, and their sums are the totals. */
static void
test_csv(void)
{
	struct report_query q = world_query();
	struct span rest, line;
	struct expected e = { 0 };
	int64_t lost = 0, v;
	struct report *r;
	struct world w;
	size_t n, i, fields, records = 0;
	char *text;

	world_open(&w);
	fill_tables(&w);
	for (i = 0; i < 50; i++)
		random_life(&w, q.since, q.until, &e);
	world_refusal(&w, T0, 1, 1, 3);
	r = world_report(&w, &q);
	text = world_write(r, "csv", &n);
	for (rest = span_of(text, n); rest.n > 0;
	    rest = span_skip(rest, line.n + 2)) {
		line = span_head(rest, span_find(rest, SPAN("\r\n")));
		CU_ASSERT_FATAL(line.n < rest.n);
		/* The texts of this world need no quotes but for blanks. */
		for (i = fields = 0; i < line.n; i++)
			if (line.p[i] == '"')
				i += 1 + span_find_char(span_skip(line,
				    i + 1), '"');
			else if (line.p[i] == ',' && ++fields == 6 &&
			    records > 0) {
				v = strtoll(line.p + i + 1, NULL, 10);
				lost += v;
			}
		CHECK_INT("fields", fields, 19);
		records++;
	}
	CHECK_INT("lost", lost, e.bounced + e.expired);
	CU_ASSERT(records > 10);
	free(text);
	report_free(r);
	world_close(&w);
}

/* The advice of a reason is right for most of its recipients. */
static void
test_advice(void)
{
	static const struct {
		const char *reason;
		int peers[3];		/* 1 is Google's, 2 is nobody's */
		bool given_up;
		const char *has;
	} rows[] = {
		/* Three domains of three recipients, all at Google. */
		{ "reputation_block", { 1, 1, 1 }, false, "Google" },
		{ "reputation_block", { 1, 1, 2 }, false, "Google" },
		{ "reputation_block", { 1, 2, 2 }, false, "Send less, and" },
		{ "greylisted", { 1, 2, 2 }, false, "Nothing to do" },
		{ "greylisted", { 1, 2, 2 }, true, "The queue gave up" },
		{ "mailbox_full", { 1, 2, 2 }, true, "make room" },
	};
	struct report_query q = world_query();
	enum outcome o;
	struct report *r;
	struct world w;
	const char *fix = "";
	size_t i, j, s;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		world_open(&w);
		fill_tables(&w);
		o = rows[i].given_up ? OUTCOME_EXPIRED : OUTCOME_BOUNCED;
		world_cause(&w, 20, 450, (struct enhanced){ 0 }, "reply");
		for (j = 1; j < 3; j++)
			world_judge(&w, 20, (int64_t)j, o, rows[i].reason,
			    "temporary", j == 1 ? "google" : "");
		for (j = 0; j < 3; j++)
			world_attempt(&w, world_life(&w, (int64_t)j + 1,
			    rows[i].given_up ? LIFE_EXPIRED : LIFE_BOUNCED,
			    T0, T0 + 10, 0), T0 + 10, o, 20,
			    rows[i].peers[j]);
		r = world_report(&w, &q);
		for (s = 0; s < REPORT_SECTIONS; s++)
			if (r->sections[s].reason_count > 0)
				fix = r->sections[s].reasons[0].fix;
		if (strstr(fix, rows[i].has) == NULL)
			printf("\n  row %zu: %s\n", i, fix);
		CU_ASSERT_PTR_NOT_NULL(strstr(fix, rows[i].has));
		report_free(r);
		world_close(&w);
	}
}

void
suite_report(void)
{
	TEST_SUITE("report", { "sums", test_sums },
	    { "rounding", test_rounding }, { "causes", test_causes },
	    { "waiting", test_waiting },
	    { "refused", test_refused }, { "hosts", test_hosts },
	    { "many", test_many },
	    { "named", test_named }, { "advice", test_advice }, { "csv", test_csv });
}

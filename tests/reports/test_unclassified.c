#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "reports/unclassified.h"
#include "schema/judge_rules.h"
#include "tests/reports/world.h"
#include "tests/test.h"

void	suite_unclassified(void);

/* Replies that nobody knew, seldom and often; one that is known. */
static void
fill(struct world *w)
{
	static const struct enhanced none = { 0 };
	int64_t life;
	int i;

	world_open(w);
	world_domain(w, 1, "example.com");
	world_peer(w, 1, "mx.example.com", "192.0.2.1", 1);
	world_cause(w, 1, 550, (struct enhanced){ 5, 0, 0 },
	    "(seldom*)? {said} <\1>\33[31m");
	world_cause(w, 2, 450, none, "blorb, \"often\"");
	world_cause(w, 3, 550, none, "no such user");
	world_cause(w, 4, 0, none, "");
	world_cause(w, 5, 451, none, "");
	for (i = 1; i <= 5; i++)
		world_judge(w, i, 1, OUTCOME_DEFERRED, i == 3 ?
		    "user_unknown" : "unknown", "unknown", "");
	life = world_life(w, 1, LIFE_WAITING, 100, 105, 0);
	for (i = 1; i <= 5; i++)
		world_attempt(w, life, 99 + i, OUTCOME_DEFERRED, i, 1);
	world_attempt(w, life, 105, OUTCOME_DEFERRED, 2, 1);
	world_sql(w, "UPDATE event SET vals = %Q WHERE cause_id = 1",
	    "ann@example.com");
}

static const struct unclassified_query all = { INT64_MIN, INT64_MAX, NULL,
    10 };

static void
test_text(void)
{
	struct unclassified_query q = all;
	struct buf b = { 0 };
	struct span s;
	struct world w;
	struct err err;

	fill(&w);
	CHECK_INT("text", unclassified_text(w.db, &q, &b, &err), 0);
	s = buf_span(&b);
	CHECK_INT("often", span_has(s, SPAN("2  450 blorb, ")), true);
	CHECK_INT("seldom", span_has(s, SPAN("1  550 5.0.0 (seldom")), true);
	CHECK_INT("the order", span_find(s, SPAN("blorb")) <
	    span_find(s, SPAN("seldom")), true);
	CHECK_INT("a code", span_has(s, SPAN("1  451 \n")), true);
	CHECK_INT("known", span_has(s, SPAN("no such user")), false);
	CHECK_INT("escapes", span_find_char(s, 033), s.n);
	CHECK_INT("what to do", span_has(s, SPAN("rules test")), true);
	buf_clear(&b);
	q.top = 1;
	CHECK_INT("top", unclassified_text(w.db, &q, &b, &err), 0);
	CHECK_INT("one", span_has(buf_span(&b), SPAN("seldom")), false);
	buf_clear(&b);
	q.since = 106;
	CHECK_INT("window", unclassified_text(w.db, &q, &b, &err), 0);
	CHECK_INT("none", span_has(buf_span(&b), SPAN("blorb")), false);
	buf_clear(&b);
	q = all;
	q.host = "elsewhere";
	CHECK_INT("host", unclassified_text(w.db, &q, &b, &err), 0);
	CHECK_INT("none", span_has(buf_span(&b), SPAN("blorb")), false);
	buf_free(&b);
	world_close(&w);
}

static void
complain(void *arg, const char *message)
{
	(void)arg;
	printf("\n  %s\n", message);
}

/* The rules that the list offers are rules, and know their replies. */
static void
test_rules(void)
{
	char dir[] = "/tmp/bouncestat-test-XXXXXX", path[64];
	json_t *top, *replies, *reply, *rules = json_array();
	struct knowledge *k = NULL;
	struct buf b = { 0 };
	struct world w;
	struct err err;
	size_t i;

	fill(&w);
	CHECK_INT("json", unclassified_json(w.db, &all, &b, &err), 0);
	top = json_loadb(b.data, b.n, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(top);
	replies = json_object_get(top, "replies");
	CHECK_INT("replies", json_array_size(replies), 3);
	json_array_foreach(replies, i, reply) {
		json_object_set_new(json_object_get(reply, "rule"), "reason",
		    json_string("local_config"));
		json_array_append(rules, json_object_get(reply, "rule"));
	}
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/own.json", dir);
	reply = json_pack("{s:o}", "rules", rules);
	CHECK_INT("write", json_dump_file(reply, path, 0), 0);
	CHECK_INT("load", knowledge_load(NULL, dir, NULL, &k, &err), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	CHECK_INT("samples", rules_check(k, true, complain, NULL), 0);
	unlink(path);
	rmdir(dir);
	json_decref(reply);
	json_decref(top);
	knowledge_free(k);
	buf_free(&b);
	world_close(&w);
}

void
suite_unclassified(void)
{
	TEST_SUITE("unclassified", { "text", test_text },
	    { "rules", test_rules });
}

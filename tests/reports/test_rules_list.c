#include <stdlib.h>

#include "reports/rules_list.h"
#include "tests/reports/world.h"
#include "tests/test.h"

void	suite_rules_list(void);

static const struct rules_row *
find(const struct rules_row *rows, size_t n, const char *id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	return NULL;
}

static void
test_hits(void)
{
	struct enhanced e = { 5, 1, 1 };
	const struct rules_row *row;
	struct rules_row *rows;
	struct world w;
	struct err err;
	int64_t life;
	size_t n;

	world_open(&w);
	world_domain(&w, 1, "example.com");
	world_peer(&w, 1, "mx.example.com", "192.0.2.1", 1);
	world_cause(&w, 1, 550, e, "no such user");
	world_judge(&w, 1, 1, OUTCOME_BOUNCED, "user_unknown", "permanent",
	    "");
	world_sql(&w, "UPDATE judgement SET rule = 'no-such-user'");
	life = world_life(&w, 1, LIFE_BOUNCED, 100, 100, 0);
	world_attempt(&w, life, 100, OUTCOME_BOUNCED, 1, 1);
	world_attempt(&w, life, 101, OUTCOME_BOUNCED, 1, 1);

	CHECK_INT("list", rules_list(w.k, w.db, &rows, &n, &err), ERR_NONE);
	row = find(rows, n, "no-such-user");
	CU_ASSERT_PTR_NOT_NULL_FATAL(row);
	CHECK_INT("attempts", row->attempts, 2);
	CHECK_SPAN("reason", span_str(row->reason), "user_unknown");
	CHECK_SPAN("layer", span_str(row->layer), "meaning");
	row = find(rows, n, "mailbox-full");
	CU_ASSERT_PTR_NOT_NULL_FATAL(row);
	CHECK_INT("none", row->attempts, 0);
	free(rows);
	world_close(&w);
}

static void
test_formats(void)
{
	static const struct rules_row rows[] = {
		{ "a", "text", "expired", "x.json", 3 },
		{ "b", "admin", "greylisted", "y.json", 0 },
	};
	struct buf b = { 0 };

	rules_csv(rows, 2, false, &b);
	CHECK_SPAN("csv", buf_span(&b), "rule,layer,reason,file,attempts\r\n"
	    "a,text,expired,x.json,3\r\nb,admin,greylisted,y.json,0\r\n");
	buf_clear(&b);
	rules_csv(rows, 2, true, &b);
	CHECK_SPAN("unused", buf_span(&b), "rule,layer,reason,file,attempts"
	    "\r\nb,admin,greylisted,y.json,0\r\n");
	buf_clear(&b);
	rules_json(rows, 1, false, &b);
	CHECK_SPAN("json", buf_span(&b), "{\"schema\":1,\"rules\":[{\"rule\":"
	    "\"a\",\"layer\":\"text\",\"reason\":\"expired\",\"file\":"
	    "\"x.json\",\"attempts\":3}]}\n");
	buf_clear(&b);
	rules_text(rows, 2, true, &b);
	CHECK_INT("text", span_has(buf_span(&b), SPAN("greylisted")), true);
	CHECK_INT("text", span_has(buf_span(&b), SPAN("expired")), false);
	buf_free(&b);
}

void
suite_rules_list(void)
{
	TEST_SUITE("rules_list", { "attempts", test_hits },
	    { "formats", test_formats });
}

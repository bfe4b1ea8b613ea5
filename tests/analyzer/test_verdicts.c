/*
 * What is judged once: a cause, where it was met.  Sendmail's own status makes
 * two causes of one text where its log shows no reply.
 */
#include "tests/lab.h"
#include "tests/test.h"

void	suite_verdicts(void);

#define TO(id, who, dsn)	"Mar  2 10:00:01 mx1 sm-mta[7]: " id ": to=<" \
	    who "@gone.example>, delay=00:00:01, mailer=esmtp, " \
	    "relay=mx.gone.example. [198.51.100.4], dsn=" dsn ", stat=" \
	    "User unknown\n"

static const char old[] =
	TO("x2210AAA000001", "ann", "5.1.1")
	TO("x2210AAA000002", "bob", "5.7.1")
	TO("x2210AAA000003", "cat", "5.3.9");
static const char reasons[] = "SELECT group_concat(reason || ' ' || "
	    "permanence, ',') FROM (SELECT * FROM v_events ORDER BY id)";
static const char expected[] = "user_unknown permanent,"
	    "policy_block conditional,unknown unknown";

static void
test_own_status(void)
{
	struct lab l;

	lab_open(&l);
	lab_write(&l, "old.log", old);
	CU_ASSERT_EQUAL(lab_ingest(&l, "h.db", "old.log"), 0);
	CHECK_SPAN("judged", span_str(lab_ask(&l, "h.db", reasons)), expected);
	CHECK_SPAN("one text", span_str(lab_ask(&l, "h.db", "SELECT "
	    "count(DISTINCT fingerprint) FROM v_events")), "1");
	/* Another knowledge judges what is stored, and finds the same. */
	lab_ask(&l, "h.db", "UPDATE judgement SET reason = 'expired'");
	lab_ask(&l, "h.db", "UPDATE meta SET value = 1 WHERE key = "
	    "'knowledge_version'");
	CU_ASSERT_EQUAL(lab_ingest(&l, "h.db", "old.log"), 0);
	CHECK_SPAN("anew", span_str(lab_ask(&l, "h.db", reasons)), expected);
	lab_close(&l);
}

void
suite_verdicts(void)
{
	TEST_SUITE("verdicts", { "own status", test_own_status });
}

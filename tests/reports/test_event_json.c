#include <jansson.h>

#include "reports/event_id.h"
#include "reports/event_json.h"
#include "reports/json_out.h"
#include "tests/test.h"

void	suite_event_json(void);

static void
test_strings(void)
{
	static const struct {
		const char *name;
		struct span in;
		const char *want;
	} rows[] = {
		{ "plain", { "abc", 3 }, "\"abc\"" },
		{ "null", { NULL, 0 }, "null" },
		{ "empty", { "", 0 }, "\"\"" },
		{ "quote", { "a\"b\\c", 5 }, "\"a\\\"b\\\\c\"" },
		{ "controls", { "a\0\x1b[2J\n\x7f", 8 },
		    "\"a\\u0000\\u001b[2J\\n\\u007f\"" },
		{ "umlaut", { "\xc3\xbc", 2 }, "\"\xc3\xbc\"" },
		{ "C1", { "\xc2\x9b", 2 }, "\"\\u009b\"" },
		{ "override", { "\xe2\x80\xae", 3 }, "\"\\u202e\"" },
		{ "cut character", { "a\xc3", 2 }, "\"a\xef\xbf\xbd\"" },
		{ "overlong", { "\xc0\xaf", 2 },
		    "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		json_out_span(&b, rows[i].in);
		CHECK_SPAN(rows[i].name, buf_span(&b), rows[i].want);
	}
	buf_free(&b);
}

static void
test_structure(void)
{
	struct buf b = { 0 };

	json_out_open(&b, '{');
	json_out_number(&b, "low", INT64_MIN);
	json_out_key(&b, "list");
	json_out_open(&b, '[');
	json_out_int(&b, 0);
	json_out_open(&b, '{');
	json_out_close(&b, '}');
	json_out_bool(&b, true);
	json_out_null(&b);
	json_out_close(&b, ']');
	json_out_str(&b, "last", NULL);
	json_out_close(&b, '}');
	CHECK_SPAN("structure", buf_span(&b),
	    "{\"low\":-9223372036854775808,\"list\":[0,{},true,null],"
	    "\"last\":\"\"}");
	buf_free(&b);
}

static struct event
sample(void)
{
	struct event e = event_new();

	e.mta = MTA_EXIM;
	e.outcome = OUTCOME_BOUNCED;
	e.ts = 1700000000;
	e.code = 550;
	e.enhanced = (struct enhanced){ 5, 1, 1 };
	e.host = SPAN("mx1");
	e.queue_id = SPAN("1abcde-000001-01");
	e.recipient = SPAN("jo\"e@example.org");
	e.sender = SPAN("");
	e.text = SPAN("No \x1b[1msuch\xff user");
	e.stage = STAGE_RCPT;
	e.origin = ORIGIN_REMOTE;
	return e;
}

/* Every key of the contract, in its order, with its type. */
static void
test_contract(void)
{
	static const struct {
		const char *key;
		const char *types;	/* i, s, n = null allowed */
	} keys[] = {
		{ "schema", "i" }, { "event_id", "s" }, { "ts", "i" },
		{ "host", "s" }, { "mta", "s" }, { "instance", "s" },
		{ "service", "s" }, { "queue_id", "s" },
		{ "message_id", "sn" }, { "sender", "sn" },
		{ "submitter", "sn" }, { "recipient", "s" },
		{ "orig_recipient", "s" }, { "direction", "s" },
		{ "outcome", "s" }, { "repeat", "i" }, { "code", "i" },
		{ "enhanced", "s" }, { "mta_status", "s" }, { "text", "s" },
		{ "stage", "s" }, { "origin", "s" }, { "relay_host", "s" },
		{ "relay_ip", "s" }, { "client_host", "s" },
		{ "client_ip", "s" }, { "local_ip", "sn" },
		{ "delay_ms", "in" }, { "fingerprint", "s" },
		{ "reason", "s" }, { "permanence", "s" }, { "rule", "s" },
	};
	struct event_judged j = { .reason = "user_unknown" };
	struct event e = sample();
	struct buf b = { 0 };
	const char *key;
	json_t *o, *v;
	size_t i = 0;

	event_json(&b, &e, &j);
	CU_ASSERT(b.n > 1 && b.data[b.n - 1] == '\n');
	CHECK_INT("one line", span_find_char(buf_span(&b), '\n'), b.n - 1);
	o = json_loadb(b.data, b.n, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	json_object_foreach(o, key, v) {
		if (i >= sizeof(keys) / sizeof(keys[0]))
			break;
		CHECK_SPAN("key", span_str(key), keys[i].key);
		CU_ASSERT((json_is_integer(v) && strchr(keys[i].types, 'i')) ||
		    (json_is_string(v) && strchr(keys[i].types, 's')) ||
		    (json_is_null(v) && strchr(keys[i].types, 'n')));
		i++;
	}
	CHECK_INT("keys", json_object_size(o),
	    sizeof(keys) / sizeof(keys[0]));
	CHECK_SPAN("sender", span_str(json_string_value(json_object_get(o,
	    "sender"))), "");
	CU_ASSERT(json_is_null(json_object_get(o, "message_id")));
	CHECK_SPAN("enhanced", span_str(json_string_value(json_object_get(o,
	    "enhanced"))), "5.1.1");
	json_decref(o);
	buf_free(&b);
}

static void
test_ids(void)
{
	struct event_ids a = { 0 }, again = { 0 };
	struct event e = sample(), other = sample();
	struct hash128 first, second, third;
	char hex[33];

	first = event_id_next(&a, &e);
	second = event_id_next(&a, &e);
	CU_ASSERT(memcmp(&first, &second, sizeof(first)) != 0);
	other.queue_id = SPAN("1abcde-000002-01");
	third = event_id_next(&a, &other);
	CU_ASSERT(memcmp(&first, &third, sizeof(first)) != 0);
	/* What is not content does not count; the same run, the same ids. */
	e.offset = 99;
	e.relay_ip = SPAN("192.0.2.1");
	third = event_id_next(&again, &e);
	CU_ASSERT(memcmp(&first, &third, sizeof(first)) == 0);
	third = event_id_next(&again, &e);
	CU_ASSERT(memcmp(&second, &third, sizeof(first)) == 0);
	hash_hex(&first, hex);
	/* Stored by others: it may never change. */
	CHECK_SPAN("stable", span_str(hex),
	    "1d52869e62d391212a54c0beb77d2b4a");
	event_ids_free(&a);
	event_ids_free(&again);
}

/* Old contents are forgotten, recent ones are not. */
static void
test_ids_bounded(void)
{
	struct event_ids ids = { 0 };
	struct event e = sample();
	struct hash128 first, again;
	int i;

	first = event_id_next(&ids, &e);
	for (i = 0; i < 3 * EVENT_IDS_KEPT; i++) {
		e.ts++;
		(void)event_id_next(&ids, &e);
	}
	CU_ASSERT(ids.young.used + ids.old.used <= 2 * EVENT_IDS_KEPT);
	again = event_id_next(&ids, &e);
	e.ts = sample().ts;
	CU_ASSERT(memcmp(&first, &again, sizeof(first)) != 0);
	again = event_id_next(&ids, &e);
	CU_ASSERT(memcmp(&first, &again, sizeof(first)) == 0);
	event_ids_free(&ids);
}

void
suite_event_json(void)
{
	TEST_SUITE("event_json", { "strings", test_strings },
	    { "structure", test_structure }, { "contract", test_contract },
	    { "ids", test_ids }, { "bounded ids", test_ids_bounded });
}

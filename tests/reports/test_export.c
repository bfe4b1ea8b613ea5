#include <jansson.h>
#include <stdlib.h>

#include "reports/csv.h"
#include "reports/event_id.h"
#include "reports/export.h"
#include "tests/reports/world.h"
#include "tests/test.h"

void	suite_export(void);

#define T0	1700000100

static const char event_keys[] = "schema event_id ts host mta instance "
    "service queue_id message_id sender submitter recipient orig_recipient "
    "direction outcome repeat code enhanced mta_status text stage origin "
    "relay_host relay_ip client_host client_ip local_ip delay_ms fingerprint "
    "reason permanence rule ";
static const char recipient_keys[] = "schema host mta instance queue_id "
    "message_id sender submitter recipient orig_recipient direction first_ts "
    "last_ts closed_ts attempts state code enhanced mta_status text stage "
    "origin relay_host relay_ip provider reason permanence fingerprint ";

/* A bounce with values in its text, and a refusal without a recipient. */
static void
fill(struct world *w)
{
	int64_t life;

	world_open(w);
	world_domain(w, 1, "example.org");
	world_peer(w, 1, "mx.example.org", "192.0.2.1", 1);
	world_cause(w, 1, 550, (struct enhanced){ 5, 1, 1 },
	    "<\1>, no \"user\" at \3");
	world_cause(w, 2, 0, (struct enhanced){ 0 }, "=cmd|' /C calc'!A0");
	world_judge(w, 1, 1, OUTCOME_BOUNCED, "user_unknown", "permanent",
	    "google");
	life = world_life(w, 1, LIFE_BOUNCED, T0, T0 + 5, 1);
	world_attempt(w, life, T0 + 5, OUTCOME_BOUNCED, 1, 1);
	world_sql(w, "UPDATE event SET vals = %Q", "a@b\nmx");
	world_refusal(w, T0 + 9, 2, 3, 1);
}

static char *
export(struct world *w, enum export_table table, enum export_format format,
    int64_t since, size_t *n)
{
	struct export_query q = { since, INT64_MAX, NULL };
	struct err err;
	char *text = NULL;
	FILE *f = open_memstream(&text, n);
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	rc = export_write(w->db, table, format, &q, f, &err);
	CU_ASSERT_FATAL(rc == 0);
	fclose(f);
	return text;
}

static const char *
string(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static void
check_keys(json_t *o, const char *want)
{
	struct buf keys = { 0 };
	const char *key;
	json_t *v;

	json_object_foreach(o, key, v)
		buf_printf(&keys, "%s ", key);
	CHECK_SPAN("keys", buf_span(&keys), want);
	buf_free(&keys);
}

static void
test_events(void)
{
	struct event_ids ids = { 0 };
	struct event e = event_new();
	struct hash128 id;
	struct world w;
	size_t n, first;
	char *text, hex[33];
	json_t *o;

	fill(&w);
	text = export(&w, EXPORT_EVENTS, EXPORT_NDJSON, INT64_MIN, &n);
	first = span_find_char(span_of(text, n), '\n') + 1;
	o = json_loadb(text, first, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	check_keys(o, event_keys);
	CHECK_SPAN("text", span_str(string(o, "text")),
	    "<a@b>, no \"user\" at mx");
	CHECK_SPAN("recipient", span_str(string(o, "recipient")),
	    "u1@example.org");
	CHECK_SPAN("reason", span_str(string(o, "reason")), "user_unknown");
	CU_ASSERT(json_is_null(json_object_get(o, "delay_ms")));
	CU_ASSERT(json_is_null(json_object_get(o, "message_id")));
	/* The id that the event had when its line was parsed. */
	e.ts = T0 + 5;
	e.host = SPAN("mx1");
	e.queue_id = SPAN("Q1");
	e.recipient = SPAN("u1@example.org");
	e.outcome = OUTCOME_BOUNCED;
	e.code = 550;
	e.enhanced = (struct enhanced){ 5, 1, 1 };
	e.text = SPAN("<a@b>, no \"user\" at mx");
	id = event_id_next(&ids, &e);
	hash_hex(&id, hex);
	CHECK_SPAN("id", span_str(string(o, "event_id")), hex);
	event_ids_free(&ids);
	json_decref(o);
	o = json_loadb(text + first, n - first, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	check_keys(o, event_keys);
	CHECK_INT("repeat", json_integer_value(json_object_get(o, "repeat")),
	    3);
	CHECK_SPAN("nobody", span_str(string(o, "recipient")), "");
	CHECK_SPAN("client", span_str(string(o, "client_ip")), "192.0.2.1");
	json_decref(o);
	free(text);
	text = export(&w, EXPORT_EVENTS, EXPORT_NDJSON, T0 + 10, &n);
	CHECK_INT("none in the window", n, 0);
	free(text);
	world_close(&w);
}

static void
test_recipients(void)
{
	struct world w;
	json_t *o;
	size_t n;
	char *text;

	fill(&w);
	text = export(&w, EXPORT_RECIPIENTS, EXPORT_NDJSON, INT64_MIN, &n);
	o = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	check_keys(o, recipient_keys);
	CHECK_SPAN("state", span_str(string(o, "state")), "bounced");
	CHECK_SPAN("provider", span_str(string(o, "provider")), "google");
	CHECK_INT("closed", json_integer_value(json_object_get(o,
	    "closed_ts")), T0 + 5);
	json_decref(o);
	free(text);
	world_close(&w);
}

static void
test_csv_rows(void)
{
	struct buf names = { 0 };
	struct world w;
	size_t n, i;
	char *text;

	fill(&w);
	text = export(&w, EXPORT_EVENTS, EXPORT_CSV, INT64_MIN, &n);
	for (i = 0; i < sizeof(event_keys) - 2; i++)
		buf_add_char(&names, event_keys[i] == ' ' ? ',' :
		    event_keys[i]);
	buf_add_str(&names, "\r\n1,");
	CU_ASSERT(span_starts(span_of(text, n), buf_span(&names)));
	CU_ASSERT(span_has(span_of(text, n),
	    SPAN(",\"<a@b>, no \"\"user\"\" at mx\",")));
	CU_ASSERT(span_has(span_of(text, n), SPAN(",'=cmd|' /C calc'!A0,")));
	buf_free(&names);
	free(text);
	world_close(&w);
}

static void
test_csv_fields(void)
{
	static const struct {
		struct span in;
		const char *want;
	} rows[] = {
		{ { "plain", 5 }, "plain" },
		{ { "", 0 }, "\"\"" },
		{ { "a,b", 3 }, "\"a,b\"" },
		{ { "a\"b", 3 }, "\"a\"\"b\"" },
		{ { "a\r\nb", 4 }, "a  b" },
		{ { " a", 2 }, "\" a\"" },
		{ { "=1+1", 4 }, "'=1+1" },
		{ { "+1", 2 }, "'+1" },
		{ { "-1", 2 }, "'-1" },
		{ { "@x", 2 }, "'@x" },
		{ { "\t=1", 3 }, "' =1" },
		{ { "\033=1", 3 }, "' =1" },
		{ { "\xe2\x80\xae-1", 5 }, "' -1" },
		{ { "\xef\xbc\x9d" "1", 4 }, "'\xef\xbc\x9d" "1" },
		{ { "a=1", 3 }, "a=1" },
		{ { "\xff\0", 2 }, "\"\xef\xbf\xbd \"" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		csv_text(&b, rows[i].in);
		CHECK_SPAN(rows[i].want, buf_span(&b), rows[i].want);
	}
	buf_clear(&b);
	csv_number(&b, -1);
	csv_str(&b, "");
	csv_text(&b, SPAN_NULL);
	csv_str(&b, "x");
	csv_end(&b);
	csv_text(&b, SPAN_NULL);
	csv_text(&b, SPAN_NULL);
	csv_end(&b);
	CHECK_SPAN("records", buf_span(&b), "-1,\"\",,x\r\n\"\",\r\n");
	buf_free(&b);
}

static void
test_words(void)
{
	CHECK_INT("events", export_table_find("events"), EXPORT_EVENTS);
	CHECK_INT("recipients", export_table_find("recipients"),
	    EXPORT_RECIPIENTS);
	CHECK_INT("none", export_table_find("event"), -1);
}

void
suite_export(void)
{
	TEST_SUITE("export", { "events", test_events },
	    { "recipients", test_recipients }, { "csv", test_csv_rows },
	    { "csv fields", test_csv_fields }, { "words", test_words });
}

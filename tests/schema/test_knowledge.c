#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/knowledge.h"
#include "tests/test.h"

void	suite_knowledge(void);

static struct knowledge *
load(const char *lang)
{
	struct knowledge *k;
	struct err e = { ERR_NONE, "" };

	if (knowledge_load(NULL, NULL, lang, &k, &e) != ERR_NONE) {
		printf("\n  %s\n", e.msg);
		CU_FAIL_FATAL("the built-in knowledge does not load");
	}
	return k;
}

static void
test_reasons(void)
{
	struct knowledge *k = load(NULL);
	const struct reason *r;
	size_t i, n = knowledge_reason_count(k), suppress = 0;

	CHECK_INT("reasons", n, 31);
	CHECK_SPAN("last", span_str(knowledge_reason(k, n - 1)->id),
	    "unknown");
	for (i = 0; i < n; i++) {
		r = knowledge_reason(k, i);
		CHECK_INT(r->id, knowledge_reason_find(k, span_str(r->id)),
		    i);
		suppress += r->suppress;
		/* Only what is permanent for the address ends it. */
		CHECK_INT(r->id, r->suppress,
		    r->permanence == PERMANENCE_PERMANENT);
		CU_ASSERT(strcmp(knowledge_actor(k, r->actor), r->actor));
		CHECK_INT(r->id, strlen(r->title) <= 48, true);
	}
	CHECK_INT("suppressing", suppress, 6);
	CHECK_INT("none", knowledge_reason_find(k, SPAN("user_unknow")), -1);
	knowledge_free(k);
}

static void
test_codes(void)
{
	static const struct {
		int code;
		const char *reason;
		enum permanence permanence;
		bool failure;
	} rows[] = {
		{ 250, NULL, PERMANENCE_UNKNOWN, false },
		{ 251, NULL, PERMANENCE_UNKNOWN, false },
		{ 421, "remote_error", PERMANENCE_TEMPORARY, true },
		{ 535, "smtp_auth_required", PERMANENCE_CONDITIONAL, true },
		{ 552, "mailbox_full", PERMANENCE_TEMPORARY, true },
		{ 556, "domain_no_mail", PERMANENCE_PERMANENT, true },
	};
	struct knowledge *k = load(NULL);
	const struct code_info *c;
	char row[8];
	size_t i;

	CHECK_INT("codes", knowledge_code_count(k), 74);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(row, sizeof(row), "%d", rows[i].code);
		c = knowledge_code_find(k, rows[i].code);
		CU_ASSERT_PTR_NOT_NULL_FATAL(c);
		CHECK_INT(row, c->code, rows[i].code);
		CHECK_INT(row, c->reason, rows[i].reason == NULL ? -1 :
		    knowledge_reason_find(k, span_str(rows[i].reason)));
		CHECK_INT(row, c->permanence, rows[i].permanence);
		CHECK_INT(row, c->failure, rows[i].failure);
	}
	for (i = 0; i < knowledge_code_count(k); i++) {
		c = knowledge_code(k, i);
		snprintf(row, sizeof(row), "%d", c->code);
		/* 453 tells that no mail is waiting. */
		CHECK_INT(row, c->failure, c->code >= 400 && c->code != 453);
		CHECK_INT(row, c->failure, c->reason >= 0);
		CHECK_INT(row, c->confused[0] != 0, true);
	}
	CU_ASSERT_PTR_NULL(knowledge_code_find(k, 299));
	knowledge_free(k);
}

static void
test_enhanced(void)
{
	static const struct {
		uint16_t class, subject, detail;
		const char *id;
	} rows[] = {
		{ 5, 1, 1, "X.1.1" },
		{ 4, 7, 30, "X.7.30" },
		{ 5, 6, 10, "X.6.10" },
		{ 5, 7, 606, NULL },	/* Microsoft's only */
		{ 0, 0, 0, NULL },
		{ 5, 9, 9, NULL },
	};
	struct knowledge *k = load(NULL);
	const struct enhanced_info *x;
	struct enhanced code;
	size_t i;

	CHECK_INT("rows", knowledge_enhanced_count(k) > 190, true);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		code = (struct enhanced){ rows[i].class, rows[i].subject,
		    rows[i].detail };
		x = knowledge_enhanced_find(k, code);
		CHECK_SPAN(rows[i].id ? rows[i].id : "none",
		    span_str(x != NULL ? x->id : NULL), rows[i].id);
	}
	knowledge_free(k);
}

static void
test_vendor(void)
{
	static const struct {
		const char *vendor;
		int basic;
		uint16_t class, subject, detail;
		const char *text;
		const char *id;
	} rows[] = {
		{ "microsoft", 550, 5, 1, 10, "", "microsoft 5.1.10" },
		{ "microsoft", 550, 5, 7, 620, "", "microsoft 5.7.606-649" },
		{ "microsoft", 550, 5, 7, 650, "", NULL },
		{ "microsoft", 550, 5, 4, 1, "Relay access denied",
		    "microsoft 5.4.1 Relay Access Denied" },
		{ "microsoft", 550, 5, 4, 1, "Access denied",
		    "microsoft 5.4.1" },
		{ "google", 550, 5, 2, 1, "is disabled", "google 5.2.1 550" },
		{ "google", 550, 5, 2, 1, "arrives at a rate that prevents",
		    "google 5.2.1 ReceivingRatePerm" },
		{ "google", 552, 5, 7, 0, "", "google 5.7.0 552" },
		{ "google", 550, 5, 7, 0, "", "google 5.7.0 550" },
		{ "yahoo", 421, 4, 7, 0, "[TSS04] later", "yahoo 4.7.0 TSS04" },
		{ "yahoo", 421, 4, 7, 0, "later", NULL },
		{ "", 550, 5, 1, 1, "", NULL },
	};
	struct knowledge *k = load(NULL);
	const struct enhanced_info *x;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		x = knowledge_enhanced_vendor(k, span_str(rows[i].vendor),
		    rows[i].basic, (struct enhanced){ rows[i].class,
		    rows[i].subject, rows[i].detail },
		    span_str(rows[i].text));
		CHECK_SPAN(rows[i].text, span_str(x != NULL ? x->id : NULL),
		    rows[i].id);
	}
	knowledge_free(k);
}

static void
test_permanence(void)
{
	int i;

	for (i = 0; i < PERMANENCE_COUNT; i++)
		CHECK_INT("round trip", permanence_from(span_str(
		    permanence_name((enum permanence)i))), i);
	CHECK_INT("no such word", permanence_from(SPAN("perm")), -1);
}

static void
test_version(void)
{
	struct knowledge *a = load(NULL), *b = load("ja");

	CHECK_INT("languages change no verdict",
	    knowledge_version(a) == knowledge_version(b), true);
	knowledge_free(a);
	knowledge_free(b);
}

static void
write_file(const char *dir, const char *name, const char *content)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if ((f = fopen(path, "w")) == NULL)
		CU_FAIL_FATAL("cannot write");
	fputs(content, f);
	fclose(f);
}

/* What a folder of one's own gets wrong, and what the message names. */
static void
test_broken(void)
{
	static const char unknown[] = "{\"id\": \"unknown\", \"permanence\": "
	    "\"unknown\", \"actor\": \"nobody\", \"suppress\": false}";
	static const struct {
		const char *file, *content, *want;
	} rows[] = {
		{ "codes.json", "[\n {\"code\": 250,,}\n]",
		    "/codes.json:2:" },
		{ "codes.json", "[]", "/codes.json: must be a list" },
		{ "codes.json", "[{\"code\": 250, \"colour\": 1}]",
		    "/codes.json: code 250, key colour: no such key" },
		{ "codes.json", "[{\"code\": 250, \"code\": 251}]",
		    "duplicate" },
		{ "codes.json", "[{\"code\": 42, \"status\": \"iana\"}]",
		    "code 42, key code: must be a number from 200 to 599" },
		{ "codes.json", "[{\"code\": 250}]",
		    "code 250, key status: missing" },
		{ "codes.json", "[{\"code\": 550, \"status\": \"standard\", "
		    "\"source\": \"s\", \"failure\": true, \"reason\": "
		    "\"nobody_home\"}]",
		    "code 550, key reason: unknown reason \"nobody_home\"" },
		{ "codes.json", "[{\"code\": 550, \"status\": \"standard\", "
		    "\"source\": \"s\", \"failure\": true, \"permanence\": "
		    "\"perm\"}]",
		    "code 550, key permanence: unknown word \"perm\"" },
		{ "codes.json", "[{\"code\": 299, \"status\": \"iana\", "
		    "\"source\": \"s\", \"failure\": false}]",
		    "en/codes.json: code 299, key name: missing" },
		{ "codes.json", "[{\"code\": 550, \"status\": \"standard\", "
		    "\"source\": \"s\", \"failure\": true, \"confused\": "
		    "[551]}]", "code 550, key confused: 551" },
		{ "reasons.json", "[{\"id\": \"user_unknown\", "
		    "\"permanence\": \"permanent\", \"actor\": \"aliens\", "
		    "\"suppress\": true}]",
		    "reason user_unknown, key actor: unknown actor" },
		{ "reasons.json", "[{\"id\": \"expired\", "
		    "\"permanence\": \"final\", \"actor\": \"nobody\", "
		    "\"suppress\": \"no\"}]",
		    "reason expired, key suppress: must be true or false" },
		{ "reasons.json", NULL, "reason unknown, key id: duplicate" },
		{ "enhanced.json", "[{\"code\": \"7.1.1\", \"source\": "
		    "\"s\"}]", "en/enhanced.json: enhanced code 7.1.1" },
		{ "enhanced.json", "[{\"id\": \"X.1.1\", \"code\": "
		    "\"5.1.9-3\", \"source\": \"s\"}]",
		    "enhanced code X.1.1, key code: not of the form" },
		{ "enhanced.json", "[{\"code\": \"X.1.1\", \"source\": "
		    "\"s\"}, {\"code\": \"X.1.1\", \"source\": \"s\"}]",
		    "enhanced code X.1.1: duplicate" },
		{ "actors.json", "[\"nobody\", \"nobody\"]",
		    "actor nobody: duplicate" },
		{ "actors.json", "[3]", "must be a string" },
	};
	char dir[] = "/tmp/bouncestat-test-XXXXXX", path[256], two[512];
	struct knowledge *k;
	struct err e;
	size_t i;
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(two, sizeof(two), "[%s, %s]", unknown, unknown);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_file(dir, rows[i].file, rows[i].content != NULL ?
		    rows[i].content : two);
		e = (struct err){ ERR_NONE, "" };
		rc = knowledge_load(dir, NULL, NULL, &k, &e);
		CHECK_INT(rows[i].want, rc, ERR_DATA);
		CU_ASSERT_PTR_NULL(k);
		if (strstr(e.msg, rows[i].want) == NULL) {
			printf("\n  want \"%s\" in \"%s\"\n", rows[i].want,
			    e.msg);
			CU_FAIL("wrong message");
		}
		snprintf(path, sizeof(path), "%s/%s", dir, rows[i].file);
		unlink(path);
	}
	rc = knowledge_load(dir, NULL, NULL, &k, &e);
	CHECK_INT("an empty folder", rc, ERR_NONE);
	knowledge_free(k);
	rmdir(dir);
	rc = knowledge_load(dir, NULL, NULL, &k, &e);
	CHECK_INT("no folder", rc, ERR_NO_INPUT);
	CU_ASSERT(strstr(e.msg, dir) != NULL);
}

/* A folder's sentences replace the built-in ones of that file. */
static void
test_override(void)
{
	char dir[] = "/tmp/bouncestat-test-XXXXXX", sub[64], file[128];
	struct knowledge *k = NULL;
	struct err e = { ERR_NONE, "" };

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(sub, sizeof(sub), "%s/ja", dir);
	snprintf(file, sizeof(file), "%s/reasons.json", sub);
	mkdir(sub, 0700);
	write_file(sub, "reasons.json",
	    "{\"expired\": {\"title\": \"Owari\"}}");
	CHECK_INT(e.msg, knowledge_load(dir, NULL, "ja", &k, &e), ERR_NONE);
	if (k != NULL) {
		CHECK_SPAN("own", span_str(knowledge_reason(k, (size_t)
		    knowledge_reason_find(k, SPAN("expired")))->title),
		    "Owari");
		CHECK_SPAN("English", span_str(knowledge_reason(k, (size_t)
		    knowledge_reason_find(k, SPAN("greylisted")))->title),
		    "Greylisted");
	}
	knowledge_free(k);
	unlink(file);
	rmdir(sub);
	rmdir(dir);
}

void
suite_knowledge(void)
{
	TEST_SUITE("knowledge", { "reasons", test_reasons },
	    { "codes", test_codes }, { "enhanced", test_enhanced },
	    { "vendor", test_vendor }, { "permanence", test_permanence },
	    { "version", test_version }, { "broken", test_broken },
	    { "override", test_override });
}

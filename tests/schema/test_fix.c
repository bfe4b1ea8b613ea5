#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/fix.h"
#include "schema/i18n.h"
#include "tests/test.h"

void	suite_fix(void);

static struct knowledge *k;	/* of the test that runs */

static struct verdict
verdict(const char *reason, const char *fix, const char *provider)
{
	struct verdict v;

	memset(&v, 0, sizeof(v));
	v.reason = knowledge_reason_find(k, span_str(reason));
	v.fix = fix != NULL ? fix : reason;
	v.provider = provider;
	v.rule = "";
	return v;
}

static void
load(void)
{
	struct err e = { ERR_NONE, "" };

	if (knowledge_load(NULL, NULL, "en", &k, &e) != ERR_NONE) {
		printf("\n  %s\n", e.msg);
		CU_FAIL_FATAL("the built-in knowledge does not load");
	}
}

/* What the text must hold, and must not. */
static void
test_text(void)
{
	static const struct {
		const char *reason, *provider, *list, *listed, *address;
		int wait;
		const char *has, *lacks;
	} rows[] = {
		{ "blocklisted", "", "zen.spamhaus.org", "192.0.2.7", "", 0,
		    "ask Spamhaus to delist 192.0.2.7", "{" },
		{ "blocklisted", "", "bl.example.org", "", "", 0,
		    "ask bl.example.org for removal", "{" },
		{ "blocklisted", "", "", "192.0.2.7", "", 0,
		    "the list that the reply names", "192.0.2.7" },
		/* Nobody is sent to a list that is gone. */
		{ "blocklisted", "", "dnsbl.sorbs.net", "192.0.2.7", "", 0,
		    "SORBS was shut down (2024-06-05)", "delist" },
		{ "blocklisted", "att", "ix.dnsbl.manitu.net", "", "", 0,
		    "NiX Spam was shut down (2025-01-16)", "Sender Hub" },
		{ "blocklisted", "", "relays.ordb.org", "192.0.2.7", "", 0,
		    "ORDB was shut down (2006)", "delist" },
		{ "recipient_moved", "", "", "", "new@example.org", 0,
		    "new@example.org", "{" },
		{ "recipient_moved", "", "", "", "", 0, "new address", "{" },
		{ "greylisted", "", "", "", "", 300, "wait 5 min", "{" },
		{ "greylisted", "", "", "", "", 45, "wait 45 s", "{" },
		{ "rate_limited", "", "", "", "", 7200, "wait 2 h", "{" },
		{ "greylisted", "", "", "", "", 0, "some minutes", "wait" },
		{ "reputation_block", "google", "", "", "", 0,
		    "Google Postmaster Tools", "{" },
		/* Both of Microsoft's providers share what suits both. */
		{ "reputation_block", "outlook", "", "", "", 0, "SNDS", "{" },
		{ "reputation_block", "microsoft365", "", "", "", 0, "SNDS",
		    "{" },
		{ "blocklisted", "outlook", "S3140", "192.0.2.7", "", 0,
		    "unblock 192.0.2.7", "{" },
		/* The list removes, not who asks it. */
		{ "blocklisted", "outlook", "zen.spamhaus.org", "192.0.2.7",
		    "", 0, "ask Spamhaus to delist 192.0.2.7", "SNDS" },
		{ "user_unknown", "no-such-provider", "", "", "", 0,
		    "remove it from your lists", "{" },
		/* Hostile values stay text on one line. */
		{ "recipient_moved", "", "", "", "a\n\x1b[31m@example.org", 0,
		    "a  [31m@example.org", "\x1b" },
	};
	struct buf b = { NULL, 0, 0 };
	struct fix_values fv;
	struct verdict v;
	size_t i;

	load();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		v = verdict(rows[i].reason, NULL, rows[i].provider);
		fv = (struct fix_values){ span_str(rows[i].list),
		    span_str(rows[i].listed), span_str(rows[i].address),
		    SPAN(""), rows[i].wait };
		buf_clear(&b);
		fix_text(k, &v, &fv, &b);
		if (strstr(buf_str(&b), rows[i].has) == NULL ||
		    strstr(buf_str(&b), rows[i].lacks) != NULL) {
			printf("\n  row %zu: \"%s\"\n", i, buf_str(&b));
			CU_FAIL("wrong text");
		}
	}
	buf_free(&b);
	knowledge_free(k);
}

/* Nobody takes an address off a list while they say that it may work. */
static void
test_temporary(void)
{
	static const struct {
		const char *reason, *provider;
		enum permanence permanence;
		const char *has;
	} rows[] = {
		{ "user_unknown", "", PERMANENCE_TEMPORARY,
		    "keep the address" },
		{ "user_unknown", "outlook", PERMANENCE_TEMPORARY,
		    "keep the address" },
		{ "user_unknown", "", PERMANENCE_PERMANENT,
		    "remove it from your lists" },
		{ "mailbox_disabled", "", PERMANENCE_TEMPORARY,
		    "keep the address" },
		{ "mailbox_disabled", "", PERMANENCE_PERMANENT,
		    "Stop mailing" },
		{ "mailbox_full", "", PERMANENCE_TEMPORARY, "make room" },
	};
	struct buf b = { NULL, 0, 0 };
	struct verdict v;
	size_t i;

	load();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		v = verdict(rows[i].reason, NULL, rows[i].provider);
		v.permanence = rows[i].permanence;
		buf_clear(&b);
		fix_text(k, &v, NULL, &b);
		if (!span_has(buf_span(&b), span_str(rows[i].has)))
			printf("\n  %s: %s\n", rows[i].reason, buf_str(&b));
		CU_ASSERT(span_has(buf_span(&b), span_str(rows[i].has)));
	}
	buf_free(&b);
	knowledge_free(k);
}

/* Every reason that an admin can turn a knob for names all three MTAs. */
static void
test_knobs(void)
{
	struct verdict v;
	size_t i, some = 0;
	int mta, n;

	load();
	for (i = 0; i < knowledge_reason_count(k); i++) {
		v = verdict(knowledge_reason(k, i)->id, NULL, "");
		for (mta = MTA_NONE, n = 0; mta < MTA_COUNT; mta++)
			n += fix_knob(k, &v, NULL, (enum mta)mta) != NULL;
		CHECK_INT(knowledge_reason(k, i)->id, n == 0 || n == 3, 1);
		some += n == 3;
	}
	CHECK_INT("reasons with knobs", some > 15, 1);
	v = verdict("rate_limited", NULL, "google");
	CU_ASSERT_PTR_NOT_NULL_FATAL(fix_knob(k, &v, NULL, MTA_POSTFIX));
	CU_ASSERT(strstr(fix_knob(k, &v, NULL, MTA_POSTFIX),
	    "_destination_concurrency_limit") != NULL);
	CU_ASSERT_PTR_NULL(fix_knob(k, &v, NULL, MTA_NONE));
	v = verdict("user_unknown", NULL, "");
	CU_ASSERT_PTR_NOT_NULL(fix_knob(k, &v, NULL, MTA_EXIM));
	v = verdict("user_unknown", NULL, "google");
	CU_ASSERT_PTR_NULL(fix_knob(k, &v, NULL, MTA_EXIM));
	knowledge_free(k);
}

static void
test_pages(void)
{
	struct fix_values fv = { SPAN("zen.spamhaus.org"), SPAN("192.0.2.7"),
	    SPAN(""), SPAN(""), 0 };
	struct fix_page p[FIX_PAGES];
	struct verdict v;

	load();
	v = verdict("blocklisted", NULL, "");
	CHECK_INT("list", fix_pages(k, &v, &fv, p), 1);
	CHECK_SPAN("list", span_str(p[0].title), "Spamhaus");
	CHECK_INT("list", p[0].removal, 1);
	v = verdict("blocklisted", NULL, "google");
	CHECK_INT("list and provider", fix_pages(k, &v, &fv, p), 2);
	CHECK_INT("advice", p[1].removal, 0);
	CHECK_INT("provider", fix_pages(k, &v, NULL, p), 2);
	CHECK_INT("removal", p[0].removal, 1);
	v = verdict("user_unknown", NULL, "google");
	CHECK_INT("nothing to ask for", fix_pages(k, &v, NULL, p), 0);
	/* A list that is gone has no page, and its listing no culprit. */
	v = verdict("blocklisted", NULL, "");
	CU_ASSERT_PTR_NOT_NULL(fix_knob(k, &v, &fv, MTA_EXIM));
	fv.list = SPAN("dnsbl.sorbs.net");
	CHECK_INT("closed list", fix_pages(k, &v, &fv, p), 0);
	CU_ASSERT_PTR_NULL(fix_knob(k, &v, &fv, MTA_EXIM));
	knowledge_free(k);
}

static void
test_retry(void)
{
	int i;

	i18n_init("en", NULL);
	CHECK_SPAN("nobody knows", span_str(fix_retry(PERMANENCE_UNKNOWN, 5)),
	    "");
	for (i = PERMANENCE_UNKNOWN + 1; i < PERMANENCE_COUNT; i++)
		CU_ASSERT(fix_retry((enum permanence)i, 0)[0] != '\0');
	CHECK_SPAN("by itself", span_str(fix_retry(PERMANENCE_TEMPORARY, 4)),
	    "Retrying helps: the queue does it by itself.");
	CU_ASSERT(strstr(fix_retry(PERMANENCE_TEMPORARY, 5),
	    "send the message again") != NULL);
}

static void
test_broken(void)
{
	static const struct {
		const char *content, *want;
	} rows[] = {
		{ "{\"nobody@google\": {\"fix\": \"x\"}}",
		    "fix nobody@google: unknown reason" },
		{ "{\"greylisted@nobody\": {\"fix\": \"x\"}}",
		    "fix greylisted@nobody: unknown provider" },
		{ "{\"own\": {\"full\": \"x\"}}", "fix own, key fix: missing" },
		{ "{\"own\": {\"fix\": \"ask {whom}\"}}",
		    "fix own, key fix: no such value: {whom}" },
		{ "{\"greylisted\": {\"fix\": \"x\"}}",
		    "fix greylisted, key fix: a reason's own" },
		{ "{\"greylisted\": {\"qmail\": \"x\"}}",
		    "fix greylisted, key qmail: no such key" },
	};
	char dir[] = "/tmp/bouncestat-test-XXXXXX", sub[64], path[128];
	struct knowledge *none;
	struct err e;
	size_t i;
	FILE *f;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(sub, sizeof(sub), "%s/en", dir);
	snprintf(path, sizeof(path), "%s/fixes.json", sub);
	mkdir(sub, 0700);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CU_ASSERT_PTR_NOT_NULL_FATAL(f = fopen(path, "w"));
		fputs(rows[i].content, f);
		fclose(f);
		e = (struct err){ ERR_NONE, "" };
		CHECK_INT(rows[i].want, knowledge_load(dir, NULL, NULL,
		    &none, &e), ERR_DATA);
		if (strstr(e.msg, rows[i].want) == NULL) {
			printf("\n  want \"%s\" in \"%s\"\n", rows[i].want,
			    e.msg);
			CU_FAIL("wrong message");
		}
	}
	unlink(path);
	rmdir(sub);
	rmdir(dir);
}

void
suite_fix(void)
{
	TEST_SUITE("fix", { "text", test_text },
	    { "temporary", test_temporary }, { "knobs", test_knobs },
	    { "pages", test_pages }, { "retry", test_retry },
	    { "broken", test_broken });
}

#include <stdlib.h>
#include <unistd.h>

#include "schema/judge.h"
#include "schema/judge_rules.h"
#include "tests/test.h"

void	suite_judge(void);

static struct knowledge *
load(void)
{
	struct knowledge *k = NULL;
	struct err e;

	if (knowledge_load(NULL, NULL, NULL, &k, &e) != ERR_NONE)
		printf("\n  %s\n", e.msg);
	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	return k;
}

static void
say(void *arg, const char *message)
{
	(void)arg;
	printf("\n  %s\n", message);
}

/* Every sample of every rule, through the whole engine. */
static void
test_samples(void)
{
	struct knowledge *k = load();

	CHECK_INT("samples", rules_check(k, false, say, NULL), 0);
	knowledge_free(k);
}

static void
test_verdict(void)
{
	static const struct {
		const char *text, *reason;
		int suppress;
		enum permanence permanence;
	} rows[] = {
		{ "550 5.1.1 <ann@example.com>: no such user", "user_unknown",
		    1, PERMANENCE_PERMANENT },
		{ "450 4.1.1 <ann@example.com>: no such user", "user_unknown",
		    0, PERMANENCE_TEMPORARY },
		{ "552 5.2.2 mailbox of ann is full", "mailbox_full", 0,
		    PERMANENCE_TEMPORARY },
		{ "host mx.example.net[192.0.2.1] said: 550 5.1.1 unknown "
		    "user (in reply to RCPT TO command)", "user_unknown", 1,
		    PERMANENCE_PERMANENT },
		{ "SMTP error from remote mail server after end of data: host "
		    "mx.example.net [192.0.2.1]: 554 looks like spam",
		    "spam_content", 0, PERMANENCE_CONDITIONAL },
		{ "550 5.7.1 blocked using zen.spamhaus.org, see "
		    "http://list.example/?ip=192.0.2.1", "blocklisted", 0,
		    PERMANENCE_CONDITIONAL },
		{ "421 4.7.0 your IP has a very low reputation",
		    "reputation_block", 0, PERMANENCE_TEMPORARY },
		{ "556 5.1.10 null MX", "domain_no_mail", 1,
		    PERMANENCE_PERMANENT },
		/* Codes alone. */
		{ "550 5.1.1", "user_unknown", 1, PERMANENCE_PERMANENT },
		{ "552 5.2.2", "mailbox_full", 0, PERMANENCE_TEMPORARY },
		{ "535", "smtp_auth_required", 0, PERMANENCE_CONDITIONAL },
		/* Words in an address are no evidence. */
		{ "550 <spam.virus@greylist.example>: user unknown",
		    "user_unknown", 1, PERMANENCE_PERMANENT },
		{ "", "unknown", 0, PERMANENCE_UNKNOWN },
		{ "blorb", "unknown", 0, PERMANENCE_UNKNOWN },
	};
	struct knowledge *k = load();
	struct judge_input in;
	struct verdict v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i].text));
		judge_unwrap(&in);
		judge_reply(k, &in, &v);
		CHECK_SPAN(rows[i].text, span_str(knowledge_reason(k,
		    (size_t)v.reason)->id), rows[i].reason);
		CHECK_INT(rows[i].text, v.suppress, rows[i].suppress);
		CHECK_INT(rows[i].text, v.permanence, rows[i].permanence);
	}
	knowledge_free(k);
}

/* Who answered, and what they meant. */
static void
test_meaning(void)
{
	static const struct {
		uint16_t code;
		struct enhanced enhanced;
		const char *text;
		enum origin origin;
		enum direction direction;
		enum stage stage;
		const char *reason;
	} rows[] = {
		/* Cut in the middle: what is left of the words decides. */
		{ 550, { 5, 7, 1 }, "Unfortunately, messages from "
		    "[192.0.2.1] weren't sent. Please ask your Internet "
		    "service provide...nnection errors and timeouts. "
		    "[AM0.prod.example]", ORIGIN_REMOTE, DIRECTION_OUTBOUND,
		    STAGE_NONE, "blocklisted" },
		{ 550, { 5, 7, 1 }, "Our system has detected that this "
		    "message is likely suspicious due to the ver...en "
		    "blocked. See https://support.google.com/mail - gsmtp",
		    ORIGIN_REMOTE, DIRECTION_OUTBOUND, STAGE_NONE,
		    "reputation_block" },
		/* Our own words are about our own configuration. */
		{ 0, { 0, 0, 0 }, "mail for that domain is refused by the "
		    "administrator", ORIGIN_LOCAL, DIRECTION_OUTBOUND,
		    STAGE_NONE, "local_config" },
		{ 0, { 4, 7, 1 }, "this domain's mail was suspended by the "
		    "postmaster", ORIGIN_LOCAL, DIRECTION_OUTBOUND,
		    STAGE_NONE, "local_config" },
		{ 0, { 0, 0, 0 }, "mail for that domain is suspended by the "
		    "administrator", ORIGIN_LOCAL, DIRECTION_INBOUND,
		    STAGE_RCPT, "policy_block" },
		{ 550, { 5, 7, 1 }, "mail for that domain is suspended by "
		    "the administrator", ORIGIN_REMOTE, DIRECTION_OUTBOUND,
		    STAGE_RCPT, "policy_block" },
		/* One text, as each of the three mail servers logs it. */
		{ 554, { 5, 7, 1 }, "<ann@example.com>: Recipient address "
		    "rejected: this address takes no external mail",
		    ORIGIN_LOCAL, DIRECTION_INBOUND, STAGE_RCPT,
		    "recipient_refused" },
		{ 0, { 0, 0, 0 }, "this address takes no external mail",
		    ORIGIN_LOCAL, DIRECTION_INBOUND, STAGE_RCPT,
		    "recipient_refused" },
		{ 554, { 5, 7, 1 }, "<ann@example.com>... this address "
		    "takes no external mail", ORIGIN_LOCAL,
		    DIRECTION_INBOUND, STAGE_RCPT, "recipient_refused" },
		{ 450, { 4, 7, 1 }, "<ann@example.com>: Sender address "
		    "rejected: come back in ten minutes", ORIGIN_LOCAL,
		    DIRECTION_INBOUND, STAGE_RCPT, "greylisted" },
		{ 450, { 4, 7, 1 }, "<ann@example.com>... come back in ten "
		    "minutes", ORIGIN_LOCAL, DIRECTION_INBOUND, STAGE_MAIL,
		    "greylisted" },
		/* The answer is what was said, not what it quotes. */
		{ 550, { 0, 0, 0 }, "<ann@example.com>: Sender address "
		    "rejected: undeliverable address: host "
		    "mx.example.com[192.0.2.1] said: 550 <ann@example.com>: "
		    "User unknown", ORIGIN_REMOTE, DIRECTION_OUTBOUND,
		    STAGE_RCPT, "sender_rejected" },
		/* Words that say little: the codes decide. */
		{ 554, { 5, 7, 1 }, "Recipient rejected", ORIGIN_REMOTE,
		    DIRECTION_OUTBOUND, STAGE_RCPT, "policy_block" },
		{ 550, { 5, 1, 1 }, "Recipient rejected", ORIGIN_REMOTE,
		    DIRECTION_OUTBOUND, STAGE_RCPT, "user_unknown" },
		{ 550, { 5, 7, 1 }, "Recipient rejected: no such user",
		    ORIGIN_REMOTE, DIRECTION_OUTBOUND, STAGE_RCPT,
		    "user_unknown" },
		{ 452, { 4, 2, 2 }, "Please try again later", ORIGIN_REMOTE,
		    DIRECTION_OUTBOUND, STAGE_RCPT, "mailbox_full" },
		{ 421, { 4, 7, 0 }, "Try again later", ORIGIN_REMOTE,
		    DIRECTION_OUTBOUND, STAGE_RCPT, "remote_error" },
		{ 550, { 5, 7, 1 }, "your host is blocked here",
		    ORIGIN_REMOTE, DIRECTION_OUTBOUND, STAGE_MAIL,
		    "blocklisted" },
	};
	struct knowledge *k = load();
	struct judge_input in;
	struct verdict v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i].text));
		in.code = rows[i].code;
		in.enhanced = rows[i].enhanced;
		in.origin = rows[i].origin;
		in.direction = rows[i].direction;
		in.stage = rows[i].stage;
		judge_reply(k, &in, &v);
		CHECK_SPAN(rows[i].text, span_str(knowledge_reason(k,
		    (size_t)v.reason)->id), rows[i].reason);
	}
	knowledge_free(k);
}

/* By the relay before words of the text, never by a likely wording. */
static void
test_provider(void)
{
	static const struct {
		const char *text, *relay, *provider;
	} rows[] = {
		{ "550 5.7.26 Unauthenticated email is not accepted due to "
		    "the domain's DMARC policy - gsmtp", "mx.example.net",
		    "google" },
		{ "550 no such user - gsmtp", "mta5.am0.yahoodns.net",
		    "yahoo" },
		{ "550 5.7.1 [HM08] refused, see "
		    "https://support.apple.com/x", "", "apple" },
		{ "550 5.7.26 the domain's DMARC policy forbids it", "", "" },
		{ "550 no such user [AM0.eurprd01.prod.outlook.com]", "",
		    "microsoft365" },
		{ "550 no such user, ask mail.google.com", "mx.example.net",
		    "" },
		{ "550 no such user", "", "" },
	};
	struct knowledge *k = load();
	struct judge_input in;
	struct verdict v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i].text));
		in.relay_host = span_str(rows[i].relay);
		judge_unwrap(&in);
		judge_reply(k, &in, &v);
		CHECK_SPAN(rows[i].text, span_str(v.provider),
		    rows[i].provider);
	}
	knowledge_free(k);
}

/* Words that speak of a dead address, in replies that do not. */
static void
test_no_suppress(void)
{
	static const char *const rows[] = {
		"550 Your IP address is not valid for this domain",
		"554 Email from you is not valid under RFC",
		"550 The email you sent to joe@example.com could not be "
		    "delivered because of an unknown error",
		"550 joe@example.com: message rejected, unknown virus "
		    "signature",
		"550 Contact the recipient if this is wrong",
		"550 5.7.1 joe@example.com: address of sender does not "
		    "exist",
		"550 Your account is not registered with our SMTP service",
		"553 Your email address is not listed in our customers "
		    "database",
		"554 Your account has been suspended, please contact "
		    "support to send",
		"550 You have been suspended from sending",
		"535 Login failed: no such user",
		"550 mail from address must be same as auth user: user not "
		    "found",
		"550 Client address unknown",
		"554 client not found in the access list",
		"550 Invalid message for recipient",
		"550 Attachment address book invalid",
		"450 account temporarily disabled",
		"550 mailbox temporarily closed for maintenance, please "
		    "retry",
		"552 mailbox disabled because it is full",
		"550 the domain example.com is blacklisted",
		"550 Your host name does not exist",
		"550 Domain of sender not found",
		"550 the link in your message points to a domain that does "
		    "not exist",
		"550 we do not accept mail from you",
		"550 This server does not accept mail over 10MB",
		"550 Mail address list moved to new server, please contact "
		    "admin@example.com for whitelisting",
		"550 please forward this to postmaster@example.com to be "
		    "unblocked",
		"501 Syntax error in MAIL FROM address",
		"550 Unknown command",
		"550 not found",
		"550 Policy for recipient unknown",
		"550 Host unknown to us, mail refused",
		"550 MX record of sender domain invalid",
		"550 no such file",
		"550 The message for xaddr is expired",
		"550 anonymous users not valid here",
		"550 access denied to unknown user agents",
		"550 Callback to your address failed: user unknown",
		"550 Too many unknown users in your session",
		"550 The user has no permission to relay",
		"554 Your mailbox provider is blocked",
		"550 The recipient has disabled mail from external senders",
		"550 user is not accepting mail at this time",
		"550 Recipient mailbox is read-only",
		"451 mailbox is locked",
		"550 5.7.1 sender account suspended",
		"550 from user unknown",
		"550 no such user for authentication",
		"550 host not found for MX lookup of your helo",
		"550 5.1.7 invalid address",
		"550 rejected, domain of From: not found",
		"550 RFC 5321 violation: unknown header",
		"550 Message lacks valid recipient header To:",
		"550 message to unknown users quarantined as spam",
		"550 Invalid recipient count",
		"550 mailbox size unknown, quota exceeded",
		"550 user in blacklist",
		"550 address blocked by recipient",
		"550 disabled by policy",
		"550 POP before SMTP expired for your address",
		"550 certificate of host expired",
		"550 Account suspended due to abuse by sender",
		"550 we no longer accept mail from your IP",
		"550 mail address for support is joe@example.com",
		"550 Please send a copy of this bounce to joe@example.com",
		"550 you must try joe@example.com to unsubscribe",
		"451 unknown domain, try later",
		"550 domain has no valid SPF",
		"550 no mail server found at your IP",
		"550 this domain does not accept mail without DKIM",
		"550 system not accepting messages at the moment"
	};
	struct knowledge *k = load();
	struct judge_input in;
	struct verdict v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i]));
		judge_unwrap(&in);
		judge_reply(k, &in, &v);
		if (v.suppress)
			printf("\n  rule %s\n", v.rule);
		CHECK_INT(rows[i], v.suppress, false);
	}
	knowledge_free(k);
}

static void
test_unwrap(void)
{
	static const struct {
		const char *text;
		int code, class, subject, detail;
		enum stage stage;
	} rows[] = {
		{ "550 5.1.1 x", 550, 5, 1, 1, STAGE_NONE },
		{ "550-5.7.26 x", 550, 5, 7, 26, STAGE_NONE },
		{ "host mx.example[192.0.2.1] said: 452 4.2.2 full (in reply "
		    "to RCPT TO command)", 452, 4, 2, 2, STAGE_RCPT },
		{ "host mx.example[192.0.2.1] refused to talk to me: 421 bye",
		    421, 0, 0, 0, STAGE_BANNER },
		{ "553 sorry (#5.7.1)", 553, 5, 7, 1, STAGE_NONE },
		{ "host mx.example[192.0.2.1] said: 550 User unknown", 550, 0,
		    0, 0, STAGE_NONE },
		{ "stat=451 4.3.0 busy", 451, 4, 3, 0, STAGE_NONE },
		{ "you may send 500 messages a day", 0, 0, 0, 0, STAGE_NONE },
		{ "client 5.7.1.4 is blocked", 0, 0, 0, 0, STAGE_NONE },
		{ "Connection refused", 0, 0, 0, 0, STAGE_NONE },
	};
	struct judge_input in;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i].text));
		judge_unwrap(&in);
		CHECK_INT(rows[i].text, in.code, rows[i].code);
		CHECK_INT(rows[i].text, in.enhanced.class, rows[i].class);
		CHECK_INT(rows[i].text, in.enhanced.subject, rows[i].subject);
		CHECK_INT(rows[i].text, in.enhanced.detail, rows[i].detail);
		CHECK_INT(rows[i].text, in.stage, rows[i].stage);
	}
}

static void
test_why(void)
{
	struct knowledge *k = load();
	struct judge_input in = judge_input_new(SPAN("550 5.1.1 no such "
	    "user"));
	struct judge_evidence why[8];
	struct verdict v;
	size_t n, i;

	judge_unwrap(&in);
	n = judge_why(k, &in, &v, why, 8);
	CHECK_INT("rule and code speak", n >= 2, true);
	CHECK_SPAN("decides", span_str(v.rule), why[0].rule);
	for (i = 1; i < n; i++)
		CHECK_INT("heaviest first", why[i].weight <=
		    why[i - 1].weight, true);
	CHECK_INT("limit", judge_why(k, &in, &v, why, 1), 1);
	knowledge_free(k);
}

/* Loads an admin's rule file with this content. */
/* No reply in the log: the MTA's own status stands for its codes. */
static void
test_own_status(void)
{
	static const struct {
		const char *text;
		uint16_t code;
		struct enhanced status;
		enum mta mta;
		const char *reason;
		int suppress;
	} rows[] = {
		{ "Service unavailable", 0, { 5, 2, 2 }, MTA_SENDMAIL,
		    "mailbox_full", 0 },
		{ "Service unavailable", 0, { 5, 1, 10 }, MTA_SENDMAIL,
		    "domain_no_mail", 1 },
		{ "Service unavailable", 0, { 5, 0, 0 }, MTA_SENDMAIL,
		    "unknown", 0 },
		{ "User unknown", 0, { 5, 1, 1 }, MTA_SENDMAIL,
		    "user_unknown", 1 },
		{ "User unknown", 0, { 5, 7, 1 }, MTA_SENDMAIL,
		    "policy_block", 0 },
		{ "User unknown", 0, { 5, 3, 9 }, MTA_SENDMAIL, "unknown",
		    0 },
		/* A reply has its own codes, or none. */
		{ "User unknown", 550, { 5, 7, 1 }, MTA_SENDMAIL,
		    "user_unknown", 1 },
		{ "Service unavailable", 421, { 5, 2, 2 }, MTA_SENDMAIL,
		    "remote_error", 0 },
	};
	struct knowledge *k = load();
	struct judge_input in;
	struct verdict v;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		in = judge_input_new(span_str(rows[i].text));
		in.code = rows[i].code;
		in.mta_status = rows[i].status;
		in.mta = rows[i].mta;
		in.outcome = OUTCOME_BOUNCED;
		judge_reply(k, &in, &v);
		CHECK_SPAN(rows[i].text, span_str(knowledge_reason(k,
		    (size_t)v.reason)->id), rows[i].reason);
		CHECK_INT(rows[i].text, v.suppress, rows[i].suppress);
	}
	knowledge_free(k);
}

static int
load_own(const char *json, struct knowledge **k, struct err *e)
{
	char dir[] = "/tmp/bouncestat-test-XXXXXX", path[64];
	FILE *f;
	int rc;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/own.json", dir);
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(json, f);
	fclose(f);
	*k = NULL;
	rc = knowledge_load(NULL, dir, NULL, k, e);
	unlink(path);
	rmdir(dir);
	return rc;
}

static void
test_own_rule(void)
{
	struct judge_input in = judge_input_new(SPAN("550 5.1.1 no such "
	    "user"));
	struct knowledge *k, *plain = load();
	struct verdict v;
	struct err e;

	CHECK_INT("load", load_own("{\"rules\": [{\"id\": \"own\", "
	    "\"reason\": \"local_config\", \"say\": [\"no such user\"], "
	    "\"permanence\": \"final\", \"suppress\": true}]}", &k, &e),
	    ERR_NONE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	judge_unwrap(&in);
	judge_reply(k, &in, &v);
	CHECK_SPAN("rule", span_str(v.rule), "own");
	CHECK_INT("permanence", v.permanence, PERMANENCE_FINAL);
	CHECK_INT("suppress", v.suppress, true);
	CHECK_INT("version", knowledge_version(k) != knowledge_version(plain),
	    true);
	knowledge_free(k);
	knowledge_free(plain);
}

/* Each names the file, the rule, the key and what is wrong. */
static void
test_broken(void)
{
	static const struct {
		const char *rule;	/* after "id": "own", */
		const char *why;
	} rows[] = {
		{ "\"say\": [\"a\"]", "key reason: missing" },
		{ "\"reason\": \"nope\", \"say\": [\"a\"]", "nope" },
		{ "\"reason\": \"expired\"", "asks for nothing" },
		{ "\"reason\": \"expired\", \"say\": [\"(a\"]",
		    "key say: \"(a\" at 1: a bracket" },
		{ "\"reason\": \"expired\", \"say\": [\"{nope}\"]",
		    "no class of this name" },
		{ "\"reason\": \"expired\", \"pattern\": \"a(b\"",
		    "key pattern: missing closing parenthesis at offset 3" },
		{ "\"reason\": \"expired\", \"say\": [\"a\"], \"sya\": 1",
		    "key sya: no such key" },
		{ "\"reason\": \"expired\", \"code\": [\"9xx9\"]",
		    "key code" },
		{ "\"reason\": \"expired\", \"enhanced\": [\"5.7\"]",
		    "key enhanced" },
		{ "\"reason\": \"expired\", \"say\": [\"a\"], "
		    "\"stage\": [\"lunch\"]", "no such stage: lunch" },
		{ "\"reason\": \"expired\", \"say\": [\"a\"], "
		    "\"weight\": 1000", "key weight" },
		{ "\"reason\": \"expired\", \"say\": [\"a\"], "
		    "\"fix\": \"nope\"", "key fix" },
		{ "\"reason\": \"expired\", \"provider\": [\"nope\"]",
		    "no such provider" },
		{ "\"reason\": \"expired\", \"say\": [\"a\"], "
		    "\"samples\": [{\"code\": 1}]", "key samples" },
		{ "\"reason\": \"expired\", \"say\": [\"a\"]}, {\"id\": "
		    "\"own\", \"reason\": \"expired\", \"say\": [\"b\"]",
		    "another rule of this id in " },
		/* The built-in rule is right, the admin's has to change. */
		{ "\"reason\": \"expired\", \"say\": [\"a\"]}, {\"id\": "
		    "\"apple-policy\", \"reason\": \"expired\", \"say\": "
		    "[\"b\"]}, {\"id\": \"c\", \"reason\": \"expired\", "
		    "\"say\": [\"c\"]", "rule apple-policy, key id: there is "
		    "a rule of this id in schema/knowledge/rules/apple.json" },
	};
	struct knowledge *k;
	struct err e;
	char json[512];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(json, sizeof(json),
		    "{\"rules\": [{\"id\": \"own\", %s}]}", rows[i].rule);
		CHECK_INT(rows[i].rule, load_own(json, &k, &e), ERR_DATA);
		CU_ASSERT_PTR_NULL(k);
		if (strstr(e.msg, rows[i].why) == NULL ||
		    strstr(e.msg, "own.json: rule ") == NULL)
			printf("\n  %s\n", e.msg);
		CU_ASSERT_PTR_NOT_NULL(strstr(e.msg, rows[i].why));
		CU_ASSERT_PTR_NOT_NULL(strstr(e.msg, "own.json: rule "));
	}
	CHECK_INT("no id", load_own("{\"rules\": [{\"id\": \"a\", "
	    "\"reason\": \"expired\", \"say\": [\"a\"]}, {}]}", &k, &e),
	    ERR_DATA);
	CU_ASSERT_PTR_NOT_NULL(strstr(e.msg,
	    "own.json: rule number 2, key id: missing"));
	CHECK_INT("layer", load_own("{\"layer\": \"top\", \"rules\": []}",
	    &k, &e), ERR_DATA);
	CU_ASSERT_PTR_NOT_NULL(strstr(e.msg, "not \"top\""));
}

static void
count(void *arg, const char *message)
{
	(void)message;
	++*(int *)arg;
}

static void
test_own_samples(void)
{
	struct knowledge *k;
	struct err e;
	int reported = 0;

	CHECK_INT("load", load_own("{\"rules\": ["
	    "{\"id\": \"a\", \"reason\": \"expired\", \"say\": [\"foo\"], "
	    "\"samples\": [\"550 foo\"]},"
	    "{\"id\": \"hidden\", \"reason\": \"expired\", \"say\": "
	    "[\"foo bar\"], \"samples\": [\"550 foo bar\"]},"
	    "{\"id\": \"wrong\", \"reason\": \"expired\", \"say\": "
	    "[\"baz\"], \"samples\": [\"550 no such user\"], "
	    "\"not\": [\"550 baz\"]},"
	    "{\"id\": \"unproven\", \"reason\": \"expired\", \"say\": "
	    "[\"zork\"]}]}", &k, &e), ERR_NONE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	CHECK_INT("hidden, wrong sample, counter-sample, no sample",
	    rules_check(k, true, count, &reported), 4);
	CHECK_INT("reported", reported, 4);
	knowledge_free(k);
}

void
suite_judge(void)
{
	TEST_SUITE("judge", { "all samples of the rules", test_samples },
	    { "verdicts", test_verdict },
	    { "meaning", test_meaning }, { "provider", test_provider },
	    { "no suppression", test_no_suppress },
	    { "own status", test_own_status }, { "unwrap", test_unwrap },
	    { "why", test_why }, { "the admin's rule", test_own_rule },
	    { "broken rules", test_broken },
	    { "samples of own rules", test_own_samples });
}

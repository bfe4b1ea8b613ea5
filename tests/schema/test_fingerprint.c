#include "schema/fingerprint.h"
#include "tests/test.h"

void	suite_fingerprint(void);

static struct hash128
id_of(const char *text)
{
	struct buf t = { 0 }, v = { 0 };
	struct hash128 id;

	fingerprint_mask(span_str(text), &t, &v);
	id = fingerprint_id(550, (struct enhanced){ 5, 1, 1 }, buf_span(&t));
	buf_free(&t);
	buf_free(&v);
	return id;
}

static void
test_mask(void)
{
	static const struct {
		const char *text, *human, *values;
	} rows[] = {
		{ "<joe@example.com>: no such user",
		    "<<address>>: no such user", "joe@example.com" },
		{ "Client host [192.0.2.7] blocked using zen.spamhaus.org",
		    "Client host [<ip>] blocked using zen.spamhaus.org",
		    "192.0.2.7" },
		{ "connect to mx1.example.net[2001:db8::25]:25: timed out",
		    "connect to <host>[<ip>]:25: timed out",
		    "mx1.example.net\n2001:db8::25" },
		{ "blocked 7.2.0.192.bl.example.org today",
		    "blocked <ip>.bl.example.org today", "7.2.0.192" },
		{ "try again in 287 seconds",
		    "try again in <number> seconds", "287" },
		{ "message of 1234567 bytes is over 50 MB",
		    "message of <number> bytes is over <number> MB",
		    "1234567\n50" },
		{ "not RFC 5322 compliant, error 421, #5.7.1, S3140",
		    "not RFC 5322 compliant, error 421, #5.7.1, S3140", "" },
		{ "[TSS04] AUP#In-1000 OFR_506 BL000010 IB504 (p=NoSuchUser)",
		    "[TSS04] AUP#In-1000 OFR_506 BL000010 IB504 "
		    "(p=NoSuchUser)", "" },
		{ "see https://help.example/a/126679?p=NoSuchUser&ip=192.0.2.1",
		    "see https://help.example/a/126679?p=NoSuchUser&ip=<query>",
		    "192.0.2.1" },
		{ "RESOLVER.ADR.RecipNotFound; not found",
		    "RESOLVER.ADR.RecipNotFound; not found", "" },
		{ "deferred 2si9625341ooe.33 - gsmtp",
		    "deferred <id> - gsmtp", "2si9625341ooe.33" },
		{ "since Wed, 03 May 2017 04:41:00 -0700 (PDT), sorry",
		    "since <time>, sorry",
		    "Wed, 03 May 2017 04:41:00 -0700 (PDT)" },
		{ "at 2026-11-02T08:10:00.123Z and at 08:10:00",
		    "at <time> and at <time>",
		    "2026-11-02T08:10:00.123Z\n08:10:00" },
		{ "Mail to a user", "Mail to a user", "" },
		{ "unknown user: \"joe\"", "unknown user: \"<name>\"", "joe" },
		{ "joe... User unknown", "<name>... User unknown", "joe" },
		{ "<joe>: unknown", "<<name>>: unknown", "joe" },
		{ "\"joe doe\"@example.org is closed",
		    "<address> is closed", "\"joe doe\"@example.org" },
		{ "queued as 4XyZabc12Qz6Yb, 1rABcd-000123-4F",
		    "queued as <id>, <id>",
		    "4XyZabc12Qz6Yb\n1rABcd-000123-4F" },
		{ "[192.0.2.200      15] unusual rate",
		    "[<ip>] unusual rate", "192.0.2.200      15" },
		{ "550-5.1.1 one 550 5.1.1 two",
		    "550-5.1.1 one 550 5.1.1 two", "" },
		{ "spam score=12.5 id=28371-02",
		    "spam score=<number> id=<id>", "12.5\n28371-02" },
		{ "", "", "" },
	};
	struct buf t = { 0 }, v = { 0 }, out = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&t);
		buf_clear(&v);
		buf_clear(&out);
		fingerprint_mask(span_str(rows[i].text), &t, &v);
		fingerprint_human(buf_span(&t), &out);
		CHECK_SPAN(rows[i].text, buf_span(&out), rows[i].human);
		CHECK_SPAN(rows[i].text, buf_span(&v), rows[i].values);
	}
	buf_free(&t);
	buf_free(&v);
	buf_free(&out);
}

static void
test_meet(void)
{
	static const char *const pairs[][2] = {
		{ "Greylisted, see http://grey.example/help/a.example.com.html",
		    "Greylisted, see http://grey.example/help/example.org.html" },
		{ "example.net (mxgmx101) Nemesis: listed",
		    "example.net (mxgmxus004) Nemesis: listed" },
		{ "<joe@example.com>: Recipient address rejected: unknown",
		    "<ann@example.net>: Recipient address rejected: unknown" },
		{ "The account is over quota. See https://h.example/a/1?p=Full"
		    " 2si9625341ooe.33 - gsmtp",
		    "The account is over quota. See https://h.example/a/1?p=Full"
		    " d2e1a72fcca58-72c5e38a1f2si44120b3a.12 - gsmtp" },
		{ "connect to mx1.example.com[192.0.2.1]:25: timed out",
		    "connect to b.mx.example.org[2001:db8::9]:25: timed out" },
		{ "Greylisted, come back in 300 seconds",
		    "Greylisted, come back in 4 seconds" },
		{ "<ann@example.com>... User unknown",
		    "bob... User unknown" },
		{ "Deferred [AM0.eur.example.com 2026-06-26T06:23:31.981Z "
		    "08DC953DDFEF8CDC] [DB1.eur.example.com "
		    "2026-06-26T06:23:32.106Z 08DC954347CB33D2]",
		    "Deferred [VI1.eur.example.com 2026-07-01T16:00:31.111Z "
		    "08DC953DDFEFAAAA]" },
		{ "No such user  here.", "no such user here" },
		{ "Message rejected id=28371-02", "Message rejected id=9-11" },
	};
	struct hash128 a, b;
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		a = id_of(pairs[i][0]);
		b = id_of(pairs[i][1]);
		CHECK_INT(pairs[i][0], memcmp(&a, &b, sizeof(a)), 0);
	}
}

/* One reply of two lines, as Postfix and Exim flatten it. */
static void
test_mtas(void)
{
	static const struct {
		const char *raw;
		enum reply_join join;
	} rows[] = {
		{ "550-5.1.1 The account ann@example.com does not exist. "
		    "Please try 550 5.1.1 again, see https://h.example/?p=None "
		    "2si9625341ooe.33 - gsmtp", REPLY_JOIN_BLANK },
		{ "550-5.1.1 The account joe@example.org does not exist. "
		    "Please try\\n550 5.1.1 again, see https://h.example/?p=None "
		    "d2e1a72fcca58-72c5e38a1f2si44120b3a.12 - gsmtp",
		    REPLY_JOIN_ESCAPE },
		{ "550 5.1.1 The account <bob@example.net> does not exist. "
		    "Please try again, see https://h.example/?p=None "
		    "x2si12345plr.3 - gsmtp", REPLY_JOIN_NONE },
	};
	struct buf text = { 0 }, t = { 0 }, v = { 0 };
	struct hash128 first, id;
	struct reply r;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&t);
		buf_clear(&v);
		reply_parse(span_str(rows[i].raw), rows[i].join, &text, &r);
		fingerprint_mask(r.text, &t, &v);
		id = fingerprint_id(r.code, r.enhanced, buf_span(&t));
		if (i == 0)
			first = id;
		CHECK_INT(rows[i].raw, memcmp(&id, &first, sizeof(id)), 0);
	}
	buf_free(&text);
	buf_free(&t);
	buf_free(&v);
}

static void
test_apart(void)
{
	static const char *const pairs[][2] = {
		{ "see http://grey.example/help/full.html",
		    "see http://grey.example/help/gone.html" },
		{ "no mx4 known", "no mxa known" },
		{ "blocked using zen.spamhaus.org",
		    "blocked using bl.spamcop.net" },
		{ "blocked (S3140)", "blocked (S3150)" },
		{ "[TSS04] deferred", "[TSS09] deferred" },
		{ "AUP#In-1000", "AUP#In-1310" },
		{ "see https://h.example/?p=NoSuchUser",
		    "see https://h.example/?p=OverQuota" },
		{ "<joe@example.com>: not found", "mx.example.com: not found" },
		{ "message rejected (#5.7.1)", "message rejected (#5.2.1)" },
		{ "Command died with status 1", "Command died with status 75" },
		{ "User unknown", "User known" },
	};
	struct hash128 a, b;
	struct enhanced e = { 5, 1, 1 };
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		a = id_of(pairs[i][0]);
		b = id_of(pairs[i][1]);
		CHECK_INT(pairs[i][0], memcmp(&a, &b, sizeof(a)) != 0, true);
	}
	a = fingerprint_id(550, e, SPAN("x"));
	b = fingerprint_id(450, e, SPAN("x"));
	CHECK_INT("code", memcmp(&a, &b, sizeof(a)) != 0, true);
	e.detail = 2;
	b = fingerprint_id(550, e, SPAN("x"));
	CHECK_INT("enhanced", memcmp(&a, &b, sizeof(a)) != 0, true);
}

/* Known for ever: a changed value would split every stored history. */
static void
test_stable(void)
{
	struct hash128 id = id_of("<joe@example.com>: User unknown");
	char hex[33];

	hash_hex(&id, hex);
	CHECK_SPAN("id", span_str(hex), "6b1d7500beb96a6d31b5702eb4497f53");
}

static void
test_lossless(void)
{
	static const char *const pieces[] = { "a", "Zq", "0", "19", " ", ".",
	    ":", "-", "/", "@", "<", ">", "[", "]", "(", ")", "\"", "'", "=",
	    "?", "&", "#", "_", ",", "%", "+", "\xc3\xa9", "http://",
	    "192.0.2.1", "2001:db8::1", "x@y.example", "Mon, ", "03 May 2017 ",
	    "04:41:00", "...", "mx1", "RFC ", "deadbeef01", "seconds" };
	const size_t count = sizeof(pieces) / sizeof(pieces[0]);
	struct buf text = { 0 }, t = { 0 }, v = { 0 }, back = { 0 };
	uint64_t seed = 1;
	int i, k;

	for (i = 0; i < 20000; i++) {
		buf_clear(&text);
		buf_clear(&t);
		buf_clear(&v);
		buf_clear(&back);
		for (k = 0; k < 24; k++) {
			seed = hash_mix(seed, (uint64_t)k);
			buf_add_str(&text, pieces[(seed >> 20) % count]);
		}
		fingerprint_mask(buf_span(&text), &t, &v);
		fingerprint_unmask(buf_span(&t), buf_span(&v), &back);
		CHECK_SPAN("random", buf_span(&back), buf_str(&text));
	}
	buf_free(&text);
	buf_free(&t);
	buf_free(&v);
	buf_free(&back);
}

/* A token without an end nests no deeper than one of a sane length. */
static void
test_long(void)
{
	static const char marks[] = "a1/=:.-@?";
	struct buf text = { 0 }, t = { 0 }, v = { 0 }, back = { 0 };
	size_t i;

	for (i = 0; marks[i] != '\0'; i++) {
		buf_clear(&text);
		buf_clear(&t);
		buf_clear(&v);
		buf_clear(&back);
		buf_reserve(&text, (size_t)1 << 20);
		text.n = (size_t)1 << 20;
		memset(text.data, marks[i], text.n);
		fingerprint_mask(buf_span(&text), &t, &v);
		fingerprint_unmask(buf_span(&t), buf_span(&v), &back);
		CHECK_INT(marks + i, span_eq(buf_span(&text), buf_span(&back)),
		    true);
	}
	buf_free(&text);
	buf_free(&t);
	buf_free(&v);
	buf_free(&back);
}

void
suite_fingerprint(void)
{
	TEST_SUITE("fingerprint", { "mask", test_mask },
	    { "must meet", test_meet }, { "three MTAs", test_mtas },
	    { "must not meet", test_apart },
	    { "stable id", test_stable }, { "lossless", test_lossless },
	    { "long token", test_long });
}

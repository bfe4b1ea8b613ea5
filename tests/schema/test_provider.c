#include "schema/provider.h"
#include "tests/test.h"

void	suite_provider(void);

static void
test_find(void)
{
	static const struct {
		const char *host, *id;
	} rows[] = {
		{ "gmail-smtp-in.l.google.com", "google" },
		{ "ASPMX2.GoogleMail.COM.", "google" },
		{ "example-com.mail.protection.outlook.com",
		    "microsoft365" },
		{ "hotmail-com.olc.protection.outlook.com", "outlook" },
		{ "mta5.am0.yahoodns.net", "yahoo" },
		{ "mx01.mail.icloud.com", "apple" },
		{ "mx00.emig.gmx.net", "gmx" },
		{ "mxa-00000000.gslb.pphosted.com", "proofpoint" },
		/* Own hosts in somebody else's cloud. */
		{ "cxr.mx.a.cloudfilter.net", "cox" },
		{ "eir-01.mx.a.cloudfilter.net", "cloudfilter" },
		{ "mx.mnd.ukmail.iss.as9143.net", "virgin" },
		{ "mx.tb.mail.iss.as9143.net", "ziggo" },
		{ "mx.bt.prod.cloud.openwave.ai", "bt" },
		{ "mx004.tt.xion.oxcs.net", "talktalk" },
		{ "mx.xm.smxcloud.com", "xtra" },
		{ "mx2.zohocloud.ca", "zoho" },
		{ "mx00.ionos.it", "ionos" },
		{ "mx.uhserver.com", "uol" },
		{ "aspmx1.migadu.com", "migadu" },
		{ "work-mx.app.hey.com", "hey" },
		{ "smxcloud.com", "" },
		{ "mx.example.com", "" },
		{ "notgoogle.com", "" },
		{ "", "" },
	};
	struct provider_set *set = NULL;
	const struct provider *p;
	struct err e;
	size_t i;

	CHECK_INT("load", providers_load(NULL, &set, &e), ERR_NONE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		p = provider_find(set, span_str(rows[i].host));
		CHECK_SPAN(rows[i].host, span_str(p ? p->id : ""),
		    rows[i].id);
	}
	CHECK_INT("at least 60", providers_count(set) >= 60, true);
	CHECK_SPAN("title", span_str(providers_title(set, "yahoo")),
	    "Yahoo (with AOL, Verizon)");
	CHECK_SPAN("no title", span_str(providers_title(set, "x")), "x");
	CHECK_SPAN("vendor", span_str(providers_by_id(set,
	    SPAN("outlook"))->vendor), "microsoft");
	providers_free(set);
}

static void
test_registrable(void)
{
	static const struct {
		const char *host, *want;
	} rows[] = {
		{ "mx1.mail.example.com", "example.com" },
		{ "example.com.", "example.com" },
		{ "mx1.mail.example.co.uk", "example.co.uk" },
		{ "a.b.example.com.br", "example.com.br" },
		{ "MX.Example.CO.UK", "Example.CO.UK" },
		{ "co.uk", "co.uk" },
		{ "localhost", "localhost" },
		{ "192.0.2.1", "192.0.2.1" },
		{ "[2001:db8::1]", "[2001:db8::1]" },
		{ "", "" },
	};
	struct provider_set *set = NULL;
	struct err e;
	size_t i;

	CHECK_INT("load", providers_load(NULL, &set, &e), ERR_NONE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_SPAN(rows[i].host, provider_registrable(set,
		    span_str(rows[i].host)), rows[i].want);
	providers_free(set);
}

void
suite_provider(void)
{
	TEST_SUITE("provider", { "find by host", test_find },
	    { "registrable domain", test_registrable });
}

/*
 * What people write: times, zones, codes, names of hosts, the configuration.
 * Taken or refused; what is taken is in range, and means the same again.
 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/config.h"
#include "analyzer/timespec.h"
#include "analyzer/zonerule.h"
#include "parsers/header.h"
#include "parsers/rule.h"
#include "schema/mem.h"
#include "schema/num.h"
#include "schema/provider.h"
#include "schema/reply.h"
#include "schema/text.h"
#include "tests/fuzz/fuzz.h"

#define NOW	1795910400	/* 2026-11-29T00:00:00Z */

struct words {
	struct fuzz_file	 file;
	struct zone		*zone;
	struct provider_set	*providers;
	struct buf		 out;
};

static const char *const seeds_of_words[] = {
	"24h", "90m", "1w2d", "-24h", "24h ago", "2 days ago", "now", "today",
	"yesterday 10:00:05", "10:00", "2026-11-20", "2026-11-20 10:00",
	"2026-11-20T10:00:05.5Z", "2026-11-20T10:00:05+01:00", "@1795000000",
	"Europe/Berlin", "+02:00", "-0330", "UTC", "CET-1CEST,M3.5.0,M10.5.0/3",
	"<-03>3<-02>,J60/-167,300/167", "5.7.26", "X.1.1", "550 5.1.1 No such",
	"550-5.1.1 a\\n550 5.1.1 b", "mx1.mail.example.co.uk.", "[192.0.2.1]",
	"[IPv6:2001:db8::1]", "a@example.org", "1+02:03:04", "3d2h5m6s",
	"Nov 20 10:00:00 mx1 postfix/smtp[1]: x",
	"<22>1 2026-11-20T10:00:00.123456+01:00 mx1 exim 1 - [a b=\"c\"] x",
	"2026-11-20 10:00:00.123 +0100 [42] 1vLxyz-000000-00 <= x",
	"{\"__REALTIME_TIMESTAMP\": \"1795000000000000\", \"_HOSTNAME\": "
	    "\"mx1\", \"SYSLOG_IDENTIFIER\": \"postfix/smtp\", \"MESSAGE\": "
	    "[72, 105]}",
	"source {\n\tfiles = { \"/var/log/mail.log*\" }\n\ttz = \"UTC\"\n"
	    "\thost = \"mx1\"\n\taliases = { \"a = b\" }\n\tyear = 2026\n"
	    "\tjournal = true\n\tlife = \"14d\"\n}\nreport {\n"
	    "\tsince = \"24h\"\n\ttop = 20\n\tgap = 60\n\tlang = \"en\"\n}\n",
};

static void *
words_open(struct fuzz_seeds *seeds)
{
	struct words *w = mem_alloc(sizeof(*w));
	struct err err;
	size_t i;

	fuzz_file_open(&w->file);
	if (zone_open(&w->zone, "Europe/Berlin", &err) != 0 ||
	    providers_load(NULL, &w->providers, &err) != 0)
		fuzz_fail(__FILE__, __LINE__, "loaded", span_str(err.msg));
	for (i = 0; i < sizeof(seeds_of_words) / sizeof(seeds_of_words[0]);
	    i++)
		fuzz_seed(seeds, span_str(seeds_of_words[i]));
	fuzz_seed_file(seeds, "contrib/bouncestat.conf");
	return w;
}

static void
check_times(const struct words *w, struct span s, const char *text)
{
	struct err err = { .code = ERR_NONE };
	struct timespec_window window;
	int64_t since, until, seconds = 1;
	struct zone *zone = NULL;
	struct zone_time t;
	int rc;

	rc = timespec_parse(&since, s, TIMESPEC_SINCE, w->zone, NOW, &err);
	FUZZ_CHECK(text_is_clean(span_str(err.msg)), span_str(err.msg));
	if (rc == 0 && timespec_parse(&until, s, TIMESPEC_UNTIL, w->zone, NOW,
	    &err) == 0)
		FUZZ_CHECK(since <= until, s);
	if (rc == 0) {
		t = zone_local(w->zone, since);
		FUZZ_CHECK(t.month >= 1 && t.month <= 12, s);
	}
	if (timespec_window(&window, text, text, w->zone, NOW, &err) == 0)
		FUZZ_CHECK(window.since < window.until, s);
	FUZZ_CHECK(!timespec_duration(s, &seconds) || seconds > 0, s);
	if (zone_open(&zone, text, &err) == 0) {
		t = zone_local(zone, NOW);
		FUZZ_CHECK(t.month >= 11, s);
	}
	FUZZ_CHECK(text_is_clean(span_str(err.msg)), span_str(err.msg));
	zone_free(zone);
}

static void
check_rule(struct span s)
{
	struct zonerule r;

	if (!zonerule_parse(&r, s) || !r.has_dst)
		return;
	zonerule_at(&r.start, 2026);
	zonerule_at(&r.end, 9999);
}

static void
check_codes(struct words *w, struct span s)
{
	char text[ENHANCED_BUFSIZE];
	struct enhanced x, same;
	struct reply r;
	int join;

	if (enhanced_parse(s, &x)) {
		FUZZ_CHECK(x.class == 2 || x.class == 4 || x.class == 5, s);
		FUZZ_CHECK(enhanced_parse(span_str(enhanced_format(x, text)),
		    &same) && enhanced_same(x, same), s);
	}
	for (join = REPLY_JOIN_BLANK; join <= REPLY_JOIN_NONE; join++) {
		reply_parse(s, (enum reply_join)join, &w->out, &r);
		FUZZ_CHECK(r.code == 0 || (r.code >= 100 && r.code <= 999), s);
		FUZZ_CHECK(text_is_clean(r.text), r.text);
	}
}

static void
check_names(const struct words *w, struct span s)
{
	struct span part = provider_registrable(w->providers, s);
	int64_t v;

	FUZZ_CHECK(part.n <= s.n, s);
	provider_find(w->providers, s);
	FUZZ_CHECK(!num_i64(s, &v) || s.n > 0, s);
	num_millis(s, &v);
	rule_delay_ms(s);
	rule_stage(s);
}

static void
check_header(struct span s)
{
	struct arena arena = { 0 };
	struct header h;

	if (header_parse(s, &arena, &h))
		FUZZ_CHECK(h.repeat >= 1 && h.stamp.month <= 12, s);
	arena_free(&arena);
}

static void
check_config(const struct words *w, struct span s)
{
	struct err err = { .code = ERR_NONE };
	struct config c;
	int rc;

	fuzz_file_set(&w->file, s);
	rc = config_read(&c, w->file.path, &err);
	FUZZ_CHECK(rc == 0 || (rc == ERR_CONFIG && err.msg[0] != '\0'), s);
	FUZZ_CHECK(text_is_clean(span_str(err.msg)), span_str(err.msg));
	config_free(&c);
}

static void
words_one(void *state, struct span input)
{
	struct words *w = state;
	char *text = mem_span_dup(input);

	check_times(w, input, text);
	check_rule(input);
	check_codes(w, input);
	check_names(w, input);
	check_header(input);
	check_config(w, input);
	free(text);
}

static void
words_close(void *state)
{
	struct words *w = state;

	fuzz_file_close(&w->file);
	zone_free(w->zone);
	providers_free(w->providers);
	buf_free(&w->out);
	free(w);
}

const struct fuzz_target fuzz_target = {
	.name = "words", .cost = 2, .open = words_open, .one = words_one,
	.close = words_close
};

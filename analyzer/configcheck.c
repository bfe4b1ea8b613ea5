#include <string.h>

#include "analyzer/configcheck.h"
#include "analyzer/timespec.h"
#include "analyzer/zone.h"
#include "schema/err.h"
#include "schema/i18n.h"

static int
check_zone(cfg_t *cfg, cfg_opt_t *opt)
{
	struct zone *z = NULL;
	struct err err;
	int rc = zone_open(&z, cfg_opt_getnstr(opt, 0), &err);

	if (rc != 0)
		cfg_error(cfg, "%s: %s", cfg_opt_name(opt), err.msg);
	zone_free(z);
	return rc != 0 ? -1 : 0;
}

static int
check_since(cfg_t *cfg, cfg_opt_t *opt)
{
	struct zone *utc = NULL;
	struct err err;
	int64_t at;
	int rc = zone_open(&utc, "UTC", &err);

	/* Which day it is does not matter to the form. */
	if (rc == 0)
		rc = timespec_parse(&at, span_str(cfg_opt_getnstr(opt, 0)),
		    TIMESPEC_SINCE, utc, INT64_C(4000000000), &err);
	if (rc != 0)
		cfg_error(cfg, "%s: %s", cfg_opt_name(opt), err.msg);
	zone_free(utc);
	return rc != 0 ? -1 : 0;
}

static int
check_life(cfg_t *cfg, cfg_opt_t *opt)
{
	const char *s = cfg_opt_getnstr(opt, 0);
	int64_t seconds;

	if (timespec_duration(span_str(s), &seconds))
		return 0;
	cfg_error(cfg, _("%s: \"%s\" is not a length of time, give "
	    "one as in 14d or 36h"), cfg_opt_name(opt), s);
	return -1;
}

static int
check_text(cfg_t *cfg, cfg_opt_t *opt)
{
	unsigned int i, n = cfg_opt_size(opt);

	for (i = 0; i < n; i++) {
		const char *s = cfg_opt_getnstr(opt, i);

		if (s != NULL && s[0] != '\0')
			continue;
		cfg_error(cfg, _("%s: the value is empty"), cfg_opt_name(opt));
		return -1;
	}
	return 0;
}

/* What a report can be written in (report_formats()). */
static int
check_format(cfg_t *cfg, cfg_opt_t *opt)
{
	static const char *const names[] = { "text", "csv", "json", "ndjson" };
	const char *s = cfg_opt_getnstr(opt, 0);
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (s != NULL && strcmp(s, names[i]) == 0)
			return 0;
	cfg_error(cfg, _("%s: \"%s\" is none of text, csv, json, ndjson"),
	    cfg_opt_name(opt), s != NULL ? s : "");
	return -1;
}

static int
check_number(cfg_t *cfg, cfg_opt_t *opt, long min, long max)
{
	long v = cfg_opt_getnint(opt, 0);

	if (v >= min && v <= max)
		return 0;
	cfg_error(cfg, _("%s: %ld is not between %ld and %ld"),
	    cfg_opt_name(opt), v, min, max);
	return -1;
}

static int
check_year(cfg_t *cfg, cfg_opt_t *opt)
{
	return check_number(cfg, opt, 1970, 9999);
}

static int
check_top(cfg_t *cfg, cfg_opt_t *opt)
{
	return check_number(cfg, opt, 1, 1000000);
}

static int
check_gap(cfg_t *cfg, cfg_opt_t *opt)
{
	return check_number(cfg, opt, 1, 365 * 24 * 60);
}

/* "old = new", both without blanks around them. */
bool
configcheck_alias(const char *text, struct span *name, struct span *host)
{
	struct span s = span_str(text);
	size_t at = span_find_char(s, '=');

	*name = span_trim(span_head(s, at));
	*host = span_trim(span_skip(s, at + 1));
	return at < s.n && name->n > 0 && host->n > 0;
}

static int
check_aliases(cfg_t *cfg, cfg_opt_t *opt)
{
	unsigned int i, n = cfg_opt_size(opt);
	struct span name, host;

	for (i = 0; i < n; i++) {
		const char *s = cfg_opt_getnstr(opt, i);

		if (configcheck_alias(s, &name, &host))
			continue;
		cfg_error(cfg, _("%s: \"%s\" is not an alias, give one "
		    "as in \"mx1 = mx1.example.org\""), cfg_opt_name(opt), s);
		return -1;
	}
	return 0;
}

void
configcheck_set(cfg_opt_t *opts)
{
	static const struct {
		const char *name;
		cfg_validate_callback_t check;
	} checks[] = {
		{ "database", check_text }, { "files", check_text },
		{ "host", check_text }, { "format", check_format },
		{ "lang", check_text }, { "tz", check_zone },
		{ "aliases", check_aliases }, { "year", check_year },
		{ "life", check_life }, { "since", check_since },
		{ "top", check_top }, { "gap", check_gap }
	};
	size_t i;

	for (; opts->name != NULL; opts++)
		for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
			if (strcmp(opts->name, checks[i].name) == 0)
				opts->validcb = checks[i].check;
}

/* How many bytes up to and with the closing quote; 0 if there is none. */
static size_t
quoted(struct span s)
{
	size_t i;

	for (i = 1; i < s.n; i++) {
		if (s.p[i] == s.p[0])
			return i + 1;
		if (s.p[i] == '\\')
			i++;
	}
	return 0;
}

/* A string or comment at the head of s: its length, 0 if it has no end. */
static size_t
piece(struct span s, const char **what)
{
	struct span end = SPAN("*/");
	size_t at;

	*what = NULL;
	if (s.p[0] == '"' || s.p[0] == '\'') {
		*what = N_("a string that begins here has no end");
		return quoted(s);
	}
	if (s.p[0] == '#' || span_starts(s, SPAN("//")))
		return span_find_char(s, '\n');
	if (!span_starts(s, SPAN("/*")))
		return 1;
	*what = N_("a comment that begins here has no end");
	at = span_find(span_skip(s, 2), end);
	return at < s.n - 2 ? at + 4 : 0;
}

int
configcheck_closed(struct span s, const char **what)
{
	int line = 1, open[8], depth = 0;

	while (s.n > 0) {
		size_t n = piece(s, what), i;

		if (n == 0)
			return line;
		/* Sections and lists nest twice; more is libconfuse's. */
		if (n == 1 && s.p[0] == '{' && depth < 8)
			open[depth++] = line;
		else if (n == 1 && s.p[0] == '}' && depth > 0)
			depth--;
		for (i = 0; i < n; i++)
			line += s.p[i] == '\n';
		s = span_skip(s, n);
	}
	*what = N_("a { that is opened here is not closed");
	return depth > 0 ? open[depth - 1] : 0;
}

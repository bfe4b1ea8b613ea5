#include <confuse.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/config.h"
#include "analyzer/configcheck.h"
#include "analyzer/timespec.h"
#include "schema/buf.h"
#include "schema/file.h"
#include "schema/i18n.h"
#include "schema/mem.h"

#define DEFAULT_PATH	SYSCONFDIR "/bouncestat/bouncestat.conf"

/*
 * libconfuse gives its callbacks nothing but the section.  So each section's
 * first option is no option: it carries the way back to the caller.
 */
struct context {
	const char	*path;
	struct err	*err;
	bool		 said;
};

#define CONTEXT_OPT(c)							\
	{ .name = "{context}", .type = CFGT_PTR,			\
	    .simple_value = { .ptr = (void **)(void *)(c) } }

static struct context *
context_of(cfg_t *cfg)
{
	return (struct context *)(void *)cfg->opts[0].simple_value.ptr;
}

/* The first error is the one that counts. */
static void
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	struct context *c = context_of(cfg);
	char msg[512];

	if (c->said)
		return;
	c->said = true;
	vsnprintf(msg, sizeof(msg), fmt, ap);
	err_set(c->err, ERR_CONFIG, "%s:%d: %s", c->path, cfg->line, msg);
}

static void
take_aliases(struct config_source *s, cfg_t *sec)
{
	struct span name, host;
	size_t i;

	s->naliases = cfg_size(sec, "aliases");
	s->aliases = mem_alloc(s->naliases * sizeof(*s->aliases));
	for (i = 0; i < s->naliases; i++) {
		configcheck_alias(cfg_getnstr(sec, "aliases", (unsigned int)i),
		    &name, &host);
		s->aliases[i].name = mem_span_dup(name);
		s->aliases[i].host = mem_span_dup(host);
	}
}

static void
take_source(struct config_source *s, cfg_t *sec)
{
	size_t i;

	s->nfiles = cfg_size(sec, "files");
	s->files = mem_alloc(s->nfiles * sizeof(*s->files));
	for (i = 0; i < s->nfiles; i++)
		s->files[i] = mem_strdup(cfg_getnstr(sec, "files",
		    (unsigned int)i));
	s->tz = mem_strdup(cfg_getstr(sec, "tz"));
	s->host = mem_strdup(cfg_getstr(sec, "host"));
	s->year = (int)cfg_getint(sec, "year");
	s->journal = cfg_getbool(sec, "journal") == cfg_true;
	if (cfg_getstr(sec, "life") != NULL)
		timespec_duration(span_str(cfg_getstr(sec, "life")),
		    &s->life_s);
	take_aliases(s, sec);
}

static void
take_all(struct config *out, cfg_t *cfg)
{
	cfg_t *report = cfg_getsec(cfg, "report");
	size_t i;

	out->database = mem_strdup(cfg_getstr(cfg, "database"));
	out->nsources = cfg_size(cfg, "source");
	out->sources = mem_alloc(out->nsources * sizeof(*out->sources));
	for (i = 0; i < out->nsources; i++)
		take_source(&out->sources[i], cfg_getnsec(cfg, "source",
		    (unsigned int)i));
	out->report = (struct config_report){
		.since = mem_strdup(cfg_getstr(report, "since")),
		.format = mem_strdup(cfg_getstr(report, "format")),
		.lang = mem_strdup(cfg_getstr(report, "lang")),
		.tz = mem_strdup(cfg_getstr(report, "tz")),
		.top = (int)cfg_getint(report, "top"),
		.gap_min = (int)cfg_getint(report, "gap")
	};
}

static int
parse(struct config *out, const char *path, const char *text, struct err *err)
{
	struct context context = { path, err, false };
	/* libconfuse wants it writable and copies it. */
	char empty[] = "{}";
	cfg_opt_t source[] = {
		CONTEXT_OPT(&context),
		CFG_STR_LIST("files", empty, CFGF_NONE),
		CFG_STR("tz", NULL, CFGF_NONE),
		CFG_STR("host", NULL, CFGF_NONE),
		CFG_STR_LIST("aliases", empty, CFGF_NONE),
		CFG_INT("year", 0, CFGF_NONE),
		CFG_BOOL("journal", cfg_false, CFGF_NONE),
		CFG_STR("life", NULL, CFGF_NONE),
		CFG_END()
	};
	cfg_opt_t report[] = {
		CONTEXT_OPT(&context),
		CFG_STR("since", NULL, CFGF_NONE),
		CFG_STR("format", NULL, CFGF_NONE),
		CFG_STR("lang", NULL, CFGF_NONE),
		CFG_STR("tz", NULL, CFGF_NONE),
		CFG_INT("top", 0, CFGF_NONE),
		CFG_INT("gap", 0, CFGF_NONE),
		CFG_END()
	};
	cfg_opt_t root[] = {
		CONTEXT_OPT(&context),
		CFG_STR("database", NULL, CFGF_NONE),
		CFG_SEC("source", source, CFGF_MULTI),
		CFG_SEC("report", report, CFGF_NONE),
		CFG_END()
	};
	cfg_t *cfg;
	int rc = 0;

	configcheck_set(root);
	configcheck_set(source);
	configcheck_set(report);
	cfg = cfg_init(root, CFGF_NONE);
	if (cfg == NULL)
		return err_set(err, ERR_MEMORY, _("out of memory"));
	cfg_set_error_function(cfg, on_error);
	errno = 0;	/* libconfuse asks it about numbers */
	if (cfg_parse_buf(cfg, text) == CFG_SUCCESS)
		take_all(out, cfg);
	else
		rc = context.said ? ERR_CONFIG : err_set(err, ERR_CONFIG,
		    _("%s:%d: wrong value"), path, cfg->line);
	cfg_free(cfg);
	return rc;
}

static int
check_closed(struct span text, const char *path, struct err *err)
{
	const char *what;
	int line = configcheck_closed(text, &what);

	if (line == 0)
		return 0;
	return err_set(err, ERR_CONFIG, "%s:%d: %s", path, line, _(what));
}

int
config_read(struct config *out, const char *path, struct err *err)
{
	const char *name = path != NULL ? path : DEFAULT_PATH;
	struct buf text = { 0 };
	int rc = path != NULL ? file_read(name, &text, err) :
	    file_read_optional(name, &text, err);

	*out = (struct config){ 0 };
	if (rc != 0 && rc != ERR_PERMISSION) {
		rc = ERR_CONFIG;
		if (err != NULL)
			err->code = rc;
	}
	/* libconfuse would take a NUL for the end. */
	if (rc == 0 && span_find_char(buf_span(&text), '\0') < text.n)
		rc = err_set(err, ERR_CONFIG, _("%s: this is no "
		    "configuration file"), name);
	if (rc == 0)
		rc = check_closed(buf_span(&text), name, err);
	if (rc == 0)
		rc = parse(out, name, buf_str(&text), err);
	if (rc == 0 && text.n > 0)
		out->path = mem_strdup(name);
	buf_free(&text);
	return rc;
}

static void
free_source(struct config_source *s)
{
	size_t i;

	for (i = 0; i < s->nfiles; i++)
		free(s->files[i]);
	for (i = 0; i < s->naliases; i++) {
		free(s->aliases[i].name);
		free(s->aliases[i].host);
	}
	free(s->files);
	free(s->aliases);
	free(s->tz);
	free(s->host);
}

void
config_free(struct config *c)
{
	size_t i;

	for (i = 0; i < c->nsources; i++)
		free_source(&c->sources[i]);
	free(c->sources);
	free(c->path);
	free(c->database);
	free(c->report.since);
	free(c->report.format);
	free(c->report.lang);
	free(c->report.tz);
	*c = (struct config){ 0 };
}

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/discover.h"
#include "analyzer/progress.h"
#include "analyzer/setup.h"
#include "schema/i18n.h"
#include "schema/mem.h"

#define SYSTEM_DB	"/var/lib/bouncestat/bouncestat.db"
#define RULES_DIR	SYSCONFDIR "/bouncestat/knowledge.d"
#define DEFAULT_GAP_MIN	60
#define DEFAULT_LIFE_S	(14 * 86400)

static const char *
first_set(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

/* --db, the configuration's, root's, or the user's own (XDG). */
static char *
choose_db(const struct setup *s)
{
	const char *path = first_set(s->opt->db, s->config.database);
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (path != NULL)
		return mem_strdup(path);
	if (geteuid() == 0 || access(SYSTEM_DB, R_OK) == 0)
		return mem_strdup(SYSTEM_DB);
	if (state != NULL && state[0] == '/')
		return mem_printf("%s/bouncestat/bouncestat.db", state);
	return mem_printf("%s/.local/state/bouncestat/bouncestat.db",
	    home != NULL ? home : "");
}

static const struct config_source *
first_source(const struct setup *s)
{
	return s->config.nsources > 0 ? &s->config.sources[0] : NULL;
}

static int
open_zones(struct setup *s, struct err *err)
{
	const struct config_source *src = first_source(s);
	int rc;

	rc = zone_open(&s->zone, first_set(s->opt->tz, s->config.report.tz),
	    err);
	if (rc != 0)
		return err_prefix(err, "--tz");
	rc = zone_open(&s->log_zone, first_set(s->opt->log_tz,
	    src != NULL ? src->tz : NULL), err);
	return rc != 0 ? err_prefix(err, "--log-tz") : 0;
}

int
setup_init(struct setup *s, const struct options *opt, struct err *err)
{
	int rc;

	*s = (struct setup){ .opt = opt, .now = (int64_t)time(NULL) };
	rc = config_read(&s->config, opt->config, err);
	if (rc == 0)
		rc = i18n_init(first_set(opt->lang, s->config.report.lang),
		    err);
	if (rc == 0)
		rc = open_zones(s, err);
	if (rc == 0 && opt->now != NULL) {
		rc = timespec_parse(&s->now, span_str(opt->now),
		    TIMESPEC_SINCE, s->zone, s->now, err);
		if (rc != 0)
			err_prefix(err, "--now");
	}
	if (rc == 0)
		rc = knowledge_load(opt->knowledge, RULES_DIR, i18n_lang(),
		    &s->knowledge, err);
	if (rc == 0)
		s->db_path = choose_db(s);
	return rc;
}

int
setup_english(struct setup *s, struct err *err)
{
	if (strcmp(i18n_lang(), "en") == 0)
		return 0;
	knowledge_free(s->knowledge);
	return knowledge_load(s->opt->knowledge, RULES_DIR, "en",
	    &s->knowledge, err);
}

void
setup_free(struct setup *s)
{
	config_free(&s->config);
	knowledge_free(s->knowledge);
	parsers_free(s->parsers);
	zone_free(s->zone);
	zone_free(s->log_zone);
	free(s->db_path);
	if (s->unmatched != NULL)
		fclose(s->unmatched);
}

bool
setup_is_private(const struct setup *s)
{
	return s->opt->n_args > 0 && s->opt->db == NULL;
}

static void
print_notice(void *arg, const char *msg)
{
	(void)arg;
	progress_clear();
	fprintf(stderr, "bouncestat: %s\n", msg);
}

/* The name for lines without a host: the machine's for its own logs. */
static const char *
choose_host(struct setup *s)
{
	const struct config_source *src = first_source(s);

	if (s->opt->host != NULL)
		return s->opt->host;
	if (src != NULL && src->host != NULL)
		return src->host;
	if (s->opt->n_args > 0 ||
	    gethostname(s->host, sizeof(s->host) - 1) != 0)
		return "";
	return s->host;
}

int
setup_ingest(struct setup *s, struct ingest_options *in, struct err *err)
{
	static const int max_jobs = 64;
	const struct config_source *src = first_source(s);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int rc;

	rc = parsers_load(s->opt->rules, &s->parsers, err);
	if (rc != 0)
		return rc;
	if (s->opt->unmatched != NULL) {
		s->unmatched = fopen(s->opt->unmatched, "we");
		if (s->unmatched == NULL)
			return err_set(err, ERR_CANT_CREATE, "%s: %s",
			    s->opt->unmatched, strerror(errno));
	}
	*in = (struct ingest_options){
		.parsers = s->parsers,
		.knowledge = s->knowledge,
		.log_zone = s->log_zone,
		.host = choose_host(s),
		.year = s->opt->year != 0 ? s->opt->year :
		    src != NULL ? src->year : 0,
		.jobs = s->opt->jobs != 0 ? s->opt->jobs :
		    cpus < 1 ? 1 : cpus > max_jobs ? max_jobs : (int)cpus,
		.now = s->now,
		.gap_s = 60 * (s->config.report.gap_min != 0 ?
		    s->config.report.gap_min : DEFAULT_GAP_MIN),
		.life_s = src != NULL && src->life_s != 0 ? src->life_s :
		    DEFAULT_LIFE_S,
		.allow_overlap = s->opt->allow_overlap,
		.unmatched = s->unmatched,
		.window = { false, INT64_MIN, INT64_MAX },
		.notice = print_notice,
		.progress = s->opt->quiet ? NULL : progress_show,
	};
	return 0;
}

int
setup_window(const struct setup *s, const char *fallback,
    struct timespec_window *w, struct err *err)
{
	const char *since = s->opt->since;

	/* --until alone asks for everything before it. */
	if (since == NULL && s->opt->until == NULL)
		since = fallback;
	return timespec_window(w, since, s->opt->until, s->zone, s->now, err);
}

int
setup_output(const struct setup *s, FILE **out, struct err *err)
{
	*out = stdout;
	if (s->opt->output == NULL || strcmp(s->opt->output, "-") == 0)
		return 0;
	*out = fopen(s->opt->output, "we");
	if (*out == NULL)
		return err_set(err, errno == EACCES ? ERR_PERMISSION :
		    ERR_CANT_CREATE, "%s: %s", s->opt->output,
		    strerror(errno));
	return 0;
}

int
setup_close_output(const struct setup *s, FILE *out, struct err *err)
{
	bool bad = ferror(out) != 0;

	bad |= out == stdout ? fflush(out) != 0 : fclose(out) != 0;
	if (bad)
		return err_set(err, ERR_IO, "%s: %s", out == stdout ?
		    _("standard output") : s->opt->output, strerror(errno));
	return 0;
}

static void
add_path(char ***paths, size_t *n, const char *path)
{
	*paths = mem_resize(*paths, *n + 1, sizeof(**paths));
	(*paths)[(*n)++] = mem_strdup(path);
}

int
setup_logs(const struct setup *s, char ***paths, size_t *n, struct err *err)
{
	const struct config_source *src;
	struct discover d = { .n = 0 };
	const char *const *patterns = NULL;
	size_t i, n_patterns = 0;
	int rc = 0;

	*paths = NULL;
	*n = 0;
	for (i = 0; i < s->opt->n_args; i++)
		add_path(paths, n, s->opt->args[i]);
	if (*n > 0)
		return 0;
	for (i = 0; i < s->config.nsources; i++) {
		src = &s->config.sources[i];
		if (src->nfiles == 0)
			continue;
		patterns = (const char *const *)src->files;
		n_patterns = src->nfiles;
		discover_add(&d, "", patterns, n_patterns);
	}
	if (patterns == NULL)
		discover_add(&d, "", NULL, 0);
	for (i = 0; i < d.n; i++)
		add_path(paths, n, d.files[i].path);
	if (*n == 0)
		rc = discover_nothing(&d, "", patterns, n_patterns, err);
	discover_free(&d);
	return rc;
}

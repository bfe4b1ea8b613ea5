#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/discover.h"
#include "analyzer/progress.h"
#include "analyzer/setup.h"
#include "analyzer/source.h"
#include "schema/i18n.h"
#include "schema/mem.h"
#include "schema/text.h"

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

static int
open_source(struct setup *s, size_t i, struct err *err)
{
	const struct config_source *src = &s->config.sources[i];
	struct input_alias *aliases;
	size_t k;

	aliases = mem_alloc((src->naliases + 1) * sizeof(*aliases));
	for (k = 0; k < src->naliases; k++)
		aliases[k] = (struct input_alias){ src->aliases[k].name,
		    src->aliases[k].host };
	s->sources[i].aliases = aliases;
	return zone_open(&s->sources[i].zone, first_set(s->opt->log_tz,
	    src->tz), err);
}

static int
open_zones(struct setup *s, struct err *err)
{
	size_t i;
	int rc;

	rc = zone_open(&s->zone, first_set(s->opt->tz, s->config.report.tz),
	    err);
	if (rc != 0)
		return err_prefix(err, "--tz");
	rc = zone_open(&s->log_zone, s->opt->log_tz, err);
	s->sources = mem_alloc((s->config.nsources + 1) *
	    sizeof(*s->sources));
	for (i = 0; rc == 0 && i < s->config.nsources; i++)
		rc = open_source(s, i, err);
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
	size_t i;

	for (i = 0; s->sources != NULL && i < s->config.nsources; i++) {
		zone_free(s->sources[i].zone);
		free(s->sources[i].aliases);
	}
	free(s->sources);
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

bool
setup_names_hosts(const struct setup *s)
{
	return s->opt->n_args > 0 || s->opt->command == COMMAND_INGEST ||
	    s->opt->command == COMMAND_PARSE;
}

static void
print_notice(void *arg, const char *msg)
{
	char *tame = mem_strdup(msg);

	(void)arg;
	text_tame(tame);
	progress_clear();
	fprintf(stderr, "bouncestat: %s\n", tame);
	free(tame);
}

/* --life, or the first that the configuration sets. */
static int
choose_life(const struct setup *s, int64_t *life_s, struct err *err)
{
	const char *life = s->opt->life;
	size_t i;

	*life_s = DEFAULT_LIFE_S;
	for (i = 0; i < s->config.nsources; i++)
		if (s->config.sources[i].life_s != 0) {
			*life_s = s->config.sources[i].life_s;
			break;
		}
	if (life == NULL || timespec_duration(span_str(life), life_s))
		return 0;
	return err_set(err, ERR_USAGE, _("--life: \"%s\" is no duration; "
	    "say for example 14d"), life);
}

int
setup_ingest(struct setup *s, struct ingest_options *in, struct err *err)
{
	static const int max_jobs = 64;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t life_s;
	int rc;

	rc = choose_life(s, &life_s, err);
	if (rc == 0)
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
		.jobs = s->opt->jobs != 0 ? s->opt->jobs :
		    cpus < 1 ? 1 : cpus > max_jobs ? max_jobs : (int)cpus,
		.now = s->now,
		.gap_s = 60 * (s->config.report.gap_min != 0 ?
		    s->config.report.gap_min : DEFAULT_GAP_MIN),
		.life_s = life_s,
		.allow_overlap = s->opt->allow_overlap,
		.raw_hops = s->opt->raw_hops,
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

/* Whether path is one of the files that the section names. */
static bool
names_file(const struct config_source *src, const char *path)
{
	size_t i;

	for (i = 0; i < src->nfiles; i++)
		if (fnmatch(src->files[i], path, FNM_PATHNAME) == 0)
			return true;
	return false;
}

/* The section for a file of the command line; nsources = none. */
static size_t
section_of(const struct setup *s, const char *path)
{
	size_t i;

	for (i = 0; i < s->config.nsources; i++)
		if (names_file(&s->config.sources[i], path))
			return i;
	for (i = 0; i < s->config.nsources; i++)
		if (s->config.sources[i].nfiles == 0)
			return i;
	return i;
}

/* path as section i wants it; otherwise: the host of lines without one. */
static void
add_log(const struct setup *s, struct input_log **logs, size_t *n,
    const char *path, size_t i, const char *otherwise)
{
	const struct config_source *src = i < s->config.nsources ?
	    &s->config.sources[i] : NULL;
	struct input_log log = { .path = mem_strdup(path),
	    .zone = s->log_zone, .zone_given = s->opt->log_tz != NULL,
	    .host = otherwise, .year = s->opt->year };

	if (src != NULL) {
		log.zone = s->sources[i].zone;
		log.zone_given |= first_set(src->tz, "")[0] != '\0';
		log.host = first_set(src->host, otherwise);
		if (log.year == 0)
			log.year = src->year;
		log.aliases = s->sources[i].aliases;
		log.n_aliases = src->naliases;
	}
	if (setup_names_hosts(s))
		log.host = first_set(s->opt->host, log.host);
	*logs = mem_resize(*logs, *n + 1, sizeof(**logs));
	(*logs)[(*n)++] = log;
}

/* The logs of each section, or of the usual places. */
static int
find_logs(struct setup *s, struct input_log **logs, size_t *n,
    struct err *err)
{
	size_t sections = s->config.nsources, i, done = 0;
	const struct config_source *src;
	struct discover d = { .n = 0 };
	int rc = 0;

	if (gethostname(s->host, sizeof(s->host) - 1) != 0)
		s->host[0] = '\0';
	for (i = 0; i < (sections > 0 ? sections : 1); i++) {
		src = i < sections ? &s->config.sources[i] : NULL;
		if (src != NULL && src->nfiles > 0)
			discover_add(&d, "", (const char *const *)src->files,
			    src->nfiles);
		else
			discover_add(&d, "", NULL, 0);
		if (src != NULL && src->journal)
			add_log(s, logs, n, SOURCE_JOURNAL, i, s->host);
		for (; done < d.n; done++)
			add_log(s, logs, n, d.files[done].path, i, s->host);
	}
	src = sections == 1 ? &s->config.sources[0] : NULL;
	if (*n == 0 && src != NULL && src->nfiles > 0)
		rc = discover_nothing(&d, "",
		    (const char *const *)src->files, src->nfiles, err);
	else if (*n == 0)
		rc = discover_nothing(&d, "", NULL, 0, err);
	discover_free(&d);
	return rc;
}

int
setup_logs(struct setup *s, struct input_log **logs, size_t *n,
    struct err *err)
{
	size_t i;

	*logs = NULL;
	*n = 0;
	for (i = 0; i < s->opt->n_args; i++)
		add_log(s, logs, n, s->opt->args[i],
		    section_of(s, s->opt->args[i]), "");
	if (s->opt->journal)
		add_log(s, logs, n, SOURCE_JOURNAL,
		    section_of(s, SOURCE_JOURNAL), "");
	if (*n == 0 && s->opt->command == COMMAND_PARSE)
		add_log(s, logs, n, "-", section_of(s, "-"), "");
	return *n > 0 ? 0 : find_logs(s, logs, n, err);
}

void
setup_free_logs(struct input_log *logs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free((char *)(uintptr_t)logs[i].path);
	free(logs);
}

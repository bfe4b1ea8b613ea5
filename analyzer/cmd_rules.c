#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/commands.h"
#include "analyzer/format.h"
#include "reports/rules_list.h"
#include "schema/i18n.h"
#include "schema/judge_rules.h"

static void
print_complaint(void *arg, const char *message)
{
	(void)arg;
	fprintf(stderr, "bouncestat: %s\n", message);
}

/* The admin's rules and how many samples prove them. */
static void
count_own(const struct rule_set *set, size_t *rules, size_t *samples)
{
	const struct judge_rule *r;
	size_t i;

	*rules = *samples = 0;
	for (i = 0; i < rules_count(set); i++) {
		r = rules_get(set, i);
		if (r->layer != RULE_ADMIN)
			continue;
		++*rules;
		*samples += r->n_samples + r->n_nots;
	}
}

/* Reads FILE as the admin's rules and puts its samples to the test. */
static int
test_file(struct setup *s, const char *path, struct err *err)
{
	struct knowledge *k = NULL;
	size_t rules, samples, bad;
	int rc;

	/* A folder that is not there holds no rules; a file was meant. */
	if (access(path, R_OK) != 0)
		return err_set(err, errno == EACCES ? ERR_PERMISSION :
		    ERR_NO_INPUT, "%s: %s", path, strerror(errno));
	rc = knowledge_load(s->opt->knowledge, path, i18n_lang(), &k, err);
	if (rc != ERR_NONE)
		return rc;
	count_own(knowledge_rules(k), &rules, &samples);
	bad = rules_check(k, true, print_complaint, NULL);
	if (rules == 0)
		rc = err_set(err, ERR_NO_INPUT, _("%s: no rules there"), path);
	else if (bad > 0)
		rc = err_set(err, ERR_DATA, _("%s: rules: %zu, samples: %zu, "
		    "mistakes: %zu"), path, rules, samples, bad);
	else
		printf(_("%s: rules: %zu, samples: %zu, all right\n"), path,
		    rules, samples);
	knowledge_free(k);
	if (rc == ERR_NONE && fflush(stdout) != 0)
		rc = err_set(err, ERR_IO, "%s", _("cannot write"));
	return rc;
}

static int
write_out(struct setup *s, const struct buf *b, struct err *err)
{
	FILE *out = NULL;
	int rc;

	if ((rc = setup_output(s, &out, err)) != ERR_NONE)
		return rc;
	fwrite(b->data, 1, b->n, out);
	return setup_close_output(s, out, err);
}

static int
list_rules(struct setup *s, struct err *err)
{
	static const char *const names[] = { "text", "csv", "json", NULL };
	static void (*const writers[])(const struct rules_row *, size_t n,
	    bool unused, struct buf *) = {
		rules_text, rules_csv, rules_json
	};
	struct rules_row *rows = NULL;
	struct buf b = { NULL, 0, 0 };
	struct db *db = NULL;
	size_t n;
	int f, rc;

	if ((rc = format_choose(s->opt, names, 0, &f, err)) != ERR_NONE)
		return rc;
	rc = db_open(s->db_path, DB_READ, &db, err);
	if (rc == ERR_NO_INPUT && s->opt->db == NULL && !s->opt->unused)
		rc = ERR_NONE;		/* no history yet: no counts */
	if (rc == ERR_NONE)
		rc = rules_list(s->knowledge, db, &rows, &n, err);
	if (rc == ERR_NONE) {
		writers[f](rows, n, s->opt->unused, &b);
		rc = write_out(s, &b, err);
	}
	free(rows);
	buf_free(&b);
	db_close(db);
	return rc;
}

int
cmd_rules(struct setup *s, struct err *err)
{
	const struct options *o = s->opt;

	if (o->n_args == 0)
		return list_rules(s, err);
	if (o->n_args == 2 && strcmp(o->args[0], "test") == 0)
		return test_file(s, o->args[1], err);
	return err_set(err, ERR_USAGE, "%s", _("usage: bouncestat rules "
	    "[--unused], or bouncestat rules test FILE"));
}

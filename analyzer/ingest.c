#include <stdlib.h>

#include "analyzer/ingest_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

void
ingest_notice(const struct ingest *in, const char *msg)
{
	in->opt->notice(in->opt->arg, msg);
}

static int
start(struct ingest *in, size_t n_inputs, struct err *err)
{
	const struct ingest_options *opt = in->opt;
	struct correlate_sink sink;
	int rc = 0;

	in->scan = (struct scan_options){ opt->parsers, opt->gap_s,
	    opt->window.private };
	in->pipeline = pipeline_new(&in->scan, opt->jobs);
	in->join = join_new(&in->scan, opt->raw_hops);
	if (opt->db != NULL) {
		rc = db_begin(opt->db, err);
		if (rc == 0)
			rc = store_rejudge(opt->db, opt->knowledge, err);
		if (rc == 0)
			rc = store_open(opt->db, opt->knowledge, opt->window,
			    &in->store, err);
		if (rc != 0)
			return rc;
		sink = store_sink(in->store);
	} else
		sink = *opt->printer;
	in->correlate = correlate_new(&sink);
	correlate_life(in->correlate, opt->life_s);
	if (opt->window.private)
		correlate_no_facts(in->correlate);
	if (opt->window.private && n_inputs == 1)
		rc = store_alone(in->store, err);
	if (in->store != NULL && opt->history) {
		rc = store_restore(in->store, in->correlate, err);
		if (rc == 0)
			rc = correlate_expire(in->correlate,
			    opt->now - opt->life_s, err);
		if (rc == 0)
			rc = join_restore(in->join, opt->db, err);
	}
	return rc;
}

/* Writes down what is left; closes everything. */
static int
finish(struct ingest *in, int rc, struct err *err)
{
	/* A history waits for the rest of what is unfinished. */
	if (rc == 0 && in->opt->history)
		rc = join_save(in->join, in->opt->db, err);
	else if (rc == 0)
		rc = join_finish(in->join, INT64_MAX, in->correlate, err);
	if (rc == 0 && in->store != NULL) {
		rc = store_flush(in->store, in->correlate, err);
		if (rc == 0)
			rc = db_commit(in->opt->db, err);
	}
	if (rc != 0 && in->opt->db != NULL)
		db_rollback(in->opt->db);
	pipeline_free(in->pipeline);
	join_free(in->join);
	correlate_free(in->correlate);
	store_close(in->store);
	free(in->heads);
	zone_free(in->zone);
	return rc;
}

/* An error of one input is told, the first one is kept. */
static void
tell(const struct ingest *in, int rc, const struct err *one,
    struct err *first)
{
	if (rc == 0)
		return;
	ingest_notice(in, one->msg);
	if (first->code == ERR_NONE)
		*first = *one;
}

/* What is wrong with one log is told; other errors end the run. */
static int
one_log(struct ingest *in, const struct input *input, struct err *first,
    struct err *err)
{
	struct err one = { .code = ERR_NONE };
	int rc = ingest_one(in, input, &one);

	if (in->fatal) {
		*err = one;
		return rc;
	}
	tell(in, rc, &one, first);
	return 0;
}

int
ingest(const struct ingest_options *opt, const struct input_log *logs,
    size_t n, struct ingest_stats *stats, struct err *err)
{
	struct ingest in = { .opt = opt, .stats = stats,
	    .newest = INT64_MIN };
	struct err one = { .code = ERR_NONE }, first = { .code = ERR_NONE };
	struct inputs inputs = { NULL, 0 };
	bool *put_off;
	size_t i;
	int rc;

	*stats = (struct ingest_stats){ 0 };
	for (i = 0; i < n; i++) {
		rc = inputs_add(&inputs, &logs[i], opt->now, &one);
		tell(&in, rc, &one, &first);
	}
	inputs_arrange(&inputs);
	rc = start(&in, inputs.n, err);
	put_off = mem_alloc((inputs.n + 1) * sizeof(*put_off));
	for (i = 0; rc == 0 && i < inputs.n; i++) {
		rc = one_log(&in, &inputs.all[i], &first, err);
		put_off[i] = in.put_off;
	}
	in.twins_turn = true;
	for (i = 0; rc == 0 && i < inputs.n; i++)
		if (put_off[i])
			rc = one_log(&in, &inputs.all[i], &first, err);
	free(put_off);
	rc = finish(&in, rc, err);
	inputs_free(&inputs);
	if (rc == 0 && first.code != ERR_NONE) {
		*err = first;
		err->msg[0] = '\0';	/* it was told */
		return (int)first.code;
	}
	if (rc == 0 && stats->mail_files == 0 && !in.waiting)
		return err_set(err, ERR_NO_INPUT, "%s", _("no mail line in "
		    "any input; is this the log of Postfix, Exim or "
		    "Sendmail?"));
	return rc;
}

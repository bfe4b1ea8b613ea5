#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/commands.h"
#include "analyzer/verdicts.h"
#include "reports/event_id.h"
#include "reports/event_json.h"
#include "schema/i18n.h"

#define FLUSH_BYTES	((size_t)64 * 1024)

struct printer {
	const struct knowledge	*knowledge;
	struct verdicts		 verdicts;
	struct event_ids	 ids;
	struct buf		 out;
	FILE			*file;
};

static int
flush(struct printer *p, struct err *err)
{
	size_t n = p->out.n;

	p->out.n = 0;
	if (n > 0 && fwrite(p->out.data, 1, n, p->file) != n)
		return err_set(err, ERR_IO, _("standard output: %s"),
		    strerror(errno));
	return 0;
}

static int
print_event(void *arg, struct record *rec, struct message *m,
    struct recipient *r, struct err *err)
{
	struct printer *p = arg;
	struct event_judged j = { .fingerprint = "", .reason = "",
	    .permanence = "", .rule = "" };
	const struct verdict *v;
	char hex[33];
	bool fresh;

	(void)m;
	(void)r;
	j.event_id = event_id_next(&p->ids, &rec->event);
	v = verdicts_get(&p->verdicts, rec,
	    verdicts_relay_domain(rec->event.relay_host), &fresh);
	if (v != NULL) {
		hash_hex(&rec->fingerprint, hex);
		j.fingerprint = hex;
		j.reason = knowledge_reason(p->knowledge,
		    (size_t)v->reason)->id;
		j.permanence = permanence_name(v->permanence);
		j.rule = v->rule;
	}
	event_json(&p->out, &rec->event, &j);
	return p->out.n >= FLUSH_BYTES ? flush(p, err) : 0;
}

static int
forget(void *arg, struct message *m, struct recipient *r, struct err *err)
{
	(void)arg;
	(void)m;
	(void)r;
	(void)err;
	return 0;
}

int
cmd_parse(struct setup *s, struct err *err)
{
	struct printer p = { .knowledge = s->knowledge, .file = stdout };
	struct correlate_sink sink = { &p, print_event, forget };
	struct ingest_options in;
	struct ingest_stats stats;
	struct input_log *logs;
	size_t n;
	int rc, end;

	rc = setup_ingest(s, &in, err);
	if (rc == 0)
		rc = setup_logs(s, &logs, &n, err);
	if (rc != 0)
		return rc;
	verdicts_init(&p.verdicts, s->knowledge);
	in.printer = &sink;
	in.progress = NULL;
	rc = ingest(&in, logs, n, &stats, err);
	/* What was found is printed, whatever went wrong with an input. */
	end = flush(&p, rc == 0 ? err : NULL);
	if (end == 0 && fflush(stdout) != 0)
		end = err_set(rc == 0 ? err : NULL, ERR_IO,
		    _("standard output: %s"), strerror(errno));
	setup_free_logs(logs, n);
	verdicts_free(&p.verdicts);
	event_ids_free(&p.ids);
	buf_free(&p.out);
	return rc != 0 ? rc : end;
}

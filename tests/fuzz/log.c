#include <inttypes.h>
#include <string.h>

#include "analyzer/clock.h"
#include "analyzer/join.h"
#include "reports/event_id.h"
#include "reports/event_json.h"
#include "schema/mem.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/log.h"

#define BOUND	1795910400	/* 2026-11-29T00:00:00Z */
#define GAP_S	3600

const char *const log_keys[] = {
	"schema", "event_id", "ts", "host", "mta", "instance", "service",
	"queue_id", "message_id", "sender", "submitter", "recipient",
	"orig_recipient", "direction", "outcome", "repeat", "code",
	"enhanced", "mta_status", "text", "stage", "origin", "relay_host",
	"relay_ip", "client_host", "client_ip", "local_ip", "delay_ms",
	"fingerprint", "reason", "permanence", "rule", NULL
};

/* One reading of a log. */
struct reading {
	struct log		*log;
	struct event_ids	 ids;
	struct buf		*out;
};

void
log_open(struct log *l)
{
	struct err err;

	memset(l, 0, sizeof(*l));
	if (parsers_load(NULL, &l->parsers, &err) != 0 ||
	    knowledge_load(NULL, NULL, "en", &l->knowledge, &err) != 0 ||
	    zone_open(&l->utc, "UTC", &err) != 0)
		fuzz_fail(__FILE__, __LINE__, "loaded", span_str(err.msg));
	l->scan = (struct scan_options){ l->parsers, GAP_S, false };
	l->scanner = scanner_new(&l->scan);
	verdicts_init(&l->verdicts, l->knowledge);
}

void
log_close(struct log *l)
{
	scanner_free(l->scanner);
	verdicts_free(&l->verdicts);
	parsers_free(l->parsers);
	knowledge_free(l->knowledge);
	zone_free(l->utc);
}

void
log_scan(struct log *l, struct batch *b, struct span lines, uint64_t offset)
{
	bool whole = lines.n > 0 && lines.p[lines.n - 1] == '\n';

	if (b->size < lines.n + 1) {
		b->size = lines.n + 1;
		b->data = mem_resize(b->data, b->size, 1);
	}
	if (lines.n > 0)
		memcpy(b->data, lines.p, lines.n);
	b->n = lines.n;
	if (lines.n > 0 && !whole)
		b->data[b->n++] = '\n';
	b->offset = offset;
	scan_batch(l->scanner, b);
	FUZZ_CHECK(b->understood + b->irrelevant + b->unknown == b->lines,
	    lines);
}

static int
print_event(void *arg, struct record *r, struct message *m,
    struct recipient *p, struct err *err)
{
	struct reading *reading = arg;
	struct event_judged j = { .event_id = event_id_next(&reading->ids,
	    &r->event) };
	const struct verdict *v;
	char hex[33];
	bool fresh;

	(void)m;
	(void)p;
	(void)err;
	v = verdicts_get(&reading->log->verdicts, r,
	    verdicts_relay_domain(r->event.relay_host), &fresh);
	if (v != NULL) {
		hash_hex(&r->fingerprint, hex);
		j.fingerprint = hex;
		j.reason = knowledge_reason(reading->log->knowledge,
		    (size_t)v->reason)->id;
		j.permanence = permanence_name(v->permanence);
		j.rule = v->rule;
	}
	event_json(reading->out, &r->event, &j);
	return 0;
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

void
log_parse(struct log *l, struct span lines, const size_t *places, size_t n,
    struct buf *out)
{
	struct reading reading = { .log = l, .out = out };
	struct correlate_sink sink = { &reading, print_event, forget };
	struct correlate *c = correlate_new(&sink);
	struct join *j = join_new(&l->scan, false);
	struct batch b = { 0 };
	struct clock clock;
	struct err err;
	size_t at = 0, to, i, k;
	int rc = 0;

	clock_init(&clock, l->utc, BOUND);
	correlate_source(c, INT64_MIN);
	join_source(j, 1, 0, SPAN(""));
	for (k = 0; k <= n && at < lines.n; k++) {
		to = k < n ? places[k] : lines.n;
		if (to <= at)
			continue;
		to += span_find_char(span_skip(lines, to - 1), '\n');
		to = to < lines.n ? to : lines.n;
		log_scan(l, &b, span_head(span_skip(lines, at), to - at), at);
		for (i = 0; i < b.n_records && rc == 0; i++) {
			b.records[i].event.ts = clock_resolve(&clock,
			    &b.records[i].event.stamp);
			rc = join_add(j, &b, i, c, &err);
		}
		join_end_batch(j, &b);
		at = to;
	}
	if (rc == 0)
		rc = join_finish(j, INT64_MAX, c, &err);
	FUZZ_CHECK(rc == 0, span_str(err.msg));
	join_free(j);
	correlate_free(c);
	event_ids_free(&reading.ids);
	batch_free(&b);
}

void
log_record(const struct record *r, struct buf *out)
{
	const struct event *e = &r->event;
	const struct event_judged none = { .fingerprint = "" };

	buf_printf(out, "%d %u %u %d %" PRId32 " ", (int)e->kind,
	    (unsigned int)e->piece, (unsigned int)e->pieces, e->twice,
	    e->recipients);
	buf_add_span(out, e->next_queue_id);
	buf_add_char(out, ' ');
	buf_add_span(out, e->pid);
	buf_add_char(out, ' ');
	buf_add_span(out, r->template);
	event_json(out, e, &none);
}

#include "reports/report_object.h"

static void
add_time(struct buf *b, const struct report *r, const char *key, int64_t ts)
{
	char out[40];

	json_out_key(b, key);
	json_out_span(b, report_rfc3339(r, ts, out));
}

static void
add_window(struct buf *b, const struct report *r)
{
	struct report_time t;

	json_out_key(b, "window");
	json_out_open(b, '{');
	if (r->from <= r->to) {
		add_time(b, r, "since", r->from);
		add_time(b, r, "until", r->to);
		json_out_number(b, "seconds", r->to - r->from);
	} else {
		json_out_key(b, "since");
		json_out_null(b);
		json_out_key(b, "until");
		json_out_null(b);
		json_out_key(b, "seconds");
		json_out_null(b);
	}
	r->query.local_time(r->query.local_time_arg,
	    r->from <= r->to ? r->to : r->query.now, &t);
	json_out_str(b, "zone", t.abbr);
	json_out_key(b, "exact");
	json_out_bool(b, r->query.exact);
	json_out_close(b, '}');
}

/* "postfix, exim" as an array. */
static void
add_mtas(struct buf *b, struct span mtas)
{
	size_t n;

	json_out_open(b, '[');
	while (mtas.n > 0) {
		n = span_find_char(mtas, ',');
		json_out_span(b, span_trim(span_head(mtas, n)));
		mtas = span_skip(mtas, n + 1);
	}
	json_out_close(b, ']');
}

static void
add_sources(struct buf *b, const struct report *r)
{
	const struct report_source *s;
	size_t i;

	json_out_key(b, "sources_without_mail");
	json_out_open(b, '[');
	for (i = 0; i < r->source_count; i++)
		if (r->sources[i].overlap_of.p == NULL)
			json_out_span(b, r->sources[i].name);
	json_out_close(b, ']');
	json_out_key(b, "sources_skipped");
	json_out_open(b, '[');
	for (i = 0; i < r->source_count; i++) {
		s = &r->sources[i];
		if (s->overlap_of.p == NULL)
			continue;
		json_out_open(b, '{');
		json_out_text(b, "name", s->name);
		json_out_text(b, "copy_of", s->overlap_of);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
}

static void
add_input(struct buf *b, const struct report *r)
{
	size_t i;

	json_out_key(b, "hosts");
	json_out_open(b, '[');
	for (i = 0; i < r->host_count; i++) {
		json_out_open(b, '{');
		json_out_text(b, "host", r->hosts[i].name);
		json_out_key(b, "mtas");
		add_mtas(b, r->hosts[i].mtas);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
	json_out_key(b, "lines");
	json_out_open(b, '{');
	json_out_number(b, "read", r->lines);
	json_out_number(b, "understood", r->understood);
	json_out_number(b, "irrelevant", r->irrelevant);
	json_out_number(b, "not_understood", r->unknown);
	json_out_close(b, '}');
	json_out_key(b, "gaps");
	json_out_open(b, '[');
	for (i = 0; i < r->gap_count; i++) {
		json_out_open(b, '{');
		add_time(b, r, "from", r->gaps[i].from);
		add_time(b, r, "to", r->gaps[i].to);
		json_out_number(b, "seconds",
		    r->gaps[i].to - r->gaps[i].from);
		json_out_text(b, "source", r->gaps[i].source);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
	add_sources(b, r);
	json_out_key(b, "not_understood");
	json_out_open(b, '[');
	for (i = 0; i < r->unmatched_count; i++) {
		json_out_open(b, '{');
		json_out_number(b, "lines", r->unmatched[i].count);
		json_out_text(b, "sample", r->unmatched[i].example);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
}

static void
add_totals(struct buf *b, const struct report *r)
{
	json_out_key(b, "totals");
	json_out_open(b, '{');
	json_out_number(b, "recipients", r->recipients);
	json_out_number(b, "delivered", r->delivered);
	json_out_number(b, "late", r->late);
	json_out_number(b, "waiting", r->waiting);
	json_out_number(b, "bounced", r->bounced);
	json_out_number(b, "expired", r->expired);
	json_out_number(b, "discarded", r->discarded);
	json_out_number(b, "residual", r->residual);
	json_out_number(b, "accepted_but",
	    r->sections[REPORT_ADVICE].n.advised);
	json_out_number(b, "refused_attempts", r->refused_attempts);
	json_out_number(b, "refused_clients", r->refused_clients);
	json_out_close(b, '}');
}

void
report_object_header(struct buf *b, const struct report *r)
{
	json_out_number(b, "schema", REPORT_SCHEMA);
	json_out_str(b, "program", "bouncestat");
	json_out_str(b, "version", r->query.version);
	add_time(b, r, "generated", r->query.now);
	add_window(b, r);
	add_input(b, r);
	add_totals(b, r);
}

void
report_object_counts(struct buf *b, const struct report_counts *n)
{
	json_out_number(b, "lost", n->lost);
	json_out_number(b, "waiting", n->waiting);
	json_out_number(b, "late", n->late);
	json_out_number(b, "recipients", report_recipients(n));
	json_out_number(b, "given_up", n->given_up);
	json_out_number(b, "attempts", n->attempts);
	json_out_number(b, "clients", n->clients);
}

static void
add_sample(struct buf *b, const struct report_sample *s)
{
	char enhanced[ENHANCED_BUFSIZE];

	json_out_key(b, "sample");
	json_out_open(b, '{');
	json_out_number(b, "code", s->code);
	json_out_str(b, "enhanced", enhanced_format(s->enhanced, enhanced));
	json_out_text(b, "text", s->text);
	json_out_text(b, "relay_host", s->relay_host);
	json_out_text(b, "local_ip", s->local_ip);
	json_out_str(b, "fingerprint", s->fingerprint);
	json_out_close(b, '}');
}

static void
add_named(struct buf *b, const struct report_reason *reason)
{
	size_t i;

	json_out_key(b, "block_lists");
	json_out_open(b, '[');
	for (i = 0; i < reason->list_count; i++)
		json_out_span(b, reason->lists[i]);
	json_out_close(b, ']');
	json_out_text(b, "listed", reason->listed);
	json_out_text(b, "moved_to", reason->moved_to);
	json_out_key(b, "retry_after_s");
	if (reason->retry_after_s > 0)
		json_out_int(b, reason->retry_after_s);
	else
		json_out_null(b);
	json_out_key(b, "pages");
	json_out_open(b, '[');
	for (i = 0; i < reason->page_count; i++) {
		json_out_open(b, '{');
		json_out_str(b, "title", reason->pages[i].title);
		json_out_str(b, "url", reason->pages[i].url);
		json_out_close(b, '}');
	}
	json_out_close(b, ']');
}

void
report_object_reason(struct buf *b, const struct report *r,
    enum report_section_id id, const struct report_reason *reason)
{
	json_out_str(b, "reason", reason->id);
	json_out_str(b, "title", reason->title);
	json_out_str(b, "permanence", report_permanence(id));
	json_out_str(b, "actor", reason->actor);
	json_out_str(b, "fix", reason->fix);
	add_named(b, reason);
	report_object_counts(b, &reason->n);
	add_time(b, r, "first_ts", reason->first_ts);
	add_time(b, r, "last_ts", reason->last_ts);
	add_sample(b, &reason->sample);
}

void
report_object_group(struct buf *b, const struct report *r,
    const struct report_group *g)
{
	json_out_text(b, "provider", g->provider);
	json_out_text(b, "domain", g->domain);
	json_out_str(b, "fix", g->fix);
	report_object_counts(b, &g->n);
	add_time(b, r, "first_ts", g->first_ts);
	add_time(b, r, "last_ts", g->last_ts);
	add_sample(b, &g->sample);
}

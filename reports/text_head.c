#include <string.h>

#include "reports/text_head.h"
#include "schema/i18n.h"

#define GAPS_SHOWN	3
#define DATE_LENGTH	10	/* of "2026-11-20" */

static void
add_window(struct text_out *o)
{
	char from[TEXT_NUMBER], to[TEXT_NUMBER], length[TEXT_NUMBER];
	const struct report *r = o->r;
	struct report_time a, b;

	if (r->from > r->to) {
		text_flow_add(o, TERM_PLAIN, "%s", _("no time in these logs"));
		return;
	}
	r->query.local_time(r->query.local_time_arg, r->from, &a);
	r->query.local_time(r->query.local_time_arg, r->to, &b);
	text_date_time(o, r->from, from);
	text_date_time(o, r->to, to);
	text_duration(r->to - r->from, length);
	if (strcmp(a.abbr, b.abbr) == 0)
		/* From, to, zone. */
		text_flow_add(o, TERM_PLAIN, _("%s to %s %s"), from, to,
		    b.abbr);
	else
		/* From, its zone, to, its zone. */
		text_flow_add(o, TERM_PLAIN, _("%s %s to %s %s"), from,
		    a.abbr, to, b.abbr);
	text_flow_add(o, TERM_PLAIN, "%s", length);
}

static void
add_hosts(struct text_out *o)
{
	struct buf name = { 0 };
	size_t i, shown = o->r->host_count;

	if (shown > 4)
		shown = 3;
	for (i = 0; i < shown; i++) {
		buf_clear(&name);
		text_name(&name, o->r->hosts[i].name, 32);
		if (name.n > 0)
			buf_add_str(&name, ": ");
		buf_add_span(&name, o->r->hosts[i].mtas);
		text_flow_add(o, TERM_PLAIN, "%s", buf_str(&name));
	}
	if (shown < o->r->host_count)
		text_flow_add(o, TERM_PLAIN, ngettext("+%zu host",
		    "+%zu hosts", o->r->host_count - shown),
		    o->r->host_count - shown);
	buf_free(&name);
}

static void
add_lines(struct text_out *o)
{
	const struct report *r = o->r;
	char n[TEXT_NUMBER];

	text_flow(o, 0);
	text_flow_add(o, TERM_PLAIN, ngettext("%s line read", "%s lines read",
	    (unsigned long)r->lines), text_number(r->lines, n));
	if (r->lines > 0 && r->unknown == 0)
		text_flow_add(o, TERM_PLAIN, "%s", _("all understood"));
	else if (r->lines > 0) {
		text_flow_add(o, TERM_PLAIN, _("%s understood"),
		    text_number(r->understood, n));
		text_flow_add(o, TERM_YELLOW, _("%s not understood"),
		    text_number(r->unknown, n));
	}
	if (r->irrelevant > 0)
		text_flow_add(o, TERM_PLAIN, _("%s irrelevant"),
		    text_number(r->irrelevant, n));
	if (r->gap_count == 0 && r->lines > 0)
		text_flow_add(o, TERM_PLAIN, "%s", _("no gap"));
	else if (r->gap_count > 0)
		text_flow_add(o, TERM_YELLOW, ngettext("%zu gap", "%zu gaps",
		    r->gap_count), r->gap_count);
	text_flow_end(o);
}

/* "191 320 delivered (80.0 %)": n of whole; fmt has one %s for the number. */
static void
add_part(struct text_out *o, enum term_style style, const char *fmt, int64_t n,
    int64_t whole)
{
	char number[TEXT_NUMBER], percent[TEXT_NUMBER];
	struct buf part = { 0 };

	buf_printf(&part, fmt, text_number(n, number));
	if (n > 0)
		buf_printf(&part, " (%s)",
		    text_percent(n, whole, percent));
	text_flow_add(o, n > 0 ? style : TERM_PLAIN, "%s", buf_str(&part));
	buf_free(&part);
}

static void
add_totals(struct text_out *o)
{
	const struct report *r = o->r;
	const int64_t all = r->recipients;
	char n[TEXT_NUMBER];

	text_flow(o, 0);
	text_flow_add(o, TERM_BOLD, ngettext("%s recipient", "%s recipients",
	    (unsigned long)r->recipients), text_number(r->recipients, n));
	add_part(o, TERM_GREEN, _("%s delivered"), r->delivered, all);
	if (r->late > 0)
		add_part(o, TERM_PLAIN, _("%s of them late"), r->late,
		    r->delivered);
	add_part(o, TERM_YELLOW, _("%s waiting"), r->waiting, all);
	add_part(o, TERM_RED, _("%s bounced"), r->bounced, all);
	add_part(o, TERM_RED, _("%s expired"), r->expired, all);
	if (r->discarded > 0)
		add_part(o, TERM_PLAIN, _("%s discarded"), r->discarded, all);
	if (r->residual > 0)
		add_part(o, TERM_YELLOW, _("%s without a known end"),
		    r->residual, all);
	text_flow_end(o);
}

static void
warn(struct text_out *o, const char *sentence)
{
	term_style(o->term, &o->b, TERM_YELLOW);
	buf_add_str(&o->b, "! ");
	term_style(o->term, &o->b, TERM_PLAIN);
	text_sentence(o, span_str(sentence), 2, 2);
}

/* fmt has one %s, a file's name. */
static void
warn_name(struct text_out *o, const char *fmt, struct span name)
{
	struct buf clean = { 0 }, line = { 0 };

	text_name(&clean, name, 256);
	buf_printf(&line, fmt, buf_str(&clean));
	warn(o, buf_str(&line));
	buf_free(&clean);
	buf_free(&line);
}

static void
warn_gaps(struct text_out *o)
{
	char from[TEXT_NUMBER], to[TEXT_NUMBER], length[TEXT_NUMBER];
	const struct report_gap *g;
	struct buf line = { 0 }, name = { 0 };
	bool same_day;
	size_t i;

	for (i = 0; i < o->r->gap_count && i < GAPS_SHOWN; i++) {
		g = &o->r->gaps[i];
		buf_clear(&line);
		buf_clear(&name);
		text_name(&name, g->source, 256);
		text_date_time(o, g->from, from);
		text_date_time(o, g->to, to);
		same_day = strncmp(from, to, DATE_LENGTH) == 0;
		/* From, to, duration, file. */
		buf_printf(&line, _("no line from %s to %s (%s) in %s"), from,
		    same_day ? to + DATE_LENGTH + 1 : to,
		    text_duration(g->to - g->from, length), buf_str(&name));
		warn(o, buf_str(&line));
	}
	if (o->r->gap_count > GAPS_SHOWN) {
		buf_clear(&line);
		buf_printf(&line, ngettext("and %zu shorter gap",
		    "and %zu shorter gaps", o->r->gap_count - GAPS_SHOWN),
		    o->r->gap_count - GAPS_SHOWN);
		warn(o, buf_str(&line));
	}
	buf_free(&line);
	buf_free(&name);
}

static void
warn_sources(struct text_out *o)
{
	const struct report_source *s;
	struct buf line = { 0 }, a = { 0 }, b = { 0 };
	size_t i;

	for (i = 0; i < o->r->source_count; i++) {
		s = &o->r->sources[i];
		if (s->overlap_of.p == NULL) {
			warn_name(o, _("%s holds no line of a mail server"),
			    s->name);
			continue;
		}
		buf_clear(&line);
		buf_clear(&a);
		buf_clear(&b);
		text_name(&a, s->name, 256);
		text_name(&b, s->overlap_of, 256);
		/* File, the other file. */
		buf_printf(&line, _("%s was skipped: its lines are in %s "
		    "already (--allow-overlap counts them again)"),
		    buf_str(&a), buf_str(&b));
		warn(o, buf_str(&line));
	}
	buf_free(&line);
	buf_free(&a);
	buf_free(&b);
}

static void
warn_unmatched(struct text_out *o)
{
	const struct report_unmatched *u;
	char n[TEXT_NUMBER];
	size_t i, width;

	if (o->r->unknown == 0)
		return;
	if (o->r->unmatched_count == 0) {
		warn(o, _("what was not understood is cut or of no log; "
		    "reading with --unmatched FILE writes it to FILE"));
		return;
	}
	warn(o, _("lines of a mail server that no rule understands, the most "
	    "frequent ones:"));
	for (i = 0; i < o->r->unmatched_count; i++) {
		u = &o->r->unmatched[i];
		text_number(u->count, n);
		width = i18n_width(span_str(n));
		text_blanks(o, width < 7 ? 9 - width : 2);
		buf_add_str(&o->b, n);
		text_clipped(o, u->example, width < 7 ? 9 : width + 2, 2);
	}
}

void
text_head_write(struct text_out *o)
{
	text_flow(o, 0);
	text_flow_add(o, TERM_BOLD, "bouncestat %s", o->r->query.version);
	add_window(o);
	add_hosts(o);
	text_flow_end(o);
	add_lines(o);
	add_totals(o);
	warn_gaps(o);
	warn_sources(o);
	warn_unmatched(o);
}

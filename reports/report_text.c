/*
 * The report for people: the head (text_head.c), then a table of causes,
 * with where they happen, one reply, and what to do.
 */
#include "reports/text_head.h"
#include "schema/i18n.h"

#define TABLE_MAX	100	/* columns: numbers stay near their titles */
#define TITLE_MIN	26	/* columns left for titles, else no table */
#define COLUMNS		4
#define GAP		2
#define KNOBS		3	/* causes of a section shown with settings */
#define GRAIN_MIN_S	60	/* in a shorter window times say nothing */

struct table {
	size_t		 title;		/* columns; 0 = too narrow */
	size_t		 width[COLUMNS];
};

static const struct {
	const char	*title;
	enum term_style	 style;
} headings[REPORT_SECTIONS] = {
	{ N_("PERMANENT: retrying will not help"), TERM_RED },
	{ N_("FIX SOMETHING FIRST: works only after a change"),
	    TERM_YELLOW },
	{ N_("TEMPORARY: the queue retries by itself"), TERM_BLUE },
	{ N_("GAVE UP: retried too long, cause not logged"), TERM_RED },
	{ N_("NOT CLASSIFIED: no rule knows these replies"),
	    TERM_MAGENTA },
	{ N_("ACCEPTED, BUT: delivered, with advice"), TERM_GREEN },
	{ N_("WE REFUSED: incoming mail"), TERM_BOLD },
};

static int64_t
figure(const struct report_counts *n, int column)
{
	const int64_t figures[COLUMNS] = { n->lost, n->waiting, n->late,
	    report_recipients(n) };

	return figures[column];
}

static const char *
column_name(int column)
{
	const char *const names[COLUMNS] = { _("lost"), _("waiting"),
	    _("late"), _("recipients") };

	return names[column];
}

/* A section's figures are its largest. */
static void
measure(struct table *t, const struct report *r, size_t width)
{
	char n[TEXT_NUMBER];
	size_t w, used = 0;
	int c, id;

	for (c = 0; c < COLUMNS; c++) {
		t->width[c] = i18n_width(span_str(column_name(c)));
		for (id = 0; id < REPORT_REFUSED; id++) {
			w = i18n_width(span_str(text_number(
			    figure(&r->sections[id].n, c), n)));
			if (w > t->width[c])
				t->width[c] = w;
		}
		used += GAP + t->width[c];
	}
	if (width > TABLE_MAX)
		width = TABLE_MAX;
	t->title = width >= used + TITLE_MIN ? width - used : 0;
}

static void
add_names(struct text_out *o, const struct table *t)
{
	int c;

	buf_add_char(&o->b, '\n');
	if (t->title == 0)
		return;
	text_blanks(o, t->title);
	for (c = 0; c < COLUMNS; c++) {
		text_blanks(o, GAP);
		i18n_pad_left(&o->b, span_str(column_name(c)), t->width[c]);
	}
	buf_add_char(&o->b, '\n');
}

/* The four figures, or without room for a table those that are not 0. */
static void
add_figures(struct text_out *o, const struct table *t,
    const struct report_counts *n, size_t indent)
{
	char number[TEXT_NUMBER];
	int c;

	if (t->title > 0) {
		for (c = 0; c < COLUMNS; c++) {
			text_blanks(o, GAP);
			i18n_pad_left(&o->b, span_str(text_number(
			    figure(n, c), number)), t->width[c]);
		}
		buf_add_char(&o->b, '\n');
		return;
	}
	buf_add_char(&o->b, '\n');
	text_flow(o, indent);
	for (c = 0; c < COLUMNS - 1; c++)
		if (figure(n, c) > 0)
			text_flow_add(o, TERM_PLAIN, "%s %s",
			    text_number(figure(n, c), number),
			    column_name(c));
	text_flow_add(o, TERM_PLAIN, ngettext("%s recipient", "%s recipients",
	    (unsigned long)figure(n, c)), text_number(figure(n, c), number));
	text_flow_end(o);
}

/* "12 782 attempts of 3 411 clients" at the right of the table. */
static void
add_attempts(struct text_out *o, const struct table *t,
    const struct report_counts *n, size_t indent)
{
	char number[TEXT_NUMBER], clients[TEXT_NUMBER];
	struct buf b = { 0 };
	size_t i, room = 0;

	buf_printf(&b, ngettext("%s attempt", "%s attempts",
	    (unsigned long)n->attempts), text_number(n->attempts, number));
	if (n->clients > 0) {
		buf_add_str(&b, ", ");
		buf_printf(&b, ngettext("%s client", "%s clients",
		    (unsigned long)n->clients),
		    text_number(n->clients, clients));
	}
	for (i = 0; i < COLUMNS; i++)
		room += GAP + t->width[i];
	if (t->title > 0)
		i18n_pad_left(&o->b, buf_span(&b), room);
	else {
		buf_add_char(&o->b, '\n');
		text_blanks(o, indent);
		text_name(&o->b, buf_span(&b), o->term->width - indent);
	}
	buf_add_char(&o->b, '\n');
	buf_free(&b);
}

static void
add_row(struct text_out *o, const struct table *t, const char *title,
    enum term_style style, size_t indent, enum report_section_id id,
    const struct report_counts *n)
{
	struct buf name = { 0 };
	size_t room = t->title > 0 ? t->title - indent :
	    o->term->width - indent;

	text_name(&name, span_str(title), room);
	text_blanks(o, indent);
	term_style(o->term, &o->b, style);
	buf_add_span(&o->b, buf_span(&name));
	term_style(o->term, &o->b, TERM_PLAIN);
	if (t->title > 0)
		text_blanks(o, room - i18n_width(buf_span(&name)));
	if (id == REPORT_REFUSED)
		add_attempts(o, t, n, indent + 2);
	else
		add_figures(o, t, n, indent + 2);
	buf_free(&name);
}

/* A name with blanks in it could pass for two of them, with a figure. */
static void
join_words(struct buf *name)
{
	size_t i;

	for (i = 0; i < name->n; i++)
		if (name->data[i] == ' ')
			name->data[i] = '_';
}

/* "gmail.com 4 120   outlook.com 2 001   +312 domains 900" */
static void
add_places(struct text_out *o, enum report_section_id id,
    const struct report_reason *r)
{
	char n[TEXT_NUMBER];
	struct buf name = { 0 };
	int64_t shown = 0, rest;
	size_t i, more;

	for (i = 0; i < r->place_count && i < o->r->query.top; i++) {
		buf_clear(&name);
		text_name(&name, r->places[i].title, 40);
		if (!r->places[i].ours)
			join_words(&name);
		shown += report_size(&r->places[i].n);
		if (name.n == 0)
			buf_add_str(&name, _("no domain"));
		text_flow_add(o, TERM_PLAIN, "%s %s", buf_str(&name),
		    text_number(report_size(&r->places[i].n), n));
	}
	more = r->place_count - i;
	rest = report_size(&r->n) - shown;
	if (more > 0 && id == REPORT_REFUSED)
		text_flow_add(o, TERM_PLAIN, ngettext("+%zu client %s",
		    "+%zu clients %s", more), more, text_number(rest, n));
	else if (more > 0)
		text_flow_add(o, TERM_PLAIN, ngettext("+%zu domain %s",
		    "+%zu domains %s", more), more, text_number(rest, n));
	buf_free(&name);
}

/* When, where that says more than the window does. */
static void
add_when(struct text_out *o, const struct report_reason *r)
{
	int64_t grain = (o->r->to - o->r->from) / 12;
	char from[TEXT_NUMBER], to[TEXT_NUMBER];
	bool late_start = r->first_ts > o->r->from + grain;
	bool early_end = r->last_ts < o->r->to - 2 * grain;

	if (grain < GRAIN_MIN_S)
		return;
	text_time(o, r->first_ts, from);
	text_time(o, r->last_ts, to);
	if (late_start && early_end && strcmp(from, to) == 0) {
		text_flow_add(o, TERM_BOLD, _("at %s"), from);
		return;
	}
	if (late_start)
		text_flow_add(o, TERM_BOLD, _("first seen %s"), from);
	if (early_end)
		text_flow_add(o, TERM_BOLD, _("last seen %s"), to);
}

/* Which of our addresses they mean, and which lists have it. */
static void
add_ours(struct text_out *o, enum report_section_id id,
    const struct report_reason *r)
{
	struct span ip = r->listed.n > 0 ? r->listed : r->sample.local_ip;
	struct buf name = { 0 };
	size_t i;

	if (id == REPORT_CONDITIONAL && ip.n > 0) {
		text_name(&name, ip, 45);
		text_flow_add(o, TERM_PLAIN, _("from our %s"),
		    buf_str(&name));
	}
	for (i = 0; i < r->list_count; i++) {
		buf_clear(&name);
		text_name(&name, r->lists[i], 40);
		text_flow_add(o, TERM_BOLD, _("list: %s"), buf_str(&name));
	}
	buf_free(&name);
}

static void
add_sample(struct text_out *o, const struct report_sample *s)
{
	char enhanced[ENHANCED_BUFSIZE];
	struct buf reply = { 0 };

	if (s->code != 0)
		buf_printf(&reply, "%d ", s->code);
	if (s->enhanced.class != 0)
		buf_printf(&reply, "%s ", enhanced_format(s->enhanced,
		    enhanced));
	buf_add_span(&reply, s->text);
	if (reply.n > 0) {
		term_style(o->term, &o->b, TERM_DIM);
		text_clipped(o, buf_span(&reply), 0, 4);
		/* Inside the line, so that a cut one cannot lose it. */
		o->b.n--;
		term_style(o->term, &o->b, TERM_PLAIN);
		buf_add_char(&o->b, '\n');
	}
	buf_free(&reply);
}

static void
add_fix(struct text_out *o, const struct report_reason *r, bool knob)
{
	if (r->fix[0] != '\0') {
		text_blanks(o, 4);
		term_style(o->term, &o->b, TERM_GREEN);
		buf_add_str(&o->b, "-> ");
		term_style(o->term, &o->b, TERM_PLAIN);
		text_sentence(o, span_str(r->fix), 7, 7);
	}
	if (r->page_count > 0) {
		text_blanks(o, 7);
		text_sentence(o, span_str(r->pages[0].url), 7, 7);
	}
	if (r->knob != NULL && knob) {
		text_blanks(o, 7);
		text_sentence(o, span_str(r->knob), 7, 7);
	}
}

static void
add_reason(struct text_out *o, const struct table *t,
    enum report_section_id id, const struct report_reason *r, size_t rank)
{
	char n[TEXT_NUMBER];

	add_row(o, t, r->title, TERM_BOLD, 2, id, &r->n);
	text_flow(o, 4);
	add_places(o, id, r);
	if (r->n.given_up > 0 && id != REPORT_GAVE_UP)
		text_flow_add(o, TERM_PLAIN, _("%s given up after retries"),
		    text_number(r->n.given_up, n));
	add_ours(o, id, r);
	add_when(o, r);
	text_flow_end(o);
	add_sample(o, &r->sample);
	add_fix(o, r, id == REPORT_CONDITIONAL && rank < KNOBS);
}

/* What an empty table means, in words. */
static void
add_nothing(struct text_out *o)
{
	char when[TEXT_NUMBER];
	struct buf last = { 0 };
	const char *s;

	if (o->r->lines == 0)
		s = _("No log line falls into this window.");
	else if (o->r->recipients == 0)
		s = _("No delivery falls into this window.");
	else
		s = _("Nothing failed: no recipient was lost, waits or was "
		    "late.");
	buf_add_char(&o->b, '\n');
	text_sentence(o, span_str(s), 0, 0);
	if (o->r->last_line == INT64_MIN || o->r->last_line >= o->r->from)
		return;
	buf_printf(&last, _("The last line of the logs is of %s."),
	    text_date_time(o, o->r->last_line, when));
	text_sentence(o, buf_span(&last), 0, 0);
	buf_free(&last);
}

static void
add_legend(struct text_out *o)
{
	buf_add_char(&o->b, '\n');
	text_sentence(o, span_str(_("Figures are recipients: one message to "
	    "one address, from the first attempt to the last. lost = bounced "
	    "or given up; late = delivered after this failure.")), 0, 0);
}

static int
write_text(const struct report *r, FILE *f, struct err *err)
{
	struct text_out o = { .r = r, .term = &r->query.term };
	const struct report_section *s;
	struct table t = { 0 };
	bool any = false;
	size_t i;
	int id, rc;

	text_head_write(&o);
	measure(&t, r, o.term->width);
	for (id = 0; id < REPORT_SECTIONS; id++) {
		s = &r->sections[id];
		if (s->reason_count == 0)
			continue;
		if (!any && id != REPORT_REFUSED)
			add_names(&o, &t);
		else {
			if (!any)
				add_nothing(&o);
			buf_add_char(&o.b, '\n');
		}
		any = any || id != REPORT_REFUSED;
		add_row(&o, &t, gettext(headings[id].title),
		    headings[id].style, 0, (enum report_section_id)id, &s->n);
		for (i = 0; i < s->reason_count; i++)
			add_reason(&o, &t, (enum report_section_id)id,
			    &s->reasons[i], i);
	}
	if (any)
		add_legend(&o);
	else if (r->sections[REPORT_REFUSED].reason_count == 0)
		add_nothing(&o);
	rc = text_out_write(&o, f, err);
	buf_free(&o.b);
	return rc;
}

const struct report_format report_format_text = {
	"text", write_text
};

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/commands.h"
#include "analyzer/format.h"
#include "analyzer/judge_line.h"
#include "reports/guide.h"
#include "reports/guide_csv.h"
#include "reports/guide_json.h"
#include "reports/term.h"
#include "schema/i18n.h"
#include "schema/num.h"

#define FLUSH	65536		/* bytes that are written at once */

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_HTML, FORMAT_CSV,
    FORMAT_NDJSON, FORMAT_COUNT };
#define F(name)	(1u << FORMAT_##name)

static const char *const format_names[FORMAT_COUNT] = {
	"text", "json", "html", "csv", "ndjson"
};

/* One run of a command. */
struct run {
	struct setup		*s;
	const struct knowledge	*k;
	enum format		 format;
	struct term		 term;
	struct buf		 out;
	FILE			*file;
};

static int
choose_format(struct run *r, unsigned int allowed, struct err *e)
{
	const char *names[FORMAT_COUNT + 1] = { NULL };
	enum format of[FORMAT_COUNT];
	int f, n = 0, at;

	for (f = 0; f < FORMAT_COUNT; f++)
		if ((allowed & 1u << f) != 0) {
			of[n] = (enum format)f;
			names[n++] = format_names[f];
		}
	if (format_choose(r->s->opt, names, 0, &at, e) != ERR_NONE)
		return e->code;
	r->format = of[at];
	return ERR_NONE;
}

/* Opens the output; allowed = a bit for each format that there is. */
static int
run_open(struct run *r, struct setup *s, unsigned int allowed, struct err *e)
{
	int rc;

	memset(r, 0, sizeof(*r));
	r->s = s;
	if ((rc = choose_format(r, allowed, e)) != ERR_NONE)
		return rc;
	if (r->format != FORMAT_TEXT && r->format != FORMAT_HTML &&
	    (rc = setup_english(s, e)) != ERR_NONE)
		return rc;
	r->k = s->knowledge;
	if ((rc = setup_output(s, &r->file, e)) != ERR_NONE)
		return rc;
	r->term = term_of(r->file);
	if (s->opt->width > 0)
		r->term.width = term_width(s->opt->width);
	return ERR_NONE;
}

/* Writes all but the last bytes, which tell the writers what came before. */
static int
run_write(struct run *r, size_t keep, struct err *e)
{
	size_t n = r->out.n > keep ? r->out.n - keep : 0;

	if (n > 0 && fwrite(r->out.data, 1, n, r->file) < n)
		return err_set(e, ERR_IO, _("cannot write: %s"),
		    strerror(errno));
	if (n > 0)
		memmove(r->out.data, r->out.data + n, r->out.n - n);
	r->out.n -= n;
	return ERR_NONE;
}

/* Writes what is left; rc is what happened so far. */
static int
run_close(struct run *r, int rc, struct err *e)
{
	int end;

	if (rc == ERR_NONE)
		rc = run_write(r, 0, e);
	if (r->file != NULL) {
		end = setup_close_output(r->s, r->file,
		    rc == ERR_NONE ? e : NULL);
		if (rc == ERR_NONE)
			rc = end;
	}
	buf_free(&r->out);
	return rc;
}

static void
page_open(struct run *r, struct doc *d, const char *class)
{
	if (r->format == FORMAT_TEXT && r->out.n > 0)
		buf_add_char(&r->out, '\n');
	doc_open(d, &r->out, r->format == FORMAT_HTML ? DOC_HTML : DOC_TEXT,
	    r->term, class);
}

/* "5" or "5xx". */
static int
read_class(const char *s, int *class, struct err *e)
{
	if (s == NULL)
		return ERR_NONE;
	if (s[0] < '2' || s[0] > '5' ||
	    (s[1] != '\0' && strcmp(s + 1, "xx") != 0))
		return err_set(e, ERR_USAGE, _("--class: \"%s\" is none of "
		    "2, 3, 4, 5"), s);
	*class = s[0] - '0';
	return ERR_NONE;
}

int
cmd_codes(struct setup *s, struct err *e)
{
	struct guide_filter f = { 0, SPAN(""), NULL };
	struct knowledge *english = NULL;
	struct run r;
	struct doc d;
	int rc;

	if (s->opt->search != NULL)
		f.search = span_str(s->opt->search);
	rc = run_open(&r, s, F(TEXT) | F(JSON) | F(HTML) | F(CSV), e);
	if (rc == ERR_NONE && s->opt->n_args > 0)
		rc = err_set(e, ERR_USAGE, _("codes takes no arguments; "
		    "--search WORD looks for one"));
	if (rc != ERR_NONE ||
	    (rc = read_class(s->opt->class, &f.class, e)) != ERR_NONE)
		goto out;
	/* Admins know the English words, whatever they speak. */
	if (f.search.n > 0 && r.format != FORMAT_JSON &&
	    r.format != FORMAT_CSV && strcmp(i18n_lang(), "en") != 0 &&
	    (rc = knowledge_load(s->opt->knowledge, NULL, "en", &english,
	    e)) != ERR_NONE)
		goto out;
	f.also = english;
	switch (r.format) {
	case FORMAT_JSON:
		guide_json_open(&r.out, "codes");
		guide_json_list(&r.out, r.k, &f);
		guide_json_close(&r.out);
		break;
	case FORMAT_CSV:
		guide_csv_list(&r.out, r.k, &f);
		break;
	default:
		page_open(&r, &d, "codes");
		if (guide_list(&d, r.k, &f) == 0)
			doc_para(&d, span_str(_("No code matches.")));
		doc_close(&d);
	}
out:
	knowledge_free(english);
	return run_close(&r, rc, e);
}

/* A number alone is meant as a code, if only to hear that it is none. */
static bool
is_code(const char *arg)
{
	return arg[0] != '\0' && arg[strspn(arg, "0123456789")] == '\0';
}

static int
find_code(const struct knowledge *k, const char *arg,
    const struct code_info **c, struct err *e)
{
	int number;

	*c = num_int(span_str(arg), 999, &number) ?
	    knowledge_code_find(k, number) : NULL;
	if (*c == NULL)
		return err_set(e, ERR_USAGE, _("%s is no reply code in the "
		    "tables (\"codes\" lists them)"), arg);
	return ERR_NONE;
}

/* "5.7.1", or as the registry writes it "X.7.1": the failure is meant. */
static bool
read_enhanced(const char *arg, struct enhanced *x)
{
	char number[ENHANCED_BUFSIZE];

	if ((arg[0] == 'X' || arg[0] == 'x') && strlen(arg) < sizeof(number)) {
		snprintf(number, sizeof(number), "5%s", arg + 1);
		return enhanced_parse(span_str(number), x);
	}
	return enhanced_parse(span_str(arg), x);
}

static int
read_side(const struct knowledge *k, const char *arg, struct guide_side *s,
    struct err *e)
{
	struct enhanced x = { 0, 0, 0 };
	const struct code_info *c;
	int rc;

	if (!is_code(arg) && read_enhanced(arg, &x) &&
	    guide_side_enhanced(k, x, s))
		return ERR_NONE;
	if ((rc = find_code(k, arg, &c, e)) != ERR_NONE)
		return rc;
	guide_side_code(c, s);
	return ERR_NONE;
}

int
cmd_compare(struct setup *s, struct err *e)
{
	struct guide_side a, b;
	struct run r;
	struct doc d;
	int rc;

	rc = run_open(&r, s, F(TEXT) | F(JSON) | F(HTML), e);
	if (rc == ERR_NONE && s->opt->n_args != 2)
		rc = err_set(e, ERR_USAGE, _("compare takes two reply "
		    "codes: compare 251 551"));
	if (rc != ERR_NONE ||
	    (rc = read_side(r.k, s->opt->args[0], &a, e)) != ERR_NONE ||
	    (rc = read_side(r.k, s->opt->args[1], &b, e)) != ERR_NONE)
		goto out;
	if ((a.code == NULL) != (b.code == NULL)) {
		rc = err_set(e, ERR_USAGE, _("compare takes two basic codes "
		    "or two enhanced ones"));
		goto out;
	}
	if (r.format == FORMAT_JSON) {
		guide_json_compare(&r.out, r.k, &a, &b);
	} else {
		page_open(&r, &d, "compare");
		guide_compare(&d, r.k, &a, &b);
		doc_close(&d);
	}
out:
	return run_close(&r, rc, e);
}

/* One reply in the format chosen. */
static void
put_reply(struct run *r, struct guide_reply *reply)
{
	struct doc d;

	/* The voice that decided is enough unless --why asks for all. */
	if (!r->s->opt->why && reply->nwhy > 1)
		reply->nwhy = 1;
	switch (r->format) {
	case FORMAT_NDJSON:
		guide_ndjson(&r->out, r->k, reply);
		break;
	case FORMAT_JSON:
		guide_json_reply(&r->out, r->k, reply);
		break;
	default:
		page_open(r, &d, "reply");
		guide_reply(&d, r->k, reply);
		doc_close(&d);
	}
}

/* Every line of the file, one answer each, in their order. */
static int
explain_lines(struct run *r, FILE *in, struct judge_line *m, struct err *e)
{
	struct guide_reply reply;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	int rc = ERR_NONE;

	while (rc == ERR_NONE && (n = getdelim(&line, &size, '\n', in)) > 0) {
		judge_line(r->k, span_of(line, (size_t)n), m, &reply);
		put_reply(r, &reply);
		if (r->out.n >= FLUSH)
			rc = run_write(r, 1, e);
	}
	if (rc == ERR_NONE && ferror(in))
		rc = err_set(e, ERR_IO, _("cannot read: %s"),
		    strerror(errno));
	free(line);
	return rc;
}

/* A code, an enhanced code or a whole reply. */
static int
explain_one(struct run *r, const char *arg, struct judge_line *m,
    struct err *e)
{
	const struct code_info *c;
	struct guide_reply reply;
	struct enhanced x = { 0, 0, 0 };
	struct doc d;
	int rc;

	if (span_trim(span_str(arg)).n == 0)
		return err_set(e, ERR_USAGE, "%s", _("explain: the reply is "
		    "empty"));
	if (r->format == FORMAT_NDJSON || (!is_code(arg) &&
	    !read_enhanced(arg, &x))) {
		judge_line(r->k, span_str(arg), m, &reply);
		put_reply(r, &reply);
		return ERR_NONE;
	}
	if (is_code(arg)) {
		if ((rc = find_code(r->k, arg, &c, e)) != ERR_NONE)
			return rc;
		if (r->format == FORMAT_JSON) {
			guide_json_code(&r->out, r->k, c);
			return ERR_NONE;
		}
		page_open(r, &d, "code");
		guide_code(&d, r->k, c);
	} else {
		if (r->format == FORMAT_JSON) {
			guide_json_enhanced(&r->out, r->k, x);
			return ERR_NONE;
		}
		page_open(r, &d, "code");
		guide_enhanced(&d, r->k, x);
	}
	doc_close(&d);
	return ERR_NONE;
}

/* A reply that the shell took apart: a word that is neither code nor text. */
static bool
is_taken_apart(const struct options *o)
{
	struct enhanced x;
	size_t i;

	for (i = 0; i < o->n_args; i++)
		if (!is_code(o->args[i]) && strcmp(o->args[i], "-") != 0 &&
		    strchr(o->args[i], ' ') == NULL &&
		    !read_enhanced(o->args[i], &x))
			return o->n_args > 1;
	return false;
}

static int
explain_args(struct run *r, FILE *in, struct judge_line *m, struct err *e)
{
	struct buf joined = { NULL, 0, 0 };
	int rc = ERR_NONE;
	size_t i;

	if (is_taken_apart(r->s->opt)) {
		for (i = 0; i < r->s->opt->n_args; i++)
			buf_printf(&joined, "%s%s", i ? " " : "",
			    r->s->opt->args[i]);
		rc = explain_one(r, buf_str(&joined), m, e);
		buf_free(&joined);
		return rc;
	}
	for (i = 0; i < r->s->opt->n_args && rc == ERR_NONE; i++)
		if (strcmp(r->s->opt->args[i], "-") == 0)
			rc = explain_lines(r, in, m, e);
		else
			rc = explain_one(r, r->s->opt->args[i], m, e);
	return rc;
}

int
cmd_explain(struct setup *s, struct err *e)
{
	struct judge_line m;
	struct run r;
	int rc;

	memset(&m, 0, sizeof(m));
	rc = run_open(&r, s, F(TEXT) | F(JSON) | F(HTML) | F(NDJSON), e);
	if (rc == ERR_NONE && s->opt->n_args == 0)
		rc = err_set(e, ERR_USAGE, _("explain takes codes or a "
		    "reply: explain 550, explain 5.7.26, explain \"550 5.7.1 "
		    "...\", or - for one a line"));
	if (rc != ERR_NONE)
		goto out;
	if (r.format == FORMAT_JSON)
		guide_json_open(&r.out, "explain");
	if ((rc = explain_args(&r, stdin, &m, e)) != ERR_NONE)
		goto out;
	if (r.format == FORMAT_JSON)
		guide_json_close(&r.out);
out:
	judge_line_free(&m);
	return run_close(&r, rc, e);
}

#include <stdlib.h>

#include "parsers/rule_priv.h"
#include "schema/buf.h"
#include "schema/mem.h"

const char *const rule_field_names[FIELD_COUNT] = {
	"queue_id", "next_queue_id", "message_id", "sender", "submitter",
	"recipient", "orig_recipient", "relay_host", "relay_ip",
	"client_host", "client_ip", "local_ip", "service", "delay", "dsn",
	"outcome", "stage", "reply", "text", "repeat", "piece", "pieces",
	"recipients", 	"detail", "extra"
};

/* A piece of a pattern that rules share. */
struct define {
	char		*name;
	char		*text;
};

struct loader {
	const char		*name;
	int			 line;
	struct ruleset		*rs;
	struct rule_section	*section;
	struct rule_full	*rule;
	struct rule_sample	*sample;
	int			 event;		/* which one `expect` means */
	struct buf		 pattern;
	struct define		*defines;
	size_t			 n_defines;
	struct err		*err;
};

static int
bad(struct loader *l, const char *what, struct span detail)
{
	return err_set(l->err, ERR_DATA, "%s:%d: rule %s: %s%s%.*s", l->name,
	    l->line, l->rule != NULL ? l->rule->pub.id : "(none)", what,
	    detail.n > 0 ? ": " : "", SPAN_FMT(detail));
}

/* The first word of s and what follows its blanks. */
static struct span
word(struct span *s)
{
	size_t n = span_find_char(*s, ' ');
	struct span w = span_head(*s, n);

	*s = span_trim(span_skip(*s, n));
	return w;
}

/* Whether the rule has words for the field; any rule has for outcomes. */
static bool
has_words(const struct rule_full *r, enum rule_field f)
{
	int i;

	for (i = 0; i < r->n_words; i++)
		if (r->words[i].field == f)
			return true;
	return f == FIELD_OUTCOME;
}

static int
by_number(const void *a, const void *b)
{
	const struct rule_group *x = a, *y = b;

	return x->group < y->group ? -1 : x->group > y->group;
}

/* The groups with a name, in the order of their numbers. */
static void
map_groups(struct rule_full *r, struct loader *l, int *rc)
{
	PCRE2_SPTR table;
	uint32_t count, size, i, groups;
	int f;

	pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(r->code, PCRE2_INFO_NAMETABLE, &table);
	if (groups >= RULE_MAX_GROUPS) {
		*rc = bad(l, "more than 63 groups", SPAN_NULL);
		return;
	}
	for (i = 0; i < count; i++, table += size) {
		for (f = 0; f < FIELD_COUNT; f++)
			if (strcmp(rule_field_names[f],
			    (const char *)table + 2) == 0)
				break;
		if (f == FIELD_COUNT) {
			*rc = bad(l, "no such field",
			    span_str((const char *)table + 2));
			return;
		}
		r->named[r->n_named++] = (struct rule_group){
		    (uint32_t)(table[0] << 8 | table[1]), (enum rule_field)f,
		    has_words(r, (enum rule_field)f) };
	}
	qsort(r->named, (size_t)r->n_named, sizeof(r->named[0]), by_number);
}

/* Ends the rule that is being read: compiles and checks it. */
static int
finish_rule(struct loader *l)
{
	struct rule_full *r = l->rule;
	PCRE2_UCHAR msg[256];
	PCRE2_SIZE at;
	int code, rc = 0;

	if (r == NULL)
		return 0;
	r->pattern = mem_strdup(buf_str(&l->pattern));
	buf_clear(&l->pattern);
	if (r->pattern[0] == '\0')
		return bad(l, "has no `match`", SPAN_NULL);
	r->code = pcre2_compile((PCRE2_SPTR)r->pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_DUPNAMES | PCRE2_DOTALL, &code, &at, NULL);
	if (r->code == NULL) {
		pcre2_get_error_message(code, msg, sizeof(msg));
		l->line = r->pub.line;
		return err_set(l->err, ERR_DATA,
		    "%s:%d: rule %s: match: %s at offset %zu", l->name,
		    r->pub.line, r->pub.id, (char *)msg, (size_t)at);
	}
	r->jit = pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) == 0;
	map_groups(r, l, &rc);
	if (rc == 0 && r->pub.samples == NULL)
		rc = bad(l, "has no `sample`", SPAN_NULL);
	l->rule = NULL;
	l->sample = NULL;
	return rc;
}

static struct rule_section *
section_named(struct ruleset *rs, struct span name)
{
	struct rule_section *s;
	size_t i;

	for (i = 0; i < rs->n_sections; i++)
		if (span_eq(span_str(rs->sections[i].name), name))
			return &rs->sections[i];
	rs->sections = mem_resize(rs->sections, rs->n_sections + 1,
	    sizeof(*rs->sections));
	s = &rs->sections[rs->n_sections++];
	*s = (struct rule_section){ .name = mem_span_dup(name) };
	return s;
}

static int
begin_rule(struct loader *l, struct span id)
{
	struct rule_full *r;
	size_t i;
	int rc;

	rc = finish_rule(l);
	if (rc != 0)
		return rc;
	if (l->section == NULL)
		return bad(l, "stands before any `section`", id);
	for (i = 0; i < l->rs->n_rules; i++)
		if (span_eq(span_str(l->rs->rules[i]->pub.id), id))
			return bad(l, "this id is taken already", id);
	r = mem_alloc(sizeof(*r));
	r->pub.id = mem_span_dup(id);
	r->pub.section = mem_strdup(l->section->name);
	r->pub.line = l->line;
	r->pub.kind = EVENT_ATTEMPT;
	r->outcome = r->direction = r->stage = r->origin = r->detail = -1;
	l->section->rules = mem_resize(l->section->rules, l->section->n + 1,
	    sizeof(*l->section->rules));
	l->section->rules[l->section->n++] = r;
	l->rs->rules = mem_resize(l->rs->rules, l->rs->n_rules + 1,
	    sizeof(*l->rs->rules));
	l->rs->rules[l->rs->n_rules++] = r;
	l->rule = r;
	return 0;
}

/* "key=value" of `set` */
static int
set_value(struct loader *l, struct span kv)
{
	size_t eq = span_find_char(kv, '=');
	struct span key = span_head(kv, eq), value = span_skip(kv, eq + 1);
	int v;

	if (span_eq(key, SPAN("outcome")))
		v = l->rule->outcome = outcome_from(value);
	else if (span_eq(key, SPAN("direction")))
		v = l->rule->direction = direction_from(value);
	else if (span_eq(key, SPAN("stage")))
		v = l->rule->stage = stage_from(value);
	else if (span_eq(key, SPAN("origin")))
		v = l->rule->origin = origin_from(value);
	else
		return bad(l, "set: no such key", key);
	return v < 0 ? bad(l, "set: no such value", kv) : 0;
}

/* "FIELD word=value ..." of `words` */
static int
add_words(struct loader *l, struct span rest)
{
	struct rule_full *r = l->rule;
	struct span name = word(&rest), kv;
	enum rule_field f;
	size_t eq;
	int v;

	if (span_eq(name, SPAN("outcome")))
		f = FIELD_OUTCOME;
	else if (span_eq(name, SPAN("stage")))
		f = FIELD_STAGE;
	else
		return bad(l, "words: not a field of words", name);
	while (rest.n > 0) {
		kv = word(&rest);
		eq = span_find_char(kv, '=');
		v = f == FIELD_OUTCOME ? outcome_from(span_skip(kv, eq + 1)) :
		    stage_from(span_skip(kv, eq + 1));
		if (eq == kv.n || v < 0)
			return bad(l, "words: no such value", kv);
		if (r->n_words == RULE_MAX_WORDS)
			return bad(l, "words: too many", kv);
		r->words[r->n_words++] = (struct rule_word){ f,
		    mem_span_dup(span_head(kv, eq)), eq, v };
	}
	return 0;
}

static void
add_sample(struct loader *l, struct span text)
{
	struct rule_sample *s = mem_alloc(sizeof(*s)), **tail;

	s->line = l->line;
	s->text = mem_span_dup(text);
	for (tail = &l->rule->pub.samples; *tail != NULL;
	    tail = &(*tail)->next)
		;
	*tail = s;
	l->sample = s;
	l->event = 0;
}

static int
add_expect(struct loader *l, struct span kv)
{
	struct rule_expect *x, **tail;
	size_t eq = span_find_char(kv, '=');

	if (l->sample == NULL)
		return bad(l, "expect: no sample before it", kv);
	if (span_eq(kv, SPAN("nothing"))) {
		l->sample->nothing = true;
		return 0;
	}
	if (eq == kv.n)
		return bad(l, "expect: not FIELD=VALUE", kv);
	x = mem_alloc(sizeof(*x));
	x->event = l->event;
	x->field = mem_span_dup(span_head(kv, eq));
	x->value = mem_span_dup(span_skip(kv, eq + 1));
	for (tail = &l->sample->expect; *tail != NULL; tail = &(*tail)->next)
		;
	*tail = x;
	return 0;
}

static const struct define *
find_define(const struct loader *l, struct span name)
{
	size_t i;

	for (i = 0; i < l->n_defines; i++)
		if (span_eq(span_str(l->defines[i].name), name))
			return &l->defines[i];
	return NULL;
}

/* Appends pattern text with every {{NAME}} replaced. */
static int
expand(struct loader *l, struct span text, struct buf *out)
{
	const struct define *d;
	struct span name;
	size_t at;

	while ((at = span_find(text, SPAN("{{"))) < text.n) {
		buf_add_span(out, span_head(text, at));
		text = span_skip(text, at + 2);
		at = span_find(text, SPAN("}}"));
		name = span_head(text, at);
		d = at < text.n ? find_define(l, name) : NULL;
		if (d == NULL)
			return bad(l, "not defined", name);
		buf_add_str(out, d->text);
		text = span_skip(text, at + 2);
	}
	buf_add_span(out, text);
	return 0;
}

/* "define NAME PATTERN" */
static int
add_define(struct loader *l, struct span rest)
{
	struct span name = word(&rest);
	struct buf text = { 0 };
	int rc;

	if (find_define(l, name) != NULL)
		return bad(l, "defined already", name);
	rc = expand(l, rest, &text);
	if (rc == 0) {
		l->defines = mem_resize(l->defines, l->n_defines + 1,
		    sizeof(*l->defines));
		l->defines[l->n_defines++] = (struct define){
		    mem_span_dup(name), mem_strdup(buf_str(&text)) };
	}
	buf_free(&text);
	return rc;
}

static int
rule_line(struct loader *l, struct span key, struct span rest)
{
	struct rule_full *r = l->rule;
	struct buf words = { 0 };
	int v, rc = 0;

	if (r == NULL)
		return bad(l, "stands before any `rule`", key);
	if ((span_eq(key, SPAN("needle")) && r->needle != NULL) ||
	    (span_eq(key, SPAN("detail")) && r->detail_name != NULL))
		return bad(l, "stands there twice", key);
	if (span_eq(key, SPAN("needle"))) {
		r->needle = mem_span_dup(rest);
		r->needle_len = rest.n;
	} else if (span_eq(key, SPAN("match")) || span_eq(key, SPAN("|")))
		rc = expand(l, rest, &l->pattern);
	else if (span_eq(key, SPAN("kind"))) {
		v = event_kind_from(rest);
		if (v < 0)
			return bad(l, "kind: no such kind", rest);
		r->pub.kind = (enum event_kind)v;
	} else if (span_eq(key, SPAN("set"))) {
		while (rest.n > 0 && rc == 0)
			rc = set_value(l, word(&rest));
	} else if (span_eq(key, SPAN("words"))) {
		rc = expand(l, rest, &words);
		if (rc == 0)
			rc = add_words(l, buf_span(&words));
		buf_free(&words);
	} else if (span_eq(key, SPAN("detail")))
		r->detail_name = mem_span_dup(rest);
	else if (span_eq(key, SPAN("sample")))
		add_sample(l, rest);
	else if (span_eq(key, SPAN("event")))
		l->event++;
	else if (span_eq(key, SPAN("expect")))
		rc = add_expect(l, rest);
	else
		rc = bad(l, "no such key", key);
	return rc;
}

/* Sections named by `detail` exist; the loader's names become numbers. */
static int
link_details(struct loader *l)
{
	struct rule_full *r;
	size_t i;

	for (i = 0; i < l->rs->n_rules; i++) {
		r = l->rs->rules[i];
		if (r->detail_name == NULL)
			continue;
		r->detail = ruleset_section(l->rs, r->detail_name);
		if (r->detail < 0) {
			l->rule = r;
			l->line = r->pub.line;
			return bad(l, "detail: no such section",
			    span_str(r->detail_name));
		}
	}
	return 0;
}

static int
read_line(struct loader *l, struct span raw)
{
	struct span line = span_trim(raw), rest = line, key;

	if (line.n == 0 || line.p[0] == '#')
		return 0;
	key = word(&rest);
	if (span_eq(key, SPAN("section"))) {
		int rc = finish_rule(l);

		l->section = section_named(l->rs, rest);
		return rc;
	}
	if (span_eq(key, SPAN("rule")))
		return begin_rule(l, rest);
	if (span_eq(key, SPAN("define"))) {
		int rc = finish_rule(l);

		return rc != 0 ? rc : add_define(l, rest);
	}
	return rule_line(l, key, rest);
}

int
ruleset_load(const char *name, struct span text, struct ruleset **out,
    struct err *err)
{
	struct loader l = { .name = name, .err = err };
	size_t n, i;
	int rc = 0;

	*out = NULL;
	l.rs = mem_alloc(sizeof(*l.rs));
	while (text.n > 0 && rc == 0) {
		n = span_find_char(text, '\n');
		l.line++;
		rc = read_line(&l, span_head(text, n));
		text = span_skip(text, n + 1);
	}
	if (rc == 0)
		rc = finish_rule(&l);
	if (rc == 0)
		rc = link_details(&l);
	if (rc == 0 && l.rs->n_rules == 0)
		rc = err_set(err, ERR_DATA, "%s: holds no rule", name);
	buf_free(&l.pattern);
	for (i = 0; i < l.n_defines; i++) {
		free(l.defines[i].name);
		free(l.defines[i].text);
	}
	free(l.defines);
	if (rc != 0)
		ruleset_free(l.rs);
	else
		*out = l.rs;
	return rc;
}

static void
free_samples(struct rule_sample *s)
{
	struct rule_sample *next;
	struct rule_expect *x, *x_next;

	for (; s != NULL; s = next) {
		next = s->next;
		for (x = s->expect; x != NULL; x = x_next) {
			x_next = x->next;
			free(x->field);
			free(x->value);
			free(x);
		}
		free(s->text);
		free(s);
	}
}

void
ruleset_free(struct ruleset *rs)
{
	struct rule_full *r;
	size_t i;
	int w;

	if (rs == NULL)
		return;
	for (i = 0; i < rs->n_rules; i++) {
		r = rs->rules[i];
		free_samples(r->pub.samples);
		pcre2_code_free(r->code);
		for (w = 0; w < r->n_words; w++)
			free(r->words[w].word);
		free(r->pub.id);
		free(r->pub.section);
		free(r->needle);
		free(r->pattern);
		free(r->detail_name);
		free(r);
	}
	for (i = 0; i < rs->n_sections; i++) {
		free(rs->sections[i].name);
		free(rs->sections[i].rules);
	}
	free(rs->sections);
	free(rs->rules);
	free(rs);
}

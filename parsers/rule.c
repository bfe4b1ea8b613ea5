#include <stdlib.h>

#include "parsers/rule_priv.h"
#include "schema/mem.h"
#include "schema/num.h"

/* Backtracking bound: a hostile line costs milliseconds, not minutes. */
#define MATCH_LIMIT	200000
#define JIT_STACK_BYTES	((size_t)512 * 1024)

struct rule_scratch {
	pcre2_match_data	*data;
	pcre2_match_context	*context;
	pcre2_jit_stack		*stack;
};

struct rule_scratch *
rule_scratch_new(void)
{
	struct rule_scratch *s = mem_alloc(sizeof(*s));

	s->data = pcre2_match_data_create(RULE_MAX_GROUPS, NULL);
	s->context = pcre2_match_context_create(NULL);
	s->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_BYTES, NULL);
	pcre2_set_match_limit(s->context, MATCH_LIMIT);
	pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void
rule_scratch_free(struct rule_scratch *s)
{
	if (s == NULL)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	pcre2_jit_stack_free(s->stack);
	free(s);
}

int
ruleset_section(const struct ruleset *rs, const char *name)
{
	size_t i;

	for (i = 0; i < rs->n_sections; i++)
		if (rs->sections[i].name[0] == name[0] &&
		    strcmp(rs->sections[i].name, name) == 0)
			return (int)i;
	return -1;
}

size_t
ruleset_count(const struct ruleset *rs)
{
	return rs->n_rules;
}

const struct rule *
ruleset_rule(const struct ruleset *rs, size_t i)
{
	return &rs->rules[i]->pub;
}

/* The value of a word of field f; -1 = the rule does not list it. */
static int
word_value(const struct rule_full *r, enum rule_field f, struct span w)
{
	int i;

	for (i = 0; i < r->n_words; i++)
		if (r->words[i].field == f &&
		    span_eq(span_of(r->words[i].word, r->words[i].len), w))
			return r->words[i].value;
	return -1;
}

/* A field that holds a word or a number, into e. */
static void
take_value(const struct rule_full *r, const struct rule_group *g,
    struct span s, struct event *e)
{
	int v;

	switch (g->field) {
	case FIELD_OUTCOME:
		e->outcome = (enum outcome)word_value(r, g->field, s);
		break;
	case FIELD_STAGE:
		e->stage = g->listed ? (enum stage)word_value(r, g->field,
		    s) : rule_stage(s);
		break;
	case FIELD_DELAY:
		e->delay_ms = rule_delay_ms(s);
		break;
	case FIELD_DSN:
		enhanced_parse(s, &e->mta_status);
		break;
	case FIELD_REPEAT:
		if (num_int(s, 1000000000, &v) && v > 0)
			e->repeat = (uint32_t)v;
		break;
	case FIELD_RECIPIENTS:
		if (num_int(s, 1000000000, &v))
			e->recipients = v;
		break;
	case FIELD_PIECE:
		if (num_int(s, UINT16_MAX, &v))
			e->piece = (uint16_t)v;
		break;
	case FIELD_PIECES:
		if (num_int(s, UINT16_MAX, &v))
			e->pieces = (uint16_t)v;
		break;
	default:
		break;
	}
}

/* What group g of the match holds; the null span if it took no part. */
static struct span
group_span(struct span body, const PCRE2_SIZE *ov, uint32_t g)
{
	if (ov[2 * g] == PCRE2_UNSET)
		return SPAN_NULL;
	return span_of(body.p + ov[2 * g], ov[2 * g + 1] - ov[2 * g]);
}

static bool
words_are_listed(const struct rule_full *r, struct span body,
    const PCRE2_SIZE *ov, uint32_t groups)
{
	const struct rule_group *g = r->named, *end = g + r->n_named;
	struct span s;

	for (; g < end && g->group < groups; g++) {
		if (!g->listed)
			continue;
		s = group_span(body, ov, g->group);
		if (s.p != NULL && word_value(r, g->field, s) < 0)
			return false;
	}
	return true;
}

/*
 * The groups of a match as fields of m and values of e.  What an outer rule
 * has put into a field of m stays; only the detail goes one level deeper.
 */
static void
take_groups(const struct rule_full *r, struct span body,
    const PCRE2_SIZE *ov, uint32_t groups, struct rule_match *m,
    struct event *e)
{
	const struct rule_group *g = r->named, *end = g + r->n_named;
	struct span s;

	m->field[FIELD_DETAIL] = SPAN_NULL;
	for (; g < end && g->group < groups; g++) {
		s = group_span(body, ov, g->group);
		if (s.p == NULL)
			continue;
		take_value(r, g, s, e);
		if (m->field[g->field].p == NULL)
			m->field[g->field] = s;
	}
}

static bool
rule_matches(const struct rule_full *r, struct span body,
    struct rule_scratch *s, struct rule_match *m, struct event *e)
{
	const PCRE2_SIZE *ov;
	int rc;

	if (r->needle_len > 0 &&
	    !span_has(body, span_of(r->needle, r->needle_len)))
		return false;
	if (r->jit)
		rc = pcre2_jit_match(r->code, (PCRE2_SPTR)body.p, body.n, 0,
		    0, s->data, s->context);
	else
		rc = pcre2_match(r->code, (PCRE2_SPTR)body.p, body.n, 0, 0,
		    s->data, s->context);
	if (rc <= 0)
		return false;
	ov = pcre2_get_ovector_pointer(s->data);
	if (!words_are_listed(r, body, ov, (uint32_t)rc))
		return false;
	take_groups(r, body, ov, (uint32_t)rc, m, e);
	return true;
}

static const struct rule_full *
match_section(const struct ruleset *rs, int section, struct span body,
    struct rule_scratch *s, struct rule_match *m, struct event *e)
{
	const struct rule_section *sec = &rs->sections[section];
	const struct rule_full *r;
	size_t i;

	if (body.p == NULL)
		body = SPAN("");
	for (i = 0; i < sec->n; i++) {
		r = sec->rules[i];
		if (!rule_matches(r, body, s, m, e))
			continue;
		if (r->outcome >= 0)
			e->outcome = (enum outcome)r->outcome;
		if (r->direction >= 0)
			e->direction = (enum direction)r->direction;
		if (r->stage >= 0)
			e->stage = (enum stage)r->stage;
		if (r->origin >= 0)
			e->origin = (enum origin)r->origin;
		return r;
	}
	return NULL;
}

bool
ruleset_match(const struct ruleset *rs, int section, struct span body,
    struct rule_scratch *s, struct rule_match *m, struct event *e)
{
	const struct rule_full *r, *d;
	struct span detail;

	mem_zero(m, sizeof(*m));
	r = match_section(rs, section, body, s, m, e);
	if (r == NULL)
		return false;
	m->rule = &r->pub;
	e->kind = r->pub.kind;
	while (r->detail >= 0 && m->field[FIELD_DETAIL].p != NULL &&
	    m->between == NULL) {
		m->between = m->detail;
		detail = m->field[FIELD_DETAIL];
		d = match_section(rs, r->detail, detail, s, m, e);
		if (d == NULL)
			return false;
		m->detail = &d->pub;
		r = d;
	}
	return true;
}

void
rule_fill(const struct rule_match *m, struct event *e)
{
	const struct span *f = m->field;

#define TAKE(member, id)	if (f[id].p != NULL) e->member = f[id]
	TAKE(queue_id, FIELD_QUEUE_ID);
	TAKE(next_queue_id, FIELD_NEXT_QUEUE_ID);
	TAKE(message_id, FIELD_MESSAGE_ID);
	TAKE(sender, FIELD_SENDER);
	TAKE(submitter, FIELD_SUBMITTER);
	TAKE(recipient, FIELD_RECIPIENT);
	TAKE(orig_recipient, FIELD_ORIG_RECIPIENT);
	TAKE(relay_host, FIELD_RELAY_HOST);
	TAKE(relay_ip, FIELD_RELAY_IP);
	TAKE(client_host, FIELD_CLIENT_HOST);
	TAKE(client_ip, FIELD_CLIENT_IP);
	TAKE(local_ip, FIELD_LOCAL_IP);
	TAKE(service, FIELD_SERVICE);
#undef TAKE
}

/* "1+02:03:04" or "02:03:04" (sendmail) */
static int64_t
clock_delay(struct span s)
{
	size_t plus = span_find_char(s, '+');
	uint64_t days = 0, h, m, sec;

	if (plus < s.n) {
		if (!num_u64(span_head(s, plus), 100000, &days))
			return -1;
		s = span_skip(s, plus + 1);
	}
	if (s.n != 8 || !num_u64(span_head(s, 2), 99, &h) ||
	    !num_u64(span_of(s.p + 3, 2), 59, &m) ||
	    !num_u64(span_of(s.p + 6, 2), 60, &sec))
		return -1;
	return (int64_t)(((days * 24 + h) * 60 + m) * 60 + sec) * 1000;
}

/* "3d2h5m6s" (Exim's readconf_printtime, with "0.012s" since 4.89) */
static int64_t
unit_delay(struct span s)
{
	int64_t total = 0, part, unit;
	size_t i;

	while (s.n > 0) {
		for (i = 0; i < s.n && (num_is_digit(s.p[i]) ||
		    s.p[i] == '.'); i++)
			;
		if (i == s.n || !num_millis(span_head(s, i), &part) ||
		    part > INT64_MAX / 604800 / 2)
			return -1;
		switch (s.p[i]) {
		case 'w': unit = 604800; break;
		case 'd': unit = 86400; break;
		case 'h': unit = 3600; break;
		case 'm': unit = 60; break;
		case 's': unit = 1; break;
		default: return -1;
		}
		total += part * unit;
		s = span_skip(s, i + 1);
	}
	return total;
}

int64_t
rule_delay_ms(struct span s)
{
	int64_t ms;

	if (num_millis(s, &ms))
		return ms;
	if (s.n >= 8 && span_find_char(s, ':') < s.n)
		return clock_delay(s);
	return s.n > 0 ? unit_delay(s) : -1;
}

enum stage
rule_stage(struct span s)
{
#define ROW(word, stage)	{ { word, sizeof(word) - 1 }, stage }
	static const struct {
		struct span	word;
		enum stage	stage;
	} rows[] = {
		ROW("RCPT", STAGE_RCPT),
		ROW("end of data", STAGE_EOD),
		ROW("sending data block", STAGE_EOD),
		ROW("initial connection", STAGE_BANNER),
		ROW("connect", STAGE_CONNECT),
		ROW("initial server greeting", STAGE_BANNER),
		ROW("MAIL", STAGE_MAIL),
		ROW("DATA", STAGE_DATA),
		ROW("BDAT", STAGE_EOD),
		ROW("message body", STAGE_DATA),
		ROW("TLS handshake", STAGE_STARTTLS),
		ROW("SASL ", STAGE_AUTH),
		ROW("EHLO", STAGE_HELO),
		ROW("HELO", STAGE_HELO),
		ROW("LHLO", STAGE_HELO),
		ROW("STARTTLS", STAGE_STARTTLS),
		ROW("SSL-on-connect", STAGE_STARTTLS),
		ROW("AUTH", STAGE_AUTH),
		ROW("XFORWARD", STAGE_HELO),
		ROW("END-OF-MESSAGE", STAGE_EOD),
		ROW("EOM", STAGE_EOD),
	};
#undef ROW
	size_t i;

	if (span_starts_nocase(s, SPAN("pipelined ")))
		s = span_skip(s, 10);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (span_starts_nocase(s, rows[i].word))
			return rows[i].stage;
	return STAGE_NONE;
}

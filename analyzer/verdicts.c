#include <stdlib.h>

#include "analyzer/verdicts.h"
#include "schema/hash.h"
#include "schema/mem.h"
#include "schema/num.h"

void
verdicts_init(struct verdicts *v, const struct knowledge *k)
{
	*v = (struct verdicts){ .knowledge = k };
}

void
verdicts_free(struct verdicts *v)
{
	map_free(&v->index);
	free(v->all);
}

struct span
verdicts_relay_domain(struct span host)
{
	struct span rest;
	size_t dot;

	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	dot = span_find_char(host, '.');
	if (dot == host.n || host.p[0] == '[' || host.p[0] == '/' ||
	    num_is_digit(host.p[host.n - 1]))
		return SPAN("");
	rest = span_skip(host, dot + 1);
	return span_find_char(rest, '.') < rest.n ? rest : host;
}

void
verdicts_judge(const struct knowledge *k, const struct event *e,
    struct span text, struct span relay_domain, struct verdict *out)
{
	struct judge_input in = judge_input_new(text);

	in.code = e->code;
	in.enhanced = e->enhanced;
	in.mta_status = e->mta_status;
	in.stage = e->stage;
	in.origin = e->origin;
	in.direction = e->direction;
	in.outcome = e->outcome;
	in.mta = e->mta;
	in.relay_host = relay_domain;
	in.recipient = e->recipient;
	judge_reply(k, &in, out);
}

const struct verdict *
verdicts_get(struct verdicts *v, const struct record *r,
    struct span relay_domain, bool *fresh)
{
	const struct event *e = &r->event;
	struct enhanced status = event_own_status(e);
	uint64_t key, at;

	*fresh = false;
	if (e->outcome == OUTCOME_DELIVERED || e->outcome == OUTCOME_FORWARDED)
		return NULL;
	key = hash_span(span_of((const char *)r->fingerprint.b,
	    sizeof(r->fingerprint.b)));
	key = hash_mix(key, (uint64_t)e->stage << 24 |
	    (uint64_t)e->origin << 16 | (uint64_t)e->direction << 12 |
	    (uint64_t)e->mta << 8 | (uint64_t)e->outcome);
	key = hash_mix(key, (uint64_t)status.class << 32 |
	    (uint64_t)status.subject << 16 | (uint64_t)status.detail);
	key = hash_mix(key, hash_span(relay_domain));
	if (map_get(&v->index, key, &at))
		return &v->all[at];
	*fresh = true;
	if (v->n >= VERDICTS_KEPT) {
		map_clear(&v->index);
		v->n = 0;
	}
	if (v->n == v->size) {
		v->size = v->size > 0 ? v->size * 2 : 256;
		v->all = mem_resize(v->all, v->size, sizeof(*v->all));
	}
	verdicts_judge(v->knowledge, e, e->text, relay_domain, &v->all[v->n]);
	map_put(&v->index, key, v->n);
	return &v->all[v->n++];
}

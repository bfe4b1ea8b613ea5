#include <string.h>

#include "analyzer/message.h"
#include "schema/hash.h"

struct span
message_fact(const struct message *m, enum message_fact f)
{
	if (!m->known[f])
		return SPAN_NULL;
	return span_of(m->text.data + m->at[f], m->len[f]);
}

void
message_set(struct message *m, enum message_fact f, struct span v)
{
	if (v.p == NULL || (m->known[f] && span_eq(message_fact(m, f), v)))
		return;
	m->known[f] = true;
	m->at[f] = (uint32_t)m->text.n;
	m->len[f] = (uint32_t)v.n;
	/* One byte more, so that the buffer is never without memory. */
	buf_add_span(&m->text, v);
	buf_add_char(&m->text, '\0');
	m->dirty = true;
}

uint64_t
message_key(enum mta mta, struct span host, struct span queue_id)
{
	char all[256];
	size_t n = host.n;

	/* One hash of both costs half of two; a byte parts them. */
	if (host.n + queue_id.n + 1 > sizeof(all))
		return hash_mix(hash_span(host), hash_span(queue_id));
	memcpy(all, host.n > 0 ? host.p : "", host.n);
	all[n++] = (char)mta;
	memcpy(all + n, queue_id.p, queue_id.n);
	return hash_span(span_of(all, n + queue_id.n));
}

void
message_count_end(struct message *m, const struct event *e)
{
	switch (e->outcome) {
	case OUTCOME_DELIVERED:
	case OUTCOME_BOUNCED:
	case OUTCOME_EXPIRED:
	case OUTCOME_FORWARDED:
		m->ended++;
		break;
	case OUTCOME_DISCARDED:
		if (e->recipient.n > 0)
			m->ended++;
		else if (m->expected >= 0)
			m->expected = 0;
		break;
	case OUTCOME_REJECTED:
		/* Refused before the end of the data it was never counted. */
		if (e->recipient.n > 0 && e->stage == STAGE_EOD)
			m->ended++;
		break;
	default:
		break;
	}
}

void
message_list_add(struct message_list *l, struct message *m)
{
	m->older = l->newest;
	m->newer = NULL;
	if (l->newest != NULL)
		l->newest->newer = m;
	else
		l->oldest = m;
	l->newest = m;
	l->n++;
}

void
message_list_remove(struct message_list *l, struct message *m)
{
	if (m->older != NULL)
		m->older->newer = m->newer;
	else
		l->oldest = m->newer;
	if (m->newer != NULL)
		m->newer->older = m->older;
	else
		l->newest = m->older;
	l->n--;
}

#include <stdlib.h>

#include "analyzer/correlate_priv.h"
#include "schema/hash.h"
#include "schema/mem.h"

/* Messages kept that are done: a line about them is rare. */
#define MAX_DONE	4096

struct correlate *
correlate_new(const struct correlate_sink *sink)
{
	struct correlate *c = mem_alloc(sizeof(*c));

	c->sink = *sink;
	c->source_first = INT64_MIN;
	return c;
}

void
correlate_no_facts(struct correlate *c)
{
	c->no_facts = true;
}

void
correlate_life(struct correlate *c, int64_t life_s)
{
	c->life_s = life_s;
}

void
correlate_source(struct correlate *c, int64_t first_ts)
{
	c->source_first = first_ts;
}

static void
free_recipient(struct correlate *c, struct recipient *r)
{
	map_remove(&c->recipients, r->key);
	free(r->address);
	free(r->orig);
	free(r->last);
	free(r->reply);
	free(r);
}

/* Takes m out of everything; its memory serves the next one. */
static void
drop(struct correlate *c, struct message *m)
{
	struct recipient *r, *next;
	struct buf text = m->text;

	for (r = m->recipients; r != NULL; r = next) {
		next = r->next;
		free_recipient(c, r);
	}
	map_remove(&c->messages, m->key);
	c->twins -= m->twin;
	message_list_remove(&c->list[m->done], m);
	buf_clear(&text);
	*m = (struct message){ .text = text, .newer = c->spare };
	c->spare = m;
}

int
correlate_forget(struct correlate *c, struct message *m, struct err *err)
{
	struct recipient *r;
	int rc = 0;

	for (r = m->recipients; rc == 0 && r != NULL; r = r->next)
		rc = c->sink.forget(c->sink.arg, m, r, err);
	drop(c, m);
	return rc;
}

void
correlate_free(struct correlate *c)
{
	struct message *m;

	if (c == NULL)
		return;
	while ((m = c->list[false].newest) != NULL ||
	    (m = c->list[true].newest) != NULL)
		drop(c, m);
	while ((m = c->spare) != NULL) {
		c->spare = m->newer;
		buf_free(&m->text);
		free(m);
	}
	map_free(&c->messages);
	map_free(&c->recipients);
	free(c);
}

static struct message *
find_message(const struct correlate *c, uint64_t key)
{
	uint64_t v;

	return map_get(&c->messages, key, &v) ?
	    (struct message *)(uintptr_t)v : NULL;
}

/*
 * The message of this id in this instance; *key is its key, or the one that is
 * free for it.  *other is that of the id in whatever instance.
 */
static struct message *
find_instance(const struct correlate *c, enum mta mta, struct span host,
    struct span instance, struct span queue_id, uint64_t *key,
    struct message **other)
{
	uint64_t twin;
	struct message *m;

	*key = message_key(mta, host, queue_id);
	*other = m = find_message(c, *key);
	if (mta != MTA_POSTFIX || (m == NULL && c->twins == 0) ||
	    (m != NULL && span_eq(message_fact(m, FACT_INSTANCE), instance)))
		return m;
	twin = hash_mix(*key, hash_span(instance));
	m = find_message(c, twin);
	if (m != NULL || *other != NULL)
		*key = twin;
	return m;
}

/*
 * The message that e speaks of.  Two instances of Postfix on a host give short
 * ids independently, but a service of one instance may have a syslog_name of
 * its own: only where mail comes in does it begin another message.
 */
struct message *
correlate_find(const struct correlate *c, const struct event *e, uint64_t *key,
    struct message **other)
{
	struct message *m = find_instance(c, e->mta, e->host, e->instance,
	    e->queue_id, key, other);

	if (m != NULL || (e->kind == EVENT_ARRIVAL &&
	    (e->client_host.p != NULL || e->submitter.p != NULL)))
		return m;
	return *other;
}

static struct message *
new_message(struct correlate *c, uint64_t key, enum mta mta, struct span host,
    struct span instance, struct span queue_id, int64_t ts)
{
	struct message *m = c->spare;

	if (m != NULL) {
		c->spare = m->newer;
		m->newer = NULL;
	} else
		m = mem_alloc(sizeof(*m));
	m->key = key;
	m->mta = mta;
	m->first_ts = m->last_ts = ts;
	m->began = INT64_MAX;
	m->expected = -1;
	message_set(m, FACT_HOST, host);
	message_set(m, FACT_INSTANCE, instance);
	message_set(m, FACT_QUEUE_ID, queue_id);
	map_put(&c->messages, key, (uint64_t)(uintptr_t)m);
	message_list_add(&c->list[false], m);
	return m;
}

/*
 * Makes room for a message that begins at ts: at most two leave, so that those
 * that are too old go sooner than new ones come.
 */
static int
make_room(struct correlate *c, int64_t ts, struct err *err)
{
	const struct message_list *open = &c->list[false];
	int i, rc = 0;

	for (i = 0; rc == 0 && i < 2 && open->oldest != NULL; i++)
		if (open->n >= CORRELATE_KEPT || (c->life_s > 0 &&
		    open->oldest->last_ts < ts - c->life_s))
			rc = correlate_forget(c, open->oldest, err);
	return rc;
}

int
correlate_get(struct correlate *c, const struct event *e, struct message **out,
    struct err *err)
{
	struct message *other;
	uint64_t key;
	int rc = 0;

	*out = NULL;
	if (e->queue_id.n == 0)
		return 0;
	*out = correlate_find(c, e, &key, &other);
	if (*out == NULL) {
		rc = make_room(c, e->ts, err);
		*out = new_message(c, key, e->mta, e->host, e->instance,
		    e->queue_id, e->ts);
		(*out)->twin = other != NULL;
		c->twins += (*out)->twin;
	} else if (*out != c->list[false].newest) {
		message_list_remove(&c->list[(*out)->done], *out);
		(*out)->done = false;
		message_list_add(&c->list[false], *out);
	}
	if (e->ts > (*out)->last_ts)
		(*out)->last_ts = e->ts;
	if (e->ts < (*out)->first_ts)
		(*out)->first_ts = e->ts;
	return rc;
}

/*
 * Whatever the case: Exim logs one address in lower case while it is tried
 * and as it was written when it is given up.
 */
static uint64_t
recipient_key(const struct message *m, struct span address)
{
	char low[256];
	size_t i;

	if (address.p == NULL || address.n > sizeof(low))
		return hash_mix(m->key, hash_span(address));
	for (i = 0; i < address.n; i++)
		low[i] = address.p[i] >= 'A' && address.p[i] <= 'Z' ?
		    (char)(address.p[i] + 32) : address.p[i];
	return hash_mix(m->key, hash_span(span_of(low, address.n)));
}

struct recipient *
correlate_find_recipient(const struct correlate *c, const struct message *m,
    struct span address)
{
	uint64_t v;

	return map_get(&c->recipients, recipient_key(m, address), &v) ?
	    (struct recipient *)(uintptr_t)v : NULL;
}

void
correlate_name_recipient(struct correlate *c, struct recipient *r,
    struct span address)
{
	if (r->address != NULL)
		map_remove(&c->recipients, r->key);
	free(r->address);
	r->address = mem_span_dup(address.p != NULL ? address : SPAN(""));
	r->key = recipient_key(r->message, address);
	map_put(&c->recipients, r->key, (uint64_t)(uintptr_t)r);
}

struct recipient *
correlate_new_recipient(struct correlate *c, struct message *m,
    struct span address, struct span orig)
{
	struct recipient *r = mem_alloc(sizeof(*r));

	r->message = m;
	r->next = m->recipients;
	m->recipients = r;
	correlate_name_recipient(c, r, address);
	r->orig = mem_span_dup(orig.p != NULL ? orig : SPAN(""));
	return r;
}

struct message *
correlate_restore(struct correlate *c, enum mta mta, struct span host,
    struct span instance, struct span queue_id, int64_t first_ts)
{
	struct message *other, *m;
	uint64_t key;

	m = find_instance(c, mta, host, instance, queue_id, &key, &other);
	if (m != NULL)
		return m;
	m = new_message(c, key, mta, host, instance, queue_id, first_ts);
	m->twin = other != NULL;
	c->twins += m->twin;
	return m;
}

struct recipient *
correlate_restore_recipient(struct correlate *c, struct message *m,
    struct span address, struct span orig)
{
	struct recipient *r = correlate_new_recipient(c, m, address, orig);

	r->anonymous = address.n == 0;
	return r;
}

int
correlate_put_away(struct correlate *c, struct message *m, struct err *err)
{
	message_list_remove(&c->list[m->done], m);
	m->done = true;
	message_list_add(&c->list[true], m);
	return c->list[true].n <= MAX_DONE ? 0 :
	    correlate_forget(c, c->list[true].oldest, err);
}

/* Forgets the messages of which `which` is true. */
static int
forget_those(struct correlate *c, bool (*which)(const struct message *,
    int64_t), int64_t ts, struct err *err)
{
	struct message *m, *newer;
	int i, rc = 0;

	for (i = 0; i < 2; i++)
		for (m = c->list[i].oldest; rc == 0 && m != NULL; m = newer) {
			newer = m->newer;
			if (which(m, ts))
				rc = correlate_forget(c, m, err);
		}
	return rc;
}

static bool
is_older(const struct message *m, int64_t ts)
{
	return m->last_ts < ts;
}

static bool
is_revived(const struct message *m, int64_t ts)
{
	(void)ts;
	return m->revived;
}

int
correlate_each(struct correlate *c, int (*visit)(void *, struct message *,
    struct err *), void *arg, struct err *err)
{
	struct message *m, *newer;
	int i, rc = 0;

	for (i = 0; i < 2; i++)
		for (m = c->list[i].oldest; rc == 0 && m != NULL; m = newer) {
			newer = m->newer;
			rc = visit(arg, m, err);
		}
	return rc;
}

int
correlate_expire(struct correlate *c, int64_t ts, struct err *err)
{
	return forget_those(c, is_older, ts, err);
}

int
correlate_drop_revived(struct correlate *c, struct err *err)
{
	return forget_those(c, is_revived, 0, err);
}

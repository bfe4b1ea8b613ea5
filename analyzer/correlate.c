#include <stdlib.h>

#include "analyzer/correlate.h"
#include "schema/hash.h"
#include "schema/mem.h"

/* Messages kept that are done: a line about them is rare. */
#define MAX_DONE	4096

struct correlate {
	struct correlate_sink	 sink;
	struct map		 messages;	/* key -> struct message * */
	struct map		 recipients;	/* key -> struct recipient * */
	struct message_list	 list[2];	/* by message.done */
	struct message		*spare;		/* free list, by ->newer */
	size_t			 twins;
	int64_t			 source_first;
	bool			 no_facts;
};

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

static int
forget(struct correlate *c, struct message *m, struct err *err)
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
static struct message *
find_for(const struct correlate *c, const struct event *e, uint64_t *key,
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

/* A success that tells more: will forward, cannot verify (RFC 5321 3.4). */
static bool
has_advice(const struct event *e)
{
	return e->outcome == OUTCOME_DELIVERED &&
	    (e->code == 251 || e->code == 252);
}

/* Nothing is known of a message that is delivered at the first try. */
static bool
needs_no_message(const struct correlate *c, const struct event *e)
{
	struct message *other;
	uint64_t key;

	return c->no_facts && !has_advice(e) &&
	    (e->outcome == OUTCOME_DELIVERED ||
	    e->outcome == OUTCOME_FORWARDED) &&
	    find_for(c, e, &key, &other) == NULL;
}

/* The message of e, made if it is new; NULL with NOQUEUE. */
static int
get_message(struct correlate *c, const struct event *e, struct message **out,
    struct err *err)
{
	struct message *other;
	uint64_t key;
	int rc = 0;

	*out = NULL;
	if (e->queue_id.n == 0)
		return 0;
	*out = find_for(c, e, &key, &other);
	if (*out == NULL) {
		if (c->list[false].n >= CORRELATE_KEPT)
			rc = forget(c, c->list[false].oldest, err);
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

static struct recipient *
find_recipient(const struct correlate *c, const struct message *m,
    struct span address)
{
	uint64_t v;

	return map_get(&c->recipients, recipient_key(m, address), &v) ?
	    (struct recipient *)(uintptr_t)v : NULL;
}

static void
name_recipient(struct correlate *c, struct recipient *r, struct span address)
{
	if (r->address != NULL)
		map_remove(&c->recipients, r->key);
	free(r->address);
	r->address = mem_span_dup(address.p != NULL ? address : SPAN(""));
	r->key = recipient_key(r->message, address);
	map_put(&c->recipients, r->key, (uint64_t)(uintptr_t)r);
}

static struct recipient *
new_recipient(struct correlate *c, struct message *m, struct span address,
    struct span orig)
{
	struct recipient *r = mem_alloc(sizeof(*r));

	r->message = m;
	r->next = m->recipients;
	m->recipients = r;
	name_recipient(c, r, address);
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
	struct recipient *r = new_recipient(c, m, address, orig);

	r->anonymous = address.n == 0;
	return r;
}

/* What the message's other lines said, where this one says nothing. */
static void
fill_in(struct event *e, const struct message *m)
{
	if (e->message_id.p == NULL)
		e->message_id = message_fact(m, FACT_MESSAGE_ID);
	if (e->sender.p == NULL)
		e->sender = message_fact(m, FACT_SENDER);
	if (e->submitter.p == NULL)
		e->submitter = message_fact(m, FACT_SUBMITTER);
	if (e->client_host.p == NULL)
		e->client_host = message_fact(m, FACT_CLIENT_HOST);
	if (e->client_ip.p == NULL)
		e->client_ip = message_fact(m, FACT_CLIENT_IP);
}

/* What is open of m ends with it: an alias that failed first. */
static void
end_aliases(struct message *m, int64_t ts)
{
	struct recipient *r;

	for (r = m->recipients; r != NULL; r = r->next)
		if (r->closed_ts == 0) {
			/* It ended as its members. */
			if (r->expanded && r->state == LIFE_WAITING)
				r->state = LIFE_MOVED;
			r->closed_ts = ts;
			r->dirty = true;
		}
}

/* Puts m away if all its recipients ended. */
static int
settle(struct correlate *c, struct message *m, int64_t ts, struct err *err)
{
	const struct recipient *r;

	if (m->expected < 0 || m->ended < (uint32_t)m->expected)
		return 0;
	for (r = m->recipients; r != NULL; r = r->next)
		if (r->state == LIFE_WAITING && !r->expanded)
			return 0;
	end_aliases(m, ts);
	message_list_remove(&c->list[m->done], m);
	m->done = true;
	message_list_add(&c->list[true], m);
	return c->list[true].n <= MAX_DONE ? 0 :
	    forget(c, c->list[true].oldest, err);
}

static int
arrival(struct correlate *c, const struct event *e, struct err *err)
{
	struct message *m;
	bool fresh;
	int rc;

	rc = get_message(c, e, &m, err);
	if (m == NULL || rc != 0)
		return rc;
	fresh = m->first_ts == e->ts && !m->known[FACT_SENDER] &&
	    !m->known[FACT_CLIENT_HOST] && !m->known[FACT_MESSAGE_ID];
	/* A client or submitter again: the id is used for another message. */
	if (!fresh && e->client_host.p != NULL && (m->recipients != NULL ||
	    (m->expected >= 0 && m->ended > 0)) &&
	    e->ts > m->first_ts + 1) {
		rc = forget(c, m, err);
		if (rc == 0)
			rc = get_message(c, e, &m, err);
		if (rc != 0)
			return rc;
		fresh = true;
	}
	/* Postfix's queue manager speaks at every attempt, not at birth. */
	if (fresh && !(e->mta == MTA_POSTFIX &&
	    span_ends(e->service, SPAN("qmgr"))))
		m->born = true;
	message_set(m, FACT_MESSAGE_ID, e->message_id);
	message_set(m, FACT_SENDER, e->sender);
	message_set(m, FACT_SUBMITTER, e->submitter);
	message_set(m, FACT_CLIENT_HOST, e->client_host);
	message_set(m, FACT_CLIENT_IP, e->client_ip);
	if (e->recipients >= 0)
		m->expected = e->recipients;
	return settle(c, m, e->ts, err);
}

/* What is known of m may have begun in lines that are read later. */
static bool
is_torn(const struct correlate *c, const struct message *m)
{
	return !m->born && c->source_first != INT64_MIN &&
	    (m->began == INT64_MAX || m->began < c->source_first);
}

/*
 * Exim tells a delivery to a local user by the local part alone: "alice" is
 * the alice@domain of the same original that failed before.
 */
static struct recipient *
find_local_part(const struct message *m, const struct event *e)
{
	size_t n = e->recipient.n;
	struct recipient *r;

	if (n == 0 || e->orig_recipient.n == 0 ||
	    span_find_char(e->recipient, '@') < n)
		return NULL;
	for (r = m->recipients; r != NULL; r = r->next)
		if (strlen(r->address) > n && r->address[n] == '@' &&
		    span_eq_nocase(span_of(r->address, n), e->recipient) &&
		    span_eq_nocase(span_str(r->orig), e->orig_recipient))
			return r;
	return NULL;
}

/* Tells the event and, where there is one, its recipient's life. */
static int
tell(struct correlate *c, struct record *rec, struct message *m,
    struct err *err)
{
	struct event *e = &rec->event;
	struct recipient *r;
	bool ends;

	if (m == NULL || e->direction == DIRECTION_INBOUND ||
	    e->outcome == OUTCOME_REJECTED || e->outcome == OUTCOME_PROBE)
		return c->sink.event(c->sink.arg, rec, m, NULL, err);
	if (e->orig_recipient.p == NULL)
		e->orig_recipient = SPAN("");
	r = find_recipient(c, m, e->orig_recipient);
	if (r != NULL && e->orig_recipient.n > 0 && !r->expanded)
		r->expanded = r->dirty = true;
	r = find_recipient(c, m, e->recipient);
	if (r == NULL && (r = find_local_part(m, e)) != NULL)
		e->recipient = span_str(r->address);
	/* An expiry that named nobody was this recipient's. */
	if (r == NULL && m->recipients != NULL && e->recipient.n > 0 &&
	    (r = find_recipient(c, m, SPAN(""))) !=
	    NULL)
		name_recipient(c, r, e->recipient);
	ends = e->outcome == OUTCOME_DELIVERED ||
	    e->outcome == OUTCOME_FORWARDED;
	if (r == NULL && ends && !has_advice(e) &&
	    (e->outcome == OUTCOME_FORWARDED || !is_torn(c, m)))
		return c->sink.event(c->sink.arg, rec, m, NULL, err);
	if (r == NULL)
		r = new_recipient(c, m, e->recipient, e->orig_recipient);
	recipient_apply(r, rec);
	return c->sink.event(c->sink.arg, rec, m, r, err);
}

static int
attempt(struct correlate *c, struct record *rec, struct err *err)
{
	struct event *e = &rec->event;
	struct message *m;
	int rc;

	if (needs_no_message(c, e))
		return c->sink.event(c->sink.arg, rec, NULL, NULL, err);
	rc = get_message(c, e, &m, err);
	if (rc == 0 && m != NULL) {
		fill_in(e, m);
		if (e->delay_ms >= 0 && e->ts - e->delay_ms / 1000 < m->began)
			m->began = e->ts - e->delay_ms / 1000;
	}
	if (rc == 0)
		rc = tell(c, rec, m, err);
	if (rc != 0 || m == NULL)
		return rc;
	message_count_end(m, e);
	return settle(c, m, e->ts, err);
}

/* The end of one waiting recipient that the log does not name. */
static int
end_recipient(struct correlate *c, const struct record *line,
    enum outcome outcome, struct message *m, struct recipient *r,
    struct err *err)
{
	struct record rec = *line, *own;
	const struct record *cause = recipient_cause(r);
	int rc;

	rec.event.kind = EVENT_ATTEMPT;
	rec.event.outcome = outcome;
	rec.event.recipient = span_str(r->address);
	rec.event.orig_recipient = span_str(r->orig);
	rec.event.direction = r->direction;
	fill_in(&rec.event, m);
	if (cause != NULL && outcome == OUTCOME_EXPIRED)
		record_inherit(&rec, cause);
	/* What it inherited is the recipient's, which lets go of it now. */
	own = record_copy(&rec);
	recipient_apply(r, own);
	message_count_end(m, &own->event);
	rc = c->sink.event(c->sink.arg, own, m, r, err);
	free(own);
	return rc;
}

/*
 * Given up after retries (expired) or for a filter (bounced), taken out by the
 * admin (discarded) or queued anew (forwarded).
 */
static int
end_message(struct correlate *c, const struct record *line,
    enum outcome outcome, struct err *err)
{
	const struct event *e = &line->event;
	struct recipient *r;
	struct message *m;
	bool any = false;
	int rc;

	rc = get_message(c, e, &m, err);
	if (rc != 0 || m == NULL)
		return rc;
	if (e->recipient.n > 0) {
		r = find_recipient(c, m, e->recipient);
		if (r == NULL)
			r = new_recipient(c, m, e->recipient,
			    e->orig_recipient);
		rc = end_recipient(c, line, outcome, m, r, err);
		return rc != 0 ? rc : settle(c, m, e->ts, err);
	}
	for (r = m->recipients; rc == 0 && r != NULL; r = r->next) {
		if (r->state != LIFE_WAITING)
			continue;
		any = true;
		rc = end_recipient(c, line, outcome, m, r, err);
	}
	if (rc == 0 && !any && m->recipients == NULL && m->row == 0 &&
	    outcome != OUTCOME_DISCARDED) {
		r = new_recipient(c, m, SPAN(""), SPAN(""));
		rc = end_recipient(c, line, outcome, m, r, err);
	}
	return rc != 0 ? rc : settle(c, m, e->ts, err);
}

static int
closed(struct correlate *c, const struct event *e, struct err *err)
{
	struct message *m, *other;
	uint64_t key;

	m = find_for(c, e, &key, &other);
	if (m == NULL)
		return 0;
	end_aliases(m, e->ts);
	return forget(c, m, err);
}

/* Who gave us a message gave us the one, too, as which it goes on. */
static void
hand_on(const struct correlate *c, const struct event *e)
{
	static const enum message_fact facts[] = { FACT_SUBMITTER,
		FACT_CLIENT_HOST, FACT_CLIENT_IP };
	struct message *m, *next, *other;
	struct event of_next = *e;
	uint64_t key;
	size_t i;

	of_next.queue_id = e->next_queue_id;
	m = find_for(c, e, &key, &other);
	next = find_for(c, &of_next, &key, &other);
	if (m == NULL || next == NULL || next == m)
		return;
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		message_set(next, facts[i], message_fact(m, facts[i]));
}

int
correlate_add(struct correlate *c, struct record *rec, struct err *err)
{
	if (rec->event.recipient.p == NULL)
		rec->event.recipient = SPAN("");
	if (rec->event.outcome == OUTCOME_FORWARDED &&
	    rec->event.next_queue_id.n > 0)
		hand_on(c, &rec->event);
	switch (rec->event.kind) {
	case EVENT_ATTEMPT:
		return attempt(c, rec, err);
	case EVENT_ARRIVAL:
		return arrival(c, &rec->event, err);
	case EVENT_EXPIRY:
		return end_message(c, rec,
		    rec->event.outcome == OUTCOME_BOUNCED ? OUTCOME_BOUNCED :
		    OUTCOME_EXPIRED, err);
	case EVENT_REMOVED:
		return end_message(c, rec, rec->event.outcome != OUTCOME_NONE ?
		    rec->event.outcome : OUTCOME_DISCARDED, err);
	case EVENT_CLOSED:
		return closed(c, &rec->event, err);
	default:
		return 0;
	}
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
				rc = forget(c, m, err);
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

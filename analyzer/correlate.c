#include <stdlib.h>

#include "analyzer/correlate_priv.h"
#include "schema/mem.h"

/* A success that tells more: will forward, cannot verify (RFC 5321 3.4). */
static bool
has_advice(const struct event *e)
{
	return e->outcome == OUTCOME_DELIVERED &&
	    (e->code == 251 || e->code == 252);
}

static bool
is_failure(const struct event *e)
{
	return e->outcome == OUTCOME_DEFERRED ||
	    e->outcome == OUTCOME_BOUNCED || e->outcome == OUTCOME_EXPIRED;
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
	    correlate_find(c, e, &key, &other) == NULL;
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
	return correlate_put_away(c, m, err);
}

static int
arrival(struct correlate *c, const struct event *e, struct err *err)
{
	struct message *m;
	bool fresh;
	int rc;

	rc = correlate_get(c, e, &m, err);
	if (m == NULL || rc != 0)
		return rc;
	fresh = m->first_ts == e->ts && !m->known[FACT_SENDER] &&
	    !m->known[FACT_CLIENT_HOST] && !m->known[FACT_MESSAGE_ID];
	/* A client or submitter again: the id is used for another message. */
	if (!fresh && e->client_host.p != NULL && (m->recipients != NULL ||
	    (m->expected >= 0 && m->ended > 0)) &&
	    e->ts > m->first_ts + 1) {
		rc = correlate_forget(c, m, err);
		if (rc == 0)
			rc = correlate_get(c, e, &m, err);
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
	r = correlate_find_recipient(c, m, e->orig_recipient);
	if (r != NULL && e->orig_recipient.n > 0 && !r->expanded)
		r->expanded = r->dirty = true;
	r = correlate_find_recipient(c, m, e->recipient);
	if (r == NULL && (r = find_local_part(m, e)) != NULL)
		e->recipient = span_str(r->address);
	/* An expiry that named nobody was this recipient's. */
	if (r == NULL && m->recipients != NULL && e->recipient.n > 0 &&
	    (r = correlate_find_recipient(c, m, SPAN(""))) !=
	    NULL)
		correlate_name_recipient(c, r, e->recipient);
	ends = e->outcome == OUTCOME_DELIVERED ||
	    e->outcome == OUTCOME_FORWARDED;
	if (r == NULL && ends && !has_advice(e) &&
	    (e->outcome == OUTCOME_FORWARDED || !is_torn(c, m)))
		return c->sink.event(c->sink.arg, rec, m, NULL, err);
	if (r == NULL)
		r = correlate_new_recipient(c, m, e->recipient,
		    e->orig_recipient);
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
	rc = correlate_get(c, e, &m, err);
	if (rc == 0 && m != NULL) {
		/* Exim's F=, in a log that begins behind the arrival. */
		if (is_failure(e) && !m->known[FACT_SENDER])
			message_set(m, FACT_SENDER, e->sender);
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
	/* Taken out of the queue is not tried. */
	if (outcome == OUTCOME_DISCARDED || outcome == OUTCOME_FORWARDED)
		r->attempts -= own->event.repeat;
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

	rc = correlate_get(c, e, &m, err);
	if (rc != 0 || m == NULL)
		return rc;
	if (e->recipient.n > 0) {
		r = correlate_find_recipient(c, m, e->recipient);
		if (r == NULL)
			r = correlate_new_recipient(c, m, e->recipient,
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
		r = correlate_new_recipient(c, m, SPAN(""), SPAN(""));
		rc = end_recipient(c, line, outcome, m, r, err);
	}
	return rc != 0 ? rc : settle(c, m, e->ts, err);
}

static int
closed(struct correlate *c, const struct event *e, struct err *err)
{
	struct message *m, *other;
	uint64_t key;

	m = correlate_find(c, e, &key, &other);
	if (m == NULL)
		return 0;
	end_aliases(m, e->ts);
	return correlate_forget(c, m, err);
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
	m = correlate_find(c, e, &key, &other);
	next = correlate_find(c, &of_next, &key, &other);
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

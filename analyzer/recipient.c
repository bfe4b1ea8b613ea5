#include <stdlib.h>

#include "analyzer/recipient.h"

static bool
is_reply(const struct event *e)
{
	return e->origin == ORIGIN_REMOTE && e->code != 0 &&
	    e->outcome != OUTCOME_SUSPENDED;
}

/* An older log, read later, may tell what the expiry is to inherit. */
static void
keep_older(struct recipient *r, const struct record *rec)
{
	if (r->last->event.outcome != OUTCOME_EXPIRED ||
	    is_reply(&r->last->event) || !is_reply(&rec->event) ||
	    (r->reply != NULL && rec->event.ts < r->reply->event.ts))
		return;
	free(r->reply);
	r->reply = record_copy(rec);
}

/* Keeps the failure if it tells more than what is kept. */
static void
keep_failure(struct recipient *r, const struct record *rec)
{
	const struct event *e = &rec->event;
	bool attempted = r->last != NULL &&
	    r->last->event.outcome != OUTCOME_SUSPENDED;

	/* Not an attempt: what an attempt said stands. */
	if (e->outcome == OUTCOME_SUSPENDED && attempted)
		return;
	if (r->last != NULL && e->ts < r->last->event.ts &&
	    (attempted || e->outcome == OUTCOME_SUSPENDED)) {
		keep_older(r, rec);
		return;
	}
	if (is_reply(e)) {
		free(r->reply);
		r->reply = NULL;
	} else if (r->reply == NULL && r->last != NULL &&
	    is_reply(&r->last->event)) {
		r->reply = r->last;
		r->last = NULL;
	}
	free(r->last);
	r->last = record_copy(rec);
}

static enum life_state
state_after(enum outcome o)
{
	switch (o) {
	case OUTCOME_DELIVERED: return LIFE_DELIVERED;
	case OUTCOME_BOUNCED: return LIFE_BOUNCED;
	case OUTCOME_EXPIRED: return LIFE_EXPIRED;
	case OUTCOME_DISCARDED: return LIFE_DISCARDED;
	case OUTCOME_FORWARDED: return LIFE_MOVED;
	default: return LIFE_WAITING;
	}
}

void
recipient_apply(struct recipient *r, const struct record *rec)
{
	const struct event *e = &rec->event;
	enum life_state state = state_after(e->outcome);
	bool fails = e->outcome == OUTCOME_DEFERRED ||
	    e->outcome == OUTCOME_BOUNCED || e->outcome == OUTCOME_EXPIRED;

	r->dirty = true;
	r->direction = e->direction;
	if (r->first_ts == 0 || e->ts < r->first_ts)
		r->first_ts = e->ts;
	if (e->outcome != OUTCOME_SUSPENDED && e->outcome != OUTCOME_EXPIRED)
		r->attempts += e->repeat;
	r->failures += fails ? e->repeat : 0;
	if (fails || e->outcome == OUTCOME_SUSPENDED)
		keep_failure(r, rec);
	/* What named the recipient knows better than what did not. */
	if (state != LIFE_WAITING && (r->state == LIFE_WAITING ||
	    e->ts >= r->closed_ts || r->anonymous)) {
		if (r->anonymous && e->recipient.n > 0) {
			r->superseded = true;
			r->failures--;
		}
		r->state = state;
		r->closed_ts = e->ts;
		r->anonymous = e->recipient.n == 0;
	}
	if (e->ts > r->last_ts)
		r->last_ts = e->ts;
}

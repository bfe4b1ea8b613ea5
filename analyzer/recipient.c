#include <stdlib.h>

#include "analyzer/recipient.h"

/* Keeps the failure if it tells more than what is kept. */
static void
keep_failure(struct recipient *r, const struct record *rec)
{
	const struct event *e = &rec->event;
	bool remote = e->origin == ORIGIN_REMOTE && e->code != 0;

	if (r->last != NULL && e->ts < r->last->event.ts)
		return;
	/* Not an attempt: what an attempt said stands. */
	if (e->outcome == OUTCOME_SUSPENDED && r->last != NULL &&
	    r->last->event.outcome != OUTCOME_SUSPENDED)
		return;
	if (remote && e->outcome != OUTCOME_SUSPENDED) {
		free(r->reply);
		r->reply = NULL;
	} else if (r->reply == NULL && r->last != NULL &&
	    r->last->event.origin == ORIGIN_REMOTE &&
	    r->last->event.code != 0) {
		r->reply = r->last;
		r->reply_event = r->cause_event;
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

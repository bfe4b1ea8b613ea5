#include "schema/event.h"
#include "schema/mem.h"

static const char *const mta_names[MTA_COUNT] = {
	"", "postfix", "exim", "sendmail"
};
static const char *const kind_names[EVENT_KIND_COUNT] = {
	"irrelevant", "attempt", "arrival", "expiry", "closed", "removed",
	"fragment", "repeat"
};
static const char *const outcome_names[OUTCOME_COUNT] = {
	"", "delivered", "deferred", "bounced", "expired", "rejected",
	"discarded", "suspended", "probe", "forwarded"
};
static const char *const direction_names[DIRECTION_COUNT] = {
	"outbound", "local", "inbound"
};
static const char *const stage_names[STAGE_COUNT] = {
	"", "connect", "banner", "helo", "starttls", "auth", "mail", "rcpt",
	"data", "eod"
};
static const char *const origin_names[ORIGIN_COUNT] = { "local", "remote" };

static int
find(const char *const *names, int n, struct span s)
{
	int i;

	for (i = 0; i < n; i++)
		if (span_eq(span_str(names[i]), s))
			return i;
	return -1;
}

#define NAMES(type, name, table, count)				\
const char *							\
name##_name(enum type v)					\
{								\
	return table[v];					\
}								\
int								\
name##_from(struct span s)					\
{								\
	return find(table, count, s);				\
}

NAMES(mta, mta, mta_names, MTA_COUNT)
NAMES(event_kind, event_kind, kind_names, EVENT_KIND_COUNT)
NAMES(outcome, outcome, outcome_names, OUTCOME_COUNT)
NAMES(direction, direction, direction_names, DIRECTION_COUNT)
NAMES(stage, stage, stage_names, STAGE_COUNT)
NAMES(origin, origin, origin_names, ORIGIN_COUNT)

void
event_init(struct event *e)
{
	mem_zero(e, sizeof(*e));
	e->kind = EVENT_IRRELEVANT;
	e->repeat = 1;
	e->delay_ms = -1;
	e->recipients = -1;
}

struct event
event_new(void)
{
	struct event e;

	event_init(&e);
	return e;
}

struct enhanced
event_own_status(const struct event *e)
{
	struct enhanced none = { 0, 0, 0 };

	return e->code == 0 && e->enhanced.class == 0 ? e->mta_status : none;
}

/*
 * event: what one log line says, as the machine contract names it
 * (bouncestat(1), "EVENTS").  A null span means "not known from the line".
 *
 * An event BORROWS the line it came from, or the arena of its batch for what
 * had to be rewritten; whoever keeps it copies.
 */
#ifndef SCHEMA_EVENT_H
#define SCHEMA_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/reply.h"
#include "schema/span.h"
#include "schema/stamp.h"

enum mta { MTA_NONE, MTA_POSTFIX, MTA_EXIM, MTA_SENDMAIL, MTA_COUNT };

enum event_kind {
	EVENT_IRRELEVANT,	/* understood, says nothing that counts */
	EVENT_ATTEMPT,		/* has an outcome: an event of the contract */
	EVENT_ARRIVAL,		/* facts about a message: sender, client... */
	EVENT_EXPIRY,		/* given up: all open recipients (or one) */
	EVENT_CLOSED,		/* the queue forgot the message */
	EVENT_REMOVED,		/* the admin removed the message, or, with
				   outcome forwarded, had it queued anew */
	EVENT_FRAGMENT,		/* one piece of a line that was cut in pieces */
	EVENT_REPEAT,		/* "last message repeated N times" */
	EVENT_KIND_COUNT
};

enum outcome {
	OUTCOME_NONE,
	OUTCOME_DELIVERED, OUTCOME_DEFERRED, OUTCOME_BOUNCED, OUTCOME_EXPIRED,
	OUTCOME_REJECTED, OUTCOME_DISCARDED, OUTCOME_SUSPENDED, OUTCOME_PROBE,
	OUTCOME_FORWARDED,
	OUTCOME_COUNT
};

enum direction {
	DIRECTION_OUTBOUND, DIRECTION_LOCAL, DIRECTION_INBOUND,
	DIRECTION_COUNT
};

/* Which command the reply answered. */
enum stage {
	STAGE_NONE,
	STAGE_CONNECT, STAGE_BANNER, STAGE_HELO, STAGE_STARTTLS, STAGE_AUTH,
	STAGE_MAIL, STAGE_RCPT, STAGE_DATA, STAGE_EOD,
	STAGE_COUNT
};

enum origin { ORIGIN_LOCAL, ORIGIN_REMOTE, ORIGIN_COUNT };

struct event {
	enum event_kind	kind;
	enum mta	mta;
	enum outcome	outcome;
	enum direction	direction;
	enum stage	stage;
	enum origin	origin;

	struct stamp	stamp;
	int64_t		ts;		/* UNIX seconds UTC, set by the clock */
	uint64_t	offset;		/* of the line, in its source */
	uint32_t	repeat;		/* 1 or more */

	uint16_t	code;		/* 0 = the log shows none */
	struct enhanced	enhanced;	/* inside the reply */
	struct enhanced	mta_status;	/* the MTA's own (dsn=) */
	struct span	text;

	struct span	host;		/* from the log header, "" if none */
	struct span	instance;	/* syslog_name */
	struct span	service;
	struct span	pid;
	struct span	queue_id;	/* "" for NOQUEUE */
	struct span	next_queue_id;	/* "queued as": our own next hop */
	struct span	message_id;
	struct span	sender;		/* "" = the null sender */
	struct span	submitter;
	struct span	recipient;
	struct span	orig_recipient;
	struct span	relay_host;
	struct span	relay_ip;
	struct span	client_host;
	struct span	client_ip;
	struct span	local_ip;
	int64_t		delay_ms;	/* -1 = not known */
	int32_t		recipients;	/* of an arrival; -1 = not known */

	/* The log may hold this line once more: Exim's reject log in syslog. */
	bool		twice;

	/* EVENT_FRAGMENT: piece number and of how many (0 = more follow). */
	uint16_t	piece, pieces;
};

/* The contract's words, and back; an unknown word gives -1. */
const char	*mta_name(enum mta);
const char	*outcome_name(enum outcome);
const char	*direction_name(enum direction);
const char	*stage_name(enum stage);
const char	*origin_name(enum origin);
int		 mta_from(struct span);
int		 outcome_from(struct span);
int		 direction_from(struct span);
int		 stage_from(struct span);
int		 origin_from(struct span);
const char	*event_kind_name(enum event_kind);
int		 event_kind_from(struct span);

/*
 * The MTA's own status where the log shows no reply that it could repeat, and
 * so all that a judgement knows beside the text; else none.
 */
struct enhanced	 event_own_status(const struct event *);

/* Zeroed, with repeat 1 and delay not known. */
void		 event_init(struct event *);
struct event	 event_new(void);

#endif

/*
 * rule: patterns as data.
 *
 * A *.rules file holds sections of rules.  A section's rules are tried in
 * order on a line's body; the first whose needle is there and whose pattern
 * matches is taken.  Named groups of the pattern are fields of the event
 * (enum rule_field).  A group named `detail` is matched on against another
 * section, the rule's `detail`, for the fields inside it, and once more.
 *
 *	section delivery
 *	rule said
 *	  needle status=
 *	  match ^(?<queue_id>\w+): to=<(?<recipient>[^>]*)>, ...
 *	  kind attempt
 *	  set origin=remote stage=rcpt
 *	  words outcome sent=delivered deferred=deferred
 *	  detail reply
 *	  sample Nov  2 08:10:00 mx1 postfix/smtp[7]: 4A1: to=<a@b.example>...
 *	  expect recipient=a@b.example
 *
 * `match` may go on over more lines that begin with "  | " (joined without
 * anything between).  `define NAME TEXT` before the rules names a piece of a
 * pattern or of `words`; {{NAME}} puts it in.  `words F a=b ...` turns
 * the words that group F may hold into the contract's; a word that is not
 * listed means that the rule does not match.  Every rule has at least one
 * sample, a whole log line; the `expect` lines after it are the fields of the
 * event it must give ("event" starts the next event's, "expect nothing" =
 * understood and irrelevant).  The samples are proven in the tests, not here.
 *
 * Patterns see bytes (no UTF mode), compiled with JIT, their
 * backtracking is bounded.
 */
#ifndef PARSERS_RULE_H
#define PARSERS_RULE_H

#include <stdbool.h>

#include "schema/err.h"
#include "schema/event.h"
#include "schema/span.h"

enum rule_field {
	FIELD_QUEUE_ID, FIELD_NEXT_QUEUE_ID, FIELD_MESSAGE_ID, FIELD_SENDER,
	FIELD_SUBMITTER, FIELD_RECIPIENT, FIELD_ORIG_RECIPIENT,
	FIELD_RELAY_HOST, FIELD_RELAY_IP, FIELD_CLIENT_HOST, FIELD_CLIENT_IP,
	FIELD_LOCAL_IP, FIELD_SERVICE,
	FIELD_DELAY,		/* seconds, or [D+]HH:MM:SS, or 1d2h3m4s */
	FIELD_DSN,		/* the MTA's status: X.Y.Z */
	FIELD_OUTCOME,		/* a word for `words` */
	FIELD_STAGE,		/* an SMTP command, or a word for `words` */
	FIELD_REPLY,		/* code, enhanced code and text */
	FIELD_TEXT,		/* text, perhaps after an enhanced code */
	FIELD_REPEAT, FIELD_PIECE, FIELD_PIECES,
	FIELD_RECIPIENTS,	/* how many the message has */
	FIELD_DETAIL,
	FIELD_EXTRA,		/* for the parser's own C code */
	FIELD_COUNT
};

struct rule_expect {
	struct rule_expect	*next;
	int			 event;		/* 0 = the first */
	char			*field;		/* a key of the contract */
	char			*value;
};

struct rule_sample {
	struct rule_sample	*next;
	int			 line;		/* in the file */
	char			*text;
	bool			 nothing;	/* no event */
	struct rule_expect	*expect;
};

struct ruleset;

/* One rule, as the tests and the list of rules see it. */
struct rule {
	char			*id;
	char			*section;
	int			 line;
	enum event_kind		 kind;
	struct rule_sample	*samples;
};

/* Scratch memory for matching; one for each thread. */
struct rule_scratch;

struct rule_match {
	const struct rule	*rule;		/* of the line */
	const struct rule	*between;	/* rule and detail, or NULL */
	const struct rule	*detail;	/* the innermost, or NULL */
	struct span		 field[FIELD_COUNT];	/* null = not there */
};

/*
 * Compiles the text of a *.rules file; name is for messages.  ERR_DATA with
 * "name:line: rule ID: ..." and the offset for a broken pattern.
 */
int	ruleset_load(const char *name, struct span text, struct ruleset **out,
	    struct err *);
void	ruleset_free(struct ruleset *);
/* A section's number, or -1. */
int	ruleset_section(const struct ruleset *, const char *name);
size_t	ruleset_count(const struct ruleset *);
const struct rule *ruleset_rule(const struct ruleset *, size_t i);

struct rule_scratch	*rule_scratch_new(void);
void			 rule_scratch_free(struct rule_scratch *);

/*
 * The first rule of the section that fits.  Fills m (spans borrow body) and
 * in e the kind, what `set` says and the values of `words`, stage, delay,
 * dsn, repeat, pieces; the other fields are for rule_fill().
 */
bool	ruleset_match(const struct ruleset *, int section, struct span body,
	    struct rule_scratch *, struct rule_match *m, struct event *e);
/* Copies the plain fields of m (ids, addresses, hosts) into e. */
void	rule_fill(const struct rule_match *m, struct event *e);

/* "12", "0.07", "00:00:05", "1+02:03:04", "3d2h5m6s": ms, or -1. */
int64_t	rule_delay_ms(struct span);
/* "RCPT TO", "end of DATA", "MAIL FROM:<x> SIZE=1"...: a stage. */
enum stage rule_stage(struct span);

#endif

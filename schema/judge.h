/*
 * judge: a reply -> its reason, by the rules and tables of the knowledge.
 *
 * Everything that speaks for a reason is evidence with a weight: the admin's
 * rules before all, then rules of the provider that answered, then the
 * wordings that mail servers write themselves, then rules about what a
 * sentence means, in any words and several languages; the enhanced and the
 * basic code tip the balance and decide where no rule speaks.  The reason
 * with the most weight wins.  The same input gives the same verdict; nothing
 * is learnt.  Thread-safe on a loaded knowledge.
 */
#ifndef SCHEMA_JUDGE_H
#define SCHEMA_JUDGE_H

#include <stdbool.h>

#include "schema/event.h"
#include "schema/knowledge.h"

struct judge_input {
	uint16_t	code;
	struct enhanced	enhanced;
	struct enhanced	mta_status;	/* dsn=; asked where no reply is */
	struct span	text;		/* neutralised */
	struct span	reply;		/* of it, set by judge_unwrap() */
	enum stage	stage;
	enum origin	origin;		/* ORIGIN_COUNT if not known */
	enum direction	direction;	/* DIRECTION_COUNT if not known */
	enum outcome	outcome;	/* OUTCOME_NONE if not known */
	enum mta	mta;		/* MTA_NONE if not known */
	struct span	relay_host;	/* null or "" if not known */
	struct span	recipient;	/* the same */
};

struct verdict {
	int		 reason;	/* index into the knowledge's reasons */
	enum permanence	 permanence;
	bool		 suppress;
	const char	*fix;		/* id of the fix sentence */
	const char	*rule;		/* id of the rule that decided */
	const char	*provider;	/* id, "" if unknown */
};

/* One voice of a verdict: a rule, or a row of the code tables. */
struct judge_evidence {
	const char	*rule;		/* id */
	int		 reason;
	int		 weight;
};

/* Nothing known but the text. */
struct judge_input judge_input_new(struct span text);

/*
 * Reads a reply as somebody pastes it or a log quotes it: "550 5.1.1 ...",
 * "host H said: 550 ... (in reply to RCPT TO command)", "SMTP error from
 * remote mail server after RCPT TO: ...".  Fills what in does not know yet
 * (code, enhanced, stage, relay host; who gives a code is remote) from its
 * text; the text stays, and reply is the part of it that was answered: all of
 * it where the code was known, whatever other reply it quotes.  Judging does
 * so by itself.
 */
void	judge_unwrap(struct judge_input *in);

/* Strings in the verdict borrow the knowledge. */
void	judge_reply(const struct knowledge *, const struct judge_input *,
	    struct verdict *);
/* The same, with why: the heaviest evidence first, at most max; its count. */
size_t	judge_why(const struct knowledge *, const struct judge_input *,
	    struct verdict *, struct judge_evidence *why, size_t max);

#endif

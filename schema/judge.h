/*
 * judge: a reply -> its reason, by the rules and tables of the knowledge.
 *
 * Order: the admin's rules, provider rules, text rules, then stage and
 * enhanced code, enhanced code, basic code.  The same input gives the same
 * verdict; nothing is learnt.  Thread-safe on a loaded knowledge.
 */
#ifndef SCHEMA_JUDGE_H
#define SCHEMA_JUDGE_H

#include <stdbool.h>

#include "schema/event.h"
#include "schema/knowledge.h"

struct judge_input {
	uint16_t	code;
	struct enhanced	enhanced;
	struct span	text;		/* neutralised, without codes */
	enum stage	stage;
	enum origin	origin;
	enum direction	direction;
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

struct judge_input judge_input_new(struct span text);

/* Strings in the verdict borrow the knowledge. */
void	judge_reply(const struct knowledge *, const struct judge_input *,
	    struct verdict *);

#endif

/*
 * judge_rules: the rules about what replies mean, as data.
 *
 * words.json names classes of words.  rules/NAME.json holds rules:
 *
 *	{ "layer": "provider" | "text" | "meaning",
 *	  "provider": "google",		the file's rules are about it
 *	  "rules": [ { "id": ..., "reason": ..., ... } ] }
 *
 * What a rule asks for (all of it must hold):
 *	say, also	lists of phrases (judge_phrase.h), one of each list
 *	unless		phrases none of which may match
 *	pattern		PCRE2, case-less, on the text as it is
 *	code		["550", "4xx"], "none" = the log shows no reply
 *	enhanced	["5.7.1", "x.1.*"], the MTA's own where no reply is
 *	stage, origin, direction, outcome, mta	words of the event contract
 *	provider	ids; host  suffixes of the relay host's name
 *	only		with the file's provider: it must be known that it
 *			answered (else "not known" will do)
 * A rule for "unknown" says that the words tell nothing: lighter rules keep
 * silent, and the codes decide.
 * What it says: reason, weight (1..100), and where they differ from the
 * reason's own: permanence, fix, suppress.
 * How it is proven: samples (texts, or objects with keys of the event
 * contract) that it must decide, not: samples that it must not.
 *
 * The admin's own rules (any *.json of rules_dir) need no layer and come
 * before all others; rules_dir may be one such file, too.
 */
#ifndef SCHEMA_JUDGE_RULES_H
#define SCHEMA_JUDGE_RULES_H

#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "schema/arena.h"
#include "schema/judge.h"
#include "schema/judge_phrase.h"
#include "schema/provider.h"

enum rule_layer {
	RULE_MEANING, RULE_TEXT, RULE_PROVIDER, RULE_ADMIN, RULE_LAYER_COUNT
};

/* A list of phrases; n == 0 asks for nothing. */
struct rule_phrases {
	uint32_t	*index;
	size_t		 n;
};

/* A range of codes, or of enhanced codes; 0 .. UINT16_MAX = any, 0..0 none. */
struct rule_code {
	uint16_t	first, last;
};

struct rule_enhanced {
	struct rule_code class, subject, detail;
};

struct judge_rule {
	const char		*id;
	const char		*file;		/* for messages */
	enum rule_layer		 layer;
	int			 reason;
	int			 weight;
	int			 permanence;	/* -1 = the reason's */
	int			 suppress;	/* -1 = the reason's */
	const char		*fix;		/* NULL = the reason's */
	struct rule_phrases	 say, also, unless;
	pcre2_code		*pattern;	/* or NULL */
	const struct rule_code	*codes;		/* n of them, 0 = any */
	const struct rule_enhanced *enhanced;
	size_t			 n_codes, n_enhanced;
	uint32_t		 stages, origins, directions, outcomes, mtas;
						/* sets of bits, 0 = any */
	const struct provider	*about;		/* the file's, or NULL */
	bool			 only;
	const char *const	*providers;	/* NULL = any */
	const char *const	*hosts;		/* NULL = any */
	const struct judge_sample *samples, *nots;
	size_t			 n_samples, n_nots;
};

struct judge_sample {
	struct judge_input	 in;		/* borrows the rule set */
};

struct rule_set {
	struct arena		 arena;
	struct phrase_book	*book;
	struct judge_rule	*rules;		/* the admin's first */
	size_t			 n;
	struct rule_phrases	*tokens;	/* of each provider */
	const struct provider_set *providers;
	const char		**code_ids;	/* of each basic code's row */
	uint64_t		 version;
};

/*
 * The built-in rules or those of dir, and the admin's.  The knowledge's
 * tables and sentences are loaded already, and providers.  ERR_DATA names
 * file, rule and key, for a pattern the offset in it.
 */
int	rules_load(const struct knowledge *, const struct provider_set *,
	    const char *dir, const char *rules_dir, struct rule_set **,
	    struct err *);
void	rules_free(struct rule_set *);
uint64_t rules_version(const struct rule_set *);
size_t	rules_count(const struct rule_set *);
/* The i-th rule; see struct judge_rule. */
const struct judge_rule *rules_get(const struct rule_set *, size_t i);
/* "admin", "provider", "text", "meaning". */
const char *rule_layer_name(enum rule_layer);
/*
 * Every sample of the rules goes through the whole engine: its reason must
 * come out, by this rule for one sample at least (else another rule hides
 * it), and a counter-sample must not be decided by it.  admin_only: the
 * admin's rules alone.  Calls report for each that fails; how many did.
 */
size_t	rules_check(const struct knowledge *, bool admin_only,
	    void (*report)(void *arg, const char *message), void *arg);

#endif

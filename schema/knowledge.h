/*
 * knowledge: what the codes, enhanced codes and reasons mean, who must act
 * and what helps.  Facts of the field, kept as JSON apart from code: built
 * into the binary (schema/knowledge/), overridable by a folder of the same
 * layout (a file there replaces the built-in one of its name):
 *
 *	reasons.json actors.json codes.json enhanced.json	facts
 *	providers.json rules/FAMILY.json			facts
 *	LANGUAGE/reasons.json ...				sentences
 *
 * Loaded once, checked whole, read-only and thread-safe afterwards.  All
 * strings borrow the knowledge.
 */
#ifndef SCHEMA_KNOWLEDGE_H
#define SCHEMA_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/err.h"
#include "schema/reply.h"
#include "schema/span.h"

enum permanence {
	PERMANENCE_UNKNOWN, PERMANENCE_PERMANENT, PERMANENCE_TEMPORARY,
	PERMANENCE_CONDITIONAL, PERMANENCE_FINAL, PERMANENCE_COUNT
};

/* The contract's words: "permanent"..., and back (-1 = no such word). */
const char	*permanence_name(enum permanence);
int		 permanence_from(struct span);

/* One of the 30 reasons, or `unknown` (always the last). */
struct reason {
	const char	*id;		/* "user_unknown" */
	enum permanence	 permanence;
	bool		 temporary_if_4xx; /* then temporary instead */
	const char	*actor;		/* id: rcpt-list, reputation... */
	bool		 suppress;	/* stop mailing the address */
	const char	*title;		/* sentences: in the language loaded, */
	const char	*fix;		/* English where there is none */
};

/* A basic reply code (RFC 5321 section 4.2). */
struct code_info {
	int		 code;
	const char	*status;	/* standard, extension, iana, */
					/* de-facto, not-smtp */
	const char	*source;	/* "RFC 5321 section 4.2.3" */
	const char	*scope;		/* what it speaks about: "mailbox", */
					/* "domain", "policy"... */
	const char *const *answers;	/* commands or "banner", "eod", any, */
					/* local; NULL ends the list */
	bool		 failure;
	int		 reason;	/* index, or -1 */
	enum permanence	 permanence;	/* UNKNOWN: success, or any of them */
	const char	*name;
	const char	*meaning;
	const char	*when;		/* when you see it */
	const char	*fix;
	const int	*confused;	/* codes, 0 ends the list */
	const char	*confusion;	/* what tells them apart */
	const char	*applies;	/* the situation, in one sentence */
};

/*
 * An enhanced code X.subject.detail: a row of the IANA registry (RFC 3463,
 * RFC 5248; vendor "") or what one vendor means by it.
 */
struct enhanced_info {
	const char	*id;		/* "X.1.1", "google 5.2.1 550" */
	const char	*code;		/* "X.1.1", "5.7.606-649" */
	uint16_t	 class;		/* 0 = X, any class */
	uint16_t	 subject, detail;
	uint16_t	 detail_last;	/* detail..detail_last */
	const char	*vendor;	/* "" = the registry */
	const char *const *tokens;	/* one of them is in the text; NULL */
					/* ends, no tokens = any text */
	const int	*basic;		/* basic codes it goes with, 0 ends */
	const char	*source;
	int		 reason;	/* index, or -1 */
	enum permanence	 permanence;	/* UNKNOWN = by class or text */
	const char	*name;
	const char	*meaning;
	const char	*fix;		/* NULL = the reason's */
};

struct knowledge;
struct fix_set;
struct provider_set;
struct rule_set;

/*
 * Loads the built-in knowledge, or that of folder dir over it (NULL = built
 * in only), with the admin's own rules from rules_dir (NULL or missing =
 * none) before the others, sentences in language lang ("en", "ja", "vi";
 * NULL or one without files = "en").
 * ERR_NO_INPUT or ERR_PERMISSION if dir is no folder one can read;
 * ERR_DATA with "file:line:column: ..." for broken JSON and "file: rule ID,
 * key KEY: ..." for wrong content; *out is NULL then.
 */
int	knowledge_load(const char *dir, const char *rules_dir,
	    const char *lang, struct knowledge **out, struct err *);
void	knowledge_free(struct knowledge *);

/* Of everything that can change a verdict: same value, same verdicts. */
uint64_t	 knowledge_version(const struct knowledge *);

size_t		 knowledge_reason_count(const struct knowledge *);
const struct reason *knowledge_reason(const struct knowledge *, size_t i);
/* -1 = no such id. */
int		 knowledge_reason_find(const struct knowledge *, struct span);

size_t		 knowledge_code_count(const struct knowledge *);
const struct code_info *knowledge_code(const struct knowledge *, size_t i);
const struct code_info *knowledge_code_find(const struct knowledge *, int);

size_t		 knowledge_enhanced_count(const struct knowledge *);
const struct enhanced_info *knowledge_enhanced(const struct knowledge *,
		    size_t i);
/* The registry's row of exactly this class, else of class X, else NULL. */
const struct enhanced_info *knowledge_enhanced_find(const struct knowledge *,
		    struct enhanced);
/*
 * What a vendor means by it: the row with a token that is in the text before
 * one without tokens, one for this basic code (0 = not known) before one for
 * any; NULL = nothing of its own.
 */
const struct enhanced_info *knowledge_enhanced_vendor(const struct knowledge *,
		    struct span vendor, int basic, struct enhanced,
		    struct span text);
/* Whether the row speaks of this code (class X of any). */
bool		 knowledge_enhanced_covers(const struct enhanced_info *,
		    struct enhanced);

/* The fix sentence with this id (a reason's id, or a rule's own), or NULL. */
const char	*knowledge_fix(const struct knowledge *, const char *id);
/* The title of a provider id, or the id itself. */
const char	*knowledge_provider_title(const struct knowledge *,
		    const char *id);
/* Who an actor id is, as a phrase. */
const char	*knowledge_actor(const struct knowledge *, const char *id);

/* The parts with headers of their own: provider.h, judge_rules.h, fix.h. */
const struct provider_set *knowledge_providers(const struct knowledge *);
const struct fix_set *knowledge_fixes(const struct knowledge *);
const struct rule_set *knowledge_rules(const struct knowledge *);

#endif

/*
 * rule_priv: what the loader (rule_load.c) builds and the matcher (rule.c)
 * reads.  Nobody else includes this.
 */
#ifndef PARSERS_RULE_PRIV_H
#define PARSERS_RULE_PRIV_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "parsers/rule.h"

#define RULE_MAX_WORDS	32
#define RULE_MAX_GROUPS	64		/* with the whole match */

/* One of a field's words and the value it stands for. */
struct rule_word {
	enum rule_field	 field;
	char		*word;
	size_t		 len;
	int		 value;		/* enum outcome or enum stage */
};

/* A group with a name, and the field it is named after. */
struct rule_group {
	uint32_t	 group;
	enum rule_field	 field;
	bool		 listed;	/* holds one of the rule's words */
};

struct rule_full {
	struct rule		 pub;		/* first: found back by cast */
	char			*needle;
	size_t			 needle_len;
	char			*pattern;
	pcre2_code		*code;
	bool			 jit;
	struct rule_group	 named[RULE_MAX_GROUPS];	/* by number */
	int			 n_named;
	int			 outcome, direction, stage, origin; /* or -1 */
	struct rule_word	 words[RULE_MAX_WORDS];
	int			 n_words;
	char			*detail_name;
	int			 detail;	/* section, or -1 */
};

struct rule_section {
	char			*name;
	struct rule_full	**rules;
	size_t			 n;
};

struct ruleset {
	struct rule_section	*sections;
	size_t			 n_sections;
	struct rule_full	**rules;	/* all, in file order */
	size_t			 n_rules;
};

/* Group names of the patterns, by enum rule_field. */
extern const char *const rule_field_names[FIELD_COUNT];

#endif

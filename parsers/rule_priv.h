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

/* One of a field's words and the value it stands for. */
struct rule_word {
	enum rule_field	 field;
	char		*word;
	size_t		 len;
	int		 value;		/* enum outcome or enum stage */
};

struct rule_full {
	struct rule		 pub;		/* first: found back by cast */
	char			*needle;
	size_t			 needle_len;
	char			*pattern;
	pcre2_code		*code;
	bool			 jit;
	int			 group[64];	/* number -> field, or -1 */
	uint32_t		 groups;
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

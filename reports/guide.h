/*
 * guide: what the knowledge says about codes and replies, as pages for people
 * (doc.h: text, HTML fragment).  guide_data.h writes the same for programs.
 */
#ifndef REPORTS_GUIDE_H
#define REPORTS_GUIDE_H

#include "reports/doc.h"
#include "reports/guide_difference.h"
#include "schema/fix.h"
#include "schema/judge.h"
#include "schema/knowledge.h"

/* Which codes of the tables. */
struct guide_filter {
	int		class;		/* 2 to 5, 0 = any */
	struct span	search;		/* in the texts, "" = any */
	const struct knowledge *also;	/* whose texts are searched as well, */
					/* or NULL */
};

#define GUIDE_EVIDENCE	8

/* A reply and all that is said about it. */
struct guide_reply {
	struct span		 text;	/* without the codes */
	int			 code;
	struct enhanced		 enhanced;
	struct verdict		 verdict;
	struct judge_evidence	 why[GUIDE_EVIDENCE];
	size_t			 nwhy;
	struct fix_values	 values;
	enum mta		 mta;	/* whose knob; MTA_NONE = of each */
};

/* Whether the row with this index of the table matches. */
bool	guide_code_matches(const struct knowledge *, size_t i,
	    const struct guide_filter *);
bool	guide_enhanced_matches(const struct knowledge *, size_t i,
	    const struct guide_filter *);

void	guide_code(struct doc *, const struct knowledge *,
	    const struct code_info *);
/* One that no table knows is explained by its class and subject. */
void	guide_enhanced(struct doc *, const struct knowledge *,
	    struct enhanced);
void	guide_reply(struct doc *, const struct knowledge *,
	    const struct guide_reply *);
/* Two basic codes, or two enhanced ones. */
void	guide_compare(struct doc *, const struct knowledge *,
	    const struct guide_side *, const struct guide_side *);
/* How many codes it lists. */
size_t	guide_list(struct doc *, const struct knowledge *,
	    const struct guide_filter *);

/*
 * The registry's row for the code, else the row of its subject (X.1.0), else
 * NULL: *exact says which.
 */
const struct enhanced_info *guide_enhanced_row(const struct knowledge *,
	    struct enhanced, bool *exact);
/* Whose code: "Microsoft" for the vendor "microsoft". */
const char *guide_vendor(const char *vendor);

#endif

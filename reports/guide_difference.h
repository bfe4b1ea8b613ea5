/*
 * guide_difference: what sets two codes apart, as whole sentences: what the
 * sender's queue does, what each speaks about, where in the session it is
 * seen, its usual cause, who has to act, whether a retry helps, whether the
 * address stays good, and whether a standard defines it.  Derived from the
 * facts of the knowledge, so that any two codes have an answer.
 */
#ifndef REPORTS_GUIDE_DIFFERENCE_H
#define REPORTS_GUIDE_DIFFERENCE_H

#include "schema/buf.h"
#include "schema/knowledge.h"

/* A basic or an enhanced code, as far as two of them are compared. */
struct guide_side {
	char		 label[ENHANCED_BUFSIZE];	/* "550", "5.7.1" */
	int		 class;
	bool		 official;	/* in a standard or a registry */
	const char	*scope;		/* see knowledge.h */
	const char	*const *answers; /* NULL = not known */
	int		 reason;	/* index, or -1 */
	enum permanence	 permanence;
	const char	*name, *source, *meaning, *fix;
	const struct code_info *code;	/* NULL for an enhanced one */
};

void	guide_side_code(const struct code_info *, struct guide_side *);
/* false if no table knows the code. */
bool	guide_side_enhanced(const struct knowledge *, struct enhanced,
	    struct guide_side *);
/* Whether the code alone says who has to act. */
bool	guide_side_sure(const struct guide_side *);

/* Takes a sentence; arg is what was given to guide_differences(). */
typedef void guide_put(void *arg, struct span sentence);
/*
 * Gives every difference to put, the most important first: in the reader's
 * language, or (translate false) in English if the knowledge is.
 */
void	guide_differences(const struct knowledge *, const struct guide_side *,
	    const struct guide_side *, bool translate, guide_put *, void *arg);

#endif

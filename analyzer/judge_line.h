/*
 * judge_line: one line of `explain -` or one argument -> a judged reply.
 */
#ifndef ANALYZER_JUDGE_LINE_H
#define ANALYZER_JUDGE_LINE_H

#include "reports/guide.h"
#include "schema/buf.h"

/* Memory of one line; start zeroed, reuse, free at the end. */
struct judge_line {
	struct buf	clean;		/* the text, neutralised */
	struct buf	text;		/* the text without its codes */
	struct buf	words;		/* the object's strings */
};

/*
 * Judges the line: an object with keys of the event table if it begins with
 * '{' and is one, else a reply text as a log or a person quotes it.  Never
 * fails: what cannot be read is a text like any other, and a line without
 * text gets the reason `unknown`.  *r borrows the line and the memory.
 */
void	judge_line(const struct knowledge *, struct span line,
	    struct judge_line *, struct guide_reply *r);
void	judge_line_free(struct judge_line *);

#endif

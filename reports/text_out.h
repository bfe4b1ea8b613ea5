/*
 * text_out: pieces of a text report: numbers, times, strangers' words, lines
 * that break where they should.  Private to the writer of text.
 */
#ifndef REPORTS_TEXT_OUT_H
#define REPORTS_TEXT_OUT_H

#include "reports/report.h"

struct text_out {
	struct buf	 b;
	const struct report *r;
	const struct term *term;
	size_t		 column;	/* of the flow, see text_flow() */
	size_t		 indent;
};

/*
 * Numbers grouped by blanks: "1 942 194".  The blank is a byte that no line
 * breaks at and no text contains (text_clean()); text_out_write() makes it a
 * blank.
 */
#define TEXT_BLANK	'\x1f'

#define TEXT_NUMBER	32
const char	*text_number(int64_t, char out[TEXT_NUMBER]);
/* "80.0 %" of a whole. */
const char	*text_percent(int64_t part, int64_t whole,
		    char out[TEXT_NUMBER]);
/* "24 h", "7 d", "2 h 28 min". */
const char	*text_duration(int64_t seconds, char out[TEXT_NUMBER]);
/* "2026-11-22 08:00"; without the date on the day when the window ends. */
const char	*text_time(const struct text_out *, int64_t ts,
		    char out[TEXT_NUMBER]);
const char	*text_date_time(const struct text_out *, int64_t ts,
		    char out[TEXT_NUMBER]);

void		 text_blanks(struct text_out *, size_t);
/*
 * A stranger's words on what is left of a line of which so many columns are
 * used, after some blanks, and the line's end.
 */
void		 text_clipped(struct text_out *, struct span, size_t used,
		    size_t blanks);
/* The same as part of a line: appended to b, at most so many columns. */
void		 text_name(struct buf *b, struct span, size_t columns);
/* A sentence, wrapped. */
void		 text_sentence(struct text_out *, struct span, size_t used,
		    size_t indent);

/*
 * A flow: items side by side, three blanks between them, on as many lines as
 * it takes.  Begin, add items, end.
 */
void		 text_flow(struct text_out *, size_t indent);
void		 text_flow_add(struct text_out *, enum term_style,
		    const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
void		 text_flow_end(struct text_out *);

int		 text_out_write(struct text_out *, FILE *, struct err *);

#endif

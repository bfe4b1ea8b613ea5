/*
 * report_judged: what the knowledge said of a cause at a relay, read once and
 * shared by all causes that it said the same of.  Private to report*.c.
 */
#ifndef REPORTS_REPORT_JUDGED_H
#define REPORTS_REPORT_JUDGED_H

#include "reports/report.h"
#include "schema/fix.h"
#include "schema/map.h"

struct report_judged {
	enum report_section_id section;
	int		 reason;	/* index; the code in REPORT_ADVICE */
	struct verdict	 verdict;	/* with reason -1: none */
	const char	*fix;		/* sentence, "" = none */
	struct span	 provider;	/* id, "" = none; NUL-terminated */
};

struct report_judgements {
	struct db	*db;
	struct report	*r;		/* its arena owns the rows */
	struct map	 index;		/* cause, relay, outcome */
	struct map	 unique;	/* content */
};

/* NULL on error. */
const struct report_judged *report_judged_of(struct report_judgements *,
	    int64_t cause_id, int64_t relay_id, enum outcome, struct err *);
/* What to do, filled in with what a reply names. */
const char *report_judged_fix(struct report *, const struct report_judged *,
	    const struct fix_values *);
void	report_judgements_free(struct report_judgements *);

#endif

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

/* Which row of the table judgement led where. */
struct report_judged_key {
	int64_t		 cause_id, relay_id;
	enum outcome	 outcome;
	const struct report_judged *v;
};

struct report_judgements {
	struct db	*db;
	struct report	*r;		/* its arena owns the verdicts */
	sqlite3_stmt	*row;		/* the statement judgement */
	struct report_judged_key *keys;
	size_t		 n, size;
	struct map	 index;		/* of the keys */
	struct map	 unique;	/* content of a row -> verdict */
};

/* Reads all rows at once; without it they are read as they are asked for. */
int	report_judgements_load(struct report_judgements *, struct err *);
/* NULL on error. */
const struct report_judged *report_judged_of(struct report_judgements *,
	    int64_t cause_id, int64_t relay_id, enum outcome, struct err *);
/* What to do, filled in with what a reply names. */
const char *report_judged_fix(struct report *, const struct report_judged *,
	    const struct fix_values *);
void	report_judgements_free(struct report_judgements *);

#endif

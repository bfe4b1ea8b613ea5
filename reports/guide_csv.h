/*
 * guide_csv: the tables of codes as RFC 4180 records for a spreadsheet: basic
 * codes, then the registry's enhanced codes and what vendors mean by theirs.
 */
#ifndef REPORTS_GUIDE_CSV_H
#define REPORTS_GUIDE_CSV_H

#include "reports/guide.h"

/* A header, then one record for each code that matches. */
void	guide_csv_list(struct buf *, const struct knowledge *,
	    const struct guide_filter *);

#endif

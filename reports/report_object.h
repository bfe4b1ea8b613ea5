/*
 * report_object: the members of the JSON objects that the formats json and
 * ndjson share.  Keys are described in report_json.c.
 */
#ifndef REPORTS_REPORT_OBJECT_H
#define REPORTS_REPORT_OBJECT_H

#include "reports/json_out.h"
#include "reports/report.h"

/* From "schema" to "totals". */
void	report_object_header(struct buf *, const struct report *);
/* "lost" to "clients". */
void	report_object_counts(struct buf *, const struct report_counts *);
/* All but the groups. */
void	report_object_reason(struct buf *, const struct report *,
	    enum report_section_id, const struct report_reason *);
void	report_object_group(struct buf *, const struct report *,
	    const struct report_group *);

#endif

/*
 * guide_json: what the guide says, for programs.  Keys and words never change
 * with the language; give it the knowledge in English.
 *
 * A document is { "schema": 1, "KIND": [ object, ... ] }.
 */
#ifndef REPORTS_GUIDE_JSON_H
#define REPORTS_GUIDE_JSON_H

#include "reports/guide.h"

#define GUIDE_JSON_SCHEMA	1

/* Opens the document and its list, and closes both. */
void	guide_json_open(struct buf *, const char *kind);
void	guide_json_close(struct buf *);

/* One object of the list each. */
void	guide_json_code(struct buf *, const struct knowledge *,
	    const struct code_info *);
void	guide_json_enhanced(struct buf *, const struct knowledge *,
	    struct enhanced);
void	guide_json_reply(struct buf *, const struct knowledge *,
	    const struct guide_reply *);
/* A whole document of two codes and what sets them apart. */
void	guide_json_compare(struct buf *, const struct knowledge *,
	    const struct guide_side *, const struct guide_side *);
/* All that match. */
void	guide_json_list(struct buf *, const struct knowledge *,
	    const struct guide_filter *);

/* One line of the machine contract (bouncestat(1), explain). */
void	guide_ndjson(struct buf *, const struct knowledge *,
	    const struct guide_reply *);

#endif

/*
 * rules_list: the rules that judge replies, with how often each decided.
 */
#ifndef REPORTS_RULES_LIST_H
#define REPORTS_RULES_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/buf.h"
#include "schema/db.h"
#include "schema/knowledge.h"

/* One rule; strings borrow the knowledge. */
struct rules_row {
	const char	*id, *layer, *reason, *file;
	int64_t		 attempts;	/* that it decided; 0 = none */
};

/*
 * All rules in the order in which they are read, with the attempts of the
 * history (db may be NULL: none).  *rows is freed with free(3).
 */
int	rules_list(const struct knowledge *, struct db *,
	    struct rules_row **rows, size_t *n, struct err *);

/* Appends the list; unused: only the rules that decided nothing. */
void	rules_text(const struct rules_row *, size_t n, bool unused,
	    struct buf *);
void	rules_csv(const struct rules_row *, size_t n, bool unused,
	    struct buf *);
void	rules_json(const struct rules_row *, size_t n, bool unused,
	    struct buf *);

#endif

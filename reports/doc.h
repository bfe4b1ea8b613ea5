/*
 * doc: a page for people, as text for a terminal or as an HTML fragment (no
 * <html>, no <head>: to be put into a page).  Wide characters count as two
 * columns; every text is escaped and neutralised here, so that callers pass
 * what strangers wrote as it is.
 *
 *	doc_open, { doc_title, doc_fact, doc_section, doc_item, doc_row ... },
 *	doc_close
 */
#ifndef REPORTS_DOC_H
#define REPORTS_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "reports/term.h"
#include "schema/buf.h"
#include "schema/span.h"

enum doc_format { DOC_TEXT, DOC_HTML };

/* What is open and has to be closed before something else begins. */
enum doc_part { DOC_NONE, DOC_FACTS, DOC_ITEMS, DOC_TABLE };

struct doc {
	struct buf	*out;		/* borrowed */
	enum doc_format	 format;
	struct term	 term;		/* width and colour (text only) */
	enum doc_part	 part;
	size_t		 label;		/* columns of facts' labels */
};

/* class = of the HTML element, "code". */
void	doc_open(struct doc *, struct buf *out, enum doc_format,
	    struct term, const char *class);
void	doc_close(struct doc *);

void	doc_title(struct doc *, struct span);
/* A paragraph without heading. */
void	doc_para(struct doc *, struct span);
/* "Label  value", aligned to the widest of these labels. */
void	doc_facts(struct doc *, const char *const *labels, size_t n);
void	doc_fact(struct doc *, const char *label, struct span value);
/* A heading; doc_para() or doc_item() follow. */
void	doc_section(struct doc *, const char *heading);
void	doc_item(struct doc *, struct span);
/* A code and what it means, aligned. */
void	doc_entry(struct doc *, struct span code, struct span text);
/* Two texts side by side under a heading. */
void	doc_pair(struct doc *, const char *heading, struct span left,
	    struct span right);

#endif

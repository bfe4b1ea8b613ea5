/*
 * refused_title: what a client did wrong, where the knowledge's title of the
 * reason speaks to the sender ("your IP") or of the other side.
 */
#ifndef REPORTS_REFUSED_TITLE_H
#define REPORTS_REFUSED_TITLE_H

/* In the reader's language; title itself where it fits both sides. */
const char	*refused_title(const char *reason, const char *title);

#endif

/*
 * i18n: the program's words in the reader's language (GNU gettext), and how
 * many columns of a terminal a text takes.  Machine formats never change:
 * LC_NUMERIC stays "C", whatever the environment says.
 *
 * The knowledge's sentences have files of their own (knowledge.h): load them
 * with i18n_lang().
 */
#ifndef SCHEMA_I18N_H
#define SCHEMA_I18N_H

#include <libintl.h>
#include <stddef.h>

#include "schema/buf.h"
#include "schema/err.h"
#include "schema/span.h"

#define _(s)	gettext(s)
#define N_(s)	(s)		/* marks a word that is translated later */

/*
 * Chooses the language: lang ("en", "ja", "vi", also "ja_JP.UTF-8"), or if
 * NULL what LC_ALL, LC_MESSAGES, LANG and LANGUAGE ask for, else English.
 * Works where only the locale C.UTF-8 exists.  Catalogues are looked for in
 * the folder $BOUNCESTAT_LOCALEDIR, else where they were installed.  Call it
 * before any thread, again to change it.  ERR_USAGE if lang is none of ours.
 */
int		 i18n_init(const char *lang, struct err *);
/* "en", "ja" or "vi". */
const char	*i18n_lang(void);

/* Columns of s; a control character or a bad byte counts as one. */
size_t		 i18n_width(struct span s);
/* The longest head of s that takes at most so many columns. */
struct span	 i18n_head(struct span s, size_t columns);
/*
 * Appends s in exactly so many columns: with blanks behind it (or before it:
 * i18n_pad_left), cut with an ellipsis if it is wider.
 */
void		 i18n_pad(struct buf *, struct span s, size_t columns);
void		 i18n_pad_left(struct buf *, struct span s, size_t columns);
/*
 * Appends s in lines of at most so many columns, each but the first indented
 * by indent blanks (which count), ended by a newline.  used = columns that
 * the first line already has.  Breaks at blanks, and between wide characters
 * where typography allows; a word longer than a line stands out.
 */
void		 i18n_wrap(struct buf *, struct span s, size_t used,
		    size_t indent, size_t columns);

#endif

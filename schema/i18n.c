#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "schema/i18n.h"
#include "schema/text.h"

#define DOMAIN	"bouncestat"
#define ELLIPSIS "\xe2\x80\xa6"

static const char *const languages[] = { "en", "ja", "vi" };

/* The language that a locale's name begins with, or NULL. */
static const char *
language_of(const char *locale)
{
	size_t i;

	for (i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (strncmp(locale, languages[i], 2) == 0 &&
		    (locale[2] == '\0' || strchr("_.@:-", locale[2]) != NULL))
			return languages[i];
	return NULL;
}

/* What the environment asks for, as gettext reads it. */
static const char *
from_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *value = "", *list, *found;
	size_t i;

	for (i = 0; i < 3 && *value == '\0'; i++)
		if ((value = getenv(names[i])) == NULL)
			value = "";
	if (*value == '\0' || strcmp(value, "C") == 0 ||
	    strcmp(value, "POSIX") == 0)
		return "en";
	if ((list = getenv("LANGUAGE")) != NULL)
		for (; *list != '\0'; list += *list == ':') {
			if ((found = language_of(list)) != NULL)
				return found;
			list += strcspn(list, ":");
		}
	found = language_of(value);
	return found != NULL ? found : "en";
}

int
i18n_init(const char *lang, struct err *e)
{
	const char *use, *dir;

	use = lang != NULL ? language_of(lang) : from_environment();
	if (use == NULL)
		return err_set(e, ERR_USAGE, _("no such language: %s "
		    "(there are en, ja, vi)"), lang);
	/* Widths need UTF-8; a locale that is not installed has none. */
	if (setlocale(LC_CTYPE, "") == NULL ||
	    strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	/* gettext heeds LANGUAGE in every locale but "C". */
	setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", use, 1);
	dir = getenv("BOUNCESTAT_LOCALEDIR");
	bindtextdomain(DOMAIN, dir != NULL && *dir != '\0' ? dir : LOCALEDIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	return ERR_NONE;
}

const char *
i18n_lang(void)
{
	const char *lang = getenv("LANGUAGE"), *found = NULL;

	if (lang != NULL)
		found = language_of(lang);
	return found != NULL ? found : languages[0];
}

/* The bytes and columns of the character at the start of s (not empty). */
static size_t
next_char(struct span s, uint32_t *c, size_t *columns)
{
	size_t n = text_char(s, c);
	int w;

	*columns = 1;
	if (n == 0) {
		*c = 0xfffd;
		return 1;
	}
	if (*c >= 0x20 && (w = wcwidth((wchar_t)*c)) >= 0)
		*columns = (size_t)w;
	return n;
}

size_t
i18n_width(struct span s)
{
	size_t n, w, total = 0;
	uint32_t c;

	for (; s.n > 0; s = span_skip(s, n)) {
		n = next_char(s, &c, &w);
		total += w;
	}
	return total;
}

struct span
i18n_head(struct span s, size_t columns)
{
	size_t at = 0, n, w, total = 0;
	uint32_t c;

	while (at < s.n) {
		n = next_char(span_skip(s, at), &c, &w);
		if (total + w > columns)
			break;
		total += w;
		at += n;
	}
	return span_head(s, at);
}

static void
blanks(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_add_char(b, ' ');
}

/* s cut to the columns; their number. */
static size_t
cut(struct buf *b, struct span s, size_t columns, size_t width)
{
	struct span head;

	if (width <= columns) {
		buf_add_span(b, s);
		return width;
	}
	if (columns == 0)
		return 0;
	head = i18n_head(s, columns - 1);
	buf_add_span(b, head);
	buf_add_str(b, ELLIPSIS);
	return i18n_width(head) + 1;
}

void
i18n_pad(struct buf *b, struct span s, size_t columns)
{
	blanks(b, columns - cut(b, s, columns, i18n_width(s)));
}

void
i18n_pad_left(struct buf *b, struct span s, size_t columns)
{
	size_t width = i18n_width(s);

	if (width < columns)
		blanks(b, columns - width);
	cut(b, s, columns, width);
}

/* Closing marks never start a line, opening ones never end one. */
static bool
is_closing(uint32_t c)
{
	return c == ')' || c == ']' || c == ',' || c == '.' || c == ';' ||
	    c == ':' || c == '!' || c == '?' || c == 0x3001 || c == 0x3002 ||
	    c == 0xff09 || c == 0x300d || c == 0x300f || c == 0x30fc ||
	    c == 0xff1a || c == 0xff0c || c == 0xff1b || c == 0x3011 ||
	    c == 0x30fb;
}

static bool
is_opening(uint32_t c)
{
	return c == '(' || c == '[' || c == 0xff08 || c == 0x300c ||
	    c == 0x300e || c == 0x3010;
}

/*
 * The longest piece at the start of s that must stay together: a word, or
 * one wide character with the marks that cling to it.
 */
static size_t
piece(struct span s, size_t *columns)
{
	size_t at, n, w;
	uint32_t c, before = 0;
	bool wide = false;

	*columns = 0;
	for (at = 0; at < s.n; at += n) {
		n = next_char(span_skip(s, at), &c, &w);
		if (c == ' ' || c == '\n')
			break;
		if (at > 0 && (w == 2 || wide) && !is_closing(c) &&
		    !is_opening(before))
			break;
		wide = w == 2;
		before = c;
		*columns += w;
	}
	return at;
}

void
i18n_wrap(struct buf *b, struct span s, size_t used, size_t indent,
    size_t columns)
{
	size_t n, w, gap = 0;
	bool empty = true;	/* nothing of s on this line yet */

	while (s.n > 0) {
		if (s.p[0] == ' ' || s.p[0] == '\n') {
			gap = 1;
			s = span_skip(s, 1);
			continue;
		}
		n = piece(s, &w);
		if (!empty && used + gap + w > columns) {
			buf_add_char(b, '\n');
			blanks(b, indent);
			used = indent;
		} else if (!empty && gap > 0) {
			buf_add_char(b, ' ');
			used++;
		}
		buf_add_span(b, span_head(s, n));
		used += w;
		gap = 0;
		empty = false;
		s = span_skip(s, n);
	}
	buf_add_char(b, '\n');
}

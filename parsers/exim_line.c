#include "parsers/exim_line.h"
#include "schema/num.h"

bool
exim_is_base62(char c)
{
	return num_is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* Base-62 digits in groups of a-b-c with hyphens. */
static bool
is_id(struct span s, size_t a, size_t b, size_t c)
{
	size_t i;

	if (s.n < a + b + c + 2 || s.p[a] != '-' || s.p[a + b + 1] != '-')
		return false;
	for (i = 0; i < a + b + c + 2; i++)
		if (i != a && i != a + b + 1 && !exim_is_base62(s.p[i]))
			return false;
	return true;
}

/*
 * The bytes of the message id at the start of s: 6-6-2 up to Exim 4.96,
 * 6-11-4 since 4.97; 0 = none.
 */
static size_t
id_len(struct span s)
{
	size_t n = is_id(s, 6, 6, 2) ? 16 : is_id(s, 6, 11, 4) ? 23 : 0;

	return n > 0 && (n == s.n || s.p[n] == ' ') ? n : 0;
}

/* "[1/3] " or "[1\15] ": one piece of a line that was long for syslog. */
static bool
is_piece(struct span s)
{
	size_t i;

	if (s.n < 6 || s.p[0] != '[' || !num_is_digit(s.p[1]))
		return false;
	for (i = 2; i < s.n && num_is_digit(s.p[i]); i++)
		;
	if (i >= s.n || (s.p[i] != '/' && s.p[i] != '\\'))
		return false;
	for (i++; i < s.n && num_is_digit(s.p[i]); i++)
		;
	return i + 1 < s.n && s.p[i] == ']' && s.p[i + 1] == ' ';
}

enum exim_form
exim_line_form(struct span body, struct span *id, struct span *rest)
{
	static const struct {
		const char	*flag;
		enum exim_form	 form;
	} rows[] = {
		{ "=> ", EXIM_FORM_DELIVERY }, { "-> ", EXIM_FORM_DELIVERY },
		{ ">> ", EXIM_FORM_DELIVERY }, { "*> ", EXIM_FORM_DELIVERY },
		{ "** ", EXIM_FORM_FAILURE }, { "== ", EXIM_FORM_DEFERRAL },
		{ "<= ", EXIM_FORM_ARRIVAL }, { "(= ", EXIM_FORM_ARRIVAL },
	};
	size_t i, n = id_len(body);

	*id = span_head(body, n);
	*rest = span_skip(body, n > 0 ? n + 1 : 0);
	if (n == 0)
		return is_piece(body) ? EXIM_FORM_PIECE : EXIM_FORM_CLIENT;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (span_starts(*rest, span_str(rows[i].flag)))
			return rows[i].form;
	return EXIM_FORM_MESSAGE;
}

bool
exim_line_of_client(struct span s)
{
	return span_starts(s, SPAN("H=")) || span_starts(s, SPAN("U=")) ||
	    span_starts(s, SPAN("F=")) || span_starts(s, SPAN(" DSH="));
}

/*
 * An unflagged line counts only if Exim refused, dropped or removed something
 * (all such texts of its source have one of these words).  Behind the first
 * colon of what is not about a client stand others' words: a reply, an error
 * of the system, what a filter wrote.
 */
bool
exim_line_counts(struct span s)
{
	static const char *const words[] = {
		"rejected", "refused", "refusal", "dropped: ",
		"dropped by ", "discarded by ", "cancelled by ", "removed b",
		"marked delivered", "syntax error in ",
		"long message header", "authenticator failed for",
		"too many recipients", "synchronization error",
		"tmp-reject", "abandoned: ", "space check failed",
	};
	size_t i;

	if (span_starts(s, SPAN("Completed")) ||
	    span_has(s, SPAN("message temporarily rejected")))
		return true;
	if (!exim_line_of_client(s))
		s = span_head(s, span_find(s, SPAN(": ")) + 2);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_has(s, span_str(words[i])))
			return true;
	return false;
}

/*
 * Exim logs texts of several lines as they are.  In the reject log a refused
 * message's envelope and header follow, each field behind the letter of its
 * type ("F From: ...", receive.c), what goes on a field behind a blank.
 */
bool
exim_line_goes_on(struct span line)
{
	size_t i;

	if (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		return true;
	if (span_starts(line, SPAN("Envelope-from: <")) ||
	    span_starts(line, SPAN("Envelope-to: <")) ||
	    span_eq(line, SPAN("*** truncated ***")))
		return true;
	if (line.n < 4 || line.p[1] != ' ' || (line.p[0] != '*' &&
	    (line.p[0] < 'A' || line.p[0] > 'Z')))
		return false;
	for (i = 2; i < line.n && line.p[i] > ' ' && line.p[i] != ':'; i++)
		;
	return i > 2 && i < line.n && line.p[i] == ':';
}

struct span
exim_line_first(struct span body)
{
	return span_head(body, span_find_char(body, '\n'));
}

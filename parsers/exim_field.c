#include "parsers/exim_addr.h"
#include "parsers/exim_field.h"
#include "parsers/rule.h"
#include "schema/num.h"

/* A word has ended: a blank, or a colon that a blank or the end follows. */
static bool
word_ends(struct span s)
{
	return s.n == 0 || s.p[0] == ' ' ||
	    (s.p[0] == ':' && (s.n == 1 || s.p[1] == ' '));
}

static size_t
word_len(struct span s)
{
	size_t i = 0;

	while (!word_ends(span_skip(s, i)))
		i++;
	return i;
}

static struct span
take_word(struct span *s)
{
	size_t n = word_len(*s);
	struct span w = span_head(*s, n);

	*s = span_skip(*s, n);
	return w;
}

/* The inside of "...", to the quote that is not escaped. */
static struct span
take_quoted(struct span *s)
{
	struct span in;
	size_t i;

	for (i = 1; i < s->n && s->p[i] != '"'; i++)
		if (s->p[i] == '\\')
			i++;
	in = i < s->n ? span_of(s->p + 1, i - 1) : span_skip(*s, 1);
	*s = span_skip(*s, i + 1);
	return in;
}

/* What may go on behind a text: " KEY=", " L", " rejected", ": " or the end. */
static bool
field_follows(struct span s)
{
	static const char *const words[] = { " rejected ", " temporarily ",
	    " dropped by ", " K ", " L ", " L*", " L.", " L-", " PRDR ",
	    " ARC " };
	size_t i;

	if (!word_ends(s))
		return false;
	if (s.n == 0 || s.p[0] == ':')
		return true;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_starts(s, span_str(words[i])))
			return true;
	for (i = 1; i < s.n && i < 6 && ((s.p[i] >= 'A' && s.p[i] <= 'Z') ||
	    (i > 1 && num_is_digit(s.p[i]))); i++)
		;
	return i > 1 && i < s.n && s.p[i] == '=';
}

/*
 * DN="..." may hold quotes, escaped or not, and so may SNI="..." of old
 * versions: it ends at one behind which our fields go on.
 */
static void
skip_name(struct span *s)
{
	size_t i = 1;

	while (i < s->n && (s->p[i] != '"' ||
	    !field_follows(span_skip(*s, i + 1))))
		i += s->p[i] == '\\' ? 2 : 1;
	*s = span_skip(*s, i + 1);
}

/* "plain:john smith": a login may hold blanks. */
static struct span
take_login(struct span *s)
{
	size_t i = 0;
	struct span login;

	while (!field_follows(span_skip(*s, i)))
		i++;
	login = span_head(*s, i);
	*s = span_skip(*s, i);
	return login;
}

/* "[ip]:port*", with any brackets removed; what follows is left. */
static struct span
take_ip(struct span *s)
{
	size_t close = span_find_char(*s, ']');
	struct span ip = span_skip(span_head(*s, close), 1);

	*s = span_skip(*s, close + 1);
	if (s->n > 1 && s->p[0] == ':' && s->p[1] != ' ')
		*s = span_skip(*s, 1 + word_len(span_skip(*s, 1)));
	else
		while (s->n > 0 && s->p[0] == '*')
			*s = span_skip(*s, 1);
	return ip;
}

struct span
exim_host_parse(struct span s, struct exim_fields *f)
{
	struct span rest;

	f->host = SPAN("");
	f->ip = SPAN_NULL;
	if (s.n > 0 && s.p[0] != '(' && s.p[0] != '[') {
		f->host = take_word(&s);
		if (s.n < 2 || s.p[0] != ' ')
			return s;
		rest = span_skip(s, 1);
	} else
		rest = s;
	if (span_starts(rest, SPAN("DS ")))
		rest = span_skip(rest, 3);
	if (rest.n > 0 && rest.p[0] == '(') {
		size_t at = span_find(rest, SPAN(") ["));

		if (at == rest.n)
			return s;
		rest = span_skip(rest, at + 2);
	}
	if (rest.n == 0 || rest.p[0] != '[')
		return s;
	f->ip = take_ip(&rest);
	return rest;
}

/* "defer (110): Connection timed out", "defer (-44)" */
static void
take_defer(struct span *s, struct exim_fields *f)
{
	static const char *const ends[] = { " H=", " DT=", ": " };
	struct span rest;
	size_t i, n;

	*s = span_skip(*s, span_find_char(*s, ')') + 1);
	if (!span_starts(*s, SPAN(": ")))
		return;
	rest = span_skip(*s, 2);
	n = rest.n;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t at = span_find(rest, span_str(ends[i]));

		if (at < n)
			n = at;
	}
	f->error = span_head(rest, n);
	*s = span_skip(rest, n);
}

/* The value of a field whose key ends at s. */
static void
take_value(struct span key, struct span *s, enum exim_place place,
    struct exim_fields *f)
{
	struct exim_addr sender;

	if (key.n == 1 && s->n > 0 && s->p[0] == '<') {
		size_t len;
		struct span in = exim_addr_bracketed(*s, &len);

		if (key.p[0] == 'F' && len > 0)
			f->sender = in;
		*s = span_skip(*s, len > 0 ? len : s->n);
		return;
	}
	if (key.n == 1)
		switch (key.p[0]) {
		case 'H':
			*s = exim_host_parse(*s, f);
			return;
		case 'I':
			f->local_ip = take_ip(s);
			return;
		case 'C':
			f->reply = take_quoted(s);
			return;
		case 'R':
			f->router = take_word(s);
			return;
		case 'T':
			f->transport = take_word(s);
			return;
		case 'U':
			f->user = take_word(s);
			return;
		case 'A':
			f->auth = take_login(s);
			return;
		case 'F':
			/* Without brackets from local_scan() alone. */
			exim_sender_parse(*s, &sender);
			f->sender = sender.recipient;
			*s = sender.rest;
			return;
		default:
			take_word(s);
			return;
		}
	if (span_eq(key, SPAN("QT")))
		f->queue_time = take_word(s);
	else if (span_eq(key, SPAN("id")) && place == EXIM_ARRIVED)
		f->message_id = take_word(s);
	else if (s->n > 0 && s->p[0] == '"')
		skip_name(s);
	else
		take_word(s);
}

/* "TFO*", "DS", "L*-" (pipelining): no value. */
static bool
take_mark(struct span *s)
{
	size_t n = span_starts(*s, SPAN("TFO")) ? 3 :
	    span_starts(*s, SPAN("DS ")) ? 2 : span_starts(*s, SPAN("L")) ? 1 :
	    0;

	while (n > 0 && n < s->n && (s->p[n] == '*' || s->p[n] == '.' ||
	    s->p[n] == '-'))
		n++;
	if (n == 0 || !word_ends(span_skip(*s, n)))
		return false;
	*s = span_skip(*s, n);
	return true;
}

/* "KEY=value" or one of the bare marks; false = s is no field. */
static bool
take_field(struct span *s, enum exim_place place, struct exim_fields *f)
{
	struct span key;
	size_t i;

	i = 0;
	if (s->n > 0 && s->p[0] >= 'A' && s->p[0] <= 'Z')
		i = 1 + (s->n > 1 && s->p[1] >= 'a' && s->p[1] <= 'z');
	for (; i > 0 && i < s->n && i < 5 && ((s->p[i] >= 'A' &&
	    s->p[i] <= 'Z') || num_is_digit(s->p[i])); i++)
		;
	if (place == EXIM_ARRIVED && span_starts(*s, SPAN("id")))
		i = 2;
	key = span_head(*s, i);
	/* "id*=": Exim made the message id itself. */
	if (i > 0 && i + 1 < s->n && s->p[i] == '*')
		i++;
	if (i > 0 && i < s->n && s->p[i] == '=') {
		*s = span_skip(*s, i + 1);
		take_value(key, s, place, f);
		return true;
	}
	return take_mark(s);
}

/* A DT= at the text's end is none of its words. */
static struct span
without_time(struct span text)
{
	size_t i = text.n;

	if (i == 0 || text.p[i - 1] != 's')
		return text;
	while (i > 0 && text.p[i - 1] != ' ')
		i--;
	if (i > 0 && (span_starts(span_skip(text, i), SPAN("DT=")) ||
	    span_starts(span_skip(text, i), SPAN("QT="))))
		return without_time(span_head(text, i - 1));
	return text;
}

void
exim_fields_parse(struct span s, enum exim_place place,
    struct exim_fields *f)
{
	*f = (struct exim_fields){ .text = SPAN_NULL };
	while (s.n > 0) {
		if (s.p[0] == ' ') {
			s = span_skip(s, 1);
		} else if (s.p[0] == ':') {
			f->text = place == EXIM_CLIENT ? s : span_skip(s, 2);
			break;
		} else if (place == EXIM_FAILED &&
		    span_starts(s, SPAN("defer ("))) {
			take_defer(&s, f);
		} else if (place == EXIM_ARRIVED &&
		    (f->message_id.p != NULL ||
		    span_starts(s, SPAN("T=")) ||
		    span_starts(s, SPAN("from <")) ||
		    span_starts(s, SPAN("for ")))) {
			/* What strangers wrote: nothing of ours follows. */
			break;
		} else if (!take_field(&s, place, f)) {
			if (place == EXIM_CLIENT) {
				f->text = s;
				break;
			}
			if (word_len(s) == 0)
				s = span_skip(s, 1);
			else
				take_word(&s);
		}
	}
	if (place == EXIM_FAILED && f->text.p != NULL)
		f->text = without_time(f->text);
	if (place == EXIM_CLIENT && f->text.p == NULL)
		f->text = SPAN("");
}

void
exim_fields_fill(const struct exim_fields *f, struct event *e)
{
	if (f->sender.p != NULL)
		e->sender = f->sender;
	if (f->transport.p != NULL)
		e->service = f->transport;
	if (f->ip.p != NULL) {
		e->relay_host = f->host;
		e->relay_ip = f->ip;
	}
	if (f->local_ip.p != NULL)
		e->local_ip = f->local_ip;
	if (f->queue_time.p != NULL)
		e->delay_ms = rule_delay_ms(f->queue_time);
}

/* "plain:user:sender": user */
static struct span
auth_id(struct span auth)
{
	struct span id = span_skip(auth, span_find_char(auth, ':') + 1);

	return span_head(id, span_find_char(id, ':'));
}

void
exim_client_fill(const struct exim_fields *f, struct event *e)
{
	if (f->ip.p != NULL) {
		e->client_host = f->host;
		e->client_ip = f->ip;
	}
	if (f->local_ip.p != NULL)
		e->local_ip = f->local_ip;
	if (f->sender.p != NULL)
		e->sender = f->sender;
	if (f->message_id.p != NULL)
		e->message_id = f->message_id;
	/* With H=, U= is what an ident server claimed: no login. */
	if (f->auth.p != NULL)
		e->submitter = auth_id(f->auth);
	else if (f->user.p != NULL && f->ip.p == NULL)
		e->submitter = f->user;
}

static bool
has_any(struct span name, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_has_nocase(name, span_str(*words)))
			return true;
	return false;
}

bool
exim_names_local(const struct exim_fields *f)
{
	static const char *const lmtp[] = { "lmtp", NULL };
	static const char *const remote[] = { "smtp", "remote", NULL };
	static const char *const transports[] = { "local", "pipe", "file",
	    "directory", "reply", "vacation", "procmail", "maildrop",
	    "mail_spool", "maildir", "mailbox", "mbox", "deliver", "lda",
	    "dovecot", "cyrus", "spool", "virtual", NULL };
	static const char *const routers[] = { "local", "alias",
	    "userforward", NULL };
	static const char *const away[] = { "nonlocal", NULL };	/* Debian's */

	if (f->transport.p == NULL)
		return f->router.p != NULL && has_any(f->router, routers) &&
		    !has_any(f->router, away);
	if (has_any(f->transport, lmtp))
		return true;
	return f->ip.p == NULL && !has_any(f->transport, remote) &&
	    has_any(f->transport, transports);
}

#include "parsers/parser.h"
#include "parsers/sendmail_status.h"
#include "parsers/sendmail_text.h"
#include "schema/num.h"
#include "schema/text.h"

/*
 * "sendmail" is the default tag; "sm-mta", "sm-msp-queue" and the like come
 * with -L (sendmail(8)) from the start-up scripts of the systems.
 */
static bool
is_ours(struct span program)
{
	static const char *const tags[] = { "sendmail", "sm-mta", "sm-msp",
	    "sm-que", "sm-client", "sm-accept" };
	size_t i, n;

	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		n = strlen(tags[i]);
		if (span_starts(program, span_str(tags[i])))
			return program.n == n || program.p[n] == '-' ||
			    i > 0;
	}
	return false;
}

static bool
claim(const struct header *h, struct claim *c)
{
	static const struct {
		const char *lead, *section;
	} leads[] = {
		{ "to=", "to" }, { "from=", "from" },
		{ "ruleset=", "ruleset" }, { "Milter", "milter" },
		{ "STARTTLS", NULL }, { "AUTH=", NULL }, { "<", "refusal" },
	};
	struct span s = h->body;
	size_t i, n;

	if (!is_ours(h->program))
		return false;
	c->instance = h->program;
	n = sendmail_id_length(s);
	if (n < s.n && s.p[n] == '[' && n + 1 < s.n &&
	    num_is_digit(s.p[n + 1])) {
		c->section = "piece";
		return true;
	}
	if (n > 0 && n + 1 < s.n && s.p[n] == ':' && s.p[n + 1] == ' ')
		s = span_skip(s, n + 2);
	for (i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (span_starts(s, span_str(leads[i].lead))) {
			c->section = leads[i].section;
			return true;
		}
	c->section = "other";
	return true;
}

/* What str2prt() made of s undone, line feeds kept; borrows s if it may. */
static struct span
unescape(struct span s, struct parse_out *out)
{
	if (span_find_char(s, '\\') == s.n)
		return s;
	buf_clear(&out->tmp);
	sendmail_unescape(&out->tmp, s);
	return arena_copy(out->arena, buf_span(&out->tmp));
}

/* An address as the MTA attempted it, of which nothing is escaped any more. */
static struct span
plain_address(struct span s, struct parse_out *out)
{
	s = sendmail_bare_address(s);
	if (text_is_clean(s))
		return s;
	buf_clear(&out->tmp);
	text_clean(&out->tmp, s);
	return arena_copy(out->arena, buf_span(&out->tmp));
}

static struct span
address(struct span s, struct parse_out *out)
{
	return s.p == NULL ? s : plain_address(unescape(s, out), out);
}

static struct span
ip_address(struct span s)
{
	if (span_starts(s, SPAN("UNIX")))
		return SPAN("");
	return span_starts(s, SPAN("IPv6:")) ? span_skip(s, 5) : s;
}

/*
 * "host." is a name of the DNS, the root alone (a null MX) no host; a literal
 * "[192.0.2.1]" is its address.
 */
static struct span
host_name(struct span s)
{
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		return ip_address(span_of(s.p + 1, s.n - 2));
	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	return s;
}

/* Emits e once for each address of the list. */
static void
emit_each(struct span list, struct event *e, struct parse_out *out)
{
	struct span one;

	list = unescape(list, out);
	while (sendmail_next_address(&list, &one)) {
		/* A program stands in the quotes of its alias. */
		if (one.n > 2 && one.p[1] == '|' && one.p[0] == '"' &&
		    one.p[one.n - 1] == '"')
			one = span_of(one.p + 1, one.n - 2);
		e->recipient = plain_address(one, out);
		if (span_eq(one, SPAN("NO-TO-LIST")))	/* e_to was NULL */
			e->recipient = SPAN("");
		out->emit(out->arg, e);
	}
}

static bool
is_mailer(struct span mailer, const char *const *names)
{
	for (; *names != NULL; names++)
		if (span_starts_nocase(mailer, span_str(*names)))
			return true;
	return false;
}

/*
 * To another host?  Mailers have the names that the configuration gives
 * them: those of cf/mailer by name, the others if they had a peer.
 */
static enum direction
direction_of(struct span mailer, struct span peer_ip)
{
	static const char *const remote[] = { "esmtp", "smtp", "dsmtp",
	    "relay", "uucp", "suucp", "mail11", "dnet", NULL };
	static const char *const local[] = { "local", "lmtp", "cyrus", "prog",
	    "*", "procmail", NULL };

	if (is_mailer(mailer, remote))
		return DIRECTION_OUTBOUND;
	if (is_mailer(mailer, local) || peer_ip.n == 0)
		return DIRECTION_LOCAL;
	return DIRECTION_OUTBOUND;
}

/*
 * The controlling address is the alias or the user who forwards, but only for
 * mailers that run as him (deliver.c): for all others it is the local sender.
 */
static struct span
alias_of(struct span ctladdr, const struct event *e, struct parse_out *out)
{
	size_t n;

	if (ctladdr.p == NULL || (!span_eq(e->service, SPAN("prog")) &&
	    !span_starts(e->service, SPAN("*"))))
		return SPAN_NULL;
	if (ctladdr.n > 0 && ctladdr.p[ctladdr.n - 1] == ')') {
		for (n = ctladdr.n; n > 0 && ctladdr.p[n - 1] != ' '; n--)
			;
		if (n > 1)
			ctladdr = span_head(ctladdr, n - 1);
	}
	return address(ctladdr, out);
}

static bool
delivery(const struct rule_match *m, struct event *e, struct parse_out *out)
{
	struct span reply, stat;

	if (!sendmail_split_status(m->field[FIELD_EXTRA], &reply, &stat))
		return false;
	if (reply.p != NULL)
		reply = unescape(reply, out);
	stat = unescape(stat, out);
	e->direction = direction_of(e->service, e->relay_ip);
	e->orig_recipient = alias_of(m->field[FIELD_ORIG_RECIPIENT], e, out);
	sendmail_status(reply, stat, e, out);
	if (e->outcome == OUTCOME_NONE)
		return true;		/* held by the admin's rules */
	if (e->direction == DIRECTION_LOCAL && e->relay_ip.n == 0)
		e->relay_host = SPAN_NULL;	/* $h: an alias's leftover */
	emit_each(m->field[FIELD_RECIPIENT], e, out);
	return true;
}

/*
 * One of the pieces "ID[N]: TEXT ..." that sm_syslog() (conf.c) cuts a long
 * line into; only the last has no " ..." at its end.  The first brings the
 * id back, so that the texts in a row are the body of the line.
 */
static bool
piece(struct event *e, struct span raw, struct parse_out *out)
{
	static const struct span more = { " ...", 4 };

	if (span_ends(raw, more))
		raw.n -= more.n;
	else
		e->pieces = e->piece;
	buf_clear(&out->tmp);
	if (e->piece == 1 && e->queue_id.n > 0) {
		buf_add_span(&out->tmp, e->queue_id);
		buf_add_str(&out->tmp, ": ");
	}
	buf_add_span(&out->tmp, raw);
	e->text = arena_copy(out->arena, buf_span(&out->tmp));
	out->emit(out->arg, e);
	return true;
}

/* The message that Sendmail itself wrote about the one of e. */
static void
bounce(struct span queue_id, const struct event *e, struct parse_out *out)
{
	struct event b = event_new();

	b.kind = EVENT_ARRIVAL;
	b.mta = e->mta;
	b.stamp = e->stamp;
	b.host = e->host;
	b.instance = e->instance;
	b.pid = e->pid;
	b.queue_id = queue_id;
	b.sender = SPAN("");
	b.recipients = 1;
	out->emit(out->arg, &b);
}

static bool
finish(const struct rule_match *m, struct event *e, struct parse_out *out)
{
	const struct span *f = m->field;

	if (span_eq(e->queue_id, SPAN("NOQUEUE")) || e->queue_id.p == NULL)
		e->queue_id = SPAN("");
	if (e->kind == EVENT_FRAGMENT)
		return piece(e, f[FIELD_TEXT], out);
	e->sender = address(e->sender, out);
	e->message_id = address(e->message_id, out);
	e->relay_host = host_name(e->relay_host);
	e->relay_ip = ip_address(e->relay_ip);
	e->client_host = host_name(e->client_host);
	e->client_ip = ip_address(e->client_ip);
	if (f[FIELD_EXTRA].p != NULL)
		return delivery(m, e, out);
	if (f[FIELD_REPLY].p != NULL)
		parse_reply(unescape(f[FIELD_REPLY], out), REPLY_JOIN_LINES,
		    e, out);
	else if (f[FIELD_TEXT].p != NULL)
		parse_text(unescape(f[FIELD_TEXT], out), e, out);
	if (f[FIELD_NEXT_QUEUE_ID].p != NULL)
		e->next_queue_id = SPAN_NULL;
	if (e->recipient.p != NULL)
		emit_each(e->recipient, e, out);
	else if (e->kind != EVENT_ARRIVAL || e->queue_id.n > 0)
		out->emit(out->arg, e);
	if (f[FIELD_NEXT_QUEUE_ID].p != NULL)
		bounce(f[FIELD_NEXT_QUEUE_ID], e, out);
	return true;
}

const struct parser parser_sendmail = {
	.mta = MTA_SENDMAIL,
	.rules = "parsers/sendmail.rules",
	.claim = claim,
	.finish = finish
};

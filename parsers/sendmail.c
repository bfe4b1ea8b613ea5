#include "parsers/parser.h"
#include "parsers/sendmail_text.h"
#include "schema/num.h"
#include "schema/text.h"

static bool
is_id_char(char c)
{
	return num_is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/*
 * A queue id at the start of s, or what stands for none: its length, 0 = not
 * there.  "AA12345" (8.6), "QAA12345" (8.8), "g0I8Aa5d012345" (since 8.12):
 * they end in the process's number.
 */
static size_t
id_length(struct span s)
{
	size_t i;

	for (i = 0; i < s.n && i < 20 && is_id_char(s.p[i]); i++)
		;
	if (i >= 7 && (num_is_digit(s.p[i - 1]) ||
	    span_eq(span_head(s, i), SPAN("NOQUEUE"))))
		return i;
	return 0;
}

/*
 * "sendmail" is the default tag; "sm-mta", "sm-msp-queue" and the like come
 * with -L (sendmail(8)) from the start-up scripts of the systems.
 */
static bool
is_ours(struct span program)
{
	static const char *const tags[] = { "sendmail", "sm-mta", "sm-msp",
	    "sm-que", "sm-client" };
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
	n = id_length(s);
	if (n > 0 && n < s.n && s.p[n] == '[') {
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
	n = id_length(s);
	c->section = n > 0 && n < s.n && s.p[n] == ':' ? "second" : "other";
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
	s = span_unbracket(span_trim(s));
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

/* "host." is a name of the DNS; a literal "[192.0.2.1]" is its address. */
static struct span
host_name(struct span s)
{
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		return span_of(s.p + 1, s.n - 2);
	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	return s;
}

static struct span
ip_address(struct span s)
{
	if (span_starts(s, SPAN("UNIX")))
		return SPAN("");
	return span_starts(s, SPAN("IPv6:")) ? span_skip(s, 5) : s;
}

static bool
is_loopback(struct span ip)
{
	return span_starts(ip, SPAN("127.")) || span_eq(ip, SPAN("::1")) ||
	    span_eq(ip, SPAN("0:0:0:0:0:0:0:1"));
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
 * What the MTA decided (giveresponse() and markfailure(), deliver.c).
 * Neither the class of the reply nor that of dsn= says it.
 */
static enum outcome
outcome_of(struct span stat)
{
	static const struct {
		const char	*lead;
		enum outcome	 outcome;
	} rows[] = {
		{ "Sent", OUTCOME_DELIVERED },
		{ "Deferred", OUTCOME_DEFERRED },
		{ "queued", OUTCOME_SUSPENDED },
		{ "quarantined", OUTCOME_NONE },
		/* EX_OSERR and EX_IOERR stay in the queue. */
		{ "Operating system error", OUTCOME_DEFERRED },
		{ "I/O error", OUTCOME_DEFERRED },
	};
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = strlen(rows[i].lead);
		if (span_starts(stat, span_str(rows[i].lead)) &&
		    (stat.n == n || stat.p[n] == ' ' || stat.p[n] == ':'))
			return rows[i].outcome;
	}
	return OUTCOME_BOUNCED;
}

/* The id behind the last `key`, or null: a filter repeats its next hop's. */
static struct span
id_behind(struct span text, struct span key)
{
	struct span id = SPAN_NULL;
	size_t n;

	while ((n = span_find(text, key)) < text.n) {
		text = span_skip(text, n + key.n);
		for (n = 0; n < text.n && (is_id_char(text.p[n]) ||
		    text.p[n] == '-'); n++)
			;
		if (n >= 5)
			id = span_head(text, n);
	}
	return id;
}

/*
 * The id that our own next hop gave: "ID Message accepted for delivery"
 * (Sendmail), "queued as ID" (Postfix), "id=ID" (Exim).
 */
static struct span
next_id(struct span text)
{
	size_t n = id_length(text);
	struct span id;

	if (n > 0 && span_starts(span_skip(text, n),
	    SPAN(" Message accepted for delivery")))
		return span_head(text, n);
	id = id_behind(text, SPAN("queued as "));
	return id.p != NULL ? id : id_behind(text, SPAN(" id="));
}

static void
sent(struct span stat, struct event *e, struct parse_out *out)
{
	struct span text = span_skip(stat, 4);

	e->origin = ORIGIN_LOCAL;
	if (span_starts(text, SPAN(" (")) && text.p[text.n - 1] == ')') {
		text = span_of(text.p + 2, text.n - 3);
		if (e->direction == DIRECTION_OUTBOUND) {
			e->origin = ORIGIN_REMOTE;
			e->stage = STAGE_EOD;
		}
	}
	parse_text(text, e, out);
	if (!is_loopback(e->relay_ip))
		return;
	e->next_queue_id = next_id(e->text);
	if (e->next_queue_id.p == NULL)
		return;
	e->outcome = OUTCOME_FORWARDED;
	e->origin = ORIGIN_LOCAL;
}

/*
 * Answers that Sendmail gives in a server's stead and logs like one: no
 * server said them (cf/m4/proto.m4, usersmtp.c, deliver.c, recipient.c).
 */
static bool
is_own_reply(const struct event *e)
{
	static const char *const leads[] = { "Connection reset by ",
	    "reply: read error from ", "timeout writing message to ",
	    "system config error", "occ_exceeded", "Unsafe for mailing to ",
	    "SMTPUTF8 required but not ", "Message is too large; ", NULL };
	static const char *const tls[] = { "TLS handshake failed",
	    "authentication required", "authentication failed",
	    "not authenticated", "no authentication requested",
	    "does not support STARTTLS", "STARTTLS disabled locally",
	    "authentication failure", "encryption too weak",
	    " does not match ", " not acceptable", "STS lookup temp fail",
	    " not listed in SANs", " not found in ", "DANE", NULL };
	size_t i;

	for (i = 0; leads[i] != NULL; i++)
		if (span_starts(e->text, span_str(leads[i])))
			return true;
	if (e->mta_status.subject != 7 || e->mta_status.detail != 0)
		return false;
	for (i = 0; tls[i] != NULL; i++)
		if (span_has(e->text, span_str(tls[i])))
			return true;
	return false;
}

/*
 * The connection never came about: a reply beside it (8.16 only) is that of
 * another server or another recipient.
 */
static bool
is_connect_failure(struct span reason)
{
	static const char *const texts[] = { "Connection refused",
	    ": No route to host", ": Network is unreachable",
	    ": Host is down", "Name server: ", "Host unknown (" };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i][0] == ':' ?
		    span_ends(reason, span_str(texts[i])) :
		    span_starts(reason, span_str(texts[i])))
			return true;
	return false;
}

/*
 * Which command was refused, where Sendmail's category tells (usersmtp.c):
 * EX_NOUSER comes from RCPT only, EX_DATAERR of a reply from MAIL only, and
 * over LMTP the text of the status is that of the reply after the data.
 */
static enum stage
stage_of(struct span stat, const struct event *e)
{
	if (span_eq(stat, SPAN("User unknown")) && e->relay_ip.n > 0)
		return STAGE_RCPT;
	if (span_eq(stat, SPAN("Data format error")) && (e->code == 501 ||
	    e->code == 553))
		return STAGE_MAIL;
	if (span_starts(stat, SPAN("Service unavailable (")) &&
	    e->text.n > 0 && span_ends(span_head(stat, stat.n - 1), e->text))
		return STAGE_EOD;
	return STAGE_NONE;
}

/* No peer's reply: the reason is in our own words. */
static void
own_words(struct span text, struct event *e, struct parse_out *out)
{
	e->code = 0;
	e->enhanced = (struct enhanced){ 0 };
	parse_text(text, e, out);
}

static void
failed(struct span reply, struct span stat, struct event *e,
    struct parse_out *out)
{
	static const struct span deferred = { "Deferred: ", 10 };
	struct span reason = stat;

	if (span_starts(stat, deferred))
		reason = span_skip(stat, deferred.n);
	if (is_connect_failure(reason))
		reply = SPAN_NULL;
	/* Before 8.16 a deferral is the only status that shows the reply. */
	parse_reply(reply.p != NULL ? reply : reason, REPLY_JOIN_LINES, e,
	    out);
	if (e->code == 0)
		own_words(reason, e, out);
	else if (is_own_reply(e)) {
		if (e->mta_status.subject == 7)
			e->stage = STAGE_STARTTLS;
		own_words(e->text, e, out);
	} else
		e->origin = ORIGIN_REMOTE;
	if (e->stage == STAGE_NONE)
		e->stage = stage_of(stat, e);
	if (e->code == 0 && e->stage == STAGE_RCPT)
		e->origin = ORIGIN_REMOTE;	/* before 8.16: no code */
	/* Our MSP handed it to our own MTA: that reply is nobody else's. */
	if (is_loopback(e->relay_ip) && span_eq(e->service, SPAN("relay"))) {
		e->origin = ORIGIN_LOCAL;
		own_words(e->text, e, out);
	}
}

/*
 * The controlling address is the alias, or the user who forwards, except
 * where it is the local sender (deliver.c takes e_from when there is no
 * alias): that one stands without brackets and has not run a program.
 */
static struct span
alias_of(struct span ctladdr, const struct event *e, struct parse_out *out)
{
	size_t n;

	if (ctladdr.p == NULL || is_loopback(e->relay_ip))
		return SPAN_NULL;
	if (ctladdr.n > 0 && ctladdr.p[ctladdr.n - 1] == ')') {
		for (n = ctladdr.n; n > 0 && ctladdr.p[n - 1] != ' '; n--)
			;
		if (n > 1)
			ctladdr = span_head(ctladdr, n - 1);
	}
	if (ctladdr.p[0] != '<' && !span_eq(e->service, SPAN("prog")) &&
	    !span_starts(e->service, SPAN("*")))
		return SPAN_NULL;
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
	e->outcome = outcome_of(stat);
	if (e->outcome == OUTCOME_NONE)
		return true;		/* held by the admin's rules */
	if (e->outcome == OUTCOME_DELIVERED)
		sent(stat, e, out);
	else
		failed(reply, stat, e, out);
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
	if (e->piece == 1) {
		buf_add_span(&out->tmp, e->queue_id);
		buf_add_str(&out->tmp, ": ");
	}
	buf_add_span(&out->tmp, raw);
	e->text = arena_copy(out->arena, buf_span(&out->tmp));
	out->emit(out->arg, e);
	return true;
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
	if (e->recipient.p != NULL)
		emit_each(e->recipient, e, out);
	else
		out->emit(out->arg, e);
	return true;
}

const struct parser parser_sendmail = {
	.mta = MTA_SENDMAIL,
	.rules = "parsers/sendmail.rules",
	.claim = claim,
	.finish = finish
};

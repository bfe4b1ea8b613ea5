/*
 * postfix: lines of Postfix 2.0 to 3.11, by any of its daemons.
 *
 * The program field is "syslog_name/daemon" or "syslog_name/service/daemon";
 * the last component says which daemon it was, and so what its lines can say.
 * Texts: src/global/log_adhoc.c, src/smtp/smtp_trouble.c, smtp_proto.c and
 * smtp_connect.c, src/smtpd/smtpd_check.c (log_whatsup), smtpd.c
 * (milter and proxy), src/postscreen/postscreen_smtpd.c,
 * src/cleanup/cleanup_message.c and cleanup_milter.c, src/qmgr/qmgr_active.c.
 */
#include "parsers/parser.h"

/* Kinds of daemons: what their lines are looked through for. */
enum role {
	ROLE_QUIET,		/* nothing that counts */
	ROLE_REMOTE,		/* delivers to a host: smtp, lmtp */
	ROLE_LOCAL,		/* delivers here: local, virtual, pipe */
	ROLE_ERROR,		/* delivers nothing: error, retry */
	ROLE_DISCARD,
	ROLE_QUEUE,		/* the queue manager */
	ROLE_SERVER,		/* takes mail from clients */
	ROLE_CLEANUP,
	ROLE_PICKUP,
	ROLE_SUPER		/* the admin's hand */
};

#define DAEMON(name, role)	{ { name, sizeof(name) - 1 }, role }
static const struct daemon {
	struct span	name;
	enum role	role;
} daemons[] = {		/* by how much they write */
	DAEMON("smtp", ROLE_REMOTE),
	DAEMON("smtpd", ROLE_SERVER),
	DAEMON("qmgr", ROLE_QUEUE),
	DAEMON("cleanup", ROLE_CLEANUP),
	DAEMON("lmtp", ROLE_REMOTE),
	DAEMON("local", ROLE_LOCAL),
	DAEMON("virtual", ROLE_LOCAL),
	DAEMON("pipe", ROLE_LOCAL),
	DAEMON("error", ROLE_ERROR),
	DAEMON("postscreen", ROLE_SERVER),
	DAEMON("anvil", ROLE_QUIET),
	DAEMON("bounce", ROLE_QUIET),
	DAEMON("pickup", ROLE_PICKUP),
	DAEMON("discard", ROLE_DISCARD),
	DAEMON("retry", ROLE_ERROR),
	DAEMON("oqmgr", ROLE_QUEUE),
	DAEMON("nqmgr", ROLE_QUEUE),
	DAEMON("qmqpd", ROLE_SERVER),
	DAEMON("postsuper", ROLE_SUPER),
	DAEMON("defer", ROLE_QUIET),
	DAEMON("dnsblog", ROLE_QUIET),
	DAEMON("flush", ROLE_QUIET),
	DAEMON("master", ROLE_QUIET),
	DAEMON("mailq", ROLE_QUIET),
	DAEMON("nbdb_reindexd", ROLE_QUIET),
	DAEMON("newaliases", ROLE_QUIET),
	DAEMON("postalias", ROLE_QUIET),
	DAEMON("postcat", ROLE_QUIET),
	DAEMON("postconf", ROLE_QUIET),
	DAEMON("postdrop", ROLE_QUIET),
	DAEMON("postfix", ROLE_QUIET),
	DAEMON("postfix-script", ROLE_QUIET),
	DAEMON("postkick", ROLE_QUIET),
	DAEMON("postlock", ROLE_QUIET),
	DAEMON("postlog", ROLE_QUIET),
	DAEMON("postlogd", ROLE_QUIET),
	DAEMON("postmap", ROLE_QUIET),
	DAEMON("postmulti", ROLE_QUIET),
	DAEMON("postmulti-script", ROLE_QUIET),
	DAEMON("postqueue", ROLE_QUIET),
	DAEMON("posttls-finger", ROLE_QUIET),
	DAEMON("proxymap", ROLE_QUIET),
	DAEMON("proxywrite", ROLE_QUIET),
	DAEMON("rewrite", ROLE_QUIET),
	DAEMON("scache", ROLE_QUIET),
	DAEMON("sendmail", ROLE_QUIET),
	DAEMON("showq", ROLE_QUIET),
	DAEMON("spawn", ROLE_QUIET),
	DAEMON("tlsmgr", ROLE_QUIET),
	DAEMON("tlsproxy", ROLE_QUIET),
	DAEMON("trace", ROLE_QUIET),
	DAEMON("trivial-rewrite", ROLE_QUIET),
	DAEMON("verify", ROLE_QUIET),
};

/* What follows the last sep; the whole if there is none. */
static struct span
last_part(struct span s, char sep)
{
	size_t i = s.n;

	while (i > 0 && s.p[i - 1] != sep)
		i--;
	return span_skip(s, i);
}

static const struct daemon *
find_daemon(struct span name)
{
	size_t i;

	if (name.n == 0)
		return NULL;
	for (i = 0; i < sizeof(daemons) / sizeof(daemons[0]); i++)
		if (daemons[i].name.p[0] == name.p[0] &&
		    span_eq(daemons[i].name, name))
			return &daemons[i];
	return NULL;
}

/*
 * What a queue id is of, no lower-case vowels.  A table, for whether a digit
 * or a letter comes next is a guess that goes wrong at every other byte.
 */
#define Y(c)	[c] = true
static const bool id_chars[256] = {
	Y('0'), Y('1'), Y('2'), Y('3'), Y('4'), Y('5'), Y('6'), Y('7'),
	Y('8'), Y('9'), Y('A'), Y('B'), Y('C'), Y('D'), Y('E'), Y('F'),
	Y('G'), Y('H'), Y('I'), Y('J'), Y('K'), Y('L'), Y('M'), Y('N'),
	Y('O'), Y('P'), Y('Q'), Y('R'), Y('S'), Y('T'), Y('U'), Y('V'),
	Y('W'), Y('X'), Y('Y'), Y('Z'), Y('b'), Y('c'), Y('d'), Y('f'),
	Y('g'), Y('h'), Y('j'), Y('k'), Y('l'), Y('m'), Y('n'), Y('p'),
	Y('q'), Y('r'), Y('s'), Y('t'), Y('v'), Y('w'), Y('x'), Y('y'),
	Y('z')
};
#undef Y

/*
 * Skips "QUEUEID: " or "NOQUEUE: ".  False: the line is not about a message
 * ("connect from ...", "warning: ...").  Short ids are upper-case hexadecimal,
 * long ones have no vowels (safe_ultostr), so that no word looks like one.
 */
static bool
skip_queue_id(struct span *body)
{
	size_t n;

	for (n = 0; n < body->n && n < 24 &&
	    id_chars[(unsigned char)body->p[n]]; n++)
		;
	if (n < 4 || n + 2 > body->n || body->p[n] != ':' ||
	    body->p[n + 1] != ' ')
		return false;
	*body = span_skip(*body, n + 2);
	return true;
}

/*
 * A server's or cleanup's line that decides about a message: "reject: ",
 * "milter-reject: ", "milter-header-reject: ", "proxy-reject: ", the same
 * with discard; not "reject_warning: ", "hold: ", "filter: ".
 */
static const char *
verdict(struct span rest)
{
	struct span word = span_head(rest, span_find_char(span_head(rest, 40),
	    ':'));

	if (span_starts(word, SPAN("milter-")) ||
	    span_starts(word, SPAN("proxy-")))
		word = last_part(word, '-');
	if (span_eq(word, SPAN("reject")))
		return "reject";
	return span_eq(word, SPAN("discard")) ? "refuse-silently" : NULL;
}

/* rest is the body behind the queue id */
static const char *
section_of(enum role role, struct span body, struct span rest)
{
	switch (role) {
	case ROLE_REMOTE:
		return span_starts(rest, SPAN("to=<")) ? "remote" : NULL;
	case ROLE_LOCAL:
		return span_starts(rest, SPAN("to=<")) ? "local" : NULL;
	case ROLE_ERROR:
		return span_starts(rest, SPAN("to=<")) ? "error" : NULL;
	case ROLE_DISCARD:
		return span_starts(rest, SPAN("to=<")) ? "discard" : NULL;
	case ROLE_QUEUE:
		if (span_starts(rest, SPAN("from=<")))
			return "queue";
		if (span_eq(rest, SPAN("removed")))
			return "closed";
		return span_starts(rest, SPAN("to=<")) ? "error" : NULL;
	case ROLE_SERVER:
		/* NOQUEUE: passed on to a proxy filter, which queues it. */
		if (span_starts(rest, SPAN("client=")))
			return span_starts(body, SPAN("NOQUEUE")) ? NULL :
			    "client";
		return verdict(rest);
	case ROLE_CLEANUP:
		if (span_starts(rest, SPAN("message-id=")))
			return "message-id";
		if (span_starts(rest, SPAN("removed (")))
			return "closed";
		/* An alias that cannot be expanded. */
		return span_starts(rest, SPAN("to=<")) ? "error" :
		    verdict(rest);
	case ROLE_PICKUP:
		return span_starts(rest, SPAN("uid=")) ? "pickup" : NULL;
	case ROLE_SUPER:
		return span_eq(rest, SPAN("removed")) ? "super" : NULL;
	case ROLE_QUIET:
		break;
	}
	return NULL;
}

static bool
claim(const struct header *h, struct claim *c)
{
	size_t slash = span_find_char(h->program, '/');
	struct span rest = h->body;
	const struct daemon *d;

	if (slash == h->program.n)
		return false;
	d = find_daemon(last_part(h->program, '/'));
	if (d == NULL)
		return false;
	c->instance = span_head(h->program, slash);
	c->service = span_skip(h->program, slash + 1);
	/* Some refusals have neither a queue id nor NOQUEUE. */
	if (d->role != ROLE_QUIET && (skip_queue_id(&rest) ||
	    span_starts(rest, SPAN("reject: ")) ||
	    span_starts(rest, SPAN("proxy-reject: "))))
		c->section = section_of(d->role, h->body, rest);
	return true;
}

/* Delivered on this very host: no address is a socket, or local(8). */
static bool
stays_here(struct span relay_ip)
{
	return relay_ip.p == NULL || span_starts(relay_ip, SPAN("127.")) ||
	    span_eq(relay_ip, SPAN("::1"));
}

/* What a delivery says beyond its words. */
static void
finish_delivery(struct event *e)
{
	if (span_eq(last_part(e->service, '/'), SPAN("lmtp")))
		e->direction = DIRECTION_LOCAL;
	/* "queued as" a filter's next hop, "forwarded as" our own message. */
	if (e->next_queue_id.p != NULL) {
		if (e->outcome == OUTCOME_DELIVERED && stays_here(e->relay_ip))
			e->outcome = OUTCOME_FORWARDED;
		else
			e->next_queue_id = SPAN_NULL;
	}
	/* A probe ends with RCPT, or with DATA (smtp_address_verify_target). */
	if (e->outcome == OUTCOME_PROBE && e->stage == STAGE_EOD)
		e->stage = e->code / 100 == 3 ? STAGE_DATA :
		    e->code / 100 == 2 ? STAGE_RCPT : STAGE_EOD;
	/* smtp_skip_5xx_greeting: only EHLO and HELO are refused for good. */
	if (e->outcome == OUTCOME_BOUNCED && e->stage == STAGE_BANNER &&
	    e->origin == ORIGIN_REMOTE)
		e->stage = STAGE_HELO;
}

/* postsuper -r: who waits under the old id goes on under that of e. */
static void
end_old_id(struct span old, const struct event *e, struct parse_out *out)
{
	struct event end = *e;

	end.kind = EVENT_REMOVED;
	end.outcome = OUTCOME_FORWARDED;
	end.queue_id = old;
	end.next_queue_id = e->queue_id;
	out->emit(out->arg, &end);
}

/*
 * How the lines of e's reply were joined.  dsn= has the class of the last one
 * where Postfix does not soften it, as it does for greetings and logins.
 */
static enum reply_join
reply_join(const struct rule_match *m, const struct event *e)
{
	if (e->stage < STAGE_MAIL ||
	    span_eq(m->field[FIELD_OUTCOME], SPAN("SOFTBOUNCE")))
		return REPLY_JOIN_BLANK;
	return e->mta_status.class == 4 ? REPLY_JOIN_BLANK_4XX :
	    e->mta_status.class == 5 ? REPLY_JOIN_BLANK_5XX :
	    REPLY_JOIN_BLANK;
}

static bool
finish(const struct rule_match *m, struct event *e, struct parse_out *out)
{
	if (m->field[FIELD_REPLY].p != NULL)
		parse_reply(m->field[FIELD_REPLY], reply_join(m, e), e, out);
	else if (m->field[FIELD_TEXT].p != NULL)
		parse_text(m->field[FIELD_TEXT], e, out);
	else if (e->kind == EVENT_ATTEMPT)
		e->text = SPAN("");
	if (e->queue_id.p == NULL || span_eq(e->queue_id, SPAN("NOQUEUE")))
		e->queue_id = SPAN("");
	if (e->kind == EVENT_ATTEMPT && e->direction != DIRECTION_INBOUND)
		finish_delivery(e);
	/* proxy-reject repeats a 354 where the message was not sent on. */
	if (e->outcome == OUTCOME_REJECTED && e->code < 400)
		e->code = 0;
	out->emit(out->arg, e);
	if (m->field[FIELD_EXTRA].p != NULL)
		end_old_id(m->field[FIELD_EXTRA], e, out);
	return true;
}

const struct parser parser_postfix = {
	.mta = MTA_POSTFIX,
	.rules = "parsers/postfix.rules",
	.claim = claim,
	.finish = finish
};

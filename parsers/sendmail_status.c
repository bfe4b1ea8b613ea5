#include "parsers/sendmail_status.h"
#include "parsers/sendmail_text.h"
#include "schema/num.h"

static const struct span auth_failure = { "Temporary AUTH failure", 22 };

/* Whether the peer was on this very host. */
static bool
is_loopback(const struct event *e)
{
	struct span ip = e->relay_ip;

	return span_starts(ip, SPAN("127.")) || span_eq(ip, SPAN("::1")) ||
	    span_eq(ip, SPAN("0:0:0:0:0:0:0:1"));
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
		for (n = 0; n < text.n && (sendmail_id_char(text.p[n]) ||
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
	size_t n = sendmail_id_length(text);
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
	struct enhanced v;
	size_t n;

	e->origin = ORIGIN_LOCAL;
	if (span_starts(text, SPAN(" (")) && text.p[text.n - 1] == ')') {
		text = span_of(text.p + 2, text.n - 3);
		if (e->direction == DIRECTION_OUTBOUND) {
			e->origin = ORIGIN_REMOTE;
			e->stage = STAGE_EOD;
			/* Taken off only where the server announced it. */
			if (enhanced_at_start(text, &v, &n) && v.class == 2) {
				e->enhanced = v;
				text = span_trim(span_skip(text, n));
			}
		}
	}
	parse_text(text, e, out);
	if (!is_loopback(e))
		return;
	e->next_queue_id = next_id(e->text);
	if (e->next_queue_id.p == NULL)
		return;
	e->outcome = OUTCOME_FORWARDED;
	e->origin = ORIGIN_LOCAL;
}

/*
 * Answers that Sendmail gives in a server's stead and logs like one: no
 * server said them (usersmtp.c, deliver.c, recipient.c).
 */
static bool
is_own_reply(struct span text)
{
	static const char *const leads[] = { "Connection reset by ",
	    "reply: read error from ", "timeout writing message to ",
	    "system config error", "occ_exceeded", "Unsafe for mailing to ",
	    "SMTPUTF8 required but not ", "Message is too large; ",
	    "Host does not accept mail: MX 0 .", NULL };
	size_t i;

	for (i = 0; leads[i] != NULL; i++)
		if (span_starts(text, span_str(leads[i])))
			return true;
	return false;
}

/*
 * The same from the rulesets for TLS (cf/m4/proto.m4); they only ever stand
 * in the status, with 403 before 8.17.  450 is that of MTA-STS.
 */
static bool
is_own_tls_reply(const struct event *e)
{
	static const struct {
		uint16_t	 code;
		const char	*text;
	} rows[] = {
		{ 403, "" }, { 454, "TLS handshake failed" },
		{ 454, "authentication required" },
		{ 454, "authentication failed" }, { 454, "not authenticated" },
		{ 454, "no authentication requested" },
		{ 454, "does not support STARTTLS" },
		{ 454, "STARTTLS disabled locally" },
		{ 454, "authentication failure" },
		{ 454, "encryption too weak" }, { 454, " does not match " },
		{ 454, " not acceptable" }, { 454, "DANE" },
		{ 450, "STS lookup temp fail" }, { 450, " not listed in SANs" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (e->code == rows[i].code &&
		    span_has(e->text, span_str(rows[i].text)))
			return true;
	return false;
}

/*
 * Nobody answered: a reply beside it (8.16 only) is that of another server or
 * another recipient.
 */
static bool
is_silence(struct span reason)
{
	static const char *const texts[] = { "Connection refused",
	    "Connection timed out", "Operation timed out", "Name server: ",
	    "Host unknown (", ": No route to host",
	    ": Network is unreachable", ": Network is down", " is down" };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i][0] == ':' || texts[i][0] == ' ' ?
		    span_ends(reason, span_str(texts[i])) :
		    span_starts(reason, span_str(texts[i])))
			return true;
	return false;
}

/* What a deferral gives as its reason where it repeats no reply. */
static bool
is_own_reason(struct span reason)
{
	return reason.n < 3 || !num_is_digit(reason.p[0]) ||
	    !num_is_digit(reason.p[1]) || !num_is_digit(reason.p[2]);
}

/*
 * Whether the reply beside the status is what counted.  Where a server closes
 * with 421, the last one may be what it answers to QUIT; beside a reason of
 * Sendmail's own only a temporary one can have led to it.
 */
static bool
is_believed(struct span reply, struct span reason, bool has_reason)
{
	if (reply.n == 0 || reply.p[0] == '2' || is_silence(reason))
		return false;
	if (!has_reason || !is_own_reason(reason))
		return true;
	return reply.p[0] == '4' || span_eq(reason, auth_failure);
}

/*
 * The connection broke, which dsn= alone may tell: what is shown beside it was
 * said to another recipient, except for the 421 that announced it.
 */
static bool
is_broken(const struct event *e)
{
	static const struct enhanced bad_connection = { 4, 4, 2 };

	return e->outcome == OUTCOME_DEFERRED &&
	    enhanced_same(e->mta_status, bad_connection) &&
	    !enhanced_same(e->enhanced, bad_connection) && e->code != 421;
}

/* A mailer here and no session: no reply but Sendmail's own. */
static bool
is_unsent(const struct event *e)
{
	return e->direction == DIRECTION_LOCAL && e->relay_host.p == NULL &&
	    e->relay_ip.n == 0;
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
	bool has_reason = span_starts(stat, deferred);

	if (has_reason)
		reason = span_skip(stat, deferred.n);
	if (span_eq(reason, auth_failure))
		e->stage = STAGE_AUTH;
	if (!is_believed(reply, reason, has_reason))
		reply = SPAN_NULL;
	/* Before 8.16 a deferral is the only status that shows the reply. */
	parse_reply(reply.p != NULL ? reply : reason, REPLY_JOIN_LINES, e,
	    out);
	if (e->code == 0 || (is_own_reason(reason) && (is_broken(e) ||
	    (has_reason && is_own_reply(e->text)))))
		own_words(reason, e, out);
	else if (is_broken(e))
		own_words(SPAN("Deferred"), e, out);
	else if (reply.p == NULL && is_own_tls_reply(e)) {
		e->stage = STAGE_STARTTLS;
		own_words(e->text, e, out);
	} else if (is_own_reply(e->text) || is_unsent(e))
		own_words(e->text, e, out);
	else
		e->origin = ORIGIN_REMOTE;
	if (e->stage == STAGE_NONE)
		e->stage = stage_of(stat, e);
	if (e->code == 0 && e->stage == STAGE_RCPT)
		e->origin = ORIGIN_REMOTE;	/* before 8.16: no code */
	/*
	 * Our MSP handed it to our own MTA: that reply is nobody else's.  The
	 * daemon itself has no reason to; there it is a tunnel or a filter.
	 */
	if (is_loopback(e) && span_eq(e->service, SPAN("relay")) &&
	    !span_starts(e->instance, SPAN("sm-mta"))) {
		e->origin = ORIGIN_LOCAL;
		own_words(e->text, e, out);
	}
}

void
sendmail_status(struct span reply, struct span stat, struct event *e,
    struct parse_out *out)
{
	e->outcome = outcome_of(stat);
	if (e->outcome == OUTCOME_DELIVERED)
		sent(stat, e, out);
	else if (e->outcome != OUTCOME_NONE)
		failed(reply, stat, e, out);
}

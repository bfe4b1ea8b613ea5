#include <stdio.h>
#include <string.h>

#include "reports/guide.h"
#include "reports/guide_difference.h"
#include "schema/i18n.h"

/* Two codes, and where their differences go. */
struct pair {
	const struct knowledge	*k;
	const struct guide_side	*a, *b;
	bool			 translate;
	guide_put		*put;
	void			*arg;
	struct buf		 out;
};

void
guide_side_code(const struct code_info *c, struct guide_side *s)
{
	*s = (struct guide_side){ .class = c->code / 100,
	    .official = strcmp(c->status, "de-facto") != 0 &&
	    strcmp(c->status, "not-smtp") != 0, .scope = c->scope,
	    .answers = c->answers, .reason = c->reason,
	    .permanence = c->permanence, .name = c->name,
	    .source = c->source, .meaning = c->meaning, .fix = c->fix,
	    .code = c };
	snprintf(s->label, sizeof(s->label), "%d", c->code);
}

bool
guide_side_enhanced(const struct knowledge *k, struct enhanced c,
    struct guide_side *s)
{
	/* The subjects of RFC 3463 section 3. */
	static const char *const scopes[] = { "none", "address", "mailbox",
	    "server", "route", "command", "content", "policy" };
	const struct enhanced_info *x;
	bool exact;

	if ((x = guide_enhanced_row(k, c, &exact)) == NULL)
		return false;
	*s = (struct guide_side){ .class = c.class, .official = exact,
	    .scope = c.subject < sizeof(scopes) / sizeof(scopes[0]) ?
	    scopes[c.subject] : "none", .answers = NULL,
	    .reason = c.class == 2 ? -1 : x->reason,
	    .permanence = x->permanence, .name = x->name,
	    .source = x->source, .meaning = x->meaning, .fix = x->fix };
	if (s->fix == NULL)
		s->fix = s->reason < 0 ? "-" :
		    knowledge_reason(k, (size_t)s->reason)->fix;
	enhanced_format(c, s->label);
	return true;
}

bool
guide_side_sure(const struct guide_side *s)
{
	return s->reason >= 0 && s->permanence != PERMANENCE_UNKNOWN;
}

static const char *
say(const struct pair *p, const char *text)
{
	return p->translate ? _(text) : text;
}

/* What has been put together so far is one difference. */
static void
end(struct pair *p)
{
	if (p->out.n > 0)
		p->put(p->arg, buf_span(&p->out));
	buf_clear(&p->out);
}

/* One sentence with one value, behind what is there already. */
static void
add(struct pair *p, const char *text, const char *label, const char *value)
{
	if (p->out.n > 0)
		buf_add_char(&p->out, ' ');
	buf_printf(&p->out, say(p, text), label, value);
}

static void
add_pair(struct pair *p, const char *text, const struct guide_side *first,
    const struct guide_side *second)
{
	buf_printf(&p->out, say(p, text), first->label, second->label);
	end(p);
}

/* What the sender's queue does with it. */
static void
outcome(struct pair *p)
{
	static const struct {
		int low, high;
		const char *text;
	} rows[] = {
		{ 2, 2, N_("Both %1$s and %2$s report success: no mail is "
		    "lost with either.") },
		{ 2, 3, N_("%1$s completes a step, %2$s asks the client for "
		    "the next piece; neither is a failure.") },
		{ 2, 4, N_("%1$s is a success; with %2$s the message stays "
		    "in the sender's queue, which tries again.") },
		{ 2, 5, N_("%1$s is a success; with %2$s the sender gives "
		    "up at once and the message bounces.") },
		{ 3, 3, N_("Both %1$s and %2$s ask the client for more; "
		    "neither is a failure.") },
		{ 3, 4, N_("%1$s asks the client for more; with %2$s the "
		    "step failed, and the sender tries again later.") },
		{ 3, 5, N_("%1$s asks the client for more; with %2$s the "
		    "step failed for good and the sender gives up.") },
		{ 4, 4, N_("Both %1$s and %2$s leave the message in the "
		    "queue, which tries again.") },
		{ 4, 5, N_("With %1$s the message stays in the queue and is "
		    "tried again; with %2$s the sender gives up at once and "
		    "the message bounces.") },
		{ 5, 5, N_("Both %1$s and %2$s make the sender give up at "
		    "once.") },
	};
	bool swap = p->b->class < p->a->class;
	const struct guide_side *low = swap ? p->b : p->a;
	const struct guide_side *high = swap ? p->a : p->b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].low == low->class && rows[i].high == high->class)
			add_pair(p, rows[i].text, low, high);
}

static bool
is_confused(const struct guide_side *s, const struct guide_side *with)
{
	const int *o;

	if (s->code == NULL || with->code == NULL)
		return false;
	for (o = s->code->confused; *o != 0 && *o != with->code->code; o++)
		;
	return *o != 0 && s->code->confusion != NULL;
}

static bool
names(const struct guide_side *s, const struct guide_side *other)
{
	return is_confused(s, other) &&
	    strstr(s->code->confusion, other->label) != NULL;
}

/*
 * What was written for people who mix the two up: one of the two sentences,
 * best one that names the other code.
 */
static bool
confusion(struct pair *p)
{
	const struct guide_side *s = NULL;

	if (names(p->a, p->b))
		s = p->a;
	else if (names(p->b, p->a))
		s = p->b;
	else if (is_confused(p->a, p->b))
		s = p->a;
	else if (is_confused(p->b, p->a))
		s = p->b;
	if (s == NULL)
		return false;
	p->put(p->arg, span_str(s->code->confusion));
	return true;
}

static const char *
scope_text(const char *scope)
{
	static const struct {
		const char *scope, *text;
	} rows[] = {
		{ "help", N_("%s informs a person; no mail is involved.") },
		{ "step", N_("%s is about a step of the session and says "
		    "nothing against an address or a message.") },
		{ "login", N_("%s is about a login at the server, not about "
		    "recipients or the message.") },
		{ "encryption", N_("%s is about the encryption of the "
		    "session, not about recipients or the message.") },
		{ "security", N_("%s is about what a session needs first, "
		    "encryption or a login.") },
		{ "mailbox", N_("%s is about one mailbox; other recipients "
		    "of the message may be accepted.") },
		{ "moved", N_("%s says that the mailbox is on another "
		    "server than the one that was asked.") },
		{ "quota", N_("%s is about the room in one mailbox; other "
		    "recipients may be accepted.") },
		{ "refused", N_("%s is about one mailbox, or about what "
		    "this server lets you send to it.") },
		{ "address", N_("%s is about an address, the recipient's or "
		    "the sender's: its form, or whether the server knows "
		    "it.") },
		{ "domain", N_("%s is about a whole domain: none of its "
		    "addresses can be reached.") },
		{ "host", N_("%s is about one host; the domain may have "
		    "others that take mail.") },
		{ "room", N_("%s is about room: in the mailbox, on the "
		    "server, or for a message of this size.") },
		{ "server", N_("%s is about the server's own state, not "
		    "about the address or the message.") },
		{ "connection", N_("%s is about the connection: all mail "
		    "for that host is held up.") },
		{ "route", N_("%s is about the way to the domain: all mail "
		    "that takes it is affected.") },
		{ "time", N_("%s is about how long the message waited, not "
		    "about why it had to.") },
		{ "content", N_("%s is about what the message contains; "
		    "another message may get through.") },
		{ "client", N_("%s is about the IP address of your server: "
		    "all mail from it is affected.") },
		{ "policy", N_("%s is about you or the message, seldom "
		    "about the address.") },
		{ "command", N_("%s is about a line of the SMTP dialogue: "
		    "its form, its order or its parameters.") },
		{ "fetch", N_("%s is about mail that a site fetches (ETRN, "
		    "ATRN); mail that you send never meets it.") },
		{ "none", N_("%s does not say what it is about; only the "
		    "text can.") },
		{ "foreign", N_("%s comes from something that is no mail "
		    "server.") },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].scope, scope) == 0)
			return rows[i].text;
	return NULL;
}

/* What is meant: a mailbox, a domain, the message... */
static void
scope(struct pair *p)
{
	if (strcmp(p->a->scope, p->b->scope) == 0)
		return;
	add(p, scope_text(p->a->scope), p->a->label, "");
	add(p, scope_text(p->b->scope), p->b->label, "");
	end(p);
}

static const char *
step_name(const char *step)
{
	static const struct {
		const char *step, *name;
	} rows[] = {
		{ "banner", N_("greeting") }, { "helo", "EHLO" },
		{ "starttls", "STARTTLS" }, { "auth", "AUTH" },
		{ "mail", "MAIL" }, { "rcpt", "RCPT" }, { "data", "DATA" },
		{ "eod", N_("end of data") }, { "vrfy", "VRFY" },
		{ "help", "HELP" }, { "quit", "QUIT" }, { "etrn", "ETRN" },
		{ "atrn", "ATRN" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].step, step) == 0)
			return rows[i].name;
	return step;
}

static void
add_steps(struct pair *p, const struct guide_side *s)
{
	struct buf steps = { NULL, 0, 0 };
	const char *const *w = s->answers;

	if (strcmp(*w, "any") == 0) {
		add(p, N_("%s can come at any point of a session."), s->label,
		    "");
		return;
	}
	if (strcmp(*w, "local") == 0) {
		add(p, N_("%s is no answer of the other side: the sending "
		    "system writes it itself."), s->label, "");
		return;
	}
	for (; *w != NULL; w++)
		buf_printf(&steps, "%s%s", steps.n ? ", " : "",
		    say(p, step_name(*w)));
	/* TRANSLATORS: code; commands or points of a session */
	add(p, N_("Where %1$s is seen: %2$s."), s->label, buf_str(&steps));
	buf_free(&steps);
}

static bool
same_steps(const char *const *a, const char *const *b)
{
	for (; *a != NULL && *b != NULL && strcmp(*a, *b) == 0; a++, b++)
		;
	return *a == NULL && *b == NULL;
}

/* Which command each answers. */
static void
steps(struct pair *p)
{
	const char *const *a = p->a->answers, *const *b = p->b->answers;

	if (a == NULL || b == NULL || same_steps(a, b))
		return;
	if (*a != NULL)
		add_steps(p, p->a);
	if (*b != NULL)
		add_steps(p, p->b);
	end(p);
}

static void
add_cause(struct pair *p, const struct guide_side *s)
{
	if (s->reason < 0)
		return;
	if (!guide_side_sure(s))
		add(p, N_("Many causes stand behind %s; only the text tells "
		    "which."), s->label, "");
	else
		add(p, N_("The usual cause of %1$s: %2$s."), s->label,
		    knowledge_reason(p->k, (size_t)s->reason)->title);
}

static void
cause(struct pair *p)
{
	if (p->a->reason == p->b->reason &&
	    guide_side_sure(p->a) == guide_side_sure(p->b))
		return;
	add_cause(p, p->a);
	add_cause(p, p->b);
	end(p);
}

static const char *
actor_of(const struct knowledge *k, const struct guide_side *s)
{
	return guide_side_sure(s) ?
	    knowledge_reason(k, (size_t)s->reason)->actor : "";
}

/* Who has to do something. */
static void
actor(struct pair *p)
{
	const struct guide_side *sides[] = { p->a, p->b };
	size_t i;

	if (strcmp(actor_of(p->k, p->a), actor_of(p->k, p->b)) == 0)
		return;
	for (i = 0; i < 2; i++)
		if (guide_side_sure(sides[i]))
			/* TRANSLATORS: a code, and a phrase for people */
			add(p, N_("After %1$s it is up to %2$s."),
			    sides[i]->label, knowledge_actor(p->k,
			    actor_of(p->k, sides[i])));
	end(p);
}

/* Whether a retry helps, where the first digit does not say so already. */
static const char *
retry_text(const struct guide_side *s)
{
	if (s->reason < 0)
		return NULL;
	switch (s->permanence) {
	case PERMANENCE_PERMANENT:
		return s->class == 5 ? N_("No retry to the same address helps "
		    "after %s.") : N_("Despite its first digit, %s does not "
		    "pass: no retry to the same address helps.");
	case PERMANENCE_TEMPORARY:
		return s->class == 5 ? N_("Despite its first digit, %s often "
		    "passes: send again after some days.") : NULL;
	case PERMANENCE_CONDITIONAL:
		return s->class == 5 ? N_("After %s a new attempt helps once "
		    "somebody has changed something.") : N_("Despite its "
		    "first digit, %s does not pass by waiting: somebody has "
		    "to change something.");
	case PERMANENCE_FINAL:
		return N_("After %s the retries are used up: send again once "
		    "the cause is repaired.");
	default:
		return N_("Whether a retry helps after %s, only the text "
		    "tells.");
	}
}

static void
retry(struct pair *p)
{
	const char *a = retry_text(p->a), *b = retry_text(p->b);

	if (a == b)
		return;
	if (a != NULL)
		add(p, a, p->a->label, "");
	if (b != NULL)
		add(p, b, p->b->label, "");
	end(p);
}

static bool
suppresses(const struct knowledge *k, const struct guide_side *s)
{
	return guide_side_sure(s) &&
	    knowledge_reason(k, (size_t)s->reason)->suppress;
}

/* Whether the address stays good. */
static void
suppress(struct pair *p)
{
	bool a = suppresses(p->k, p->a), b = suppresses(p->k, p->b);

	if (a != b)
		add_pair(p, N_("An address that answers %1$s may leave your "
		    "lists once the text confirms it; %2$s is no reason for "
		    "that."), a ? p->a : p->b, a ? p->b : p->a);
	else if (a)
		add_pair(p, N_("An address that answers %1$s or %2$s may "
		    "leave your lists once the text confirms it."), p->a,
		    p->b);
}

/* What the two have in common, so that nobody looks for a difference. */
static void
alike(struct pair *p)
{
	bool a = guide_side_sure(p->a), b = guide_side_sure(p->b);

	if (p->a->reason < 0 && p->b->reason < 0)
		add_pair(p, N_("Neither %1$s nor %2$s calls for a repair."),
		    p->a, p->b);
	else if (p->a->reason < 0 || p->b->reason < 0)
		return;
	else if (!a && !b)
		add_pair(p, N_("Many causes stand behind both %1$s and %2$s: "
		    "only the text tells which, and whether a retry helps."),
		    p->a, p->b);
	else if (a && b && p->a->reason == p->b->reason &&
	    retry_text(p->a) == retry_text(p->b))
		add_pair(p, N_("The usual cause, who acts and whether a retry "
		    "helps are the same for %1$s and %2$s."), p->a, p->b);
}

static void
standard(struct pair *p, bool told)
{
	if (!p->a->official && !p->b->official)
		add_pair(p, N_("Neither %1$s nor %2$s is a standard code: "
		    "another server may mean something else by it."), p->a,
		    p->b);
	else if (!told && p->a->official != p->b->official)
		add_pair(p, N_("%1$s is defined by a standard or registry; "
		    "%2$s is not, and another server may mean something "
		    "else by it."), p->a->official ? p->a : p->b,
		    p->a->official ? p->b : p->a);
}

void
guide_differences(const struct knowledge *k, const struct guide_side *a,
    const struct guide_side *b, bool translate, guide_put *put, void *arg)
{
	struct pair p = { k, a, b, translate, put, arg, { NULL, 0, 0 } };
	bool told;

	outcome(&p);
	/* Such a sentence says what they are about, and which is standard. */
	if (!(told = confusion(&p)))
		scope(&p);
	steps(&p);
	cause(&p);
	actor(&p);
	retry(&p);
	suppress(&p);
	alike(&p);
	standard(&p, told);
	buf_free(&p.out);
}

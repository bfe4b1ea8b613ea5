#include "parsers/parser.h"

static bool
claim(const struct header *h, struct claim *c)
{
	if (!span_starts(h->program, SPAN("sm-mta")))
		return false;
	c->instance = h->program;
	c->section = "queue";
	return true;
}

static bool
finish(const struct rule_match *m, struct event *e, struct parse_out *out)
{
	(void)m;
	out->emit(out->arg, e);
	return true;
}

const struct parser parser_sendmail = {
	.mta = MTA_SENDMAIL,
	.rules = "parsers/sendmail.rules",
	.claim = claim,
	.finish = finish
};

/*
 * parser: how the lines of one MTA become events.
 *
 * A new MTA is one .c file with a struct parser, one .rules file and one row
 * in registry.c.  A parser has no state: it sees one line at a time, on any
 * thread.
 */
#ifndef PARSERS_PARSER_H
#define PARSERS_PARSER_H

#include "parsers/header.h"
#include "parsers/rule.h"
#include "schema/buf.h"
#include "schema/event.h"

/* What became of a line. */
enum parse_result {
	PARSE_NOT_LOG,		/* no log line at all */
	PARSE_OTHER,		/* another program's: irrelevant by design */
	PARSE_IRRELEVANT,	/* this MTA's, says nothing that counts */
	PARSE_UNDERSTOOD,	/* gave events */
	PARSE_UNKNOWN		/* claimed, but no rule knew it */
};

/*
 * Who the line is from and where its body is looked up.  Filled by claim(),
 * which looks at the program name and at literal needles only.
 */
struct claim {
	struct span	instance;
	struct span	service;
	const char	*section;	/* of the rules; NULL = irrelevant */
};

/* Where events go.  The event's spans borrow the line or the arena. */
struct parse_out {
	struct arena	*arena;
	struct buf	 tmp;		/* scratch for rewriting text */
	void		(*emit)(void *arg, const struct event *);
	void		*arg;
	bool		 no_arrivals;	/* Postfix's are understood, not told */
	struct stamp	stamp;		/* of the line, set by parse_line */
	const struct rule *last_rule;	/* set by parse_line, for tests */
	const struct rule *last_between;
	const struct rule *last_detail;
};

struct parser {
	enum mta	 mta;
	const char	*rules;		/* "parsers/postfix.rules" */
	/* False: not this MTA's line. */
	bool		(*claim)(const struct header *, struct claim *);
	/* A line without a head: goes on a record of this MTA? NULL: never. */
	bool		(*goes_on)(struct span line);
	/*
	 * Takes what has a fixed form (ids, addresses, marked fields) from
	 * the body into the event and returns the rest, the words, which is
	 * what the section's rules see.  NULL: they see the whole body.
	 */
	struct span	(*frame)(const struct header *, const struct claim *,
			    struct event *, struct parse_out *);
	/*
	 * Completes the event that the rule filled (unquotes, takes the reply
	 * apart, splits lists) and emits it, once or more.  False: after all
	 * nobody understands this line.
	 */
	bool		(*finish)(const struct rule_match *, struct event *,
			    struct parse_out *);
};

extern const struct parser parser_postfix, parser_exim, parser_sendmail;

/* All parsers with their rules, compiled; read-only, shared by threads. */
struct parsers;

/*
 * Loads the rules: built in, or from the files postfix.rules, exim.rules...
 * in folder dir where they are (NULL = built in).  ERR_DATA.
 */
int	parsers_load(const char *dir, struct parsers **out, struct err *);
void	parsers_free(struct parsers *);
/* The compiled rules of the i-th parser, NULL after the last. */
const struct ruleset *parsers_ruleset(const struct parsers *, size_t i);

/* One line without its newline -> events. */
enum parse_result parse_line(const struct parsers *, struct span line,
	    struct rule_scratch *, struct parse_out *);
/* The same with the head already taken apart (rejoined pieces). */
enum parse_result parse_body(const struct parsers *, const struct header *,
	    struct rule_scratch *, struct parse_out *);

/* Puts code, enhanced code and text of a reply into e (text in the arena). */
void	parse_reply(struct span raw, enum reply_join, struct event *e,
	    struct parse_out *);
/* The text of e neutralised, in the arena if it had to change. */
void	parse_text(struct span raw, struct event *e, struct parse_out *);
/* "host[ip]" or "host[ip]:port" or "[ip]" taken apart. */
void	parse_peer(struct span raw, struct span *host, struct span *ip);

#endif

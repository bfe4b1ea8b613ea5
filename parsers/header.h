/*
 * header: the head of a log line, by hand: who wrote it, when, and the body.
 *
 * Forms: RFC 3164 ("Nov  2 08:10:00 host prog[pid]: ", also with a year, as
 * BSD, Solaris and syslog-ng write it), RFC 3339 (rsyslog's default on Debian
 * 12), RFC 5424, all with or without "<PRI>"; Exim's own mainlog stamp
 * (program "exim"), and that inside syslog; journald's JSON export (journalctl
 * -o json).  A container's prefix before any of them is skipped, a stamp in
 * RFC 3339 or a service's name ("mail-1  | "), and its JSON around them
 * (Docker's json-file).
 */
#ifndef PARSERS_HEADER_H
#define PARSERS_HEADER_H

#include <stdbool.h>

#include "schema/arena.h"
#include "schema/span.h"
#include "schema/stamp.h"

struct header {
	struct stamp	stamp;
	struct span	host;		/* "" if the form has none */
	struct span	program;	/* syslog tag without [pid] */
	struct span	pid;		/* "" if none */
	struct span	body;
	uint32_t	repeat;		/* N of "message repeated N times" */
};

/*
 * Takes the head of a line (without its newline) apart.  The spans borrow the
 * line; a journal record's are copied to the arena.  False: no form fits, h
 * is unspecified.
 */
bool	header_parse(struct span line, struct arena *, struct header *h);

#endif

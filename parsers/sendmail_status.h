/*
 * sendmail_status: what the end of a delivery line means.
 *
 * "stat=" is what the MTA decided (giveresponse() and markfailure(),
 * sendmail/deliver.c), "reply=" the first line of what the peer said, which
 * Sendmail may have made up itself (QUIRKS.md).
 */
#ifndef PARSERS_SENDMAIL_STATUS_H
#define PARSERS_SENDMAIL_STATUS_H

#include "parsers/parser.h"

/*
 * Fills outcome, code, enhanced code, text, stage, origin and the next hop's
 * queue id of e, whose relay, service, direction and mta_status are set.
 * reply may be null; nothing is escaped any more.  OUTCOME_NONE: held, no
 * event.
 */
void	sendmail_status(struct span reply, struct span stat, struct event *e,
	    struct parse_out *);

#endif

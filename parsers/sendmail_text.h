/*
 * sendmail_text: the pieces of a Sendmail log line that no pattern can take
 * apart: escaped bytes, lists of addresses, and a reply beside a status that
 * may hold the same words.
 */
#ifndef PARSERS_SENDMAIL_TEXT_H
#define PARSERS_SENDMAIL_TEXT_H

#include "schema/buf.h"
#include "schema/span.h"

/*
 * A queue id at the start of s, or "NOQUEUE": its length, 0 = not there.
 * "AA12345" (8.6), "QAA12345" (8.8), "g0I8Aa5d012345" (since 8.12): they end
 * in the process's number.
 */
size_t	sendmail_id_length(struct span s);
bool	sendmail_id_char(char c);

/*
 * Appends s as it was before str2prt() (libsm/util.c) made it printable:
 * "\\" is a backslash, "\t", "\n" and "\r" are controls, "\303" is a byte.
 */
void	sendmail_unescape(struct buf *, struct span s);

/*
 * Takes the next address off a comma-separated list.  Commas inside quotes,
 * brackets and comments and in a program's command line do not separate.
 * False: none is left.
 */
bool	sendmail_next_address(struct span *list, struct span *one);

/*
 * "a@b" of "<a@b>", "Name <a@b>" and "a@b (Name)": what a user wrote in a
 * header is logged like that.
 */
struct span sendmail_bare_address(struct span);

/*
 * Splits "reply=R, stat=S", "status=R, stat=S" (of a null MX) or "stat=S"
 * (logdelivery(), sendmail/deliver.c).  Both R and S are the peer's words and
 * may hold ", stat=".  reply is null if the line has none.  False: there is
 * no stat.
 */
bool	sendmail_split_status(struct span tail, struct span *reply,
	    struct span *stat);

#endif

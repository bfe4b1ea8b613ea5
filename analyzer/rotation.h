/*
 * rotation: what a log's name says of its place in a rotated set.
 *
 *	mail.log, mail.log.1, mail.log.2.gz	logrotate, savelog, newsyslog
 *	mail.log-20251102.xz, mail-20251102.log	logrotate's dateext
 *	mail.log.2025-11-02, mail.log-1762041600
 *
 * A name is only a hint (years.h).  A single number is one behind a dot at
 * the very end: "mx-1.log" and "mx1.log" are logs of two hosts.
 */
#ifndef ANALYZER_ROTATION_H
#define ANALYZER_ROTATION_H

#include <stdint.h>

struct rotation {
	char	*set;	/* equal for parts of one set; the caller's */
	int64_t	 rank;	/* less = older */
	int64_t	 until;	/* its lines are not later, INT64_MAX = any time */
};

void	rotation_of(const char *path, struct rotation *);

#endif

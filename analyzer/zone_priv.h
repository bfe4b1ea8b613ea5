/*
 * zone_priv: what a zone is made of, for zone.c and zone_file.c alone.
 */
#ifndef ANALYZER_ZONE_PRIV_H
#define ANALYZER_ZONE_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/zone.h"
#include "analyzer/zonerule.h"

struct zone_kind {
	int32_t		offset_s;
	char		abbr[ZONERULE_ABBR];
};

struct zone_change {
	int64_t		at;		/* from this second on */
	struct zone_kind	kind;
};

struct zone {
	char		*name;
	struct zone_kind	 first;		/* before every change */
	struct zone_change	*changes;	/* ascending */
	size_t		 n;
};

/* Appends a TZif file's changes and its rule's; false if it is none. */
bool	zone_file_read(struct zone *, const char *path);
/* Writes the yearly rule out, behind the changes that are there. */
void	zone_add_rule(struct zone *, const struct zonerule *);

#endif

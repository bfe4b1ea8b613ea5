/*
 * provider: who runs the mail host that answered.
 *
 * By the host's name (the MX), not by the recipient's domain: a company's own
 * domain hosted at Google counts as Google.  Data: knowledge/providers.json
 * and knowledge/suffixes.json, built in or in the admin's folder; read-only
 * and thread-safe once loaded.
 */
#ifndef SCHEMA_PROVIDER_H
#define SCHEMA_PROVIDER_H

#include <stdint.h>

#include "schema/err.h"
#include "schema/span.h"

struct provider {
	const char	*id;		/* "google" */
	const char	*title;		/* the name it goes by */
	const char	*vendor;	/* whose enhanced codes it speaks */
	const char	*postmaster;	/* page for postmasters, or NULL */
	const char	*delist;	/* form or address, or NULL */
	const char	*const *hosts;	/* suffixes of MX names, NULL ends */
	const char	*const *tokens;	/* phrases only it writes, NULL ends */
};

struct provider_set;

int	providers_load(const char *dir, struct provider_set **, struct err *);
void	providers_free(struct provider_set *);
/* Of the content: same value, same answers. */
uint64_t providers_version(const struct provider_set *);

size_t	providers_count(const struct provider_set *);
const struct provider *providers_get(const struct provider_set *, size_t i);
/* NULL = no such id. */
const struct provider *providers_by_id(const struct provider_set *,
		    struct span id);
/* The title, or the id itself if it is not known. */
const char	*providers_title(const struct provider_set *, const char *id);

/* The provider with the longest suffix of the host's name, or NULL. */
const struct provider *provider_find(const struct provider_set *,
		    struct span host);
/*
 * What somebody registered: "example.co.uk" for "mx1.mail.example.co.uk".
 * Borrows the host (without a trailing dot); an address literal, a single
 * label or a suffix itself is returned whole.
 */
struct span	 provider_registrable(const struct provider_set *,
		    struct span host);

#endif

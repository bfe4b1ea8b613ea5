/*
 * knowledge_tables: the JSON files of facts and their sentences as arrays.
 * Used by knowledge.c only; everything lives in the arena of the tables.
 */
#ifndef SCHEMA_KNOWLEDGE_TABLES_H
#define SCHEMA_KNOWLEDGE_TABLES_H

#include "schema/arena.h"
#include "schema/knowledge.h"

struct actor {
	const char	*id;
	const char	*phrase;
};

struct tables {
	struct arena		 arena;
	struct actor		*actors;
	size_t			 nactors;
	struct reason		*reasons;
	size_t			 nreasons;
	struct code_info	*codes;		/* ascending */
	size_t			 ncodes;
	struct enhanced_info	*enhanced;	/* in the file's order */
	size_t			 nenhanced;
	uint64_t		 version;	/* of the facts */
};

/* On an error free them all the same. */
int	tables_load(const char *dir, const char *lang, struct tables *,
	    struct err *);
void	tables_free(struct tables *);

int	tables_reason_find(const struct tables *, struct span id);

#endif

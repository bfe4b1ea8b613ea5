/*
 * embed: the data files (rules, knowledge, SQL) inside the binary, made by
 * the Makefile from the files of the tree.
 */
#ifndef SCHEMA_EMBED_H
#define SCHEMA_EMBED_H

#include <stddef.h>

#include "schema/span.h"

struct embed_file {
	const char	*name;		/* path in the tree */
	const char	*data;
	const char	*end;
};

/* Ordered by name, ended by a NULL name. */
extern const struct embed_file embed_files[];

/* The content of the file with this name, or the null span. */
struct span	embed_get(const char *name);

#endif

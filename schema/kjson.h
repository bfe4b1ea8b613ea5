/*
 * kjson: the knowledge's JSON files, read and checked.
 *
 * A name is relative to the knowledge folder ("codes.json",
 * "rules/google.json").  The file in the folder dir is taken if it is there,
 * else the one built into the binary (schema/knowledge/).
 *
 * Every error is ERR_DATA and one line: "file:line:column: ..." for what is
 * not JSON, "file: code 550, key reason: ..." for wrong content.
 */
#ifndef SCHEMA_KJSON_H
#define SCHEMA_KJSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/arena.h"
#include "schema/err.h"

struct kjson_file {
	char		*path;		/* for messages */
	json_t		*root;
	uint64_t	 hash;		/* of the file's bytes */
	bool		 builtin;	/* not from a folder */
};

/* ERR_NO_INPUT, ERR_PERMISSION or ERR_IO if it cannot be read. */
int	kjson_open(const char *dir, const char *name, struct kjson_file *,
	    struct err *);
/* Whether there is such a file; no error then. */
bool	kjson_exists(const char *dir, const char *name);
void	kjson_close(struct kjson_file *);

/*
 * The names of all *.json files right below the subfolder sub ("" = the
 * folder itself), those of dir and (if builtin) those of the binary, each
 * once, sorted.  Allocated from the arena, ended by NULL.  A folder that does
 * not exist holds no files.
 */
int	kjson_list(const char *dir, const char *sub, bool builtin,
	    struct arena *, const char *const **names, struct err *);

/* One entry of a file: what a message names. */
struct kjson_entry {
	const struct kjson_file	*file;
	const char		*kind;	/* "code", "rule" */
	const char		*id;
	const json_t		*object;
};

/* "file: KIND ID, key KEY: ..." (key may be NULL). */
int	kjson_fail(const struct kjson_entry *, const char *key, struct err *,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The entry is an object that has no key but these (NULL ends). */
int	kjson_keys(const struct kjson_entry *, const char *const *allowed,
	    struct err *);

/*
 * A value of the entry.  Without the key: an error if it is required, else
 * *out stays as it is.  Strings are not empty and are copied to the arena.
 */
int	kjson_str(const struct kjson_entry *, const char *key, bool required,
	    struct arena *, const char **out, struct err *);
int	kjson_int(const struct kjson_entry *, const char *key, bool required,
	    int min, int max, int *out, struct err *);
int	kjson_bool(const struct kjson_entry *, const char *key, bool required,
	    bool *out, struct err *);
/* An array of strings, ended by NULL. */
int	kjson_strs(const struct kjson_entry *, const char *key, bool required,
	    struct arena *, const char *const **out, struct err *);
/* An array of numbers from min (1 or more) to max, ended by 0. */
int	kjson_ints(const struct kjson_entry *, const char *key, bool required,
	    int min, int max, struct arena *, const int **out, struct err *);

#endif

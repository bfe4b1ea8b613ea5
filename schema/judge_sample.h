/*
 * judge_sample: replies by which a rule is proven, read from its JSON.
 * Inside schema/ only.
 */
#ifndef SCHEMA_JUDGE_SAMPLE_H
#define SCHEMA_JUDGE_SAMPLE_H

#include "schema/judge_rules.h"
#include "schema/kjson.h"

/*
 * The list under key: texts, or objects with keys of the event contract.
 * Copied to the arena.  ERR_DATA names file, rule and key.
 */
int	rule_samples_read(struct arena *, const struct kjson_entry *,
	    const char *key, bool required, const struct judge_sample **,
	    size_t *n, struct err *);

#endif

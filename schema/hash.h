/*
 * hash: XXH3 (libxxhash) over length-prefixed fields, so that ("ab","c") and
 * ("a","bc") differ.  Stable across machines of either byte order and across
 * versions: event ids, fingerprints and source identities depend on it.
 */
#ifndef SCHEMA_HASH_H
#define SCHEMA_HASH_H

#include <stdint.h>

#include "schema/buf.h"
#include "schema/span.h"

struct hash128 {
	uint8_t	b[16];		/* canonical (big-endian) form */
};

uint64_t	hash_span(struct span);
struct hash128	hash_span128(struct span);
/* Mixes two hashes; order matters. */
uint64_t	hash_mix(uint64_t, uint64_t);
/* Appends a field with its length (8 bytes, big-endian) to b. */
void		hash_field(struct buf *b, struct span);
/* 32 lower-case hex digits and a NUL. */
void		hash_hex(const struct hash128 *, char out[33]);

#endif

/*
 * map: 64-bit key -> 64-bit value, open addressing, no deletion order.
 * Keys are hashes (hash.h); a caller that cannot live with a collision of 64
 * bits compares the thing the value stands for.  Start with a zeroed struct.
 */
#ifndef SCHEMA_MAP_H
#define SCHEMA_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
	uint64_t	key;		/* 0 = free */
	uint64_t	value;
};

struct map {
	struct map_slot	*slots;
	size_t		 size;		/* power of two, or 0 */
	size_t		 used;
};

bool	map_get(const struct map *, uint64_t key, uint64_t *value);
/* Adds or replaces. */
void	map_put(struct map *, uint64_t key, uint64_t value);
/* Whether it was there. */
bool	map_remove(struct map *, uint64_t key);
void	map_clear(struct map *);
void	map_free(struct map *);

#endif

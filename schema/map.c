#include <stdlib.h>
#include <string.h>

#include "schema/map.h"
#include "schema/mem.h"

/* 0 marks a free slot, so the key 0 is stored as this one. */
#define KEY_FOR_ZERO	UINT64_C(0x9e3779b97f4a7c15)

static uint64_t
real_key(uint64_t key)
{
	return key != 0 ? key : KEY_FOR_ZERO;
}

static size_t
slot_of(const struct map *m, uint64_t key)
{
	size_t i = (size_t)(key ^ key >> 32) & (m->size - 1);

	while (m->slots[i].key != 0 && m->slots[i].key != key)
		i = (i + 1) & (m->size - 1);
	return i;
}

static void
grow(struct map *m)
{
	struct map old = *m;
	size_t i;

	m->size = old.size > 0 ? old.size * 2 : 64;
	m->slots = mem_alloc(m->size * sizeof(*m->slots));
	for (i = 0; i < old.size; i++)
		if (old.slots[i].key != 0)
			m->slots[slot_of(m, old.slots[i].key)] = old.slots[i];
	free(old.slots);
}

bool
map_get(const struct map *m, uint64_t key, uint64_t *value)
{
	size_t i;

	if (m->used == 0)
		return false;
	i = slot_of(m, real_key(key));
	if (m->slots[i].key == 0)
		return false;
	*value = m->slots[i].value;
	return true;
}

void
map_put(struct map *m, uint64_t key, uint64_t value)
{
	size_t i;

	if ((m->used + 1) * 4 > m->size * 3)
		grow(m);
	key = real_key(key);
	i = slot_of(m, key);
	if (m->slots[i].key == 0)
		m->used++;
	m->slots[i] = (struct map_slot){ key, value };
}

bool
map_remove(struct map *m, uint64_t key)
{
	size_t i, j, home;

	if (m->used == 0)
		return false;
	i = slot_of(m, real_key(key));
	if (m->slots[i].key == 0)
		return false;
	/* Pull later members of the run back over the hole. */
	for (j = (i + 1) & (m->size - 1); m->slots[j].key != 0;
	    j = (j + 1) & (m->size - 1)) {
		home = (size_t)(m->slots[j].key ^ m->slots[j].key >> 32) &
		    (m->size - 1);
		if (((j - home) & (m->size - 1)) >=
		    ((j - i) & (m->size - 1))) {
			m->slots[i] = m->slots[j];
			i = j;
		}
	}
	m->slots[i].key = 0;
	m->used--;
	return true;
}

void
map_clear(struct map *m)
{
	if (m->size > 0)
		memset(m->slots, 0, m->size * sizeof(*m->slots));
	m->used = 0;
}

void
map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){ NULL, 0, 0 };
}

/*
 * map against a plain array, through growth and removal.
 */
#include <stdlib.h>

#include "schema/hash.h"
#include "schema/map.h"
#include "tests/test.h"

void	suite_map(void);

#define N	5000

static uint64_t
key_of(size_t i)
{
	/* Half of them collide in their low bits. */
	return i % 2 == 0 ? hash_mix(i, 1) : ((uint64_t)i << 32) + 1;
}

static void
test_model(void)
{
	struct map m = { 0 };
	uint64_t *want = calloc(N, sizeof(*want)), v;
	size_t i, step, used = 0, wrong = 0;
	uint32_t seed = 12345;

	for (step = 0; step < 100000; step++) {
		seed = seed * 1103515245 + 12345;
		i = (seed >> 8) % N;
		if ((seed >> 28) < 6) {
			wrong += map_remove(&m, key_of(i)) != (want[i] != 0);
			used -= want[i] != 0;
			want[i] = 0;
		} else {
			used += want[i] == 0;
			want[i] = step + 1;
			map_put(&m, key_of(i), want[i]);
		}
		wrong += m.used != used;
	}
	for (i = 0; i < N; i++) {
		bool found = map_get(&m, key_of(i), &v);

		wrong += found != (want[i] != 0);
		wrong += found && v != want[i];
	}
	CHECK_INT("wrong answers", wrong, 0);
	map_clear(&m);
	CHECK_INT("cleared", map_get(&m, key_of(3), &v), false);
	map_put(&m, 7, 8);
	CHECK_INT("used again", map_get(&m, 7, &v), true);
	CHECK_INT("value", v, 8);
	map_free(&m);
	free(want);
}

static void
test_edges(void)
{
	struct map m = { 0 };
	uint64_t v = 5;

	CHECK_INT("nothing in it", map_get(&m, 1, &v), false);
	CHECK_INT("left alone", v, 5);
	CHECK_INT("nothing to remove", map_remove(&m, 1), false);
	map_clear(&m);
	map_put(&m, UINT64_MAX, 0);
	CHECK_INT("value 0", map_get(&m, UINT64_MAX, &v), true);
	CHECK_INT("value 0", v, 0);
	/* 0 marks a free slot, and yet is a key like any other. */
	map_put(&m, 0, 9);
	CHECK_INT("key 0", map_get(&m, 0, &v), true);
	CHECK_INT("key 0", v, 9);
	map_free(&m);
}

void
suite_map(void)
{
	TEST_SUITE("map", { "model", test_model }, { "edges", test_edges });
}

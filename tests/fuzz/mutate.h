/*
 * mutate: inputs made of seeds.  The same seeds, number and round give the
 * same input on every machine.
 */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include "tests/fuzz/fuzz.h"

/* A row of random numbers (SplitMix64). */
struct mutate_random {
	uint64_t	state;
};

struct mutate_random	mutate_random(uint64_t number, uint64_t round);
/* Less than n, which is not 0. */
size_t	mutate_below(struct mutate_random *, size_t n);

/* A seed, or pieces of several, changed a few times, into out. */
void	mutate_seeds(const struct fuzz_seeds *, bool binary,
	    struct mutate_random *, struct buf *out);
/* Changes out, which grows to at most max bytes. */
void	mutate(const struct fuzz_seeds *, bool binary,
	    struct mutate_random *, struct buf *out, size_t max);

#endif

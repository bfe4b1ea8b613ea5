#include <stdalign.h>
#include <stdlib.h>

#include "schema/arena.h"
#include "schema/mem.h"

#define CHUNK_BYTES	((size_t)64 * 1024)

struct arena_chunk {
	struct arena_chunk	*next;
	size_t			 used;
	size_t			 size;
	alignas(max_align_t) char data[];
};

static struct arena_chunk *
chunk_new(size_t n)
{
	size_t size = n > CHUNK_BYTES ? n : CHUNK_BYTES;
	struct arena_chunk *c;

	c = mem_resize(NULL, 1, sizeof(*c) + size);
	c->next = NULL;
	c->used = 0;
	c->size = size;
	return c;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	void *p;

	n = (n + align - 1) / align * align;
	if (a->now == NULL)
		a->first = a->now = chunk_new(n);
	while (a->now->size - a->now->used < n) {
		if (a->now->next == NULL || a->now->next->size < n) {
			struct arena_chunk *c = chunk_new(n);

			c->next = a->now->next;
			a->now->next = c;
		}
		a->now = a->now->next;
		a->now->used = 0;
	}
	p = a->now->data + a->now->used;
	a->now->used += n;
	return p;
}

struct span
arena_copy(struct arena *a, struct span s)
{
	char *p;

	if (s.p == NULL)
		return s;
	p = arena_alloc(a, s.n + 1);
	memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return span_of(p, s.n);
}

void
arena_reset(struct arena *a)
{
	a->now = a->first;
	if (a->now != NULL)
		a->now->used = 0;
}

void
arena_free(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->first; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	a->first = a->now = NULL;
}

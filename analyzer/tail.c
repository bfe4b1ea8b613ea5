#include <string.h>

#include "analyzer/tail.h"
#include "schema/hash.h"

uint64_t
tail_hash(struct span host, int64_t ts, struct span body)
{
	return hash_mix(hash_mix(hash_span(host), (uint64_t)ts),
	    hash_span(body));
}

void
tail_add(struct tail *t, uint64_t line)
{
	if (t->n == TAIL_LINES) {
		memmove(t->lines, t->lines + 1,
		    (TAIL_LINES - 1) * sizeof(t->lines[0]));
		t->n--;
	}
	t->lines[t->n++] = line;
}

unsigned
tail_find(const struct tail *t, uint64_t line)
{
	unsigned bits = 0;
	size_t i;

	for (i = 0; i < t->n; i++)
		bits |= (unsigned)(t->lines[i] == line) << i;
	return bits;
}

bool
tail_is_most(const struct tail *t, unsigned bits)
{
	size_t i, n = 0;

	for (i = 0; i < t->n; i++)
		n += bits >> i & 1;
	return t->n > 0 && n * 4 >= t->n * 3;
}

unsigned
tail_common(const struct tail *a, const struct tail *b)
{
	unsigned bits = 0;
	size_t i;

	for (i = 0; i < b->n; i++)
		bits |= tail_find(a, b->lines[i]);
	return bits;
}

struct span
tail_text(const struct tail *t)
{
	return span_of((const char *)t->lines, t->n * sizeof(t->lines[0]));
}

void
tail_from(struct tail *t, struct span text)
{
	*t = (struct tail){ .n = text.n / sizeof(t->lines[0]) };
	if (t->n > TAIL_LINES || text.n % sizeof(t->lines[0]) != 0)
		t->n = 0;
	if (t->n > 0)
		memcpy(t->lines, text.p, t->n * sizeof(t->lines[0]));
}

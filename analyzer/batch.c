#include <stdlib.h>
#include <string.h>

#include "analyzer/batch.h"
#include "schema/mem.h"

void
batch_reset(struct batch *b)
{
	arena_reset(&b->arena);
	b->n_records = b->n_quarters = b->n_gaps = b->n_unmatched = 0;
	b->lines = b->mail = 0;
	b->understood = b->irrelevant = b->unknown = 0;
	b->last_s = INT64_MIN;
	b->last.month = 0;
}

void
batch_free(struct batch *b)
{
	arena_free(&b->arena);
	free(b->data);
	free(b->records);
	free(b->quarters);
	free(b->gaps);
	free(b->unmatched);
	buf_free(&b->template);
	buf_free(&b->vals);
}

void
batch_reserve(struct batch *b, size_t size)
{
	if (b->size >= size)
		return;
	b->data = mem_resize(b->data, size, 1);
	b->size = size;
}

void
batch_put_line(struct batch *b, struct span line, uint64_t offset)
{
	batch_reserve(b, line.n + 1);
	memcpy(b->data, line.p, line.n);
	b->data[line.n] = '\n';
	b->n = line.n + 1;
	b->offset = offset;
}

void *
batch_more(void *array, size_t n, size_t *size, size_t element)
{
	if (n < *size)
		return array;
	*size = *size > 0 ? *size * 2 : 64;
	return mem_resize(array, *size, element);
}

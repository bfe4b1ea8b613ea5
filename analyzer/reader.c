#include <string.h>

#include "analyzer/reader.h"

int
reader_init(struct reader *r, struct source *source, uint64_t offset,
    bool take_last, struct err *err)
{
	uint64_t skipped;
	int rc;

	*r = (struct reader){ .source = source, .take_last = take_last,
	    .limit = UINT64_MAX };
	rc = source_skip(source, offset, &skipped, err);
	r->offset = skipped;
	return rc;
}

void
reader_free(struct reader *r)
{
	buf_free(&r->carry);
}

/* Fills b behind the carried bytes; stops at the block's size or the end. */
static void
fill(struct reader *r, struct batch *b, struct err *err)
{
	size_t n;

	while (!r->ended && b->n < b->size) {
		r->rc = source_read(r->source, b->data + b->n, b->size - b->n,
		    &n, err);
		b->n += n;
		r->ended = r->rc != 0 || n == 0;
	}
}

/* Whether what b begins with is, or grows to, a line over the limit. */
static bool
is_overlong(const struct batch *b)
{
	return b->n > READER_MAX_LINE &&
	    memchr(b->data, '\n', READER_MAX_LINE + 1) == NULL;
}

/* Drops the rest of an overlong line; true when its end was in b. */
static bool
pass_over(struct reader *r, struct batch *b)
{
	char *nl = b->n > 0 ? memchr(b->data, '\n', b->n) : NULL;
	size_t drop = nl != NULL ? (size_t)(nl - b->data) + 1 : b->n;

	r->offset += drop;
	b->n -= drop;
	memmove(b->data, b->data + drop, b->n);
	r->passing_over = nl == NULL;
	return nl != NULL;
}

/* It is the last line, and half-written as any other. */
static void
wait_for_its_end(struct reader *r)
{
	r->passing_over = false;
	r->overlong--;
	r->pending = r->offset - r->overlong_from;
	r->offset = r->overlong_from;
}

/* Cuts b after its last newline; what follows is carried. */
static void
cut(struct reader *r, struct batch *b)
{
	char *nl = b->n > 0 ? memrchr(b->data, '\n', b->n) : NULL;
	size_t whole = nl != NULL ? (size_t)(nl - b->data) + 1 : 0;

	if (r->ended && whole < b->n) {
		/* A damaged archive's last piece is no line. */
		if (r->take_last && r->rc == 0) {
			batch_reserve(b, b->n + 1);
			b->data[b->n] = '\n';
			whole = b->n + 1;
			r->invented = true;
			b->n = whole;
		} else
			r->pending = b->n - whole;
	}
	buf_clear(&r->carry);
	if (!r->ended)
		buf_add(&r->carry, b->data + whole, b->n - whole);
	b->n = whole;
}

int
reader_next(struct reader *r, struct batch *b, struct err *err)
{
	do {
		batch_reserve(b, READER_BLOCK_BYTES + r->carry.n);
		b->n = 0;
		if (r->carry.n > 0)
			memcpy(b->data, r->carry.data, r->carry.n);
		b->n = r->carry.n;
		buf_clear(&r->carry);
		fill(r, b, err);
		if (!r->passing_over && is_overlong(b)) {
			r->overlong++;
			r->overlong_from = r->offset;
			r->passing_over = true;
		}
		if (r->passing_over && !pass_over(r, b))
			continue;
		cut(r, b);
	} while (b->n == 0 && !r->ended);
	if (r->ended && r->passing_over && (!r->take_last || r->rc != 0))
		wait_for_its_end(r);
	b->offset = r->offset;
	if (b->n > 0 && b->n >= r->limit - r->offset) {
		b->n = (size_t)(r->limit - r->offset);
		r->ended = true;
		r->invented = false;
		r->pending = 0;
		buf_clear(&r->carry);
	}
	r->offset += b->n - (r->invented ? 1 : 0);
	return b->n == 0 ? r->rc : 0;
}

#include <inttypes.h>
#include <stdio.h>

#include "reports/event_id.h"

static void
add_number(struct buf *b, int64_t v)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, v);

	hash_field(b, span_of(digits, (size_t)n));
}

/* How many with this key came before; counts this one. */
static uint64_t
ordinal(struct event_ids *ids, uint64_t key)
{
	uint64_t n = 0;

	if (!map_get(&ids->young, key, &n))
		(void)map_get(&ids->old, key, &n);
	if (ids->young.used >= EVENT_IDS_KEPT) {
		struct map emptied = ids->old;

		ids->old = ids->young;
		ids->young = emptied;
		map_clear(&ids->young);
	}
	map_put(&ids->young, key, n + 1);
	return n;
}

struct hash128
event_id_next(struct event_ids *ids, const struct event *e)
{
	struct buf *b = &ids->content;
	char code[ENHANCED_BUFSIZE];

	buf_clear(b);
	hash_field(b, e->host);
	add_number(b, e->ts);
	hash_field(b, e->queue_id);
	hash_field(b, e->recipient);
	hash_field(b, span_str(outcome_name(e->outcome)));
	add_number(b, e->code);
	hash_field(b, span_str(enhanced_format(e->enhanced, code)));
	hash_field(b, e->text);
	add_number(b, (int64_t)ordinal(ids, hash_span(buf_span(b))));
	return hash_span128(buf_span(b));
}

void
event_ids_free(struct event_ids *ids)
{
	map_free(&ids->young);
	map_free(&ids->old);
	buf_free(&ids->content);
}

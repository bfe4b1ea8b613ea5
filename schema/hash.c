#include <string.h>
#include <xxhash.h>

#include "schema/hash.h"

uint64_t
hash_span(struct span s)
{
	return XXH3_64bits(s.n ? s.p : "", s.n);
}

struct hash128
hash_span128(struct span s)
{
	XXH128_canonical_t c;
	struct hash128 h;

	XXH128_canonicalFromHash(&c, XXH3_128bits(s.n ? s.p : "", s.n));
	memcpy(h.b, c.digest, sizeof(h.b));
	return h;
}

uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	/* Row numbers come here, too: spread them before b joins. */
	a *= UINT64_C(0x9e3779b97f4a7c15);
	a ^= a >> 32;
	a ^= b + UINT64_C(0x9e3779b97f4a7c15) + (a << 6) + (a >> 2);
	a ^= a >> 29;
	return a * UINT64_C(0xbf58476d1ce4e5b9);
}

void
hash_field(struct buf *b, struct span s)
{
	char len[8];
	int i;

	for (i = 0; i < 8; i++)
		len[i] = (char)((uint64_t)s.n >> (56 - 8 * i));
	buf_add(b, len, sizeof(len));
	buf_add_span(b, s);
}

void
hash_hex(const struct hash128 *h, char out[33])
{
	static const char digit[] = "0123456789abcdef";
	int i;

	for (i = 0; i < 16; i++) {
		out[2 * i] = digit[h->b[i] >> 4];
		out[2 * i + 1] = digit[h->b[i] & 15];
	}
	out[32] = '\0';
}

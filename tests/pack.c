#define ZLIB_CONST
#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "schema/mem.h"
#include "tests/pack.h"

/* Each: the bytes written, 0 = its library failed. */

static size_t
pack_gzip(unsigned char *out, size_t room, struct span s)
{
	z_stream z = { .next_in = (const Bytef *)s.p, .avail_in = (uInt)s.n,
	    .next_out = out, .avail_out = (uInt)room };
	int rc;

	if (deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return 0;
	rc = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return rc == Z_STREAM_END ? room - z.avail_out : 0;
}

static size_t
pack_xz(unsigned char *out, size_t room, struct span s)
{
	size_t n = 0;

	return lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL,
	    (const uint8_t *)s.p, s.n, out, &n, room) == LZMA_OK ? n : 0;
}

/* With a checksum, as the program does it. */
static size_t
pack_zstd(unsigned char *out, size_t room, struct span s)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();
	size_t n;

	ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(z, out, room, s.p, s.n);
	ZSTD_freeCCtx(z);
	return ZSTD_isError(n) ? 0 : n;
}

/* Blocks of 100 kB, the least there is. */
static size_t
pack_bzip2(unsigned char *out, size_t room, struct span s)
{
	bz_stream z = { .avail_in = (unsigned)s.n, .next_out = (char *)out,
	    .avail_out = (unsigned)room };
	char *in;
	int rc;

	if (BZ2_bzCompressInit(&z, 1, 0, 0) != BZ_OK)
		return 0;
	in = mem_span_dup(s);
	z.next_in = in;
	rc = BZ2_bzCompress(&z, BZ_FINISH);
	BZ2_bzCompressEnd(&z);
	free(in);
	return rc == BZ_STREAM_END ? room - z.avail_out : 0;
}

bool
pack(struct buf *b, const char *filter, struct span s)
{
	static const struct {
		const char *filter;
		size_t (*pack)(unsigned char *, size_t, struct span);
	} packers[] = { { "gzip", pack_gzip }, { "xz", pack_xz },
	    { "zstd", pack_zstd }, { "bzip2", pack_bzip2 } };
	size_t i, n = 0, room = s.n + s.n / 8 + 4096;
	unsigned char *out = mem_alloc(room);

	for (i = 0; i < sizeof(packers) / sizeof(packers[0]); i++)
		if (strcmp(packers[i].filter, filter) == 0)
			n = packers[i].pack(out, room, s);
	buf_add(b, (char *)out, n);
	free(out);
	return n > 0;
}

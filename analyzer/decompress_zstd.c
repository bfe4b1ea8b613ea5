/* RFC 8878, through libzstd. */
#include <zstd.h>
#include <zstd_errors.h>

#include "analyzer/decompress_priv.h"

/* pzstd begins with a frame that is to be skipped: 0x184d2a50 to ...5f. */
static bool
claim(struct span begin)
{
	return decompress_is(begin, SPAN("\x28\xb5\x2f\xfd")) ||
	    (begin.n > 3 && (begin.p[0] & 0xf0) == 0x50 &&
	    span_starts(span_skip(begin, 1), SPAN("\x2a\x4d\x18")));
}

static void *
begin(void)
{
	return ZSTD_createDStream();	/* NULL = out of memory */
}

static void
end(void *stream)
{
	ZSTD_freeDStream(stream);
}

/*
 * A call that ends in an error does not tell what it has put out before that.
 * So input and room are given in turn: one block is decoded, then put out.
 */
static enum decompress_did
step(void *stream, struct decompress_io *io, const char **why)
{
	ZSTD_inBuffer in = { io->in, io->in_n, 0 }, no_in = { NULL, 0, 0 };
	ZSTD_outBuffer out = { io->out, io->out_n, 0 }, no_out = { NULL, 0, 0 };
	size_t rc;

	if (stream == NULL) {
		*why = ZSTD_getErrorString(ZSTD_error_memory_allocation);
		return DECOMPRESS_WRONG;
	}
	rc = ZSTD_decompressStream(stream, &out, &no_in);
	io->out += out.pos;
	io->out_n -= out.pos;
	if (!ZSTD_isError(rc) && io->out_n > 0)
		rc = ZSTD_decompressStream(stream, &no_out, &in);
	io->in += in.pos;
	io->in_n -= in.pos;
	if (rc == 0)
		return DECOMPRESS_END;
	if (!ZSTD_isError(rc))
		return DECOMPRESS_ON;
	*why = ZSTD_getErrorName(rc);
	return DECOMPRESS_WRONG;
}

const struct decompress_format decompress_zstd = { claim, begin, end, step };

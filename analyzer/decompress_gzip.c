/* RFC 1952, through zlib. */
#define ZLIB_CONST
#include <stdlib.h>
#include <zlib.h>

#include "analyzer/decompress_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

#define GZIP_ONLY	(16 + MAX_WBITS)	/* no zlib form */

static bool
claim(struct span begin)
{
	return decompress_is(begin, SPAN("\x1f\x8b"));
}

/* The library's memory, from where all memory comes. */
static voidpf
take(voidpf unused, uInt count, uInt size)
{
	(void)unused;
	return mem_alloc((size_t)count * size);
}

static void
release(voidpf unused, voidpf p)
{
	(void)unused;
	free(p);
}

static void *
begin(void)
{
	z_stream *z = mem_alloc(sizeof(*z));

	z->zalloc = take;
	z->zfree = release;
	inflateInit2(z, GZIP_ONLY);
	return z;
}

static void
end(void *stream)
{
	inflateEnd(stream);
	free(stream);
}

static enum decompress_did
step(void *stream, struct decompress_io *io, const char **why)
{
	z_stream *z = stream;
	int rc;

	z->next_in = (const Bytef *)io->in;
	z->avail_in = (uInt)io->in_n;
	z->next_out = (Bytef *)io->out;
	z->avail_out = (uInt)io->out_n;
	rc = inflate(z, Z_NO_FLUSH);
	io->in += io->in_n - z->avail_in;
	io->in_n = z->avail_in;
	io->out += io->out_n - z->avail_out;
	io->out_n = z->avail_out;
	if (rc == Z_STREAM_END)
		return DECOMPRESS_END;
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return DECOMPRESS_ON;
	*why = z->msg != NULL ? z->msg : _("wrong data");
	return DECOMPRESS_WRONG;
}

const struct decompress_format decompress_gzip = { claim, begin, end, step };

/* bzip2, through libbz2; what is cut off is told by whole blocks. */
#include <bzlib.h>
#include <stdint.h>
#include <stdlib.h>

#include "analyzer/decompress_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

static bool
claim(struct span begin)
{
	return decompress_is(begin, SPAN("BZh"));
}

static void *
take(void *unused, int count, int size)
{
	(void)unused;
	return mem_resize(NULL, (size_t)count, (size_t)size);
}

static void
release(void *unused, void *p)
{
	(void)unused;
	free(p);
}

static void *
begin(void)
{
	bz_stream *z = mem_alloc(sizeof(*z));

	z->bzalloc = take;
	z->bzfree = release;
	BZ2_bzDecompressInit(z, 0, 0);
	return z;
}

static void
end(void *stream)
{
	BZ2_bzDecompressEnd(stream);
	free(stream);
}

static enum decompress_did
step(void *stream, struct decompress_io *io, const char **why)
{
	bz_stream *z = stream;
	int rc;

	z->next_in = (char *)(uintptr_t)io->in;
	z->avail_in = (unsigned)io->in_n;
	z->next_out = io->out;
	z->avail_out = (unsigned)io->out_n;
	rc = BZ2_bzDecompress(z);
	io->in += io->in_n - z->avail_in;
	io->in_n = z->avail_in;
	io->out += io->out_n - z->avail_out;
	io->out_n = z->avail_out;
	if (rc == BZ_STREAM_END)
		return DECOMPRESS_END;
	if (rc == BZ_OK)
		return DECOMPRESS_ON;
	*why = _("wrong data");
	return DECOMPRESS_WRONG;
}

const struct decompress_format decompress_bzip2 = { claim, begin, end, step };

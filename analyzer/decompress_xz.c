/* The .xz file format 1.1, through liblzma. */
#include <lzma.h>
#include <stdlib.h>

#include "analyzer/decompress_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* xz -9 needs 65 MiB. */
#define MEMORY_BYTES	(UINT64_C(1) << 30)

static bool
claim(struct span begin)
{
	return decompress_is(begin, SPAN("\xfd" "7zXZ\0"));
}

static void *
take(void *unused, size_t count, size_t size)
{
	(void)unused;
	return mem_resize(NULL, count, size);
}

static void
release(void *unused, void *p)
{
	(void)unused;
	free(p);
}

static const lzma_allocator memory = { .alloc = take, .free = release };

static void *
begin(void)
{
	lzma_stream *z = mem_alloc(sizeof(*z));

	z->allocator = &memory;
	if (lzma_stream_decoder(z, MEMORY_BYTES, 0) != LZMA_OK)
		lzma_end(z);		/* then the first step fails */
	return z;
}

static void
end(void *stream)
{
	lzma_end(stream);
	free(stream);
}

static enum decompress_did
step(void *stream, struct decompress_io *io, const char **why)
{
	lzma_stream *z = stream;
	lzma_ret rc;

	z->next_in = (const uint8_t *)io->in;
	z->avail_in = io->in_n;
	z->next_out = (uint8_t *)io->out;
	z->avail_out = io->out_n;
	rc = lzma_code(z, LZMA_RUN);
	io->in += io->in_n - z->avail_in;
	io->in_n = z->avail_in;
	io->out += io->out_n - z->avail_out;
	io->out_n = z->avail_out;
	if (rc == LZMA_STREAM_END)
		return DECOMPRESS_END;
	if (rc == LZMA_OK || rc == LZMA_BUF_ERROR)
		return DECOMPRESS_ON;
	*why = rc == LZMA_MEMLIMIT_ERROR ? _("needs over 1 GiB of memory") :
	    _("wrong data");
	return DECOMPRESS_WRONG;
}

const struct decompress_format decompress_xz = { claim, begin, end, step };

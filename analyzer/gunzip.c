#define ZLIB_CONST
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "analyzer/gunzip.h"
#include "schema/i18n.h"
#include "schema/mem.h"

#define GZIP_ONLY	(16 + MAX_WBITS)	/* no zlib form */
#define MAGIC_BYTES	2

struct gunzip {
	z_stream	 z;
	gz_header	 header;	/* done = 1 once a member has begun */
	gunzip_give	 give;
	void		*arg;
	bool		 behind;	/* a whole member was read */
	bool		 ended;
};

/* zlib's memory, from where all memory comes. */
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

struct gunzip *
gunzip_new(gunzip_give give, void *arg)
{
	struct gunzip *g = mem_alloc(sizeof(*g));

	g->give = give;
	g->arg = arg;
	g->z.zalloc = take;
	g->z.zfree = release;
	inflateInit2(&g->z, GZIP_ONLY);
	inflateGetHeader(&g->z, &g->header);
	return g;
}

void
gunzip_free(struct gunzip *g)
{
	if (g == NULL)
		return;
	inflateEnd(&g->z);
	free(g);
}

/* More input, or why there is none; at a member's end that is the end. */
static const char *
refill(struct gunzip *g)
{
	const void *bytes;
	ssize_t n = g->give(g->arg, &bytes);

	if (n < 0)
		return strerror(errno);
	if (n > 0) {
		g->z.next_in = bytes;
		g->z.avail_in = (uInt)n;
		return NULL;
	}
	if (!g->behind || g->z.total_in >= MAGIC_BYTES)
		return _("unexpected end");
	g->ended = true;
	return NULL;
}

static const char *
step(struct gunzip *g)
{
	switch (inflate(&g->z, Z_NO_FLUSH)) {
	case Z_OK:
	case Z_BUF_ERROR:		/* wants more input or room */
		return NULL;
	case Z_STREAM_END:
		g->behind = true;
		inflateReset(&g->z);
		inflateGetHeader(&g->z, &g->header);
		return NULL;
	default:
		g->ended = g->behind && g->header.done != 1;
		return g->ended ? NULL : g->z.msg != NULL ? g->z.msg :
		    _("wrong data");
	}
}

const char *
gunzip_read(struct gunzip *g, char *out, size_t size, size_t *n)
{
	const char *why = NULL;

	g->z.next_out = (Bytef *)out;
	g->z.avail_out = (uInt)size;
	while (why == NULL && !g->ended && g->z.avail_out > 0) {
		if (g->z.avail_in == 0)
			why = refill(g);
		else
			why = step(g);
	}
	*n = size - g->z.avail_out;
	/* Told once the bytes before it are gone: it comes again. */
	return *n > 0 ? NULL : why;
}

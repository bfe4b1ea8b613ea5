#include <errno.h>
#include <stdlib.h>

#include "analyzer/decompress.h"
#include "analyzer/decompress_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

struct decompress {
	const struct decompress_format *format;
	void			*stream;
	bool			 between;	/* none of the next yet */
	bool			 ended;
	const char		*why;		/* what is wrong, at the end */
	struct decompress_io	 io;
	decompress_give		 give;
	void			*arg;
};

static const struct decompress_format *const formats[] = {
	&decompress_gzip, &decompress_xz, &decompress_zstd, &decompress_bzip2
};

struct decompress *
decompress_new(struct span begin, decompress_give give, void *arg)
{
	struct decompress *d;
	size_t i = 0, n = sizeof(formats) / sizeof(formats[0]);

	while (i < n && !formats[i]->claim(begin))
		i++;
	if (i == n)
		return NULL;
	d = mem_alloc(sizeof(*d));
	d->format = formats[i];
	d->stream = d->format->begin();
	d->give = give;
	d->arg = arg;
	return d;
}

void
decompress_free(struct decompress *d)
{
	if (d == NULL)
		return;
	d->format->end(d->stream);
	free(d);
}

/* More input; where there is none a stream must have ended. */
static void
refill(struct decompress *d)
{
	const void *bytes = NULL;
	ssize_t n = d->give(d->arg, &bytes);

	if (n < 0)
		d->why = strerror(errno);
	else if (n == 0 && !d->between)
		d->why = _("unexpected end");
	d->ended = n <= 0;
	d->io.in = bytes;
	d->io.in_n = n > 0 ? (size_t)n : 0;
}

static void
pass_zeros(struct decompress_io *io)
{
	while (io->in_n > 0 && io->in[0] == '\0') {
		io->in++;
		io->in_n--;
	}
}

static void
step(struct decompress *d)
{
	const struct decompress_io before = d->io;

	switch (d->format->step(d->stream, &d->io, &d->why)) {
	case DECOMPRESS_ON:
		if (d->io.in_n != before.in_n || d->io.out_n != before.out_n)
			break;
		if (d->io.in_n == 0) {
			refill(d);
			break;
		}
		d->why = _("wrong data");
		/* FALLTHROUGH */
	case DECOMPRESS_WRONG:
		d->ended = true;
		break;
	case DECOMPRESS_END:
		d->format->end(d->stream);
		d->stream = d->format->begin();
		d->between = true;
		break;
	}
}

const char *
decompress_read(struct decompress *d, char *out, size_t size, size_t *n)
{
	d->io.out = out;
	d->io.out_n = size;
	while (!d->ended && d->io.out_n > 0) {
		if (d->between)
			pass_zeros(&d->io);
		if (d->between && d->io.in_n == 0) {
			refill(d);
			continue;
		}
		d->between = false;
		step(d);
	}
	*n = size - d->io.out_n;
	/* Told once the bytes before it are gone: it comes again. */
	return *n > 0 ? NULL : d->why;
}

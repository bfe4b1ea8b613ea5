/*
 * decompress: gzip, xz, zstd and bzip2 as one stream of bytes, to the last
 * byte that can be told.
 *
 * libarchive would do all four, but gives blocks of 64 KiB (zstd 128) and
 * throws the last one away when a file ends early: all there is of a small
 * log.  So each format goes to its own library.
 *
 * Streams one behind the other (members, frames) are one, zero bytes before,
 * between and behind them are passed over; anything else there is wrong.
 */
#ifndef ANALYZER_DECOMPRESS_H
#define ANALYZER_DECOMPRESS_H

#include <sys/types.h>

#include "schema/span.h"

/*
 * The next compressed bytes: their number, 0 at the end, -1 with errno.  They
 * must stay until the next call.
 */
typedef ssize_t (*decompress_give)(void *arg, const void **bytes);

struct decompress;

/*
 * For what begins with these bytes, which give will give as well; NULL: they
 * are of no format.
 */
struct decompress *decompress_new(struct span begin, decompress_give,
		    void *arg);
void		 decompress_free(struct decompress *);
/*
 * The next bytes into out; *n = 0 at the end.  Returns NULL, or what is wrong
 * with the data once all that came before it was read; borrowed.
 */
const char	*decompress_read(struct decompress *, char *out, size_t size,
		    size_t *n);

#endif

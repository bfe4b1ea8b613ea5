/*
 * gunzip: gzip members, one behind the other (RFC 1952), to the last byte.
 *
 * libarchive throws away what it has decompressed of its last 64 KiB when a
 * file ends early, which is all of a small log: so this goes to zlib itself.
 * Zero bytes and other padding behind a member are passed over.
 */
#ifndef ANALYZER_GUNZIP_H
#define ANALYZER_GUNZIP_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The next compressed bytes: their number, 0 at the end, -1 with errno.  They
 * must stay until the next call.
 */
typedef ssize_t (*gunzip_give)(void *arg, const void **bytes);

struct gunzip;

struct gunzip	*gunzip_new(gunzip_give, void *arg);
void		 gunzip_free(struct gunzip *);
/*
 * The next bytes into out; *n = 0 at the end.  Returns NULL, or what is wrong
 * with the data once all that came before it was read; borrowed.
 */
const char	*gunzip_read(struct gunzip *, char *out, size_t size,
		    size_t *n);

#endif

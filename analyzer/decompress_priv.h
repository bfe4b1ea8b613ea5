/*
 * decompress_priv: what a format is for decompress.c: one decompress_NAME.c
 * over its library, and a row in the table there.
 */
#ifndef ANALYZER_DECOMPRESS_PRIV_H
#define ANALYZER_DECOMPRESS_PRIV_H

#include "schema/span.h"

/* Bytes are taken from the front of in and put to the front of out. */
struct decompress_io {
	const char	*in;
	size_t		 in_n;
	char		*out;
	size_t		 out_n;
};

enum decompress_did {
	DECOMPRESS_ON,		/* wants more of in, or room */
	DECOMPRESS_END,		/* of a stream, all of it was given */
	DECOMPRESS_WRONG
};

struct decompress_format {
	/* Whether a file that begins so has this format. */
	bool	(*claim)(struct span begin);
	/* What one stream needs, for end(). */
	void	*(*begin)(void);
	void	(*end)(void *);
	/*
	 * Goes on as far as both ends allow; what the library holds back for
	 * want of room comes with the next call, with or without input.  *why
	 * is set for DECOMPRESS_WRONG; borrowed.
	 */
	enum decompress_did (*step)(void *, struct decompress_io *,
		    const char **why);
};

/* Whether it begins with magic, or was cut off in it after what no text has. */
static inline bool
decompress_is(struct span begin, struct span magic)
{
	size_t i = 0;

	if (begin.n >= magic.n)
		return span_starts(begin, magic);
	while (i < begin.n && begin.p[i] >= ' ' && begin.p[i] <= '~')
		i++;
	return i < begin.n && span_starts(magic, begin);
}

extern const struct decompress_format decompress_gzip;
extern const struct decompress_format decompress_xz;
extern const struct decompress_format decompress_zstd;
extern const struct decompress_format decompress_bzip2;

#endif

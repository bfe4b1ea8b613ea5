/*
 * pack: bytes compressed in memory, for tests that read compressed logs.
 */
#ifndef TESTS_PACK_H
#define TESTS_PACK_H

#include <stdbool.h>

#include "schema/buf.h"
#include "schema/span.h"

/*
 * Appends one stream; filter: gzip, xz, zstd, bzip2.  False: no such filter,
 * or its library failed.
 */
bool	pack(struct buf *, const char *filter, struct span);

#endif

/*
 * denied: what keeps this user from a file, and the group that may read it.
 */
#ifndef ANALYZER_DENIED_H
#define ANALYZER_DENIED_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/err.h"

/* For a path that open(2) refused with EACCES: ERR_PERMISSION, always. */
int	denied(const char *path, struct err *);
/*
 * Whether one of the folders that the first n bytes of path go through may
 * not be entered or listed: true and ERR_PERMISSION.
 */
bool	denied_folder(const char *path, size_t n, struct err *);

#endif

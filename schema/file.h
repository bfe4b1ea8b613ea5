/*
 * file: whole small files (rules, knowledge, configuration) into memory.
 */
#ifndef SCHEMA_FILE_H
#define SCHEMA_FILE_H

#include "schema/buf.h"
#include "schema/err.h"

/*
 * Reads the file to the end of b.  ERR_NO_INPUT missing or a directory,
 * ERR_PERMISSION, ERR_IO, ERR_DATA over 16 MiB; each names the path.
 */
int	file_read(const char *path, struct buf *b, struct err *);
/* The same, but a missing file leaves b as it is and is no error. */
int	file_read_optional(const char *path, struct buf *b, struct err *);
/* The err_code for an errno of open(2), read(2) or opendir(3). */
enum err_code file_err_code(int errnum);

#endif

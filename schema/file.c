#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "schema/file.h"

#define MAX_BYTES	((size_t)16 * 1024 * 1024)

enum err_code
file_err_code(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
		return ERR_NO_INPUT;
	case EACCES:
	case EPERM:
		return ERR_PERMISSION;
	default:
		return ERR_IO;
	}
}

int
file_read(const char *path, struct buf *b, struct err *err)
{
	ssize_t n = 0;
	int fd, rc = 0;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, file_err_code(errno), "%s: %s", path,
		    strerror(errno));
	do {
		buf_reserve(b, 65536);
		n = read(fd, b->data + b->n, 65536);
		if (n > 0)
			b->n += (size_t)n;
	} while ((n > 0 && b->n <= MAX_BYTES) || (n < 0 && errno == EINTR));
	if (n < 0)
		rc = err_set(err, file_err_code(errno), "%s: %s", path,
		    strerror(errno));
	else if (b->n > MAX_BYTES)
		rc = err_set(err, ERR_DATA, "%s: larger than 16 MiB", path);
	close(fd);
	return rc;
}

int
file_read_optional(const char *path, struct buf *b, struct err *err)
{
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return 0;
	return file_read(path, b, err);
}

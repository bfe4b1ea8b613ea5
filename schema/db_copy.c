#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/db_copy.h"
#include "schema/mem.h"

/* No run can be writing it, or the -wal file would be there. */
static bool
is_still(const char *path)
{
	char *wal = mem_printf("%s-wal", path);
	char *dir = mem_strdup(path), *slash = strrchr(dir, '/');
	bool still;

	if (slash != NULL)
		slash[slash == dir] = '\0';
	still = access(wal, F_OK) != 0 && errno == ENOENT &&
	    access(slash != NULL ? dir : ".", W_OK) != 0;
	free(dir);
	free(wal);
	return still;
}

/* As a URI (sqlite.org/uri.html), which alone can say immutable. */
bool
db_copy_uri(const char *path, struct buf *b)
{
	const char *s;

	if (!is_still(path))
		return false;
	buf_add_str(b, path[0] == '/' ? "file://" : "file:");
	for (s = path; *s != '\0'; s++)
		if (strchr("?#%", *s) != NULL)
			buf_printf(b, "%%%02X", (unsigned char)*s);
		else
			buf_add_char(b, *s);
	buf_add_str(b, "?immutable=1");
	return true;
}

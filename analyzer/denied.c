#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/denied.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* Names the group of what is denied, if its members need no more than that. */
static int
tell(const char *path, mode_t needed, struct err *err)
{
	struct group group, *found = NULL;
	struct stat st;
	char text[4096];

	if (stat(path, &st) == 0 && (st.st_mode & needed) == needed)
		getgrgid_r(st.st_gid, &group, text, sizeof(text), &found);
	if (found == NULL)
		return err_set(err, ERR_PERMISSION, _("%s: permission denied; "
		    "only its owner may read it"), path);
	return err_set(err, ERR_PERMISSION, _("%s: permission denied; "
	    "join the group %s to read it (usermod -aG %s USER)"), path,
	    found->gr_name, found->gr_name);
}

/* The first folder on the way that does not allow it; free(3), NULL = none. */
static char *
closed_folder(const char *path, size_t n, int access)
{
	char *folder = mem_strdup(path);
	size_t i;

	for (i = 1; i < n; i++) {
		if (folder[i] != '/')
			continue;
		folder[i] = '\0';
		if (faccessat(AT_FDCWD, folder, access, AT_EACCESS) != 0) {
			if (errno == EACCES)
				return folder;
			break;
		}
		folder[i] = '/';
	}
	free(folder);
	return NULL;
}

int
denied(const char *path, struct err *err)
{
	char *folder = closed_folder(path, strlen(path), X_OK);
	int rc = folder != NULL ? tell(folder, S_IXGRP, err) :
	    tell(path, S_IRGRP, err);

	free(folder);
	return rc;
}

bool
denied_folder(const char *path, size_t n, struct err *err)
{
	char *folder = closed_folder(path, n, R_OK | X_OK);

	if (folder == NULL)
		return false;
	tell(folder, S_IRGRP | S_IXGRP, err);
	free(folder);
	return true;
}

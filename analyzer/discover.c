#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/denied.h"
#include "analyzer/discover.h"
#include "schema/buf.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* Debian and SUSE; Red Hat and the BSDs; Exim's packages on each. */
static const char *const usual_places[] = {
	"/var/log/mail.log*",
	"/var/log/maillog*",
	"/var/log/mail",
	"/var/log/mail-[0-9]*",
	"/var/log/exim4/mainlog*",
	"/var/log/exim/main*log*",
	"/var/log/exim_mainlog*"
};

#define USUAL_COUNT	(sizeof(usual_places) / sizeof(usual_places[0]))

/* Mail's facility has all three MTAs' lines, whatever the units' names. */
static const char journal_command[] =
    "journalctl -o json --facility=mail --since -24h | bouncestat -";

static void
add_file(struct discover *d, const char *path)
{
	struct stat st;
	size_t i;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	for (i = 0; i < d->n; i++)
		if (d->files[i].device == st.st_dev &&
		    d->files[i].inode == st.st_ino)
			return;
	d->files = mem_resize(d->files, d->n + 1, sizeof(*d->files));
	d->files[d->n].path = mem_strdup(path);
	d->files[d->n].device = st.st_dev;
	d->files[d->n++].inode = st.st_ino;
}

static void
add_pattern(struct discover *d, const char *root, const char *pattern)
{
	char *full = mem_printf("%s%s", root, pattern);
	glob_t found;

	if (glob(full, 0, NULL, &found) == 0) {
		size_t i;

		for (i = 0; i < found.gl_pathc; i++)
			add_file(d, found.gl_pathv[i]);
	} else if (d->denied.code == ERR_NONE) {
		/* Down to the folder of the first wildcard, or of the file. */
		denied_folder(full, strcspn(full, "*?[{"), &d->denied);
	}
	globfree(&found);
	free(full);
}

void
discover_add(struct discover *d, const char *root,
    const char *const *patterns, size_t n)
{
	size_t i;

	if (patterns == NULL) {
		patterns = usual_places;
		n = USUAL_COUNT;
	}
	for (i = 0; i < n; i++)
		add_pattern(d, root, patterns[i]);
}

void
discover_free(struct discover *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		free(d->files[i].path);
	free(d->files);
	*d = (struct discover){ 0 };
}

static bool
any_file(const char *root, const char *pattern)
{
	char *full = mem_printf("%s%s", root, pattern);
	glob_t found;
	bool any = glob(full, GLOB_NOSORT, NULL, &found) == 0;

	globfree(&found);
	free(full);
	return any;
}

bool
discover_journal(const char *root)
{
	return (any_file(root, "/var/log/journal/*/*.journal") ||
	    any_file(root, "/run/log/journal/*/*.journal")) &&
	    (any_file(root, "/usr/bin/journalctl") ||
	    any_file(root, "/bin/journalctl"));
}

int
discover_nothing(const struct discover *d, const char *root,
    const char *const *patterns, size_t n, struct err *err)
{
	struct buf places = { 0 };
	size_t i;

	if (d->denied.code != ERR_NONE)
		return err_set(err, d->denied.code, "%s", d->denied.msg);
	if (patterns == NULL) {
		patterns = usual_places;
		n = USUAL_COUNT;
	}
	for (i = 0; i < n && places.n < 500; i++)
		buf_printf(&places, "%s%s%s", i > 0 ? ", " : "", root,
		    patterns[i]);
	if (i < n)
		buf_add_str(&places, ", ...");
	if (discover_journal(root))
		err_set(err, ERR_NO_INPUT, _("no mail log found in %s; this "
		    "system keeps a journal, try: %s"), buf_str(&places),
		    journal_command);
	else
		err_set(err, ERR_NO_INPUT, _("no mail log found in %s; name "
		    "the files, or set them in the configuration"),
		    buf_str(&places));
	buf_free(&places);
	return ERR_NO_INPUT;
}

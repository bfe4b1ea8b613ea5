#include <string.h>

#include "analyzer/format.h"
#include "schema/buf.h"
#include "schema/i18n.h"

static int
find(const char *const names[], const char *name)
{
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* What stands behind the last dot of the file's own name; NULL = nothing. */
static const char *
suffix_of(const char *file)
{
	const char *base = strrchr(file, '/');
	const char *dot;

	base = base != NULL ? base + 1 : file;
	dot = strrchr(base, '.');
	return dot != NULL && dot > base ? dot + 1 : NULL;
}

int
format_choose(const struct options *o, const char *const names[],
    int fallback, int *out, struct err *err)
{
	const char *want = o->format, *suffix = NULL;
	struct buf list = { 0 };
	int i, rc = 0;

	if (want == NULL && o->output != NULL)
		suffix = suffix_of(o->output);
	if (suffix != NULL)
		want = strcmp(suffix, "txt") == 0 ? "text" : suffix;
	*out = want != NULL ? find(names, want) : fallback;
	if (*out >= 0)
		return 0;
	for (i = 0; names[i] != NULL; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "", names[i]);
	if (suffix != NULL)
		rc = err_set(err, ERR_USAGE, _("--output: .%s is the suffix "
		    "of no format here; say with --format which of %s"),
		    suffix, buf_str(&list));
	else
		rc = err_set(err, ERR_USAGE, _("--format: \"%s\" is none of "
		    "%s"), want, buf_str(&list));
	buf_free(&list);
	return rc;
}

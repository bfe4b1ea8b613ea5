#include "schema/embed.h"

struct span
embed_get(const char *name)
{
	const struct embed_file *f;

	for (f = embed_files; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return span_of(f->data, (size_t)(f->end - f->data));
	return SPAN_NULL;
}

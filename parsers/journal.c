#include <jansson.h>

#include "parsers/journal.h"
#include "schema/num.h"

/*
 * A field's bytes: a string, an array of byte values, or an array of the
 * strings that a field had, of which the first counts; null if absent.
 */
static struct span
field(const json_t *o, const char *key, struct arena *arena)
{
	const json_t *v = json_object_get(o, key);
	size_t i, n;
	char *p;

	if (json_is_array(v) && !json_is_integer(json_array_get(v, 0)))
		v = json_array_get(v, 0);
	if (json_is_string(v))
		return arena_copy(arena, span_of(json_string_value(v),
		    json_string_length(v)));
	if (!json_is_array(v))
		return SPAN_NULL;
	n = json_array_size(v);
	p = arena_alloc(arena, n + 1);
	for (i = 0; i < n; i++)
		p[i] = (char)json_integer_value(json_array_get(v, i));
	return span_of(p, n);
}

bool
journal_record(struct span line, struct arena *arena, struct header *h)
{
	struct span when;
	uint64_t us;
	json_t *o;
	bool ok = false;

	o = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
	if (!json_is_object(o))
		goto out;
	/* When it was logged, not when the journal got round to it. */
	when = field(o, "_SOURCE_REALTIME_TIMESTAMP", arena);
	if (when.p == NULL)
		when = field(o, "__REALTIME_TIMESTAMP", arena);
	h->body = field(o, "MESSAGE", arena);
	h->program = field(o, "SYSLOG_IDENTIFIER", arena);
	if (h->program.p == NULL)
		h->program = field(o, "_COMM", arena);
	h->pid = field(o, "SYSLOG_PID", arena);
	if (h->pid.p == NULL)
		h->pid = field(o, "_PID", arena);
	h->host = field(o, "_HOSTNAME", arena);
	if (!num_u64(when, INT64_MAX, &us) || h->body.p == NULL ||
	    h->program.p == NULL)
		goto out;
	if (h->pid.p == NULL)
		h->pid = SPAN("");
	if (h->host.p == NULL)
		h->host = SPAN("");
	h->stamp.zone_min = STAMP_UTC_KNOWN;
	h->stamp.unix_us = (int64_t)us;
	h->stamp.month = 1;
	ok = true;
out:
	json_decref(o);
	return ok;
}

bool
journal_container(struct span line, struct arena *arena, struct span *text)
{
	struct span log, when;
	json_t *o;
	char *p;
	bool ok = false;

	o = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
	if (!json_is_object(o))
		goto out;
	log = span_trim(field(o, "log", arena));
	when = field(o, "time", arena);
	if (log.n == 0 || when.n == 0)
		goto out;
	p = arena_alloc(arena, when.n + 1 + log.n);
	memcpy(p, when.p, when.n);
	p[when.n] = ' ';
	memcpy(p + when.n + 1, log.p, log.n);
	*text = span_of(p, when.n + 1 + log.n);
	ok = true;
out:
	json_decref(o);
	return ok;
}

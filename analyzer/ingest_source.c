#include <stdlib.h>
#include <string.h>

#include "analyzer/ingest_priv.h"
#include "schema/i18n.h"
#include "schema/mem.h"

/* Lines younger than this may still come with the log that has them, too. */
#define TWIN_WAIT_S	60
/* The last line of what was read is looked for in so many bytes. */
#define CHECK_BYTES	((size_t)16 * 1024)

/* What is to be done with a log. */
struct plan {
	struct overlap	overlap;
	bool		skip;		/* nothing, without a word */
	bool		hold;		/* what is behind the last part waits */
	bool		whole;		/* all of it is known, or waits */
	bool		moved;		/* the source was read in */
};

/* For identity_find(). */
struct check {
	struct source	*source;
	bool		*moved;
};

/* Without a database, too, the same log counts once. */
static void
identify_printed(struct ingest *in, const struct source *s)
{
	struct hash128 head = hash_span128(source_identity(s));
	size_t i;

	in->id = (struct identity){ .fresh = true, .first_ts = CLOCK_NONE,
	    .last_ts = CLOCK_NONE, .at_ts = CLOCK_NONE };
	for (i = 0; i < in->n_heads; i++)
		if (memcmp(&in->heads[i], &head, sizeof(head)) == 0)
			in->id.fresh = false;
	in->heads = mem_resize(in->heads, in->n_heads + 1,
	    sizeof(*in->heads));
	in->heads[in->n_heads++] = head;
	in->id.id = (int64_t)in->n_heads;
}

/* Whether text ends in the line, or is too short to tell. */
static bool
ends_in(struct span text, bool from_start, uint64_t line_hash)
{
	const char *nl;

	if (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	nl = text.n > 0 ? memrchr(text.p, '\n', text.n) : NULL;
	if (nl != NULL)
		text = span_skip(text, (size_t)(nl - text.p) + 1);
	else if (!from_start)
		return true;
	return hash_span(text) == line_hash;
}

/*
 * Logs may begin alike: the last line that was read must be there.  A packed
 * one is not unpacked for that each time, and a shorter one is an older copy.
 */
static bool
goes_on(void *arg, const struct identity *id)
{
	const struct check *c = arg;
	struct source *s = c->source;
	uint64_t from = id->offset > CHECK_BYTES ? id->offset - CHECK_BYTES :
	    0, skipped;
	char text[CHECK_BYTES];
	size_t want = (size_t)(id->offset - from), got = 1, n = 0;
	struct err ignored;
	bool on = true;

	if (id->last_hash == 0 || source_cursor(s) != NULL ||
	    (source_is_compressed(s) && source_size(s) == id->size))
		return true;
	*c->moved = true;
	if (source_skip(s, from, &skipped, &ignored) == 0 && skipped == from) {
		while (n < want && got > 0 && source_read(s, text + n,
		    want - n, &got, &ignored) == 0)
			n += got;
		on = n < want || ends_in(span_of(text, n), from == 0,
		    id->last_hash);
	}
	source_rewind(s, &ignored);
	return on;
}

/*
 * A log that begins as another and goes on in its own way: the whole lines of
 * what they share are known.
 */
static void
begin_behind_head(struct ingest *in, struct source *s)
{
	struct span head = source_head(s);
	const char *nl = memrchr(head.p, '\n', head.n);

	if (in->id.fresh && in->id.same_head && nl != NULL &&
	    source_cursor(s) == NULL)
		in->id.offset = (uint64_t)(nl - head.p) + 1;
}

/* A skipped log that shall count after all begins anew. */
static void
begin_anew(struct identity *id)
{
	id->overlap_of = id->twin_of = 0;
	id->complete = false;
	id->offset = 0;
	id->at_ts = CLOCK_NONE;
	id->at_lines = 0;
	id->last_hash = 0;
	id->tail.n = 0;
	id->clock[0] = '\0';
	free(id->cursor);
	id->cursor = mem_strdup("");
}

/*
 * The zone of stamps without one: what the source began with, whatever this
 * run's surroundings are, unless it was told.
 */
static const struct zone *
zone_of(struct ingest *in, const struct input_log *log)
{
	struct identity *id = &in->id;
	struct err ignored;

	zone_free(in->zone);
	in->zone = NULL;
	if (id->tz != NULL && id->tz[0] != '\0' && !log->zone_given &&
	    zone_open(&in->zone, id->tz, &ignored) == 0)
		return in->zone;
	free(id->tz);
	id->tz = mem_strdup(zone_name(log->zone));
	return log->zone;
}

/* The clock as it stands before the next line. */
static void
set_clock(struct ingest *in, const struct input *input)
{
	const struct input_log *log = &input->log;

	clock_init(&in->clock, zone_of(in, log), input->bound);
	if (!in->id.fresh && in->id.clock[0] != '\0')
		clock_restore(&in->clock, span_str(in->id.clock));
	else if (log->year != 0)
		clock_fix_year(&in->clock, log->year);
	else if (input->year != 0)
		clock_set_year(&in->clock, input->year);
}

/* Which source this is and where to go on. */
static int
identify(struct ingest *in, const struct input *input, struct source *s,
    struct plan *plan, struct err *err)
{
	struct check check = { s, &plan->moved };
	struct identity *id = &in->id;
	char *msg;
	int rc = 0;

	if (in->store == NULL)
		identify_printed(in, s);
	else
		rc = identity_find(in->opt->db, source_identity(s), goes_on,
		    &check, id, err);
	if (rc != 0)
		return rc;
	if (!id->fresh && !in->opt->history) {
		msg = id->name != NULL ?
		    mem_printf(_("%s: the same log as %s; counted once"),
		    source_name(s), id->name) :
		    mem_printf(_("%s: the same log as another; counted once"),
		    source_name(s));
		ingest_notice(in, msg);
		free(msg);
		plan->skip = true;
	}
	if (id->overlap_of != 0 && in->opt->allow_overlap)
		begin_anew(id);
	if (!in->opt->allow_overlap)
		begin_behind_head(in, s);
	/* What is packed does not grow. */
	if (id->overlap_of != 0 && source_is_compressed(s) &&
	    id->size == source_size(s))
		plan->skip = true;
	free(id->name);
	id->name = mem_strdup(source_name(s));
	if (id->host == NULL)
		id->host = mem_strdup(input->log.host);
	id->size = source_size(s);
	set_clock(in, input);
	correlate_source(in->correlate, in->opt->history &&
	    id->first_ts != CLOCK_NONE ? id->first_ts : INT64_MIN);
	if (in->store != NULL)
		store_set_source(in->store, id->id);
	return 0;
}

/* What of it other sources gave already (G4). */
static int
compare(struct ingest *in, const struct input *input, struct source *s,
    struct plan *plan, struct err *err)
{
	const struct overlap_log log = { .source = s, .id = in->id.id,
	    .offset = in->id.offset, .at_ts = in->id.at_ts,
	    .at_lines = in->id.at_lines, .tail = &in->id.tail,
	    .end_ts = input->end,
	    .twin_of = in->id.twin_of, .host = ingest_host, .arg = in };
	int rc;

	if (in->store == NULL || in->opt->allow_overlap ||
	    (!in->id.fresh && source_is_compressed(s)))
		return 0;
	/* Without an index a look is dear: only where times overlap. */
	if (!in->opt->history && (in->newest == INT64_MIN ||
	    (input->begin > in->newest && !source_is_stdin(s))))
		return 0;
	/* What other sources gave must be in the tables. */
	rc = in->opt->history ? 0 : store_flush(in->store, in->correlate, err);
	if (rc == 0)
		rc = ingest_go_to(in, s, plan->moved, err);
	plan->moved = true;
	if (rc == 0)
		rc = overlap_find(in->opt->db, &in->scan, &log, &in->clock,
		    &plan->overlap, err);
	return rc;
}

/* What the comparison means for this log. */
static void
decide(struct ingest *in, const struct source *s, struct plan *plan)
{
	const struct overlap *o = &plan->overlap;
	struct identity *id = &in->id;
	bool comes_again = in->opt->history && !source_is_stdin(s) &&
	    !source_is_compressed(s);

	/* A log that was read on its own, or goes its own way, stays one. */
	if (o->n > 0 && (id->fresh || id->twin_of != 0) && !id->same_head) {
		id->twin_of = o->source;
		if (o->kind != OVERLAP_UNTOLD)
			id->complete = o->kind == OVERLAP_TWIN;
	}
	if (id->twin_of != 0 && comes_again)
		plan->hold = !id->complete ||
		    o->next_ts > in->opt->now - TWIN_WAIT_S;
	plan->whole = (o->n == 0 || (o->n == 1 &&
	    o->parts[0].begin == id->offset)) && (plan->hold ||
	    (o->n > 0 && o->next_ts == CLOCK_NONE));
}

static void
tell_overlap(const struct ingest *in, const struct plan *plan,
    uint64_t offset, bool first_time)
{
	const struct overlap *o = &plan->overlap;
	const char *name = in->id.name;
	char *msg;

	if (o->n == 0 || !first_time)
		return;
	if (in->id.overlap_of != 0)
		msg = mem_printf(_("%s: skipped: its first events were read "
		    "from %s already (--allow-overlap counts them again)"),
		    name, o->name);
	else if (o->n == 1 && o->parts[0].begin == offset)
		msg = mem_printf(_("%s: begins with what was read from %s "
		    "already; only what follows is taken in"), name, o->name);
	else
		msg = mem_printf(_("%s: holds what was read from %s already; "
		    "only the rest is taken in"), name, o->name);
	ingest_notice(in, msg);
	free(msg);
}

/* Nothing in it, or nothing that could be read. */
static int
no_bytes(struct ingest *in, struct source *s, struct err *err)
{
	char none, *msg;
	size_t n;
	int rc = source_read(s, &none, sizeof(none), &n, err);

	if (rc == ERR_IO && source_is_compressed(s) && ingest_waits(in, s))
		return 0;
	if (rc == 0) {
		msg = mem_printf(_("%s: empty"), source_name(s));
		ingest_notice(in, msg);
		free(msg);
	}
	return rc;
}

static void
tell_no_mail(const struct ingest *in)
{
	char *msg = mem_printf(_("%s: no line of Postfix, Exim or Sendmail in "
	    "it (%lld lines)"), in->id.name, (long long)in->id.lines);

	ingest_notice(in, msg);
	free(msg);
}

/* A log with something in it. */
static int
take_in(struct ingest *in, const struct input *input, struct source *s,
    struct err *err)
{
	struct plan plan = { .skip = false };
	struct identity *id = &in->id;
	bool known, first_time;
	uint64_t offset;
	int rc;

	rc = identify(in, input, s, &plan, err);
	if (rc == 0 && id->twin_of != 0 && in->opt->history &&
	    !in->opt->allow_overlap && !in->twins_turn) {
		in->put_off = true;
		return 0;
	}
	in->stats->files++;
	if (rc == 0 && !plan.skip)
		rc = compare(in, input, s, &plan, err);
	offset = id->offset;
	first_time = id->fresh || id->overlap_of != 0;
	known = id->offset > 0 || plan.overlap.n > 0;
	if (rc == 0 && !plan.skip) {
		decide(in, s, &plan);
		if (in->opt->history && id->fresh && !plan.whole)
			rc = store_revive(in->store, in->correlate,
			    input->begin, err);
		if (rc == 0)
			rc = ingest_read(in, s, &plan.overlap, plan.hold,
			    plan.moved, err);
		/* Known as skipped: without a word. */
		if (!in->fatal)
			tell_overlap(in, &plan, offset, id->fresh ||
			    (first_time && id->overlap_of == 0));
	}
	if (id->last_ts != CLOCK_NONE && id->last_ts > in->newest)
		in->newest = id->last_ts;
	if (in->mail > 0 || known || plan.skip)
		in->stats->mail_files++;
	else if (rc == 0 && (id->lines > 0 || id->pending == 0 ||
	    !ingest_waits(in, s)))
		tell_no_mail(in);
	overlap_free(&plan.overlap);
	return rc;
}

int
ingest_one(struct ingest *in, const struct input *input, struct err *err)
{
	struct source *s = NULL;
	int rc;

	in->mail = 0;
	in->input = input;
	in->put_off = false;
	rc = source_open(input->log.path, in->opt->history ||
	    in->newest != INT64_MIN, &s, err);
	if (rc != 0)
		return rc;
	if (source_head(s).n == 0) {
		in->stats->files++;
		rc = no_bytes(in, s, err);
	} else {
		rc = take_in(in, input, s, err);
		identity_free(&in->id);
		in->id = (struct identity){ .fresh = false };
	}
	source_close(s);
	return rc;
}

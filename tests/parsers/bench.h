/*
 * bench: whole lines through all parsers, the events kept for a test to see.
 */
#ifndef TESTS_PARSERS_BENCH_H
#define TESTS_PARSERS_BENCH_H

#include "parsers/parser.h"
#include "schema/arena.h"
#include "tests/test.h"

struct seen {
	int		n;
	struct event	last;
};

struct bench {
	struct parsers		*parsers;
	struct rule_scratch	*scratch;
	struct arena		 arena;
	struct seen		 seen;
	struct parse_out	 out;
};

static inline void
bench_see(void *arg, const struct event *e)
{
	struct seen *s = arg;

	s->n++;
	s->last = *e;
}

static inline bool
bench_open(struct bench *b)
{
	struct err err = { 0 };

	*b = (struct bench){ .parsers = NULL };
	if (parsers_load(NULL, &b->parsers, &err) != 0) {
		printf("\n  %s\n", err.msg);
		CU_FAIL("rules do not load");
		return false;
	}
	b->scratch = rule_scratch_new();
	b->out = (struct parse_out){ .arena = &b->arena, .emit = bench_see,
	    .arg = &b->seen };
	return true;
}

static inline void
bench_close(struct bench *b)
{
	rule_scratch_free(b->scratch);
	parsers_free(b->parsers);
	buf_free(&b->out.tmp);
	arena_free(&b->arena);
}

/* The events are gone with the next line. */
static inline enum parse_result
bench_parse(struct bench *b, struct span line)
{
	b->seen.n = 0;
	arena_reset(&b->arena);
	return parse_line(b->parsers, line, b->scratch, &b->out);
}

#endif

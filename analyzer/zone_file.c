#include <stdio.h>
#include <stdlib.h>

#include "analyzer/zone_priv.h"
#include "schema/mem.h"
#include "schema/span.h"

#define FILE_MAX	(1 << 20)
#define DAY		INT64_C(86400)
/* The rule behind the last change of a file is written out to here. */
#define LAST_YEAR	2200
/* No change before or behind (some 31,000 years) is of any use. */
#define FAR		INT64_C(1000000000000)

static void
add_change(struct zone *z, int64_t at, int32_t offset_s, const char *abbr)
{
	struct zone_change *c;

	z->changes = mem_resize(z->changes, z->n + 1, sizeof(*z->changes));
	c = &z->changes[z->n++];
	c->at = at;
	c->kind.offset_s = offset_s;
	snprintf(c->kind.abbr, sizeof(c->kind.abbr), "%s", abbr);
}

void
zone_add_rule(struct zone *z, const struct zonerule *r)
{
	int64_t last = z->n > 0 ? z->changes[z->n - 1].at : INT64_MIN;
	int year = z->n > 0 ? zone_local(z, last).year : 1970;

	if (z->n == 0) {
		z->first.offset_s = r->std_offset_s;
		snprintf(z->first.abbr, sizeof(z->first.abbr), "%s", r->std);
	}
	if (year < 1900)
		year = 1900;
	for (; r->has_dst && year <= LAST_YEAR; year++) {
		int64_t on = zonerule_at(&r->start, year) - r->std_offset_s;
		int64_t off = zonerule_at(&r->end, year) - r->dst_offset_s;

		if (on < off && on > last)
			add_change(z, on, r->dst_offset_s, r->dst);
		if (off > last)
			add_change(z, off, r->std_offset_s, r->std);
		if (on > off && on > last)
			add_change(z, on, r->dst_offset_s, r->dst);
	}
}

static int64_t
big_endian(const unsigned char *p, int bytes)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return bytes == 4 ? (int32_t)(uint32_t)v : (int64_t)v;
}

/* The six counts of a TZif header, as RFC 8536 section 3.1 orders them. */
struct counts {
	size_t	isut, isstd, leap, time, type, chars;
};

static bool
read_header(struct span s, struct counts *c)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t *field[] = { &c->isut, &c->isstd, &c->leap, &c->time,
	    &c->type, &c->chars };
	size_t i;

	if (s.n < 44 || !span_starts(s, SPAN("TZif")))
		return false;
	for (i = 0; i < 6; i++) {
		int64_t v = big_endian(p + 20 + 4 * i, 4);

		if (v < 0 || v > FILE_MAX)
			return false;
		*field[i] = (size_t)v;
	}
	return c->type > 0 && c->chars > 0;
}

static size_t
body_size(const struct counts *c, size_t width)
{
	return c->time * (width + 1) + c->type * 6 + c->chars +
	    c->leap * (width + 4) + c->isstd + c->isut;
}

static bool
read_kind(struct zone_kind *k, struct span types, struct span chars, size_t i)
{
	const unsigned char *p = (const unsigned char *)types.p + 6 * i;
	struct span abbr;

	if (6 * i + 6 > types.n || p[5] >= chars.n)
		return false;
	k->offset_s = (int32_t)big_endian(p, 4);
	abbr = span_skip(chars, p[5]);
	abbr = span_head(abbr, span_find_char(abbr, '\0'));
	snprintf(k->abbr, sizeof(k->abbr), "%.*s", SPAN_FMT(abbr));
	return k->offset_s > -2 * DAY && k->offset_s < 2 * DAY;
}

static bool
read_body(struct zone *z, struct span s, const struct counts *c, size_t width)
{
	const unsigned char *times = (const unsigned char *)s.p;
	const unsigned char *index = times + c->time * width;
	struct span types = span_of((const char *)index + c->time,
	    c->type * 6);
	struct span chars = span_of(types.p + types.n, c->chars);
	size_t i;

	if (!read_kind(&z->first, types, chars, 0))
		return false;
	for (i = 0; i < c->time; i++) {
		int64_t at = big_endian(times + i * width, (int)width);
		struct zone_kind k;

		if (!read_kind(&k, types, chars, index[i]) ||
		    (z->n > 0 && at <= z->changes[z->n - 1].at) || at > FAR)
			return false;
		if (at < -FAR)	/* some files begin with the Big Bang */
			z->first = k;
		else
			add_change(z, at, k.offset_s, k.abbr);
	}
	return true;
}

/* A whole TZif file; version 1 has only the 32-bit block and no footer. */
static bool
read_tzif(struct zone *z, struct span s)
{
	struct counts c;
	struct zonerule rule;
	size_t width = 4;

	if (!read_header(s, &c) || s.n - 44 < body_size(&c, 4))
		return false;
	if (s.p[4] >= '2') {
		s = span_skip(s, 44 + body_size(&c, 4));
		width = 8;
		if (!read_header(s, &c) || s.n - 44 < body_size(&c, 8))
			return false;
	}
	s = span_skip(s, 44);
	if (!read_body(z, s, &c, width))
		return false;
	if (width == 4)
		return true;
	s = span_skip(s, body_size(&c, 8));
	if (s.n < 2 || s.p[0] != '\n')
		return false;
	s = span_skip(s, 1);
	s = span_head(s, span_find_char(s, '\n'));
	if (s.n > 0 && zonerule_parse(&rule, s))
		zone_add_rule(z, &rule);
	return true;
}

bool
zone_file_read(struct zone *z, const char *path)
{
	FILE *f = fopen(path, "rbe");
	char *data;
	size_t n;
	bool ok;

	if (f == NULL)
		return false;
	data = mem_alloc(FILE_MAX);
	n = fread(data, 1, FILE_MAX, f);
	ok = !ferror(f) && n < FILE_MAX && read_tzif(z, span_of(data, n));
	free(data);
	fclose(f);
	return ok;
}

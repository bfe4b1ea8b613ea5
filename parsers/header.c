#include "parsers/header.h"
#include "parsers/journal.h"
#include "schema/num.h"

/* Two digits at p, or -1. */
static int
two(const char *p)
{
	if (!num_is_digit(p[0]) || !num_is_digit(p[1]))
		return -1;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* "HH:MM:SS" and a fraction; how many bytes, 0 = none. */
static size_t
time_of_day(struct span s, struct stamp *st)
{
	int h, m, sec, digits = 0;
	int32_t us = 0;
	size_t i = 8;

	if (s.n < 8 || s.p[2] != ':' || s.p[5] != ':')
		return 0;
	h = two(s.p);
	m = two(s.p + 3);
	sec = two(s.p + 6);
	if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60)
		return 0;
	if (i < s.n && (s.p[i] == '.' || s.p[i] == ',')) {
		for (i++; i < s.n && num_is_digit(s.p[i]); i++)
			if (digits < 6) {
				us = us * 10 + (s.p[i] - '0');
				digits++;
			}
		for (; digits < 6; digits++)
			us *= 10;
	}
	st->hour = (int8_t)h;
	st->minute = (int8_t)m;
	st->second = (int8_t)sec;
	st->usec = us;
	return i;
}

/* "Z", "+HH:MM", "+HHMM"; how many bytes, 0 = none. */
static size_t
zone(struct span s, struct stamp *st)
{
	size_t colon;
	int h, m;

	if (s.n >= 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
		st->zone_min = 0;
		return 1;
	}
	if (s.n < 5 || (s.p[0] != '+' && s.p[0] != '-'))
		return 0;
	colon = s.p[3] == ':';
	if (s.n < 5 + colon)
		return 0;
	h = two(s.p + 1);
	m = two(s.p + 3 + colon);
	if (h < 0 || h > 18 || m < 0 || m > 59)
		return 0;
	st->zone_min = (int16_t)((s.p[0] == '-' ? -1 : 1) * (h * 60 + m));
	return 5 + colon;
}

static bool
date_fits(int month, int day)
{
	static const int8_t last[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	return month >= 1 && month <= 12 && day >= 1 && day <= last[month - 1];
}

/* "YYYY-MM-DD" + sep + time; how many bytes, 0 = none. */
static size_t
iso_stamp(struct span s, char sep, struct stamp *st)
{
	int hi, lo, mon, day;
	size_t n;

	if (s.n < 19 || s.p[4] != '-' || s.p[7] != '-' || s.p[10] != sep)
		return 0;
	hi = two(s.p);
	lo = two(s.p + 2);
	mon = two(s.p + 5);
	day = two(s.p + 8);
	if (hi < 19 || lo < 0 || !date_fits(mon, day))
		return 0;
	n = time_of_day(span_skip(s, 11), st);
	if (n == 0)
		return 0;
	st->year = (int16_t)(hi * 100 + lo);
	st->month = (int8_t)mon;
	st->day = (int8_t)day;
	st->zone_min = STAMP_NO_ZONE;
	return 11 + n;
}

static int
month_name(const char *p)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int i;

	if (p[0] < 'A' || p[0] > 'S')
		return 0;
	for (i = 0; i < 36; i += 3)
		if (p[0] == names[i] && p[1] == names[i + 1] &&
		    p[2] == names[i + 2])
			return i / 3 + 1;
	return 0;
}

/* A year of four digits and a blank: its value, else 0. */
static int16_t
year_word(struct span s)
{
	int hi, lo;

	if (s.n < 5 || s.p[4] != ' ')
		return 0;
	hi = two(s.p);
	lo = two(s.p + 2);
	return hi < 19 || lo < 0 ? 0 : (int16_t)(hi * 100 + lo);
}

/* "Mmm dd [YYYY ]HH:MM:SS[ YYYY]"; how many bytes, 0 = none. */
static size_t
bsd_stamp(struct span s, struct stamp *st)
{
	size_t at, n;
	int mon, day;

	if (s.n < 15 || s.p[3] != ' ' || (mon = month_name(s.p)) == 0)
		return 0;
	if (s.p[4] == ' ' && num_is_digit(s.p[5])) {
		day = s.p[5] - '0';
		at = 6;
	} else if (num_is_digit(s.p[4]) && s.p[5] == ' ') {
		day = s.p[4] - '0';
		at = 5;
	} else {
		day = two(s.p + 4);
		at = 6;
	}
	if (!date_fits(mon, day) || s.p[at] != ' ')
		return 0;
	at++;
	st->year = year_word(span_skip(s, at));
	if (st->year != 0)
		at += 5;
	n = time_of_day(span_skip(s, at), st);
	if (n == 0)
		return 0;
	at += n;
	if (st->year == 0 && at + 1 < s.n && s.p[at] == ' ') {
		st->year = year_word(span_skip(s, at + 1));
		if (st->year != 0)
			at += 5;
	}
	st->month = (int8_t)mon;
	st->day = (int8_t)day;
	st->zone_min = STAMP_NO_ZONE;
	return at;
}

/*
 * RFC 3339 with a blank for its T, which Exim's never follows with the zone
 * at once; and "YYYY Mmm dd HH:MM:SS", syslog-ng's full form; bytes, or 0.
 */
static size_t
rarer_stamp(struct span s, struct stamp *st)
{
	size_t n = iso_stamp(s, ' ', st), z;
	int16_t year = year_word(s);

	if (n > 0) {
		z = zone(span_skip(s, n), st);
		return z > 0 ? n + z : 0;
	}
	n = year != 0 ? bsd_stamp(span_skip(s, 5), st) : 0;
	st->year = year;
	return n > 0 ? n + 5 : 0;
}

/* The next word and what follows its blanks. */
static struct span
word(struct span *s)
{
	size_t n = span_find_char(*s, ' ');
	struct span w = span_head(*s, n);

	*s = span_skip(*s, n);
	while (s->n > 0 && s->p[0] == ' ')
		*s = span_skip(*s, 1);
	return w;
}

/* "prog[pid]" -> program and pid. */
static void
set_tag(struct span tag, struct header *h)
{
	size_t open;

	h->program = tag;
	h->pid = SPAN("");
	if (tag.n == 0 || tag.p[tag.n - 1] != ']')
		return;
	open = span_find_char(tag, '[');
	if (open == tag.n)
		return;
	h->program = span_head(tag, open);
	h->pid = span_of(tag.p + open + 1, tag.n - open - 2);
}

/*
 * "tag: body".  The tag holds no blank; FreeBSD's "<mail.info>" and AIX's
 * "mail:info" before it are skipped by the caller.
 */
static bool
tag_and_body(struct span s, struct header *h)
{
	size_t i = span_find_char(s, ' ');

	if (i < 2 || s.p[i - 1] != ':')
		return false;
	set_tag(span_head(s, i - 1), h);
	h->body = span_skip(s, i);
	if (h->body.n > 0 && h->body.p[0] == ' ')
		h->body = span_skip(h->body, 1);
	/* Solaris: "[ID 801593 mail.info] ". */
	if (span_starts(h->body, SPAN("[ID "))) {
		i = span_find(h->body, SPAN("] "));
		if (i < h->body.n)
			h->body = span_skip(h->body, i + 2);
	}
	return true;
}

/* AIX's "mail:info" before the tag: facility and severity. */
static bool
is_facility(struct span w)
{
	size_t i, colon = span_find_char(w, ':');

	if (colon == 0 || colon + 1 >= w.n)
		return false;
	for (i = 0; i < w.n; i++)
		if (i != colon && !(w.p[i] >= 'a' && w.p[i] <= 'z') &&
		    !num_is_digit(w.p[i]))
			return false;
	return true;
}

/* AIX names the host that a line came from once more. */
static struct span
skip_forwarded(struct span s, struct header *h)
{
	static const struct span lead = { "Message forwarded from ", 23 };
	struct span w;

	if (!span_starts(s, lead))
		return s;
	s = span_skip(s, lead.n);
	w = word(&s);
	if (w.n > 0 && w.p[w.n - 1] == ':')
		h->host = span_head(w, w.n - 1);
	return s;
}

/* "host tag: body", or "tag: body" without a host. */
static bool
host_and_tag(struct span s, struct header *h)
{
	struct span rest = s, w;

	/* FreeBSD: "<mail.info>" before the host. */
	if (rest.n > 0 && rest.p[0] == '<')
		word(&rest);
	s = rest;
	w = word(&rest);
	if (w.n == 0)
		return false;
	if (w.p[w.n - 1] == ':') {
		h->host = SPAN("");
		return tag_and_body(s, h);
	}
	h->host = w;
	rest = skip_forwarded(rest, h);
	if (tag_and_body(rest, h))
		return true;
	/* "last message repeated 3 times" has no tag. */
	if (span_starts(rest, SPAN("last message repeated "))) {
		h->program = SPAN("");
		h->pid = SPAN("");
		h->body = rest;
		return true;
	}
	return is_facility(word(&rest)) &&
	    tag_and_body(skip_forwarded(rest, h), h);
}

/* RFC 5424 behind "<PRI>1 ": STAMP HOST APP PID MSGID SD [BODY] */
static bool
rfc5424(struct span s, struct header *h)
{
	size_t n = iso_stamp(s, 'T', &h->stamp);
	struct span host, app, pid;

	if (n == 0)
		return false;
	n += zone(span_skip(s, n), &h->stamp);
	s = span_skip(s, n + 1);
	host = word(&s);
	app = word(&s);
	pid = word(&s);
	word(&s);			/* MSGID */
	if (s.n > 0 && s.p[0] == '[') {	/* structured data: [..][..] */
		while (s.n > 0 && s.p[0] == '[') {
			n = 1;
			while (n < s.n && s.p[n] != ']')
				n += s.p[n] == '\\' ? 2 : 1;
			s = span_skip(s, n + 1);
		}
		s = span_skip(s, s.n > 0 && s.p[0] == ' ');
	} else if (s.n > 0 && s.p[0] == '-')
		word(&s);
	if (span_starts(s, SPAN("\xef\xbb\xbf")))
		s = span_skip(s, 3);
	h->host = span_eq(host, SPAN("-")) ? SPAN("") : host;
	h->program = app;
	h->pid = span_eq(pid, SPAN("-")) ? SPAN("") : pid;
	h->body = s;
	return app.n > 0;
}

/* "[77] "; bytes or 0.  "[192.0.2.1] SSL verify error" has no pid. */
static size_t
exim_pid(struct span s, struct span *pid)
{
	size_t i = 1;

	if (s.n < 4 || s.p[0] != '[')
		return 0;
	while (i < s.n && num_is_digit(s.p[i]))
		i++;
	if (i == 1 || i + 1 >= s.n || s.p[i] != ']' || s.p[i + 1] != ' ')
		return 0;
	*pid = span_of(s.p + 1, i - 1);
	return i + 2;
}

/* Exim's own: "YYYY-MM-DD HH:MM:SS[.mmm] [+ZZZZ ][[pid] ]"; bytes or 0. */
static size_t
exim_stamp(struct span s, struct stamp *st, struct span *pid)
{
	size_t n = iso_stamp(s, ' ', st), z;

	*pid = SPAN("");
	if (n == 0 || n >= s.n || s.p[n] != ' ')
		return 0;
	n++;
	z = zone(span_skip(s, n), st);
	if (z > 0)
		n += z + (n + z < s.n && s.p[n + z] == ' ');
	return n + exim_pid(span_skip(s, n), pid);
}

/* Seconds UTC of a stamp that says where it stands. */
static bool
known_utc(const struct stamp *st, int64_t *sec)
{
	if (st->zone_min == STAMP_UTC_KNOWN)
		*sec = st->unix_us / 1000000;
	else if (st->zone_min != STAMP_NO_ZONE && st->year != 0)
		*sec = stamp_utc_seconds(st) - st->zone_min * 60;
	else
		return false;
	return true;
}

/* "[1/3] ": the mark of the first piece of a long line; bytes or 0. */
static size_t
exim_piece(struct span s)
{
	size_t i;

	if (s.n < 6 || s.p[0] != '[' || s.p[1] != '1' ||
	    (s.p[2] != '/' && s.p[2] != '\\'))
		return 0;
	for (i = 3; i < s.n && num_is_digit(s.p[i]); i++)
		;
	return i + 1 < s.n && s.p[i] == ']' && s.p[i + 1] == ' ' ? i + 2 : 0;
}

/*
 * Exim in syslog repeats its own stamp, which is the one it decided by.  It
 * has no zone as a rule: where the outer one says what time it was, the zone
 * is the quarter of an hour that brings the two together.
 */
static void
exim_in_syslog(struct header *h)
{
	struct stamp inner = { 0 };
	struct span pid;
	int64_t outer, local, quarters;
	size_t mark = exim_piece(h->body);
	size_t n = exim_stamp(span_skip(h->body, mark), &inner, &pid);

	if (n == 0 && mark == 0)	/* syslog_timestamp = false */
		h->body = span_skip(h->body, exim_pid(h->body, &h->pid));
	if (n == 0)
		return;
	/* The first piece keeps its mark, and with it the stamp. */
	if (mark == 0)
		h->body = span_skip(h->body, n);
	if (pid.n > 0)
		h->pid = pid;
	if (inner.zone_min == STAMP_NO_ZONE && known_utc(&h->stamp, &outer)) {
		local = stamp_utc_seconds(&inner);
		quarters = (local - outer + (local < outer ? -450 : 450)) /
		    900;
		if (quarters < -56 || quarters > 56 ||
		    local - outer - quarters * 900 > 120 ||
		    local - outer - quarters * 900 < -120)
			return;
		inner.zone_min = (int16_t)(quarters * 15);
	}
	h->stamp = inner;
}

/* "message repeated 3 times: [ body]" */
static void
strip_repeat(struct header *h)
{
	static const struct span lead = { "message repeated ", 17 };
	struct span s = h->body;
	size_t n;
	int times;

	if (!span_starts(s, lead))
		return;
	s = span_skip(s, lead.n);
	n = span_find(s, SPAN(" times: ["));
	if (n == s.n || !num_int(span_head(s, n), 1000000000, &times) ||
	    s.p[s.n - 1] != ']')
		return;
	s = span_skip(s, n + 9);
	s.n--;
	if (s.n > 0 && s.p[0] == ' ')
		s = span_skip(s, 1);
	h->body = s;
	h->repeat = times > 0 ? (uint32_t)times : 1;
}

/* "<22>" at the start; its length or 0. */
static size_t
priority(struct span s)
{
	size_t i;

	if (s.n < 3 || s.p[0] != '<')
		return 0;
	for (i = 1; i < s.n && i < 5 && num_is_digit(s.p[i]); i++)
		;
	return i > 1 && i < s.n && s.p[i] == '>' ? i + 1 : 0;
}

static bool
starts_with_stamp(struct span s)
{
	struct stamp st;

	return bsd_stamp(s, &st) > 0 || iso_stamp(s, 'T', &st) > 0 ||
	    iso_stamp(s, ' ', &st) > 0 || priority(s) > 0;
}

/*
 * A line of text in any form.  With a container's prefix a stamp comes first
 * and then a whole line of its own; where that one's stamp leaves the year or
 * the zone open, the prefix knows better.
 */
static bool
text_line(struct span line, bool in_container, struct header *h)
{
	struct stamp outer;
	struct span rest;
	size_t n;

	line = span_skip(line, priority(line));
	/* A month's name or, in all other forms, a digit comes first. */
	if (line.n > 0 && !num_is_digit(line.p[0])) {
		n = bsd_stamp(line, &h->stamp);
		return n > 0 && n < line.n && line.p[n] == ' ' &&
		    host_and_tag(span_skip(line, n + 1), h);
	}
	n = exim_stamp(line, &h->stamp, &h->pid);
	if (n > 0) {
		h->host = SPAN("");
		h->program = SPAN("exim");
		h->body = span_skip(line, n);
		return true;
	}
	if (span_starts(line, SPAN("1 ")))
		return rfc5424(span_skip(line, 2), h);
	n = iso_stamp(line, 'T', &h->stamp);
	if (n == 0)
		n = rarer_stamp(line, &h->stamp);
	else
		n += zone(span_skip(line, n), &h->stamp);
	if (n == 0)
		return false;
	if (n >= line.n || line.p[n] != ' ')
		return false;
	rest = span_skip(line, n + 1);
	if (in_container)
		return host_and_tag(rest, h);
	if (span_starts(rest, SPAN("stdout ")) ||
	    span_starts(rest, SPAN("stderr "))) {
		word(&rest);
		word(&rest);		/* F or P: a full line or a part */
	}
	if (!starts_with_stamp(rest))
		return host_and_tag(rest, h);
	outer = h->stamp;
	if (!text_line(rest, true, h))
		return false;
	if (h->stamp.zone_min == STAMP_NO_ZONE)
		h->stamp = outer;
	return true;
}

/* "mail-1  | ", the service's name; bytes or 0. */
static size_t
compose_prefix(struct span s)
{
	size_t i = 0, name;

	while (i < s.n && i < 64 && s.p[i] > ' ' && s.p[i] != '|')
		i++;
	name = i;
	while (i < s.n && i < 128 && s.p[i] == ' ')
		i++;
	if (name == 0 || i == name || !span_starts(span_skip(s, i),
	    SPAN("| ")))
		return 0;
	return i + 2;
}

bool
header_parse(struct span line, struct arena *arena, struct header *h)
{
	struct span text;
	size_t n;

	/* One by one: quicker than a string instruction for the whole. */
	h->stamp = (struct stamp){ .year = 0 };
	h->host = h->program = h->pid = h->body = SPAN_NULL;
	h->repeat = 1;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	/* A file that was cut to nothing while it was written has a hole. */
	while (line.n > 0 && line.p[0] == '\0')
		line = span_skip(line, 1);
	if (line.n == 0)
		return false;
	if (line.p[0] == '{') {
		if (!journal_record(line, arena, h) &&
		    (!journal_container(line, arena, &text) ||
		    !text_line(text, false, h)))
			return false;
	} else if (!text_line(line, false, h)) {
		n = compose_prefix(line);
		if (n == 0 || !text_line(span_skip(line, n), false, h))
			return false;
	}
	strip_repeat(h);
	if (h->body.n > 19 && (h->body.p[4] == '-' || h->body.p[0] == '[') &&
	    span_has(h->program, SPAN("exim")))
		exim_in_syslog(h);
	return true;
}

/*
 * report: which mail did not arrive, why, and what to do: the model that
 * every format is written from.
 *
 * Counts are recipients (one message's recipient over its whole life) unless
 * their name says attempts or clients.  A life is counted where the window
 * leaves it: under the cause that decided its latest attempt inside it.
 * Every section's counts are part of the totals:
 *
 *	recipients = delivered + waiting + bounced + expired + discarded +
 *	    residual
 *	waiting, bounced + expired (= lost) and late = the sums of the sections
 *	    from REPORT_PERMANENT to REPORT_UNCLASSIFIED
 *
 * The keys of the CSV and JSON formats are described in report_csv.c and
 * report_json.c.
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "reports/term.h"
#include "schema/arena.h"
#include "schema/db.h"
#include "schema/err.h"
#include "schema/event.h"
#include "schema/fix.h"
#include "schema/knowledge.h"
#include "schema/span.h"

#define REPORT_LISTS	3
#define REPORT_SCHEMA	1	/* version of the JSON and CSV keys */

/* Wall-clock time in the zone of the report. */
struct report_time {
	int		year, month, day;	/* 1..12, 1..31 */
	int		hour, minute, second;
	int		offset_min;		/* east of UTC */
	char		abbr[16];		/* "CET" */
};

struct report_query {
	/* Window: since <= ts < until; INT64_MIN and INT64_MAX = open. */
	int64_t		 since, until;
	/*
	 * The database holds nothing but this window (files, private): no
	 * rounding.  Else the window is rounded outward to quarters of an
	 * hour, the grain in which delivered mail is kept.
	 */
	bool		 exact;
	const char	*host;		/* of the log header; NULL = all */
	int64_t		 now;
	size_t		 top;		/* places named for each reason */
	struct term	 term;		/* for text */
	const char	*version;	/* of the program */
	/* Fills in local time; kept with arg until the report is freed. */
	void		(*local_time)(void *arg, int64_t ts,
			    struct report_time *);
	void		*local_time_arg;
};

enum report_section_id {
	REPORT_PERMANENT, REPORT_CONDITIONAL, REPORT_TEMPORARY,
	REPORT_GAVE_UP,		/* expired without a known cause */
	REPORT_UNCLASSIFIED,
	REPORT_ADVICE,		/* accepted, but: 251 and 252 */
	REPORT_REFUSED,		/* incoming: attempts and clients */
	REPORT_SECTIONS
};

struct report_counts {
	int64_t		lost;		/* bounced + expired */
	int64_t		waiting;
	int64_t		late;		/* delivered after this failure */
	int64_t		given_up;	/* of the lost: expired */
	int64_t		advised;	/* REPORT_ADVICE only */
	int64_t		attempts;	/* REPORT_REFUSED only ... */
	int64_t		clients;	/* ... distinct addresses */
};

/* One reply as it came. */
struct report_sample {
	enum mta	 mta;
	enum stage	 stage;
	enum origin	 origin;
	enum direction	 direction;
	enum outcome	 outcome;
	uint16_t	 code;		/* 0 = none */
	struct enhanced	 enhanced;
	struct span	 text;
	struct span	 relay_host;	/* "" = none */
	struct span	 local_ip;	/* ours, "" = not known */
	char		 fingerprint[33];
};

/* Finest grain: reason, provider and recipient domain. */
struct report_group {
	struct span	 provider;	/* id, "" = none */
	struct span	 domain;	/* "" = none (REPORT_REFUSED) */
	const char	*fix;		/* sentence, "" = none */
	struct report_counts n;
	int64_t		 first_ts, last_ts;
	struct report_sample sample;
};

/* Where, as people think of it: a provider, else a domain, or a client. */
struct report_place {
	struct span	 title;
	bool		 ours;		/* title: no stranger wrote it */
	struct report_counts n;
	size_t		 domains;	/* recipient domains in it */
};

struct report_reason {
	const char	*id;		/* reason; "251" in REPORT_ADVICE */
	const char	*title;
	const char	*fix;		/* for most of them; "" = none */
	const char	*knob;		/* setting of the MTA, or NULL */
	const char	*actor;		/* id, "" = none */
	struct span	 lists[REPORT_LISTS];	/* block lists named, titles */
	size_t		 list_count;
	/* What the sample names. */
	struct span	 listed;	/* our IP or domain, "" = none */
	struct span	 moved_to;	/* new address, "" = none */
	int64_t		 retry_after_s;	/* 0 = none */
	struct fix_page	 pages[FIX_PAGES];	/* where to ask */
	size_t		 page_count;
	struct report_counts n;
	int64_t		 first_ts, last_ts;	/* of its failures */
	struct report_sample sample;	/* of the largest group */
	struct report_group *groups;	/* largest place first */
	size_t		 group_count;
	struct report_place *places;	/* largest first */
	size_t		 place_count;
};

struct report_section {
	struct report_counts n;
	struct report_reason *reasons;	/* largest first */
	size_t		 reason_count;
};

struct report_host {
	struct span	 name;
	struct span	 mtas;		/* "postfix, exim" */
};

struct report_gap {
	int64_t		 from, to;
	struct span	 source;
};

struct report_source {
	struct span	 name;
	struct span	 overlap_of;	/* null = it held no mail line */
};

struct report_unmatched {
	int64_t		 count;
	struct span	 example;	/* masked */
};

struct report {
	struct report_query query;	/* window as used, after rounding */
	int64_t		 from, to;	/* window as printed; from > to: the */
					/* logs have no time at all */
	int64_t		 last_line;	/* of all logs, INT64_MIN = unknown */
	struct report_host *hosts;
	size_t		 host_count;
	int64_t		 lines, understood, irrelevant, unknown;
	struct report_gap *gaps;	/* longest first */
	size_t		 gap_count;
	struct report_source *sources;	/* those with something to say */
	size_t		 source_count;
	struct report_unmatched *unmatched;
	size_t		 unmatched_count;

	int64_t		 recipients, delivered, late, waiting, bounced;
	int64_t		 expired, discarded, residual;
	int64_t		 refused_attempts, refused_clients;
	struct report_section sections[REPORT_SECTIONS];

	const struct knowledge *knowledge;
	struct arena	 arena;		/* owns all of the above */
};

/*
 * Answers the query from the database, which it only reads.  *out is the
 * caller's, for report_free(); it borrows the knowledge.  ERR_USAGE: the
 * history has no such host.
 */
int		 report_build(struct db *, const struct knowledge *,
		    const struct report_query *, struct report **out,
		    struct err *);
void		 report_free(struct report *);

static inline int64_t
report_recipients(const struct report_counts *n)
{
	return n->lost + n->waiting + n->late + n->advised;
}

/* What a section counts by: attempts in REPORT_REFUSED, else recipients. */
static inline int64_t
report_size(const struct report_counts *n)
{
	return report_recipients(n) + n->attempts;
}

/* "permanent", "conditional"..., "refused": never translated. */
const char	*report_section_name(enum report_section_id);
/* The contract's word for what a section holds, "" = none. */
const char	*report_permanence(enum report_section_id);
/* RFC 3339 with the zone's offset. */
struct span	 report_rfc3339(const struct report *, int64_t ts,
		    char out[40]);

struct report_format {
	const char	*name;		/* "json" */
	int		(*write)(const struct report *, FILE *, struct err *);
};

extern const struct report_format report_format_text, report_format_csv,
    report_format_json, report_format_ndjson;

/* All formats, ended by NULL. */
const struct report_format *const *report_formats(void);
/* By name; NULL = none. */
const struct report_format *report_format_find(const char *name);
/* For writers: b as it is.  ERR_IO. */
int		 report_put(const struct buf *b, FILE *f, struct err *);
/* Writes it and flushes f.  ERR_IO. */
int		 report_write(const struct report *,
		    const struct report_format *, FILE *f, struct err *);

#endif

/*
 * report_facts: the window's attempts, counted by what the knowledge says of
 * them and recipient domain: what is left of a million recipients.
 * Private to report*.c.
 */
#ifndef REPORTS_REPORT_FACTS_H
#define REPORTS_REPORT_FACTS_H

#include "reports/report.h"
#include "reports/report_judged.h"
#include "schema/event.h"
#include "schema/map.h"

/* One attempt, as a row of event has it. */
struct report_attempt {
	int64_t		id, ts;
	enum outcome	outcome;
	int64_t		cause_id;
	int64_t		peer_id;	/* 0 = none */
	size_t		fact;		/* its row, if known */
};

#define REPORT_NO_FACT	SIZE_MAX

struct report_fact {
	const struct report_judged *v;
	int64_t		domain_id;	/* of the recipient, 0 = none */
	struct report_counts n;
	int64_t		first_ts, last_ts;	/* INT64_MAX = never */
	/* The latest event of the cause that most of them have. */
	int64_t		sample_id, sample_ts, sample_cause;
	int64_t		votes;		/* for that cause, less the others */
};

/* Refused attempts of one client for one reason. */
struct report_client {
	const struct report_judged *v;
	int64_t		peer_id;	/* 0 = not known */
	int64_t		attempts;
};

struct report_facts {
	struct report_judgements judgements;
	struct report_fact *facts;
	size_t		 n, size;
	struct map	 index;
	struct report_client *clients;
	size_t		 client_count, client_size;
	struct map	 client_index;
	struct map	 advice;	/* causes with code 251 or 252 */
	sqlite3_stmt	*relay;		/* statements that run often */
	sqlite3_stmt	*attempt;
	struct map	 relays;	/* peer -> its domain */
	struct map	 hosts;		/* host_id * MTA_COUNT + mta */
	int64_t		*host_keys;
	size_t		 host_count, host_size;
	int64_t		 bounced, expired, discarded, residual;
};

/* Reads lives and refusals of the report's window; host_id 0 = every host. */
int	report_facts_read(struct report_facts *, struct report *, struct db *,
	    int64_t host_id, struct err *);
void	report_facts_free(struct report_facts *);
/* The part of it that reads lives. */
int	report_lives_read(struct report_facts *, struct db *,
	    const struct report_query *, int64_t host_id, struct err *);

/* The fact that an attempt to a domain belongs to; NULL on error. */
struct report_fact *report_fact_of(struct report_facts *,
	    const struct report_attempt *, int64_t domain_id, struct err *);
void	report_fact_seen(struct report_fact *, int64_t ts);
/* One vote for its cause; the sample is the latest of the majority's. */
void	report_fact_sample(struct report_fact *,
	    const struct report_attempt *);
/* Notes that a host's MTA has been seen. */
void	report_facts_host(struct report_facts *, int64_t host_id, int mta);

/* A statement of report.sql. */
sqlite3_stmt *report_statement(struct db *, const char *name, struct err *);
/* The same with the window and the host bound. */
sqlite3_stmt *report_window(struct db *, const char *name,
	    const struct report_query *, int64_t host_id, struct err *);

/* Groups the facts into the report's sections, reasons and places. */
int	report_tree(struct report *, const struct report_facts *, struct db *,
	    struct err *);

/* The reply of an event, by the statement sample; "" where there is none. */
int	report_sample_load(struct report *, struct db *, sqlite3_stmt *,
	    int64_t event_id, struct report_sample *, struct err *);
/* What the reply names; the spans borrow the sample's text. */
void	report_sample_values(const struct report *,
	    const struct report_sample *, const struct verdict *,
	    struct fix_values *);

/* Counts the clients of REPORT_REFUSED: they are its reasons' places. */
int	report_refused(struct report *, const struct report_facts *,
	    struct db *, struct err *);

#endif

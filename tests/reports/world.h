/*
 * world: a private database filled row by row, for the suites of reports/.
 */
#ifndef TESTS_REPORTS_WORLD_H
#define TESTS_REPORTS_WORLD_H

#include "reports/report.h"
#include "schema/db.h"
#include "schema/event.h"
#include "schema/knowledge.h"
#include "schema/life.h"

struct world {
	struct db	*db;
	struct knowledge *k;
	int64_t		 events, lives;
	uint64_t	 seed;
};

/* A private database with one host (word 1), instance 2 and service 3. */
void	world_open(struct world *);
void	world_close(struct world *);
/* Pseudo-random, the same in every run: 0 <= result < n. */
uint32_t world_random(struct world *, uint32_t n);

/* Runs SQL made by sqlite3_vmprintf(3); fails the test on an error. */
void	world_sql(struct world *, const char *fmt, ...);
void	world_domain(struct world *, int64_t id, const char *name);
void	world_peer(struct world *, int64_t id, const char *host,
	    const char *ip, int64_t domain_id);
void	world_cause(struct world *, int64_t id, int code, struct enhanced,
	    const char *template);
void	world_judge(struct world *, int64_t cause_id, int64_t domain_id,
	    enum outcome, const char *reason, const char *permanence,
	    const char *provider);
/* A message with one recipient; the life's id. */
int64_t	world_life(struct world *, int64_t domain_id, enum life_state,
	    int64_t first_ts, int64_t closed_ts, int64_t cause_event_id);
/* An attempt of a life; the event's id. */
int64_t	world_attempt(struct world *, int64_t life_id, int64_t ts,
	    enum outcome, int64_t cause_id, int64_t peer_id);
void	world_refusal(struct world *, int64_t ts, int64_t cause_id,
	    int repeat, int64_t client_id);
void	world_delivered(struct world *, int64_t ts, int64_t domain_id,
	    int recipients);
void	world_source(struct world *, const char *name, int lines,
	    int understood, int unknown, int64_t first_ts, int64_t last_ts);

/* A query for everything, in UTC, 80 columns, three places. */
struct report_query world_query(void);
/* Builds and fails the test if that fails. */
struct report *world_report(struct world *, const struct report_query *);
/* What a format writes; free it. */
char	*world_write(const struct report *, const char *format, size_t *n);

#endif

/*
 * rollup: delivered recipients counted by quarter of an hour, in memory until
 * rollup_flush() adds them to the tables `delivered` and `sent_by`.
 */
#ifndef ANALYZER_ROLLUP_H
#define ANALYZER_ROLLUP_H

#include "schema/db.h"
#include "schema/map.h"

#define ROLLUP_BUCKET_S	900
#define ROLLUP_DELAYS	8

/* Row ids, as the columns of `delivered`. */
struct rollup_key {
	int64_t	bucket, host, instance, mta, direction, domain, relay;
};

/* Row ids, as the columns of `sent_by`. */
struct rollup_sender {
	int64_t	bucket, host, domain, submitter;
};

struct rollup;

struct rollup	*rollup_new(void);
void		 rollup_free(struct rollup *);
/* The start of the bucket that ts falls into. */
int64_t		 rollup_bucket(int64_t ts);
/* n recipients; delay_ms < 0 = not known; no sender (NULL) is counted. */
void		 rollup_add(struct rollup *, const struct rollup_key *,
		    const struct rollup_sender *, int64_t n, bool late,
		    int64_t delay_ms);
int		 rollup_flush(struct rollup *, struct db *, struct err *);

#endif

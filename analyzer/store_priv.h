/*
 * store_priv: what the store's files share (store.c, store_rows.c,
 * store_open.c, rejudge.c).  Nobody else includes this.
 */
#ifndef ANALYZER_STORE_PRIV_H
#define ANALYZER_STORE_PRIV_H

#include "analyzer/correlate.h"
#include "analyzer/intern.h"
#include "analyzer/rollup.h"
#include "analyzer/store.h"
#include "analyzer/verdicts.h"
#include "schema/db.h"
#include "schema/judge.h"

/* The statements that run for every event, found once. */
enum hot { HOT_MESSAGE, HOT_LIFE, HOT_EVENT, HOT_REFUSAL, HOT_COUNT };

struct store {
	struct db		*db;
	sqlite3_stmt		*hot[HOT_COUNT];
	struct store_window	 window;
	struct intern		 word, domain, peer, address, cause;
	struct verdicts		 verdicts;
	struct rollup		*rollup;
	struct map		 failed, delivered;	/* address -> time */
	bool			 knows_addresses;
	int64_t			 next_event, next_life, next_message;
	int64_t			 source_id;
	bool			 alone;		/* store_alone() */
	int64_t			 shared_row, shared_host;	/* message */
	enum mta		 shared_mta;
	struct buf		 scratch, more;
};

/*
 * Rows, made if they are new; ids are 0 where nothing is known.
 */
/* "local@domain" at the last @; the domain in lower case in b. */
struct span	 store_split_address(struct span address, struct buf *b,
		    struct span *domain);
int		 store_address(struct store *, struct span address,
		    int64_t *id, int64_t *domain_id, struct err *);
/* The peer, and the domain that stands for it in judgements. */
int		 store_peer(struct store *, struct span host, struct span ip,
		    int64_t *id, int64_t *domain_id, struct err *);
int		 store_cause(struct store *, const struct record *,
		    int64_t *id, struct err *);
/* Writes the message's or the life's row as they are now. */
int		 store_message(struct store *, struct message *,
		    struct err *);
int		 store_life(struct store *, const struct message *,
		    struct recipient *, struct err *);

int		 store_put_judgement(struct db *, const struct knowledge *,
		    int64_t cause, int64_t domain, enum outcome,
		    struct span vals, const struct verdict *, struct err *);
/* Writes a row of open_message. */
int		 store_save_open(struct db *, const struct message *,
		    struct err *);

#endif

#include <pthread.h>
#include <stdlib.h>

#include "analyzer/pipeline.h"
#include "schema/mem.h"

enum slot_state { SLOT_FREE, SLOT_FILLED, SLOT_SCANNING, SLOT_DONE };

struct slot {
	struct batch	batch;
	enum slot_state	state;
};

struct pipeline {
	const struct scan_options *opt;
	pthread_mutex_t	 mutex;
	pthread_cond_t	 changed;
	pthread_t	*threads;
	int		 n_threads;	/* beside the caller's */
	struct scanner	*scanner;	/* the caller's */
	bool		 quit;

	/* A ring; slot numbers grow without end. */
	struct slot	*slots;
	size_t		 n_slots;
	size_t		 next_read, next_scan, next_consume;

	/* Of the run. */
	struct reader	*reader;
	bool		 workers_read;
	bool		 reading;	/* somebody is */
	bool		 ended;		/* no more blocks are wanted */
	struct err	 read_err;
};

static struct slot *
slot_of(struct pipeline *p, size_t i)
{
	return &p->slots[i % p->n_slots];
}

/*
 * Reads the next block into a free slot; false: there is none, or somebody
 * else reads.  The mutex is held, but for the reading itself.
 */
static bool
read_block(struct pipeline *p)
{
	struct slot *slot = slot_of(p, p->next_read);

	if (p->reading || p->ended ||
	    p->next_read - p->next_consume == p->n_slots)
		return false;
	p->reading = true;
	pthread_mutex_unlock(&p->mutex);
	reader_next(p->reader, &slot->batch, &p->read_err);
	pthread_mutex_lock(&p->mutex);
	p->reading = false;
	if (slot->batch.n == 0)
		p->ended = true;
	else {
		slot->state = SLOT_FILLED;
		p->next_read++;
	}
	pthread_cond_broadcast(&p->changed);
	return true;
}

/* Scans the next block that was read; the mutex is held, as above. */
static bool
scan_block(struct pipeline *p, struct scanner *scanner)
{
	struct slot *slot = slot_of(p, p->next_scan);

	if (slot->state != SLOT_FILLED)
		return false;
	slot->state = SLOT_SCANNING;
	p->next_scan++;
	pthread_mutex_unlock(&p->mutex);
	scan_batch(scanner, &slot->batch);
	pthread_mutex_lock(&p->mutex);
	slot->state = SLOT_DONE;
	pthread_cond_broadcast(&p->changed);
	return true;
}

static void *
work(void *arg)
{
	struct pipeline *p = arg;
	struct scanner *scanner = scanner_new(p->opt);

	pthread_mutex_lock(&p->mutex);
	while (!p->quit)
		if (!scan_block(p, scanner) &&
		    (!p->workers_read || !read_block(p)))
			pthread_cond_wait(&p->changed, &p->mutex);
	pthread_mutex_unlock(&p->mutex);
	scanner_free(scanner);
	return NULL;
}

struct pipeline *
pipeline_new(const struct scan_options *opt, int jobs)
{
	struct pipeline *p = mem_alloc(sizeof(*p));

	p->opt = opt;
	p->n_slots = (size_t)jobs + 2;
	p->ended = true;
	p->slots = mem_alloc(p->n_slots * sizeof(*p->slots));
	p->threads = mem_alloc((size_t)jobs * sizeof(*p->threads));
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->changed, NULL);
	p->scanner = scanner_new(opt);
	/* Where no thread can be had, there are fewer. */
	while (p->n_threads < jobs - 1 && pthread_create(
	    &p->threads[p->n_threads], NULL, work, p) == 0)
		p->n_threads++;
	return p;
}

void
pipeline_free(struct pipeline *p)
{
	size_t i;
	int t;

	if (p == NULL)
		return;
	pthread_mutex_lock(&p->mutex);
	p->quit = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->mutex);
	for (t = 0; t < p->n_threads; t++)
		pthread_join(p->threads[t], NULL);
	for (i = 0; i < p->n_slots; i++)
		batch_free(&p->slots[i].batch);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->mutex);
	scanner_free(p->scanner);
	free(p->threads);
	free(p->slots);
	free(p);
}

/* The next batch in order, scanned; NULL: all have been consumed. */
static struct batch *
next_batch(struct pipeline *p)
{
	struct slot *slot = slot_of(p, p->next_consume);
	bool done;

	pthread_mutex_lock(&p->mutex);
	while (!(done = slot->state == SLOT_DONE) && (!p->ended ||
	    p->reading || p->next_consume != p->next_read))
		if (!scan_block(p, p->scanner) && !read_block(p))
			pthread_cond_wait(&p->changed, &p->mutex);
	pthread_mutex_unlock(&p->mutex);
	return done ? &slot->batch : NULL;
}

/* Its slot is free for another block; stop: none is wanted any more. */
static void
let_go(struct pipeline *p, bool stop)
{
	pthread_mutex_lock(&p->mutex);
	slot_of(p, p->next_consume++)->state = SLOT_FREE;
	p->ended |= stop;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->mutex);
}

int
pipeline_run(struct pipeline *p, struct reader *r, pipeline_consume consume,
    void *arg, struct err *err)
{
	struct batch *b;
	int rc = 0;

	pthread_mutex_lock(&p->mutex);
	p->reader = r;
	p->read_err.code = ERR_NONE;
	p->ended = false;
	/* A journal belongs to the thread that opened it (sd-journal(3)). */
	p->workers_read = source_cursor(r->source) == NULL;
	pthread_mutex_unlock(&p->mutex);
	while ((b = next_batch(p)) != NULL) {
		/* After an error the batches on their way are let go. */
		if (rc == 0)
			rc = consume(arg, b, err);
		let_go(p, rc != 0);
	}
	if (rc == 0 && p->read_err.code != ERR_NONE) {
		*err = p->read_err;
		rc = (int)p->read_err.code;
	}
	return rc;
}

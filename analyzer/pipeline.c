#include <pthread.h>
#include <stdlib.h>

#include "analyzer/pipeline.h"
#include "schema/i18n.h"
#include "schema/mem.h"

enum slot_state { SLOT_FREE, SLOT_FILLED, SLOT_SCANNING, SLOT_DONE };

struct slot {
	struct batch	batch;
	enum slot_state	state;
};

struct pipeline {
	const struct scan_options *opt;
	pthread_mutex_t	 mutex;
	pthread_cond_t	 filled, done;
	pthread_t	*threads;
	int		 jobs;
	struct slot	*slots;
	size_t		 n_slots;
	size_t		 next_scan;	/* slot numbers grow without end */
	bool		 quit;
};

static void *
work(void *arg)
{
	struct pipeline *p = arg;
	struct scanner *scanner = scanner_new(p->opt);
	struct slot *slot;

	pthread_mutex_lock(&p->mutex);
	for (;;) {
		slot = &p->slots[p->next_scan % p->n_slots];
		if (p->quit)
			break;
		if (slot->state != SLOT_FILLED) {
			pthread_cond_wait(&p->filled, &p->mutex);
			continue;
		}
		slot->state = SLOT_SCANNING;
		p->next_scan++;
		pthread_mutex_unlock(&p->mutex);
		scan_batch(scanner, &slot->batch);
		pthread_mutex_lock(&p->mutex);
		slot->state = SLOT_DONE;
		pthread_cond_broadcast(&p->done);
	}
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
	p->slots = mem_alloc(p->n_slots * sizeof(*p->slots));
	p->threads = mem_alloc((size_t)jobs * sizeof(*p->threads));
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->filled, NULL);
	pthread_cond_init(&p->done, NULL);
	while (p->jobs < jobs && pthread_create(&p->threads[p->jobs], NULL,
	    work, p) == 0)
		p->jobs++;
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
	pthread_cond_broadcast(&p->filled);
	pthread_mutex_unlock(&p->mutex);
	for (t = 0; t < p->jobs; t++)
		pthread_join(p->threads[t], NULL);
	for (i = 0; i < p->n_slots; i++)
		batch_free(&p->slots[i].batch);
	pthread_cond_destroy(&p->filled);
	pthread_cond_destroy(&p->done);
	pthread_mutex_destroy(&p->mutex);
	free(p->threads);
	free(p->slots);
	free(p);
}

/* Hands a filled batch to the workers. */
static void
submit(struct pipeline *p, size_t i)
{
	pthread_mutex_lock(&p->mutex);
	p->slots[i % p->n_slots].state = SLOT_FILLED;
	pthread_cond_signal(&p->filled);
	pthread_mutex_unlock(&p->mutex);
}

static struct batch *
wait_done(struct pipeline *p, size_t i)
{
	struct slot *slot = &p->slots[i % p->n_slots];

	pthread_mutex_lock(&p->mutex);
	while (slot->state != SLOT_DONE)
		pthread_cond_wait(&p->done, &p->mutex);
	slot->state = SLOT_FREE;
	pthread_mutex_unlock(&p->mutex);
	return &slot->batch;
}

int
pipeline_run(struct pipeline *p, struct reader *r, pipeline_consume consume,
    void *arg, struct err *err)
{
	size_t head, tail;
	struct err read_err = { .code = ERR_NONE };
	struct batch *b;
	bool ended = false;
	int rc = 0;

	if (p->jobs == 0)
		return err_set(err, ERR_MEMORY, "%s",
		    _("cannot start a thread"));
	head = tail = p->next_scan;
	for (;;) {
		while (!ended && head - tail < p->n_slots) {
			b = &p->slots[head % p->n_slots].batch;
			reader_next(r, b, &read_err);
			if (b->n == 0)
				ended = true;
			else
				submit(p, head++);
		}
		if (head == tail)
			break;
		/* After an error the batches on their way are let go. */
		b = wait_done(p, tail++);
		if (rc == 0)
			rc = consume(arg, b, err);
		if (rc != 0)
			ended = true;
	}
	if (rc == 0 && read_err.code != ERR_NONE) {
		*err = read_err;
		rc = (int)read_err.code;
	}
	return rc;
}

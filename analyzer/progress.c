#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/progress.h"
#include "schema/i18n.h"

#define FIRST_MS	1000
#define EVERY_MS	200

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The terminal is one, so what stands on it is one, too. */
static _Atomic int64_t started_ms, shown_ms;
static _Atomic bool visible;

void
progress_show(void *arg, uint64_t bytes)
{
	int64_t now = now_ms();

	(void)arg;
	if (started_ms == 0)
		started_ms = now;
	if (now - started_ms < FIRST_MS || now - shown_ms < EVERY_MS ||
	    !isatty(STDERR_FILENO))
		return;
	shown_ms = now;
	visible = true;
	fprintf(stderr, _("\rreading: %llu MB, %llu MB/s "),
	    (unsigned long long)(bytes / 1000000),
	    (unsigned long long)(bytes / 1000 /
	    (uint64_t)(now - started_ms)));
}

void
progress_clear(void)
{
	if (visible)
		fputs("\r\033[K", stderr);
	visible = false;
}

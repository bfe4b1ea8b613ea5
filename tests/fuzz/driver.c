/*
 * The program around a target.
 *
 *	fuzz_NAME [-n NUMBER] [-r ROUNDS] [-s SECONDS] [-o ROUND]
 *	fuzz_NAME FILE...
 *
 * Each round's input follows from the number and the round alone: "-o ROUND"
 * makes that one again.  An input that fails is kept as fail-NAME-ROUND.  A
 * round that takes more than ROUND_CPU_S of processor time fails, too.
 *
 * With FUZZ_LIBFUZZER, libFuzzer has main(), and takes inputs from here.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "schema/err.h"
#include "schema/file.h"
#include "schema/num.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

#define ROUND_CPU_S	10
#define ROUNDS		20000

/* Signals and libFuzzer's functions are given nothing to find it by. */
static struct {
	void			*state;
	struct fuzz_seeds	 seeds;
	struct span		 input;
	char			 keep[128];	/* the file to keep it in */
} fuzz;

/* The sanitizers end the program in a way that it sees. */
const char	*__asan_default_options(void);
const char	*__ubsan_default_options(void);

const char *
__asan_default_options(void)
{
	return "abort_on_error=1:detect_leaks=1";
}

const char *
__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void
start(void)
{
	fuzz.state = fuzz_target.open(&fuzz.seeds);
	if (fuzz.seeds.n == 0)
		fuzz_fail(__FILE__, __LINE__, "seeds", SPAN("none"));
}

#ifdef FUZZ_LIBFUZZER

int	LLVMFuzzerInitialize(int *argc, char ***argv);
int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
size_t	LLVMFuzzerMutate(uint8_t *data, size_t n, size_t max);
size_t	LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max,
	    unsigned int number);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	start();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	fuzz_target.one(fuzz.state, span_of((const char *)data, n));
	return 0;
}

/* Seeds come in here, so that there is no folder of them. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max,
    unsigned int number)
{
	struct mutate_random r = mutate_random(number, 0);
	struct buf b = { 0 };
	size_t kind = mutate_below(&r, 8);

	if (kind > 4)
		return LLVMFuzzerMutate(data, n, max);
	if (n <= 1 || kind == 0)
		mutate_seeds(&fuzz.seeds, fuzz_target.binary, &r, &b);
	else {
		buf_add(&b, data, n);
		mutate(&fuzz.seeds, fuzz_target.binary, &r, &b, max);
	}
	n = b.n < max ? b.n : max;
	if (n > 0)
		memcpy(data, b.data, n);
	buf_free(&b);
	return n;
}

#else

/* Keeps the input of the round that failed; then the signal takes its way. */
static void
on_signal(int number)
{
	static const char slow[] = "the round takes too long\n";
	int fd;

	if (number == SIGPROF && write(2, slow, sizeof(slow) - 1) < 0)
		_exit(1);
	fd = open(fuzz.keep, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || write(fd, fuzz.input.p, fuzz.input.n) < 0 ||
	    write(2, "kept as ", 8) < 0 ||
	    write(2, fuzz.keep, strlen(fuzz.keep)) < 0 ||
	    write(2, "\n", 1) < 0)
		_exit(1);
	signal(SIGABRT, SIG_DFL);
	abort();
}

static void
one(struct span input)
{
	const struct itimerval on = { { 0, 0 }, { ROUND_CPU_S, 0 } };
	const struct itimerval off = { { 0, 0 }, { 0, 0 } };
	char *copy;

	/* In a block of its own, so that no byte behind it is read unseen. */
	copy = malloc(input.n > 0 ? input.n : 1);
	if (copy == NULL)
		exit(71);
	if (input.n > 0)
		memcpy(copy, input.p, input.n);
	fuzz.input = input;
	setitimer(ITIMER_PROF, &on, NULL);
	fuzz_target.one(fuzz.state, span_of(copy, input.n));
	setitimer(ITIMER_PROF, &off, NULL);
	free(copy);
}

static void
one_round(uint64_t number, uint64_t round, struct buf *b)
{
	struct mutate_random r = mutate_random(number, round);

	mutate_seeds(&fuzz.seeds, fuzz_target.binary, &r, b);
	snprintf(fuzz.keep, sizeof(fuzz.keep), "fail-%s-%llu-%llu",
	    fuzz_target.name, (unsigned long long)number,
	    (unsigned long long)round);
	one(buf_span(b));
}

static int
replay(char **files, struct buf *b)
{
	struct err err;

	for (; *files != NULL; files++) {
		buf_clear(b);
		if (file_read(*files, b, &err) != 0) {
			fprintf(stderr, "%s\n", err.msg);
			return err_exit_status((int)err.code);
		}
		snprintf(fuzz.keep, sizeof(fuzz.keep), "fail-%s",
		    fuzz_target.name);
		one(buf_span(b));
		printf("%s: %s: passed\n", fuzz_target.name, *files);
	}
	return 0;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Rounds until their number or the time is up; 0 = not bounded by it. */
static void
rounds(uint64_t number, uint64_t n, int64_t ms, struct buf *b)
{
	int64_t begin = now_ms();
	uint64_t i;
	size_t k;

	for (k = 0; k < fuzz.seeds.n; k++) {
		snprintf(fuzz.keep, sizeof(fuzz.keep), "fail-%s-seed-%zu",
		    fuzz_target.name, k);
		one(fuzz.seeds.all[k]);
	}
	for (i = 0; (n == 0 || i < n) && (ms == 0 || now_ms() - begin < ms);
	    i++)
		one_round(number, i, b);
	printf("%s: %zu seeds and %llu rounds of number %llu passed, "
	    "%.1f s\n", fuzz_target.name, fuzz.seeds.n,
	    (unsigned long long)i, (unsigned long long)number,
	    (double)(now_ms() - begin) / 1000);
}

int
main(int argc, char **argv)
{
	uint64_t number = 1, n = 0, seconds = 0, round = 0, *to;
	bool again = false;
	struct buf b = { 0 };
	int c, rc = 0;

	while ((c = getopt(argc, argv, "n:r:s:o:")) != -1) {
		to = c == 'n' ? &number : c == 'r' ? &n :
		    c == 's' ? &seconds : &round;
		again |= c == 'o';
		if (c == '?' || !num_u64(span_str(optarg), UINT32_MAX, to))
			return 64;
	}
	signal(SIGABRT, on_signal);
	signal(SIGPROF, on_signal);
	start();
	if (n == 0 && seconds == 0)
		n = ROUNDS;
	if (n > 0)
		n = n / fuzz_target.cost + 1;
	if (optind < argc)
		rc = replay(argv + optind, &b);
	else if (again)
		one_round(number, round, &b);
	else
		rounds(number, n, (int64_t)seconds * 1000, &b);
	/* What is found from here on, leaks, is of no single input. */
	signal(SIGABRT, SIG_DFL);
	fuzz_target.close(fuzz.state);
	arena_free(&fuzz.seeds.arena);
	free(fuzz.seeds.all);
	buf_free(&b);
	return rc;
}

#endif

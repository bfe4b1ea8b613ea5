/*
 * fuzz: targets that bytes of strangers are thrown at.
 *
 * tests/fuzz/fuzz_NAME.c defines one struct fuzz_target named fuzz_target;
 * driver.c makes a program of it: with main(), which mutates the target's
 * seeds by itself and replays files, or as a libFuzzer target.  What must not
 * happen is told by FUZZ_CHECK, or by a sanitizer.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdint.h>

#include "schema/arena.h"
#include "schema/buf.h"
#include "schema/span.h"

/* What mutation begins with; the texts are in the arena. */
struct fuzz_seeds {
	struct arena	 arena;
	struct span	*all;
	size_t		 n, size;
};

struct fuzz_target {
	const char	*name;
	unsigned int	 cost;		/* one round in so many is made */
	bool		 binary;	/* mutation knows no lines and words */
	/* Adds seeds; what it returns is given to the others. */
	void		*(*open)(struct fuzz_seeds *);
	void		 (*one)(void *state, struct span input);
	void		 (*close)(void *state);
};

extern const struct fuzz_target fuzz_target;

/* Copies the text. */
void	fuzz_seed(struct fuzz_seeds *, struct span text);
/* A file of the tree, which the program is started in. */
void	fuzz_seed_file(struct fuzz_seeds *, const char *path);
/* Every run of so many lines of a file as a seed of its own. */
void	fuzz_seed_lines(struct fuzz_seeds *, const char *path, size_t lines);
/* The sample lines of every parser's rules. */
void	fuzz_seed_samples(struct fuzz_seeds *);

/* Ends the program, the input is kept in a file. */
void	fuzz_fail(const char *file, int line, const char *what,
	    struct span detail) __attribute__((noreturn));

#define FUZZ_CHECK(cond, detail) do {					\
	if (!(cond))							\
		fuzz_fail(__FILE__, __LINE__, #cond, (detail));		\
} while (0)

/* Text that a terminal may be shown, line by line. */
void	fuzz_check_clean(struct span text);
/*
 * One JSON object a line, clean, with exactly these keys where keys (ended by
 * NULL) is not NULL.
 */
void	fuzz_check_ndjson(struct span text, const char *const *keys);
/* RFC 4180, the same number of fields in all records, no formula. */
void	fuzz_check_csv(struct span text);

/* A file without a name that holds the bytes, and its path for open(2). */
struct fuzz_file {
	int	fd;
	char	path[64];
};

void	fuzz_file_open(struct fuzz_file *);
void	fuzz_file_set(const struct fuzz_file *, struct span);
void	fuzz_file_close(struct fuzz_file *);

#endif

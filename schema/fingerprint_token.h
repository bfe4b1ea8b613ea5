/*
 * fingerprint_token: what a word of a reply looks like.  For fingerprint and
 * extract; tests of shape only, nothing allocated, all borrowed.
 */
#ifndef SCHEMA_FINGERPRINT_TOKEN_H
#define SCHEMA_FINGERPRINT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/span.h"

enum token_class {
	TOKEN_LOWER = 1, TOKEN_UPPER = 2, TOKEN_DIGIT = 4, TOKEN_DOT = 8,
	TOKEN_AT = 16, TOKEN_COLON = 32, TOKEN_SLASH = 64, TOKEN_EQUAL = 128,
	TOKEN_JOINER = 256,		/* - _ */
	TOKEN_OTHER = 512,
	TOKEN_END = 1024,		/* a blank or bracket: not in a word */
	TOKEN_LETTER = TOKEN_LOWER | TOKEN_UPPER
};

/* By byte. */
extern const uint16_t token_class_of[256];

static inline int
token_class(char c)
{
	return token_class_of[(unsigned char)c];
}

/* The classes of all bytes together. */
int	token_classes(struct span);

size_t	token_digits(struct span);	/* how many it starts with */
bool	token_is_ip(struct span);	/* IPv4 (with /mask), IPv6 */
bool	token_is_host(struct span);	/* two labels or more, a likely TLD */
/* The name of a public block list: it says what the refusal is about. */
bool	token_is_list(struct span host);
/* "5.7.26", "4.2.0": stays. */
bool	token_is_enhanced(struct span);
/* Digits with - : / T Z between: a date, a time, both. */
bool	token_is_time(struct span);
/* Looks like made by a machine to be unique. */
bool	token_is_id(struct span);
/* A day in words at the start ("Wed, 03 May 2017 04:41:00 -0700"): length. */
size_t	token_date(struct span);
/* "300 seconds", "25 MB": a unit of count starts the span. */
bool	token_is_unit(struct span);

#endif

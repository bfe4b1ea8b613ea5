/*
 * registry: the parsers there are, in the order in which they are asked.
 */
#ifndef PARSERS_REGISTRY_H
#define PARSERS_REGISTRY_H

#include <stddef.h>

#include "parsers/parser.h"

extern const struct parser *const parser_registry[];	/* NULL ends it */

#endif

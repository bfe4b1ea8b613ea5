#include "parsers/registry.h"

const struct parser *const parser_registry[] = {
	&parser_postfix,
	&parser_exim,
	&parser_sendmail,
	NULL
};

/*
 * text_head: the head of a text report: what was read, what came of all the
 * mail, and what the reader should know before trusting it.
 */
#ifndef REPORTS_TEXT_HEAD_H
#define REPORTS_TEXT_HEAD_H

#include "reports/text_out.h"

void	text_head_write(struct text_out *);

#endif

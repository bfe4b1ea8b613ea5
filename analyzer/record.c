#include "analyzer/record.h"
#include "schema/mem.h"

/* Every span of a record, so that copying cannot forget one. */
#define SPANS(r)							\
	&(r)->event.text, &(r)->event.host, &(r)->event.instance,	\
	&(r)->event.service, &(r)->event.pid, &(r)->event.queue_id,	\
	&(r)->event.next_queue_id, &(r)->event.message_id,		\
	&(r)->event.sender, &(r)->event.submitter,			\
	&(r)->event.recipient, &(r)->event.orig_recipient,		\
	&(r)->event.relay_host, &(r)->event.relay_ip,			\
	&(r)->event.client_host, &(r)->event.client_ip,			\
	&(r)->event.local_ip, &(r)->template, &(r)->vals

struct record *
record_copy(const struct record *old)
{
	const struct span *src[] = { SPANS(old) };
	size_t n = 0, i;
	struct record *r;
	char *p;

	for (i = 0; i < sizeof(src) / sizeof(src[0]); i++)
		n += src[i]->n;
	r = mem_resize(NULL, 1, sizeof(*r) + n);
	mem_copy(r, old, sizeof(*r));
	p = (char *)(r + 1);
	{
		struct span *dst[] = { SPANS(r) };

		for (i = 0; i < sizeof(dst) / sizeof(dst[0]); i++) {
			if (dst[i]->p == NULL)
				continue;
			if (dst[i]->n > 0)
				memcpy(p, dst[i]->p, dst[i]->n);
			dst[i]->p = p;
			p += dst[i]->n;
		}
	}
	return r;
}

void
record_inherit(struct record *r, const struct record *from)
{
	struct event *e = &r->event;
	const struct event *f = &from->event;

	e->code = f->code;
	e->enhanced = f->enhanced;
	e->mta_status = event_own_status(f);
	e->text = f->text;
	e->stage = f->stage;
	e->origin = f->origin;
	e->direction = f->direction;
	e->relay_host = f->relay_host;
	e->relay_ip = f->relay_ip;
	e->local_ip = f->local_ip;
	if (e->orig_recipient.p == NULL)
		e->orig_recipient = f->orig_recipient;
	r->template = from->template;
	r->vals = from->vals;
	r->fingerprint = from->fingerprint;
}

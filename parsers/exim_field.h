/*
 * exim_field: the marked fields of an Exim line (" R=dnslookup T=remote_smtp
 * H=mx.example [192.0.2.1]:25 ..."), whatever log_selector put there and in
 * whatever order.  Unknown fields are passed over.  Source: delivery_log(),
 * deferral_log(), failure_log() of src/deliver.c; src/receive.c;
 * host_and_ident() of src/host.c.
 */
#ifndef PARSERS_EXIM_FIELD_H
#define PARSERS_EXIM_FIELD_H

#include <stdbool.h>

#include "schema/event.h"

/* Where the fields stand, which tells what ends them. */
enum exim_place {
	EXIM_DELIVERED,		/* the line's end */
	EXIM_FAILED,		/* ": TEXT" */
	EXIM_ARRIVED,		/* the subject or the line's end */
	EXIM_CLIENT		/* the first word that is no field */
};

/* Spans borrow the line; null = the field is not there. */
struct exim_fields {
	struct span	sender;		/* F=, "" is the null sender */
	struct span	router, transport;
	struct span	host, ip;	/* H=name [ip]; "" = no name */
	struct span	local_ip;	/* I= */
	struct span	user;		/* U= */
	struct span	auth;		/* A= */
	struct span	message_id;	/* id= */
	struct span	queue_time;	/* QT= */
	struct span	reply;		/* inside C="...", still escaped */
	struct span	error;		/* strerror() behind "defer (N): " */
	struct span	text;		/* what follows the fields */
};

/* s begins at the fields (or the blank before them). */
void	exim_fields_parse(struct span s, enum exim_place,
	    struct exim_fields *);
/* "name (helo) [ip]:port" at the start of s; what follows it. */
struct span exim_host_parse(struct span s, struct exim_fields *);

/* Into an outbound event: the peer, our address, time in the queue. */
void	exim_fields_fill(const struct exim_fields *, struct event *);
/* Into an arrival or a refusal: the client and who it logged in as. */
void	exim_client_fill(const struct exim_fields *, struct event *);
/* The names of router and transport say that the delivery is a local one. */
bool	exim_names_local(const struct exim_fields *);

#endif

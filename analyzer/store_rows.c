#include "analyzer/store_priv.h"
#include "schema/hash.h"

/* Splits "local@domain" at the last @; the domain in lower case in b. */
struct span
store_split_address(struct span address, struct buf *b, struct span *domain)
{
	size_t at = address.n, i;

	buf_clear(b);
	while (at > 0 && address.p[at - 1] != '@')
		at--;
	if (at == 0) {
		*domain = SPAN("");
		return address;
	}
	for (i = at; i < address.n; i++)
		buf_add_char(b, address.p[i] >= 'A' && address.p[i] <= 'Z' ?
		    (char)(address.p[i] + 32) : address.p[i]);
	*domain = buf_span(b);
	return span_head(address, at - 1);
}

/*
 * The address's row, and its domain's.  Alone, a domain has one row with no
 * local part: its report names domains only.
 */
int
store_address(struct store *s, struct span address, int64_t *id,
    int64_t *domain_id, struct err *err)
{
	struct span domain, local;
	uint64_t key;
	int rc;

	local = store_split_address(address, &s->scratch, &domain);
	if (s->alone)
		local = SPAN("");
	rc = intern_text(&s->domain, domain, domain_id, err);
	if (rc != 0)
		return rc;
	key = hash_mix(hash_span(local), (uint64_t)*domain_id);
	if (intern_known(&s->address, key, id))
		return 0;
	db_bind_int(s->address.find, 1, *domain_id);
	db_bind_span(s->address.find, 2, local);
	db_bind_int(s->address.add, 2, *domain_id);
	db_bind_span(s->address.add, 3, local);
	return intern_row(&s->address, key, id, err);
}

/* The peer's row and its domain's; id 0 where nothing is known. */
int
store_peer(struct store *s, struct span host, struct span ip, int64_t *id,
    int64_t *domain_id, struct err *err)
{
	uint64_t key;
	int rc;

	*id = 0;
	*domain_id = 0;
	if (host.n == 0 && ip.n == 0)
		return 0;
	rc = intern_text(&s->domain, verdicts_relay_domain(host), domain_id,
	    err);
	if (rc != 0)
		return rc;
	key = hash_mix(hash_span(host), hash_span(ip));
	if (intern_known(&s->peer, key, id))
		return 0;
	db_bind_span(s->peer.find, 1, host.p != NULL ? host : SPAN(""));
	db_bind_span(s->peer.find, 2, ip.p != NULL ? ip : SPAN(""));
	db_bind_span(s->peer.add, 2, host.p != NULL ? host : SPAN(""));
	db_bind_span(s->peer.add, 3, ip.p != NULL ? ip : SPAN(""));
	db_bind_int(s->peer.add, 4, *domain_id);
	return intern_row(&s->peer, key, id, err);
}

int
store_cause(struct store *s, const struct record *r, int64_t *id,
    struct err *err)
{
	const struct event *e = &r->event;
	sqlite3_stmt *f = s->cause.find, *a = s->cause.add;
	char enh[ENHANCED_BUFSIZE];
	struct span status;
	uint64_t key;

	status = span_str(enhanced_format(event_own_status(e), enh));
	key = hash_span(span_of((const char *)r->fingerprint.b,
	    sizeof(r->fingerprint.b)));
	key = hash_mix(key, (uint64_t)e->stage << 24 |
	    (uint64_t)e->origin << 16 | (uint64_t)e->direction << 8 |
	    (uint64_t)e->mta);
	key = hash_mix(key, hash_span(status));
	if (intern_known(&s->cause, key, id))
		return 0;
	db_bind_hash(f, 1, &r->fingerprint);
	db_bind_int(f, 2, e->stage);
	db_bind_int(f, 3, e->origin);
	db_bind_int(f, 4, e->direction);
	db_bind_int(f, 5, e->mta);
	db_bind_span(f, 6, status);
	db_bind_hash(a, 2, &r->fingerprint);
	db_bind_int(a, 3, e->stage);
	db_bind_int(a, 4, e->origin);
	db_bind_int(a, 5, e->direction);
	db_bind_int(a, 6, e->mta);
	db_bind_int(a, 7, e->code);
	db_bind_int(a, 8, e->enhanced.class);
	db_bind_int(a, 9, e->enhanced.subject);
	db_bind_int(a, 10, e->enhanced.detail);
	db_bind_span(a, 11, r->template);
	db_bind_span(a, 12, status);
	return intern_row(&s->cause, key, id, err);
}

/* Alone: the row that all messages of this one's host and MTA share. */
static int
shared_message(struct store *s, struct message *m, struct err *err)
{
	sqlite3_stmt *st = s->hot[HOT_MESSAGE];
	int64_t host;
	int i, rc;

	m->dirty = false;
	rc = intern_text(&s->word, message_fact(m, FACT_HOST), &host, err);
	if (rc != 0)
		return rc;
	if (s->shared_row != 0 && s->shared_host == host &&
	    s->shared_mta == m->mta) {
		m->row = s->shared_row;
		return 0;
	}
	s->shared_host = host;
	s->shared_mta = m->mta;
	s->shared_row = m->row = s->next_message++;
	for (i = 7; i <= 11; i++)
		db_bind_null(st, i);
	db_bind_int(st, 1, m->row);
	db_bind_int(st, 2, host);
	db_bind_int(st, 3, 0);
	db_bind_int(st, 4, m->mta);
	db_bind_span(st, 5, SPAN(""));
	db_bind_int(st, 6, m->first_ts);
	return db_run(s->db, st, err);
}

int
store_message(struct store *s, struct message *m, struct err *err)
{
	sqlite3_stmt *st = s->hot[HOT_MESSAGE];
	int64_t host, instance, sender_domain = 0, submitter, client, unused;
	struct span sender = message_fact(m, FACT_SENDER), domain;
	struct span who = message_fact(m, FACT_SUBMITTER);
	int rc;

	if (s->alone)
		return shared_message(s, m, err);
	if (m->row == 0)
		m->row = s->next_message++;
	m->dirty = false;
	rc = intern_text(&s->word, message_fact(m, FACT_HOST), &host, err);
	if (rc == 0)
		rc = intern_text(&s->word, message_fact(m, FACT_INSTANCE),
		    &instance, err);
	if (rc == 0)
		rc = intern_text(&s->word, who, &submitter, err);
	if (rc == 0)
		rc = store_peer(s, message_fact(m, FACT_CLIENT_HOST),
		    message_fact(m, FACT_CLIENT_IP), &client, &unused, err);
	if (rc == 0 && sender.p != NULL) {
		sender = store_split_address(sender, &s->scratch, &domain);
		rc = intern_text(&s->domain, domain, &sender_domain, err);
	}
	if (rc != 0)
		return rc;
	db_bind_int(st, 1, m->row);
	db_bind_int(st, 2, host);
	db_bind_int(st, 3, instance);
	db_bind_int(st, 4, m->mta);
	db_bind_span(st, 5, message_fact(m, FACT_QUEUE_ID));
	db_bind_int(st, 6, m->first_ts);
	db_bind_span(st, 7, message_fact(m, FACT_MESSAGE_ID));
	db_bind_span(st, 8, sender);
	db_bind_int(st, 9, sender_domain);
	db_bind_known(st, 10, who.p != NULL, submitter);
	db_bind_known(st, 11, client != 0, client);
	return db_run(s->db, st, err);
}

int
store_life(struct store *s, const struct message *m, struct recipient *r,
    struct err *err)
{
	sqlite3_stmt *st = s->hot[HOT_LIFE];
	int64_t address, orig = 0, domain;
	int rc;

	rc = store_address(s, span_str(r->address), &address, &domain, err);
	if (rc == 0 && r->orig[0] != '\0' && !s->alone)
		rc = store_address(s, span_str(r->orig), &orig, &domain, err);
	if (rc != 0)
		return rc;
	db_bind_int(st, 1, r->life_id);
	db_bind_int(st, 2, m->row);
	db_bind_int(st, 3, address);
	db_bind_int(st, 4, r->state);
	db_bind_int(st, 5, r->first_ts);
	db_bind_known(st, 6, r->closed_ts != 0, r->closed_ts);
	db_bind_known(st, 7, r->cause_event != 0, r->cause_event);
	r->dirty = false;
	if (s->alone)
		return db_run(s->db, st, err);
	db_bind_known(st, 8, orig != 0, orig);
	db_bind_int(st, 9, r->direction);
	db_bind_int(st, 10, r->last_ts);
	db_bind_int(st, 11, r->attempts);
	db_bind_int(st, 12, r->failures);
	db_bind_int(st, 13, r->expanded);
	return db_run(s->db, st, err);
}

#include "reports/event_json.h"
#include "reports/json_out.h"

/* A key whose value may be unknown. */
static void
add_known(struct buf *b, const char *key, struct span s)
{
	json_out_key(b, key);
	json_out_span(b, s);
}

void
event_json(struct buf *b, const struct event *e, const struct event_judged *j)
{
	char id[33], code[ENHANCED_BUFSIZE];

	hash_hex(&j->event_id, id);
	buf_add_char(b, '{');
	json_out_number(b, "schema", EVENT_JSON_SCHEMA);
	json_out_str(b, "event_id", id);
	json_out_number(b, "ts", e->ts);
	json_out_text(b, "host", e->host);
	json_out_str(b, "mta", mta_name(e->mta));
	json_out_text(b, "instance", e->instance);
	json_out_text(b, "service", e->service);
	json_out_text(b, "queue_id", e->queue_id);
	add_known(b, "message_id", e->message_id);
	add_known(b, "sender", e->sender);
	add_known(b, "submitter", e->submitter);
	json_out_text(b, "recipient", e->recipient);
	json_out_text(b, "orig_recipient", e->orig_recipient);
	json_out_str(b, "direction", direction_name(e->direction));
	json_out_str(b, "outcome", outcome_name(e->outcome));
	json_out_number(b, "repeat", e->repeat);
	json_out_number(b, "code", e->code);
	json_out_str(b, "enhanced", enhanced_format(e->enhanced, code));
	json_out_str(b, "mta_status", enhanced_format(e->mta_status, code));
	json_out_text(b, "text", e->text);
	json_out_str(b, "stage", stage_name(e->stage));
	json_out_str(b, "origin", origin_name(e->origin));
	json_out_text(b, "relay_host", e->relay_host);
	json_out_text(b, "relay_ip", e->relay_ip);
	json_out_text(b, "client_host", e->client_host);
	json_out_text(b, "client_ip", e->client_ip);
	add_known(b, "local_ip", e->local_ip);
	json_out_key(b, "delay_ms");
	if (e->delay_ms < 0)
		json_out_null(b);
	else
		json_out_int(b, e->delay_ms);
	json_out_str(b, "fingerprint", j->fingerprint);
	json_out_str(b, "reason", j->reason);
	json_out_str(b, "permanence", j->permanence);
	json_out_str(b, "rule", j->rule);
	buf_add(b, "}\n", 2);
}

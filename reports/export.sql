-- Rows to export.  ?1 = since, ?2 = until (not included), ?3 = host or NULL.
-- Columns: the contract's keys in its order, but schema and event_id.

-- name: events
SELECT ts, host, mta, instance, service, queue_id, message_id, sender,
	submitter, recipient, orig_recipient, direction, outcome, repeat,
	code, enhanced, mta_status, text, stage, origin, relay_host, relay_ip,
	client_host, client_ip, local_ip, delay_ms, fingerprint, reason,
	permanence, rule
FROM v_events
WHERE ts >= ?1 AND ts < ?2 AND (?3 IS NULL OR host = ?3)
ORDER BY ts, id

-- name: recipients
SELECT host, mta, instance, queue_id, message_id, sender, submitter,
	recipient, orig_recipient, direction, first_ts, last_ts, closed_ts,
	attempts, state, code, enhanced, mta_status, text, stage, origin,
	relay_host, relay_ip, provider, reason, permanence, fingerprint
FROM v_recipients
WHERE first_ts < ?2 AND last_ts >= ?1 AND (?3 IS NULL OR host = ?3)
ORDER BY first_ts, id

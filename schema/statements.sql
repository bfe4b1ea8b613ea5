-- What analyzer/ asks of the history, by name (analyzer/statement.h).

-- name: word_find
SELECT id FROM word WHERE text = ?1
-- name: word_add
INSERT INTO word (id, text) VALUES (?1, ?2)
-- name: domain_find
SELECT id FROM domain WHERE name = ?1
-- name: domain_add
INSERT INTO domain (id, name) VALUES (?1, ?2)
-- name: peer_find
SELECT id FROM peer WHERE host = ?1 AND ip = ?2
-- name: peer_add
INSERT INTO peer (id, host, ip, domain_id) VALUES (?1, ?2, ?3, ?4)
-- name: address_find
SELECT id FROM address WHERE domain_id = ?1 AND local = ?2
-- name: address_add
INSERT INTO address (id, domain_id, local, failed_ts, delivered_ts)
VALUES (?1, ?2, ?3, 0, 0)
-- name: address_all
SELECT id, domain_id, local FROM address
-- name: address_failed
UPDATE address SET failed_ts = max(failed_ts, ?2) WHERE id = ?1
-- name: address_delivered
UPDATE address SET delivered_ts = max(delivered_ts, ?2) WHERE id = ?1
-- name: cause_find
SELECT id FROM cause WHERE fingerprint = ?1 AND stage = ?2 AND origin = ?3
    AND direction = ?4 AND mta = ?5 AND own_status = ?6
-- name: cause_add
INSERT INTO cause (id, fingerprint, stage, origin, direction, mta, code,
    class, subject, detail, template, own_status)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
-- name: judgement_add
INSERT OR REPLACE INTO judgement (cause_id, domain_id, outcome, vals, reason,
    permanence, suppress, fix, rule, provider)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
-- name: judgement_all
SELECT judged.cause_id, judged.domain_id, judged.outcome, domain.name,
    cause.stage, cause.origin, cause.direction, cause.mta, cause.code,
    cause.class, cause.subject, cause.detail, cause.template, judged.vals,
    cause.own_status
FROM judged
JOIN cause ON cause.id = judged.cause_id
JOIN domain ON domain.id = judged.domain_id
-- name: message_put
INSERT OR REPLACE INTO message (id, host_id, instance_id, mta, queue_id,
    first_ts, message_id, sender_local, sender_domain_id, submitter_id,
    client_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
-- name: life_put
INSERT OR REPLACE INTO life (id, message_id, address_id, state, first_ts,
    closed_ts, cause_event_id, orig_id, direction, last_ts, attempts,
    failures, expanded)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
-- Of a private database of one log: what its report reads (store_alone()).
-- name: life_put_alone
INSERT OR REPLACE INTO life (id, message_id, address_id, state, first_ts,
    closed_ts, cause_event_id, orig_id, direction, last_ts, attempts,
    failures, expanded)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, 0, 0, 0, 0, 0)
-- name: event_add
INSERT INTO event (id, ts, outcome, life_id, cause_id, vals, peer_id,
    local_ip_id, repeat, source_id, instance_id, service_id, status_id,
    delay_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
-- As life_put_alone.
-- name: event_add_alone
INSERT INTO event (id, ts, outcome, life_id, cause_id, vals, peer_id,
    local_ip_id, repeat, source_id, instance_id, service_id, status_id,
    delay_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, 0, NULL)
-- name: event_delete
DELETE FROM event WHERE id = ?1
-- name: refusal_add
INSERT INTO refusal (event_id, host_id, queue_id, sender, recipient,
    client_id, message_id, submitter_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
-- name: event_at
SELECT event.source_id, event.ts, event.outcome, cause.fingerprint,
    event.vals, coalesce(message.queue_id, refusal.queue_id),
    CASE WHEN event.life_id IS NULL THEN refusal.recipient
	WHEN domain.name = '' THEN address.local
	ELSE address.local || '@' || domain.name END,
    word.text
FROM event
JOIN cause ON cause.id = event.cause_id
LEFT JOIN refusal ON refusal.event_id = event.id
LEFT JOIN life ON life.id = event.life_id
LEFT JOIN message ON message.id = life.message_id
LEFT JOIN address ON address.id = life.address_id
LEFT JOIN domain ON domain.id = address.domain_id
LEFT JOIN word ON word.id = coalesce(message.host_id, refusal.host_id)
WHERE event.ts IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
    ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27,
    ?28, ?29, ?30, ?31, ?32)
-- name: overlap_others
SELECT id, name, first_ts, at_ts, first_lines, at_lines, tail, twin_of
FROM source WHERE id <> ?1 AND first_ts <= ?3 AND
    (at_ts > ?2 OR (at_ts = ?2 AND at_lines > ?4))
ORDER BY first_ts, id
-- name: delivered_add
INSERT INTO delivered (bucket, host_id, instance_id, mta, direction,
    domain_id, relay_id, recipients, late, le_1s, le_10s, le_1m, le_5m,
    le_30m, le_4h, le_1d, gt_1d)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17)
ON CONFLICT DO UPDATE SET recipients = recipients + excluded.recipients,
    late = late + excluded.late, le_1s = le_1s + excluded.le_1s,
    le_10s = le_10s + excluded.le_10s, le_1m = le_1m + excluded.le_1m,
    le_5m = le_5m + excluded.le_5m, le_30m = le_30m + excluded.le_30m,
    le_4h = le_4h + excluded.le_4h, le_1d = le_1d + excluded.le_1d,
    gt_1d = gt_1d + excluded.gt_1d
-- name: delivered_late
UPDATE delivered SET late = late + 1 WHERE (bucket, host_id, instance_id,
    mta, direction, domain_id, relay_id) IN (
    SELECT event.ts - event.ts % 900, message.host_id, message.instance_id,
	message.mta, cause.direction, address.domain_id,
	coalesce(peer.domain_id, 0)
    FROM event
    JOIN cause ON cause.id = event.cause_id
    JOIN life ON life.id = event.life_id
    JOIN message ON message.id = life.message_id
    JOIN address ON address.id = life.address_id
    LEFT JOIN peer ON peer.id = event.peer_id
    WHERE event.life_id = ?1 AND event.outcome = 1)
-- name: sent_by_add
INSERT INTO sent_by (bucket, host_id, domain_id, submitter_id, recipients)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT DO UPDATE SET recipients = recipients + excluded.recipients
-- name: lines_add
INSERT INTO lines (bucket, source_id, total, understood, irrelevant, unknown)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO UPDATE SET total = total + excluded.total,
    understood = understood + excluded.understood,
    irrelevant = irrelevant + excluded.irrelevant,
    unknown = unknown + excluded.unknown
-- name: gap_add
INSERT OR REPLACE INTO gap (from_ts, source_id, to_ts) VALUES (?1, ?2, ?3)
-- name: unmatched_add
INSERT INTO unmatched (mask, count, example, last_ts) VALUES (?1, 1, ?2, ?3)
ON CONFLICT DO UPDATE SET count = count + 1,
    last_ts = max(last_ts, excluded.last_ts)
-- name: unmatched_trim
DELETE FROM unmatched WHERE mask IN
    (SELECT mask FROM unmatched ORDER BY count DESC, mask LIMIT -1 OFFSET 1000)
-- name: source_find
SELECT id, head_len, offset, name, clock, at_lines, host, tz, overlap_of,
    lines, understood, irrelevant, unknown, first_ts, last_ts, pending,
    cursor, last_line, size, twin_of, complete, first_lines, last_hash,
    at_ts, tail
FROM source WHERE head_hash = ?1 AND head_len = ?2 ORDER BY id
-- name: source_short
SELECT id, head_len, head_hash FROM source
WHERE head_len < ?1 ORDER BY head_len DESC
-- name: source_put
INSERT OR REPLACE INTO source (id, name, head_len, head_hash, offset,
    pending, size, lines, understood, irrelevant, unknown, first_ts, last_ts,
    host, tz, clock, at_lines, overlap_of, read_ts, cursor, last_line,
    twin_of, complete, first_lines, last_hash, at_ts, tail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)
-- As many as join keeps (JOIN_LOGS).
-- name: source_lines
SELECT id, last_ts, last_line FROM source WHERE last_line <> ''
ORDER BY last_ts DESC LIMIT 16
-- name: piece_clear
DELETE FROM open_piece
-- name: piece_add
INSERT INTO open_piece (source_id, host, program, pid, ts, offset, repeat,
    next, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
-- name: piece_all
SELECT source_id, host, program, pid, ts, offset, repeat, next, body
FROM open_piece ORDER BY rowid
-- name: copy_clear
DELETE FROM open_copy
-- name: copy_add
INSERT INTO open_copy (process, refusal, ts) VALUES (?1, ?2, ?3)
-- name: copy_all
SELECT process, refusal, ts FROM open_copy ORDER BY rowid
-- name: open_clear
DELETE FROM open_message
-- name: open_add
INSERT INTO open_message (host, instance, mta, queue_id, row, first_ts,
    last_ts, born, expected, ended, message_id, sender, submitter,
    client_host, client_ip)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
-- name: open_all
SELECT host, instance, mta, queue_id, row, first_ts, last_ts, born,
    expected, ended, message_id, sender, submitter, client_host, client_ip
FROM open_message ORDER BY last_ts
-- name: life_open
SELECT * FROM own_lives WHERE closed_ts IS NULL
-- name: life_since
SELECT * FROM own_lives WHERE last_ts >= ?1 AND closed_ts IS NOT NULL
LIMIT 262144
-- name: newest
SELECT coalesce(max(last_ts), 0) FROM source

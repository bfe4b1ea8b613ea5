-- Statements of the report.  ?1 = since, ?2 = until (not included), UNIX
-- seconds; ?3 = row of word with the host's name, NULL = every host.

-- Every attempt of the window, a recipient's together and in order: sorted
-- where the window is the whole database, which has no index; whose they are
-- is read beside them, in the same order ...
-- name: attempts_all
SELECT life_id, id, ts, outcome, cause_id, peer_id
FROM event NOT INDEXED
WHERE life_id IS NOT NULL AND ts >= ?1 AND ts < ?2
ORDER BY life_id, ts, id
-- name: lives_all
SELECT life.id, address.domain_id, life.state, life.closed_ts,
	life.cause_event_id
FROM life
CROSS JOIN address ON address.id = life.address_id
WHERE life.state <> 5 AND CASE WHEN ?1 IS NULL THEN 1 ELSE
	(SELECT host_id FROM message WHERE id = life.message_id) = ?1 END
ORDER BY life.id
-- ... and by that of time where it is a part of a history.
-- name: attempts_window
SELECT event.life_id, event.id, event.ts, event.outcome, event.cause_id,
	event.peer_id, address.domain_id, life.state, life.closed_ts,
	life.cause_event_id, message.host_id, message.mta
FROM event INDEXED BY event_ts
CROSS JOIN life ON life.id = event.life_id
CROSS JOIN message ON message.id = life.message_id
CROSS JOIN address ON address.id = life.address_id
WHERE event.ts >= ?1 AND event.ts < ?2 AND event.life_id IS NOT NULL
	AND life.state <> 5 AND (?3 IS NULL OR message.host_id = ?3)
ORDER BY event.life_id, event.ts, event.id
-- Recipients that waited when the window began and at whose end they still do,
-- without an attempt inside it: the last failure before.  ?4 = the earliest
-- attempt that says so: who is silent for longer is forgotten.
-- name: waiting
SELECT event.life_id, event.id, event.ts, event.outcome, event.cause_id,
	event.peer_id, address.domain_id, life.state, life.closed_ts,
	life.cause_event_id, message.host_id, message.mta
FROM life
CROSS JOIN event ON event.id = (SELECT id FROM event
	WHERE life_id = life.id AND ts < ?1
	ORDER BY outcome = 7, ts DESC, id DESC LIMIT 1)
CROSS JOIN message ON message.id = life.message_id
CROSS JOIN address ON address.id = life.address_id
WHERE life.first_ts < ?1 AND life.state <> 5
	AND (life.closed_ts IS NULL OR life.closed_ts >= ?2)
	AND event.outcome IN (2, 7)
	AND EXISTS (SELECT 1 FROM event
	WHERE life_id = life.id AND ts >= ?4 AND ts < ?1)
	AND NOT EXISTS (SELECT 1 FROM event
	WHERE life_id = life.id AND ts >= ?1 AND ts < ?2)
	AND (?3 IS NULL OR message.host_id = ?3)
-- Where all attempts are read, the messages tell the hosts sooner.
-- name: hosts_all
SELECT DISTINCT host_id, mta FROM message WHERE ?1 IS NULL OR host_id = ?1

-- The failure that decided a life, where the window does not hold it.
-- name: attempt
SELECT id, ts, outcome, cause_id, peer_id FROM event WHERE id = ?1

-- name: relay
SELECT domain_id FROM peer WHERE id = ?1

-- Incoming mail that we refused, in order: which one is shown depends on it.
-- Where the window is the whole database, each refusal is one of it ...
-- name: refusals_all
SELECT event.id, event.ts, event.cause_id, event.repeat,
	coalesce(refusal.client_id, 0), refusal.host_id, cause.mta
FROM refusal
CROSS JOIN event ON event.id = refusal.event_id
CROSS JOIN cause ON cause.id = event.cause_id
WHERE event.ts >= ?1 AND event.ts < ?2 AND event.outcome = 5
	AND (?3 IS NULL OR refusal.host_id = ?3)
ORDER BY event.ts, event.id
-- ... and where it is a part of a history, its events are looked up.
-- name: refusals_window
SELECT event.id, event.ts, event.cause_id, event.repeat,
	coalesce(refusal.client_id, 0), refusal.host_id, cause.mta
FROM event INDEXED BY event_ts
CROSS JOIN refusal ON refusal.event_id = event.id
CROSS JOIN cause ON cause.id = event.cause_id
WHERE event.ts >= ?1 AND event.ts < ?2 AND event.outcome = 5
	AND event.life_id IS NULL AND (?3 IS NULL OR refusal.host_id = ?3)
ORDER BY event.ts, event.id

-- Delivered recipients.
-- name: delivered
SELECT host_id, mta, sum(recipients)
FROM delivered
WHERE bucket >= ?1 AND bucket < ?2 AND (?3 IS NULL OR host_id = ?3)
GROUP BY host_id, mta

-- Replies that accept with advice (RFC 5321 section 4.2.3).
-- name: advice
SELECT id FROM cause WHERE code IN (251, 252)

-- What the knowledge says of a cause: ?1 cause, ?2 the relay's domain,
-- ?3 outcome.
-- name: judgement
SELECT cause.code, judgement.reason, judgement.permanence, judgement.fix,
	judgement.provider, judgement.suppress, judgement.rule
FROM cause LEFT JOIN judgement ON judgement.cause_id = cause.id
	AND judgement.domain_id = ?2 AND judgement.outcome = ?3
WHERE cause.id = ?1

-- All of them: where the window is the whole database, sooner than one by
-- one.
-- name: judgements
SELECT cause.code, judgement.reason, judgement.permanence, judgement.fix,
	judgement.provider, judgement.suppress, judgement.rule,
	judgement.cause_id, judgement.domain_id, judgement.outcome
FROM judgement CROSS JOIN cause ON cause.id = judgement.cause_id

-- The reply of one event.
-- name: sample
SELECT cause.code, cause.class, cause.subject, cause.detail, cause.template,
	event.vals, cause.fingerprint, relay.host, ours.text,
	cause.mta, cause.stage, cause.origin, cause.direction, event.outcome
FROM event
JOIN cause ON cause.id = event.cause_id
LEFT JOIN peer relay ON relay.id = event.peer_id
LEFT JOIN word ours ON ours.id = event.local_ip_id
WHERE event.id = ?1

-- name: domain
SELECT name FROM domain WHERE id = ?1

-- name: peer
SELECT host, ip FROM peer WHERE id = ?1

-- name: word
SELECT text FROM word WHERE id = ?1

-- name: word_id
SELECT id FROM word WHERE text = ?1

-- Lines of the window ...
-- name: lines_window
SELECT coalesce(sum(total), 0), coalesce(sum(understood), 0),
	coalesce(sum(irrelevant), 0), coalesce(sum(unknown), 0)
FROM lines WHERE bucket >= ?1 AND bucket < ?2
-- ... and of everything that was read.
-- name: lines_all
SELECT coalesce(sum(lines), 0), coalesce(sum(understood), 0),
	coalesce(sum(irrelevant), 0), coalesce(sum(unknown), 0)
FROM source WHERE overlap_of IS NULL

-- The times that the logs cover.
-- name: span
SELECT min(first_ts), max(last_ts) FROM source

-- Files of which something has to be said: ?1 = read since.
-- name: sources
SELECT source.name, other.name
FROM source LEFT JOIN source other ON other.id = source.overlap_of
WHERE source.read_ts >= ?1 AND (source.overlap_of IS NOT NULL
	OR (source.understood = 0 AND source.unknown = 0))
ORDER BY source.name, source.id

-- name: gaps
SELECT gap.from_ts, gap.to_ts, source.name
FROM gap JOIN source ON source.id = gap.source_id
WHERE gap.to_ts > ?1 AND gap.from_ts < ?2
ORDER BY gap.to_ts - gap.from_ts DESC, gap.from_ts, source.name

-- Lines that no rule knew.
-- name: unmatched
SELECT count, example FROM unmatched WHERE last_ts >= ?1
ORDER BY count DESC, mask LIMIT 3

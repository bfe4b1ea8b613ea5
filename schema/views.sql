-- The promise: these views keep their columns and meanings within a schema
-- version (PRAGMA user_version).  They are made anew at every opening for
-- writing, so they need no migration.  They use no function of ours: any SQLite
-- shell reads them.  Text is the template with U+0001..U+0008 filled in, in
-- order, from the lines of vals.

DROP VIEW IF EXISTS v_events;
CREATE VIEW v_events AS
SELECT
	event.id AS id,
	event.ts AS ts,
	CASE WHEN event.life_id IS NULL THEN rh.text ELSE mh.text END AS host,
	CASE cause.mta WHEN 1 THEN 'postfix' WHEN 2 THEN 'exim'
	    WHEN 3 THEN 'sendmail' ELSE '' END AS mta,
	instance.text AS instance,
	service.text AS service,
	CASE WHEN event.life_id IS NULL THEN refusal.queue_id
	    ELSE message.queue_id END AS queue_id,
	CASE WHEN event.life_id IS NULL THEN refusal.message_id
	    ELSE message.message_id END AS message_id,
	CASE WHEN event.life_id IS NULL THEN refusal.sender
	    WHEN message.sender_local IS NULL THEN NULL
	    WHEN sd.name = '' THEN message.sender_local
	    ELSE message.sender_local || '@' || sd.name END AS sender,
	submitter.text AS submitter,
	CASE WHEN event.life_id IS NULL THEN refusal.recipient
	    WHEN rd.name = '' THEN rcpt.local
	    ELSE rcpt.local || '@' || rd.name END AS recipient,
	CASE WHEN life.orig_id IS NULL THEN ''
	    WHEN od.name = '' THEN orig.local
	    ELSE orig.local || '@' || od.name END AS orig_recipient,
	CASE cause.direction WHEN 0 THEN 'outbound' WHEN 1 THEN 'local'
	    ELSE 'inbound' END AS direction,
	CASE event.outcome WHEN 1 THEN 'delivered' WHEN 2 THEN 'deferred'
	    WHEN 3 THEN 'bounced' WHEN 4 THEN 'expired' WHEN 5 THEN 'rejected'
	    WHEN 6 THEN 'discarded' WHEN 7 THEN 'suspended' WHEN 8 THEN 'probe'
	    ELSE 'forwarded' END AS outcome,
	event.repeat AS repeat,
	cause.code AS code,
	CASE cause.class WHEN 0 THEN '' ELSE cause.class || '.' ||
	    cause.subject || '.' || cause.detail END AS enhanced,
	status.text AS mta_status,
	(WITH RECURSIVE fill(t, v) AS (
		SELECT replace(replace(replace(replace(replace(replace(replace(
		    cause.template, char(2), char(1)), char(3), char(1)),
		    char(4), char(1)), char(5), char(1)), char(6), char(1)),
		    char(7), char(1)), char(8), char(1)),
		    event.vals || char(10)
		UNION ALL
		SELECT substr(t, 1, instr(t, char(1)) - 1) ||
		    substr(v, 1, instr(v, char(10)) - 1) ||
		    substr(t, instr(t, char(1)) + 1),
		    substr(v, instr(v, char(10)) + 1)
		FROM fill WHERE instr(t, char(1)) > 0)
	    SELECT t FROM fill WHERE instr(t, char(1)) = 0) AS text,
	CASE cause.stage WHEN 1 THEN 'connect' WHEN 2 THEN 'banner'
	    WHEN 3 THEN 'helo' WHEN 4 THEN 'starttls' WHEN 5 THEN 'auth'
	    WHEN 6 THEN 'mail' WHEN 7 THEN 'rcpt' WHEN 8 THEN 'data'
	    WHEN 9 THEN 'eod' ELSE '' END AS stage,
	CASE cause.origin WHEN 1 THEN 'remote' ELSE 'local' END AS origin,
	coalesce(relay.host, '') AS relay_host,
	coalesce(relay.ip, '') AS relay_ip,
	coalesce(client.host, '') AS client_host,
	coalesce(client.ip, '') AS client_ip,
	ours.text AS local_ip,
	event.delay_ms AS delay_ms,
	CASE event.outcome WHEN 1 THEN '' ELSE lower(hex(cause.fingerprint))
	    END AS fingerprint,
	coalesce(judgement.reason, '') AS reason,
	coalesce(judgement.permanence, '') AS permanence,
	coalesce(judgement.rule, '') AS rule,
	coalesce(judgement.provider, '') AS provider
FROM event
JOIN cause ON cause.id = event.cause_id
JOIN word instance ON instance.id = event.instance_id
JOIN word service ON service.id = event.service_id
JOIN word status ON status.id = event.status_id
LEFT JOIN refusal ON refusal.event_id = event.id
LEFT JOIN life ON life.id = event.life_id
LEFT JOIN message ON message.id = life.message_id
LEFT JOIN word mh ON mh.id = message.host_id
LEFT JOIN domain sd ON sd.id = message.sender_domain_id
LEFT JOIN word submitter ON submitter.id = CASE WHEN event.life_id IS NULL
    THEN refusal.submitter_id ELSE message.submitter_id END
LEFT JOIN address rcpt ON rcpt.id = life.address_id
LEFT JOIN domain rd ON rd.id = rcpt.domain_id
LEFT JOIN address orig ON orig.id = life.orig_id
LEFT JOIN domain od ON od.id = orig.domain_id
LEFT JOIN word rh ON rh.id = refusal.host_id
LEFT JOIN peer relay ON relay.id = event.peer_id
LEFT JOIN peer client ON client.id = CASE WHEN event.life_id IS NULL
    THEN refusal.client_id ELSE message.client_id END
LEFT JOIN word ours ON ours.id = event.local_ip_id
LEFT JOIN judgement ON judgement.cause_id = event.cause_id AND
    judgement.domain_id = coalesce(relay.domain_id, 0) AND
    judgement.outcome = event.outcome;

DROP VIEW IF EXISTS v_recipients;
CREATE VIEW v_recipients AS
SELECT
	life.id AS id,
	host.text AS host,
	CASE message.mta WHEN 1 THEN 'postfix' WHEN 2 THEN 'exim'
	    WHEN 3 THEN 'sendmail' ELSE '' END AS mta,
	instance.text AS instance,
	message.queue_id AS queue_id,
	message.message_id AS message_id,
	CASE WHEN message.sender_local IS NULL THEN NULL
	    WHEN sd.name = '' THEN message.sender_local
	    ELSE message.sender_local || '@' || sd.name END AS sender,
	submitter.text AS submitter,
	CASE rd.name WHEN '' THEN rcpt.local
	    ELSE rcpt.local || '@' || rd.name END AS recipient,
	CASE WHEN life.orig_id IS NULL THEN ''
	    WHEN od.name = '' THEN orig.local
	    ELSE orig.local || '@' || od.name END AS orig_recipient,
	CASE life.direction WHEN 0 THEN 'outbound' WHEN 1 THEN 'local'
	    ELSE 'inbound' END AS direction,
	life.first_ts AS first_ts,
	life.last_ts AS last_ts,
	life.closed_ts AS closed_ts,
	life.attempts AS attempts,
	CASE life.state WHEN 0 THEN 'waiting' WHEN 1 THEN 'delivered'
	    WHEN 2 THEN 'bounced' WHEN 3 THEN 'expired'
	    ELSE 'discarded' END AS state,
	coalesce(cause.code, 0) AS code,
	CASE coalesce(cause.class, 0) WHEN 0 THEN '' ELSE cause.class || '.' ||
	    cause.subject || '.' || cause.detail END AS enhanced,
	coalesce(status.text, '') AS mta_status,
	coalesce((WITH RECURSIVE fill(t, v) AS (
		SELECT replace(replace(replace(replace(replace(replace(replace(
		    cause.template, char(2), char(1)), char(3), char(1)),
		    char(4), char(1)), char(5), char(1)), char(6), char(1)),
		    char(7), char(1)), char(8), char(1)),
		    event.vals || char(10)
		UNION ALL
		SELECT substr(t, 1, instr(t, char(1)) - 1) ||
		    substr(v, 1, instr(v, char(10)) - 1) ||
		    substr(t, instr(t, char(1)) + 1),
		    substr(v, instr(v, char(10)) + 1)
		FROM fill WHERE instr(t, char(1)) > 0)
	    SELECT t FROM fill WHERE instr(t, char(1)) = 0), '') AS text,
	CASE coalesce(cause.stage, 0) WHEN 1 THEN 'connect'
	    WHEN 2 THEN 'banner' WHEN 3 THEN 'helo' WHEN 4 THEN 'starttls'
	    WHEN 5 THEN 'auth' WHEN 6 THEN 'mail' WHEN 7 THEN 'rcpt'
	    WHEN 8 THEN 'data' WHEN 9 THEN 'eod' ELSE '' END AS stage,
	CASE cause.origin WHEN 1 THEN 'remote' ELSE 'local' END AS origin,
	coalesce(relay.host, '') AS relay_host,
	coalesce(relay.ip, '') AS relay_ip,
	coalesce(judgement.provider, '') AS provider,
	coalesce(judgement.reason, '') AS reason,
	coalesce(judgement.permanence, '') AS permanence,
	coalesce(lower(hex(cause.fingerprint)), '') AS fingerprint
FROM life
JOIN message ON message.id = life.message_id
JOIN word host ON host.id = message.host_id
JOIN word instance ON instance.id = message.instance_id
JOIN address rcpt ON rcpt.id = life.address_id
JOIN domain rd ON rd.id = rcpt.domain_id
LEFT JOIN domain sd ON sd.id = message.sender_domain_id
LEFT JOIN word submitter ON submitter.id = message.submitter_id
LEFT JOIN address orig ON orig.id = life.orig_id
LEFT JOIN domain od ON od.id = orig.domain_id
LEFT JOIN event ON event.id = life.cause_event_id
LEFT JOIN cause ON cause.id = event.cause_id
LEFT JOIN word status ON status.id = event.status_id
LEFT JOIN peer relay ON relay.id = event.peer_id
LEFT JOIN judgement ON judgement.cause_id = event.cause_id AND
    judgement.domain_id = coalesce(relay.domain_id, 0) AND
    judgement.outcome = event.outcome
WHERE life.failures > 0 AND life.state <> 5;

DROP VIEW IF EXISTS v_delivered;
CREATE VIEW v_delivered AS
SELECT
	bucket,
	host.text AS host,
	instance.text AS instance,
	CASE mta WHEN 1 THEN 'postfix' WHEN 2 THEN 'exim'
	    WHEN 3 THEN 'sendmail' ELSE '' END AS mta,
	CASE direction WHEN 0 THEN 'outbound' WHEN 1 THEN 'local'
	    ELSE 'inbound' END AS direction,
	domain.name AS domain,
	relay.name AS relay_domain,
	recipients, late, le_1s, le_10s, le_1m, le_5m, le_30m, le_4h, le_1d,
	gt_1d
FROM delivered
JOIN word host ON host.id = delivered.host_id
JOIN word instance ON instance.id = delivered.instance_id
JOIN domain ON domain.id = delivered.domain_id
JOIN domain relay ON relay.id = delivered.relay_id;

DROP VIEW IF EXISTS v_sources;
CREATE VIEW v_sources AS
SELECT source.id AS id, source.name AS name, source.offset AS offset,
	source.pending AS pending, source.size AS size, source.lines AS lines,
	source.understood AS understood, source.irrelevant AS irrelevant,
	source.unknown AS unknown, source.first_ts AS first_ts,
	source.last_ts AS last_ts, source.read_ts AS read_ts,
	other.name AS overlap_of
FROM source LEFT JOIN source other ON other.id = source.overlap_of;

-- What a run goes on with.  The program's own, no promise: its columns go by
-- number.
DROP VIEW IF EXISTS own_lives;
CREATE VIEW own_lives AS
SELECT life.id, life.message_id, host.text, instance.text, message.mta,
    message.queue_id, message.first_ts,
    CASE rd.name WHEN '' THEN rcpt.local
	ELSE rcpt.local || '@' || rd.name END,
    CASE WHEN life.orig_id IS NULL THEN '' WHEN od.name = '' THEN orig.local
	ELSE orig.local || '@' || od.name END,
    life.direction, life.state, life.first_ts, life.last_ts AS last_ts,
    life.closed_ts AS closed_ts,
    life.attempts, life.failures, life.cause_event_id,
    event.ts, event.outcome, event.vals, cause.fingerprint, cause.stage,
    cause.origin, cause.direction, cause.mta, cause.code, cause.class,
    cause.subject, cause.detail, cause.template, relay.host, relay.ip,
    life.expanded, cause.own_status
FROM life
JOIN message ON message.id = life.message_id
JOIN word host ON host.id = message.host_id
JOIN word instance ON instance.id = message.instance_id
JOIN address rcpt ON rcpt.id = life.address_id
JOIN domain rd ON rd.id = rcpt.domain_id
LEFT JOIN address orig ON orig.id = life.orig_id
LEFT JOIN domain od ON od.id = orig.domain_id
LEFT JOIN event ON event.id = life.cause_event_id
LEFT JOIN cause ON cause.id = event.cause_id
LEFT JOIN peer relay ON relay.id = event.peer_id;

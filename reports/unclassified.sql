-- Replies whose reason no rule knew, most frequent first, each with its last
-- wording.  ?1 = since, ?2 = until (not included), ?3 = host or NULL, ?4 = how
-- many.

-- name: unclassified
SELECT sum(repeat) AS attempts, max(ts), code, enhanced, text, mta, stage,
	origin, relay_host, fingerprint
FROM v_events
WHERE ts >= ?1 AND ts < ?2 AND (?3 IS NULL OR host = ?3)
	AND reason = 'unknown'
	AND outcome NOT IN ('delivered', 'probe', 'forwarded', 'discarded')
	AND (code > 0 OR text <> '')
GROUP BY fingerprint
ORDER BY attempts DESC, fingerprint
LIMIT ?4

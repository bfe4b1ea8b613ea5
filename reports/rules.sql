-- name: rules_hits
SELECT judgement.rule, sum(event.repeat)
FROM event
LEFT JOIN peer relay ON relay.id = event.peer_id
JOIN judgement ON judgement.cause_id = event.cause_id AND
    judgement.domain_id = coalesce(relay.domain_id, 0) AND
    judgement.outcome = event.outcome
GROUP BY judgement.rule

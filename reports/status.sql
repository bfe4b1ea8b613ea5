-- name: status_sources
SELECT name, offset, pending, lines, understood, irrelevant, unknown,
    first_ts, last_ts, read_ts, overlap_of FROM v_sources ORDER BY
    coalesce(last_ts, read_ts) DESC, name
-- name: status_rows
SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM life),
    (SELECT count(*) FROM life WHERE closed_ts IS NULL),
    (SELECT count(*) FROM message), (SELECT count(*) FROM address),
    (SELECT count(*) FROM cause), (SELECT count(*) FROM delivered),
    (SELECT coalesce(sum(recipients), 0) FROM delivered),
    (SELECT count(*) FROM open_message),
    (SELECT page_count * page_size FROM pragma_page_count,
	pragma_page_size),
    (SELECT user_version FROM pragma_user_version)
-- name: status_unmatched
SELECT count, example FROM unmatched ORDER BY count DESC, mask LIMIT 10

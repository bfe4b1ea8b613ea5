#!/bin/sh
# --host: the report's, or that of lines without one.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
db=$dir/history.db
cat >"$dir/conf" <<END
database = "$db"
source {
	files = { "$samples/exim-mainlog" }
	host = "mx9"
}
source {
	files = { "$samples/postfix.log" }
}
END

# hosts FILE: the hosts of a report in JSON.
hosts()
{
	jq -r '[.hosts[].host] | join(" ")' "$1"
}

# report NAME ARG...: of the configured logs.
report()
{
	what=$1
	shift
	runs "$what" 0 '' "$b" --config "$dir/conf" --since 2026-01-01 --now \
	    2026-11-22T08:00:00+01:00 --format json "$@"
}

report 'one host without FILE' --host mx1
equal 'reports on it alone' "$(hosts "$dir/out")" mx1
cp "$dir/out" "$dir/mx1"
equal 'the history keeps all, by their names' "$(sqlite3 "$db" "SELECT
    group_concat(host, ' ') FROM (SELECT DISTINCT host FROM v_recipients
    ORDER BY host)")" 'mx1 mx9'
report 'all hosts'
equal 'are two' "$(hosts "$dir/out")" 'mx1 mx9'
check 'and have more' test "$(jq .totals.recipients "$dir/out")" -gt \
    "$(jq .totals.recipients "$dir/mx1")"
report 'the same from the history' --host mx1 report
equal 'the same' "$(jq -S .totals "$dir/out")" "$(jq -S .totals "$dir/mx1")"
runs 'no such host' 64 'mx7' "$b" --config "$dir/conf" --host mx7

log=$samples/exim-mainlog
runs 'FILE' 0 '' "$b" --host mx8 --format json "$log"
equal 'its lines are named' "$(hosts "$dir/out")" mx8
runs ingest 0 '' "$b" --db "$dir/in.db" --host mx8 ingest "$log"
equal 'its lines are named' "$(sqlite3 "$dir/in.db" \
    'SELECT DISTINCT host FROM v_recipients')" mx8
runs parse 0 '' "$b" --host mx8 parse "$log"
equal 'its events are named' "$(jq -r .host "$dir/out" | sort -u)" mx8
finish

#!/bin/sh
# Histories that are not there, not ours, broken, locked or in use.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
log=$samples/postfix.log
db=$dir/history.db

runs 'no history' 66 'no history yet' "$b" --db "$db" report
runs 'no history to export' 66 'no history yet' "$b" --db "$db" export events
runs 'no history to show' 66 'no history yet' "$b" --db "$db" status
check 'asking made none' test ! -e "$db"
runs ingest 0 '' "$b" --db "$db" ingest "$log"
check 'ingest is silent' test ! -s "$dir/out"
equal 'only the group reads it' "$(stat -c %a "$db")" 640
totals "$db" >"$dir/want"

runs 'below a file' 73 . "$b" --db "$log/h.db" ingest "$log"
runs 'a folder' 73 . "$b" --db "$dir" ingest "$log"

# A newer program's
cp "$db" "$dir/newer.db"
sqlite3 "$dir/newer.db" 'PRAGMA user_version = 99'
before=$(cksum <"$dir/newer.db")
runs newer 78 'newer' "$b" --db "$dir/newer.db" ingest "$samples/sendmail.log"
runs 'newer, report' 78 'newer' "$b" --db "$dir/newer.db" report
equal 'left as it was' "$(cksum <"$dir/newer.db")" "$before"

# Not a history
echo 'my diary' >"$dir/diary"
runs 'not a database' 65 "$dir/diary" "$b" --db "$dir/diary" ingest "$log"
equal 'left as it was' "$(cat "$dir/diary")" 'my diary'
sqlite3 "$dir/other.db" 'CREATE TABLE t (a); INSERT INTO t VALUES (1)'
runs "another program's" 65 "$dir/other.db" "$b" --db "$dir/other.db" ingest \
    "$log"
equal 'left as it was' "$(sqlite3 "$dir/other.db" .tables)" t
cp "$db" "$dir/torn.db"
size=$(stat -c %s "$dir/torn.db")
dd if=/dev/zero of="$dir/torn.db" bs=4096 seek=1 conv=notrunc \
    count=$((size / 4096 - 2)) 2>/dev/null
runs corrupt 65 "$dir/torn.db" "$b" --db "$dir/torn.db" report
runs 'corrupt, ingest' 65 "$dir/torn.db" "$b" --db "$dir/torn.db" ingest \
    "$samples/sendmail.log"

# Not for us
if [ "$(id -u)" -eq 0 ]; then
	cp "$db" "$dir/readonly.db"
	chmod 444 "$dir/readonly.db"
	runs read-only 73 'read-only' as_nobody "$b" --db "$dir/readonly.db" \
	    ingest "$samples/sendmail.log"
	same 'left as it was' "$dir/readonly.db"
	# A copy that nobody writes, where its reader may write nothing.
	mkdir "$dir/50%? #"
	cp "$db" "$dir/50%? #/copy.db"
	chmod 444 "$dir/50%? #/copy.db"
	chmod 555 "$dir/50%? #"
	runs 'a copy, read-only' 0 '' as_nobody "$b" --db \
	    "$dir/50%? #/copy.db" report --since 2026-01-01 --now \
	    2026-11-22T08:00:00+01:00 --format json
	equal 'says the same' "$(jq -S .totals "$dir/out")" \
	    "$(jq -S .totals "$dir/want")"
	runs 'its status' 0 '' as_nobody "$b" --db "$dir/50%? #/copy.db" status
	: >"$dir/50%? #/copy.db-wal"
	runs 'a reader without -shm' 73 'copy them' as_nobody "$b" --db \
	    "$dir/50%? #/copy.db" report
	cp "$db" "$dir/closed.db"
	chmod 600 "$dir/closed.db"
	runs 'no permission' 77 'group' as_nobody "$b" --db \
	    "$dir/closed.db" report
fi

# Another run has it: held open for some seconds, no matter how long that is.
mkfifo "$dir/hold"
sqlite3 "$db" <"$dir/hold" &
holder=$!
exec 3>"$dir/hold"
echo 'BEGIN IMMEDIATE; SELECT 1;' >&3
sleep 1
runs busy 75 'another' "$b" --db "$db" ingest "$samples/sendmail.log"
runs 'a report runs beside it' 0 '' "$b" --db "$db" report --now \
    2026-11-22T08:00:00+01:00
exec 3>&-
wait $holder
same 'nothing of it came in' "$db"

# The promise to other programs: the views and their columns.
for view in v_events v_recipients v_delivered v_sources; do
	check "$view" test "$(sqlite3 "$db" "SELECT count(*) > 0 FROM $view")" \
	    = 1
done
finish

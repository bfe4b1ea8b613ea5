#!/bin/sh
# Compressed logs: whole, cut off, still being written.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat

# offset DB: bytes taken in of its only source
offset()
{
	sqlite3 "$1" 'SELECT offset FROM source'
}

# Logs of a few kilobytes, as most are: nothing of a cut one may be lost that
# the format's own program would tell.
log=$dir/mail.log
cp "$samples/postfix.log" "$log"
touch -d '2026-11-21 12:00' "$log"
"$b" --db "$dir/plain.db" ingest "$log"
totals "$dir/plain.db" >"$dir/want"
for program in 'gzip -n' xz zstd 'bzip2 -1'; do
	name=${program%% *}
	if ! command -v "$name" >/dev/null; then
		echo "test_archive.sh: skipped: there is no $name"
		continue
	fi
	$program -c <"$log" >"$dir/whole"
	size=$(wc -c <"$dir/whole")
	for cut in $((size * 3 / 10)) $((size * 9 / 10)) $((size - 4)); do
		packed=$dir/$cut.$name
		head -c "$cut" "$dir/whole" >"$packed"
		touch -d '2026-11-21 12:00' "$packed"
		"$name" -dc <"$packed" 2>/dev/null >"$dir/told" || true
		# All but a last line without its end.
		bytes=$(head -n "$(wc -l <"$dir/told")" "$dir/told" | wc -c)
		runs "$name, cut at $cut" 74 "$packed: truncated" "$b" \
		    --db "$packed.db" ingest "$packed"
		kept=$(offset "$packed.db")
		check "$name: every whole line of $cut bytes" \
		    test "${kept:-0}" -ge "$bytes"
		equal "$name: whole lines of $cut bytes" \
		    "$(head -c "${kept:-0}" "$log" | tail -c 1)" ''
		runs "$name, cut at $cut, again" 74 "$packed: truncated" \
		    "$b" --db "$packed.db" ingest "$packed"
		equal "$name: the same of $cut bytes" \
		    "$(offset "$packed.db")" "$kept"
		cp "$dir/whole" "$packed"
		runs "$name, $cut, then whole" 0 '' "$b" \
		    --db "$packed.db" ingest "$packed"
		same "$name, $cut, then whole" "$packed.db"
		runs "$name, $cut, then the plain log" 0 '' "$b" \
		    --db "$packed.db" ingest "$log"
		same "$name, $cut: it is the same log" "$packed.db"
	done
done

# Somebody is still writing it: only who comes again can wait.
for bytes in 5 15 2000; do
	gzip -nc "$log" | head -c "$bytes" >"$dir/now.gz"
	runs "being written, $bytes bytes" 0 'still being written' "$b" \
	    --db "$dir/now$bytes.db" ingest "$dir/now.gz"
	runs "$bytes bytes, but no next run" 74 'truncated' "$b" \
	    "$dir/now.gz"
	gzip -nc "$log" >"$dir/now.gz"
	runs 'written' 0 '' "$b" --db "$dir/now$bytes.db" ingest "$dir/now.gz"
	same 'written' "$dir/now$bytes.db"
done

# Members, padding, and nothing.
half=$(($(wc -l <"$log") / 2))
{ head -n "$half" "$log" | gzip -nc; tail -n +$((half + 1)) "$log" |
    gzip -nc; printf '\0\0\0\0'; } >"$dir/members.gz"
touch -d '2026-11-21 12:00' "$dir/members.gz"
runs 'two members' 0 '' "$b" --db "$dir/members.db" ingest "$dir/members.gz"
same 'two members' "$dir/members.db"
gzip -nc </dev/null >"$dir/nothing.gz"
runs 'no line in it' 66 'nothing.gz: empty' "$b" "$dir/nothing.gz"
: >"$dir/zero.gz"
runs 'no byte in it' 66 'zero.gz: empty' "$b" "$dir/zero.gz"
printf '\037\213' >"$dir/magic.gz"
touch -d '1 day ago' "$dir/magic.gz"
runs 'only the magic bytes' 74 'magic.gz: truncated' "$b" "$dir/magic.gz"

finish

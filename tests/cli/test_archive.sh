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

# Logs of a few kilobytes, as most are: nothing of a cut one may be lost.
log=$dir/mail.log
cp "$samples/postfix.log" "$log"
touch -d '2026-11-21 12:00' "$log"
"$b" --db "$dir/plain.db" ingest "$log"
totals "$dir/plain.db" >"$dir/want"
for part in 30 300 90 99; do
	gz=$dir/$part.gz
	size=$(gzip -nc "$log" | wc -c)
	[ "$part" -gt 100 ] && cut=$((size - 4)) || cut=$((size * part / 100))
	gzip -nc "$log" | head -c "$cut" >"$gz"
	touch -d '2026-11-21 12:00' "$gz"
	whole=$(gzip -dc "$gz" 2>/dev/null | grep -c '')
	whole=$((whole - 1))
	[ "$part" -gt 100 ] && whole=$((whole + 1))
	bytes=$(gzip -dc "$gz" 2>/dev/null | head -n "$whole" | wc -c)
	runs "cut at $part %" 74 "$gz: truncated" "$b" --db "$gz.db" ingest \
	    "$gz"
	equal "every whole line of $part %" "$(offset "$gz.db")" "$bytes"
	runs "cut at $part % again" 74 "$gz: truncated" "$b" --db "$gz.db" \
	    ingest "$gz"
	equal 'the same' "$(offset "$gz.db")" "$bytes"
	gzip -nc "$log" >"$gz"
	runs "$part %, then whole" 0 '' "$b" --db "$gz.db" ingest "$gz"
	same "$part %, then whole" "$gz.db"
	runs "the plain log after that" 0 '' "$b" --db "$gz.db" ingest "$log"
	same 'it is the same log' "$gz.db"
done

# The others: what the library returns, and the rest later.
for program in xz zstd bzip2; do
	if ! command -v "$program" >/dev/null; then
		echo "test_archive.sh: skipped: there is no $program"
		continue
	fi
	"$program" -c "$log" >"$dir/whole"
	head -c $(($(wc -c <"$dir/whole") - 1)) "$dir/whole" \
	    >"$dir/log.$program"
	touch -d '2026-11-21 12:00' "$dir/log.$program"
	runs "$program, cut" 74 "log.$program: truncated" "$b" \
	    --db "$dir/$program.db" ingest "$dir/log.$program"
	cp "$dir/whole" "$dir/log.$program"
	runs "$program, whole" 0 '' "$b" --db "$dir/$program.db" ingest \
	    "$dir/log.$program"
	same "$program" "$dir/$program.db"
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

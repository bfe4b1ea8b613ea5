#!/bin/sh
# systemd's journal, read through libsystemd: made of a sample log here.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
remote=/lib/systemd/systemd-journal-remote
log=$samples/postfix.log

"$b" parse "journal:$dir/none" 2>"$dir/err"
if [ $? -eq 78 ]; then
	echo 'test_journal.sh: built without libsystemd: only its message tested'
	runs 'built without it' 78 'journalctl -o json' "$b" parse --journal
	finish
fi
if ! [ -x "$remote" ]; then
	echo "test_journal.sh: skipped: there is no $remote"
	exit 0
fi

# Lines on standard input as the Journal Export Format; $1 = more fields.
export_format()
{
	jq -rR --arg more "$1" '
	capture("^(?<t>[^.]*)[.](?<us>[0-9]*)(?<zone>[^ ]*) (?<host>[^ ]*) " +
	    "(?<tag>[^\\[:]*)(\\[(?<pid>[0-9]*)\\])?: (?<msg>.*)") |
	(((.t + "Z" | fromdate) - 3600 | tostring) + .us) as $us |
	"__REALTIME_TIMESTAMP=\($us)", "__MONOTONIC_TIMESTAMP=\($us)",
	"_BOOT_ID=00000000000000000000000000000001",
	"_SOURCE_REALTIME_TIMESTAMP=\($us)", "_HOSTNAME=\(.host)", $more,
	"SYSLOG_IDENTIFIER=\(.tag)",
	(select(.pid != null) | "SYSLOG_PID=\(.pid)"), "MESSAGE=\(.msg)", ""'
}

# journal FOLDER: the export format on standard input as a journal there.
journal()
{
	rm -rf "$1"
	mkdir "$1"
	"$remote" -o "$1/test.journal" - >"$dir/remote" 2>&1 ||
	    fail "$remote: $(cat "$dir/remote")"
}

other='SYSLOG_FACILITY=3'
export_format 'SYSLOG_FACILITY=2' <"$log" >"$dir/all"
{ cat "$dir/all"; printf '%s\n' '__REALTIME_TIMESTAMP=1795300000000000' \
    '__MONOTONIC_TIMESTAMP=5' '_BOOT_ID=00000000000000000000000000000001' \
    "$other" 'SYSLOG_IDENTIFIER=cron' 'MESSAGE=nothing of mail' ''; } |
    journal "$dir/all.d"
lines=$(wc -l <"$log")

# The same events as the log it was made of gives, in any form.
"$b" parse "$log" | jq -S . >"$dir/want"
runs 'its events' 0 '' "$b" parse "journal:$dir/all.d"
jq -S . "$dir/out" >"$dir/got"
check 'they are the same' cmp -s "$dir/want" "$dir/got"
check 'and not none' test -s "$dir/want"
if command -v journalctl >/dev/null; then
	journalctl -D "$dir/all.d" --facility=mail -o json >"$dir/json"
	runs 'as JSON' 0 '' "$b" parse "$dir/json"
	jq -S . "$dir/out" >"$dir/got"
	check 'they are the same' cmp -s "$dir/want" "$dir/got"
fi
runs 'a report' 0 '' "$b" "journal:$dir/all.d" --format json
equal 'of mail only' "$(jq .lines.read "$dir/out")" "$lines"

# Mail servers that log to another facility are known by their names.
sed 's/^SYSLOG_FACILITY=2/SYSLOG_FACILITY=16/' "$dir/all" |
    journal "$dir/local0.d"
"$b" parse "journal:$dir/local0.d" | grep -c bounced >"$dir/got"
equal 'bounces of facility local0' "$(cat "$dir/got")" \
    "$(grep -c bounced "$dir/want")"

# Taken in bit by bit it is the same, and every record counts once.
"$b" --db "$dir/file.db" ingest "$log"
totals "$dir/file.db" >"$dir/want"
for records in 3 7 300 900 "$lines"; do
	awk -v n="$records" -v RS= -v ORS='\n\n' 'NR <= n' "$dir/all" |
	    journal "$dir/j"
	runs "$records records" 0 '' "$b" --db "$dir/$records.db" ingest \
	    "journal:$dir/j"
	equal "$records records" "$(sqlite3 "$dir/$records.db" \
	    'SELECT lines FROM source')" "$records"
	runs 'nothing new' 0 '' "$b" --db "$dir/$records.db" ingest \
	    "journal:$dir/j"
	equal 'nothing new' "$(sqlite3 "$dir/$records.db" \
	    'SELECT lines FROM source')" "$records"
done
same 'all of it' "$dir/$lines.db"

# One that grows: the remote program appends to the file that is there.
mkdir "$dir/grows"
from=1
for to in 1 8 400 401 "$lines"; do
	awk -v a="$from" -v n="$to" -v RS= -v ORS='\n\n' \
	    'NR >= a && NR <= n' "$dir/all" |
	    "$remote" -o "$dir/grows/test.journal" - >"$dir/remote" 2>&1
	runs "grown to $to" 0 '' "$b" --db "$dir/grows.db" ingest \
	    "journal:$dir/grows"
	equal "grown to $to" "$(sqlite3 "$dir/grows.db" \
	    'SELECT lines FROM source')" "$to"
	from=$((to + 1))
done
same 'grown' "$dir/grows.db"

# A journal and a file that get the same lines, now one ahead, now the other.
mkdir "$dir/beside"
from=1
most=0
for to in 200 203 640 "$lines"; do
	awk -v a="$from" -v n="$to" -v RS= -v ORS='\n\n' \
	    'NR >= a && NR <= n' "$dir/all" |
	    "$remote" -o "$dir/beside/test.journal" - >"$dir/remote" 2>&1
	for n in $((to - 60)) $((to + 25)); do
		head -n "$n" "$log" >"$dir/beside.log"
		"$b" --db "$dir/beside.db" ingest "journal:$dir/beside" \
		    "$dir/beside.log" 2>"$dir/err" || fail "$(cat "$dir/err")"
		[ "$n" -lt "$lines" ] || n=$lines
		[ "$most" -gt "$to" ] || most=$to
		[ "$most" -gt "$n" ] || most=$n
		equal "$to and $n" "$(sqlite3 "$dir/beside.db" \
		    'SELECT sum(lines) FROM source')" "$most"
	done
	from=$((to + 1))
done
same 'beside each other' "$dir/beside.db"

# What the log file gave already is not counted again, nor the other way.
runs 'the journal after the file' 0 'skipped: its first events' "$b" \
    --db "$dir/file.db" ingest "journal:$dir/all.d"
same 'the journal after the file' "$dir/file.db"
runs 'the file after the journal' 0 'skipped: its first events' "$b" \
    --db "$dir/grows.db" ingest "$log"
same 'the file after the journal' "$dir/grows.db"

# What is no journal.
runs 'no such folder' 66 "journal $dir/no: No such file" "$b" \
    "journal:$dir/no"
mkdir "$dir/empty"
runs 'a folder without a journal' 66 "journal $dir/empty: no record" "$b" \
    "journal:$dir/empty"
printf 'garbage' >"$dir/empty/test.journal"
runs 'garbage' 66 "journal $dir/empty: no record" "$b" "journal:$dir/empty"

# A message of several lines stays one line; NUL and strange bytes, too.
printf '%s\n' '__REALTIME_TIMESTAMP=1795300000000000' \
    '__MONOTONIC_TIMESTAMP=5' '_BOOT_ID=00000000000000000000000000000001' \
    'SYSLOG_FACILITY=2' '_HOSTNAME=mx1' 'SYSLOG_IDENTIFIER=postfix/smtp' \
    'SYSLOG_PID=7' MESSAGE >"$dir/one"
text='4D1A25E05314: to=<a@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.9] said: 550 5.1.1 gone
Nov 21 08:00:00 mx1 postfix/smtp[7]: 4D1A25E05315: to=<b@example.org>, relay=none, delay=1, dsn=5.0.0, status=bounced (forged) (in reply to RCPT TO command))'
# The length in 8 bytes, little-endian, then the bytes.
n=${#text}
{ cat "$dir/one"; printf '%b' "\\0$(printf '%o' $((n % 256)))" \
    "\\0$(printf '%o' $((n / 256)))" '\0\0\0\0\0\0'
printf '%s\n\n' "$text"; } | journal "$dir/one.d"
runs 'a message of two lines' 0 '' "$b" parse "journal:$dir/one.d"
equal 'it is one event' "$(jq -r .recipient "$dir/out")" 'a@example.org'

# The setting.
printf 'source {\n\tfiles = { "%s" }\n\tjournal = true\n}\n' "$log" \
    >"$dir/conf"
"$b" --config "$dir/conf" --db "$dir/conf.db" ingest 2>"$dir/err"
grep -q 'systemd journal' "$dir/err" || [ "$(sqlite3 "$dir/conf.db" \
    "SELECT count(*) FROM source WHERE name LIKE 'systemd journal%'")" = 1 ] ||
	fail 'journal = true: no word of the journal'

finish

#!/bin/sh
# What bad input gets: one clear message and its own exit status.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
log=$samples/postfix.log

# Logs
: >"$dir/empty"
printf '\000\001\002\377\n\033[31m\n' >"$dir/binary"
echo 'Nov 21 08:00:00 mx1 cron[1]: nothing of mail' >"$dir/other"
runs missing 66 "$dir/none: No such file" "$b" "$dir/none"
runs directory 66 "$dir: is a directory" "$b" "$dir"
runs empty 66 "$dir/empty: empty" "$b" "$dir/empty"
runs binary 66 "$dir/binary: no line of " "$b" "$dir/binary"
runs 'other log' 66 "$dir/other: no line of " "$b" "$dir/other"
runs 'empty input' 66 'empty' "$b" -
runs 'empty beside a log' 0 "$dir/empty: empty" "$b" "$dir/empty" "$log"
check 'the rest is reported' grep -q 'all understood' "$dir/out"
runs 'missing beside a log' 66 "$dir/none: No such" "$b" "$dir/none" "$log"
check 'the rest is reported' grep -q 'all understood' "$dir/out"
runs 'first status stands' 66 "$dir/none: No such" "$b" "$dir/none" \
    "$dir/empty"
runs 'a word that is no command' 66 'reprot: No such file' "$b" reprot

cp "$log" "$dir/secret"
chmod 000 "$dir/secret"
runs unreadable 77 "$dir/secret: permission denied" as_nobody "$b" "$dir/secret"
chmod 640 "$dir/secret"
if [ "$(id -u)" -eq 0 ] && chgrp adm "$dir/secret" 2>/dev/null; then
	runs 'the group to join' 77 "secret: .*group adm" as_nobody "$b" \
	    "$dir/secret"
	mkdir -m 710 "$dir/closed"
	chgrp adm "$dir/closed"
	runs 'the group of a folder' 77 "$dir/closed: .*group adm" \
	    as_nobody "$b" "$dir/closed/mail.log"
	chmod 700 "$dir/closed"
	runs 'a folder for its owner' 77 "$dir/closed: .*only its owner" \
	    as_nobody "$b" "$dir/closed/mail.log"
fi

# What is no plain file.
# shellcheck disable=SC2317 # runs calls them
from_file()
{
	"$@" <"$dir/old"
}

# shellcheck disable=SC2317
from_pipe()
{
	awk 1 "$log" | "$@"
}

# shellcheck disable=SC2317
from_fifo()
{
	cat "$log" >"$dir/fifo" &
	"$@"
}

mkfifo "$dir/fifo"
runs 'the log' 0 '' "$b" parse "$log"
cp "$dir/out" "$dir/want"
for name in - /dev/stdin; do
	runs "a pipe, $name" 0 '' from_pipe "$b" parse "$name"
	check "a pipe, $name" cmp -s "$dir/out" "$dir/want"
done
runs 'a named pipe' 0 '' from_fifo "$b" parse "$dir/fifo"
check 'a named pipe' cmp -s "$dir/out" "$dir/want"
runs 'no file at all' 66 '/dev/null: empty' "$b" /dev/null

# Standard input that is a file has a date and an end to tell the year by.
for day in 'Nov 20' 'Dec 31' 'Mar  1'; do
	echo "$day 08:10:00 mx1 postfix/smtp[7]: 4A01: to=<a@example.org>," \
	    'relay=none, delay=1, dsn=5.4.4, status=bounced (no such host)'
done >"$dir/old"
touch -d '2023-03-02 12:00' "$dir/old"
for name in - /dev/stdin "$dir/old"; do
	runs "its years, $name" 0 '' from_file "$b" parse "$name"
	equal "its years, $name" "$(jq -r '.ts | todate[:7]' "$dir/out" |
	    xargs)" '2022-11 2022-12 2023-03'
done

# Of a log that is read alone less is kept, but nothing less is told.
echo 'Nov 21 08:00:01 mx9 postfix/smtpd[9]: connect from a.example[192.0.2.9]' \
    >"$dir/quiet"
for name in postfix.log exim-mainlog sendmail.log mixed.log; do
	for since in 2026-11-01 '2026-11-21 12:00'; do
		set -- --now 2026-11-27 --since "$since" --top 50 --format csv
		"$b" "$@" "$samples/$name" >"$dir/alone"
		"$b" "$@" "$samples/$name" "$dir/quiet" >"$dir/beside"
		check "$name has causes" test "$(wc -l <"$dir/alone")" -gt 5
		check "$name alone, since $since" cmp "$dir/alone" "$dir/beside"
	done
done

# A line that no rule can know is told of, too.
{ cat "$log"; echo 'the tail of a line'; } >"$dir/tail"
runs 'a line that is none' 0 '' "$b" "$dir/tail" --width 100
check 'where to find it' grep -q -- '--unmatched FILE' "$dir/out"
runs 'it is found' 0 '' "$b" "$dir/tail" --unmatched "$dir/lines"
equal 'the line' "$(cat "$dir/lines")" 'the tail of a line'

# Compressed and cut off: the whole lines before count.
cat "$samples"/*log* | gzip -c >"$dir/whole.gz"
head -c 50000 "$dir/whole.gz" >"$dir/cut.gz"
touch -d '1 day ago' "$dir/cut.gz"
gzip -dc "$dir/cut.gz" 2>/dev/null >"$dir/cut" || true
runs 'truncated gzip' 74 "$dir/cut.gz: truncated" "$b" "$dir/cut.gz" \
    --format json
lines=$(jq .lines.read "$dir/out")
check 'whole lines of it are kept' test "$lines" -gt 20
check 'no more than it has' test "$lines" -le "$(wc -l <"$dir/cut")"
runs 'parse of a truncated gzip' 74 truncated "$b" parse "$dir/cut.gz"
check 'and its events' test "$(wc -l <"$dir/out")" -gt 5

# Options
runs 'unknown option' 64 'no-such: no such option' "$b" --no-such
runs 'option of another command' 64 'not an option of this' "$b" ingest \
    --since 24h
runs 'missing value' 64 'needs a value' "$b" --since
runs 'wrong number' 64 'not a number' "$b" --jobs none "$log"
for time in 24x soon 2026-13-01 2026-02-30 25:00 '' -- '@' '1d2'; do
	runs "wrong time $time" 64 '24h.*yesterday.*2026-11-20' "$b" \
	    "--since=$time" "$log"
done
runs 'wrong --until' 64 'until' "$b" --until never "$log"
runs 'wrong --now' 64 'now' "$b" --now sometime "$log"
runs 'window upside down' 64 . "$b" --since 2026-11-22 --until 2026-11-21 \
    "$log"
runs 'wrong zone' 64 'tz.*Mars' "$b" --tz Mars/Olympus "$log"
runs 'wrong format' 64 'none of text, csv' "$b" --format pdf "$log"
for name in x.html x.pdf x.log; do
	runs "no format for $name" 64 'suffix.*text, csv, json, ndjson' \
	    "$b" -o "$dir/$name" "$log"
	check "no $name" test ! -e "$dir/$name"
done
runs 'any name with --format' 0 '' "$b" -o "$dir/x.log" -f csv "$log"
mkdir "$dir/a.b"
runs 'a name without suffix' 0 '' "$b" -o "$dir/a.b/x" "$log"
runs 'no html export' 64 'suffix.*csv, ndjson' "$b" export events -o x.html
runs 'no csv status' 64 'suffix.*text, json' "$b" status -o x.csv
runs 'no ndjson list of rules' 64 'suffix.*csv' "$b" rules -o x.ndjson
runs 'no ndjson of codes' 64 'suffix.*html' "$b" codes -o x.ndjson
cp "$log" "$dir/own.txt"
runs 'a log is not written over' 64 'own.txt is a log' "$b" -o "$dir/own.txt" \
    "$dir/own.txt"
ln "$dir/own.txt" "$dir/other.txt"
runs 'by another name' 64 'other.txt is a log' "$b" -o "$dir/other.txt" \
    "$log" "$dir/own.txt"
check 'it is what it was' cmp -s "$log" "$dir/own.txt"
runs 'status of something' 64 'no arguments' "$b" status "$log"
runs 'wrong language' 64 . "$b" --lang xx "$log"
runs 'report of a file' 64 'reads the history only' "$b" report "$log"
runs 'export of nothing' 64 'events.*recipients' "$b" export
runs 'export of something else' 64 'events.*recipients' "$b" export mails

# Configuration, rules and knowledge
printf 'source {\n\tfiles = { "a" }\n\tcolour = "red"\n}\n' >"$dir/conf"
runs 'unknown setting' 78 "$dir/conf:3" "$b" --config "$dir/conf" "$log"
printf 'report {\n\ttop = "many"\n}\n' >"$dir/conf"
runs 'wrong setting' 78 "$dir/conf:2" "$b" --config "$dir/conf" "$log"
printf 'report {\n\ttop = 3\n\tformat = "html"\n}\n' >"$dir/conf"
runs 'wrong format' 78 "$dir/conf:3: format" "$b" --config "$dir/conf" "$log"
printf 'report {\n' >"$dir/conf"
runs 'open section' 78 "$dir/conf:" "$b" --config "$dir/conf" "$log"
runs 'no such configuration' 78 "$dir/none" "$b" --config "$dir/none" "$log"
: >"$dir/conf"
runs 'empty configuration' 0 '' "$b" --config "$dir/conf" "$log"
runs 'the example' 0 '' "$b" --config "$root/contrib/bouncestat.conf" "$log"

mkdir "$dir/rules"
runs 'a folder without rules' 66 'no parser rules' "$b" --rules "$dir/rules" \
    "$log"
runs 'no folder of rules' 66 'no parser rules' "$b" --rules "$dir/none" "$log"
cp "$root/parsers/postfix.rules" "$dir/rules/"
runs 'own rules' 0 '' "$b" --rules "$dir/rules" "$log"
printf 'section remote\nrule broken\n  match ^(open\n' \
    >"$dir/rules/postfix.rules"
runs 'a broken pattern' 65 "$dir/rules/postfix.rules:.*broken" "$b" --rules \
    "$dir/rules" "$log"
printf 'section remote\nrul x\n' >"$dir/rules/postfix.rules"
runs 'a broken rule' 65 "$dir/rules/postfix.rules:2" "$b" --rules \
    "$dir/rules" "$log"
cp -R "$root/schema/knowledge" "$dir/knowledge"
runs 'own knowledge' 0 '' "$b" --knowledge "$dir/knowledge" "$log"
printf '[\n {"id": "user_unknown",,\n' >"$dir/knowledge/reasons.json"
runs 'broken knowledge' 65 "$dir/knowledge/reasons.json:2:" "$b" --knowledge \
    "$dir/knowledge" "$log"
printf '[]\n' >"$dir/knowledge/reasons.json"
runs 'wrong knowledge' 65 . "$b" --knowledge "$dir/knowledge" "$log"

# Output
# shellcheck disable=SC2317 # runs calls it
full()
{
	"$@" >/dev/full
}

# shellcheck disable=SC2317
closed()
{
	"$@" >&-
}

if [ -c /dev/full ]; then
	for format in text csv json ndjson; do
		runs "full disk, $format" 74 'No space left' full "$b" \
		    --format $format "$log"
	done
	runs 'full disk, parse' 74 'No space left' full "$b" parse "$log"
	runs 'full disk, codes' 74 'No space left' full "$b" codes
	runs 'full disk, help' 74 'No space left' full "$b" --help
	runs 'full disk, version' 74 'No space left' full "$b" -V
fi
runs 'closed output' 74 . closed "$b" "$log"
runs 'closed output, parse' 74 . closed "$b" parse "$log"
runs 'output into a folder that is not there' 73 "$dir/none/x" "$b" -o \
    "$dir/none/x" "$log"
runs 'output into a folder' 73 . "$b" -o "$dir/" "$log"
finish

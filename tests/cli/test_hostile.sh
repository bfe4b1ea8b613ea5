#!/bin/sh
# What strangers write into a log is shown as text and does nothing.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
log=$dir/log
now=2026-11-21T10:00:00Z

# One message for each piece of text, in every place that a stranger fills.
line=0
hostile()
{
	h=$(printf '%b' "$1")
	line=$((line + 1))
	at="Nov 20 10:$(printf %02d $line):00 mx1"
	{
		printf '%s postfix/qmgr[2]: 4C%d: from=<%s@example.org>, size=1, nrcpt=1 (queue active)\n' \
		    "$at" $line "$h"
		printf '%s postfix/smtp[3]: 4C%d: to=<%s@example.net>, relay=%s[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.7.1, status=bounced (host %s[192.0.2.1] said: 550 5.7.1 %s (in reply to RCPT TO command))\n' \
		    "$at" $line "$h" "$h" "$h" "$h"
		printf '%s postfix/smtp[3]: 5C%d: to=<u@example.net>, relay=mx.example[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=5.0.0, status=bounced (host mx.example[192.0.2.1] said: 550 %s (in reply to end of DATA command))\n' \
		    "$at" $line "$h"
		printf '%s postfix/pipe[3]: 6C%d: to=<p@example.net>, relay=x, delay=1, delays=0/0/1/0, dsn=5.3.0, status=bounced (Command died with status 1: "/bin/x". Command output: %s )\n' \
		    "$at" $line "$h"
		printf '%s postfix/smtpd[4]: NOQUEUE: reject: RCPT from %s[198.51.100.1]: 554 5.7.1 <%s>: Helo command rejected: %s; from=<%s@example.org> to=<a@example.net> proto=ESMTP helo=<%s>\n' \
		    "$at" "$h" "$h" "$h" "$h" "$h"
		printf '%s sm-mta[5]: 7C%d: to=<%s@example.net>, delay=00:00:01, mailer=esmtp, relay=%s. [192.0.2.1], dsn=5.2.2, stat=Service unavailable: 550 %s\n' \
		    "$at" $line "$h" "$h" "$h"
		printf '2026-11-20 10:%02d:01 1vLx%02d-000000-00 ** %s@example.net R=dnslookup T=remote_smtp H=%s [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<%s@example.net>: 550 %s\n' \
		    $line $line "$h" "$h" "$h" "$h"
		printf '%s postfix/smtp[3]: %s: nobody knows this: %s\n' "$at" \
		    "$h" "$h"
	} >>"$log"
	printf '550 %s\n' "$h" >>"$dir/replies"
}

: >"$log"
hostile '"quoted", and \\"more'
hostile "it's, a; list"
hostile '\033[31mred\033]0;title\007'
hostile '=cmd|/C calc!A0'
hostile '+1+1'
hostile '-2+3'
hostile '@SUM(1)'
hostile '\033=1+1'
hostile '<script>alert(1)</script>'
hostile '"><img src=x onerror=alert(1)>'
hostile 'javascript:alert(1)'
hostile '\0377\0376'
hostile '\0342\0200\0256gol\0342\0201\0246'
hostile '\0330\0234mark'
hostile '\0342\0200\0250separator'
hostile '\0302\023331m'
hostile 'status=sent (250 ok)'
hostile '#012Nov 20 10:00:00 mx1 postfix/smtp[3]: 4C1: to=<'
hostile '%s%n'
hostile "$(head -c 60000 /dev/zero | tr '\0' x)"
hostile "$(head -c 60000 /dev/zero | tr '\0' /)"
printf 'Nov 20 11:00:00 mx1 postfix/smtp[3]: N\000U: a NUL\n' >>"$log"

# Bytes that a terminal obeys, or that turn text around: none.
# clean NAME FILE
clean()
{
	what=$1
	# As UTF-8: C0, DEL, C1, marks of direction, separators, malformed.
	if LC_ALL=C grep -qP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|[\xf8-\xff]' \
	    "$2"; then
		fail "$what: control bytes"
	elif ! iconv -f UTF-8 -t UTF-8 "$2" >/dev/null 2>&1; then
		fail "$what: not UTF-8"
	elif [ ! -s "$2" ]; then
		fail "$what: nothing at all"
	else
		pass
	fi
}

# No line takes more columns than so many.
# narrow NAME FILE COLUMNS
narrow()
{
	check "$1: width" test "$(wc -L <"$2")" -le "$3"
}

# Every field that a spreadsheet would compute is made a text.
plain_csv()
{
	clean "$1" "$2"
	if grep -qE '(^|,)"?[[:blank:]]*[=+@]' "$2"; then
		fail "$1: a formula"
	else
		pass
	fi
}

# shellcheck disable=SC2317 # check calls it
no_script()
{
	! grep -qiE '<(script|img)|href="?javascript:|[^;]"><' "$1"
}

json()
{
	clean "$1" "$2"
	check "$1: JSON" jq -e . "$2" >"$dir/jq"
}

for width in 40 80; do
	runs 'report, text' 0 '' "$b" "$log" --now $now --top 50 --width $width
	clean 'report, text' "$dir/out"
	narrow 'report, text' "$dir/out" $width
done
runs 'report, csv' 0 '' "$b" "$log" --now $now --format csv
plain_csv 'report, csv' "$dir/out"
for format in json ndjson; do
	runs "report, $format" 0 '' "$b" "$log" --now $now --format $format
	json "report, $format" "$dir/out"
done
runs parse 0 '' "$b" parse "$log" --now $now --unmatched "$dir/lines"
json parse "$dir/out"
clean 'lines nobody knew' "$dir/lines"
equal 'nobody was impersonated' "$(jq -r 'select(.outcome == "delivered") |
    .recipient' "$dir/out")" ''
runs ingest 0 '' "$b" ingest --db "$dir/db" "$log" --now $now
for table in events recipients; do
	runs "$table, csv" 0 '' "$b" export $table --db "$dir/db" -f csv
	plain_csv "$table, csv" "$dir/out"
	runs "$table, ndjson" 0 '' "$b" export $table --db "$dir/db"
	json "$table, ndjson" "$dir/out"
done
runs status 0 '' "$b" status --db "$dir/db"
clean status "$dir/out"
runs 'status, json' 0 '' "$b" status --db "$dir/db" -f json
json 'status, json' "$dir/out"
runs unclassified 0 '' "$b" report unclassified --db "$dir/db"
clean unclassified "$dir/out"
runs 'unclassified, json' 0 '' "$b" report unclassified --db "$dir/db" -f json
json 'unclassified, json' "$dir/out"
for format in text html json ndjson; do
	"$b" explain --why -f $format - <"$dir/replies" >"$dir/out"
	clean "explain, $format" "$dir/out"
	case $format in
	html) check 'no script' no_script "$dir/out" ;;
	*json) json "explain, $format" "$dir/out" ;;
	esac
done

# Names of files are strangers' words, too.
name=$(printf '%s/\033[31m\n\342\200\256gol' "$dir")
: >"$name"
runs 'a name of an empty log' 66 '\?\[31m\?\?gol: empty' "$b" "$name"
clean 'a name of an empty log' "$dir/err"
cp "$log" "$name"
runs 'the same log again' 0 'counted once' "$b" "$log" "$name" --now $now
clean 'the same log again' "$dir/err"
clean 'its report' "$dir/out"
runs 'no such log' 66 'No such file' "$b" "$name.none"
clean 'no such log' "$dir/err"
runs 'an option' 64 . "$b" --since "$name" "$log"
clean 'an option' "$dir/err"
runs 'no history there' 66 . "$b" report --db "$name.none"
clean 'no history there' "$dir/err"
mkdir "$name.d"
printf '{"rules": [{"id": "x"}]}' >"$name.d/\\x.json"
runs 'rules of that name' 65 . "$b" rules test "$name.d/\\x.json"
clean 'rules of that name' "$dir/err"
runs 'sources of that name' 0 '' "$b" ingest --db "$dir/db2" "$name" --now $now
runs 'status of that name' 0 '' "$b" status --db "$dir/db2"
clean 'status of that name' "$dir/out"
finish

#!/bin/sh
# installed.sh DESTDIR PREFIX: drives what `make install` has put there, once.
set -eu
base=$1$2
samples=$base/share/doc/bouncestat/samples
b=$base/bin/bouncestat
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail()
{
	echo "installed: $*" >&2
	exit 1
}

for file in bin/bouncestat share/man/man1/bouncestat.1 \
    share/doc/bouncestat/README.md \
    share/doc/bouncestat/examples/bouncestat.conf \
    share/bash-completion/completions/bouncestat \
    lib/systemd/system/bouncestat.timer; do
	[ -s "$base/$file" ] || fail "no $file"
done

# All four formats say the same number of recipients, all lines understood.
"$b" --lang en "$samples"/*log* >"$dir/report.txt"
grep -q 'all understood' "$dir/report.txt" || fail 'text: not all understood'
"$b" -o "$dir/report.json" "$samples"/*log*
"$b" -o "$dir/report.ndjson" "$samples"/*log*
"$b" -o "$dir/report.csv" "$samples"/*log*
n=$(jq '.totals.lost = .totals.bounced + .totals.expired | .totals |
    .lost + .waiting + .late' "$dir/report.json")
[ "$n" -gt 50 ] || fail "json: $n recipients with failures"
[ "$(jq -s '.[1:] | map(select(.section | IN("refused", "accepted_but") |
    not) | .recipients) | add' "$dir/report.ndjson")" -eq "$n" ] ||
    fail 'ndjson: other sums than json'
[ "$(sqlite3 :memory: -cmd '.mode csv' -cmd ".import $dir/report.csv r" \
    "SELECT sum(recipients) FROM r
    WHERE section NOT IN ('refused', 'accepted_but')")" -eq "$n" ] ||
    fail 'csv: other sums than json'

# The history, from all logs, one by one.
for log in "$samples"/*log*; do
	"$b" --db "$dir/history.db" ingest "$log"
done
"$b" --db "$dir/history.db" report --since 2026-11-20 --until 2026-11-23 \
    -o "$dir/history.json"
[ "$(jq -c .totals "$dir/history.json")" = \
    "$(jq -c .totals "$dir/report.json")" ] ||
    fail 'history: other totals than from the files'
"$b" --db "$dir/history.db" export recipients | jq -es 'length > 100' \
    >"$dir/out" || fail 'history: recipients'
"$b" --db "$dir/history.db" export events | jq -es 'length > 100' >"$dir/out" ||
    fail 'history: events'
"$b" --db "$dir/history.db" status --format json | jq -e \
    '.sources | length == 4' >"$dir/out" || fail 'history: sources'
"$b" explain 550 5.1.1 >"$dir/out"
"$b" codes >"$dir/out"

# Bad input
status()
{
	want=$1
	shift
	got=0
	"$@" >"$dir/out" 2>"$dir/err" || got=$?
	[ "$got" -eq "$want" ] || fail "$*: status $got, want $want"
	[ "$(wc -l <"$dir/err")" -eq 1 ] || fail "$*: not one line on stderr"
}

status 64 "$b" --since never "$samples/postfix.log"
status 66 "$b" "$dir/none"
status 66 "$b" "$dir"
status 65 "$b" --db "$samples/postfix.log" report
status 78 "$b" --config "$samples/postfix.log" codes
echo "installed: all as it should be"

#!/bin/sh
# Exactly once: whatever way the same lines come in, the totals are the same.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
b=$bouncestat
n=0

# fresh: $db is the name of a new history.
fresh()
{
	n=$((n + 1))
	db=$dir/history$n.db
}

# quietly ARG...: it works, and stderr is not looked at.
take()
{
	"$b" --db "$db" ingest "$@" 2>"$dir/err" || fail "ingest $*: $(cat \
	    "$dir/err")"
}

for log in postfix.log exim-mainlog sendmail.log mixed.log; do
	# A copy: who works on the samples meanwhile does not disturb.
	name=$log
	log=$dir/$log
	cp "$samples/$name" "$log"
	lines=$(wc -l <"$log")
	mkdir "$dir/set"

	fresh
	take "$log"
	totals "$db" >"$dir/want"
	check "$name: lines" test "$(jq .lines.read "$dir/want")" -eq "$lines"
	check "$name: all understood" test \
	    "$(jq .lines.not_understood "$dir/want")" -eq 0
	check "$name: sums" test "$(jq '.totals | .recipients == .delivered +
	    .waiting + .bounced + .expired + .discarded + .residual' \
	    "$dir/want")" = true

	take "$log"
	same "$name: again" "$db"
	gzip -c "$log" >"$dir/set/copy.gz"
	take "$dir/set/copy.gz"
	same "$name: compressed" "$db"
	cp "$log" "$dir/set/other.name"
	take "$dir/set/other.name"
	same "$name: copied" "$db"
	sed -n "100,200p" "$log" >"$dir/set/piece"
	take "$dir/set/piece"
	same "$name: a piece" "$db"
	check "$name: the piece is named" grep -q "$dir/set/piece" "$dir/err"
	fresh
	take "$log" "$log"
	same "$name: named twice" "$db"

	# Rotated: four parts, the oldest has the highest number.
	q=$((lines / 4))
	sed -n "1,${q}p" "$log" | gzip >"$dir/set/mail.log.3.gz"
	sed -n "$((q + 1)),$((2 * q))p" "$log" | gzip >"$dir/set/mail.log.2.gz"
	sed -n "$((2 * q + 1)),$((3 * q))p" "$log" >"$dir/set/mail.log.1"
	sed -n "$((3 * q + 1)),\$p" "$log" >"$dir/set/mail.log"
	for order in '3.gz 2.gz 1 .' '. 1 2.gz 3.gz' '2.gz . 3.gz 1' \
	    '1 3.gz . 2.gz'; do
		set --
		for part in $order; do
			part=$dir/set/mail.log.$part
			set -- "$@" "${part%..}"
		done
		fresh
		take "$@"
		same "$name: parts $order at once" "$db"
		fresh
		for part; do
			take "$part"
		done
		same "$name: parts $order one by one" "$db"
	done

	# A log that grows while it is read, at half a line, and rotates.
	fresh
	head -c 20011 "$log" >"$dir/set/live"
	take "$dir/set/live"
	head -c 40013 "$log" >"$dir/set/live"
	take "$dir/set/live"
	mv "$dir/set/live" "$dir/set/live.1"
	cat "$log" >"$dir/set/live.1"
	take "$dir/set/live.1"
	same "$name: grown" "$db"

	# A stream that begins with what an earlier one gave.
	fresh
	head -n "$((lines / 2))" "$log" | "$b" --db "$db" ingest - 2>"$dir/err"
	tail -n "+$((lines / 3))" "$log" | "$b" --db "$db" ingest - 2>"$dir/err"
	check "$name: the stream is named" grep -q 'what follows' "$dir/err"
	same "$name: streams that overlap" "$db"

	# A log inside of which, and behind which, another one begins.
	fresh
	head -n "$((lines / 2))" "$log" >"$dir/set/half"
	tail -n "+$((lines / 3))" "$log" >"$dir/set/rest"
	take "$dir/set/half"
	take "$dir/set/rest"
	check "$name: what follows is taken" grep -q 'what follows' "$dir/err"
	same "$name: files that overlap" "$db"
	fresh
	sed -n "$((lines / 4)),$((lines / 2))p" "$log" >"$dir/set/middle"
	take "$dir/set/middle"
	take "$log"
	check "$name: the rest is taken" grep -q 'the rest' "$dir/err"
	same "$name: around a piece" "$db"
	rm -rf "$dir/set"
done
# Lines that belong together, in a log that grows by a line, by a few bytes.
log=$dir/joined.log
head='2026-11-21T10:00:00+00:00 mx1'
refused='SMTP error from remote mail server after RCPT TO'
cat >"$log" <<EOF
$head exim[7]: [1/3] 1vAAAA-0000000001A-0042 ** x@gone.example R=r T=t H=mx.gone
$head exim[8]: [1/2] 1vAAAB-0000000001B-0042 ** y@gone.example R=r T=t H=mx
$head exim[7]: [2/3] .example [198.51.100.4]: $refused:<x@gone.example>: 550 no su
$head exim[8]: [2/2] .gone.example [198.51.100.4]: $refused:<y@gone.example>: 550 no
$head exim[7]: [3/3] ch mailbox
$head exim[9]: H=bad.example [203.0.113.7] F=<y@bad.example> rejected RCPT <x@other.example>: relay not permitted
$head exim[9]: H=bad.example [203.0.113.7] F=<y@bad.example> rejected RCPT <x@other.example>: relay not permitted
$head postfix/smtp[3]: 4A04: to=<gus@slow.example>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to mx.slow.example[198.51.100.3]:25: Connection refused)
2026-11-21T10:01:00+00:00 mx1 last message repeated 2 times
2026-11-21T10:03:00+00:00 mx1 last message repeated 4 times
EOF
events()
{
	"$b" --db "$1" export events --since 2026-01-01 --format ndjson |
	    jq -c 'del(.event_id, .id)'
}
fresh
take "$log"
events "$db" >"$dir/want.events"
equal 'joined: events' "$(jq -r '[.recipient, .outcome, .repeat] | join(" ")' \
    "$dir/want.events" | sort)" 'gus@slow.example deferred 1
gus@slow.example deferred 2
gus@slow.example deferred 4
x@gone.example bounced 1
x@other.example rejected 1
y@gone.example bounced 1'
"$b" parse "$log" | jq -c 'del(.event_id)' | sort >"$dir/parsed"
equal 'joined: parse' "$(wc -l <"$dir/parsed")" 6
for step in lines 137; do
	fresh
	at=0
	if [ "$step" = lines ]; then
		unit=-n by=1 all=$(wc -l <"$log")
	else
		unit=-c by=$step all=$(wc -c <"$log")
	fi
	while [ "$at" -lt "$all" ]; do
		at=$((at + by))
		head "$unit" "$at" "$log" >"$dir/live"
		take "$dir/live"
	done
	events "$db" >"$dir/got.events"
	check "joined: grown by $step" cmp -s "$dir/want.events" \
	    "$dir/got.events"
done
fresh
head -n 4 "$log" >"$dir/joined.1"
tail -n +5 "$log" >"$dir/joined.0"
take "$dir/joined.1"
take "$dir/joined.0"
events "$db" >"$dir/got.events"
check 'joined: rotated' cmp -s "$dir/want.events" "$dir/got.events"
finish

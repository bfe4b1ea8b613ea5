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
finish

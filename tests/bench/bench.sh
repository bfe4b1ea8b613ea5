#!/bin/sh
# bench.sh PROGRAM GENLOG MB: times `bouncestat FILE` beside grep on the same
# file, five runs of each in turn, both from the page cache.  Prints medians,
# their ratio and the program's peak of memory; judges nothing.
set -eu
program=$1 genlog=$2 mb=$3
dir=$(mktemp -d "${TMPDIR:-/tmp}/bouncestat-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT

"$genlog" "$mb" >"$dir/log"
cat "$dir/log" >/dev/null

# Wall time of one run, in ms.
ms()
{
	before=$(date +%s%N)
	sh -c "$1" >/dev/null
	after=$(date +%s%N)
	echo $(((after - before) / 1000000))
}

for i in 1 2 3 4 5; do
	# To grep, a pipe: it stops at the first match if it writes /dev/null.
	ms "grep -cE 'status=(bounced|deferred)' '$dir/log' | cat" >>"$dir/grep"
	ms "'$program' --quiet '$dir/log'" >>"$dir/bouncestat"
	echo "run $i: grep $(tail -n 1 "$dir/grep") ms, bouncestat" \
	    "$(tail -n 1 "$dir/bouncestat") ms"
done
grep=$(sort -n "$dir/grep" | sed -n 3p)
own=$(sort -n "$dir/bouncestat" | sed -n 3p)
awk -v g="$grep" -v b="$own" -v mb="$mb" 'BEGIN {
	printf "%d MB: grep %d ms, bouncestat %d ms (medians of 5), ", mb, g, b
	printf "ratio %.2f, %.0f MB/s\n", b / g, mb * 1000 / b }'

"$program" --quiet "$dir/log" >/dev/null &
pid=$! peak=0
while kill -0 "$pid" 2>/dev/null; do
	now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' \
	    "/proc/$pid/status" 2>/dev/null || true)
	[ "${now:-0}" -gt "$peak" ] && peak=$now
	sleep 0.1
done
wait "$pid"
echo "peak of memory: $((peak / 1024)) MiB"

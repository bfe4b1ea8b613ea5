#!/bin/sh
# readme.sh PROGRAM [--write]: the report in README.md is what the program
# prints about the sample logs, with causes left out where it has "[...]".
# --write puts the present one in.
set -eu
program=$1
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

COLUMNS=80 LC_ALL=C.UTF-8 "$program" --tz Europe/Berlin \
    contrib/samples/*log* >"$dir/whole"
# The head, and of each section the causes named here.
awk '
function cut() { if (left) print "  [...]"; left = 0 }
/^[A-Z][A-Z ]+: / { cut(); if (sections++) print ""; body = 1; show = 0
	if (/^GAVE UP|^NOT CLASS|^ACCEPTED/) { skip = 1; sections--; next }
	skip = 0; print; next }
/^Figures are / { exit }
!body { print; next }
skip || /^$/ { next }
/^  [^ ]/ { show = /^  (Mailbox does not|Your IP|Greylisted  |Client is)/
	if (!show) left = 1; else cut() }
show { print }
END { cut() }' "$dir/whole" | sed '/^$/N;/^\n$/D' >"$dir/short"

awk -v report="$dir/short" '
/^<!-- report -->$/ { print; getline; print; getline; print
	while ((getline line <report) > 0) print line
	while ((getline line) > 0 && line !~ /^```/) ;
	print line; next }
{ print }' README.md >"$dir/README.md"

if [ "${2:-}" = --write ]; then
	cat "$dir/README.md" >README.md
elif ! diff README.md "$dir/README.md"; then
	echo 'README.md shows another report: see "make readme"' >&2
	exit 1
fi

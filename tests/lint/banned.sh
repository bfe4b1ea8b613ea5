#!/bin/sh
# Functions that have a safer sibling here, modules that are too long, lines
# that are too wide, and names of the machine that the code was written on.
set -eu
cd "$(dirname "$0")/../.."
bad=0

fail()
{
	echo "$1" >&2
	bad=1
}

code=$(ls schema/*.[ch] parsers/*.[ch] reports/*.[ch] analyzer/*.[ch] \
    tests/*.[ch] tests/*/*.[ch])

# shellcheck disable=SC2086 # a list of names
if grep -nwE '(strcpy|strcat|sprintf|vsprintf|gets|strtok|localtime|gmtime|asctime|ctime|atoi|atol|atof|alloca)[[:blank:]]*\(' \
    $code >&2; then
	fail "banned functions, see CONTRIBUTING.md"
fi

for f in $code; do
	n=$(wc -l <"$f")
	if [ "$n" -gt 700 ]; then
		case $f in
		tests/*) ;;
		*) fail "$f: $n lines, more than a module should have" ;;
		esac
	fi
done

awk '{
	n = 0; s = $0
	gsub(/[\200-\277]/, "", s)	# bytes that continue a character
	for (i = 1; i <= length(s); i++)
		n += substr(s, i, 1) == "\t" ? 8 - n % 8 : 1
	if (n > 80) { print FILENAME ":" FNR ": " n " columns"; bad = 1 }
} END { exit bad }' schema/*.[ch] parsers/*.[ch] reports/*.[ch] \
    analyzer/*.[ch] >&2 || fail "lines over 80 columns"

# Written in pieces so that this file does not name them itself.
words="/wo""rk/|/sha""red/|wt""-[a-z][0-9]"
if git ls-files >/dev/null 2>&1; then
	files=$(git ls-files)
else
	files=$(find . -type f -not -path './.git*' -not -path './build*')
fi
# shellcheck disable=SC2086
if grep -nIE "$words" $files >&2; then
	fail "paths of somebody's machine"
fi
exit $bad

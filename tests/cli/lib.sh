# Sourced by the tests of the program.  $bouncestat is the program, $dir an
# empty folder of this test, $samples the sample logs.
# shellcheck shell=sh disable=SC2034

set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
samples=$root/contrib/samples
bouncestat=${BOUNCESTAT:-$root/bouncestat}
dir=$(mktemp -d "${TMPDIR:-/tmp}/bouncestat-test.XXXXXX")
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
# A copy that every user may run.
cp "$bouncestat" "$dir/bouncestat" || exit 1
bouncestat=$dir/bouncestat
export HOME="$dir/home" XDG_STATE_HOME="$dir/home/state"
export LC_ALL=C.UTF-8 TZ=UTC COLUMNS=100
unset LANGUAGE
mkdir "$HOME"
passed=0
failed=0

# pass NAME, fail NAME [WHY...]
pass()
{
	passed=$((passed + 1))
}

fail()
{
	failed=$((failed + 1))
	echo "FAILED $(basename "$0"): $*"
}

# check NAME COMMAND...: the command succeeds.
check()
{
	what=$1
	shift
	if "$@"; then pass; else fail "$what"; fi
}

# equal NAME GOT WANT
equal()
{
	if [ "$2" = "$3" ]; then
		pass
	else
		echo "$2" >"$dir/got"
		echo "$3" >"$dir/wanted"
		fail "$1: < is what there is, > what should be:"
		diff "$dir/got" "$dir/wanted" | head -n 20
	fi
}

# runs NAME STATUS PATTERN COMMAND...: it exits with STATUS, PATTERN (an
# extended regular expression, "" = nothing at all) is found on stderr, which
# says it in at most three lines.  Leaves $dir/out and $dir/err.
runs()
{
	what=$1 want=$2 pattern=$3
	shift 3
	"$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	if [ "$got" -ne "$want" ]; then
		fail "$what: exit status $got, want $want; $(head -c 300 "$dir/err")"
	elif [ -z "$pattern" ] && [ -s "$dir/err" ]; then
		fail "$what: stderr: $(head -c 300 "$dir/err")"
	elif ! grep -qE -- "$pattern" "$dir/err" && [ -n "$pattern" ]; then
		fail "$what: stderr: $(head -c 300 "$dir/err"), want $pattern"
	elif [ "$(wc -l <"$dir/err")" -gt 3 ]; then
		fail "$what: $(wc -l <"$dir/err") lines on stderr"
	else
		pass
	fi
}

# What a history says, without the names of its sources and the samples, of
# which one out of equals is shown.
totals()
{
	"$bouncestat" --db "$1" report --since 2026-01-01 \
	    --now 2026-11-22T08:00:00+01:00 --tz UTC --format json |
	    jq -S 'del(.generated, .sources_skipped, .sources_without_mail) |
	    walk(if type == "object" then del(.sample) else . end)'
}

# same NAME DB: it says what is in $dir/want.
same()
{
	totals "$2" >"$dir/got"
	if [ -s "$dir/got" ] && cmp -s "$dir/want" "$dir/got"; then
		pass
	else
		fail "$1: other totals:"
		diff "$dir/want" "$dir/got" | head -n 20
	fi
}

# Somebody who is not root, with nothing of the test's own groups.
as_nobody()
{
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

finish()
{
	echo "$(basename "$0"): $passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
	exit
}

#!/bin/sh
# The README says what is so.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
readme=$root/README.md

# command NAME: the line between its marks.
command_of()
{
	sed -n "/^<!-- $1 -->\$/,/^<!-- end -->\$/s/^    //p" "$readme"
}

for name in try test; do
	equal "one line to $name" "$(command_of $name | wc -l)" 1
	# What a line runs is there; nothing is installed here.
	check "$name installs" sh -c "echo \"\$1\" |
	    grep -qE '^apt-get update && .*contrib/packages/build'" - \
	    "$(command_of $name)"
done
check 'the samples that it names' ls "$root"/contrib/samples/*log* >"$dir/out"
equal 'four samples' "$(wc -l <"$dir/out")" 4
check '.ci/run takes the command from here' grep -q \
    '<!-- test -->.*README.md' "$root/.ci/run"
finish

#!/bin/sh
# run.sh PROGRAM: all tests of the program as users call it.
set -u
here=$(dirname "$0")
BOUNCESTAT=$1
export BOUNCESTAT
failed=0
for test in "$here"/test_*.sh; do
	sh "$test" || failed=$((failed + 1))
done
if [ "$failed" -ne 0 ]; then
	echo "tests of the program: $failed files FAILED"
	exit 1
fi
echo "tests of the program: all passed"

#!/bin/sh
# run.sh [MTA...]: bouncestat against real mail servers.
#
# Each server runs its Debian package in a root of its own, with an own
# network, own processes and own mounts: nothing of it survives, whatever
# happens.  Our own peers answer as scenarios.json says; compare.py then holds
# what bouncestat read in the log against what the peers recorded.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
suite=${SUITE:-bookworm}
build=$top/build/e2e
mtas=${*:-postfix exim sendmail}

skip() {
	echo "e2e: skipped: $1"
	[ "${CI:-}" != true ] || exit 1
	exit 0
}

[ "$(id -u)" = 0 ] || skip "needs root for chroot and namespaces"
for tool in debootstrap unshare chroot ip python3 apt-get; do
	command -v $tool >/dev/null || skip "$tool is not installed"
done
unshare --net --mount --pid --fork --kill-child --uts true 2>/dev/null ||
    skip "no namespaces here"

sh "$here/root.sh" "$suite" "$build" ||
    skip "Debian $suite could not be installed (see $build/$suite/*.log)"

# begin MTA: its world is a scratch layer over the root, in memory.
begin() {
	mta=$1
	out=$build/$suite/out/$mta
	rm -rf "$out"
	mkdir -p "$out/root"
	# shellcheck disable=SC2016	# the inner shell's
	unshare --net --mount --pid --uts --fork --kill-child sh -euc '
		mount --make-rprivate /
		hostname mail.e2e.example
		mount -t tmpfs none "$2/root"
		mkdir "$2/root/upper" "$2/root/work" "$2/root/top"
		mount -t overlay none "$2/root/top" -o \
		    "lowerdir=$1,upperdir=$2/root/upper,workdir=$2/root/work"
		mount -t proc proc "$2/root/top/proc"
		python3 "$4/drive.py" "$3" "$2/root/top" "$2"
	' world "$build/$suite/$mta" "$out" "$mta" "$here" \
	    >"$out/drive.log" 2>&1 &
	pids="$pids $!"
}

# end MTA PID: waits for it and compares.
end() {
	out=$build/$suite/out/$1
	if ! wait "$2"; then
		echo "e2e: $1: the run failed:"
		tail -n 20 "$out/drive.log"
		return 1
	fi
	python3 "$here/compare.py" "$1" "$out" "$top/bouncestat"
}

# A namespace's first process takes all others with it.
pids=
trap '[ -z "$pids" ] || kill -9 $pids 2>/dev/null || :' EXIT
trap 'exit 130' INT TERM HUP
for mta in $mtas; do
	begin "$mta"
done
status=0
# shellcheck disable=SC2086	# numbers
set -- $pids
for mta in $mtas; do
	end "$mta" "$1" || status=1
	shift
done
exit $status

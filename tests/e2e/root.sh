#!/bin/sh
# root.sh SUITE DIR: makes DIR/SUITE/{postfix,exim,sendmail}, a Debian root
# for each mail server, and keeps them: a second run only looks.  The mirror
# is the one that this machine's own apt uses for its main archive.
set -eu

suite=$1
dir=$2/$suite
mkdir -p "$dir"

# shellcheck disable=SC2016	# apt-get fills these in
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' |
    awk '$3 == "main" && $2 !~ /-/ && /debian/ { print $1; exit }')
[ -n "$mirror" ] || { echo "no Debian mirror in apt's sources" >&2; exit 1; }

if [ ! -e "$dir/base/.done" ]; then
	rm -rf "$dir/base"
	# What it mounts is gone with the namespace, whatever happens.
	unshare --mount --pid --fork --kill-child --mount-proc \
	    debootstrap --variant=minbase "$suite" "$dir/base" "$mirror" \
	    >"$dir/base.log" 2>&1
	# Nothing may start while packages are set up.
	printf '#!/bin/sh\nexit 101\n' >"$dir/base/usr/sbin/policy-rc.d"
	chmod 755 "$dir/base/usr/sbin/policy-rc.d"
	: >"$dir/base/.done"
fi

# install NAME PACKAGE...: a root of its own, as the packages conflict.
install() {
	name=$1
	shift
	[ ! -e "$dir/$name/.done" ] || return 0
	rm -rf "${dir:?}/$name" "$dir/$name.new"
	cp -a "$dir/base" "$dir/$name.new"
	rm "$dir/$name.new/.done"
	cp -L /etc/resolv.conf "$dir/$name.new/etc/resolv.conf"
	# Some set-up scripts want /proc.
	# shellcheck disable=SC2016	# the inner shell's
	unshare --mount --pid --fork --kill-child sh -eu -c '
		mount -t proc proc "$0/proc"
		export DEBIAN_FRONTEND=noninteractive LC_ALL=C
		chroot "$0" apt-get -q update
		chroot "$0" apt-get -q -y --no-install-recommends install "$@"
	' "$dir/$name.new" "$@" >"$dir/$name.log" 2>&1
	mv "$dir/$name.new" "$dir/$name"
	: >"$dir/$name/.done"
}

install postfix postfix
install exim exim4-daemon-heavy
install sendmail sendmail-bin procmail

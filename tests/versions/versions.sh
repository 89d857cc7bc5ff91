#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# versions.sh [--minutes N] [SUITE...]: in a debootstrap of each Debian suite (default: bookworm trixie
# sid) builds labflow with warnings as errors, loads it, runs the unit, golden and package tests, and
# compares the Lua script with it, on a sixth of the captures and on others made up or damaged.
# Ends with what ran on which Wireshark, and what did not. Needs root, debootstrap and the network.
#
#   LABFLOW_ROOTS  folder that keeps the debootstraps, one per suite, for the next time
#                  (default: build/roots)
#   --minutes N    for CI: starts no suite after N minutes, nor so late that it would end behind
#                  LABFLOW_UNTIL (seconds since 1970), and reads a quarter of the golden captures. A
#                  suite that cannot be set up (a mirror or the suite itself is broken) is listed as not
#                  run instead of failing; where none could be, that is a failure. Where there was no
#                  time for any, the test counts as skipped.
set -euo pipefail

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
roots=${LABFLOW_ROOTS:-$top/build/roots}
inside=/labflow-checkout
minutes=0

die() {
    printf 'versions: %s\n' "$*" >&2
    exit 1
}

# Mounts of a command's own, gone when it ends: /proc, where tshark's command line is read that tells
# what is asked for, and the captures of others, beside the checkout as they are here.
# shellcheck disable=SC2016  # expanded by the shell inside
mounts='mount -t proc proc "$1/proc"
if [ -d "$2" ]; then mkdir -p "$1/shared" && mount --bind "$2" "$1/shared"; fi
root=$1; shift 2; exec chroot "$root" "$@"'

# Of the host's environment only the way to the network may get in.
in_root() {
    local root=$roots/$1 enter=(chroot "$roots/$1")
    shift
    [[ -z $may_mount ]] || enter=(unshare --mount --propagation private sh -euc "$mounts" sh "$root" "$top/../shared")
    env -i ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 LABFLOW_TEST_INSTALL=1 \
        "${enter[@]}" "$@"
}

make_root() {
    local suite=$1
    if [[ -x $roots/$suite/usr/bin/apt-get ]]; then
        allow_old_lists "$suite"
        return
    fi
    echo "$suite: debootstrap into $roots/$suite ..."
    mkdir -p "$roots"
    rm -rf "$roots/$suite.new"
    debootstrap --variant=minbase "$suite" "$roots/$suite.new" >"$roots/$suite.log" 2>&1 || {
        tail -n 5 "$roots/$suite.log" >&2
        return 1
    }
    mv "$roots/$suite.new" "$roots/$suite"
    allow_old_lists "$suite"
}

# A mirror that lags behind sid carries lists past their date.
allow_old_lists() {
    echo 'Acquire::Check-Valid-Until "false";' >"$roots/$1/etc/apt/apt.conf.d/90labflow"
}

copy_checkout() {
    local to=$roots/$1$inside
    rm -rf "$to"
    mkdir -p "$to"
    tar -C "$top" --exclude=./build --exclude=./.git --exclude=__pycache__ -cf - . | tar -C "$to" -xf -
}

# In these two, each step says by itself what went wrong.
set_up() {
    local suite=$1
    make_root "$suite" && copy_checkout "$suite" && in_root "$suite" "$inside/run" packages build test
}

test_suite() {
    local suite=$1
    in_root "$suite" "$inside/run" build -DLABFLOW_TESTS=ON || return 1
    in_root "$suite" "$inside/tests/tools/ws" tshark -G plugins | grep -F labflow.so || return 1
    in_root "$suite" ctest --test-dir "$inside/build" --output-on-failure --no-tests=error \
        -j "$(nproc)" -L "$labels" || return 1
    ((minutes == 0)) || golden_part "$suite" || return 1
    test_script "$suite" || return 1
    ((minutes > 0)) || build_with_clang "$suite"
}

# Another quarter in each suite; the labels hold the whole where there is time for it.
golden_part() {
    local part=1
    [[ $1 != sid ]] || part=2
    echo "$1: golden, part $part of 4 of the captures"
    in_root "$1" /usr/bin/python3 "$inside/tests/golden/golden.py" --part "$part/4"
}

# Its package is large; CI builds with clang on its own release alone (tests/tools/lint clang).
build_with_clang() {
    in_root "$1" "$inside/run" packages lint && in_root "$1" "$inside/tests/tools/lint" clang
}

# Another sixth of the captures in each suite; by hand tests/parity/parity.py there reads them all.
test_script() {
    local suite=$1 part=1 python=/usr/bin/python3 parity=$inside/tests/parity
    [[ $suite != sid ]] || part=2
    echo "$suite: the Lua script, part $part of 6 of the captures"
    in_root "$suite" "$python" "$parity/archive.py" || return 1
    in_root "$suite" "$python" "$parity/parity.py" --quick --part "$part/6" --minutes 2 || return 1
    in_root "$suite" "$python" "$parity/random_scripts.py" --count 1 || return 1
    in_root "$suite" "$python" "$parity/damaged.py" --frames 5000
}

# A suite takes some ten minutes.
is_late() {
    ((minutes > 0)) || return 1
    ((SECONDS >= minutes * 60)) || (($(date +%s) + 600 > ${LABFLOW_UNTIL:-$(date +%s) + 600}))
}

wireshark_of() {
    in_root "$1" dpkg-query -W tshark 2>/dev/null | cut -f 2
}

labels='unit|golden|package'
if [[ ${1:-} == --minutes ]]; then
    minutes=${2:?--minutes N}
    labels='unit|package'
    shift 2
fi
suites=("$@")
((${#suites[@]} > 0)) || suites=(bookworm trixie sid)
((EUID == 0)) || die "debootstrap and chroot need root: sudo ./run versions"
type -P debootstrap >/dev/null || die "debootstrap is not installed: apt-get install debootstrap"

may_mount=
if unshare --mount --propagation private mount -t proc proc /proc 2>/dev/null; then
    may_mount=yes
fi
[[ -n $may_mount ]] || echo "no mounts are allowed here: without /proc all is worked out, asked for or not, and shared captures are not read"

results=()
failed=0 tested=0 late=0
for suite in "${suites[@]}"; do
    if is_late; then
        late=$((late + 1))
        results+=("$suite: NOT RUN, there was no time left")
        continue
    fi
    started=$SECONDS
    echo "=== $suite"
    if ! set_up "$suite"; then
        verdict="NOT RUN, it could not be set up"
        ((minutes > 0)) || failed=$((failed + 1))
    elif test_suite "$suite"; then
        tested=$((tested + 1))
        verdict=passed
    else
        failed=$((failed + 1))
        verdict=FAILED
    fi
    results+=("$suite: $verdict (tshark $(wireshark_of "$suite")), $((SECONDS - started)) s")
done

echo "=== labflow on other Debian releases"
printf '%s\n' "${results[@]}"
((failed == 0)) || die "$failed of ${#suites[@]} failed"
((late < ${#suites[@]})) || exit 77
((tested > 0)) || die "none was tested"

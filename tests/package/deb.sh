#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack -G DEB` makes a package with the right name, contents and dependencies, and its plugin loads.
# With LABFLOW_TEST_INSTALL=1, as root, the package is installed for real and removed again.
# shellcheck source=tests/package/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

field() {
    dpkg-deb --field "$deb" "$1"
}

listed_by_tshark() {
    tshark -G plugins 2>/dev/null | grep -c "[[:space:]]$system\$" || true
}

cpack -G DEB -B "$scratch/out" --config "$build/CPackConfig.cmake" >"$scratch/said" 2>&1 ||
    fail "$(cat "$scratch/said")"
deb=$(echo "$scratch"/out/*.deb)
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")
expect_equal "file name" "labflow_${version}_$(dpkg --print-architecture).deb" "${deb##*/}"
expect_equal "section" net "$(field Section)"
expect_equal "maintainer" "labflow developers" "$(field Maintainer)"

# The package that ships the libwireshark which this build is linked with, as dpkg knows it.
library=$(objdump -p "$build/plugin/labflow.so" | sed -n 's/^ *NEEDED *\(libwireshark\.so.*\)/\1/p')
owner=$(dpkg-query -S "*/$library" | sed -n '1s/:.*//p')
[[ -n $library && -n $owner ]] || fail "no package ships ${library:-a libwireshark}"
expect_word "depends on $owner" " $owner " " $(field Depends | sed 's/[(,]/ & /g') "

files=$(dpkg-deb --fsys-tarfile "$deb" | tar t | grep -v '/$' | sed 's/^\.//' | sort)
listed=$({
    awk 'NR % 2 == 0' "$build/installed-names.txt"
    echo /usr/share/doc/labflow/copyright
} | sort)
expect_equal "contents" "$listed" "$files"

# ws takes its plugin from a build folder: give it the one from inside the package.
dpkg-deb -x "$deb" "$scratch/root"
mkdir -p "$scratch/build/plugin"
cp "$scratch/root$system" "$scratch/build/plugin/"
listing=$(LABFLOW_BUILD=$scratch/build "$top/tests/tools/ws" tshark -G plugins 2>&1) || fail "$listing"
expect_word "the packaged plugin loads" labflow.so "$listing"

if [[ ${LABFLOW_TEST_INSTALL:-} != 1 ]]; then
    echo "Not installed for real: that needs root and LABFLOW_TEST_INSTALL=1."
    exit
fi
((EUID == 0)) || fail "LABFLOW_TEST_INSTALL=1 needs root"
[[ ! -e $system ]] || fail "$system is already there: take it away first"
trap 'dpkg --purge labflow >/dev/null 2>&1 || true; rm -rf "$scratch"' EXIT
dpkg -i "$deb" >/dev/null
expect_equal "tshark lists the installed plugin" 1 "$(listed_by_tshark)"
dpkg --purge labflow >/dev/null
expect_equal "tshark lists nothing after removal" 0 "$(listed_by_tshark)"

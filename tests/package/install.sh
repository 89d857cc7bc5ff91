#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `cmake --install` puts the plugin where Wireshark looks, and warns where Wireshark would not.
# shellcheck source=tests/package/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

installed_by() {
    local into=$scratch/$1
    shift
    DESTDIR=$into cmake --install "$build" "$@" >"$scratch/said" 2>&1 || fail "$(cat "$scratch/said")"
    (cd "$into" && find . -type f | sed 's/^\.//' | sort)
}

# The files of one column of installed-names.txt: 1 the user's own, 2 everybody's.
owned() {
    awk -v column="$1" 'NR % 2 == column % 2' "$build/installed-names.txt" | sort
}

files=$(installed_by personal --component personal)
expect_equal "personal folder and profile" "$(owned 1)" "$files"
changed=$scratch/personal$(owned 1 | grep '/preferences$')
echo "# mine" >>"$changed"
installed_by personal --component personal >/dev/null
expect_equal "a profile that is there stays" "# mine" "$(tail -n 1 "$changed")"
if ((EUID == 0)); then
    expect_word "root is warned" "Wireshark ignores it" "$(tr -s ' \n' ' ' <"$scratch/said")"
fi

files=$(installed_by default)
expect_word "the personal folder is the default" "$personal" "$files"

files=$(installed_by system --component system)
expect_equal "system folder and profile" "$(owned 2)" "$files"

# Where tshark itself says it looks.
folders=$(tshark -G folders 2>/dev/null)
expect_word "tshark looks in the system folder" "${system%/*/*/*}" "$folders"
if ((EUID != 0)); then
    expect_word "tshark looks in the personal folder" "${personal%/*/*/*}" "$folders"
fi

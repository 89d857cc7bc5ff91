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

files=$(installed_by personal --component personal)
expect_equal "personal folder" "$personal" "$files"
if ((EUID == 0)); then
    expect_word "root is warned" "Wireshark ignores it" "$(tr -s ' \n' ' ' <"$scratch/said")"
fi

files=$(installed_by default)
expect_word "the personal folder is the default" "$personal" "$files"

files=$(installed_by system --component system)
expect_word "system folder" "$system" "$files"

# Where tshark itself says it looks.
folders=$(tshark -G folders 2>/dev/null)
expect_word "tshark looks in the system folder" "${system%/*/*/*}" "$folders"
if ((EUID != 0)); then
    expect_word "tshark looks in the personal folder" "${personal%/*/*/*}" "$folders"
fi

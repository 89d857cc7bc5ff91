# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the tests of this folder: a scratch folder in $scratch, and the two plugin folders as
# the build knows them.
# shellcheck disable=SC2034
set -euo pipefail

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
build=${LABFLOW_BUILD:-$top/build}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{
    read -r personal
    read -r system
} <"$build/installed-names.txt"

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

expect_equal() {
    [[ $2 == "$3" ]] || fail "$1: expected"$'\n'"$2"$'\n'"but got"$'\n'"$3"
    echo "ok: $1"
}

expect_word() {
    [[ $3 == *"$2"* ]] || fail "$1: no \"$2\" in"$'\n'"$3"
    echo "ok: $1"
}

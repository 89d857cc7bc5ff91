#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes every capture again, or those named: all.sh [-l] [-o DIRECTORY] [NAME ...]   (as root)
# With -l it is the labs of ../labs. One after the other, for a busy machine would stretch the pauses that they
# measure. About six minutes; the labs two.

set -u
here=$(cd "$(dirname "$0")" && pwd)
recipes=$here
captures=$here/../real
if [ "${1:-}" = -l ]; then
    recipes=$(cd "$here/../labs" && pwd)
    captures=$recipes
    shift
fi
readme=$captures/README.md
if [ "${1:-}" = -o ]; then
    captures=$2
    shift 2
fi
mkdir -p "$captures"
if [ $# -eq 0 ]; then
    for recipe in "$recipes"/*.py; do
        set -- "$@" "$(basename "$recipe" .py)"
    done
fi

failed=
for name in "$@"; do
    printf '%s\n' "$name"
    timeout 120 "$recipes/$name.py" "$captures/$name.pcap" || failed="$failed $name"
done
if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi
[ -f "$captures/README.md" ] || cp "$readme" "$captures/"
"$here/lab/table.py" "$captures" "$recipes" >"$captures/README.new" && mv "$captures/README.new" "$captures/README.md"

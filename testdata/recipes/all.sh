#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes every capture again, or those named: all.sh [-o DIRECTORY] [NAME ...]   (as root)
# One after the other, for a busy machine would stretch the pauses that they measure. About six minutes.

set -u
here=$(cd "$(dirname "$0")" && pwd)
captures=$here/../real
if [ "${1:-}" = -o ]; then
    captures=$2
    shift 2
fi
mkdir -p "$captures"
if [ $# -eq 0 ]; then
    for recipe in "$here"/*.py; do
        set -- "$@" "$(basename "$recipe" .py)"
    done
fi

failed=
for name in "$@"; do
    printf '%s\n' "$name"
    timeout 120 "$here/$name.py" "$captures/$name.pcap" || failed="$failed $name"
done
if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi
[ -f "$captures/README.md" ] || cp "$here/../real/README.md" "$captures/"
"$here/lab/table.py" "$captures" >"$captures/README.new" && mv "$captures/README.new" "$captures/README.md"

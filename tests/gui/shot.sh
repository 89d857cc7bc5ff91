#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# shot.sh OUT.png [CAPTURE]: a picture of Wireshark with labflow, 1400x800, as in README.md.
set -euo pipefail
exec python3 "${BASH_SOURCE[0]%/*}/shot.py" "$@"

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Does each capture hold the scenario that its name claims? Usage: check.sh [-l] [DIRECTORY]
# With -l it is the labs of ../labs. Prints every claim of checks.tsv that fails, and ends with an exit code other
# than 0 if one did.

exec "$(dirname "$0")/lab/check.py" "$@"

# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts checks, prints each one as it ends, and closes with `N passed, N failed, N skipped`."""

import os
import threading

SKIPPED = 77  # the exit code that CMakeLists.txt names as SKIP_RETURN_CODE
SHOWN = int(os.environ.get("LABFLOW_SHOWN", "20"))  # lines of one failure that are printed


class Tally:
    def __init__(self):
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}
        self._lock = threading.Lock()

    def _end(self, how, what, lines=()):
        with self._lock:
            self.counts[how] += 1
            print(f"{how:8} {what}", flush=True)
            for line in lines[:SHOWN]:
                print(f"         {line}")
            if len(lines) > SHOWN:
                print(f"         ... and {len(lines) - SHOWN} more", flush=True)

    def check(self, what, complaints):
        """`complaints` says what is wrong, a line each; none means that the check passed."""
        complaints = [str(line) for line in complaints]
        self._end("failed" if complaints else "passed", what, complaints)
        return not complaints

    def skip(self, what, why):
        self._end("skipped", f"{what}: {why}")

    def close(self):
        """Prints the totals and gives the exit code. A run that checked nothing has not passed."""
        passed, failed, skipped = self.counts.values()
        print(f"{passed} passed, {failed} failed, {skipped} skipped")
        if failed:
            return 1
        if not passed:
            return SKIPPED if skipped else 1
        return 0

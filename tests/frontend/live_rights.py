# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether tshark may capture on the loopback interface here."""

import ws

MAY_CAPTURE = {"LABFLOW_CAPTURE": "1"}
SECONDS = 30  # to find that out


def forbidden():
    """Why capturing on lo is not allowed here; empty where it is."""
    probe = ws.tshark("-i", "lo", "-a", "duration:1", "-q", env=MAY_CAPTURE, timeout=SECONDS)
    lines = [line for line in probe.err.splitlines() if ": " in line and not line.startswith("Capturing")]
    return "" if probe.code == 0 else " ".join(lines[:1]) or str(probe)

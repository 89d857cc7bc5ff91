# SPDX-License-Identifier: GPL-2.0-or-later
"""A picture of Wireshark with labflow for README.md: shot.py OUT.png [CAPTURE]"""

import sys
import time
from pathlib import Path

import screen

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import captures
import ws
from screen import Column, field

CAPTURE = captures.TESTDATA / "real" / "http-curl-nginx.pcap"
FRAME = 11  # of that capture: the segment that is two steps of the close at once
COLUMNS = (
    Column("No.", "%m", 50),
    Column("Source", "%s", 110),
    Column("Destination", "%d", 110),
    field("Phase", "labflow.phase", 95),
    field("Step", "labflow.handshake.step or labflow.teardown.step", 50),
    field("Client state", "labflow.client.state", 120),
    field("Server state", "labflow.server.state", 125),
    field("Ack expected", "labflow.ack.expected", 110),
    field("Ack", "labflow.ack.actual", 60),
    field("Explanation", "labflow.explain", 560),
)
PANES = "gui.geometry_main_upper_pane: 235\ngui.geometry_main_lower_pane: 1390\ngui.byte_view_show: FALSE\n"


def expand(window, picture):
    """LabFlow in the details, and in it what the acknowledgement number is made of."""
    for word in ("LabFlow", "Acknowledgement"):
        window.click(word, picture)
        window.keys("Right")
        window.park_mouse()


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    lacking = ws.missing(*screen.TOOLS)
    if lacking:
        sys.exit("\n".join(lacking))
    out, path = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else CAPTURE
    capture = captures.Capture(path.stem, path)
    jump = ("-g", str(FRAME)) if path == CAPTURE else ()
    with screen.display() as display:
        with screen.Window(display, capture, COLUMNS, *jump, size=10, recent=PANES) as window:
            screen.wait(lambda: "LabFlow" in window.read(out), "LabFlow in the details")
            expand(window, out)
            time.sleep(1)
            window.shoot(out)


if __name__ == "__main__":
    main()

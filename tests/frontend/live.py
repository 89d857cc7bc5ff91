# SPDX-License-Identifier: GPL-2.0-or-later
"""`tshark -i lo` says of every frame what it says later of the saved capture.

Needs the right to capture on the loopback interface; skips where that is missing, and says so."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import annotate
import ws
from fields import FIELDS
from live_rights import MAY_CAPTURE, forbidden
from tally import Tally

FRAMES = 60  # tshark stops by itself after so many
CONNECTIONS = 200  # at most, each of about ten frames; far more than are needed
SECONDS = 30
NAMES = [field.name for field in FIELDS]


class Server(threading.Thread):
    """Answers each line with another one and closes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            peer, _ = self.listener.accept()
            with peer:
                peer.recv(100)
                peer.sendall(b"answer\n")


def talk(port, until):
    """Connections one after the other until tshark has seen enough of them."""
    for _ in range(CONNECTIONS):
        if until():
            return
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"question\n")
            while client.recv(100):
                pass
        time.sleep(0.05)


def capture(port, path):
    """tshark on lo, printing fields while it saves the frames; gives what it printed."""
    names = [word for name in NAMES for word in ("-e", name)]
    shape = ["-T", "fields", "-E", "separator=/t", "-E", f"aggregator={annotate.JOIN}", *names]
    live = ws.command(
        "tshark", "-i", "lo", "-f", f"tcp port {port}", "-c", FRAMES, "-a", f"duration:{SECONDS}", "-P", "-w", path, *shape
    )
    print(f"tshark {' '.join(live[2:12])} -T fields, every labflow field", flush=True)
    with subprocess.Popen(
        live, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=ws.environment(**MAY_CAPTURE),
    ) as process:
        talk(port, lambda: process.poll() is not None)
        return process.communicate(timeout=SECONDS)


def differences(live, saved):
    lines = [] if len(live) >= FRAMES else [f"{FRAMES} frames expected, tshark printed {len(live)}"]
    if len(live) != len(saved):
        lines.append(f"{len(live)} frames live, {len(saved)} in the file")
    for number, (now, after) in enumerate(zip(live, saved), 1):
        for name, seen, kept in zip(NAMES, now, after):
            if seen != kept:
                lines.append(f"frame {number}, {name}: live {seen!r}, from the file {kept!r}")
    return lines


def main():
    tally = Tally()
    lacking = ws.missing("tshark")
    if lacking:
        tally.check("tools", lacking)
        return tally.close()
    why = forbidden()
    if why:
        tally.skip("live capture on lo", why)
        return tally.close()
    server = Server()
    server.start()
    with ws.scratch() as folder:
        path = folder / "live.pcapng"
        out, err = capture(server.port, path)
        live = [line.split("\t") for line in out.splitlines()]
        saved = annotate.fields(path, NAMES)
    tally.check(f"tshark -i lo against the saved file, {len(live)} frames", differences(live, saved))
    phases = {row[NAMES.index("labflow.phase")] for row in live}
    missing = {"handshake", "transfer", "teardown"} - phases
    tally.check("phases seen live", [f"no {phase}; tshark said: {err.strip()}" for phase in sorted(missing)])
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())

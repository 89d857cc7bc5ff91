# SPDX-License-Identifier: GPL-2.0-or-later
"""What users do with a capture, with the plugin and without it, and how dear it may be."""
import json
from dataclasses import dataclass
from typing import Optional

from host import RunFailed

EIGHT_LABFLOW = ("labflow.phase", "labflow.role", "labflow.client.state", "labflow.server.state",
                 "labflow.seq.expected", "labflow.seq.actual", "labflow.ack.expected",
                 "labflow.ack.actual")
EIGHT_TCP = ("tcp.stream", "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack", "tcp.len",
             "tcp.flags", "tcp.window_size")


@dataclass(frozen=True)
class Mode:
    on: tuple  # arguments of tshark
    off: Optional[tuple] = None  # the same unless given
    target: Optional[float] = None  # highest ratio on / off

    def command(self, capture, on):
        chosen = self.on if on or self.off is None else self.off
        return ["tshark", "-r", capture, *chosen]

    def run(self, host, capture, on, wrap):
        return host.run(self.command(capture, on), on, wrap=wrap)


class Sharkd:
    """Loads the capture as the web front ends do."""
    target = None

    def run(self, host, capture, on, wrap):
        requests = (("load", {"file": capture}), ("bye", {}))
        lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
                 for number, (method, params) in enumerate(requests, 1)]
        result = host.run(["sharkd", "-"], on, "\n".join(lines).encode() + b"\n", True, wrap)
        if '"error"' in result.out:
            raise RunFailed(f"sharkd: {result.out}")
        return result


def fields(names):
    return ("-T", "fields", *(word for name in names for word in ("-e", name)))


def twice(mode):
    off = None if mode.off is None else ("-2", *mode.off)
    return Mode(("-2", *mode.on), off, TWICE if mode.off is None else None)


ONCE, TWICE, SHOWN = 1.08, 1.10, 1.10
SUMMARY_INSTRUCTIONS = 1.06

ONE_PASS = {
    "summary": Mode((), target=ONCE),
    "statistics": Mode(("-q", "-z", "io,stat,0"), target=ONCE),
    "fields": Mode(fields(["frame.number"]), target=ONCE),
    "eight-fields": Mode(fields(EIGHT_LABFLOW), fields(EIGHT_TCP), SHOWN),
    "filter": Mode(("-Y", 'labflow.phase == "handshake"'), ("-Y", "tcp.flags.syn == 1"), SHOWN),
}
MODES = {**ONE_PASS, **{f"{name}-2": twice(mode) for name, mode in ONE_PASS.items()},
         "sharkd": Sharkd()}

# Together: what a capture of so many of both may take more.
OCTETS_PER_FRAME = 24
OCTETS_PER_CONNECTION = 256

# SPDX-License-Identifier: GPL-2.0-or-later
"""The states that the kernel reports, sampled when nothing is in flight.

A row is: time (seconds since 1970), side, local address, peer address, state. States carry the
names of RFC 9293. A connection that was reported once and is reported no more is CLOSED.
"""

import time

_RFC_NAMES = {"ESTAB": "ESTABLISHED", "SYN-RECV": "SYN-RECEIVED"}


class States:
    """Samples of the connections of some hosts."""

    def __init__(self, sides):
        """`sides` lists (host, function from a local address to the side that has it)."""
        self._sides = sides
        self._known = {}
        self._disregarded = set()
        self._samples = []

    def expect(self, side, local, peer):
        """From now on an end that the kernel does not list is CLOSED."""
        other = "client" if side == "server" else "server"
        self._known.setdefault((side, local, peer))
        self._known.setdefault((other, peer, local))

    def sample(self):
        now = time.time()
        seen = {}
        for host, side_of in self._sides:
            for state, local, peer in host.tcp_states():
                if state != "LISTEN" and not self._of_no_concern(local, peer):
                    seen[side_of(local), local, peer] = _RFC_NAMES.get(state, state)
        for key in seen:
            self.expect(*key)
        self._samples.append([(now, *key, seen.get(key, "CLOSED")) for key in self._known])

    def _of_no_concern(self, local, peer):
        """Also what one of two hosts says to itself, as a proxy to the web server behind it."""
        off_the_link = len(self._sides) > 1 and _address(local) == _address(peer)
        return off_the_link or (local, peer) in self._disregarded

    def disregard(self):
        """What is there by now is none of what the recipe is about."""
        self._disregarded = {(local, peer) for host, _ in self._sides for _, local, peer in host.tcp_states()}

    def drop_last(self):
        self._samples.pop()

    def write(self, path):
        rows = [row for sample in self._samples for row in sample]
        if not rows:
            path.unlink(missing_ok=True)
            return
        with open(path, "w", encoding="ascii") as out:
            for now, side, local, peer, state in rows:
                print(f"{now:.6f}", side, local, peer, state, sep="\t", file=out)


def _address(endpoint):
    return endpoint.rsplit(":", 1)[0]

# SPDX-License-Identifier: GPL-2.0-or-later
"""tcpdump on one device of one host."""

import os
import re
import signal
import subprocess


class Capture:
    """Captures from the constructor's return until stop()."""

    def __init__(self, host, device, path, rule, snaplen, link_type=None):
        self.path = path
        words = ["tcpdump", "-U", "-n", "--immediate-mode", "-Z", "root", "-B", "8192",
                 "-i", device, "-s", snaplen, "-w", path]
        if link_type:
            words += ["-y", link_type]
        self._process = host.spawn(*words, rule, stderr=subprocess.PIPE, text=True)
        for line in self._process.stderr:
            if "listening on" in line:
                return
            if "data link type" not in line:
                raise RuntimeError(f"tcpdump: {line.strip()}")
        raise RuntimeError("tcpdump ended before it captured")

    def size(self):
        return os.path.getsize(self.path)

    def stop(self):
        self._process.send_signal(signal.SIGINT)
        _, messages = self._process.communicate()
        dropped = re.search(r"(\d+) packets? dropped by kernel", messages)
        if not dropped or dropped[1] != "0":
            raise RuntimeError(f"tcpdump: {messages.strip()}")

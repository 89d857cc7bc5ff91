# SPDX-License-Identifier: GPL-2.0-or-later
"""A host: one network namespace, and what can be done inside it."""

import contextlib
import ctypes
import os
import socket
import subprocess

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000

# Reno is in every kernel, and metrics kept from an earlier connection would change the next one.
_DEFAULTS = {
    "net.ipv4.tcp_congestion_control": "reno",
    "net.ipv4.tcp_no_metrics_save": "1",
    "net.ipv4.tcp_ecn": "0",
    "net.ipv6.conf.all.accept_dad": "0",
    "net.ipv6.conf.default.accept_dad": "0",
}


class Host:
    """A namespace in which this process opens sockets and starts programs."""

    def __init__(self, name):
        self.name = name
        subprocess.run(["ip", "netns", "add", name], check=True)
        self._path = f"/run/netns/{name}"
        self._namespace = os.open(self._path, os.O_RDONLY)
        self.sysctl(_DEFAULTS)
        self.run("ip", "link", "set", "lo", "up")

    @contextlib.contextmanager
    def inside(self):
        """A socket or device belongs to the namespace in which it is opened, for all its life."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _setns(self._namespace)
        try:
            yield
        finally:
            _setns(home)
            os.close(home)

    def command(self, *words):
        return ["nsenter", f"--net={self._path}", *map(str, words)]

    def run(self, *words, ends=0):
        """Runs a program that is to end with this exit code; returns what it wrote."""
        result = subprocess.run(self.command(*words), capture_output=True, text=True)
        if result.returncode != ends:
            raise RuntimeError(f"{self.name}: {' '.join(map(str, words))}: {result.stderr.strip()}")
        return result.stdout

    def spawn(self, *words, **options):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.command(*words), **{**quiet, **options})

    def sysctl(self, settings):
        for key, value in settings.items():
            self.run("sysctl", "-qw", f"{key}={value}")

    def iptables(self, *words):
        """The nft back end where the kernel has it, else the legacy one."""
        try:
            self.run("iptables-nft", *words)
        except RuntimeError:
            self.run("iptables-legacy", *words)

    def open(self, family=socket.AF_INET, kind=socket.SOCK_STREAM, protocol=0):
        with self.inside():
            return socket.socket(family, kind, protocol)

    def bound(self, address, port, family=socket.AF_INET):
        """A socket that is to use this port even where the last user of it is in TIME-WAIT."""
        one = self.open(family)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((address, port))
        return one

    def retransmits(self):
        """Whether a socket here waits to send something again, RFC 6298."""
        return "timer:(on," in self.run("ss", "-Htano")

    def tcp_states(self):
        """What `ss` lists here, as (state, local, peer)."""
        for line in self.run("ss", "-Htan").splitlines():
            state, _, _, local, peer = line.split()[:5]
            yield state, _plain(local), _plain(peer)


def _plain(address):
    """A socket for both families names an IPv4 address as [::ffff:192.0.2.1]:80."""
    return address.replace("[::ffff:", "").replace("]", "") if "[::ffff:" in address else address


def _setns(descriptor):
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")

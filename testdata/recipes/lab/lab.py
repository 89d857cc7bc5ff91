# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab: two hosts on a link, a capture of it, and samples of the kernel's states."""

import pathlib
import shutil
import socket
import sys
import time

from . import sandbox
from .capture import Capture
from .host import Host
from .link import Loopback, Veth
from .servers import Servers
from .states import States


class Lab(Servers):
    """`with Lab() as lab:` runs a recipe; the capture goes to the recipe's first argument."""

    def __init__(self, link=None, port=80, out=None):
        """`port` is the server's."""
        if out is None and len(sys.argv) != 2:
            sys.exit(f"usage: {pathlib.Path(sys.argv[0]).name} OUT.pcap")
        sandbox.enter()
        self.port = port
        self.out = out or pathlib.Path(sys.argv[1])
        self.link = link or Veth()
        self.scratch = sandbox.scratch()
        self.client = Host("client")
        self.server = self.client if isinstance(self.link, Loopback) else Host("server")
        self.states = States(self._sides())
        self._captures = []
        self.secrets = None

    def _sides(self):
        if self.server is not self.client:
            return [(host, lambda _local, name=host.name: name) for host in (self.client, self.server)]
        return [(self.client, lambda local: "server" if local.endswith(f":{self.port}") else "client")]

    def __enter__(self):
        self.link.join(self.client, self.server)
        return self

    def __exit__(self, failure, *_):
        if failure:
            self.out.unlink(missing_ok=True)
        else:
            self.stop_captures()
            self.states.write(self.out.with_suffix(".states"))
            if self.secrets:
                self._embed_secrets()
        self.link.close()
        self.stop_servers()

    def capture(self, at=None, device="eth0", rule="tcp", snaplen=262144, link_type=None, path=None):
        """Starts to capture, on the client's device if nothing else is said."""
        at = at or self.client
        capture = Capture(at, device, path or self.out, rule, snaplen, link_type)
        self._captures.append(capture)
        return capture

    def stop_captures(self):
        """Captures what is still on its way, and no more."""
        if self._captures:
            self.settle()
        while self._captures:
            self._captures.pop().stop()

    def _embed_secrets(self):
        """Puts the keys into the capture, which becomes a pcapng for it."""
        captured = shutil.move(self.out, self.scratch / "captured.pcap")
        self.client.run("editcap", "--inject-secrets", f"tls,{self.secrets}", captured,
                        self.out.with_suffix(".pcapng"))

    def listen(self, backlog=8, ipv6=False, **options):
        """The server's listening socket; an option is set on it first, e.g. SO_RCVBUF=4096."""
        listener = self.server.open(socket.AF_INET6 if ipv6 else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for name, value in options.items():
            listener.setsockopt(socket.SOL_SOCKET, getattr(socket, name), value)
        listener.bind((self.link.address6 if ipv6 else self.link.address, self.port))
        listener.listen(backlog)
        return listener

    def address(self, ipv6=False):
        return (self.link.address6 if ipv6 else self.link.address, self.port)

    def connect(self, ipv6=False, client=None, listener=None, before_accept=None):
        """One connection: the client's socket and the server's."""
        listener = listener or self.listen(ipv6=ipv6)
        client = client or self.client.open(socket.AF_INET6 if ipv6 else socket.AF_INET)
        client.connect(self.address(ipv6))
        if before_accept:
            before_accept(client)
        server, _ = listener.accept()
        self.expect(client.getsockname(), server.getsockname())
        return client, server

    def expect(self, client, server):
        """The samples are to name this connection even where the kernel does not know it."""
        self.states.expect("client", *map(_as_ss_writes, (client, server)))

    def exchange(self, client, server):
        """A short request and its answer."""
        client.sendall(b"request")
        server.recv(100)
        server.sendall(b"response")
        client.recv(100)

    def dial(self):
        """A socket of the client that is connected to whatever serves port 80."""
        client = self.client.open()
        client.connect(self.address())
        return client

    def answer(self, connection):
        """What has arrived once the link has fallen quiet."""
        self.settle()
        return connection.recv(1 << 20, socket.MSG_DONTWAIT)

    def close(self, client, server):
        """The client closes first; the server does as soon as it has seen that."""
        client.close()
        while server.recv(65536):
            pass
        server.close()

    def settle(self, limit=10):
        """Waits until nothing has been captured for some round trips."""
        # An acknowledgement may be delayed for 200 ms.
        quiet = max(0.25, 4 * self.link.round_trip)
        end = time.monotonic() + limit
        while time.monotonic() < end:
            before = self._captured()
            time.sleep(quiet)
            if self._captured() == before:
                return
        raise TimeoutError("the link never fell quiet")

    def sample(self):
        """Notes the kernel's states at a moment with nothing in flight."""
        while True:
            self.settle()
            before = self._captured()
            self.states.sample()
            time.sleep(0.02)
            if self._captured() == before:
                return
            self.states.drop_last()

    def _captured(self):
        return [capture.size() for capture in self._captures]


def _as_ss_writes(address):
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

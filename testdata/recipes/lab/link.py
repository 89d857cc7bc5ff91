# SPDX-License-Identifier: GPL-2.0-or-later
"""The links that the kernel has by itself."""

from .host import Host

CLIENT, SERVER = "192.0.2.10", "192.0.2.80"
CLIENT6, SERVER6 = "2001:db8::10", "2001:db8::80"
ROUTED_SERVER = "198.51.100.80"
MACS = {"client": "02:00:00:00:00:10", "server": "02:00:00:00:00:80"}
OFFLOADS = ["tso", "gso", "gro", "tx", "rx", "sg"]


def configure(host, device, address, address6, mtu=1500, ethernet=True):
    """Addresses a device, with the neighbour known beforehand: no capture begins with ARP."""
    if ethernet:
        host.run("ip", "link", "set", device, "address", MACS[host.name])
    host.run("ip", "link", "set", device, "mtu", mtu, "up")
    host.run("ip", "address", "add", f"{address}/24", "dev", device)
    host.run("ip", "address", "add", f"{address6}/64", "dev", device, "nodad")


def introduce(client, server, device="eth0"):
    """Gives each of two hosts on one Ethernet the other's hardware address."""
    ends = [(client, SERVER, SERVER6, MACS["server"]), (server, CLIENT, CLIENT6, MACS["client"])]
    for host, address, address6, mac in ends:
        for peer in (address, address6):
            host.run("ip", "neigh", "replace", peer, "lladdr", mac, "dev", device, "nud", "permanent")


def set_offloads(host, device, on):
    words = [word for offload in OFFLOADS for word in (offload, "on" if on else "off")]
    host.run("ethtool", "-K", device, *words)


class Veth:
    """A pair of virtual Ethernet devices. Without offloads a frame is what a wire would carry."""

    round_trip = 0.001
    address, address6 = SERVER, SERVER6

    def __init__(self, offloads=False):
        self.offloads = offloads

    def join(self, client, server):
        client.run("ip", "link", "add", "eth0", "type", "veth",
                   "peer", "name", "eth0", "netns", "server")
        configure(client, "eth0", CLIENT, CLIENT6)
        configure(server, "eth0", SERVER, SERVER6)
        introduce(client, server)
        for host in (client, server):
            set_offloads(host, "eth0", self.offloads)

    def close(self):
        """The devices go away with their namespaces."""


class Vxlan(Veth):
    """A VXLAN between the two hosts, over a veth pair: a frame on eth0 holds a frame."""

    address = ROUTED_SERVER

    def join(self, client, server):
        super().join(client, server)
        for host, peer, address in ((client, SERVER, "198.51.100.10"), (server, CLIENT, ROUTED_SERVER)):
            host.run("ip", "link", "add", "vxlan0", "type", "vxlan", "id", 42, "dstport", 4789,
                     "remote", peer, "dev", "eth0")
            host.run("ip", "address", "add", f"{address}/24", "dev", "vxlan0")
            host.run("ip", "link", "set", "vxlan0", "up")


class Loopback:
    """Client and server on one host."""

    round_trip = 0.001
    address, address6 = "127.0.0.1", "::1"

    def join(self, client, server):
        """The kernel has made the device already."""

    def close(self):
        """Nothing to take down."""


class Routed:
    """client -- router -- server, the router's far side with an MTU of its own."""

    round_trip = 0.001
    address, address6 = ROUTED_SERVER, SERVER6

    def __init__(self, far_mtu=1500):
        self.far_mtu = far_mtu
        self.router = None

    def join(self, client, server):
        self.router = router = Host("router")
        router.sysctl({"net.ipv4.ip_forward": 1})
        for host, near, address, gateway, mtu in (
            (client, "left", CLIENT, "192.0.2.1", 1500),
            (server, "right", ROUTED_SERVER, "198.51.100.1", self.far_mtu),
        ):
            router.run("ip", "link", "add", near, "mtu", mtu, "type", "veth",
                       "peer", "name", "eth0", "netns", host.name)
            router.run("ip", "address", "add", f"{gateway}/24", "dev", near)
            router.run("ip", "link", "set", near, "up")
            host.run("ip", "address", "add", f"{address}/24", "dev", "eth0")
            host.run("ip", "link", "set", "eth0", "up")
            host.run("ip", "route", "add", "default", "via", gateway)
            set_offloads(router, near, False)
            set_offloads(host, "eth0", False)

    def close(self):
        """The devices go away with their namespaces."""

# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that a capture tool, a broken disk or a stranger may hand to tshark."""

import gzip
import random
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SNAPS = (40, 54, 60, 66)  # within and just after the TCP header, behind Ethernet and the loopback link types
LONGEST = 1514  # octets of a frame
FLIPPED = (0.001, 0.02, 0.3)  # of all octets, from a few in a file to hardly one that is left
INTERFACE, PACKET = 1, 6  # types of blocks in pcapng


@dataclass(frozen=True)
class Damaged:
    name: str
    path: Path


def cut(capture, lengths, folder):
    """The first octets of the file, as many as each length says."""
    whole = capture.path.read_bytes()
    for length in lengths:
        path = folder / f"{capture.name}.cut{length}"
        path.write_bytes(whole[:length])
        yield Damaged(f"{capture.name} cut to {length} octets", path)


def some_lengths(capture, count, seed):
    size = capture.path.stat().st_size
    return sorted(random.Random(f"{seed} {capture.name}").sample(range(size), min(count, size)))


def every_length(capture):
    return range(capture.path.stat().st_size)


def every_snap(capture, small):
    """Each length up to that of the longest frame; within the headers alone where the capture is not small."""
    return range(1, min(capture.path.stat().st_size, LONGEST if small else 120) + 1)


def flipped(capture, seeds, folder, rates=FLIPPED):
    """Octets within frames replaced at random, at each rate."""
    for seed in seeds:
        for rate in rates:
            path = folder / f"{capture.name}.flip{seed}.{rate}"
            _editcap(capture, path, "-E", rate, "--seed", seed)
            yield Damaged(f"{capture.name} flipped at {rate} with seed {seed}", path)


def snapped(capture, lengths, folder):
    """Frames of which only the first octets were captured."""
    for length in lengths:
        path = folder / f"{capture.name}.snap{length}"
        _editcap(capture, path, "-s", length)
        yield Damaged(f"{capture.name} snapped to {length} octets", path)


def _editcap(capture, path, *args):
    path.parent.mkdir(parents=True, exist_ok=True)  # a name may say a folder
    plain = without_keys(capture, path.parent) if capture.path.suffix == ".pcapng" else capture.path
    command = ["editcap", *map(str, args), str(plain), str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def without_keys(capture, folder):
    """The frames of a pcapng file as pcap: no tool of Wireshark 4.0 rewrites one that holds keys of TLS."""
    path = folder / f"{capture.name}.plain"
    whole = capture.path.read_bytes()
    order = "<" if whole[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
    link, frames, at = 1, [], 0
    while at + 12 <= len(whole):
        kind, length = struct.unpack_from(f"{order}II", whole, at)
        if kind == INTERFACE:
            (link,) = struct.unpack_from(f"{order}H", whole, at + 8)
        elif kind == PACKET:
            _, high, low, captured, size = struct.unpack_from(f"{order}IIIII", whole, at + 8)
            seconds, micros = divmod(high << 32 | low, 1_000_000)
            frames.append(struct.pack("<IIII", seconds, micros, captured, size) + whole[at + 28 : at + 28 + captured])
        at += max(length, 12)
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link)
    path.write_bytes(header + b"".join(frames))
    return path


def strange(folder, capture):
    """What is no capture of TCP at all."""
    whole = capture.path.read_bytes()
    contents = {
        "empty file": b"",
        "text": b"This is not a capture.\n" * 100,
        "file header alone": whole[:24],
        "zeros": bytes(4096),
        "gzip, cut off": gzip.compress(whole, mtime=0)[:-20],
        "no TCP": no_tcp(),
        "absurd times": absurd_times(whole),
        "absurd record length": whole[:24] + struct.pack("<IIII", 0, 0, 0x7FFFFFFF, 0x7FFFFFFF) + whole[40:],
    }
    for name, content in contents.items():
        path = folder / f"strange.{name.replace(' ', '_').replace(',', '')}"
        path.write_bytes(content)
        yield Damaged(name, path)
    yield Damaged("no such file", folder / "strange.absent")
    yield Damaged("a folder", folder)


def absurd_times(whole):
    """The frames of a pcap file as pcapng, in whole seconds since 1970 of which there are too many."""
    (link,) = struct.unpack_from("<I", whole, 20)
    resolution = struct.pack("<HHBxxxHH", 9, 1, 0, 0, 0)  # if_tsresol: seconds
    blocks = _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    blocks += _block(INTERFACE, struct.pack("<HHI", link, 0, 262144) + resolution)
    at, times = 24, (0, 2**62, 2**63 - 1, 2**40, 1)
    for number in range(10):
        if at + 16 > len(whole):
            break
        captured, size = struct.unpack_from("<II", whole, at + 8)
        high, low = divmod(times[number % len(times)], 2**32)
        octets = whole[at + 16 : at + 16 + captured]
        blocks += _block(PACKET, struct.pack("<IIIII", 0, high, low, captured, size) + octets + bytes(-captured % 4))
        at += 16 + captured
    return blocks


def _block(kind, body):
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def no_tcp():
    """An ARP request, a UDP datagram and a frame of an unknown type."""
    ethernet = bytes.fromhex("020000000050 02000000000a")
    arp = ethernet + bytes.fromhex("0806 0001080006040001 02000000000a c000020a 000000000000 c0000250")
    udp = ethernet + bytes.fromhex("0800 4500001d0001000040110000 c000020a c0000250 9c409c41 00090000 78")
    unknown = ethernet + bytes.fromhex("88b5 00112233")
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    return header + b"".join(struct.pack("<IIII", 0, 0, len(f), len(f)) + f for f in (arp, udp, unknown))

# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads packet scripts; testdata/scripts/README.md describes the format."""

import re
from dataclasses import dataclass, field
from pathlib import Path

NANOSECONDS = 10**9
FLAG_LETTERS = "FSRPAUEC"  # bit 0 first, RFC 9293 section 3.1
SACK_MAX = 4  # RFC 2018 section 3
WIRES = ("plain", "padded", "snapped", "tso")
ESCAPES = {"r": "\r", "n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class ScriptError(Exception):
    """A line that the format does not allow."""


@dataclass
class Expectation:
    """`values` is None for a field that must be absent."""

    line: int
    field: str
    values: list | None


@dataclass
class Packet:
    line: int
    frame: int
    time_ns: int
    from_client: bool
    flags: str
    seq: int
    ack: int | None = None
    window: int = 65535
    payload: bytes = b""
    mss: int | None = None
    window_scale: int | None = None
    sack_ok: bool = False
    sack: list = field(default_factory=list)
    timestamps: tuple | None = None
    fast_open: bytes | None = None
    connection: int = 0
    again: bool = False
    reopens: bool = False
    copy: bool = False
    wire: str = "plain"
    stream: int | None = 0  # None: Wireshark's versions differ
    expectations: list = field(default_factory=list)


@dataclass
class Script:
    path: Path
    ipv6: bool = False
    server_port: int = 80
    client_port: int = 40000
    packets: list = field(default_factory=list)


def read_script(path):
    script = Script(Path(path))
    streams = Streams()
    text = script.path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            read_line(script, streams, number, line)
        except (ScriptError, ValueError) as error:
            raise ScriptError(f"{script.path}:{number}: {error}") from None
    if not script.packets:
        raise ScriptError(f"{script.path}: holds no segment")
    return script


def read_line(script, streams, number, line):
    if line.lstrip().startswith("#"):
        return
    words = split_words(line)
    if not words:
        return
    if words[0] == "option":
        read_option(script, words[1:])
    elif words[0] == ":":
        if not script.packets:
            raise ScriptError("expectations without a segment above them")
        script.packets[-1].expectations += read_expectations(number, words[1:])
    elif words[0].startswith("+"):
        packet = read_packet(script, number, words)
        packet.stream = streams.number_of(packet)
        script.packets.append(packet)
    else:
        raise ScriptError(f"a line cannot start with {words[0]!r}")


class Streams:
    """Numbers connections as Wireshark does: by first appearance, reused port pairs anew."""

    def __init__(self):
        self.current = {}
        self.count = 0

    def number_of(self, packet):
        known = packet.connection in self.current
        if not known and (packet.again or packet.reopens):
            raise ScriptError("this port pair was not used before")
        if packet.reopens:
            self.current[packet.connection] = None
        elif packet.again or not known:
            self.current[packet.connection] = self.count
            self.count += 1
        return self.current[packet.connection]


def split_words(line):
    """Splits at blanks outside of quotes; the quotes stay in the words."""
    words = re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^\s"])+', line)
    if sum(map(len, words)) != len(re.sub(r'("(?:[^"\\]|\\.)*")|\s', r"\1", line)):
        raise ScriptError("unbalanced quotes")
    return words


def unquote(text):
    """The text of a word or part of one, quotes removed and escapes replaced."""

    def plain(match):
        return re.sub(r"\\(x[0-9A-Fa-f]{2}|.)", escape, match.group(1))

    def escape(match):
        code = match.group(1)
        if len(code) == 3:
            return chr(int(code[1:], 16))
        if code not in ESCAPES:
            raise ScriptError(f"unknown escape \\{code}")
        return ESCAPES[code]

    return re.sub(r'"((?:[^"\\]|\\.)*)"', plain, text)


def split_commas(text):
    """The parts between commas outside of quotes, each unquoted."""
    return [unquote(part) for part in re.findall(r',((?:"(?:[^"\\]|\\.)*"|[^,"])*)', "," + text)]


def read_option(script, words):
    if script.packets:
        raise ScriptError("options come before the segments")
    for word in words:
        name, _, value = word.partition("=")
        if name == "ipv6" and not value:
            script.ipv6 = True
        elif name == "port":
            script.server_port = number_in(value, 0xFFFF)
        elif name == "client_port":
            script.client_port = number_in(value, 0xFFFF)
        else:
            raise ScriptError(f"unknown option {word!r}")


def number_in(text, limit):
    value = int(text, 0)
    if not 0 <= value <= limit:
        raise ScriptError(f"{text} is out of range")
    return value


def read_packet(script, number, words):
    if len(words) < 3 or words[1] not in "><":
        raise ScriptError("a segment is +SECONDS > or < FLAGS key=value ...")
    before = script.packets[-1].time_ns if script.packets else 0
    packet = Packet(line=number, frame=len(script.packets) + 1,
                    time_ns=before + read_seconds(words[0]), from_client=words[1] == ">",
                    flags=read_flags(words[2]), seq=-1)
    colon = words.index(":") if ":" in words else len(words)
    for word in words[3:colon]:
        read_key(packet, word)
    packet.expectations = read_expectations(number, words[colon + 1:])
    check_packet(packet, script)
    return packet


def read_seconds(word):
    match = re.fullmatch(r"\+(\d+)(?:\.(\d{1,9}))?", word)
    if not match:
        raise ScriptError(f"{word} is not a time")
    return int(match[1]) * NANOSECONDS + int((match[2] or "").ljust(9, "0"))


def read_flags(word):
    if word == ".":
        return ""
    if set(word) - set(FLAG_LETTERS) or len(set(word)) != len(word):
        raise ScriptError(f"{word} are not flags")
    return "".join(letter for letter in FLAG_LETTERS if letter in word)


def read_key(packet, word):
    key, equals, raw = word.partition("=")
    reader = KEYS.get(key)
    if reader is None:
        raise ScriptError(f"unknown key {word!r}")
    if bool(equals) == (key in BARE_KEYS):
        raise ScriptError(f"{key}: {'takes no' if equals else 'needs a'} value")
    reader(packet, unquote(raw))


def setter(name, convert):
    return lambda packet, text: setattr(packet, name, convert(text))


def read_pair(text, separator):
    left, found, right = text.partition(separator)
    if not found:
        raise ScriptError(f"{text} is not a pair")
    return number_in(left, 0xFFFFFFFF), number_in(right, 0xFFFFFFFF)


def read_sack(text):
    blocks = [read_pair(block, "-") for block in text.split(",")]
    if len(blocks) > SACK_MAX:
        raise ScriptError("more SACK blocks than a header holds")
    return blocks


def read_wire(text):
    if text not in WIRES:
        raise ScriptError(f"unknown wire {text!r}")
    return text


def filler(text):
    """Octets that no protocol takes for its own."""
    length = number_in(text, 0xFFFF)
    return bytes(ord("a") + i % 26 for i in range(length))


KEYS = {
    "seq": setter("seq", lambda text: number_in(text, 0xFFFFFFFF)),
    "ack": setter("ack", lambda text: number_in(text, 0xFFFFFFFF)),
    "win": setter("window", lambda text: number_in(text, 0xFFFF)),
    "len": setter("payload", filler),
    "data": setter("payload", lambda text: text.encode("latin-1")),
    "mss": setter("mss", lambda text: number_in(text, 0xFFFF)),
    "ws": setter("window_scale", lambda text: number_in(text, 14)),
    "sackok": setter("sack_ok", lambda _: True),
    "sack": setter("sack", read_sack),
    "ts": setter("timestamps", lambda text: read_pair(text, "/")),
    "tfo": setter("fast_open", bytes.fromhex),
    "conn": setter("connection", lambda text: number_in(text, 1000)),
    "again": setter("again", lambda _: True),
    "reopens": setter("reopens", lambda _: True),
    "copy": setter("copy", lambda _: True),
    "wire": setter("wire", read_wire),
}
BARE_KEYS = {"sackok", "again", "reopens", "copy"}


def check_packet(packet, script):
    if packet.seq < 0:
        raise ScriptError("seq= is missing")
    if (packet.ack is not None) != ("A" in packet.flags):
        raise ScriptError("ack= goes with the flag A, and only with it")
    if (packet.again or packet.reopens) and "S" not in packet.flags:
        raise ScriptError("again and reopens need a SYN")
    if packet.copy and not script.packets:
        raise ScriptError("copy needs a frame above it")


def read_expectations(number, words):
    expectations = []
    for word in words:
        if word == ":":
            raise ScriptError("a second : on the line")
        name, equals, raw = word.partition("=")
        if name in ("expert", "!expert"):
            for expert in split_commas(raw):
                values = ["1"] if name == "expert" else None
                expectations.append(Expectation(number, f"expert.{expert}", values))
        elif name.startswith("!") and not equals:
            expectations.append(Expectation(number, name[1:], None))
        elif equals and not name.startswith("!"):
            expectations.append(Expectation(number, name, split_commas(raw)))
        else:
            raise ScriptError(f"{word!r} is not an expectation")
    return expectations

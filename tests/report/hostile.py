# SPDX-License-Identifier: GPL-2.0-or-later
"""Text from the capture stays text: host names, targets, reason phrases and the like that try to break out of the
terminal, HTML, SVG, Markdown, Mermaid and JSON are shown in the report as what they are."""

import html.parser
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import ws
from tally import Tally

HOSTILE = (
    "<script>alert(1)</script>",
    '"><svg/onload=alert(1)>',
    "'onmouseover='alert(1)",
    "]]><!--x--></title></svg></style></table>",
    "&lt;&#x0;&#13;&amp;&nbsp;",
    "`code`~~~```",
    "|a|b\\|c\\\\|d|",
    "[x](javascript:alert(1))![](http://evil.example/x.png)",
    "<http://evil.example>http://evil.example/www.evil.example",
    "a@evil.example",
    "**b**__i__~~s~~$x$*_",
    "end;Note-over-C:x%%#35;{}",
    "-->>C:x",
    "\x1b]0;title\x07\x1b[2J",
    "\x7f\x08\x08",
    "\u0085\u009b2J",
    "\u202egnp.exe\u2066\u200f\u061c",
    "\u2028\u2029\ufeff",
    '{"json":[1,"2\\u0000"]}\\',
    "%s%n%x{frame}{who}",
    "=cmd|'/c",
    "#-1.>+",
    "中文/é",
    "\ud800\udfff",
    "x" * 3000,
)
TERMINAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
HTML_TAGS = set(
    "html head meta title style body h1 h2 h3 h4 p div table caption colgroup col thead tbody tr th td figure figcaption "
    "section header main footer nav ul li span strong em code abbr small a br".split()
)
SVG_TAGS = set("svg g title desc rect line path polygon polyline text tspan circle".split())
MARKDOWN_TAGS = set("h1 h2 h3 h4 p table thead tbody tr th td strong em pre code hr br ul li".split())
PLAIN = r"[-A-Za-z0-9 .,:/+=()_@\[\]!?'*]|[^\x00-\x7f]"
LABEL = re.compile(rf"(?:{PLAIN}|#\d+;|<br/>)*")  # of a Mermaid statement


def octets(text):
    return text.encode("utf-8", "surrogatepass")


def conversation(number, value):
    """The payloads of one connection, from whom, with `value` wherever a text of the capture is shown."""
    target = b"/" + octets(value).replace(b" ", b"")
    return (
        (0, b"GET " + target + b" HTTP/1.1\r\nHost: " + octets(value) + b'\r\nIf-None-Match: "' + octets(value) + b'"\r\n\r\n'),
        (1, b"HTTP/1.1 304 " + octets(value) + b'\r\nETag: "' + octets(value) + b'"\r\n\r\n'),
        (0, b"GET " + target + b" HTTP/1.1\r\nHost: h" + str(number).encode() + b"\r\nRange: bytes=0-1\r\n\r\n"),
        (1, b"HTTP/1.1 302 " + octets(value) + b"\r\nLocation: " + octets(value) + b"\r\nContent-Length: 0\r\n\r\n"),
        (0, octets(value)[:16].replace(b" ", b"") + b" / HTTP/1.1\r\nHost: x\r\nUpgrade: " + octets(value) + b"\r\nConnection: upgrade\r\n\r\n"),
        (1, b"HTTP/1.1 101 " + octets(value) + b"\r\nUpgrade: " + octets(value) + b"\r\nConnection: upgrade\r\n\r\n"),
        (1, b"first octets"),
    )


def segments(number, value):
    from scapy.layers.inet import IP, TCP

    sequence = [1000, 5000]
    ends = (("192.0.2.10", 40000 + number), ("192.0.2.80", 80))

    def segment(who, flags, payload=b""):
        tcp = TCP(sport=ends[who][1], dport=ends[1 - who][1], flags=flags, seq=sequence[who], ack=sequence[1 - who])
        sequence[who] += len(payload) + (1 if "S" in flags or "F" in flags else 0)
        return IP(src=ends[who][0], dst=ends[1 - who][0]) / tcp / payload

    yield segment(0, "S")
    yield segment(1, "SA")
    yield segment(0, "A")
    for who, payload in conversation(number, value):
        for at in range(0, len(payload), 1400):
            yield segment(who, "PA", payload[at : at + 1400])
    yield segment(0, "FA")
    yield segment(1, "FA")
    yield segment(0, "A")


def dns_answer(value):
    """The address of the server by a name that is hostile."""
    from scapy.layers.inet import IP, UDP

    label = octets(value)[:60]
    name = bytes([len(label)]) + label + b"\0"
    body = b"\0\1\x81\x80\0\1\0\1\0\0\0\0" + name + b"\0\1\0\1" + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + bytes((192, 0, 2, 80))
    return IP(src="192.0.2.53", dst="192.0.2.10") / UDP(sport=53, dport=5353) / body


def write(path):
    from scapy.utils import wrpcap

    frames = []
    for number, value in enumerate(HOSTILE):
        if value and len(value) < 200:
            frames.append(dns_answer(value))
        frames += segments(number, value)
    for at, frame in enumerate(frames):
        frame.time = 1_700_000_000 + at / 1000
    wrpcap(str(path), frames)


def report(path, kind, language):
    return ws.tshark("-q", "-o", f"labflow.language:{language}", "-z", f"labflow,report,{kind}", "-r", path)


def trouble(done):
    return [f"{done}: {line}" for line in done.err.splitlines()] + ([str(done)] if done.code else [])


def check_text(done):
    for number, line in enumerate(done.out.splitlines(), start=1):
        found = TERMINAL.search(line)
        if found:
            yield f"line {number} holds {found[0]!r}: {line!r}"
    if "<script>alert(1)</script>" not in done.out:
        yield "a target is not shown as it is"


class Tags(html.parser.HTMLParser):
    def __init__(self, allowed):
        super().__init__(convert_charrefs=True)
        self.allowed = allowed
        self.wrong = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.allowed:
            self.wrong.append(f"<{tag}> at {self.getpos()}")
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "srcset", "data", "action", "formaction"):
                self.wrong.append(f"attribute {name} at {self.getpos()}")
            if name in ("href", "xlink:href") and not (value or "").startswith("#"):
                self.wrong.append(f"a link to {value} at {self.getpos()}")
            if name == "style" and re.search(r"url|expression|import", value or ""):
                self.wrong.append(f"style {value} at {self.getpos()}")

    def handle_comment(self, data):
        self.wrong.append(f"a comment at {self.getpos()}: {data[:40]}")

    def handle_data(self, data):
        self.text.append(data)


def check_html(done):
    tags = Tags(HTML_TAGS | SVG_TAGS)
    tags.feed(done.out)
    yield from tags.wrong
    text = "".join(tags.text)
    for value in HOSTILE:
        if value.isascii() and value.isprintable() and len(value) < 60 and f"/{value}" not in text:
            yield f"{value!r} is not shown as it is"
    try:
        ElementTree.fromstring(done.out.partition("\n")[2] if done.out.startswith("<!DOCTYPE") else done.out)
    except ElementTree.ParseError as why:
        yield f"not well-formed: {why}"
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.out):
        yield "a control character is left"


def check_markdown(done):
    if not shutil.which("cmark-gfm"):
        yield "cmark-gfm is not installed"
        return
    made = subprocess.run(
        ["cmark-gfm", "-e", "table", "-e", "autolink", "-e", "strikethrough", "--unsafe"],
        input=done.out.encode(),
        capture_output=True,
        check=True,
    )
    page = made.stdout.decode()
    tags = Tags(MARKDOWN_TAGS)
    tags.feed(page)
    yield from tags.wrong
    text = "".join(tags.text)
    for value in HOSTILE:
        if value.isascii() and value.isprintable() and len(value) < 60 and f"/{value}" not in text:
            yield f"{value!r} is not shown as it is"
    yield from check_cells(page)
    yield from check_mermaid(done.out)


def check_cells(page):
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        rows = [len(re.findall(r"<t[hd]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
        if len(set(rows)) != 1:
            yield f"a table has rows of {sorted(set(rows))} cells"


def check_mermaid(text):
    diagrams = re.findall(r"^```mermaid\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    if len(diagrams) < len(HOSTILE):
        yield f"{len(diagrams)} diagrams of {len(HOSTILE)} connections"
    for diagram in diagrams:
        for line in diagram.splitlines():
            _, colon, label = line.partition(": ")
            if colon and not LABEL.fullmatch(label):
                yield f"a label that may end a statement: {line!r}"


def check_json(done):
    try:
        document = json.loads(done.out)
    except ValueError as why:
        yield f"no JSON: {why}"
        return
    targets = {exchange.get("request", {}).get("target") for c in document["connections"] for exchange in c.get("http", ())}
    for value in HOSTILE:
        if value.isprintable() and " " not in value and len(value) < 60 and f"/{value}" not in targets:
            yield f"{value!r} is no target"


CHECKS = (("text", check_text), ("html", check_html), ("md", check_markdown), ("json", check_json))


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    with ws.scratch() as folder:
        path = folder / "hostile.pcap"
        write(path)
        for language in ("en", "zh"):
            for kind, check in CHECKS:
                done = report(path, kind, language)
                tally.check(f"{kind}, {language}", trouble(done) + list(check(done)))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-2.0-or-later
"""The reader of packet scripts and what it compiles: a line misread is a test that checks nothing."""

import struct
import tempfile
import unittest
from pathlib import Path

from check_scripts import compare, fields_of
from make_pcaps import capture_of
from pkt import ScriptError, read_script

REJECTED = [
    "", "seq=1", ": phase=handshake", "+0 > S", "+0 > S seq=4294967296", "+0 > S seq=abc",
    "+0 > S seq=", "+0 > X seq=1", "+0 > SS seq=1", "+0 - S seq=1", "+x > S seq=1", "+0.0000000001 > S seq=1",
    "+0 > S seq=1 ack=5", "+0 > A seq=1", "+0 > S seq=1 win=65536", "+0 > S seq=1 unknown=1",
    "+0 > S seq=1 seqq=1", '+0 > S seq=1 data="open', '+0 > S seq=1 data="\\q"',
    "+0 > A seq=1 ack=1 sack=5", "+0 > A seq=1 ack=1 sack=1-2,1-2,1-2,1-2,1-2",
    "+0 > S seq=1 again", "+0 > S seq=1 : !phase=handshake", "+0 > S seq=1 : phase",
    "+0 > S seq=1 : a=1 : b=2", "option speed=9\n+0 > S seq=1", "+0 > S seq=1\noption ipv6",
]
SAMPLE = '''
option port=8080
+0    > S  seq=0xFFFFFFFF mss=1460 : handshake.step=1 !ack.frame
+0.5  < SA seq=7 ack=0             : handshake.step=2 expert=a !expert=b
                                   : transition="x, y","z"
'''


def script_of(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.pkt"
        path.write_text(text, encoding="utf-8")
        return read_script(path)


class Reading(unittest.TestCase):
    def test_rejected_lines(self):
        for text in REJECTED:
            with self.subTest(text), self.assertRaises(ScriptError):
                script_of(text)

    def test_segments(self):
        first, second = script_of(SAMPLE).packets
        self.assertEqual((first.seq, first.mss, first.from_client), (0xFFFFFFFF, 1460, True))
        self.assertEqual((second.flags, second.ack, second.time_ns), ("SA", 0, 500_000_000))

    def test_payload_escapes(self):
        packet = script_of('+0 > . seq=1 data="GET / \\"\\x41\\\\\\r\\n"').packets[0]
        self.assertEqual(packet.payload, b'GET / "A\\\r\n')

    def test_expectations(self):
        expected = [(item.field, item.values) for item in script_of(SAMPLE).packets[1].expectations]
        self.assertEqual(expected, [("handshake.step", ["2"]), ("expert.a", ["1"]),
                                    ("expert.b", None), ("transition", ["x, y", "z"])])

    def test_streams(self):
        text = ("+0 > S seq=1\n+0 > S seq=1 conn=5\n+0 > S seq=9 again\n+0 < A seq=9 ack=2 conn=5\n"
                "+0 > S seq=9 reopens\n+0 < A seq=9 ack=10\n")
        self.assertEqual([packet.stream for packet in script_of(text).packets],
                         [0, 1, 2, 1, None, None])


class Compiling(unittest.TestCase):
    def test_same_octets_every_time(self):
        self.assertEqual(capture_of(script_of(SAMPLE)), capture_of(script_of(SAMPLE)))

    def test_copy_is_the_same_frame(self):
        line = "+0 > PA seq=1 ack=1 len=5"
        copied = frames_of(capture_of(script_of(f"{line}\n{line} copy\n{line}\n")))
        self.assertEqual(copied[0], copied[1])
        self.assertNotEqual(copied[0], copied[2])

    def test_snapped_frame_keeps_its_length(self):
        capture = capture_of(script_of("+0 > PA seq=1 ack=1 len=500 wire=snapped"))
        captured, sent = struct.unpack_from("<II", capture, 24 + 8)
        self.assertEqual((captured, sent), (54, 554))


class Comparing(unittest.TestCase):
    def complaints(self, rows, pass_name="two passes"):
        script = script_of(SAMPLE)
        fields = fields_of(script)
        self.assertEqual(fields, ["tcp.stream", "labflow.ack.frame", "labflow.expert.a",
                                  "labflow.expert.b", "labflow.handshake.step", "labflow.transition"])
        return list(compare(script, fields, rows, pass_name))

    def test_what_is_expected(self):
        self.assertEqual(self.complaints([["0", "", "", "", "1", ""],
                                          ["0", "1", "1", "", "2", "x, y\x1fz"]]), [])

    def test_each_difference_is_told(self):
        complaints = self.complaints([["0", "1", "", "", "2", ""],
                                      ["1", "1", "", "1", "", "x, y"]])
        self.assertEqual(len(complaints), 7)

    def test_missing_frames_are_told(self):
        self.assertEqual(len(self.complaints([["0", "", "", "", "1", ""]])), 1)


def frames_of(capture):
    frames, at = [], 24
    while at < len(capture):
        size = struct.unpack_from("<I", capture, at + 8)[0]
        frames.append(capture[at + 16:at + 16 + size])
        at += 16 + size
    return frames


if __name__ == "__main__":
    unittest.main()

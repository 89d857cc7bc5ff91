#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark's captures are what they claim to be, and its arithmetic is right."""
import collections
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import generate
from memory import Growth, split
from modes import MODES
from table import render, spread, verdict

BUILD = pathlib.Path(os.environ.get("LABFLOW_BUILD",
                                    pathlib.Path(__file__).resolve().parents[2] / "build"))
FRAMES = 4_000
RETRANSMITTED = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission"


def made(kind, frames=FRAMES, **options):
    out = io.BytesIO()
    connections = generate.generate(kind, frames, out, **options)
    return out.getvalue(), connections


def packets(capture, *arguments):
    """One line for each packet that tshark shows, with no preference but its defaults."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "made.pcap")
        with open(path, "wb") as file:
            file.write(capture)
        run = subprocess.run(["tshark", "-r", path, *arguments], capture_output=True, text=True,
                             check=True, env={**os.environ, "WIRESHARK_CONFIG_DIR": folder})
    return run.stdout.splitlines()


class EveryKind(unittest.TestCase):
    def each(self, check):
        for kind in generate.KINDS:
            with self.subTest(kind=kind):
                check(kind)

    def test_frames_and_connections_are_as_many_as_told(self):
        def check(kind):
            capture, connections = made(kind)
            streams = packets(capture, "-T", "fields", "-e", "tcp.stream")
            self.assertEqual(len(streams), FRAMES)
            self.assertEqual(len(set(streams)), connections)
        self.each(check)

    def test_the_number_of_connections_can_be_chosen(self):
        def check(kind):
            streams = packets(made(kind, connections=7)[0], "-T", "fields", "-e", "tcp.stream")
            self.assertEqual(len(set(streams)), 7)
        self.each(check)

    def test_nothing_is_malformed_or_an_error_and_time_never_goes_back(self):
        wrong = ("_ws.malformed || _ws.short || _ws.expert.severity == error || !tcp || "
                 "frame.time_delta < 0")
        self.each(lambda kind: self.assertEqual(packets(made(kind)[0], "-Y", wrong), []))

    def test_same_seed_same_bytes_other_seed_other_bytes(self):
        def check(kind):
            self.assertEqual(made(kind), made(kind))
            self.assertNotEqual(made(kind), made(kind, seed=2))
        self.each(check)


class EachKindForItself(unittest.TestCase):
    def count(self, capture, expression):
        return len(packets(capture, "-Y", expression))

    def test_short_http_is_whole_connections_of_one_exchange_many_open_at_once(self):
        capture, connections = made("short-http")
        self.assertEqual(FRAMES / connections, 12.5)
        self.assertEqual(self.count(capture, "http.response.code == 200"), connections)
        self.assertEqual(self.count(capture, "tcp.flags.fin == 1"), 2 * connections)
        self.assertEqual(self.count(capture, "tcp.analysis.flags"), 0)
        opened = closed = most = 0
        for row in packets(capture, "-T", "fields", "-e", "tcp.flags"):
            flags = int(row, 16)
            opened += flags & 0x12 == 0x02  # SYN without ACK
            closed += flags & 0x01
            most = max(most, opened - closed / 2)
        self.assertGreater(most, connections / 10)

    def test_one_sided_shows_either_client_or_server_of_each(self):
        capture, connections = made("one-sided")
        ends = collections.defaultdict(set)
        for row in packets(capture, "-T", "fields", "-e", "tcp.stream", "-e", "ip.src"):
            stream, source = row.split("\t")
            ends[stream].add(source == "198.19.0.1")
        self.assertTrue(all(len(sides) == 1 for sides in ends.values()))
        self.assertEqual(sum(True in sides for sides in ends.values()), connections // 2)

    def test_lossy_holds_every_way_to_lose_order(self):
        capture, _ = made("lossy")
        for expression in (RETRANSMITTED, "tcp.analysis.duplicate_ack", "tcp.options.sack.count",
                           "tcp.analysis.out_of_order", "tcp.analysis.lost_segment"):
            self.assertGreater(self.count(capture, expression), 5, expression)

    def test_bulk_has_an_ack_for_every_second_segment(self):
        capture, _ = made("bulk")
        data = self.count(capture, "tcp.len > 0")
        self.assertAlmostEqual(data / FRAMES, 2 / 3, places=2)
        self.assertEqual(self.count(capture, "tcp.analysis.flags"), 0)

    def test_http_heavy_has_a_message_in_every_fourth_frame(self):
        capture, _ = made("http-heavy")
        self.assertAlmostEqual(self.count(capture, "http") / FRAMES, 1 / 4, places=2)

    def test_idle_is_keep_alives_after_the_handshake(self):
        capture, connections = made("idle")
        rest = FRAMES - 3 * connections
        self.assertEqual(self.count(
            capture, "tcp.analysis.keep_alive || tcp.analysis.keep_alive_ack"), rest)

    def test_synflood_is_nothing_but_syns(self):
        capture, _ = made("synflood")
        self.assertEqual(self.count(capture, "tcp.flags == 0x002"), FRAMES)


class TheCommand(unittest.TestCase):
    def test_every_mode_runs_and_the_table_is_written(self):
        bench = pathlib.Path(__file__).with_name("bench.py")
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder, "table.md")
            run = subprocess.run(
                [sys.executable, bench, "--frames", "1000", "--pairs", "1", "--out", table,
                 "--cache", folder, "--plugin", BUILD / "plugin" / "labflow.so"],
                capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            written = table.read_text(encoding="utf-8")
        for row in (*MODES, "a frame", "a connection"):
            self.assertRegex(written, rf"(?m)^\| {row} +\|.*\d")


class Arithmetic(unittest.TestCase):
    def test_shares_add_up_and_stay_near_their_mean(self):
        for spread_ in (0, 1):
            sizes = list(generate.shares(5_000, 400, spread_, generate.random.Random(3)))
            self.assertEqual((sum(sizes), len(sizes)), (5_000, 400))
            self.assertTrue(all(abs(size - 12.5) <= 0.5 + 2 * spread_ for size in sizes))

    def test_too_few_frames_are_refused(self):
        with self.assertRaises(ValueError):
            made("short-http", frames=100, connections=10)

    def test_split_finds_what_growths_were_made_from(self):
        growths = [Growth(frames, connections, 5_000 + 40 * frames + 300 * connections)
                   for frames, connections in ((1000, 1), (500, 1), (1000, 80), (500, 500))]
        self.assertEqual(split(growths), (5_000, 40, 300))

    def test_split_takes_the_middle_of_captures_that_disagree(self):
        growths = [Growth(frames, connections, 40 * frames + 300 * connections + stray)
                   for frames, connections in ((1000, 0), (500, 0), (0, 100), (0, 50))
                   for stray in (-60, 60)]
        for found, made_from in zip(split(growths), (0, 40, 300)):
            self.assertAlmostEqual(found, made_from)

    def test_split_refuses_captures_that_are_all_alike(self):
        with self.assertRaises(ValueError):
            split([Growth(100, 10, 1), Growth(200, 20, 2), Growth(300, 30, 3)])

    def test_verdict_names_the_limit(self):
        self.assertEqual(verdict(1.25, 1.25), "at most 1.25: met")
        self.assertEqual(verdict(1.26, 1.25), "at most 1.25: NOT met")
        self.assertEqual(verdict(9, None), "-")

    def test_spread_has_median_and_both_ends(self):
        self.assertEqual(spread([3, 1, 2], ".1f"), "2.0 (1.0 to 3.0)")

    def test_table_is_markdown(self):
        self.assertEqual(render("T", ["a", "b"], [["x", "yy"]]),
                         "### T\n\n| a | b  |\n|---|----|\n| x | yy |\n")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""random_sockets.py [--seed N] [--count N] [--keep FOLDER]

Two live Linux kernels, programs that do random things with their sockets (story.py), and at each quiet point what both
kernels say of every connection against what labflow says at that frame: the state by `ss` and by TCP_INFO, and the octets
received, which the last acknowledgement must have told. Each story prints its seed; the same seed gives the same deeds.
Needs root, network namespaces and tcpdump."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "golden"), str(HERE.parent / "oracle")]

import check_kernel  # noqa: E402
import judge  # noqa: E402
from tally import SKIPPED  # noqa: E402

STORY = HERE / "story.py"
TOOLS = ("tcpdump", "ip", "ss", "nsenter", "unshare", "sysctl")
AT_ONCE = 4  # stories mostly wait
SOCKET_COLUMNS = ("when", "side", "local", "peer", "kernel", "received")
MORE = {
    "ack": "labflow.ack.actual", "seq": "labflow.seq.actual", "stream": "labflow.stream", "flags": "tcp.flags.str",
}  # fmt: skip
FIELDS = (*check_kernel.FIELDS, *MORE.values())


def acknowledged(frames, end):
    """The frame with the most that this end had acknowledged on the latest connection; an ACK may overtake another."""
    acks = [f for f in frames if f["from"] == end and f["stream"] == frames[-1]["stream"] and f["ack"]]
    return max(acks, key=lambda f: int(f["ack"]), default=None)


def rst_behind_a_loss(difference):
    last = difference.connection[-1]
    highest = acknowledged(difference.connection, last["to"])
    return "R" in last["flags"] and highest is not None and int(last["seq"]) > int(highest["ack"])


RULES = (
    judge.Rule(
        "back to LISTEN",
        "RFC 9293 section 3.10.7.4: a RST in SYN-RECEIVED returns a passive end to LISTEN; Linux drops the half-open "
        "socket and keeps a listener of its own",
        lambda d: (d.theirs, d.labflow) == ("CLOSED", "LISTEN"),
    ),
    judge.Rule(
        "a RST behind a loss",
        "what the sender of the RST had sent before was captured and then lost, so that the RST was not the next in order "
        "and was answered with a challenge ACK (RFC 5961 section 3.2); a reader takes what was captured as delivered",
        lambda d: d.labflow == "CLOSED" and rst_behind_a_loss(d),
    ),
    judge.Rule(
        "a RST behind a gap",
        "what the sender of the RST had sent before was lost in front of the capture, so that the RST is not the next in "
        "order: RFC 9293 section 3.10.7.4 has it answered, not obeyed; Linux obeys it in FIN-WAIT-2 without a program",
        lambda d: d.theirs == "CLOSED" and rst_behind_a_loss(d),
    ),
)


def cannot():
    """Why no story can be told here, or nothing."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    lacking = [tool for tool in TOOLS if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if lacking:
        return f"not installed: {', '.join(lacking)}"
    tried = subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, text=True)
    if tried.returncode != 0:
        return f"no namespaces here: {tried.stderr.strip()}"
    return "" if Path("/dev/net/tun").exists() else "no /dev/net/tun"


def tell(seed, folder):
    """Lets the story happen; the capture."""
    out = folder / f"story-{seed}.pcap"
    subprocess.run([sys.executable, "-B", STORY, out, str(seed)], check=True, capture_output=True, text=True)
    return out


def annotate(capture):
    rows = judge.run_fields(capture, FIELDS, "-E", "occurrence=l")
    return [{**check_kernel.frame(row), **{name: row[field] for name, field in MORE.items()}} for row in rows]


def judge_octets(oracle, capture, frames):
    """A socket that has received N octets, its peer's FIN among them, has acknowledged 1 + N."""
    for sample in check_kernel.read_samples(capture.with_suffix(".sockets"), SOCKET_COLUMNS):
        highest = acknowledged(check_kernel.before(frames, sample), sample["local"])
        if highest is None or sample["kernel"] in ("SYN-SENT", "SYN-RECEIVED"):
            continue
        pair = " ".join(sorted((sample["local"], sample["peer"])))
        where = f"frame {highest['number']} {sample['side']}"
        told = str(1 + int(sample["received"]))
        oracle.compare(capture.stem, where, "ack.actual", told, highest["ack"], unit=pair)


def judge_story(oracle, capture):
    frames = annotate(capture)
    check_kernel.judge_capture(oracle, capture.with_suffix(".states"), frames)
    check_kernel.judge_capture(oracle, capture.with_suffix(".sockets"), frames, SOCKET_COLUMNS)
    judge_octets(oracle, capture, frames)
    return len(frames)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first story; the next ones count up")
    parser.add_argument("--count", type=int, default=8, help="how many stories")
    parser.add_argument("--keep", type=Path, help="leave captures and traces there")
    return parser.parse_args()


def main():
    given = arguments()
    why = cannot()
    if why:
        print(f"skipped: {why}")
        return SKIPPED
    folder = given.keep or Path(tempfile.mkdtemp(prefix="labflow-kernel-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    oracle = judge.Judge("the kernel", HERE / "none.tsv", RULES)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seeds = range(given.seed, given.seed + given.count)
        for seed, story in [(seed, pool.submit(tell, seed, folder)) for seed in seeds]:
            try:
                frames = judge_story(oracle, story.result())
                print(f"seed {seed}: {frames} frames", flush=True)
            except (subprocess.CalledProcessError, OSError, ValueError) as error:
                oracle.broken(f"seed {seed}", error)
    oracle.incomplete = True  # a rule that no story happens to meet is none too many
    if oracle.new:
        print(f"captures and what the programs did: {folder}")  # the kernels' timing does not come again
    elif not given.keep:
        shutil.rmtree(folder)
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow's handshakes and closings against Arkime's counts, connection by connection.

arkime_sessions.tsv, in a folder of captures from other projects beside the checkout, holds what Arkime counted:
packets each way, flags of both ways together (SYN, SYN+ACK, FIN, RST), and two checks of numbers: `synValidated` (a
SYN+ACK acknowledged the SYN's number + 1) and `synAckValidated` (an ACK acknowledged the SYN+ACK's number + 1). Of
labflow: frames by sender, handshake.step, teardown.step with FINs sent again, conn.history's R and r, and whether an
ACK that labflow believes covers the SYN and the SYN+ACK (ack.frame). HTTP's methods and codes: check_http.py.

Where Arkime has several sessions of one pair of endpoints, or one of several connections, their sums are compared.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import sys
from pathlib import Path

import connections
import judge

DIFFERENCES = Path(__file__).resolve().with_name("arkime_differences.tsv")
TABLE = "arkime_sessions.tsv"
COUNTED = {"syn": "syns", "syn-ack": "syn_acks", "fin": "fins"}
RULES = (
    judge.Rule(
        "copies",
        "a mirror port captured frames twice, and Arkime counts both; labflow says duplicate_frame, and no other FIN",
        lambda d: d.field == "fin" and sum(one.copies for one in d.connection) >= int(d.theirs) - int(d.labflow) > 0,
    ),
)


def flags_of(session):
    return {name: int(count) for name, count in (word.split("=") for word in session["tcpflags"].split())}


def arkimes(sessions):
    """What Arkime says of all sessions of a pair of endpoints."""
    flags = [flags_of(session) for session in sessions]
    said = {name: str(sum(one.get(name, 0) for one in flags)) for name in COUNTED}
    said["rst"] = "yes" if any(one.get("rst") for one in flags) else "no"
    for name in ("src_pkts", "dst_pkts"):
        said[name] = str(sum(int(session[name]) for session in sessions))
    for name in ("synValidated", "synAckValidated"):
        said[name] = "yes" if any(session[name] == "True" for session in sessions) else "no"
    return said


def covers(connection, step):
    return any(frame in connection.syn_frames[step] for frame, _ in connection.acked)


def labflows(found, source, target):
    said = {
        name: str(sum(getattr(side, count) for one in found for side in one.sides.values()))
        for name, count in COUNTED.items()
    }
    said["rst"] = "yes" if any(one.sent(end, "r") for one in found for end in one.ends) else "no"
    said["src_pkts"] = str(sum(one.of(source).frames for one in found))
    said["dst_pkts"] = str(sum(one.of(target).frames for one in found))
    said["synValidated"] = "yes" if any(covers(one, connections.SYN) for one in found) else "no"
    said["synAckValidated"] = "yes" if any(covers(one, connections.SYN_ACK) for one in found) else "no"
    return said


def pairs(rows):
    grouped = {}
    for row in rows:
        ends = judge.endpoint(row["src"], row["sport"]), judge.endpoint(row["dst"], row["dport"])
        grouped.setdefault(ends, []).append(row)
    return grouped


def main():
    options = judge.arguments(__doc__, DIFFERENCES).parse_args()
    if judge.absent(options.captures, TABLE):
        return judge.SKIPPED
    oracle = judge.Judge("Arkime", options.differences, RULES)
    files = judge.by_file(judge.read_table(options.captures / TABLE))
    for name, found in oracle.read_each(options.captures, files, connections.read):
        for (source, target), sessions in pairs(files[name]).items():
            mine = connections.between(found, (source, target))
            said = labflows(mine, source, target)
            where = f"{judge.shown(source)} {judge.shown(target)}"
            for field, theirs in arkimes(sessions).items():
                oracle.compare(name, where, field, theirs, said[field], connection=mine)
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow's final states against Suricata's, flow by flow.

suricata_flows.tsv, in a folder of captures from other projects beside the checkout, holds what Suricata 7.0.10 made
of each flow, in its default mode and reading connections that began before the capture (midstream): one state,
`tcp_state`, the flags each way, the packets each way, and who is the client.

Suricata keeps one state for both ends (stream-tcp.c): that of the end that opens while the connection opens
(`syn_sent` behind the SYN, `syn_recv` behind the SYN+ACK, `established` behind the ACK), then that of the server: the
client's FIN gives `close_wait`, the server's `fin_wait1`, its ACK `fin_wait2`, the second FIN `last_ack` or
`time_wait`. What follows either, the last ACK, and any RST that is believed give `closed`. In the default mode a flow
whose SYN is not seen has no state. So, of labflow: reset or refused is `closed`; both FINs and step 4 are `closed`;
otherwise the server's state, in Suricata's words, or the client's SYN-SENT; and with no handshake seen, none in the
default mode.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import sys
from pathlib import Path

import connections
import judge

DIFFERENCES = Path(__file__).resolve().with_name("suricata_differences.tsv")
TABLE = "suricata_flows.tsv"
DEFAULT = "default"
OF_SERVER = {
    "SYN-RECEIVED": "syn_recv",
    "ESTABLISHED": "established",
    "FIN-WAIT-1": "fin_wait1",
    "FIN-WAIT-2": "fin_wait2",
    "CLOSE-WAIT": "close_wait",
    "CLOSING": "closing",
    "LAST-ACK": "last_ack",
    "TIME-WAIT": "time_wait",
    "CLOSED": "closed",
    "UNKNOWN": "established",  # it began before the capture, and nothing shows that it is over
}
UNCLEAR = "unknown"  # no word of Suricata's
RULES = (
    judge.Rule(
        "octets that the capture lacks",
        "one end acknowledges what the capture does not hold, mostly because it has one direction only; a FIN may be "
        "among it, so labflow says UNKNOWN. Suricata goes by the segments that it has, and stays in syn_sent although "
        "the SYN is acknowledged, or takes the client's FIN for all",
        lambda d: d.field == "tcp_state" and d.labflow == UNCLEAR,
    ),
    judge.Rule(
        "crossing FINs",
        "the second FIN's ACK number leaves the first one out, so that had not arrived (RFC 9293 section 3.6, figure "
        "13), and no later ACK covers it: CLOSING. Suricata takes it for the ordinary answer",
        lambda d: d.field == "tcp_state" and d.labflow == "closing" and d.theirs in ("time_wait", "closed"),
    ),
)


def state_of(connection, mode):
    if mode == DEFAULT and not connection.syn_frames[connections.SYN]:
        return ""
    if connection.teardown == "reset" or connection.handshake == "refused":
        return "closed"
    client, server = connection.states
    if "UNKNOWN" in connection.states and connection.syn_frames[connections.SYN]:
        return UNCLEAR
    if connection.steps["4"] and {"1", "2", "3"} <= connection.steps.keys():
        return "closed"
    if client == "SYN-SENT":
        return "syn_sent"
    return OF_SERVER[server]


def flags_of(connection, end):
    letters = {"SYN": "sh", "FIN": "f", "RST": "r"}
    return " ".join(name for name, letter in letters.items() if connection.sent(end, letter))


def suricatas_flags(value):
    bits = {"SYN": 0x02, "FIN": 0x01, "RST": 0x04}
    return " ".join(name for name, bit in bits.items() if int(value, 16) & bit)


def flow_ends(row):
    return judge.endpoint(row["client"], row["cport"]), judge.endpoint(row["server"], row["sport"])


def matched(flows, found):
    """Each flow with the connection of the same endpoints that has about as many frames; None where there is none."""
    left = list(found)
    for row in flows:
        packets = int(row["pkts_ts"]) + int(row["pkts_tc"])
        mine = connections.between(left, flow_ends(row))
        best = min(mine, key=lambda one: abs(one.frames - packets), default=None)
        if best:
            left.remove(best)
        yield row, best


def values(row, connection):
    """(field, Suricata's, labflow's)"""
    client, server = flow_ends(row)
    yield "tcp_state", row["tcp_state"], state_of(connection, row["mode"])
    yield "pkts_ts", row["pkts_ts"], str(connection.of(client).frames)
    yield "pkts_tc", row["pkts_tc"], str(connection.of(server).frames)
    if row["tcp_state"]:  # without a session no flags are kept
        yield "client", judge.shown(client), judge.shown(connection.client) if connection.client else ""
        yield "flags_ts", suricatas_flags(row["flags_ts"]), flags_of(connection, client)
        yield "flags_tc", suricatas_flags(row["flags_tc"]), flags_of(connection, server)


def compare_file(oracle, name, rows, found):
    for mode in dict.fromkeys(row["mode"] for row in rows):
        flows = [row for row in rows if row["mode"] == mode]
        for row, connection in matched(flows, found):
            client, server = flow_ends(row)
            where = f"{mode} {judge.shown(client)} {judge.shown(server)} of {row['pkts_ts']} and {row['pkts_tc']}"
            if connection is None:
                oracle.compare(name, where, "flow", "yes", "no", connection=(row, connection))
                continue
            for field, theirs, mine in values(row, connection):
                oracle.compare(name, where, field, theirs, mine, connection=(row, connection))


def main():
    options = judge.arguments(__doc__, DIFFERENCES).parse_args()
    if judge.absent(options.captures, TABLE):
        return judge.SKIPPED
    oracle = judge.Judge("Suricata", options.differences, RULES)
    files = judge.by_file(judge.read_table(options.captures / TABLE))
    for name, found in oracle.read_each(options.captures, files, connections.read):
        compare_file(oracle, name, files[name], found)
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())

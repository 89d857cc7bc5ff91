-- SPDX-License-Identifier: GPL-2.0-or-later
-- One connection as the tracker keeps it. Mirrors plugin/core/connection.h, name for name, and says
-- what the names mean. Names in capitals are the RFC's variables (RFC 9293 section 3.3.1).
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local names = import("names")
local seq = import("seq")
local zeek = import("zeek")

local connection = {}

-- All names at once: a table that grows is made anew at 4, 8, 16 and 32 of them. These are 32, and so are the
-- connection's: one more, and the table has twice the size.
local function new_end()
    return {
        nxt = 0, -- RCV.NXT of an observer: everything before it is in order
        max = 0, -- the highest number it has used, plus one
        una = 0, -- SND.UNA: the highest ACK it was sent
        fin = 0, -- its FIN's sequence number, once fin_sent
        base = 0, -- what relative numbers count from: its ISN
        ack = 0, -- the last acknowledgement number it sent, raw, once ack_sent
        bad_ack = false, -- what an unacceptable segment to it acknowledged
        last_frame = 0, -- copies apart
        window = 0,
        state = names.enum.state.UNKNOWN,
        seen = false, base_known = false, nxt_known = false, una_known = false, ack_sent = false,
        syn_sent = false, syn_ack_sent = false, beyond_syn = false, active = false, inherited = false,
        fin_sent = false, fin_acked = false, fin_possible = false, fin_likely = false, open_proven = false,
        challenge_due = false, probe_answer_due = false, fin_answer_due = false,
        above = false, -- out-of-order octets; with `is_holes`: holes below `nxt` of an end whose peer is not seen
        holes = false, -- below `nxt`: acknowledged, and not in the capture so far
        sent = false, -- what waits for its ACK
        sum = false, -- the segment that formulas are shown with
    }
end

function connection.new(with_zeek)
    return {
        ends = { [0] = new_end(), [1] = new_end(), is_used = true }, -- by segment.dir; for is_used see cold.lua
        zeek = with_zeek and zeek.new(),
        handshake_kind = names.enum.handshake_kind.UNSEEN,
        teardown_kind = names.enum.teardown_kind.NONE,
        close_reason = names.enum.close_reason.NONE,
        client = false, first_dir = false, teardown_initiator = false, -- segment.dir of one end
        previous = false, -- the stream that had these ports before
        started = false, hazy = false, completed = false, ended = false, reset = false, opaque = false,
        role_guessed = false, role_by_port = false, syn_timed = false, early_data = false, fast_open = false,
        half_closed_noted = false,
        easy = false, -- what comes next may be what was to be expected: see predict.lua
        last_frame = 0,
        syn_repeated = false,
        answer_ns = 0, -- from the SYN to the SYN+ACK; 0: not known
        completed_secs = 0, completed_nsecs = 0, -- when the ACK that completed the handshake was captured
        syn_answer_due = false, -- segment.dir: it was sent a SYN+ACK again
        first_syn_secs = 0, first_syn_nsecs = 0, time_wait_secs = 0, time_wait_nsecs = 0,
    }
end

-- Relative number of a raw one (or of a position) that counts what `side` sends.
function connection.relative(side, raw)
    return (raw - side.base) % seq.WRAP
end

function connection.note(step, anomaly)
    local verdict = step.verdict
    verdict.anomalies = verdict.anomalies or {}
    verdict.anomalies[anomaly] = true
end

local pairs_of_states = {}

-- { [0] = a, [1] = b }, the same table for the same states: it is not to be changed.
function connection.states(a, b)
    local number = a * 16 + b
    local pair = pairs_of_states[number]
    if not pair then
        pair = { [0] = a, [1] = b }
        pairs_of_states[number] = pair
    end
    return pair
end

-- a - b in nanoseconds, of times in seconds and nanoseconds: exact where the two are near.
function connection.apart(a_secs, a_nsecs, b_secs, b_nsecs)
    return (a_secs - b_secs) * 1000000000 + (a_nsecs - b_nsecs)
end

return connection

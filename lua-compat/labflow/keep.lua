-- SPDX-License-Identifier: GPL-2.0-or-later
-- The verdicts of a whole capture, held compactly until the file is closed. Mirrors
-- plugin/core/keep.c: what repeats from segment to segment, the label, is stored once; the numbers
-- are columns, which cost a table of each row its overhead.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")

local keep = {}
keep.__index = keep

local COLUMNS = { "label", "stream", "seq_actual", "ack_actual", "seq_expected", "ack_expected", "ack_frame",
    "acked_in", "formula_frame", "formula_seq", "formula_len" } -- false: there is none

local LABEL = { "phase", "role", "role_guessed", "second", "handshake_step", "handshake_kind", "teardown_kind",
    "teardown_initiator", "seq_verdict", "ack_verdict", "ack_duplicate", "conn_state", "conn_history",
    "close_reason" }

function keep.new()
    local self = setmetatable({
        count = 0, first = {}, more = {}, labels = {}, extra = {}, passed_frame = 0, passed_record = 0,
        passed_stream = 0,
    }, keep)
    for _, name in ipairs(COLUMNS) do
        self[name] = {}
    end
    return self
end

local function bit(flag)
    return flag and 1 or 0
end

local function steps_number(steps)
    return steps and bit(steps[1]) + bit(steps[2]) * 2 + bit(steps[3]) * 4 + bit(steps[4]) * 8 or 0
end

-- What a label says but for history and anomalies, in one number below 2^52: each factor is the count
-- of what its value may be.
local function number_of(v)
    local f, before, after = v.formula, v.before, v.after
    local states = ((before[0] * 12 + before[1]) * 12 + after[0]) * 12 + after[1]
    local kinds = (((states * 5 + v.phase) * 3 + v.role) * 6 + v.handshake_kind) * 6 + v.teardown_kind
    local verdicts = (((kinds * 3 + v.teardown_initiator) * 6 + v.seq_verdict) * 5 + v.ack_verdict) * 13 + v.conn_state
    local steps = ((verdicts * 8 + v.close_reason) * 4 + (v.handshake_step or 0)) * 16 + steps_number(v.teardown_steps)
    local flags = ((steps * 2 + bit(v.role_guessed)) * 2 + bit(v.second)) * 2 + bit(v.ack_duplicate)
    return (flags * 2 + bit(f and f.syn)) * 2 + bit(f and f.fin)
end

local function anomalies_text(anomalies)
    local ids = {}
    for _, anomaly in ipairs(data.anomalies) do
        ids[#ids + 1] = anomalies[anomaly.id] and anomaly.id or nil
    end
    return table.concat(ids, " ")
end

local function new_label(v)
    local label = {
        before = v.before,
        after = v.after,
        teardown_steps = v.teardown_steps,
        anomalies = v.anomalies,
        formula_syn = v.formula and v.formula.syn,
        formula_fin = v.formula and v.formula.fin,
    }
    for _, name in ipairs(LABEL) do
        label[name] = v[name]
    end
    return { __index = label } -- the metatable of every verdict that has it
end

local function label_of(self, v)
    local family = v.conn_history
    if v.anomalies then
        family = family .. " " .. anomalies_text(v.anomalies)
    end
    local labels = self.labels[family]
    if not labels then
        labels = {}
        self.labels[family] = labels
    end
    local number = number_of(v)
    local label = labels[number]
    if not label then
        label = new_label(v)
        labels[number] = label
    end
    return label
end

local function extra_of(v)
    local a, b = v.unacked[0], v.unacked[1]
    local unacked = (a > 0 or b > 0) and { [0] = a, [1] = b } or nil
    local cut = v.formula and v.formula.whole ~= v.formula.len and v.formula.whole or nil
    if not unacked and not cut and not v.rtt_ns then
        return nil
    end
    return { unacked = unacked, whole = cut, rtt_ns = v.rtt_ns }
end

-- The number that the next call of add will return.
function keep:next()
    return self.count + 1
end

local function append(self, frame, first)
    self.count = self.count + 1
    if first then
        self.first[frame] = self.count
        self.more[frame] = nil
    else
        self.more[frame] = (self.more[frame] or 0) + 1
    end
    self.acked_in[self.count] = false
    return self.count
end

local function add_formula(self, number, f)
    self.formula_frame[number] = f and f.frame or false
    self.formula_seq[number] = f and f.seq or false
    self.formula_len[number] = f and f.len or false
end

-- Stores the verdict on the next TCP header of `frame`. The headers of one frame are added one after
-- the other; a frame that is added again starts anew when `first` is set.
function keep:add(frame, first, stream, v)
    local number = append(self, frame, first)
    self.label[number] = label_of(self, v)
    self.stream[number] = stream
    self.seq_actual[number], self.ack_actual[number] = v.seq_actual, v.ack_actual
    self.seq_expected[number], self.ack_expected[number] = v.seq_expected or false, v.ack_expected or false
    self.ack_frame[number] = v.ack_frame
    add_formula(self, number, v.formula)
    self.extra[number] = extra_of(v)
    return number
end

-- The same for a header on which there is nothing to say; keeps the count of headers right.
function keep:add_nothing(frame, first)
    local number = append(self, frame, first)
    for _, name in ipairs(COLUMNS) do
        self[name][number] = false
    end
    return number
end

-- In place of add, for the only header of a frame to which nobody comes back: nothing is stored but its
-- number and stream, until the next one.
function keep:pass(frame, stream)
    self.count = self.count + 1
    self.passed_frame, self.passed_record, self.passed_stream = frame, self.count, stream
end

-- The connection of a record that was added, or was the last to pass.
function keep:stream_of(number)
    return number == self.passed_record and self.passed_stream or self.stream[number]
end

-- The segment of `record` was acknowledged as a whole by frame `by`; the first call counts.
function keep:set_acked_in(record, by)
    if not self.acked_in[record] then
        self.acked_in[record] = by
    end
end

-- The record of header number `index` (from 0) of `frame`; nil: there is none.
function keep:find(frame, index)
    if frame == self.passed_frame then
        return index == 0 and self.passed_record or nil
    end
    local first = self.first[frame]
    if not first or index > (self.more[frame] or 0) then
        return nil
    end
    return first + index
end

local NOTHING_UNACKED = { [0] = 0, [1] = 0 }

local function restore_formula(self, number, v, extra)
    if not self.formula_frame[number] then
        return
    end
    v.formula = {
        frame = self.formula_frame[number],
        seq = self.formula_seq[number],
        len = self.formula_len[number],
        whole = extra and extra.whole or self.formula_len[number],
        syn = v.formula_syn,
        fin = v.formula_fin,
    }
end

-- The verdict of a record as it was added, with its stream and acked_in, without `len` and `flags`,
-- which the header holds; nil where there was nothing to say.
function keep:get(number)
    if not self.label[number] then
        return nil
    end
    local extra = self.extra[number]
    local v = setmetatable({
        stream = self.stream[number],
        acked_in = self.acked_in[number] or nil,
        seq_actual = self.seq_actual[number],
        ack_actual = self.ack_actual[number],
        seq_expected = self.seq_expected[number] or nil,
        ack_expected = self.ack_expected[number] or nil,
        ack_frame = self.ack_frame[number],
        unacked = extra and extra.unacked or NOTHING_UNACKED,
        rtt_ns = extra and extra.rtt_ns,
    }, self.label[number])
    restore_formula(self, number, v, extra)
    return v
end

return keep

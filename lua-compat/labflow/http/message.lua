-- SPDX-License-Identifier: GPL-2.0-or-later
-- One HTTP message: see plugin/core/http/message.h. What is 0 there may be absent here; `past` is its `end`,
-- times are in seconds and nanoseconds, marks and anomalies are of sets.lua.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local sets = import("sets")

local message = {}

local EMPTY, with = sets.EMPTY, sets.with

-- All names at once: a table that grows is made anew at 4, 8 and 16 of them.
function message.new()
    return {
        begin = 0, past = 0, first_frame = 0, last_frame = 0, first_secs = 0, first_nsecs = 0, last_secs = 0,
        last_nsecs = 0, segments = 0, again = 0, exchange = 0, anomalies = EMPTY, marks = EMPTY, expected = 0,
        actual = 0, method = "", target = "", host = "", status = 0, phase = 0, persistence = 0, outcome = 0,
        validator = 0, version = 0, timeout = 0, done_frame = 0, partner = nil, following = nil, acked_in = nil,
        packed = nil,
    }
end

function message.mark(m, name)
    m.marks = with(m.marks, name)
end

function message.blame(m, anomaly)
    m.anomalies = with(m.anomalies, anomaly)
end

return message

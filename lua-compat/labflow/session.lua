-- SPDX-License-Identifier: GPL-2.0-or-later
-- Session: what labflow knows about the file that is open. Every frame is analysed once, in capture
-- order. Mirrors plugin/epan/session.c and streams.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local http = import("http/http")
local keep = import("keep")
local names = import("names")
local source = import("source")
local tracker = import("tracker")

local session = {}
session.__index = session

local NOT_CLOSED = names.enum.close_reason.NONE

-- `once`: nobody comes back to a frame.
function session.new(two_msl_ns, once)
    source.begin()
    local self = setmetatable({
        keep = keep.new(), last_stream = {}, ports = {}, reached = 0, http = nil, fresh = nil, once = once,
    }, session)
    self.tracker = tracker.new(not once and function(record, by)
        self.keep:set_acked_in(record, by)
    end)
    self.tracker.two_msl_ns = two_msl_ns
    return self
end

-- Before the first frame; without it nothing of HTTP is looked at.
function session:add_http(idle_ns)
    self.http = http.new(self.once)
    self.http.idle_ns = idle_ns
end

-- The connection that used these ports before a new one, so that its TIME-WAIT is known.
local function look_up_previous(self, header, stream)
    local pair = source.pair_of(header)
    local previous = self.last_stream[pair]
    self.last_stream[pair] = stream
    if previous then
        self.tracker:follows(stream, previous)
    end
end

-- Core gives a header that is cut off no stream of its own.
local function stream_of(self, header)
    return header.segment and self.last_stream[source.pair_of(header)]
end

local function track_http(self, header, stream, verdict)
    local s, http_of, found, octets, captured = header.segment, self.http, nil, nil, 0
    if s.len > 0 then
        octets, captured = source.octets(header)
        found = http_of:asks(stream) and source.found(s, self.ports) or nil
    end
    local reason = http_of:track(stream, s, verdict, octets, captured, found)
    if reason ~= NOT_CLOSED then
        self.tracker:set_close_reason(stream, reason, verdict)
    end
end

local function track(self, frame, header, first, alone)
    local stream, keep_of, followed = header.stream or stream_of(self, header), self.keep, self.tracker
    if not stream then
        keep_of:add_nothing(frame, first)
        return nil
    end
    if not followed:knows(stream) then
        look_up_previous(self, header, stream)
    end
    header.segment.record = keep_of.count + 1
    local verdict = followed:track(stream, header.segment)
    if self.http then
        track_http(self, header, stream, verdict)
    end
    if alone and self.once then
        keep_of:pass(frame, stream)
    else
        keep_of:add(frame, first, stream, verdict)
    end
    verdict.stream, verdict.acked_in = stream, nil
    return verdict
end

-- A frame is analysed on its first visit. Where Wireshark dissects without a tree then (the first pass
-- of tshark -2 without a filter, a file loaded by sharkd), it is on the first visit that shows fields,
-- as long as all frames before it have been: out of order there is nothing to say.
local function is_due(self, pinfo, frame)
    return self.once or not pinfo.visited or frame == self.reached + 1
end

-- The TCP headers of the frame, analysed, and whether they were known from an earlier visit, so that
-- what came after them may be.
function session:visit(pinfo, frame)
    source.renew(self.tracker.copies)
    local headers = source.headers(pinfo, frame, self.once)
    local count = #headers
    self.fresh = nil
    if count == 0 and not source.is_readable() then
        return headers, false
    end
    if not is_due(self, pinfo, frame) then
        return headers, true
    end
    self.reached = frame
    if self.http then
        self.http.store:begin_frame(self.keep.count)
    end
    for i = 1, count do
        self.fresh = track(self, frame, headers[i], i == 1, count == 1)
    end
    if count > 1 then
        self.fresh = nil -- all but the last are gone
    end
    return headers, false
end

-- The verdict on header number `index` (from 1) of the frame that was visited last; nil: none.
function session:verdict(frame, index)
    if self.fresh then
        return self.fresh
    end
    local record = self.keep:find(frame, index - 1)
    return record and self.keep:get(record)
end

return session

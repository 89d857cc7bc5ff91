-- SPDX-License-Identifier: GPL-2.0-or-later
-- Cold: connections of which nothing has been heard for long, each as a short list. As tables they take some
-- 5 KiB, and of a SYN flood each frame brings another. In C a connection is small enough as it is.
--
-- So many are kept as tables that those which are under way are among them. A table of one that is put away is filled
-- in with the next one. Of a list the first element is its shape: the marks of the values that differ from those of a
-- new connection; then come these values.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local connection = import("connection")
local outstanding = import("outstanding")

local cold = {}
cold.__index = cold

-- No power of two: Lua makes a table of few numbers among many anew when it is full, and one of 8192 places would be
-- full always.
local HOT_MAX = 5000

local concat, unpack = table.concat, table.unpack

-- Where values stand in a connection. There is no Zeek's view where nobody looks at it.
local PLACES = {
    function(c) return c end,
    function(c) return c.ends[0] end,
    function(c) return c.ends[1] end,
    function(c) return c.zeek end,
    function(c) return c.zeek and c.zeek.ends[0] end,
    function(c) return c.zeek and c.zeek.ends[1] end,
}

-- What a segment that waits for its ACK, or with which a sum is shown, comes to: see outstanding.lua.
local SEGMENT = { "last", "space", "record", "frame", "syn", "fin" }

local slots = {} -- by mark: { of, key }
local count = 0 -- of marks

local function new_mark(of, key)
    local mark = string.char(33 + (count - count % 64) / 64, 33 + count % 64)
    slots[mark] = { of = of, key = key }
    count = count + 1
    return mark
end

local LINE = "v = t.%s if v ~= %s then n = n + 1 marks[n], values[n], t.%s = %q, v, %s end"

-- A function that takes what differs from `template` in a table like it, adds it behind number `n` of `marks` and
-- `values`, and makes the table like the template. To go through a list of names takes three times as long.
local function taker(of, template)
    local code = { "local t, marks, values, n = ...", "local v" }
    for key, default in pairs(template) do
        if type(default) ~= "table" and key ~= "sent" and key ~= "sum" then
            local text = type(default) == "string" and ("%q"):format(default) or tostring(default)
            code[#code + 1] = LINE:format(key, text, key, new_mark(of, key), text)
        end
    end
    code[#code + 1] = "return n"
    return assert(load(concat(code, "\n")))
end

-- The same for a segment of outstanding.lua in the field `name` of an end.
local function segment_marks(of, name)
    local function segment(c)
        local side = of(c)
        side[name] = side[name] or {}
        return side[name]
    end
    local marks = { whole = new_mark(of, name) }
    for i, key in ipairs(SEGMENT) do
        marks[i] = new_mark(segment, key)
    end
    return marks
end

local parts = {}

for _, of in ipairs(PLACES) do
    local template = of(connection.new(true))
    local is_end = template.sent ~= nil
    parts[#parts + 1] = {
        of = of, take = taker(of, template), is_end = is_end, sum = is_end and segment_marks(of, "sum"),
        sent = is_end and segment_marks(of, "sent"),
    }
end

function cold.new(with_zeek)
    return setmetatable({
        with_zeek = with_zeek,
        ring = {}, -- tables; the next one that may go is at `hand`
        hand = 0,
        streams = {}, -- theirs, by place in the ring
        is_used = {}, -- whether it was asked for since the hand came by, by place in the ring
        places = {}, -- in the ring, by stream
        lists = {}, -- of the others, by stream
    }, cold)
end

local marks, values = {}, {} -- of the list that is being made

local function take_segment(segment, own, n)
    for i = 1, #SEGMENT do
        marks[n + i], values[n + i] = own[i], segment[SEGMENT[i]]
    end
    return n + #SEGMENT
end

-- What waits for its ACK is one segment at most times.
local function take_sent(out, own, n)
    if out.count == 1 and out.heap_count == 0 and not out.overlaps then
        return take_segment(out.queue[out.first], own, n)
    end
    marks[n + 1], values[n + 1] = own.whole, out
    return n + 1
end

local function take_part(part, t, n)
    n = part.take(t, marks, values, n)
    if not part.is_end then
        return n
    end
    if t.sum then
        n = take_segment(t.sum, part.sum, n)
        t.sum = false
    end
    if t.sent then
        n = take_sent(t.sent, part.sent, n)
        t.sent = false
    end
    return n
end

local function put_away(self, place)
    local c, stream, n = self.ring[place], self.streams[place], 0
    for _, part in ipairs(parts) do
        local t = part.of(c)
        n = t and take_part(part, t, n) or n
    end
    self.lists[stream] = { concat(marks, "", 1, n), unpack(values, 1, n) }
    self.places[stream] = nil
end

local function bring_back(list, c)
    local n = 1
    for mark in list[1]:gmatch("..") do
        local slot = slots[mark]
        n = n + 1
        slot.of(c)[slot.key] = list[n]
    end
    for i = 0, 1 do
        local sent = c.ends[i].sent
        if sent and not sent.queue then
            c.ends[i].sent = outstanding.new()
            outstanding.add(c.ends[i].sent, sent)
        end
    end
end

-- The place of a table for another connection: a new one, or that of one that was not asked for since the hand came by.
local function free_place(self)
    local ring = self.ring
    if #ring < HOT_MAX then
        ring[#ring + 1] = connection.new(self.with_zeek)
        return #ring
    end
    while true do
        local place = self.hand % HOT_MAX + 1
        self.hand = place
        if not self.is_used[place] then
            put_away(self, place)
            return place
        end
        self.is_used[place] = false
    end
end

-- The connection `stream`, which is new where it is not known. It may be changed until the next one is asked for.
function cold:take(stream)
    local place = self.places[stream]
    if place then
        self.is_used[place] = true
        return self.ring[place]
    end
    place = free_place(self)
    self.places[stream], self.streams[place], self.is_used[place] = place, stream, true
    local c, list = self.ring[place], self.lists[stream]
    if list then
        bring_back(list, c)
        self.lists[stream] = nil
    end
    return c
end

function cold:knows(stream)
    return self.places[stream] ~= nil or self.lists[stream] ~= nil
end

-- The connection `stream`, to be read and not to be kept; nil: it is not known.
function cold:look_at(stream)
    local place, list = self.places[stream], self.lists[stream]
    if place or not list then
        return place and self.ring[place]
    end
    if self.looked_at ~= list then
        self.scratch, self.looked_at = connection.new(self.with_zeek), list
        bring_back(list, self.scratch)
    end
    return self.scratch
end

return cold

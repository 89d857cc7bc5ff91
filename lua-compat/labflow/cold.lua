-- SPDX-License-Identifier: GPL-2.0-or-later
-- Cold: connections of which nothing has been heard for long, each as a short list. As tables they take some
-- 5 KiB, and of a SYN flood each frame brings another. In C a connection is small enough as it is.
--
-- So many are kept as tables that those which are under way are among them. A table of one that is put away is filled
-- in with the next one. A list has, of each table that a connection consists of, which of its values differ from
-- those of a new connection, one bit each; then come these values.
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

local unpack = table.unpack

-- The tables that a connection consists of. There is no Zeek's view, the second half, where nobody looks at it.
local PLACES = {
    function(c) return c end,
    function(c) return c.ends[0] end,
    function(c) return c.ends[1] end,
    function(c) return c.zeek end,
    function(c) return c.zeek.ends[0] end,
    function(c) return c.zeek.ends[1] end,
}

local LINE = "v = t.%s if v ~= %s then n = n + 1 values[n], bits, t.%s = v, bits + %d, %s end"

-- A function that takes what differs from `template` in a table like it, adds it behind number `n` of `values`, and
-- makes the table like the template; and the names in the order of their bits. To go through a list of names takes
-- three times as long.
local function taker(template)
    local code, keys = { "local t, values, n = ...", "local v", "local bits = 0" }, {}
    for key, default in pairs(template) do
        if type(default) ~= "table" and key ~= "sent" and key ~= "sum" then
            local text = type(default) == "string" and ("%q"):format(default) or tostring(default)
            code[#code + 1] = LINE:format(key, text, key, 2 ^ #keys, text)
            keys[#keys + 1] = key
        end
    end
    code[#code + 1] = "return n, bits"
    return assert(load(table.concat(code, "\n"))), keys
end

-- Beyond those of its own values, the bits of an end: it has a segment that sums are shown with; one segment waits
-- for its ACK; several do.
local SUM, ONE_SENT, SENT = 2 ^ 40, 2 ^ 41, 2 ^ 42

local parts = {}

for i, of in ipairs(PLACES) do
    local template = of(connection.new(true))
    local take, keys = taker(template)
    parts[i] = { of = of, take = take, keys = keys, is_end = template.sent ~= nil }
end

-- `spare`: where what outstanding.lua made, and nobody needs any more, is put.
function cold.new(with_zeek, spare)
    return setmetatable({
        with_zeek = with_zeek,
        count = with_zeek and 6 or 3, -- of the tables that a connection consists of
        spare = spare,
        ring = {}, -- tables; the next one that may go is at `hand`
        hand = 0,
        streams = {}, -- theirs, by place in the ring
        known = {}, -- by stream: its table or its list
    }, cold)
end

local values, all_bits = {}, {} -- of the list that is being made

-- See outstanding.lua.
local function take_segment(segment, n)
    values[n + 1], values[n + 2], values[n + 3] = segment.last, segment.space, segment.record
    values[n + 4], values[n + 5], values[n + 6] = segment.frame, segment.syn, segment.fin
    return n + 6
end

-- What waits for its ACK is one segment at most times.
local function take_sent(self, out, n)
    if out.count ~= 1 or out.heap_count > 0 or out.overlaps then
        values[n + 1] = out
        return n + 1, SENT
    end
    n = take_segment(out.queue[out.first], n)
    outstanding.drop_first(out)
    out.first, out.frame = 1, 0
    self.spare[#self.spare + 1] = out
    return n, ONE_SENT
end

local function take_segments(self, side, n)
    local bits, more = 0, 0
    if side.sum then
        n, bits = take_segment(side.sum, n), SUM
        side.sum = false
    end
    if side.sent then
        n, more = take_sent(self, side.sent, n)
        side.sent = false
    end
    return n, bits + more
end

local function put_away(self, place)
    local c, stream, count = self.ring[place], self.streams[place], self.count
    local n = 0
    for i = 1, count do
        local part = parts[i]
        local t, more, bits = part.of(c), 0
        n, bits = part.take(t, values, n)
        if part.is_end then
            n, more = take_segments(self, t, n)
        end
        all_bits[i] = bits + more
    end
    local one, two, three, four, five, six = unpack(all_bits, 1, count)
    if count == 3 then
        self.known[stream] = { one, two, three, unpack(values, 1, n) }
    else
        self.known[stream] = { one, two, three, four, five, six, unpack(values, 1, n) }
    end
end

local function has(bits, bit)
    return bits % (2 * bit) >= bit
end

local function segment_at(list, n)
    return {
        last = list[n + 1], space = list[n + 2], record = list[n + 3], frame = list[n + 4], syn = list[n + 5],
        fin = list[n + 6],
    }
end

local function bring_back_segments(list, n, bits, side)
    if has(bits, SUM) then
        side.sum = segment_at(list, n)
        n = n + 6
    end
    if has(bits, ONE_SENT) then
        side.sent = outstanding.new()
        outstanding.add(side.sent, segment_at(list, n))
        n = n + 6
    elseif has(bits, SENT) then
        side.sent = list[n + 1]
        n = n + 1
    end
    return n
end

-- `count` is that of the tables.
local function bring_back(list, c, count)
    local n = count
    for i = 1, count do
        local part, bits = parts[i], list[i]
        local t, bit = part.of(c), 1
        for _, key in ipairs(part.keys) do
            if has(bits, bit) then
                n = n + 1
                t[key] = list[n]
            end
            bit = 2 * bit
        end
        if part.is_end then
            n = bring_back_segments(list, n, bits, t)
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
        local ends = ring[place].ends
        self.hand = place
        if not ends.is_used then
            put_away(self, place)
            return place
        end
        ends.is_used = false
    end
end

-- In the table of another one; `list`: nil for a new one.
local function make_hot(self, stream, list)
    local place = free_place(self)
    local c = self.ring[place]
    self.streams[place], self.known[stream], c.ends.is_used = stream, c, true
    if list then
        bring_back(list, c, self.count)
    end
    return c
end

-- The connection `stream`, which is new where it is not known. It may be changed until the next one is asked for.
function cold:take(stream)
    local c = self.known[stream]
    local ends = c and c.ends -- a list has none
    if ends then
        ends.is_used = true
        return c
    end
    return make_hot(self, stream, c)
end

function cold:knows(stream)
    return self.known[stream] ~= nil
end

-- The connection `stream`, to be read and not to be kept; nil: it is not known.
function cold:look_at(stream)
    local c = self.known[stream]
    if not c or c.ends then
        return c
    end
    if self.looked_at ~= c then
        self.scratch, self.looked_at = connection.new(self.with_zeek), c
        bring_back(c, self.scratch, self.count)
    end
    return self.scratch
end

return cold

-- SPDX-License-Identifier: GPL-2.0-or-later
-- Segments as far as it takes to know them again: a mirror port captures each one twice. Every segment of the last 5 ms
-- is known, however many there are. Mirrors plugin/core/copies.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local connection = import("connection")

local copies = {}
copies.__index = copies

-- A mirror port sends its second copy at once.
local WITHIN_NS = 5000000

-- As many are kept whatever their age, and as many at most: see copies.c.
local ROOM, ROOM_MAX = 1024, 65536

-- So many are looked at: more have one hash by design alone.
local TRIES = 64

-- What is kept of a segment is the segment itself: to copy its values takes longer than to use another table for the
-- next one, which is what `spare` is for.
function copies.new()
    return setmetatable({
        room = ROOM,
        count = 0, -- the number of the last one
        lost = 0, -- the number of the last one that is not held any more
        ring = {}, -- by number modulo room
        latest = {}, -- by slot: the number of the last one
        spare = nil, -- a segment that was held
    }, copies)
end

-- Odd, as what is sent comes in lengths that are not. A list, not a table of few numbers among many: that would be
-- made anew each time one goes and another comes.
local function slot_of(self, hash)
    return hash % (self.room - 1) + 1
end

local function is_recent(print, s)
    local apart = connection.apart(s.secs, s.nsecs, print.secs, print.nsecs)
    return apart >= 0 and apart < WITHIN_NS
end

local function grow(self)
    local ring, room = {}, self.room
    local latest = {}
    self.latest, self.room = latest, room * 2
    for number = self.lost + 1, self.count do
        local print = self.ring[number % room]
        local slot = slot_of(self, print.hash)
        ring[number % self.room] = print
        print.before = latest[slot] or 0
        latest[slot] = number
    end
    self.ring = ring
end

-- Forgets the oldest one, or has room for twice as many.
local function make_room(self, s)
    local oldest = self.lost + 1
    if self.room < ROOM_MAX and is_recent(self.ring[oldest % self.room], s) then
        grow(self)
    else
        self.lost = oldest
    end
end

local function remember(self, stream, s, hash)
    if self.count - self.lost == self.room then
        make_room(self, s)
    end
    local number, latest, ring, room = self.count + 1, self.latest, self.ring, self.room
    local slot, place = hash % (room - 1) + 1, number % room
    self.spare, ring[place] = ring[place], s
    s.owner, s.hash, s.is_kept, s.before = stream, hash, true, latest[slot] or 0
    self.count, latest[slot] = number, number
end

local function is_same_segment(print, stream, s)
    return print.owner == stream and print.seq == s.seq and print.ack == s.ack and print.len == s.len
        and print.window == s.window and print.checksum == s.checksum and print.ip_id == s.ip_id
        and print.flags == s.flags and print.dir == s.dir
end

-- A datagram sent anew has an identification of its own (RFC 6864 section 4). Where there is none, a
-- segment that the other end's came in between is a fast retransmission (RFC 5681 section 3.2), and
-- an ACK alone may be one of several duplicate ACKs.
local function is_same_datagram(earlier, s, answered)
    return s.ip_id ~= 0 or (answered < earlier.frame and (s.len > 0 or s.is_syn or s.is_fin))
end

local function find(self, number, stream, s, hash)
    for _ = 1, TRIES do
        if number <= self.lost then
            return nil
        end
        local print = self.ring[number % self.room]
        if print.hash == hash and is_same_segment(print, stream, s) then
            return print
        end
        number = print.before
    end
    return nil
end

-- Whether this very segment of `stream` was captured just before; if not, it is kept: the table is not to be filled in
-- again before it is the `spare` one. `answered` is the other end's last frame.
function copies:has(stream, s, answered)
    local hash = s.seq + s.ack * 3 + s.len * 5 + s.ip_id * 7 + stream * 11 + s.dir
    local number = self.latest[slot_of(self, hash)] or 0
    local earlier = number > self.lost and find(self, number, stream, s, hash)
    if earlier and is_recent(earlier, s) and is_same_datagram(earlier, s, answered) then
        return true
    end
    remember(self, stream, s, hash)
    return false
end

return copies

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

function copies.new()
    return setmetatable({
        room = ROOM,
        count = 0, -- the number of the last one
        lost = 0, -- the number of the last one that is not held any more
        ring = {}, -- by number modulo room
        latest = {}, -- by hash: the number of the last one
    }, copies)
end

-- Before it is brought down to the room that there is.
local function hash_of(stream, s)
    return s.seq + s.ack * 3 + s.len * 5 + s.ip_id * 7 + stream * 11 + s.dir
end

-- Odd, as what is sent comes in lengths that are not. A list, not a table of few numbers among many: that would be
-- made anew each time one goes and another comes.
local function slot_of(self, hash)
    return hash % (self.room - 1) + 1
end

local function link(self, print, number)
    local slot = slot_of(self, print.hash)
    print.before = self.latest[slot] or 0
    self.latest[slot] = number
end

local function is_recent(print, s)
    local apart = connection.apart(s.secs, s.nsecs, print.secs, print.nsecs)
    return apart >= 0 and apart < WITHIN_NS
end

local function grow(self)
    local ring, room = {}, self.room
    self.latest, self.room = {}, room * 2
    for number = self.lost + 1, self.count do
        local print = self.ring[number % room]
        ring[number % self.room] = print
        link(self, print, number)
    end
    self.ring = ring
end

-- The place of the next one. What it held is forgotten.
local function next_place(self, s)
    if self.count - self.lost == self.room then
        if self.room < ROOM_MAX and is_recent(self.ring[(self.lost + 1) % self.room], s) then
            grow(self)
        else
            self.lost = self.lost + 1
        end
    end
    self.count = self.count + 1
    local place = self.count % self.room
    local print = self.ring[place]
    if not print then
        print = {}
        self.ring[place] = print
    end
    return print
end

local function remember(self, stream, s, hash)
    local print = next_place(self, s)
    print.hash = hash
    print.stream, print.seq, print.ack, print.len = stream, s.seq, s.ack, s.len
    print.window, print.checksum, print.ip_id = s.window, s.checksum, s.ip_id
    print.flags, print.dir, print.frame = s.flags, s.dir, s.frame
    print.secs, print.nsecs = s.secs, s.nsecs
    link(self, print, self.count)
end

local function is_same_segment(print, stream, s)
    return print.stream == stream and print.seq == s.seq and print.ack == s.ack and print.len == s.len
        and print.window == s.window and print.checksum == s.checksum and print.ip_id == s.ip_id
        and print.flags == s.flags and print.dir == s.dir
end

-- A datagram sent anew has an identification of its own (RFC 6864 section 4). Where there is none, a
-- segment that the other end's came in between is a fast retransmission (RFC 5681 section 3.2), and
-- an ACK alone may be one of several duplicate ACKs.
local function is_same_datagram(earlier, s, answered)
    return s.ip_id ~= 0 or (answered < earlier.frame and (s.len > 0 or s.is_syn or s.is_fin))
end

local function find(self, stream, s, hash)
    local number = self.latest[slot_of(self, hash)] or 0
    for _ = 1, TRIES do
        if number <= self.lost then
            return nil
        end
        local print = self.ring[number % self.room]
        if is_same_segment(print, stream, s) then
            return print
        end
        number = print.before
    end
    return nil
end

-- Whether this very segment of `stream` was captured just before; if not, it is remembered. `answered`
-- is the other end's last frame.
function copies:has(stream, s, answered)
    local hash = hash_of(stream, s)
    local earlier = find(self, stream, s, hash)
    if earlier and is_recent(earlier, s) and is_same_datagram(earlier, s, answered) then
        return true
    end
    remember(self, stream, s, hash)
    return false
end

return copies

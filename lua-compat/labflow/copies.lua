-- SPDX-License-Identifier: GPL-2.0-or-later
-- Segments as far as it takes to know them again: a mirror port captures each one twice. Every segment of the last 5 ms
-- is known, however many there are. Mirrors plugin/core/copies.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local bits = import("bits")
local connection = import("connection")

local copies = {}
copies.__index = copies

local xor, multiply = bits.xor, bits.multiply

-- A mirror port sends its second copy at once.
local WITHIN_NS = 5000000

-- As many are kept whatever their age, and as many at most: see copies.c.
local ROOM, ROOM_MAX = 1024, 65536

function copies.new()
    return setmetatable({
        room = ROOM,
        count = 0, -- the number of the last one
        lost = 0, -- the number of the last one that is not held any more
        ring = {}, -- by number modulo room
        latest = {}, -- by hash: the number of the last one
    }, copies)
end

local function hash_of(stream, s)
    local mixed = xor(s.seq, s.ack * 32 % 4294967296, s.len * 128 % 4294967296, stream * 8 % 4294967296)
    return multiply(xor(mixed, s.ip_id * 65536, s.dir), 2654435761)
end

local function is_recent(print, s)
    local apart = connection.apart(s.secs, s.nsecs, print.secs, print.nsecs)
    return apart >= 0 and apart < WITHIN_NS
end

local function grow(self)
    local ring, room = {}, self.room
    for number = self.lost + 1, self.count do
        ring[number % (room * 2)] = self.ring[number % room]
    end
    self.ring, self.room = ring, room * 2
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
    elseif self.latest[print.hash] == print.number then
        self.latest[print.hash] = nil
    end
    return print
end

local function remember(self, stream, s, hash)
    local print = next_place(self, s)
    print.number, print.hash, print.before = self.count, hash, self.latest[hash] or 0
    print.stream, print.seq, print.ack, print.len = stream, s.seq, s.ack, s.len
    print.window, print.checksum, print.ip_id = s.window, s.checksum, s.ip_id
    print.flags, print.dir, print.frame = s.flags, s.dir, s.frame
    print.secs, print.nsecs = s.secs, s.nsecs
    self.latest[hash] = self.count
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
    local number = self.latest[hash]
    while number and number > self.lost do
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

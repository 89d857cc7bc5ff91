-- SPDX-License-Identifier: GPL-2.0-or-later
-- Order: the octets that one end sends, put into order. Segments go in as they were captured; pieces
-- come out as the receiver reads them, each octet once. Mirrors plugin/core/http/order.c.
--
-- A piece is what one segment carries, or the part of it that is new: { octets, len, captured, left,
-- frame, record, ack, has_ack, secs, nsecs }. `octets` is a text or a labflow/payload, of which only
-- what must be held back becomes a text: what a frame holds cannot be read later.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local seq = import("seq")

local order = {}

local HALF, HORIZON, WRAP = seq.HALF, seq.HORIZON, seq.WRAP
local near = seq.near

-- Held beyond a hole; more, and the hole is taken as one of the capture.
local PIECES_MAX = 8192
local OCTETS_MAX = 16777216
local ONE_SIDED_MAX = 64 -- nobody's ACK tells what has arrived

function order.new()
    return {
        next = 0, -- everything before it has come out
        acked = 0, -- the other end has acknowledged this much
        known = false, -- `next` is set
        peer_seen = false, -- the other end's ACKs are in the capture
        held = nil, -- sorted by position
        last = nil, -- the last one of `held`: most pieces go behind it
        held_count = 0,
        held_octets = 0,
        first = 0, -- where it starts
        fin = nil, -- position behind the last octet, once known
        early_ack = nil, -- raw; it came before anything of this end's
        given_up = false, -- what is missing will not come
    }
end

-- Position of a raw number. Only once something was sent (`known`).
function order.near(self, raw)
    return near(self.next, raw)
end

local function start(self, raw)
    local pos = seq.start(raw)
    self.first, self.next, self.acked = pos, pos, pos
    self.known = true
    if self.early_ack then
        order.ack(self, self.early_ack)
    end
end

-- A SYN with the sequence number `raw`: the first octet has the number after it.
function order.syn(self, raw)
    if not self.known then
        start(self, (raw + 1) % seq.WRAP)
    end
end

-- The number (raw) behind the last octet is known: that of a FIN.
function order.end_at(self, raw)
    if not self.known then
        start(self, raw)
    end
    self.fin = self.fin or near(self.next, raw)
end

-- The other end acknowledges `ack` (raw): what lies before it and did not come will not come.
function order.ack(self, ack)
    self.peer_seen = true
    if not self.known then
        self.early_ack = ack
        return
    end
    local next, ahead = self.next, (ack - self.next) % WRAP
    if ahead < HORIZON and next + ahead > self.acked then
        self.acked = next + ahead
    elseif ahead >= HALF and next + ahead - WRAP > self.acked then
        self.acked = next + ahead - WRAP
    end
end

local function skip_octets(piece, count)
    local octets = piece.octets
    if type(octets) == "string" then
        piece.octets = octets:sub(count + 1)
    elseif octets then
        octets:skip(count)
    end
end

-- Cuts off what lies before `next` and behind the FIN. False: nothing is left.
local function trim(self, piece)
    local left, right = piece.left, piece.left + piece.len
    if self.fin and right > self.fin then
        right = self.fin
    end
    if right <= self.next or right <= left then
        return false
    end
    piece.len = right - left
    piece.captured = math.min(piece.captured, piece.len)
    if left >= self.next then
        return true
    end
    local old = self.next - left
    piece.left = self.next
    piece.len = piece.len - old
    local gone = math.min(old, piece.captured)
    if gone > 0 then
        skip_octets(piece, gone)
        piece.captured = piece.captured - gone
    end
    return true
end

-- The held piece that one at `left` belongs behind, nil: none; the first of equals stays the first.
local function place_for(self, left)
    if self.last and self.last.left <= left then
        return self.last
    end
    local before, at = nil, self.held
    while at and at.left <= left do
        before, at = at, at.behind
    end
    return before
end

local function hold(self, piece)
    local held = {
        octets = piece.captured > 0 and piece.octets:sub(1, piece.captured) or "",
        len = piece.len, captured = piece.captured, left = piece.left, frame = piece.frame, record = piece.record,
        ack = piece.ack, has_ack = piece.has_ack, secs = piece.secs, nsecs = piece.nsecs, behind = nil,
    }
    local before = place_for(self, piece.left)
    if before then
        held.behind, before.behind = before.behind, held
    else
        held.behind, self.held = self.held, held
    end
    if not held.behind then
        self.last = held
    end
    self.held_count = self.held_count + 1
    self.held_octets = self.held_octets + piece.captured
end

-- Takes in a segment's payload that begins at `raw`; `piece.left` is set here. `piece` is the next that
-- comes out when it is in order; when it is not, or brings nothing new, its `len` is 0 afterwards.
function order.add(self, raw, piece)
    if not self.known then
        start(self, raw)
    end
    piece.left = near(self.next, raw)
    if piece.left - self.next > HORIZON or not trim(self, piece) then
        piece.len = 0
    end
    if piece.len == 0 or piece.left <= self.next then
        return
    end
    hold(self, piece)
    piece.len = 0
end

local function take_out(self)
    local held = self.held
    self.held = held.behind
    if not self.held then
        self.last = nil
    end
    self.held_count = self.held_count - 1
    self.held_octets = self.held_octets - held.captured
    return held
end

local function is_given_up(self, hole_end)
    return self.given_up or self.acked >= hole_end or self.held_count > PIECES_MAX or self.held_octets > OCTETS_MAX
        or (not self.peer_seen and (self.fin ~= nil or self.held_count > ONE_SIDED_MAX))
end

-- Nothing more will come: what is missing stays so.
function order.give_up(self)
    self.given_up = true
end

local function skip(self, to)
    local gap = { left = self.next, len = to - self.next }
    self.next = to
    return "gap", gap
end

local function give(self, piece)
    self.next = piece.left + piece.len
    return "piece", piece
end

-- What comes next, and what that speaks of: "wait" (nothing more in order), "piece", "again" (a piece
-- that was held back, all of which has come out by now), "gap" (octets that the capture lacks: `len` of
-- them at `left`) or "end" (the FIN: nothing comes any more). `piece` is the one that order.add was
-- given last, once; then nil.
function order.advance(self, piece)
    if piece and piece.len > 0 then
        return give(self, piece)
    end
    local held = self.held
    if held then
        if held.left > self.next then
            if is_given_up(self, held.left) then
                return skip(self, held.left)
            end
            return "wait"
        end
        take_out(self)
        if trim(self, held) then
            return give(self, held)
        end
        return "again", held
    end
    local fin = self.fin
    if not fin then
        return "wait"
    end
    if self.next < fin then
        if self.acked > fin then
            return skip(self, fin)
        end
        return "wait"
    end
    return "end"
end

return order

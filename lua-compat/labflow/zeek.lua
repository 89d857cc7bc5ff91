-- SPDX-License-Identifier: GPL-2.0-or-later
-- Zeek's view of a connection: `conn_state` and `history`, as Zeek 7 computes them, with the
-- differences that plugin/core/zeek.h gives the reasons of. Mirrors plugin/core/zeek.c; Zeek's own
-- names stand in the comments.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local names = import("names")
local ranges = import("ranges")
local seq = import("seq")

local zeek = {}

local CS = names.enum.conn_state
local WRAP = seq.WRAP
local HISTORY_MAX = 100

-- zeek::analyzer::tcp::EndpointState
local INACTIVE, SYN_SENT, SYN_ACK_SENT, PARTIAL, ESTABLISHED, CLOSED, RESET = 0, 1, 2, 3, 4, 5, 6

-- TCPSessionAdapter.cc; and tcp_max_above_hole_without_any_acks in scripts/base/init-bare.zeek.
local TOO_LARGE_SEQ_DELTA = 1048576
local MAX_ABOVE_HOLE_WITHOUT_ACKS = 16384

-- The position (see seq.lua) of an end's relative number 0.
local START_POSITION = WRAP

-- Numbers marked * are relative to `start`.
local function new_end()
    return {
        start = 0, -- TCP_Endpoint::start_seq, raw
        last = 0, -- ::last_seq, raw
        next = 0, -- TCP_Reassembler's last_reassem_seq, as a position
        fin = 0, -- ::FIN_seq*, the number after the FIN
        rst = 0, -- ::hist_last_RST*
        syn = 0, -- ::hist_last_SYN*
        state = INACTIVE,
        previous = INACTIVE,
        -- Letters that this end has already: Session::hist_seen
        seen_data = false, seen_ack = false, seen_syn = false, seen_fin = false, seen_rst = false,
        seen_fin_rst = false, seen_multi = false,
        T = 0, W = 0, G = 0, -- ScaledHistoryEntry's counters, by letter
        client = false, -- ::is_orig
        has_fin = false, -- ::FIN_cnt > 0
        acked = false, -- the peer has acknowledged payload: not ::NoDataAcked()
        blind = false, -- TCP_Reassembler's skip_deliveries: gaps are not looked for any more
        above = false, -- octets above a hole: the reassembler's undelivered blocks
    }
end

function zeek.new()
    return { history = "", ends = { [0] = new_end(), [1] = new_end() } }
end

-- History: Session::AddHistory, CheckHistory, ScaledHistoryEntry

local function add_letter(z, letter)
    if #z.history < HISTORY_MAX then
        z.history = z.history .. letter
    end
end

local LOWER = setmetatable({}, {
    __index = function(known, letter)
        known[letter] = letter:lower()
        return known[letter]
    end,
})

-- TCP_Endpoint::AddHistory: capitals are the originator's.
local function add(s, side, letter)
    add_letter(s.zeek, side.client and letter or LOWER[letter])
end

-- TCP_Endpoint::CheckHistory: adds a first letter of its kind, and says whether it was not. SYN and
-- SYN+ACK are of one kind.
local function check(s, kind, letter)
    if s.self[kind] then
        return true
    end
    s.self[kind] = true
    add(s, s.self, letter)
    return false
end

local function is_power_of_ten(n)
    while n >= 10 and n % 10 == 0 do
        n = n / 10
    end
    return n == 1
end

-- Session::ScaledHistoryEntry
local function count(s, side, letter)
    side[letter] = side[letter] + 1
    if is_power_of_ten(side[letter]) then
        add(s, side, letter)
    end
end

-- Sequence numbers

-- get_relative_seq; the second value: the number does not lie before the end's start.
local function position_of(side, raw)
    local position = seq.near(side.next, (raw - side.start) % WRAP)
    return position, position >= START_POSITION
end

local function set_state(side, state)
    if side.state ~= state then
        side.previous = side.state
        side.state = state
    end
end

-- get_segment_len: the payload of a RST is not part of the stream.
local function segment_end(s)
    local seg = s.seg
    local payload = seg.is_rst and 0 or s.len
    return (seg.seq + payload + (seg.is_syn and 1 or 0) + (seg.is_fin and 1 or 0)) % WRAP
end

local function start_at(side, start, last)
    side.start = start
    side.last = last
    side.acked = false
end

-- init_endpoint
local function init_self(s)
    local self, seg = s.self, s.seg
    local state = self.state
    if state == INACTIVE and not seg.is_syn then
        start_at(self, (seg.seq - 1) % WRAP, seg.seq) -- as if there had been a SYN
        return
    end
    if not seg.is_syn then
        return
    end
    if state == INACTIVE or state == ESTABLISHED or state == PARTIAL then
        start_at(self, seg.seq, s.past)
    elseif (state == SYN_SENT or state == SYN_ACK_SENT) and seg.seq ~= self.start then
        start_at(self, seg.seq, s.past)
    elseif state == RESET and self.previous == INACTIVE then
        -- The first segment was an RST, perhaps injected: this SYN is the better start.
        start_at(self, seg.seq, s.past)
    end
end

-- update_last_seq
local function update_last(s)
    local self, seg = s.self, s.seg
    local ahead = seq.difference(s.past, self.last)
    local wild = ahead > TOO_LARGE_SEQ_DELTA or ahead < -TOO_LARGE_SEQ_DELTA
    if (seg.is_syn or seg.is_rst) and wild then
        return
    end
    if seg.is_fin and self.last == (self.start + 1) % WRAP then
        self.last = s.past -- only SYN and FIN captured: any distance goes
        return
    end
    if self.state == RESET then
        return
    end
    if ahead > 0 then
        self.last = s.past
    elseif s.len > 0 then
        count(s, self, "T")
    end
end

-- Letters of the segment itself: update_history, update_window

local function letter_none(s)
    if s.len > 0 then
        check(s, "seen_data", "D")
    elseif s.seg.is_ack and s.seg.len_known then
        check(s, "seen_ack", "A")
    end
end

local function letter_syn(s)
    local letter = s.seg.is_ack and "H" or "S"
    local before = s.self.syn
    if check(s, "seen_syn", letter) and s.relative ~= before then
        add(s, s.self, letter)
    end
    s.self.syn = s.relative
end

-- hist_last_FIN is the number of the FIN, FIN_seq the one after it.
local function letter_fin(s)
    local fin = (s.relative + s.len) % WRAP
    if check(s, "seen_fin", "F") and fin ~= (s.self.fin - 1) % WRAP then
        add(s, s.self, "F")
    end
end

local function letter_rst(s)
    if check(s, "seen_rst", "R") and s.relative ~= s.self.rst then
        add(s, s.self, "R")
    end
    s.self.rst = s.relative
end

local function letter_of_flags(s)
    local seg = s.seg
    if seg.is_fin and seg.is_rst then
        check(s, "seen_fin_rst", "I")
    elseif seg.is_syn and (seg.is_fin or seg.is_rst) then
        check(s, "seen_multi", "Q")
    elseif seg.is_syn then
        letter_syn(s)
    elseif seg.is_fin then
        letter_fin(s)
    elseif seg.is_rst then
        letter_rst(s)
    else
        letter_none(s)
    end
end

-- update_window
local function letter_window(s)
    if s.seg.window == 0 and not s.seg.is_rst and s.peer.state ~= CLOSED and s.self.state ~= RESET then
        count(s, s.self, "W")
    end
end

-- The endpoint machine

-- TCPSessionAdapter::UpdateInactiveState, its SYN branch
local function inactive_syn(s)
    if s.self.client then
        if s.reordered then
            set_state(s.self, ESTABLISHED)
        else
            set_state(s.self, s.seg.is_ack and SYN_ACK_SENT or SYN_SENT)
        end
        return
    end
    if s.peer.state == SYN_SENT then
        set_state(s.peer, ESTABLISHED)
    end
    set_state(s.self, ESTABLISHED)
end

-- TCPSessionAdapter::UpdateInactiveState, where no control flag changed the state
local function inactive_plain(s)
    if not s.self.client and s.len == 0 and s.peer.state == SYN_SENT then
        return -- an ACK before the SYN+ACK does not make the connection partial
    end
    if s.seg.is_ack and s.peer.state == ESTABLISHED then
        set_state(s.self, ESTABLISHED) -- only the SYN was missed
    else
        set_state(s.self, PARTIAL)
    end
end

local function update_inactive(s)
    if s.seg.is_syn then
        inactive_syn(s)
    end
    if s.seg.is_fin then
        set_state(s.self, CLOSED)
    end
    if s.seg.is_rst then
        set_state(s.self, RESET)
    end
    if s.self.state == INACTIVE then
        inactive_plain(s)
    end
end

-- TCPSessionAdapter::UpdateSYN_SentState
local function update_syn_sent(s)
    if s.seg.is_fin then
        set_state(s.self, CLOSED)
    end
    if s.seg.is_rst then
        set_state(s.self, RESET)
    end
end

-- TCPSessionAdapter::UpdateEstablishedState
local function update_established(s)
    local seg, self, peer = s.seg, s.self, s.peer
    if seg.is_syn and not seg.is_ack and self.state == PARTIAL and peer.state == INACTIVE then
        set_state(self, SYN_SENT)
    end
    if seg.is_fin and not seg.is_rst then
        set_state(self, CLOSED)
        if peer.state == RESET and peer.previous == CLOSED then
            set_state(peer, CLOSED) -- FIN, then RST: a normal end after all
        end
    end
    if seg.is_rst then
        set_state(self, RESET)
    end
end

-- TCPSessionAdapter::UpdateClosedState: after both FINs a RST changes nothing.
local function update_closed(s)
    if s.seg.is_rst and s.peer.state ~= CLOSED then
        set_state(s.self, RESET)
    end
end

-- TCPSessionAdapter::UpdateResetState: a RST is final.
local function update_reset(s)
    set_state(s.self, RESET)
end

local update_state = {
    [INACTIVE] = update_inactive,
    [SYN_SENT] = update_syn_sent,
    [SYN_ACK_SENT] = update_syn_sent,
    [PARTIAL] = update_established,
    [ESTABLISHED] = update_established,
    [CLOSED] = update_closed,
    [RESET] = update_reset,
}

-- Gaps: TCP_Reassembler

-- is_clean
local function is_clean(side)
    return side.state == ESTABLISHED or (side.state == CLOSED and side.previous == ESTABLISHED)
end

-- TCP_Reassembler::Gap
local function gap(s, side)
    if is_clean(s.self) and is_clean(s.peer) then
        count(s, side, "G")
    end
end

local function advance(side, next)
    side.next = side.above and ranges.advance(side.above, next) or next
end

-- TCP_Reassembler::Undelivered: octets below `limit` will not come any more.
local function give_up(s, side, limit)
    local above = side.above
    while not side.blind and above and above[1] and above[1].left < limit do
        gap(s, side)
        advance(side, above[1].left)
    end
    if side.next >= limit then
        return
    end
    if not side.blind then
        gap(s, side)
    end
    advance(side, limit)
end

-- TCP_Reassembler::AckReceived; the ACK of a FIN tells nothing of octets.
local function ack_received(s, side, ack)
    local fin = seq.near(side.next, side.fin)
    if ack > START_POSITION + 1 + (side.has_fin and 1 or 0) and not s.seg.is_rst then
        side.acked = true
    end
    if side.has_fin and fin > START_POSITION and ack >= fin then
        ack = fin - 1
    end
    if ack > side.next then
        give_up(s, side, ack)
    end
end

local function stop_looking_for_gaps(side)
    side.blind = true
    if side.above then
        ranges.clear(side.above)
    end
end

local function keep_above_hole(s, left, right)
    local self = s.self
    self.above = self.above or ranges.new()
    local above = self.above
    local lost = ranges.add(above, left, right)
    if lost > 0 then
        advance(self, lost)
    end
    if not self.acked and above[#above].right - self.next > MAX_ABOVE_HOLE_WITHOUT_ACKS then
        stop_looking_for_gaps(self)
    end
end

-- TCP_Reassembler::DataSent
local function data_sent(s)
    local self, seg = s.self, s.seg
    if not seg.len_known then
        stop_looking_for_gaps(self)
    end
    if s.len == 0 or seg.is_rst or s.underflow or self.blind then
        return
    end
    local left = position_of(self, (seg.seq + (seg.is_syn and 1 or 0)) % WRAP)
    local right = left + s.len
    if left > self.next then
        keep_above_hole(s, left, right)
    elseif right > self.next then
        advance(self, right)
    end
end

-- TCPSessionAdapter::Process

-- init_peer, or get_relative_seq for the peer; returns Zeek's rel_ack as a position.
local function acknowledge(s)
    local ack = s.seg.ack
    if s.peer.state == INACTIVE then
        local before = (ack - 1) % WRAP
        start_at(s.peer, before, before)
        return START_POSITION + 1
    end
    local position, usable = position_of(s.peer, ack)
    return usable and position or START_POSITION
end

-- The next sequence number to be delivered is 1: relative number 0 is the SYN's.
local function first_segment(z, seg)
    z.ends[0].next = START_POSITION + 1
    z.ends[1].next = START_POSITION + 1
    z.ends[seg.dir].client = true
end

-- IPBasedAnalyzer::NewConn and Connection::FlipRoles
local function agree_on_client(z, seg, client)
    local ends = z.ends
    if not ends[0].client and not ends[1].client then
        first_segment(z, seg)
    end
    if ends[client].client then
        return
    end
    ends[0].client = not ends[0].client
    ends[1].client = not ends[1].client
    add_letter(z, "^")
end

-- The segment on its way; one table for all of them.
local step = {
    zeek = false,
    seg = false,
    self = false,
    peer = false,
    len = 0, -- payload octets
    past = 0, -- raw sequence number one past the segment
    relative = 0, -- Zeek's rel_seq
    underflow = false, -- seq_underflow: before this end's start
    reordered = false, -- this SYN was already acknowledged by a SYN+ACK captured before it
}

local function take_segment(z, seg)
    local s, self, peer = step, z.ends[seg.dir], z.ends[1 - seg.dir]
    s.zeek, s.seg, s.self, s.peer = z, seg, self, peer
    s.len = seg.len_known and seg.len or 0
    s.past = segment_end(s)
    s.reordered = seg.is_syn and not seg.is_fin and not seg.is_rst and not seg.is_ack and self.state == INACTIVE
        and peer.state == ESTABLISHED and seg.seq == self.start
    init_self(s)
    local position, usable = position_of(self, seg.seq)
    s.underflow = not usable
    s.relative = position % WRAP
    return s
end

-- `client` is the direction of the end that is taken for the client now; where nobody can tell, that
-- of the first segment. To be called for every segment, copies included.
function zeek.update(z, seg, client)
    agree_on_client(z, seg, client)
    local s = take_segment(z, seg)
    letter_of_flags(s)
    letter_window(s)
    if seg.is_fin then
        s.self.has_fin = true
        s.self.fin = (s.relative + (s.past - seg.seq)) % WRAP
    end
    local ack = seg.is_ack and acknowledge(s)
    update_last(s)
    update_state[s.self.state](s)
    -- Only now, so that a gap which comes to light with a RST is not counted.
    if ack then
        ack_received(s, s.peer, ack)
    end
    data_sent(s)
end

-- The octets or the ACK that come next, as predict.lua has it, on a connection that Zeek calls
-- established, too: nothing of the above finds anything. False, and nothing done, where it might.
local function transfer(self, peer, seg)
    if self.state ~= ESTABLISHED or peer.state ~= ESTABLISHED or self.last ~= seg.seq or self.blind or self.above
        or peer.has_fin then
        return false
    end
    local ack = START_POSITION + (seg.ack - peer.start) % WRAP
    local position = START_POSITION + (seg.seq - self.start) % WRAP
    if position ~= self.next or ack > peer.next or not self[seg.len > 0 and "seen_data" or "seen_ack"] then
        return false
    end
    self.last = (seg.seq + seg.len) % WRAP
    self.next = position + seg.len
    peer.acked = peer.acked or ack > START_POSITION + 1
    return true
end

-- The same as zeek.update, of a segment that predict.lua expects.
function zeek.update_expected(z, seg, client)
    local ends = z.ends
    if not ends[client].client or not transfer(ends[seg.dir], ends[1 - seg.dir], seg) then
        zeek.update(z, seg, client)
    end
end

-- conn_state(), scripts/base/protocols/conn/main.zeek

local function row(text)
    local found, number = {}, 0
    for name in text:gmatch("%u%w*") do
        found[number] = CS[name]
        number = number + 1
    end
    return found
end

-- [originator][responder]. RESET against INACTIVE, PARTIAL and RESET depends on more: see below.
local conn_state = {
    --                    INACTIVE SYN_SENT SYN_ACK_SENT PARTIAL ESTABLISHED CLOSED RESET
    [INACTIVE] = row("     OTH      OTH      OTH          OTH     OTH         SHR    RSTRH"),
    [SYN_SENT] = row("     S0       OTH      OTH          OTH     OTH         S3     REJ"),
    [SYN_ACK_SENT] = row(" OTH      OTH      OTH          OTH     OTH         S3     REJ"),
    [PARTIAL] = row("      OTH      OTH      OTH          OTH     OTH         SHR    RSTRH"),
    [ESTABLISHED] = row("  OTH      OTH      OTH          OTH     S1          S3     RSTR"),
    [CLOSED] = row("       SH       S2       S2           SH      S2          SF     RSTR"),
    [RESET] = row("        RSTOS0   RSTO     RSTO         RSTOS0  RSTO        RSTO   RSTR"),
}

-- TCP_Endpoint::Size() == 0
local function sent_nothing(side)
    return not side.acked and (side.last - side.start) % WRAP <= (side.has_fin and 2 or 1)
end

-- The history matches ^?S[^HAFGIQ]*R.*
local function reset_after_syn(history)
    return history:find("^%^?S[^HAFGIQR]*R") ~= nil
end

function zeek.conn_state(z)
    local ends = z.ends
    local originator = ends[1].client and ends[1] or ends[0]
    local responder = ends[1].client and ends[0] or ends[1]
    local state = conn_state[originator.state][responder.state]
    if originator.state == RESET and responder.state == RESET and sent_nothing(originator)
        and sent_nothing(responder) then
        return CS.REJ
    end
    if state == CS.RSTOS0 and not reset_after_syn(z.history) then
        return CS.OTH
    end
    return state
end

return zeek

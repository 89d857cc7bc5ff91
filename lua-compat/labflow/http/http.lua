-- SPDX-License-Identifier: GPL-2.0-or-later
-- HTTP/1.x over every TCP connection of one capture: messages, which request a response answers, which
-- segments carried them, and what they mean for the connection. What is known for certain is said in
-- plugin/core/http/http.h. Mirrors plugin/core/http/http.c.
--
-- Of TLS (plugin/core/http/tls.c) and HTTP/2 (h2.c) only where they begin is known here: from there on
-- nothing is read.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local awaiting = import("http/awaiting")
local carriers = import("http/carriers")
local close = import("http/close")
local exchange = import("http/exchange")
local names = import("names")
local http_names = import("http/names")
local order = import("http/order")
local parser = import("http/parser")
local seq = import("seq")
local store = import("http/store")

local http = {}
http.__index = http

local HP = http_names.enum.phase
local CLOSE, HS, PH = names.enum.close_reason, names.enum.handshake_kind, names.enum.phase
local difference = seq.difference

-- A server that closes a connection on which nothing was sent for this long did so because of that,
-- unless it announced another time (Keep-Alive: timeout=).
local DEFAULT_IDLE_NS = 1000000000

-- So many pipelined messages are looked at for the one that a retransmission repeats.
local AGAIN_MAX = 256

local PREFACE = "PRI * HTTP/2.0"
local PEEK = #PREFACE

local NONE = {}
local FINISHED = {} -- stands for a connection that is over

-- One segment's way through a connection, in one direction: the same table for all of them, for there
-- is one at a time.
local function new_step(self)
    local step = { http = self }
    step.sink = { events = exchange.events, context = step }
    return step
end

-- `once`: nobody comes back to a frame.
function http.new(once)
    local self = setmetatable({ idle_ns = DEFAULT_IDLE_NS, store = store.new(once), connections = {} }, http)
    self.forth, self.back = new_step(self), new_step(self)
    self.piece = {}
    return self
end

-- What one end sends: see lf_flow in plugin/core/http/connection.h. `kind` is nil, "requests" or
-- "responses".
local function new_flow()
    return {
        order = order.new(), parser = parser.new(), kind = nil, message = nil, last = nil, last_record = 0,
        unacked = nil, acked_before = 0, acked_frame = nil, ended = false, cut = false, head_read = false,
        begin_has_ack = false, begin_ack = 0, before_secs = 0, before_nsecs = 0, fin_seen = false, fin_first = false,
        fin_judged = false, fin_has_ack = false, fin_ack = 0, fin_secs = 0, fin_nsecs = 0,
    }
end

-- See lf_http_connection there.
local function add(self, stream)
    local c = {
        stream = stream, flow = { [0] = new_flow(), [1] = new_flow() }, awaiting = awaiting.new(), reason = CLOSE.NONE,
        exchanges = 0, active_secs = 0, active_nsecs = 0, found = false, sure = false, tls = false, h2 = false,
        tunnel = false, lost = false, over = false, asked_unseen = false, responded = false, closes = false,
        by_version = false, has_timeout = false, timeout = 0, last_asked = false, client_first = false,
    }
    self.connections[stream] = c
    return c
end

local function start_step(step, c, segment, dir)
    step.connection = c
    step.flow, step.peer = c.flow[dir], c.flow[1 - dir]
    step.segment = segment
    step.piece = nil
    step.ending = false
    step.ending_other = segment.dir ~= dir
    return step
end

-- Of the segment's own direction, and of the other end's.
local function step_of(self, c, segment, dir)
    return start_step(dir == segment.dir and self.forth or self.back, c, segment, dir)
end

-- The number of the octet that this end sends first, where the capture shows its beginning.
local function first_number(s, v)
    if s.is_syn then
        return (s.seq + 1) % seq.WRAP
    end
    if v.handshake_kind ~= HS.UNSEEN and v.seq_expected == 1 then
        return (s.seq - v.seq_actual + 1) % seq.WRAP
    end
    return nil
end

local function start_flow(step, verdict)
    local flow = step.flow
    if flow.order.known then
        return
    end
    flow.order.peer_seen = flow.order.peer_seen or verdict.both_seen
    local first = first_number(step.segment, verdict)
    if first then
        order.syn(flow.order, (first - 1) % seq.WRAP)
        return
    end
    if not step.connection.tunnel or step.connection.tls then
        parser.start_anywhere(flow.parser)
    end
    step.connection.lost = true -- responses may have come before
end

-- RFC 8446 section 5.1: a record's type, then version 3.x.
local function begins_record(text)
    local kind, major, minor = text:byte(1, 3)
    return minor and kind >= 20 and kind <= 24 and major == 3 and minor <= 4
end

-- RFC 9113 section 3.4: a server's first frame is SETTINGS, which may come before the client's preface.
local function is_first_settings(text)
    return text:find("^%z%z[%z\6\12\18\24\30\36\42\48\54\60]\4%z%z%z%z%z") ~= nil
end

-- What may begin with the piece besides HTTP/1.x; nil: nothing. A message is not looked at again.
local function other_beginning(step, piece)
    local c, flow = step.connection, step.flow
    local sealed = not c.tls and not step.peer.message and (c.tunnel or c.exchanges == 0)
    local framed = not c.tls and not c.h2 and c.exchanges == 0 and parser.is_sure(flow.parser)
    if not sealed and not framed then
        return nil
    end
    local text = piece.octets:sub(1, math.min(PEEK, piece.captured))
    if sealed and begins_record(text) then
        return "tls"
    end
    return framed and (text == PREFACE or is_first_settings(text)) and "h2" or nil
end

-- `piece` or a segment.
local function note_activity(c, piece)
    if piece.secs > c.active_secs or (piece.secs == c.active_secs and piece.nsecs > c.active_nsecs) then
        c.active_secs, c.active_nsecs = piece.secs, piece.nsecs
    end
end

-- Octets for the parser.
local function feed(step, piece)
    local flow, c = step.flow, step.connection
    local p = flow.parser
    local open = p.in_message and flow.message or nil
    local undecided = parser.is_undecided(p)
    step.piece = piece
    if open and not undecided then
        carriers.note(step, open)
    end
    parser.feed(p, step.sink, piece)
    if undecided and flow.message == open then
        carriers.note(step, open)
    end
    note_activity(c, piece)
end

local function begin_tls(step, piece)
    local c = step.connection
    if c.tunnel then
        feed(step, piece)
    end
    c.tls = true
    for dir = 0, 1 do
        c.flow[dir].parser = parser.new()
    end
end

local function read_piece(step, piece)
    local c = step.connection
    if not step.flow.message and piece.captured > 0 then
        local other = other_beginning(step, piece)
        if other == "tls" then
            begin_tls(step, piece)
        elseif other then
            c.h2 = true
        end
    end
    if not c.tls and not c.h2 then
        feed(step, piece)
    end
end

-- Octets that nobody will see any more.
local function lose(step, gap)
    local c, p = step.connection, step.flow.parser
    if c.tls or c.h2 then
        return
    end
    parser.gap(p, step.sink, gap.left, gap.len)
    if not parser.is_sure(p) then
        exchange.lose(step)
    end
end

local function end_flow(step, cleanly)
    local flow = step.flow
    if flow.ended then
        return
    end
    flow.ended, step.ending = true, true
    step.piece = nil
    if not step.connection.h2 then
        parser.finish(flow.parser, step.sink, flow.order.next, cleanly)
    end
end

-- Whether the octet `raw` is one of `m`.
local function holds(m, raw)
    return difference(raw, m.begin) >= 0 and (m.done_frame == 0 or difference(raw, m.past) < 0)
end

-- The message that a retransmission which begins with `raw` repeats: one of the latest two, or one
-- that nobody has acknowledged. nil: nobody knows.
local function message_at(step, raw)
    local flow = step.flow
    if flow.message and holds(flow.message, raw) then
        return flow.message
    end
    if flow.last and holds(flow.last, raw) then
        return flow.last
    end
    local m = flow.unacked
    for _ = 1, AGAIN_MAX do
        if not m or holds(m, raw) then
            return m
        end
        m = m.following
    end
    return nil
end

-- The segment of `record`, which begins with `raw`, brought nothing new.
local function note_again(step, raw, record)
    local m = message_at(step, raw)
    if not m then
        return
    end
    if store.is_live(m) then
        m.again = m.again + 1
    end
    step.http.store:carry(record, m)
end

local readers = {
    piece = read_piece,
    gap = lose,
    again = function(step, piece)
        note_again(step, seq.raw(piece.left), piece.record)
    end,
}

-- Reads all that is in order; `piece` is what this segment brought, or nil.
local function read_flow(step, piece)
    local queue = step.flow.order
    while true do
        local what, it = order.advance(queue, piece)
        piece = nil
        if what == "wait" then
            return
        end
        if what == "end" then
            end_flow(step, true)
            return
        end
        readers[what](step, it)
    end
end

local function take_payload(step, octets, captured)
    local s, piece, queue = step.segment, step.http.piece, step.flow.order
    piece.octets, piece.len, piece.captured = octets, s.len, captured
    piece.frame, piece.record, piece.ack, piece.has_ack = s.frame, s.record, s.ack, s.is_ack
    piece.secs, piece.nsecs = s.secs, s.nsecs
    local held = queue.held_count
    order.add(queue, s.is_syn and (s.seq + 1) % seq.WRAP or s.seq, piece)
    if piece.len == 0 and queue.held_count == held then
        note_again(step, s.seq, s.record)
    end
    read_flow(step, piece)
end

-- The messages of `flow` that `s` acknowledges.
local function take_ack(flow, s)
    local queue = flow.order
    local before = queue.acked
    order.ack(queue, s.ack)
    if queue.acked == before then
        return
    end
    flow.acked_before, flow.acked_frame = before, s.frame
    while flow.unacked do
        local m = flow.unacked
        if m.done_frame == 0 or order.near(queue, m.past) > queue.acked then
            return
        end
        if m.phase ~= HP.UPGRADED then
            m.acked_in = s.frame
        end
        flow.unacked = m.following
    end
end

-- The other end has got more than the capture holds.
local function is_ahead(queue)
    return queue.known and queue.acked > queue.next + 1 -- a FIN counts as one
end

-- Whether it is known what the end that answers has sent.
local function answers_are_known(c)
    if c.lost or c.tunnel or c.h2 or not c.flow[0].kind or awaiting.is_unsure(c) then
        return false
    end
    local asking = c.flow[0].kind == "requests" and 0 or 1
    local answers = c.flow[1 - asking]
    return c.flow[asking].order.peer_seen and not is_ahead(answers.order)
        and (not answers.order.known or parser.is_sure(answers.parser))
end

local function mark_unanswered(c)
    local list = c.awaiting
    for i = list.from, list.from + list.count - 1 do
        store.set_unanswered(list[i].message)
    end
end

local function reset(self, c, segment)
    for dir = 0, 1 do
        local step = step_of(self, c, segment, dir)
        order.give_up(c.flow[dir].order)
        read_flow(step, nil)
        end_flow(step, false)
    end
    c.over = true
end

-- Both ends are done: nothing that comes now is a message.
local function settle(self, c)
    if not c.over and not (c.flow[0].ended and c.flow[1].ended) then
        return
    end
    if answers_are_known(c) then
        mark_unanswered(c)
    end
    awaiting.clear(c)
    if not c.over and (c.flow[0].unacked or c.flow[1].unacked) then
        return
    end
    self.connections[c.stream] = FINISHED
end

-- Another connection that core takes for the same one.
local function begin_anew(self, c, segment)
    reset(self, c, segment)
    settle(self, c)
    self.connections[c.stream] = nil
end

local function opens_anew(c, s, v)
    if not s.is_syn or v.phase ~= PH.HANDSHAKE then
        return false
    end
    local queue = c.flow[s.dir].order
    return queue.known and queue.first ~= order.near(queue, (s.seq + 1) % seq.WRAP)
end

-- Whether track needs to know what core finds in the next frame of this connection.
function http:asks(stream)
    local c = self.connections[stream]
    return c == nil or (c ~= FINISHED and not c.sure and not (c.found and c.flow[0].kind))
end

-- The other end may have sent what this segment's ACK gives up for lost.
local function run_ack(step)
    local s, self = step.segment, step.http
    take_ack(step.peer, s)
    local queue = step.peer.order
    if queue.held or (queue.fin and not step.peer.ended) then
        read_flow(step_of(self, step.connection, s, 1 - s.dir), nil)
    end
end

local function run_payload(step, verdict, octets, captured)
    local s = step.segment
    start_flow(step, verdict)
    if s.is_fin then
        order.end_at(step.flow.order, (s.seq + s.len) % seq.WRAP)
    end
    take_payload(step, octets, captured)
end

local function run_fin(step)
    local queue = step.flow.order
    if not queue.known then
        step.flow.ended = true
        return
    end
    order.end_at(queue, step.segment.seq)
    read_flow(step, nil)
end

-- Octets of an end that has none in the capture.
local function acknowledges_unseen(step, v)
    local silent = step.peer.ended and 2 or 1 -- its SYN and FIN
    return step.segment.is_ack and v.handshake_kind ~= HS.UNSEEN and v.ack_actual > silent
        and v.ack_actual < 2147483647
end

local function note_fin(flow, peer, s)
    if flow.fin_seen then
        return
    end
    flow.fin_seen, flow.fin_first = true, not peer.fin_seen
    flow.fin_has_ack, flow.fin_ack = s.is_ack, s.ack
    flow.fin_secs, flow.fin_nsecs = s.secs, s.nsecs
end

local function run(step, verdict, octets, captured)
    local s = step.segment
    if s.is_rst then
        if verdict.phase == PH.RESET then
            reset(step.http, step.connection, s)
        end
        return
    end
    if s.is_fin then
        note_fin(step.flow, step.peer, s)
    end
    if s.is_ack then
        run_ack(step)
    end
    if not step.peer.order.known and acknowledges_unseen(step, verdict) then
        step.connection.lost = true
    end
    if s.len > 0 and s.len_known then
        run_payload(step, verdict, octets, captured)
    elseif s.is_fin then
        run_fin(step)
    end
end

local function is_copy(verdict)
    return verdict.anomalies ~= nil and verdict.anomalies.DUPLICATE_FRAME == true
end

-- Half of all segments: an ACK that carries nothing, on a connection of which nothing is held back and
-- neither end has closed.
local function is_plain_ack(c, s)
    if s.len > 0 or not s.is_plain or c.over then
        return false
    end
    local queue = c.flow[1 - s.dir].order
    return queue.known and not queue.held and not queue.fin and not c.flow[s.dir].fin_seen
end

-- Nothing waits for the octets of this end, which has not closed.
local function is_plain_flow(flow)
    local queue = flow.order
    return queue.known and not queue.held and not queue.fin and not flow.fin_seen
end

-- Whether the segment brings the next octets of a body, not the last ones, and nothing else: most do in a long
-- transfer. Nothing of what `run` asks about can be the case then.
local function is_amid_body(c, s, captured)
    local flow = c.flow[s.dir]
    return captured > 0 and captured == s.len and flow.message and parser.is_amid(flow.parser, captured)
        and s.is_plain and (s.seq - flow.order.next) % seq.WRAP == 0
        and is_plain_flow(flow) and is_plain_flow(c.flow[1 - s.dir]) and c.reason == CLOSE.NONE
        and not (c.tls or c.h2)
end

local function take_body(self, c, s)
    local flow, m = c.flow[s.dir], c.flow[s.dir].message
    take_ack(c.flow[1 - s.dir], s)
    flow.order.next = flow.order.next + s.len
    carriers.take(self.store, flow, m, s)
    parser.skip(flow.parser, s.len)
    m.actual = m.actual + s.len
    note_activity(c, s)
end

-- Reads the next segment of connection `stream`, after the tracker gave `verdict` on it. `octets` are
-- the first `captured` ones of its payload; `found` is what core shows in the frame: nil (another
-- protocol), "nothing" but perhaps HTTP, or "http". Messages of connections on which core never left
-- room for HTTP are not shown. Returns why the connection closes, if this segment closes it and the
-- messages tell; else NONE.
function http:track(stream, segment, verdict, octets, captured, found)
    local c = self.connections[stream]
    if c == FINISHED or (not c and segment.len == 0) or is_copy(verdict) then
        return CLOSE.NONE
    end
    if c and is_plain_ack(c, segment) then
        take_ack(c.flow[1 - segment.dir], segment)
        return CLOSE.NONE
    end
    if c and opens_anew(c, segment, verdict) then
        begin_anew(self, c, segment)
        return CLOSE.NONE
    end
    c = c or add(self, stream)
    c.found = c.found or found ~= nil
    c.sure = c.sure or found == "http"
    if is_amid_body(c, segment, captured) then
        take_body(self, c, segment)
        return CLOSE.NONE
    end
    local step = step_of(self, c, segment, segment.dir)
    run(step, verdict, octets, captured)
    local reason = close.reason_of(step, verdict)
    settle(self, c)
    return reason
end

local function has_to_do(m, frame, past)
    return m.done_frame == frame or difference(m.begin, past) < 0
end

-- Along the messages that follow one another, from `m`, to `visit`. Those that end here without
-- being carried lead nowhere (`noted`).
local function follow(m, frame, past, noted, visit, context)
    local first = true
    while m do
        local concerned = has_to_do(m, frame, past)
        if (first or concerned) and m.marks.SHOWN then
            visit(m, context)
        end
        first = false
        m = concerned and not (noted and m.done_frame == frame) and m.following or nil
    end
end

-- Calls `visit` with each message, and `context`, that has to do with the segment of `record` in `frame` whose payload
-- ends before `past` (raw). With done_frame == frame it is complete here; otherwise the segment carries
-- a part of it.
function http:walk(record, frame, past, visit, context)
    local carried, others = self.store:of(record)
    follow(carried, frame, past, false, visit, context)
    for _, m in ipairs(others or NONE) do
        follow(m, frame, past, true, visit, context)
    end
end

-- Whether there is anything to say of that segment.
function http:concerns(record)
    local carried, others = self.store:of(record)
    return carried or others or self.store:notes_of(record)
end

-- Anomalies of the segment of `record` that belong to no message: a set, or nil.
function http:notes(record)
    return self.store:notes_of(record)
end

-- Whether the capture shows that nobody answers the request `m` of connection `stream`. Meaningful
-- once the whole capture has been tracked.
function http:is_unanswered(stream, m)
    if m.phase ~= HP.REQUEST or m.partner then
        return false
    end
    if m.marks.UNANSWERED then
        return true
    end
    local c = self.connections[stream]
    if not c or c == FINISHED or not answers_are_known(c) then
        return false
    end
    local list = c.awaiting
    for i = list.from, list.from + list.count - 1 do
        if list[i].message.exchange == m.exchange then
            return true
        end
    end
    return false
end

return http

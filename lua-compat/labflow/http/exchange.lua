-- SPDX-License-Identifier: GPL-2.0-or-later
-- Exchanges: what the parser finds becomes messages, and requests and responses become pairs. Mirrors
-- plugin/core/http/exchange.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local awaiting = import("http/awaiting")
local carriers = import("http/carriers")
local head_of = import("http/head")
local meaning = import("http/meaning")
local message = import("http/message")
local names = import("http/names")
local order = import("http/order")
local parser = import("http/parser")
local seq = import("seq")
local store = import("http/store")

local exchange = { events = {} }

local events = exchange.events
local BODY, FAULT = head_of.BODY, head_of.FAULT
local HP, PERSIST = names.enum.phase, names.enum.persistence
local blame, mark = message.blame, message.mark
local difference = seq.difference

local function link_message(step, m)
    local flow = step.flow
    if flow.last then
        flow.last.following = m
    end
    flow.last = m
end

-- Adds a message that begins at `pos`.
local function add(step, pos)
    local m, piece = store.add(), step.piece
    m.begin = seq.raw(pos)
    m.first_frame, m.first_secs, m.first_nsecs = piece.frame, piece.secs, piece.nsecs
    link_message(step, m)
    carriers.note(step, m)
    return m
end

-- Octets of the flow are missing or no messages: what comes next may belong to what is not known.
function exchange.lose(step)
    local c, flow = step.connection, step.flow
    if flow.kind ~= "requests" then
        c.lost = true
    end
    if flow.kind ~= "responses" then
        c.asked_unseen = true
        c.ack_before_loss = flow.begin_ack
        c.asked_before_loss = flow.begin_has_ack
    end
end

function events.begin(step, pos)
    local flow, c, piece = step.flow, step.connection, step.piece
    flow.message = add(step, pos)
    flow.head_read = false
    flow.begin_has_ack, flow.begin_ack = piece.has_ack, piece.ack
    flow.before_secs, flow.before_nsecs = c.active_secs, c.active_nsecs
end

local function takes_kind(step, request)
    local kind = request and "requests" or "responses"
    if not step.flow.kind then
        step.flow.kind = kind
        step.peer.kind = request and "responses" or "requests"
    end
    return step.flow.kind == kind
end

-- Whether the capture holds all that the client had got when it began this request.
local function has_all_before(step)
    local flow, answers = step.flow, step.peer.order
    return flow.begin_has_ack and answers.known and order.near(answers, flow.begin_ack) <= answers.next
        and parser.is_sure(step.peer.parser)
end

-- The response before is complete, but the client had not got all of it.
local function answers_later(step)
    local flow, answers = step.flow, step.peer
    if not answers.last or not flow.begin_has_ack then
        return false
    end
    local m = answers.last
    return m.phase == HP.RESPONSE and m.marks.COMPLETE and not m.marks.UNTIL_CLOSE
        and difference(flow.begin_ack, m.past) < 0
end

local function got_before_loss(step)
    local c = step.connection
    return c.asked_before_loss and c.ack_before_loss or seq.raw(step.peer.order.first)
end

-- Requests are missing from the capture. Whose answers come next is clear only if those requests had
-- been answered when this one was sent: something had come since.
local function is_unsure(step)
    local c, flow = step.connection, step.flow
    if not c.asked_unseen then
        return false
    end
    if c.awaiting.count == 0 and not step.peer.message and flow.begin_has_ack and has_all_before(step)
        and difference(flow.begin_ack, got_before_loss(step)) > 0 then
        c.asked_unseen = false
    end
    return c.asked_unseen
end

-- RFC 9112 section 9.3.2: it did not wait for the answer to the request before.
local function is_pipelined(step)
    local c, flow = step.connection, step.flow
    if c.awaiting.count == 0 and not step.peer.message then
        return answers_later(step)
    end
    if c.awaiting.count == 0 then
        return step.peer.head_read and has_all_before(step)
    end
    local before = awaiting.last(c)
    if before.has_ack and flow.begin_has_ack and before.ack == flow.begin_ack then
        return true
    end
    return has_all_before(step)
end

local function joined(lines)
    return #lines > 0 and table.concat(lines, ",") or nil
end

-- `m`, whose head has been read, may be shown where core leaves room for HTTP.
local function show(step, m)
    if step.connection.found and m.phase ~= HP.NONE then
        mark(m, "SHOWN")
    end
end

-- What its response must know of the request `m`.
local function asked_by(step, m, head)
    local flow = step.flow
    local closes = m.persistence == PERSIST.CLOSE
    return {
        message = flow.message, begin = m.begin, ack = flow.begin_ack, has_ack = flow.begin_has_ack,
        is_head = head.method == "HEAD", is_connect = head.method == "CONNECT", closes = closes,
        by_version = not head.close and closes, has_range = head.range ~= nil, etags = joined(head.if_none_match),
        before_secs = flow.before_secs, before_nsecs = flow.before_nsecs, since = head.if_modified_since,
        unsure = is_unsure(step),
    }
end

local function read_request(step, m, head)
    local c = step.connection
    local framing = meaning.of_request(step.http, m, head)
    c.exchanges = c.exchanges + 1
    m.exchange = c.exchanges
    if is_pipelined(step) then
        blame(m, "PIPELINED")
    end
    if c.last_asked then
        blame(m, "REQUEST_AFTER_CLOSE")
    end
    c.last_asked = c.last_asked or m.persistence == PERSIST.CLOSE
    awaiting.push(c, asked_by(step, m, head))
    return framing
end

-- `m` answers `request`.
local function pair(m, request)
    local asked = request.message
    m.partner = asked
    m.exchange = asked.exchange
    if m.phase == HP.INTERIM and m.status ~= 101 then
        return
    end
    asked.partner = m
    if asked.done_frame == 0 then
        blame(m, "EARLY_RESPONSE")
    end
end

-- What the last response says about the connection's end.
local function note_ending(step, m, head, request)
    local c = step.connection
    local said = head.close or (request and request.closes and not request.by_version)
    local old = (head.version < 11 and not head.keep_alive) or (request and request.by_version)
    c.responded = true
    c.closes = m.persistence == PERSIST.CLOSE
    c.by_version = c.closes and not said and old
    c.has_timeout, c.timeout = head.has_timeout, head.timeout
end

local function switch_protocol(step, m, head)
    local c = step.connection
    c.tunnel = true
    c.upgrade_exchange = m.exchange
    m.host = step.http.store:word(head.upgrade)
    c.protocol = m.host
    parser.start_tunnel(step.peer.parser)
    step.peer.message = nil
end

local function read_response(step, m, head)
    local c = step.connection
    local request = awaiting.answered_by(c, step.flow, m.begin)
    local framing = meaning.of_response(step.http, m, head, request)
    if request then
        pair(m, request)
    elseif not c.lost and not awaiting.is_unsure(c) then
        c.exchanges = c.exchanges + 1
        m.exchange = c.exchanges
        if m.status ~= 408 then -- RFC 9110 section 15.5.9: it came because there was none
            blame(m, "RESPONSE_WITHOUT_REQUEST")
        end
    end
    if framing == BODY.TUNNEL then
        switch_protocol(step, m, head)
        c.upgrade_request = request and request.message or c.upgrade_request
    elseif m.phase == HP.INTERIM then
        return framing
    end
    note_ending(step, m, head, request)
    if request then
        awaiting.pop(c)
    end
    return framing
end

function events.head(step, head)
    local m = step.flow.message
    if not takes_kind(step, head.request) then
        step.http.store:note(step.segment.record, "NOT_HTTP")
        return BODY.UNKNOWN
    end
    step.flow.head_read = true
    local read = head.request and read_request or read_response
    local framing = read(step, m, head)
    show(step, m)
    return framing
end

function events.body(step, count, captured)
    local m = step.flow.message
    m.actual = m.actual + captured
    if captured < count then
        blame(m, "BODY_NOT_CAPTURED")
    end
end

-- So that whoever looks at the segment in whose frame the message ends finds it.
local function end_here(step, m)
    local record = step.segment.record
    if step.ending_other then -- its payload is of the other end's messages
        step.http.store:add_also(record, m)
    else
        step.http.store:carry(record, m)
    end
end

-- `m` ends before `pos`.
local function finish(step, m, pos)
    local flow = step.flow
    m.past = seq.raw(pos)
    m.done_frame = step.segment.frame
    show(step, m)
    end_here(step, m)
    local acked = flow.order.acked
    if acked >= pos and flow.acked_before < pos then
        m.acked_in = flow.acked_frame
    elseif not flow.unacked and acked < pos then
        flow.unacked = m
    end
    store.pack(m)
end

local function finish_message(step, pos)
    finish(step, step.flow.message, pos)
    step.flow.message = nil
end

function events.done(step, pos)
    mark(step.flow.message, "COMPLETE")
    finish_message(step, pos)
end

local function anomaly_of_end(m)
    if m.marks.CHUNKED then
        return { CHUNKS_UNFINISHED = true }
    end
    return m.marks.EXPECTED and { BODY_SHORT = true } or {}
end

local function anomalies_of_break(step, m, faults)
    if faults ~= 0 then
        return meaning.of_faults(faults)
    end
    if step.ending then
        return step.flow.head_read and anomaly_of_end(m) or { HEAD_UNFINISHED = true }
    end
    return step.flow.head_read and { BODY_NOT_CAPTURED = true } or {}
end

function events.broken(step, pos, faults)
    local flow = step.flow
    local m = flow.message
    local anomalies = anomalies_of_break(step, m, faults)
    flow.cut = flow.cut or step.ending
    if not step.ending and (flow.kind or faults ~= FAULT.NOT_HTTP) then
        exchange.lose(step)
    end
    for anomaly in pairs(anomalies) do
        blame(m, anomaly)
        if not flow.head_read and step.connection.found then
            step.http.store:note(step.segment.record, anomaly)
        end
    end
    finish_message(step, pos)
end

-- RFC 1945 section 4.1: a request without a version is answered without a head.
local function is_simple_answer(step)
    local c = step.connection
    if c.awaiting.count == 0 or step.flow.kind ~= "responses" then
        return false
    end
    return awaiting.first(c).message.version == 9
end

function events.noise(step)
    local c, flow = step.connection, step.flow
    if is_simple_answer(step) then
        return true
    end
    if flow.kind then -- before the first message it is another protocol's
        exchange.lose(step)
    end
    if c.sure or (c.found and flow.kind) then
        step.http.store:note(step.segment.record, "NOT_HTTP")
    end
    return false
end

-- The first octets of the new protocol, from either end.
local function note_upgraded(step, pos)
    local c, piece = step.connection, step.piece
    local m = add(step, pos)
    c.upgraded = true
    m.phase = HP.UPGRADED
    m.exchange = c.upgrade_exchange
    m.host = c.protocol or ""
    m.past = seq.raw(piece.left + piece.len)
    m.done_frame = step.segment.frame
    if c.found then
        mark(m, "SHOWN")
        mark(m, "COMPLETE")
    end
    end_here(step, m)
    store.pack(m)
end

function events.tunnel(step, pos)
    local c = step.connection
    if not c.upgraded then
        note_upgraded(step, pos)
    end
    if c.h2 or c.protocol ~= "h2c" then
        return
    end
    -- The request is answered in HTTP/2 (RFC 7540 section 3.2), which nobody reads here.
    c.h2 = true
    if c.upgrade_request then
        c.upgrade_request.partner = nil
    end
end

return exchange

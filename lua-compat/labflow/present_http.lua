-- SPDX-License-Identifier: GPL-2.0-or-later
-- The protocol labflow.http: each HTTP message as Wireshark shows it. Nothing is computed here. Mirrors
-- plugin/epan/http.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")
local demand = import("demand")
local experts = import("experts")
local explain = import("http/explain")
local fields = import("fields")
local names = import("http/names")
local seq = import("seq")
local sets = import("sets")

local present_http = {}

local HP, OUT = names.enum.phase, names.enum.outcome

-- A method of Wireshark's objects costs as much to look up as to call.
local add_item, set_generated = TreeItem.add, TreeItem.set_generated

local EXACT = 9007199254740992 -- 2^53: a number of Lua 5.2 may not say more than that

local own -- the protocol, as what somebody may look at
local rows -- those of ROWS that somebody may look at
local is_asked, is_wanted = true, demand.of
local has_items = true

-- Nothing for 0, false or an empty text.
local function something(value)
    return value and value ~= 0 and value ~= "" and value or nil
end

-- From one time to another; both parts have one sign, as C's division gives them.
local function time_between(from_secs, from_nsecs, to_secs, to_nsecs)
    local secs, nsecs = to_secs - from_secs, to_nsecs - from_nsecs
    if secs > 0 and nsecs < 0 then
        secs, nsecs = secs - 1, nsecs + 1000000000
    elseif secs < 0 and nsecs > 0 then
        secs, nsecs = secs + 1, nsecs - 1000000000
    end
    return NSTime.new(secs, nsecs)
end

-- Digits are exact where a number of Lua 5.2 is not.
local function uint64_of(count, digits)
    if not digits and count < EXACT then
        return UInt64.new(count)
    end
    digits = digits or ("%.0f"):format(count)
    local high, low = digits:sub(1, -10), digits:sub(-9)
    return UInt64.new(tonumber(low)) + UInt64.new(tonumber(high)) * UInt64.new(1000000000)
end

-- A row's `of(message, shown)` gives the value, nil: none. `shown` is { message, partner (nil: none, or not known
-- yet), request (of the exchange), unanswered, later (the whole capture has been read), language }.

local function is_answer(m)
    return m.phase == HP.RESPONSE or m.phase == HP.INTERIM
end

local function of_request(key)
    return function(_, shown)
        return shown.request and something(shown.request[key])
    end
end

local function of_answer(value_of)
    return function(m)
        if is_answer(m) then
            return value_of(m)
        end
        return nil
    end
end

-- The rest of the message's target says it where the outcome is `outcome`.
local function target_where(outcome)
    return of_answer(function(m)
        return m.outcome == outcome and something(m.target) or nil
    end)
end

-- Of a later frame.
local function of_later(value_of)
    return function(m, shown)
        return shown.later and something(value_of(m, shown)) or nil
    end
end

-- The request that `m` answers, if it is complete by the time this answer is.
local function asked_before(m, shown)
    local request = shown.partner
    if m.phase == HP.REQUEST or not request or request.done_frame == 0 or request.done_frame > m.done_frame then
        return nil
    end
    return request
end

local function protocol(m)
    return (is_answer(m) or m.phase == HP.UPGRADED) and something(m.host) or nil
end

local function outcome(m, shown)
    return something(names.outcome[shown.unanswered and OUT.UNANSWERED or m.outcome])
end

local function response_in(m, shown)
    return m.phase == HP.REQUEST and shown.partner and shown.partner.done_frame or nil
end

local function request_in(m, shown)
    local request = asked_before(m, shown)
    return request and request.done_frame
end

local function latency(m, shown)
    local request = asked_before(m, shown)
    return request and time_between(request.last_secs, request.last_nsecs, m.first_secs, m.first_nsecs)
end

local function duration(m, shown)
    local request = m.phase == HP.RESPONSE and asked_before(m, shown)
    return request and time_between(request.first_secs, request.first_nsecs, m.last_secs, m.last_nsecs) or nil
end

local function sentence(m, shown)
    return something(explain.message(m, is_answer(m) and shown.partner or nil, shown.language))
end

local function number_of(key)
    return function(m)
        return something(m[key])
    end
end

-- In the order of the tree.
local ROWS = {
    { id = "http_explain", of = sentence },
    { id = "http_phase", of = function(m) return something(names.phase[m.phase]) end },
    { id = "http_exchange", of = number_of("exchange") },
    { id = "http_method", of = of_request("method") },
    { id = "http_target", of = of_request("target") },
    { id = "http_host", of = of_request("host") },
    { id = "http_status", of = of_answer(number_of("status")) }, -- HTTP/0.9 has none
    { id = "http_validator", of = of_answer(function(m) return something(names.validator[m.validator]) end) },
    { id = "http_range", of = target_where(OUT.PARTIAL) },
    { id = "http_location", of = target_where(OUT.REDIRECT) },
    { id = "http_protocol", of = protocol },
    { id = "http_outcome", of = outcome },
    { id = "http_response_in", of = of_later(response_in) },
    { id = "http_request_in", of = request_in },
    { id = "http_latency", of = latency },
    { id = "http_duration", of = duration },
    { id = "http_body_expected", of = function(m)
        return m.marks.EXPECTED and uint64_of(m.expected, m.expected_text) or nil
    end },
    { id = "http_body_actual", of = function(m) return m.marks.BODY and uint64_of(m.actual) or nil end },
    { id = "http_persistence", of = function(m) return something(names.persistence[m.persistence]) end },
    { id = "http_timeout", of = function(m) return m.marks.TIMEOUT and m.timeout or nil end },
    { id = "http_first_segment", of = number_of("first_frame") },
    { id = "http_last_segment", of = number_of("last_frame") },
    { id = "http_segments", of = function(m) return m.segments end },
    { id = "http_retransmissions", of = number_of("again") },
    { id = "http_acked_in", of = of_later(function(m) return m.acked_in end) },
    { id = "http_segment_exchange", of = of_later(function(m) return m.exchange end) },
}

-- At the beginning of each file.
function present_http.choose()
    rows, is_asked, has_items = {}, demand.is_asked(), demand.of_items()
    own = own or Dissector.get("labflow.http")
    for _, row in ipairs(ROWS) do
        row.field = fields.field[row.id]
        rows[#rows + 1] = demand.may_be(row.id) and row or nil
    end
end

local function add(tree, field, value)
    local item = add_item(tree, field, value)
    if is_asked then
        set_generated(item)
    end
end

local function add_rows(tree, shown)
    local m = shown.message
    for i = 1, #rows do
        local row = rows[i]
        local value = (not is_asked or is_wanted(tree, row.id)) and row.of(m, shown)
        if value then
            add(tree, row.field, value)
        end
    end
end

local function add_experts(tree, anomalies, language)
    if has_items and anomalies ~= sets.EMPTY then
        experts.add(tree, data.http_anomalies, anomalies, language)
    end
end

local function new_item(at)
    if not has_items then
        return at.tree
    end
    if not is_asked then
        return add_item(at.tree, at.proto) -- nobody sees where it is
    end
    local item = add_item(at.tree, at.proto, at.tvb:range(0, 0))
    set_generated(item)
    return item
end

local shown = { message = nil, partner = nil, request = nil, unanswered = false, later = false, language = nil }

local function take(at, m)
    local http = at.session.http
    shown.message, shown.partner = m, m.partner
    shown.request = m.phase == HP.REQUEST and m or shown.partner
    shown.later, shown.language = at.later, at.language
    shown.unanswered = at.later and http:is_unanswered(at.stream, m)
end

local UNANSWERED = sets.with(sets.EMPTY, "REQUEST_UNANSWERED")

local function show_message(at, m)
    local tree = new_item(at)
    take(at, m)
    if is_asked and demand.whole(at.tree) then
        tree:append_text((": %s %d"):format(names.phase[m.phase], m.exchange))
    end
    if demand.of_http(at.tree, own) then
        add_rows(tree, shown)
    end
    if shown.unanswered then
        add_experts(tree, UNANSWERED, at.language)
    end
    add_experts(tree, m.anomalies, at.language)
end

local function add_number(tree, id, number)
    if number ~= 0 and is_wanted(tree, id) then
        add(tree, fields.field[id], number)
    end
end

local function show_part(at, m)
    local tree = new_item(at)
    local is_whole = demand.whole(at.tree)
    if is_whole and m.done_frame ~= 0 then
        tree:append_text((": part of the %s of frame %d"):format(names.phase[m.phase], m.done_frame))
    elseif is_whole then
        tree:append_text((": part of a %s that the capture does not complete"):format(names.phase[m.phase]))
    end
    add_number(tree, "http_segment_of", m.done_frame)
    add_number(tree, "http_segment_exchange", m.exchange)
end

local function visit(m, at)
    if m.done_frame == at.frame then
        show_message(at, m)
    elseif at.later and demand.of_http(at.tree, own) then
        show_part(at, m)
    end
end

-- What is known of the messages in one segment, on its way to the tree: { proto, tvb, frame, tree, session, stream,
-- later, language }. One table for all of them.
local place = {}

-- Adds what is known of the messages in the segment `s` of `record` to `tree`.
function present_http.show(proto, tvb, frame, tree, session, s, record, later, language)
    place.proto, place.tvb, place.frame, place.tree, place.session = proto, tvb, frame, tree, session
    place.stream, place.later, place.language = session.keep:stream_of(record), later, language
    session.http:walk(record, frame, (s.seq + s.len) % seq.WRAP, visit, place)
    local notes = session.http:notes(record)
    if notes and has_items then
        add_experts(new_item(place), notes, language)
    end
end

return present_http

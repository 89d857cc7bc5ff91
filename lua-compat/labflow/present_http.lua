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

local present_http = {}

local HP, OUT = names.enum.phase, names.enum.outcome

-- A method of Wireshark's objects costs as much to look up as to call.
local add_item, set_generated = TreeItem.add, TreeItem.set_generated
local field, is_wanted = fields.field, demand.of

local own -- the protocol, as what somebody may look at

local function add(tree, id, value)
    if is_wanted(tree, id) then
        set_generated(add_item(tree, field[id], value))
    end
end

-- Nothing is added for an empty text.
local function add_text(tree, id, text)
    if text and text ~= "" then
        add(tree, id, text)
    end
end

local function add_frame(tree, id, frame)
    if frame and frame ~= 0 then
        add(tree, id, frame)
    end
end

-- From one time to another; both parts have one sign, as C's division gives them.
local function add_time(tree, id, from_secs, from_nsecs, to_secs, to_nsecs)
    if not is_wanted(tree, id) then
        return
    end
    local secs, nsecs = to_secs - from_secs, to_nsecs - from_nsecs
    if secs > 0 and nsecs < 0 then
        secs, nsecs = secs - 1, nsecs + 1000000000
    elseif secs < 0 and nsecs > 0 then
        secs, nsecs = secs + 1, nsecs - 1000000000
    end
    add(tree, id, NSTime.new(secs, nsecs))
end

-- Digits are exact where a number of Lua 5.2 is not.
local function uint64_of(digits)
    local high, low = digits:sub(1, -10), digits:sub(-9)
    local number = UInt64.new(tonumber(low))
    return high == "" and number or number + UInt64.new(tonumber(high)) * UInt64.new(1000000000)
end

local function add_octets(tree, id, count, digits)
    if is_wanted(tree, id) then
        add(tree, id, uint64_of(digits or ("%.0f"):format(count)))
    end
end

-- One message on its way to the tree: { message, partner (nil: none, or not known yet), unanswered, later
-- (the whole capture has been read), language }.

-- The request of the exchange, as far as it is complete here.
local function request_of(shown)
    return shown.message.phase == HP.REQUEST and shown.message or shown.partner
end

local function is_answer(m)
    return m.phase == HP.RESPONSE or m.phase == HP.INTERIM
end

local function add_request(shown, tree)
    local request = request_of(shown)
    if request then
        add_text(tree, "http_method", request.method)
        add_text(tree, "http_target", request.target)
        add_text(tree, "http_host", request.host)
    end
end

local function add_details(m, tree)
    if not is_answer(m) then
        if m.phase == HP.UPGRADED then
            add_text(tree, "http_protocol", m.host)
        end
        return
    end
    if m.status ~= 0 then -- HTTP/0.9 has none
        add(tree, "http_status", m.status)
    end
    add_text(tree, "http_validator", names.validator[m.validator])
    if m.outcome == OUT.PARTIAL then
        add_text(tree, "http_range", m.target)
    end
    if m.outcome == OUT.REDIRECT then
        add_text(tree, "http_location", m.target)
    end
    add_text(tree, "http_protocol", m.host)
end

local function add_outcome(shown, tree)
    add_text(tree, "http_outcome", names.outcome[shown.unanswered and OUT.UNANSWERED or shown.message.outcome])
end

-- Whether the request is complete by the time this answer is.
local function is_behind(answer, request)
    return request.done_frame ~= 0 and request.done_frame <= answer.done_frame
end

local function add_pair(shown, tree)
    local m, other = shown.message, shown.partner
    if not other then
        return
    end
    if m.phase == HP.REQUEST then
        if shown.later then
            add_frame(tree, "http_response_in", other.done_frame)
        end
        return
    end
    if not is_behind(m, other) then
        return -- which frame that will be is not known here
    end
    add_frame(tree, "http_request_in", other.done_frame)
    add_time(tree, "http_latency", other.last_secs, other.last_nsecs, m.first_secs, m.first_nsecs)
    if m.phase == HP.RESPONSE then
        add_time(tree, "http_duration", other.first_secs, other.first_nsecs, m.last_secs, m.last_nsecs)
    end
end

local function add_body(m, tree)
    if m.marks.EXPECTED then
        add_octets(tree, "http_body_expected", m.expected, m.expected_text)
    end
    if m.marks.BODY then
        add_octets(tree, "http_body_actual", m.actual)
    end
end

local function add_segments(shown, tree)
    local m = shown.message
    add_frame(tree, "http_first_segment", m.first_frame)
    add_frame(tree, "http_last_segment", m.last_frame)
    add(tree, "http_segments", m.segments)
    if m.again > 0 then
        add(tree, "http_retransmissions", m.again)
    end
    if shown.later then
        add_frame(tree, "http_acked_in", m.acked_in)
    end
end

local function add_explanation(shown, tree)
    if is_wanted(tree, "http_explain") then
        local m = shown.message
        add_text(tree, "http_explain", explain.message(m, is_answer(m) and shown.partner or nil, shown.language))
    end
end

local function add_experts(tree, anomalies, language)
    experts.add(tree, data.http_anomalies, anomalies, language)
end

local function new_item(proto, tvb, tree)
    local item = tree:add(proto, tvb:range(0, 0))
    item:set_generated()
    return item
end

local function add_fields(shown, tree)
    local m = shown.message
    add_explanation(shown, tree)
    add_text(tree, "http_phase", names.phase[m.phase])
    if m.exchange ~= 0 then
        add(tree, "http_exchange", m.exchange)
    end
    add_request(shown, tree)
    add_details(m, tree)
    add_outcome(shown, tree)
    add_pair(shown, tree)
    add_body(m, tree)
    add_text(tree, "http_persistence", names.persistence[m.persistence])
    if m.marks.TIMEOUT then
        add(tree, "http_timeout", m.timeout)
    end
    add_segments(shown, tree)
    if shown.later and m.exchange ~= 0 then
        add(tree, "http_segment_exchange", m.exchange)
    end
end

local function show_message(proto, tvb, parent, shown)
    local m = shown.message
    local tree = new_item(proto, tvb, parent)
    if demand.whole(parent) then
        tree:append_text((": %s %d"):format(names.phase[m.phase], m.exchange))
    end
    if demand.of_http(parent, own) then
        add_fields(shown, tree)
    end
    if shown.unanswered then
        add_experts(tree, { REQUEST_UNANSWERED = true }, shown.language)
    end
    add_experts(tree, m.anomalies, shown.language)
end

local function show_part(proto, tvb, parent, m)
    local tree = new_item(proto, tvb, parent)
    local is_whole = demand.whole(parent)
    if is_whole and m.done_frame ~= 0 then
        tree:append_text((": part of the %s of frame %d"):format(names.phase[m.phase], m.done_frame))
    elseif is_whole then
        tree:append_text((": part of a %s that the capture does not complete"):format(names.phase[m.phase]))
    end
    add_frame(tree, "http_segment_of", m.done_frame)
    if m.exchange ~= 0 then
        add(tree, "http_segment_exchange", m.exchange)
    end
end

-- Adds what is known of the messages in the segment `s` of `record` to `tree`.
function present_http.show(proto, tvb, frame, tree, session, s, record, later, language)
    local http = session.http
    own = own or Dissector.get("labflow.http")
    local stream = session.keep.stream[record]
    http:walk(record, frame, (s.seq + s.len) % seq.WRAP, function(m)
        if m.done_frame == frame then
            show_message(proto, tvb, tree, {
                message = m, partner = http:partner(m), later = later, language = language,
                unanswered = later and http:is_unanswered(stream, m),
            })
        elseif later and demand.of_http(tree, own) then
            show_part(proto, tvb, tree, m)
        end
    end)
    local notes = http:notes(record)
    if notes then
        add_experts(new_item(proto, tvb, tree), notes, language)
    end
end

return present_http

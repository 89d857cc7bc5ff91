-- SPDX-License-Identifier: GPL-2.0-or-later
-- Present: a verdict as Wireshark shows it. Nothing is computed here. Mirrors plugin/epan/present.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")
local demand = import("demand")
local experts = import("experts")
local explain = import("explain")
local fields = import("fields")
local names = import("names")
local seq = import("seq")

local present = {}

local ACK, ROLE, ST = names.enum.ack_verdict, names.enum.role, names.enum.state
local WRAP = seq.WRAP

-- A method of Wireshark's objects costs as much to look up as to call.
local add_item, set_generated = TreeItem.add, TreeItem.set_generated

-- While nobody knows which end plays the role, neither does anybody know its state.
local function state_of(role)
    local texts, unknown = names.state, ROLE.UNKNOWN
    return function(v)
        return texts[v.role == unknown and ST.UNKNOWN or v.after[role]]
    end
end

local function name_of(list, key)
    local texts = names[list]
    return function(v)
        return texts[v[key]]
    end
end

local function number_of(key)
    return function(v)
        return v[key]
    end
end

-- Nothing where it is false, 0 or an empty text.
local function something_of(key)
    return function(v)
        local value = v[key]
        return value and value ~= 0 and value ~= "" and value or nil
    end
end

-- The same of what a segment with ACK says only.
local function with_ack(value_of)
    local none = ACK.NONE
    return function(v, s)
        if v.ack_verdict ~= none then
            return value_of(v, s)
        end
        return nil
    end
end

local function number_with_ack(key)
    local none = ACK.NONE
    return function(v)
        return v.ack_verdict ~= none and v[key] or nil
    end
end

local function delta_of(expected, actual)
    return function(v)
        return v[expected] and seq.difference(v[actual], v[expected])
    end
end

local function raw_expected(expected, actual, raw)
    local delta = delta_of(expected, actual)
    return function(v, s)
        return v[expected] and (s[raw] - delta(v)) % WRAP
    end
end

local function time_of(key)
    return function(v)
        local ns = v[key]
        if not ns then
            return nil
        end
        local rest = math.fmod(ns, 1000000000)
        return NSTime.new((ns - rest) / 1000000000, rest)
    end
end

local function teardown_steps(v)
    local found = nil
    for number = 1, v.teardown_steps and 4 or 0 do
        if v.teardown_steps[number] then
            found = found or {}
            found[#found + 1] = number
        end
    end
    return found
end

local function transitions(v)
    local first, second = explain.transition(v, 0), explain.transition(v, 1)
    return first and { first, second } or second and { second } or nil
end

-- Texts that are empty where there is nothing to say.
local function text_of(list, key)
    local texts = names[list]
    return function(v)
        local text = texts[v[key]]
        return text ~= "" and text or nil
    end
end

local function initiator(v)
    return v.teardown_initiator ~= ROLE.UNKNOWN and names.role[v.teardown_initiator] or nil
end

local function unacked_of(end_)
    return function(v)
        local octets = v.unacked[end_]
        return octets ~= 0 and octets or nil
    end
end

-- In the order of the tree. `of(verdict, segment, language)` gives the value, nil: none; with `many` a
-- list of them. What is `under` another field stands below that one.
local ROWS = {
    { id = "explain", of = function(v, _, language) return explain.sentence(v, language) end },
    { id = "phase", of = name_of("phase", "phase") },
    { id = "handshake_step", of = number_of("handshake_step") },
    { id = "handshake_rtt", of = time_of("rtt_ns") },
    { id = "teardown_step", of = teardown_steps, many = true },
    { id = "role", of = name_of("role", "role") },
    { id = "role_guessed", of = something_of("role_guessed") },
    { id = "client_state", of = state_of(ROLE.CLIENT) },
    { id = "server_state", of = state_of(ROLE.SERVER) },
    { id = "transition", of = transitions, many = true },
    { id = "seq_verdict", of = name_of("seq_verdict", "seq_verdict") },
    { id = "seq_expected", of = number_of("seq_expected"), under = "seq_verdict" },
    { id = "seq_expected_raw", of = raw_expected("seq_expected", "seq_actual", "seq"), under = "seq_verdict" },
    { id = "seq_actual", of = number_of("seq_actual"), under = "seq_verdict" },
    { id = "seq_actual_raw", of = function(_, s) return s.seq end, under = "seq_verdict" },
    { id = "seq_delta", of = delta_of("seq_expected", "seq_actual"), under = "seq_verdict" },
    { id = "ack_verdict", of = with_ack(name_of("ack_verdict", "ack_verdict")) },
    { id = "ack_expected", of = number_with_ack("ack_expected"), under = "ack_verdict" },
    { id = "ack_expected_raw", of = with_ack(raw_expected("ack_expected", "ack_actual", "ack")),
        under = "ack_verdict" },
    { id = "ack_actual", of = number_with_ack("ack_actual"), under = "ack_verdict" },
    { id = "ack_actual_raw", of = with_ack(function(_, s) return s.ack end), under = "ack_verdict" },
    { id = "ack_delta", of = with_ack(delta_of("ack_expected", "ack_actual")), under = "ack_verdict" },
    { id = "ack_duplicate", of = with_ack(something_of("ack_duplicate")), under = "ack_verdict" },
    { id = "ack_frame", of = with_ack(something_of("ack_frame")), under = "ack_verdict" },
    { id = "ack_formula", of = with_ack(explain.formula), under = "ack_verdict" },
    { id = "acked_in", of = something_of("acked_in") },
    { id = "conn_state", of = name_of("conn_state", "conn_state") },
    { id = "stream", of = number_of("stream"), under = "conn_state" },
    { id = "handshake_kind", of = text_of("handshake_kind", "handshake_kind"), under = "conn_state" },
    { id = "teardown_kind", of = text_of("teardown_kind", "teardown_kind"), under = "conn_state" },
    { id = "teardown_initiator", of = initiator, under = "conn_state" },
    { id = "close_reason", of = text_of("close_reason", "close_reason"), under = "conn_state" },
    { id = "client_unacked", of = unacked_of(0), under = "conn_state" },
    { id = "server_unacked", of = unacked_of(1), under = "conn_state" },
    { id = "conn_history", of = something_of("conn_history"), under = "conn_state" },
}

local rows -- those that somebody may look at
local is_asked, is_wanted = true, demand.of
local has_items = true

-- At the beginning of each file.
function present.choose()
    rows, is_asked, has_items = {}, demand.is_asked(), demand.of_items()
    for _, row in ipairs(ROWS) do
        row.field = fields.field[row.id]
        rows[#rows + 1] = demand.may_be(row.id) and row or nil
    end
end

local function add(tree, row, value)
    local item = add_item(tree, row.field, value)
    if is_asked then
        set_generated(item)
    end
    return item
end

local function add_row(tree, row, value)
    if not row.many then
        return add(tree, row, value)
    end
    for _, one in ipairs(value) do
        add(tree, row, one)
    end
    return nil
end

-- Where no tree is shown it does not matter what stands below what.
local function add_values(tree, v, s, language)
    for i = 1, #rows do
        local row = rows[i]
        local value = row.of(v, s, language)
        if value and row.many then
            add_row(tree, row, value)
        elseif value then
            add_item(tree, row.field, value)
        end
    end
end

local function add_rows(tree, v, s, language)
    local parents = nil -- items that have others below them, by id
    for _, row in ipairs(rows) do
        local value = is_wanted(tree, row.id) and row.of(v, s, language)
        if value then
            local item = add_row(row.under and parents and parents[row.under] or tree, row, value)
            if row.is_parent then
                parents = parents or {}
                parents[row.id] = item
            end
        end
    end
end

for _, row in ipairs(ROWS) do
    for _, other in ipairs(ROWS) do
        row.is_parent = row.is_parent or other.under == row.id
    end
end

-- Adds the annotation of one TCP segment.
function present.show(proto, tree, v, s, language)
    local sub = tree
    if has_items then
        sub = add_item(tree, proto)
        set_generated(sub)
    end
    if is_asked and demand.whole(tree) then
        sub:append_text(": " .. explain.summary(v))
    end
    if is_asked then
        add_rows(sub, v, s, language)
    else
        add_values(sub, v, s, language)
    end
    if v.anomalies and has_items then
        experts.add(sub, data.anomalies, v.anomalies, language)
    end
end

return present

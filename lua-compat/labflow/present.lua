-- SPDX-License-Identifier: GPL-2.0-or-later
-- Present: a verdict as Wireshark shows it. Nothing is computed here. Mirrors plugin/epan/present.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")
local explain = import("explain")
local fields = import("fields")
local names = import("names")
local seq = import("seq")

local present = {}

local ACK, ROLE, ST = names.enum.ack_verdict, names.enum.role, names.enum.state
local WRAP = seq.WRAP

-- A method of Wireshark's objects costs as much to look up as to call.
local add_item, set_generated, referenced = TreeItem.add, TreeItem.set_generated, TreeItem.referenced
local field = fields.field

-- Whether somebody looks at the field: a leaf is added whether or not its subtree is.
local function is_wanted(tree, id)
    return referenced(tree, field[id])
end

-- The new item; the tree itself where nobody looks at the field.
local function add(tree, id, value)
    if not is_wanted(tree, id) then
        return tree
    end
    local item = add_item(tree, field[id], value)
    set_generated(item)
    return item
end

-- Nothing is added for an empty text.
local function add_text(tree, id, text)
    if text and text ~= "" then
        add(tree, id, text)
    end
end

local function add_time(tree, id, ns)
    local rest = math.fmod(ns, 1000000000)
    add(tree, id, NSTime.new((ns - rest) / 1000000000, rest))
end

local function add_steps(tree, v)
    if v.handshake_step then
        add(tree, "handshake_step", v.handshake_step)
    end
    if v.rtt_ns then
        add_time(tree, "handshake_rtt", v.rtt_ns)
    end
    for number = 1, 4 do
        if v.teardown_steps and v.teardown_steps[number] then
            add(tree, "teardown_step", number)
        end
    end
end

-- While nobody knows which end plays the role, neither does anybody know its state.
local function state_of(v, role)
    return names.state[v.role == ROLE.UNKNOWN and ST.UNKNOWN or v.after[role]]
end

local function add_states(tree, v)
    add(tree, "client_state", state_of(v, ROLE.CLIENT))
    add(tree, "server_state", state_of(v, ROLE.SERVER))
    for slot = 0, is_wanted(tree, "transition") and 1 or -1 do
        add_text(tree, "transition", explain.transition(v, slot))
    end
end

local function add_sequence(parent, v, s)
    local tree = add(parent, "seq_verdict", names.seq_verdict[v.seq_verdict])
    local expected = v.seq_expected
    local delta = expected and seq.difference(v.seq_actual, expected)
    if expected then
        add(tree, "seq_expected", expected)
        add(tree, "seq_expected_raw", (s.seq - delta) % WRAP)
    end
    add(tree, "seq_actual", v.seq_actual)
    add(tree, "seq_actual_raw", s.seq)
    if expected then
        add(tree, "seq_delta", delta)
    end
end

local function add_acknowledgement(parent, v, s)
    if v.ack_verdict == ACK.NONE then
        return
    end
    local tree = add(parent, "ack_verdict", names.ack_verdict[v.ack_verdict])
    local expected = v.ack_expected
    local delta = expected and seq.difference(v.ack_actual, expected)
    if expected then
        add(tree, "ack_expected", expected)
        add(tree, "ack_expected_raw", (s.ack - delta) % WRAP)
    end
    add(tree, "ack_actual", v.ack_actual)
    add(tree, "ack_actual_raw", s.ack)
    if expected then
        add(tree, "ack_delta", delta)
    end
    if v.ack_duplicate then
        add(tree, "ack_duplicate", true)
    end
    if v.ack_frame ~= 0 then
        add(tree, "ack_frame", v.ack_frame)
    end
    if is_wanted(tree, "ack_formula") then
        add_text(tree, "ack_formula", explain.formula(v))
    end
end

local function add_connection(parent, v)
    local tree = add(parent, "conn_state", names.conn_state[v.conn_state])
    add(tree, "stream", v.stream)
    add_text(tree, "handshake_kind", names.handshake_kind[v.handshake_kind])
    add_text(tree, "teardown_kind", names.teardown_kind[v.teardown_kind])
    if v.teardown_initiator ~= ROLE.UNKNOWN then
        add(tree, "teardown_initiator", names.role[v.teardown_initiator])
    end
    add_text(tree, "close_reason", names.close_reason[v.close_reason])
    if v.unacked[0] ~= 0 then
        add(tree, "client_unacked", v.unacked[0])
    end
    if v.unacked[1] ~= 0 then
        add(tree, "server_unacked", v.unacked[1])
    end
    add_text(tree, "conn_history", v.conn_history)
end

local function add_experts(tree, anomalies, language)
    if not anomalies then
        return
    end
    for _, row in ipairs(data.anomalies) do
        if anomalies[row.id] then
            tree:add_proto_expert_info(fields.expert[row.id], row[language] .. " (" .. row.authority .. ")")
        end
    end
end

-- Adds the annotation of one TCP segment.
function present.show(proto, tvb, tree, v, s, language)
    local sub = tree:add(proto, tvb:range(0, 0))
    sub:set_generated()
    if tree.visible then
        sub:append_text(": " .. explain.summary(v))
    end
    if is_wanted(sub, "explain") then
        add(sub, "explain", explain.sentence(v, language))
    end
    add(sub, "phase", names.phase[v.phase])
    add_steps(sub, v)
    add(sub, "role", names.role[v.role])
    if v.role_guessed then
        add(sub, "role_guessed", true)
    end
    add_states(sub, v)
    add_sequence(sub, v, s)
    add_acknowledgement(sub, v, s)
    if v.acked_in then
        add(sub, "acked_in", v.acked_in)
    end
    add_connection(sub, v)
    add_experts(sub, v.anomalies, language)
end

return present

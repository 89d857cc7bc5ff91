-- SPDX-License-Identifier: GPL-2.0-or-later
-- One sentence for a reader: what this segment does, with its own numbers. Mirrors
-- plugin/core/explain.c; the sentences are plugin/data/sentences.def.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")
local names = import("names")
local seq = import("seq")
local steps = import("steps")

local explain = {}

local ACK, PH, ROLE, SEQ, ST = names.enum.ack_verdict, names.enum.phase, names.enum.role, names.enum.seq_verdict,
    names.enum.state

local FIN, SYN, RST, ACK_BIT = 1, 2, 4, 16

local function has(v, anomaly)
    return v.anomalies ~= nil and v.anomalies[anomaly] == true and not (v.later and v.later[anomaly])
end

local function has_step(v, number)
    return v.teardown_steps ~= nil and v.teardown_steps[number] == true
end

local function is_set(v, bit)
    return v.flags % (2 * bit) >= bit
end

local function choose_syn(v)
    if has(v, "SYN_RETRANSMITTED") then
        return "SYN_AGAIN"
    end
    if has(v, "SIMULTANEOUS_OPEN") then
        return "SYN_CROSSING"
    end
    return v.len > 0 and "SYN_DATA" or "SYN"
end

local function choose_syn_ack(v)
    if has(v, "SYN_ACK_WRONG_NUMBER") then
        return "SYN_ACK_WRONG"
    end
    if has(v, "SYN_ACK_RETRANSMITTED") then
        return "SYN_ACK_AGAIN"
    end
    return v.formula and "SYN_ACK" or "SYN_ACK_FIRST"
end

local function state_of(v, other)
    local mine = v.second and 1 or 0
    return v.after[other and 1 - mine or mine]
end

local function both_established(v)
    return v.after[0] == ST.ESTABLISHED and v.after[1] == ST.ESTABLISHED
end

local function choose_complete(v)
    if has_step(v, 1) then
        return "COMPLETE_FIN"
    end
    if v.len > 0 then
        return "COMPLETE_DATA"
    end
    if not v.formula then
        return "COMPLETE_UNSEEN"
    end
    return v.formula.syn and both_established(v) and "COMPLETE" or "COMPLETE_MORE"
end

local function choose_rst(v)
    if v.phase == PH.CLOSED then
        return "RST_AFTER_END"
    end
    if v.phase == PH.HANDSHAKE then
        return state_of(v, false) == ST.SYN_SENT and "REJECTED" or "REFUSED"
    end
    if has(v, "RST_WRONG_ACK") then
        return "RST_WRONG_ACK"
    end
    if has(v, "RST_OUT_OF_WINDOW") then
        return "RST_IGNORED"
    end
    if has(v, "RST_OUTSTANDING") then
        return "RST_LOST"
    end
    return has(v, "RST_FOR_LAST_ACK") and "RST_LAST_ACK" or "RST"
end

local function choose_fin(v)
    if has(v, "FIN_RETRANSMITTED") then
        return v.teardown_steps and v.formula and v.formula.fin and "FIN_AGAIN_ACK" or "FIN_AGAIN"
    end
    if has(v, "SIMULTANEOUS_CLOSE") then
        return "FIN_CROSSING"
    end
    if has_step(v, 2) and has_step(v, 3) and v.formula then
        return "FIN_BOTH"
    end
    if not has_step(v, 1) and not has_step(v, 3) then
        return "FIN_UNCLEAR"
    end
    return has_step(v, 1) and "FIN_FIRST" or "FIN_SECOND"
end

local DATA_BY_VERDICT = {
    [SEQ.UNKNOWN] = "DATA_UNKNOWN",
    [SEQ.MATCH] = "DATA",
    [SEQ.RETRANSMISSION] = "DATA_AGAIN",
    [SEQ.OVERLAP] = "DATA_OVERLAP",
    [SEQ.GAP] = "DATA_GAP",
    [SEQ.KEEP_ALIVE] = "KEEP_ALIVE",
}

local function choose_data(v)
    if has(v, "DATA_AFTER_FIN") then
        return "DATA_AFTER_FIN"
    end
    if has(v, "HALF_CLOSED") then
        return "DATA_HALF_CLOSED"
    end
    if v.seq_verdict == SEQ.MATCH and v.ack_frame ~= 0 and v.formula then
        return "DATA_ACK"
    end
    return DATA_BY_VERDICT[v.seq_verdict]
end

local function choose_ack(v)
    if has(v, "FIN_NOT_COVERED") and v.ack_verdict == ACK.LAGGING then
        return "ACK_NOT_FIN"
    end
    if v.ack_duplicate then
        return "ACK_DUPLICATE"
    end
    if v.ack_verdict == ACK.MATCH then
        return v.formula and "ACK" or "ACK_PLAIN"
    end
    if v.ack_verdict == ACK.LAGGING then
        return "ACK_LAGGING"
    end
    if v.ack_verdict == ACK.AHEAD then
        return "ACK_AHEAD"
    end
    return v.ack_verdict == ACK.UNKNOWN and "ACK_UNKNOWN" or "OTHER"
end

local function choose_pure(v)
    if has_step(v, 2) then
        return state_of(v, false) == ST.CLOSE_WAIT and "FIN_ACKED" or "FIN_ACKED_BOTH"
    end
    if has_step(v, 4) then
        return "FIN_ACKED_LAST"
    end
    if v.phase == PH.TEARDOWN then
        return v.ack_frame ~= 0 and "FIN_ACKED_UNCLEAR" or "FIN_ACKED_AGAIN"
    end
    if v.phase == PH.CLOSED then
        return "AFTER_END"
    end
    if has(v, "CHALLENGE_ACK") then
        return "CHALLENGE"
    end
    if has(v, "ZERO_WINDOW") then
        return "ZERO_WINDOW"
    end
    if has(v, "KEEP_ALIVE_ANSWER") then
        return "KEEP_ALIVE_ANSWER"
    end
    if v.seq_verdict == SEQ.OVERLAP then
        return "OLD_SEGMENT"
    end
    return choose_ack(v)
end

local function choose_open(v)
    if is_set(v, FIN) and v.phase == PH.TEARDOWN then
        return choose_fin(v)
    end
    if v.handshake_step == 3 then
        return choose_complete(v)
    end
    if has(v, "ZERO_WINDOW_PROBE") then
        return "WINDOW_PROBE"
    end
    if has(v, "KEEP_ALIVE") then
        return "KEEP_ALIVE"
    end
    if v.len == 0 then
        return choose_pure(v)
    end
    return v.phase == PH.CLOSED and "AFTER_END_DATA" or choose_data(v)
end

local function choose(v)
    if has(v, "DUPLICATE_FRAME") then
        return "COPY"
    end
    if is_set(v, RST) then
        return choose_rst(v)
    end
    if not is_set(v, ACK_BIT) and not is_set(v, SYN) then
        return "NO_ACK"
    end
    if v.handshake_step == 1 then
        return choose_syn(v)
    end
    if v.handshake_step == 2 then
        return choose_syn_ack(v)
    end
    return choose_open(v)
end

local function octets(count, language)
    if language == "zh" then
        return count .. " 字节"
    end
    return count .. (count == 1 and " byte" or " bytes")
end

local WHO = {
    [ROLE.CLIENT] = { en = "client", zh = "客户端" },
    [ROLE.SERVER] = { en = "server", zh = "服务器" },
}
local SENDER = { en = "sender", zh = "发送方" }
local RECEIVER = { en = "receiver", zh = "接收方" }

local function who(role, other, language)
    if role == ROLE.UNKNOWN then
        return (other and RECEIVER or SENDER)[language]
    end
    return WHO[other and 1 - role or role][language]
end

local function end_of(v)
    local syn = is_set(v, SYN)
    local fin = is_set(v, FIN) and not syn
    return (v.seq_actual + v.len + (syn and 1 or 0) + (fin and 1 or 0)) % seq.WRAP
end

local function sum(v)
    local f = v.formula
    local text = v.ack_actual .. " = " .. (f and f.seq or 0)
    if not f then
        return text
    end
    return text .. (f.len > 0 and " + " .. f.len or "") .. (f.syn and " + 1" or "") .. (f.fin and " + 1" or "")
end

-- The data in front of a FIN.
local function with(v, language)
    if v.len == 0 then
        return ""
    end
    if language == "zh" then
        return "，前面带有 " .. octets(v.len, language) .. "数据（从 seq=" .. v.seq_actual .. " 起）"
    end
    return " behind " .. octets(v.len, language) .. " of data from seq " .. v.seq_actual
end

local function first_step(v)
    for number = 1, 4 do
        if has_step(v, number) then
            return number
        end
    end
    return ""
end

-- One function a placeholder.
local placeholders = {
    who = function(v, language) return who(v.role, false, language) end,
    peer = function(v, language) return who(v.role, true, language) end,
    me = function(v) return names.state[state_of(v, false)] end,
    other = function(v) return names.state[state_of(v, true)] end,
    seq = function(v) return v.seq_actual end,
    ["end"] = end_of,
    next = function(v) return v.seq_expected or 0 end,
    ack = function(v) return v.ack_actual end,
    want = function(v) return v.ack_expected or 0 end,
    sum = sum,
    len = function(v, language) return octets(v.len, language) end,
    missing = function(v, language) return octets((v.ack_actual - (v.ack_expected or 0)) % seq.WRAP, language) end,
    unacked = function(v, language) return octets((v.unacked[0] + v.unacked[1]) % seq.WRAP, language) end,
    short = function(v, language) return octets(((v.ack_expected or 0) - v.ack_actual) % seq.WRAP, language) end,
    fin = function(v) return (end_of(v) - 1) % seq.WRAP end,
    with = with,
    step = first_step,
}

-- The sentence on `verdict` (UTF-8, no line break); `language` is "en" or "zh".
function explain.sentence(verdict, language)
    local text = data.sentences[choose(verdict)][language]
    return (text:gsub("{(%l+)}", function(name)
        return tostring(placeholders[name](verdict, language))
    end))
end

local function control(f)
    local name = f.syn and "SYN" or "FIN"
    if f.len > 0 then
        return ", + 1 for its " .. name
    end
    return " + 1 for the " .. name .. " of frame " .. f.frame
end

-- `763 = 1 + 762 (seq + len of frame 1573)`; nil where there is no sum.
function explain.formula(v)
    local f = v.formula
    if not f then
        return nil
    end
    if f.whole > f.len then
        return sum(v) .. " (seq + " .. f.len .. " of the " .. f.whole .. " bytes of frame " .. f.frame .. ")"
    end
    return sum(v) .. " (seq" .. (f.len > 0 and " + len of frame " .. f.frame or "")
        .. ((f.syn or f.fin) and control(f) or "") .. ")"
end

-- `client ESTABLISHED -> FIN-WAIT-1` for the end `slot` (0 client, 1 server); nil where that end's
-- state did not change.
function explain.transition(v, slot)
    if v.role == ROLE.UNKNOWN or v.before[slot] == v.after[slot] then
        return nil
    end
    return names.role[slot] .. " " .. names.state[v.before[slot]] .. " -> " .. names.state[v.after[slot]]
end

-- What the annotation's own line in the tree says.
function explain.summary(v)
    local found = steps.list(v)
    local function state(role)
        return names.state[v.role == ROLE.UNKNOWN and ST.UNKNOWN or v.after[role]]
    end
    return names.phase[v.phase] .. (#found > 0 and " step " .. table.concat(found, " and ") or "") .. ", client "
        .. state(ROLE.CLIENT) .. ", server " .. state(ROLE.SERVER)
end

return explain

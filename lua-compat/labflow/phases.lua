-- SPDX-License-Identifier: GPL-2.0-or-later
-- What a segment does for the connection: handshake and teardown steps, kinds, the phase, and why
-- the connection closed. Runs after both machines have moved. Mirrors plugin/core/phases.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local connection = import("connection")
local names = import("names")
local numbers = import("numbers")
local roles = import("roles")

local phases = {}

local note = connection.note
local CLOSE, HS, PH, ROLE, ST, TD = names.enum.close_reason, names.enum.handshake_kind, names.enum.phase,
    names.enum.role, names.enum.state, names.enum.teardown_kind

local function set_kind(step, kind)
    step.connection.handshake_kind = kind
end

local function time_syn(step)
    local c, s = step.connection, step.segment
    c.first_syn_secs, c.first_syn_nsecs = s.secs, s.nsecs
end

local function repeat_syn(step)
    local c = step.connection
    if c.handshake_kind == HS.REFUSED then
        set_kind(step, HS.INCOMPLETE) -- another attempt
        c.close_reason = CLOSE.NONE
        time_syn(step)
        c.syn_repeated = false
        return
    end
    c.syn_repeated = true
    note(step, "SYN_RETRANSMITTED")
end

local function handshake_syn(step)
    local s, c = step.segment, step.connection
    step.verdict.handshake_step = 1
    if step.facts.syn_again then
        repeat_syn(step)
        return
    end
    c.early_data = c.early_data or s.len > 0 or s.tfo_cookie == true
    if s.len > 0 then
        c.fast_open = s.tfo_option
        note(step, "FAST_OPEN_DATA")
    end
    if step.to.active and not step.to.beyond_syn then
        set_kind(step, HS.SIMULTANEOUS)
        note(step, "SIMULTANEOUS_OPEN")
        return
    end
    time_syn(step)
    c.syn_timed = true
    set_kind(step, c.fast_open and HS.FAST_OPEN or HS.INCOMPLETE)
end

local function takes_syn_data(step)
    local formula = step.verdict.formula
    return step.connection.early_data and formula and formula.len > 0
end

-- How long the answer to a SYN takes to get here: it is known of a SYN that was sent once.
local function time_answer(step)
    local c, s = step.connection, step.segment
    if c.syn_timed and not c.syn_repeated and not step.facts.syn_again then
        c.answer_ns = connection.apart(s.secs, s.nsecs, c.first_syn_secs, c.first_syn_nsecs)
    end
end

local function handshake_syn_ack(step)
    local c, f = step.connection, step.facts
    time_answer(step)
    step.verdict.handshake_step = 2
    if f.syn_again then
        note(step, "SYN_ACK_RETRANSMITTED")
    end
    if not f.ack_fits then
        note(step, "SYN_ACK_WRONG_NUMBER")
    elseif takes_syn_data(step) then
        c.fast_open = true -- RFC 7413 section 3: the server took the SYN's data
    end
    if c.fast_open then
        set_kind(step, HS.FAST_OPEN)
    elseif c.handshake_kind == HS.UNSEEN then
        set_kind(step, HS.INCOMPLETE)
    end
end

local function note_completed(step)
    local c = step.connection
    c.completed = true
    if c.handshake_kind == HS.INCOMPLETE or c.handshake_kind == HS.REFUSED then
        set_kind(step, HS.THREE_WAY)
    end
end

local function handshake_complete(step)
    local c, s = step.connection, step.segment
    if c.client and c.syn_timed then
        step.verdict.rtt_ns = connection.apart(s.secs, s.nsecs, c.first_syn_secs, c.first_syn_nsecs)
    end
    c.completed_secs, c.completed_nsecs = s.secs, s.nsecs
    note_completed(step)
end

local function run_syn_ack(step)
    local c = step.connection
    handshake_syn_ack(step)
    if c.handshake_kind == HS.SIMULTANEOUS and not c.completed and step.from.state == ST.ESTABLISHED
        and step.to.state == ST.ESTABLISHED then
        handshake_complete(step)
    end
end

local function run_handshake(step)
    local f, c = step.facts, step.connection
    if f.syn and not f.ack then
        handshake_syn(step)
    end
    if f.syn and f.ack then
        run_syn_ack(step)
    end
    if f.proves_completed and not c.completed and not c.hazy then
        note_completed(step)
    end
    if f.completes and not c.hazy then
        step.verdict.handshake_step = 3
        handshake_complete(step)
    end
    if not f.refuses or f.rejects then
        return
    end
    set_kind(step, HS.REFUSED)
    note(step, "REFUSED")
end

local function add_teardown_step(step, number)
    local v = step.verdict
    v.teardown_steps = v.teardown_steps or {}
    v.teardown_steps[number] = true
end

local function second_fin(step)
    local c, f = step.connection, step.facts
    add_teardown_step(step, 3)
    if c.reset then
        return
    end
    if not f.covers_fin then
        c.teardown_kind = TD.SIMULTANEOUS
        note(step, "SIMULTANEOUS_CLOSE")
        return
    end
    c.teardown_kind = f.newly_covers_fin and TD.THREE_SEGMENT or TD.FOUR_SEGMENT
end

local function teardown_fin(step)
    local c, to = step.connection, step.to
    if to.fin_possible and to.fin_likely and not to.fin_sent then
        return -- the first FIN, or the second: the capture cannot tell
    end
    if not c.teardown_initiator then
        local dir = step.segment.dir
        -- With this FIN it is clear that the other one was the first.
        c.teardown_initiator = to.fin_sent and 1 - dir or dir
    end
    if to.fin_sent then
        second_fin(step)
        return
    end
    add_teardown_step(step, 1)
    if not c.reset then
        c.teardown_kind = TD.HALF_CLOSED
    end
end

local function note_half_closed(step)
    local c, from, to = step.connection, step.from, step.to
    if c.half_closed_noted or not step.facts.new_octets or not to.fin_sent or from.fin_sent
        or from.state ~= ST.CLOSE_WAIT or not to.fin_acked then
        return
    end
    c.half_closed_noted = true
    note(step, "HALF_CLOSED")
end

local function run_teardown(step)
    local f, c, to = step.facts, step.connection, step.to
    if f.newly_covers_fin and c.teardown_initiator then
        add_teardown_step(step, c.teardown_initiator == 1 - step.segment.dir and 2 or 4)
    end
    if f.fin and f.fin_new then
        teardown_fin(step)
    end
    if f.fin_again then
        note(step, "FIN_RETRANSMITTED")
        to.fin_answer_due = true
    end
    if f.ack and f.plain and to.fin_sent and not to.fin_acked and not c.reset then
        note(step, "FIN_NOT_COVERED")
    end
    note_half_closed(step)
end

local function note_reset(step)
    local c, from, to = step.connection, step.from, step.to
    if from.fin_acked and to.fin_sent and not to.fin_acked then
        note(step, "RST_FOR_LAST_ACK")
    end
    if numbers.unacked(from) > 0 or numbers.unacked(to) > 0 then
        note(step, "RST_OUTSTANDING")
    end
    if c.handshake_kind ~= HS.UNSEEN and not c.completed then
        note(step, "HANDSHAKE_INCOMPLETE")
    end
end

local function run_reset(step)
    local c, f, dir = step.connection, step.facts, step.segment.dir
    if not f.rst_obeyed or f.was_ended or f.rejects then
        return
    end
    if f.refuses then
        c.close_reason = CLOSE.REFUSED
        return
    end
    note_reset(step)
    c.reset = true
    c.teardown_kind = TD.RESET
    c.teardown_initiator = c.teardown_initiator or dir
    local role = roles.of(c, dir)
    if role ~= ROLE.UNKNOWN then
        c.close_reason = role == ROLE.CLIENT and CLOSE.CLIENT_ABORT or CLOSE.SERVER_ABORT
    end
end

-- A FIN is the application's word. With HTTP or TLS the message above may give a better reason, and
-- without the beginning of the connection nobody knows what it carried.
local function run_close_reason(step)
    local c, hint = step.connection, step.segment.hint
    if hint and hint ~= "other" then
        c.opaque = true
    end
    if step.facts.fin_new and c.close_reason == CLOSE.NONE and not c.opaque and c.completed then
        c.close_reason = CLOSE.APPLICATION
    end
end

local function phase_of_rst(f)
    if f.was_ended then
        return PH.CLOSED
    end
    return f.rst_obeyed and PH.RESET or PH.TRANSFER
end

local function phase_of(step)
    local f = step.facts
    if f.syn or f.completes or f.refuses then
        return PH.HANDSHAKE
    end
    if f.rst then
        return phase_of_rst(f)
    end
    if f.fin_new or f.fin_again or f.newly_covers_fin then
        return PH.TEARDOWN
    end
    if f.plain and f.covers_fin and step.from.fin_answer_due then
        return PH.TEARDOWN -- the ACK of the FIN, sent again
    end
    return f.was_ended and PH.CLOSED or PH.TRANSFER
end

local function window_is_closed(side)
    return side.ack_sent and side.window == 0
end

local function note_probes(step)
    local f, from = step.facts, step.from
    local probing = window_is_closed(step.to)
    if probing and not f.syn and not f.fin and not f.rst and (f.keep_alive or step.segment.len == 1) then
        note(step, "ZERO_WINDOW_PROBE")
    elseif f.keep_alive then
        note(step, "KEEP_ALIVE")
    end
    if f.plain and from.challenge_due then
        note(step, "CHALLENGE_ACK")
    end
    if f.plain and not f.keep_alive and from.probe_answer_due then
        note(step, "KEEP_ALIVE_ANSWER")
    end
end

local function note_rest(step)
    local f, s = step.facts, step.segment
    if f.was_ended and s.len > 0 and not f.syn then
        note(step, "DATA_ON_CLOSED")
    end
    if step.verdict.ack_duplicate then
        note(step, "DUPLICATE_ACK")
    end
    if s.window == 0 and not f.syn and not f.rst and not f.fin then
        note(step, "ZERO_WINDOW")
    end
    note_probes(step)
end

local function settle_dues(step)
    local f, from, to = step.facts, step.from, step.to
    if f.plain then
        from.challenge_due, from.fin_answer_due = false, false
    end
    if f.plain and step.connection.syn_answer_due == step.segment.dir then
        step.connection.syn_answer_due = false
    end
    from.probe_answer_due = false
    if f.keep_alive and not window_is_closed(to) then
        to.probe_answer_due = true
    end
end

-- A copy is shown where its segment belongs.
local function run_copy(step)
    if step.facts.syn then
        step.verdict.handshake_step = step.facts.ack and 2 or 1
    end
    note(step, "DUPLICATE_FRAME")
end

local function run_event(step)
    run_handshake(step)
    run_teardown(step)
    run_reset(step)
    run_close_reason(step)
    note_rest(step)
end

function phases.run(step)
    local c, v = step.connection, step.verdict
    if step.facts.copy then
        run_copy(step)
        v.phase = phase_of(step)
    else
        run_event(step)
        v.phase = phase_of(step)
        settle_dues(step)
    end
    v.handshake_kind = c.handshake_kind
    v.teardown_kind = c.teardown_kind
    v.teardown_initiator = roles.of(c, c.teardown_initiator)
    v.close_reason = c.close_reason
end

return phases

-- SPDX-License-Identifier: GPL-2.0-or-later
-- Which events a segment is for the two endpoint machines. What an event does to a state is said in
-- plugin/data/transitions.def alone. Mirrors plugin/core/machine.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local connection = import("connection")
local endpoint = import("endpoint")
local names = import("names")
local seq = import("seq")

local machine = {}

local ST, next_state = names.enum.state, endpoint.next_state

local function fire(side, event)
    local before = side.state
    local after = next_state[before][event] or before
    side.state = after
    return after ~= before
end

local function is_synchronized(side)
    return side.state >= ST.ESTABLISHED
end

local function expire_time_wait(step)
    local c, s = step.connection, step.segment
    if connection.apart(s.secs, s.nsecs, c.time_wait_secs, c.time_wait_nsecs) <= step.tracker.two_msl_ns then
        return
    end
    for i = 0, 1 do
        fire(c.ends[i], "TIMEOUT_2MSL")
    end
end

local function run_syn(step)
    local f, from, to = step.facts, step.from, step.to
    if not f.syn_again then
        fire(from, "SEND_SYN")
    elseif f.syn_repeats or step.connection.ended then
        fire(from, "SEND_SYN_AGAIN")
    end
    from.active = true
    from.bad_ack = false
    if is_synchronized(to) and to.state ~= ST.TIME_WAIT then
        to.challenge_due = true -- RFC 5961 section 4.2
    end
    fire(to, "RECV_SYN")
end

-- RFC 9293 section 3.10.7.3: what came with a SYN is processed once the ends are synchronized, be it the FIN of
-- this SYN+ACK or that of the SYN which it answers.
local function run_fin_beside_syn(step)
    local f, from, to = step.facts, step.from, step.to
    if to.fin_sent then
        fire(to, "SEND_FIN")
    end
    if f.covers_fin then
        fire(to, "RECV_ACK_OF_FIN")
    end
    if f.fin then
        if f.covers_fin then
            fire(from, "RECV_FIN")
        end
        fire(from, "SEND_FIN")
        fire(to, "RECV_FIN")
    end
end

-- A SYN+ACK that comes again shows that the ACK of the first had not arrived when it was sent. It does not show that
-- this ACK never did, unless it had the time to get there and the SYN+ACK to get here.
local function ack_may_be_under_way(step)
    local c, s = step.connection, step.segment
    return c.completed and connection.apart(s.secs, s.nsecs, c.completed_secs, c.completed_nsecs) < c.answer_ns
end

local function run_syn_ack(step)
    local f, from, to = step.facts, step.from, step.to
    if from.inherited then
        from.state = ST.LISTEN -- so the old incarnation was gone
    end
    from.inherited = false
    fire(from, "SEND_SYN_ACK")
    if f.syn_repeats and ack_may_be_under_way(step) then
        step.connection.syn_answer_due = 1 - step.segment.dir
    elseif f.syn_repeats then
        fire(from, "SEND_SYN_ACK_AGAIN")
    end
    if not f.ack_fits then
        to.bad_ack = step.segment.ack
        return
    end
    to.bad_ack = false
    fire(to, "RECV_SYN_ACK")
    run_fin_beside_syn(step)
end

local function fin_event(step)
    if step.facts.fin_again then
        return "SEND_FIN_AGAIN"
    end
    if step.to.fin_sent and not step.facts.covers_fin then
        return "SEND_FIN_CROSSING"
    end
    return "SEND_FIN"
end

-- A FIN that crossed the other end's may be captured behind the ACK of that one, which overtook it.
local function run_own_fin(step)
    local event = fin_event(step)
    fire(step.from, event)
    if event == "SEND_FIN_CROSSING" and step.to.fin_acked then
        fire(step.from, "RECV_FIN")
    end
end

-- What its ACK and payload show of the sender.
local function run_sender(step)
    local f, from, to = step.facts, step.from, step.to
    if not f.ack then
        return
    end
    if not f.ack_fits and to.state == ST.SYN_SENT then
        to.bad_ack = step.segment.ack
        from.challenge_due = true -- it answers a SYN that it does not accept
        if not from.syn_sent then
            fire(from, "SEND_FOREIGN_ACK")
        end
        return
    end
    if f.ack_fits and not from.bad_ack then
        fire(from, "SEND_ACK")
    end
    if f.ack_fits and f.new_octets and not step.connection.early_data and fire(from, "SEND_DATA") then
        f.proves_completed = true
    end
end

-- The ACK of a SYN completes the handshake; that of an end which closed in SYN-RECEIVED (RFC 9293
-- section 3.10.4) moves no state by itself.
local function completes(step, moved)
    local to = step.to
    return moved
        or (not step.connection.completed and not step.facts.proves_completed and to.syn_sent and to.fin_sent
            and to.state >= ST.FIN_WAIT_1 and to.una > seq.near(to.una, to.base))
end

-- The ACK that completes the handshake, sent again since the SYN+ACK has come again.
local function answers_syn_ack(step)
    local s = step.segment
    return step.connection.syn_answer_due == s.dir and step.facts.plain and s.ack == (step.to.base + 1) % seq.WRAP
end

local function run_synchronized(step)
    local f, from, to = step.facts, step.from, step.to
    if f.covers_fin then
        fire(from, "RECV_FIN") -- it could not acknowledge what it had not received
    end
    run_sender(step)
    if f.fin and (f.fin_new or f.fin_again) then
        run_own_fin(step)
    end
    if f.ack and f.ack_fits then
        f.completes = completes(step, fire(to, "RECV_ACK_OF_SYN")) or answers_syn_ack(step)
    end
    if f.covers_fin then
        fire(to, "RECV_ACK_OF_FIN")
    end
    if from.fin_sent and from.nxt > from.fin
        and (f.in_order_fin or seq.near(from.nxt, step.segment.seq) > from.fin) then
        fire(to, "RECV_FIN")
    end
end

-- RFC 9293 sections 3.10.7.3 and 3.10.7.4 with RFC 5961 section 3.2. An observer knows RCV.NXT of
-- `to` only as lying between what `to` last acknowledged and what it was sent.
local function rst_is_acceptable(step)
    local s, from, to = step.segment, step.from, step.to
    if to.state == ST.SYN_SENT then
        return step.facts.ack and step.facts.ack_fits
    end
    if not from.nxt_known or (to.ack_sent and s.seq == to.ack) then
        return true
    end
    local pos = seq.near(from.nxt, s.seq)
    return pos >= from.una and pos <= from.max
end

local function refuses(step, answers_bad_ack)
    local from, to = step.from, step.to
    if answers_bad_ack and to.syn_ack_sent then
        return true
    end
    if to.state == ST.SYN_SENT then
        return true
    end
    if to.state == ST.SYN_RECEIVED and (from.state == ST.SYN_RECEIVED or from.state == ST.LISTEN) then
        return true
    end
    -- The passive end gives up an opening that it had answered.
    return from.state == ST.SYN_RECEIVED and not from.active and to.syn_sent
end

local function ignore_rst(step)
    local to = step.to
    to.challenge_due = is_synchronized(to) or to.state == ST.SYN_RECEIVED
    connection.note(step, to.state == ST.SYN_SENT and "RST_WRONG_ACK" or "RST_OUT_OF_WINDOW")
end

local function run_rst(step)
    local f, from, to = step.facts, step.from, step.to
    local answers_bad_ack = from.state == ST.SYN_SENT and step.segment.seq == from.bad_ack
    if not rst_is_acceptable(step) and not answers_bad_ack and not f.was_ended then
        ignore_rst(step)
        return
    end
    f.rst_obeyed = true
    f.rejects = answers_bad_ack
    f.refuses = refuses(step, answers_bad_ack)
    if not answers_bad_ack then
        fire(from, "SEND_RST")
    end
    fire(to, to.state == ST.SYN_RECEIVED and not to.active and "RECV_RST_PASSIVE" or "RECV_RST")
    from.inherited, to.inherited = false, false
end

local function prove_open(step)
    local f, c = step.facts, step.connection
    if f.new_octets or f.fin_new or f.syn then
        step.from.open_proven = true
    end
    if f.syn or f.rst_obeyed or (step.from.open_proven and step.to.open_proven) then
        c.hazy = false
    end
end

local function is_done(side)
    return side.state == ST.CLOSED or side.state == ST.TIME_WAIT or side.state == ST.LISTEN
end

-- `from` and `to` were in these states before.
local function track_end(step, from_was, to_was)
    local c, from, to = step.connection, step.from, step.to
    if (from.state == ST.TIME_WAIT and from_was ~= ST.TIME_WAIT)
        or (to.state == ST.TIME_WAIT and to_was ~= ST.TIME_WAIT) then
        c.time_wait_secs, c.time_wait_nsecs = step.segment.secs, step.segment.nsecs
    end
    c.ended = is_done(from) and is_done(to)
end

local function run_event(step)
    local f = step.facts
    if f.rst then
        run_rst(step)
    elseif f.syn and f.ack then
        run_syn_ack(step)
    elseif f.syn then
        run_syn(step)
    else
        run_synchronized(step)
    end
end

function machine.run(step)
    if step.facts.copy then
        return
    end
    local from_was, to_was = step.from.state, step.to.state
    if step.connection.ended then
        expire_time_wait(step)
    end
    run_event(step)
    prove_open(step)
    track_end(step, from_was, to_was)
end

return machine

-- SPDX-License-Identifier: GPL-2.0-or-later
-- The tracker: follows every TCP connection of one capture, segment by segment in capture order, and
-- gives a verdict on each. What a passive observer can know is said in plugin/core/tracker.h.
-- Mirrors plugin/core/tracker.c.
--
-- A segment is { record, frame, secs, nsecs, dir, flags, is_syn, is_fin, is_rst, is_ack, is_plain, window,
-- src_port, dst_port, checksum, ip_id, seq, ack, len, len_known, tfo_option, tfo_cookie, sack, hint }: see
-- plugin/core/segment.h. hint is nil, "other", "tls", "request" or "response"; is_plain: an ACK, and no SYN, FIN or
-- RST. A verdict has the names of plugin/core/verdict.h; what is 0, false or empty there may be absent.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local cold = import("cold")
local connection = import("connection")
local copies = import("copies")
local machine = import("machine")
local names = import("names")
local numbers = import("numbers")
local phases = import("phases")
local predict = import("predict")
local roles = import("roles")
local zeek = import("zeek")

local tracker = {}
tracker.__index = tracker

local ACK, HS, PH, ROLE, SEQ, ST = names.enum.ack_verdict, names.enum.handshake_kind, names.enum.phase,
    names.enum.role, names.enum.seq_verdict, names.enum.state

-- RFC 9293 section 3.4.2: MSL is 2 minutes.
local DEFAULT_2MSL_NS = 240 * 1000000000

-- `acked(record, by)` is called when the segment of `record` is acknowledged as a whole by frame `by`.
function tracker.new(acked)
    local self = setmetatable({
        acked = acked or function() end,
        two_msl_ns = DEFAULT_2MSL_NS,
        with_zeek = true, -- whether verdicts have conn_state and conn_history
        with_sums = true, -- whether they have ack_frame and formula, and `acked` is called
        with_states = true, -- whether they have the states, roles and unacked octets of the ends
        copies = copies.new(),
        spare = {}, -- of outstanding.lua, to be used again
    }, tracker)
    self.connections = cold.new(true, self.spare)
    -- One for all segments: making tables and throwing them away costs more than filling them in.
    self.judged, self.expected = {}, predict.new_verdict() -- verdicts
    self.step = { tracker = self, facts = {}, verdict = self.judged, formula = {}, unacked = {} }
    return self
end

-- Whether segments of this connection have been seen.
function tracker:knows(stream)
    return self.connections:knows(stream)
end

-- Announces that `stream` uses the addresses and ports of `previous`, with the same `dir`s; before
-- the first segment of `stream`.
function tracker:follows(stream, previous)
    if stream ~= previous then
        self.connections:take(stream).previous = previous
    end
end

-- Whether the capture leaves open what state the ends are in.
local function is_unclear(c)
    return c.hazy or (not c.reset and (c.ends[0].fin_possible or c.ends[1].fin_possible))
end

-- What one segment turned out to be; completed by numbers.lua, read by machine.lua and phases.lua.
local function classify(step)
    local f, s, c, from = step.facts, step.segment, step.connection, step.from
    local rst = s.is_rst
    local syn = s.is_syn and not rst
    local fin = s.is_fin and not rst -- RFC 9293 section 3.10.7: a RST comes first
    f.syn, f.fin, f.rst, f.ack = syn, fin, rst, s.is_ack
    f.plain = not syn and not rst and not fin and s.len == 0
    f.copy = step.tracker.copies:has(step.stream, s, step.to.last_frame)
    f.was_ended = c.ended and c.started
    f.was_unclear = is_unclear(c)
    f.syn_again = false
    if syn and f.ack then
        f.syn_again = from.syn_ack_sent and s.seq == from.base
    elseif syn then
        f.syn_again = from.syn_sent and from.active
    end
    f.syn_repeats = f.syn_again and not from.beyond_syn
    -- Found out later on.
    f.ack_fits, f.new_octets, f.keep_alive, f.proves_completed, f.completes = false, false, false, false, false
    f.fin_new, f.fin_again, f.in_order_fin, f.covers_fin, f.newly_covers_fin = false, false, false, false, false
    f.rst_obeyed, f.rejects, f.refuses = false, false, false
end

local function was_in_time_wait(step, old)
    local s = step.segment
    if old.ends[0].state ~= ST.TIME_WAIT and old.ends[1].state ~= ST.TIME_WAIT then
        return false
    end
    return connection.apart(s.secs, s.nsecs, old.time_wait_secs, old.time_wait_nsecs)
        < step.tracker.two_msl_ns
end

-- Ports used again: what the other end was in, and whether TIME-WAIT was still running.
local function look_back(step)
    local old = step.tracker.connections:look_at(step.connection.previous)
    if not old or not old.started then
        return
    end
    local was = old.ends[1 - step.segment.dir]
    if was.state >= ST.ESTABLISHED and was.state ~= ST.TIME_WAIT and not old.hazy then
        step.to.state = was.state -- RFC 9293 section 3.5.1, half-open connections
        step.to.inherited = true
    end
    if was_in_time_wait(step, old) then
        connection.note(step, "PORT_REUSED_TIME_WAIT")
    end
end

-- The states before the first segment of a connection (RFC 9293 section 3.5).
local function begin(step)
    local f = step.facts
    if f.syn and not f.ack then
        step.from.state = ST.CLOSED
        step.to.state = ST.LISTEN
        if step.connection.previous then
            look_back(step)
        end
        return
    end
    if f.syn then
        step.from.state = ST.UNKNOWN
        step.to.state = ST.SYN_SENT -- or it would not be answered with a SYN+ACK
        return
    end
    step.connection.hazy = true
    step.from.state, step.to.state = ST.ESTABLISHED, ST.ESTABLISHED
end

local function remember(step)
    local s, c, from, f = step.segment, step.connection, step.from, step.facts
    c.last_frame = s.frame
    if f.copy then
        return
    end
    from.seen = true
    from.window = s.window
    if f.ack then
        from.ack = s.ack
        from.ack_sent = true
    end
    if f.syn then
        from.syn_sent = true
        from.syn_ack_sent = from.syn_ack_sent or f.ack
    elseif not f.rst then
        from.beyond_syn = true
    end
    c.started = true
    from.last_frame = s.frame
end

-- From here on both ends are in the capture, and the other end's ACKs tell what has arrived.
local function drop_holes(step)
    local to = step.to
    if to.above and to.above.is_holes then
        to.above = false
    end
end

local function run_zeek(step, update)
    local c, v = step.connection, step.verdict
    if not step.tracker.with_zeek then
        return
    end
    if not step.facts.copy then
        update(c.zeek, step.segment, c.client or c.first_dir)
    end
    v.conn_state = zeek.conn_state(c.zeek)
    v.conn_history = c.zeek.history
end

-- Whatever is not set for each segment.
local function reset_verdict(v, segment)
    v.frame, v.flags, v.len = segment.frame, segment.flags, 0
    v.handshake_step, v.rtt_ns, v.teardown_steps, v.anomalies, v.formula = nil, nil, nil, nil, nil
    v.seq_verdict, v.seq_expected = SEQ.UNKNOWN, nil
    v.ack_verdict, v.ack_expected, v.ack_actual, v.ack_duplicate, v.ack_frame = ACK.NONE, nil, 0, false, 0
end

local states = connection.states
local ALL_UNKNOWN = states(ST.UNKNOWN, ST.UNKNOWN)

-- Before the first segment: what verdicts are to have.
function tracker:restrict(with_zeek, with_sums, with_states)
    self.with_zeek, self.with_sums, self.with_states = with_zeek, with_sums, with_states
    self.connections = cold.new(with_zeek, self.spare)
    local v = self.judged
    v.before, v.after, v.unacked = ALL_UNKNOWN, ALL_UNKNOWN, { [0] = 0, [1] = 0 }
    for _, verdict in ipairs({ v, self.expected }) do
        verdict.conn_state, verdict.conn_history, verdict.role = 0, "", ROLE.UNKNOWN
    end
end

-- Octets in flight are of interest where a connection ends.
local function save_unacked(step)
    local c, v, unacked = step.connection, step.verdict, step.unacked
    local first = c.client or c.first_dir -- the one that is [0]
    v.unacked = unacked
    if v.phase == PH.TRANSFER or v.phase == PH.HANDSHAKE then
        unacked[0], unacked[1] = 0, 0
        return
    end
    unacked[0], unacked[1] = numbers.unacked(c.ends[first]), numbers.unacked(c.ends[1 - first])
end

-- What an end was sent or not is of no account once it is CLOSED.
local function shown(state, unclear)
    return unclear and state ~= ST.CLOSED and ST.UNKNOWN or state
end

-- Of the ends by segment.dir.
local function states_of(c, unclear)
    local zero, one = c.ends[0].state, c.ends[1].state
    if unclear then
        return shown(zero, unclear), shown(one, unclear)
    end
    return zero, one
end

-- By role, from those of the ends.
local function pair_of(first, zero, one)
    if first == 0 then
        return states(zero, one)
    end
    return states(one, zero)
end

local function save_states(step, zero, one)
    local c, v = step.connection, step.verdict
    local first = c.client or c.first_dir
    v.before = pair_of(first, zero, one)
    v.after = pair_of(first, states_of(c, is_unclear(c)))
    save_unacked(step)
end

local function save_role(step)
    local c, v, dir = step.connection, step.verdict, step.segment.dir
    v.role = roles.of(c, dir)
    v.role_guessed = c.role_guessed
    v.second = roles.slot(c, dir) == 1
end

local function run(step)
    local c, f = step.connection, step.facts
    local was_started = c.started
    reset_verdict(step.verdict, step.segment)
    step.verdict.both_seen = step.to.seen
    classify(step)
    local zero, one = states_of(c, f.was_unclear) -- before
    if not was_started then
        c.first_dir = step.segment.dir
    end
    if not was_started or (c.hazy and f.syn and not f.copy) then
        begin(step)
    end
    if not was_started and (c.hazy or f.ack) then
        zero, one = ST.UNKNOWN, ST.UNKNOWN
    elseif not was_started then
        zero, one = states_of(c, false)
    end
    roles.update(step)
    numbers.sequence(step)
    numbers.ack(step)
    machine.run(step)
    phases.run(step)
    run_zeek(step, zeek.update)
    if step.tracker.with_states then
        save_states(step, zero, one)
        save_role(step)
    end
    remember(step)
    drop_holes(step)
    c.easy = predict.is_easy(c)
end

local function run_expected(step, ack)
    local self, v = step.tracker, step.verdict
    predict.run(step, ack)
    if self.with_zeek then
        step.facts.copy = false
        run_zeek(step, zeek.update_expected)
    end
    if self.with_states then
        v.second = step.segment.dir ~= step.connection.client
        v.role = v.second and ROLE.SERVER or ROLE.CLIENT
    end
end

-- Judges the next segment of connection `stream`. Segments come in capture order, each once. The
-- verdict is valid until the next call.
function tracker:track(stream, segment)
    local c = self.connections:take(stream)
    local step, ends, dir = self.step, c.ends, segment.dir
    local from, to = ends[dir], ends[1 - dir]
    step.connection, step.stream, step.segment, step.from, step.to = c, stream, segment, from, to
    local ack = c.easy and predict.ack_of(segment, from, to)
    if ack and not self.copies:has(stream, segment, to.last_frame) then
        step.verdict = self.expected
        run_expected(step, ack)
    else
        step.verdict = self.judged
        run(step)
    end
    return step.verdict
end

-- The messages above TCP tell why `stream` closes: `verdict`, which track gave on the segment that
-- closes it, and those that follow say so.
function tracker:set_close_reason(stream, reason, verdict)
    if self.connections:knows(stream) then
        self.connections:take(stream).close_reason = reason
        verdict.close_reason = reason
    end
end

-- One end is in the capture and the other, though it answers, is not: what that one did is unknown.
local function is_one_sided(c)
    for i = 0, 1 do
        local seen = c.ends[i]
        if not c.ends[1 - i].seen and (seen.beyond_syn or seen.syn_ack_sent) then
            return true
        end
    end
    return false
end

-- Anomalies that only the end of the capture shows (nothing came after): a set of names for `frame`
-- if it is the last one of `stream`, else nil. Meaningful once the whole capture has been tracked.
function tracker:final_anomalies(stream, frame)
    local c = self.connections:look_at(stream)
    if not c or not c.started or c.last_frame ~= frame or c.reset or is_unclear(c) or is_one_sided(c) then
        return nil
    end
    local found = {}
    local kind = c.handshake_kind
    found.HANDSHAKE_INCOMPLETE = kind ~= HS.UNSEEN and kind ~= HS.REFUSED and not c.completed
    for i = 0, 1 do
        if c.ends[i].fin_sent and not c.ends[i].fin_acked then
            found.FIN_UNACKED = true
        end
    end
    found.HALF_CLOSED = c.ends[0].fin_sent ~= c.ends[1].fin_sent
    return found
end

return tracker

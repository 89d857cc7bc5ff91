-- SPDX-License-Identifier: GPL-2.0-or-later
-- Header prediction (V. Jacobson, in 4.3BSD-Reno): most segments of an established connection bring the
-- next octets, or acknowledge the next ones, and nothing else. These need none of the questions of
-- numbers.lua, machine.lua and phases.lua, which would all say no. Whatever is not plainly so is left
-- to them.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local connection = import("connection")
local names = import("names")
local numbers = import("numbers")
local seq = import("seq")

local predict = {}

local ACK, PH, ROLE, SEQ, ST = names.enum.ack_verdict, names.enum.phase, names.enum.role, names.enum.seq_verdict,
    names.enum.state
local ESTABLISHED = ST.ESTABLISHED
local BOTH_ESTABLISHED = connection.states(ESTABLISHED, ESTABLISHED)
local WRAP = seq.WRAP

-- An end to which nothing has happened but the opening, and to which nothing is owed.
local function is_plain(side)
    return side.state == ESTABLISHED and side.una_known and side.max == side.nxt and side.seen
        and not (side.fin_sent or side.fin_possible or side.bad_ack or side.above or side.inherited)
        and not (side.challenge_due or side.fin_answer_due or side.probe_answer_due)
end

-- Whether the next segment of connection `c` may be one that was to be expected. What was leaves it so.
function predict.is_easy(c)
    return c.completed and c.client and not (c.role_guessed or c.hazy or c.reset or c.ended or c.syn_answer_due)
        and is_plain(c.ends[0]) and is_plain(c.ends[1])
end

-- Whether `s`, on a connection of which that holds, from end `from` to end `to`, is what was to be expected: the
-- position (see seq.lua) of its ACK; nil: it is not. An ACK of nothing new that carries nothing is not: it may be a
-- duplicate ACK, a probe or the answer to one.
function predict.ack_of(s, from, to)
    if not s.is_plain or (s.seq - from.nxt) % WRAP ~= 0 or s.window == 0 or to.window == 0 or s.sack
        or not s.len_known then
        return nil
    end
    local una = to.una
    local newly = (s.ack - una) % WRAP
    if una + newly > to.nxt or (newly == 0 and s.len == 0) then
        return nil
    end
    return una + newly
end

-- What the verdict of each of them says.
function predict.new_verdict()
    return {
        phase = PH.TRANSFER, seq_verdict = SEQ.MATCH, teardown_initiator = ROLE.UNKNOWN, both_seen = true,
        before = BOTH_ESTABLISHED, after = BOTH_ESTABLISHED, unacked = { [0] = 0, [1] = 0 }, ack_duplicate = false,
        role_guessed = false, ack_frame = 0,
    }
end

-- What the ends are like before the segment is taken in.
local function describe(step, ack)
    local s, c, v, to = step.segment, step.connection, step.verdict, step.to
    v.frame, v.flags, v.len, v.formula, v.ack_frame = s.frame, s.flags, s.len, nil, 0
    v.ack_verdict = ack == to.nxt and ACK.MATCH or ACK.LAGGING
    v.ack_expected = (to.nxt - to.base) % WRAP
    v.teardown_kind = c.teardown_kind
end

-- The verdict of what was expected, with an ACK at this position.
function predict.run(step, ack)
    local s, c, v, from, to = step.segment, step.connection, step.verdict, step.from, step.to
    local len, hint, frame, number = s.len, s.hint, s.frame, (s.seq - from.base) % WRAP
    v.seq_actual, v.seq_expected, v.ack_actual = number, number, (s.ack - to.base) % WRAP
    v.handshake_kind, v.close_reason = c.handshake_kind, c.close_reason
    if step.tracker.with_states then
        describe(step, ack)
    end
    numbers.take_expected(step, ack)
    if len > 0 then
        from.open_proven = true -- see machine.lua
        if hint and hint ~= "other" then
            c.opaque = true -- see phases.lua
        end
    end
    c.last_frame, from.last_frame = frame, frame
    from.window, from.ack, from.ack_sent, from.beyond_syn = s.window, s.ack, true, true
end

return predict

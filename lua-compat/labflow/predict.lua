-- SPDX-License-Identifier: GPL-2.0-or-later
-- Header prediction (V. Jacobson, in 4.3BSD-Reno): most segments of an established connection bring the
-- next octets, or acknowledge the next ones, and nothing else. These need none of the questions of
-- numbers.lua, machine.lua and phases.lua, which would all say no. Whatever is not plainly so is left
-- to them.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local names = import("names")
local numbers = import("numbers")
local seq = import("seq")

local predict = {}

local ACK, PH, ROLE, SEQ, ST = names.enum.ack_verdict, names.enum.phase, names.enum.role, names.enum.seq_verdict,
    names.enum.state
local ESTABLISHED = ST.ESTABLISHED
local WRAP = seq.WRAP

-- An end to which nothing has happened but the opening.
local function is_plain(side)
    return side.state == ESTABLISHED and side.una_known and side.max == side.nxt
        and not (side.fin_sent or side.fin_possible or side.bad_ack or side.above or side.inherited)
end

-- Both ends are in the capture and nothing is owed to either.
local function is_settled(c, from, to)
    return to.seen and c.completed and c.client
        and not (c.role_guessed or c.hazy or c.reset or c.ended or c.syn_answer_due)
        and not (from.challenge_due or from.fin_answer_due or from.probe_answer_due)
end

-- Whether `s` on connection `c` from end `from` to end `to` is what was to be expected. An ACK of
-- nothing new that carries nothing is not: it may be a duplicate ACK, a probe or the answer to one.
function predict.holds(s, c, from, to)
    if s.is_syn or s.is_fin or s.is_rst or not s.is_ack or not s.len_known or s.sack or s.window == 0 then
        return false
    end
    if not is_plain(from) or not is_plain(to) or to.window == 0 or not is_settled(c, from, to) then
        return false
    end
    local newly = (s.ack - to.una) % WRAP
    return (s.seq - from.nxt) % WRAP == 0 and to.una + newly <= to.nxt and (s.len > 0 or newly > 0)
end

-- The verdict of what was expected.
function predict.run(step)
    local s, c, v = step.segment, step.connection, step.verdict
    local from, to = step.from, step.to
    local ack = to.una + (s.ack - to.una) % WRAP
    v.len = s.len
    v.seq_verdict = SEQ.MATCH
    v.seq_actual = (s.seq - from.base) % WRAP
    v.seq_expected = v.seq_actual
    v.ack_verdict = ack == to.nxt and ACK.MATCH or ACK.LAGGING
    v.ack_actual = (s.ack - to.base) % WRAP
    v.ack_expected = (to.nxt - to.base) % WRAP
    numbers.take_expected(step, ack)
    if s.hint and s.hint ~= "other" then
        c.opaque = true -- see phases.lua
    end
    if s.len > 0 then
        from.open_proven = true -- see machine.lua
    end
    v.phase = PH.TRANSFER
    v.handshake_kind, v.teardown_kind = c.handshake_kind, c.teardown_kind
    v.teardown_initiator, v.close_reason = ROLE.UNKNOWN, c.close_reason
end

return predict

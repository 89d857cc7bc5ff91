-- SPDX-License-Identifier: GPL-2.0-or-later
-- Expected against actual: sequence and acknowledgement numbers (RFC 9293 section 3.4). Mirrors
-- plugin/core/numbers.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local connection = import("connection")
local names = import("names")
local outstanding = import("outstanding")
local ranges = import("ranges")
local seq = import("seq")

local numbers = {}

local note, relative, near = connection.note, connection.relative, seq.near
local ACK, HANDSHAKE, SEQ, ST, TEARDOWN = names.enum.ack_verdict, names.enum.handshake_kind, names.enum.seq_verdict,
    names.enum.state, names.enum.teardown_kind

-- While the other end has not been seen at all, no more segments than this wait for its ACK: in a
-- one-sided capture it will never come.
local ONE_SIDED_MAX = 64

local NOTHING = {}

local max = math.max

local function ranges_of(side)
    if not side.above then
        side.above = ranges.new()
    end
    return side.above
end

local function advance(side, next)
    if next <= side.nxt then
        return
    end
    local above = side.above
    if above and not above.is_holes then
        next = ranges.advance(above, next)
        side.above = above[1] and above or false
    end
    side.nxt = next
    side.max = max(side.max, next)
end

-- What has arrived of an end above `nxt`; nil: nothing, or nobody knows.
local function held_above(side)
    local above = side.above
    return above and not above.is_holes and above or nil
end

local function add_hole(side, left, right)
    local given_up = ranges.add(side.holes, left, right)
    if given_up > 0 then
        ranges.advance(side.holes, given_up)
    end
end

-- What lies between `nxt` and the ACK and is not in the capture may still come.
local function note_holes(side, ack)
    local next = side.nxt
    side.holes = side.holes or ranges.new()
    for _, held in ipairs(held_above(side) or NOTHING) do
        if held.left >= ack then
            break
        end
        add_hole(side, next, held.left)
        next = held.right
    end
    add_hole(side, next, ack)
end

-- The FIN that this end seemed to send was none of this connection.
local function forget_fin(step)
    local c, from = step.connection, step.from
    from.fin_sent, from.fin_acked = false, false
    if not c.reset and c.teardown_initiator == step.segment.dir then
        c.teardown_initiator = false
        c.teardown_kind = TEARDOWN.NONE
    end
end

-- Wireshark's rule for what is 0: the ISN, or one less than the first number seen of an end.
local function set_bases(step)
    local s, from, to = step.segment, step.from, step.to
    if step.facts.syn and s.is_ack and from.base_known and from.base ~= s.seq then
        -- A SYN+ACK with another ISN: an answer of its own, its numbers start afresh.
        from.base = s.seq
        from.nxt_known, from.una_known = false, false
        from.sent, from.sum = false, false
        if from.above then
            ranges.clear(from.above)
        end
        from.holes = false
        if from.fin_sent then
            from.state = ST.LISTEN -- it opens only now, so it has not closed
            forget_fin(step)
        end
    end
    if not s.len_known then
        return
    end
    if not from.base_known then
        from.base = s.is_syn and s.seq or (s.seq - 1) % seq.WRAP
        from.base_known = true
    end
    if not to.base_known and s.is_ack then
        to.base = (s.ack - 1) % seq.WRAP
        to.base_known = true
    end
end

-- A SYN was answered with an ACK of something else, and its supposed sender goes on from there: the
-- SYN was not its own (RFC 5961 section 4), and the connection before it lives on.
local function take_up_old_connection(step)
    local s, from, f = step.segment, step.from, step.facts
    if from.state ~= ST.SYN_SENT or s.seq ~= from.bad_ack or f.syn or f.rst or not f.ack then
        return
    end
    local start = seq.start(s.seq)
    from.nxt, from.max, from.una = start, start, start
    from.bad_ack = false
    if from.fin_sent then
        forget_fin(step) -- it came with that SYN
    end
    from.sent = false
    step.connection.handshake_kind = HANDSHAKE.UNSEEN
end

local function may_prove_early_ack(step)
    local s, from, f = step.segment, step.from, step.facts
    return from.state == ST.SYN_RECEIVED and from.syn_sent and not from.beyond_syn and step.to.ack_sent and f.ack
        and not f.syn and not f.rst and (s.len > 0 or f.fin)
end

-- An ACK beyond the SYN of an end in SYN-RECEIVED is not believed (RFC 9293 section 3.10.7.4: it
-- would be answered with a RST). But if that end goes on from there, it had sent what the ACK
-- covers, and the capture lacks that together with the ACK that completed the handshake.
local function believe_early_ack(step)
    local from = step.from
    if not may_prove_early_ack(step) then
        return
    end
    local ack = near(from.nxt, step.to.ack)
    if ack <= from.nxt or near(from.nxt, step.segment.seq) < ack then
        return
    end
    step.facts.proves_completed = true
    note_holes(from, ack)
    advance(from, ack)
    from.una = ack
    from.fin_possible = false
end

local function looks_like_keep_alive(step, start)
    local from, f = step.from, step.facts
    if f.syn or f.fin or f.rst or f.copy or step.connection.ended then
        return false
    end
    if step.segment.len > (from.fin_sent and 0 or 1) or (from.fin_sent and not from.fin_acked) then
        return false
    end
    return start == from.nxt - 1 and from.una_known and from.una == from.nxt and from.state >= ST.ESTABLISHED
end

local function judge_sequence(step, start, past)
    local from = step.from
    if start == from.nxt then
        return SEQ.MATCH
    end
    if start > from.nxt then
        local above = held_above(from)
        local held = above and ranges.hold(above, start, past)
        return held and past > start and SEQ.RETRANSMISSION or SEQ.GAP
    end
    if looks_like_keep_alive(step, start) then
        step.facts.keep_alive = true
        return SEQ.KEEP_ALIVE
    end
    if past > start and from.above and from.above.is_holes and ranges.hold(from.above, start, past) then
        return SEQ.UNKNOWN -- late, or sent again: only the other end's ACKs would tell
    end
    if past > start and from.holes and ranges.hold(from.holes, start, past) then
        return SEQ.UNKNOWN -- captured behind its ACK, or sent again
    end
    return past > start and past <= from.nxt and SEQ.RETRANSMISSION or SEQ.OVERLAP
end

local function note_fin(step, past)
    local from = step.from
    if not from.fin_sent then
        from.fin_sent = true
        from.fin = past - 1
        step.facts.fin_new = true
        return
    end
    step.facts.fin_again = true
end

local function wait_for_ack(step, past, space)
    local from, s = step.from, step.segment
    if not step.tracker.with_sums and not (step.facts.syn and s.len > 0) then
        return -- that a SYN's data was taken shows in the sum of its ACK alone
    end
    if not from.sent then
        from.sent = table.remove(step.tracker.spare) or outstanding.new()
    end
    if not step.to.seen and from.sent.count >= ONE_SIDED_MAX then
        outstanding.drop_first(from.sent)
    end
    outstanding.add(from.sent, {
        last = past,
        space = space,
        record = s.record,
        frame = s.frame,
        syn = step.facts.syn,
        fin = step.facts.fin,
    })
end

-- Takes in the octets [start, past), all of them or the part that is new.
local function take_in(step, start, past)
    local from = step.from
    from.max = max(from.max, past)
    if from.holes then
        ranges.remove(from.holes, start, past)
    end
    if start <= from.nxt then
        advance(from, past)
        return
    end
    if not step.to.seen then
        -- One-sided so far: no ACK will ever tell that a hole was filled. Go on behind it.
        local above = ranges_of(from)
        above.is_holes = true
        ranges.add(above, from.nxt, start)
        advance(from, past)
        return
    end
    local given_up = ranges.add(ranges_of(from), start, past)
    if given_up > 0 then
        advance(from, given_up)
    end
end

local function check_gap(step, start)
    if start <= step.from.max or step.facts.rst then
        return
    end
    note(step, "LOST_BEFORE_CAPTURE")
end

-- The SYN+ACK of a simultaneous open repeats the SYN by rule, not for want of an answer.
local function is_first(from, f)
    if not from.nxt_known then
        return true
    end
    if not f.syn then
        return false
    end
    if f.ack then
        return not from.syn_ack_sent
    end
    return not from.syn_sent
end

-- RFC 9293 section 3.10.7.4, fifth: "if the ACK bit is off, drop the segment".
local function drop_without_ack(step, start, past)
    if step.from.nxt_known then
        step.verdict.seq_verdict = judge_sequence(step, start, past)
    end
    step.facts.keep_alive = false
    note(step, "NO_ACK")
end

local function know_position(from, start)
    if not from.nxt_known then
        from.nxt, from.max = start, start
        from.nxt_known = true
    end
    if not from.una_known then
        from.una = start
        from.una_known = true
    end
end

local function receive(step, start, past, space, before)
    local s, f, from, v = step.segment, step.facts, step.from, step.verdict
    if v.seq_verdict == SEQ.GAP then
        check_gap(step, start)
    end
    if v.seq_verdict == SEQ.RETRANSMISSION and s.len > 0 and not f.syn then
        note(step, "RETRANSMISSION")
    end
    if space == 0 then
        return
    end
    if from.fin_sent and s.len > 0 and start + s.len > from.fin then
        note(step, "DATA_AFTER_FIN")
    end
    if f.fin then
        note_fin(step, past)
    end
    f.new_octets = s.len > 0 and past > from.max
    if past > from.max then
        from.fin_possible = false -- a FIN is the last thing an end sends
    end
    take_in(step, start, past)
    wait_for_ack(step, past, space)
    f.in_order_fin = from.fin_sent and from.nxt > from.fin and (before <= from.fin or past > from.fin)
end

local function judge_known_length(step, first, before)
    local s, f, from, v = step.segment, step.facts, step.from, step.verdict
    local space = s.len + (f.syn and 1 or 0) + (f.fin and 1 or 0)
    local start = from.nxt_known and near(from.nxt, s.seq) or seq.start(s.seq)
    local past = start + space
    if not f.ack and not f.syn and not f.rst then
        drop_without_ack(step, start, past)
        return
    end
    if f.rst and not from.nxt_known then
        return -- a RST often answers with numbers that are not its sender's own
    end
    know_position(from, start)
    if not first then
        v.seq_verdict = judge_sequence(step, start, past)
    else
        v.seq_verdict = f.syn and SEQ.MATCH or SEQ.UNKNOWN
    end
    if f.keep_alive and space > 0 then
        wait_for_ack(step, past, space)
    end
    if f.rst or f.keep_alive then
        return
    end
    if start - from.nxt > seq.HORIZON or from.nxt - start > seq.HORIZON then
        return -- not of this stream
    end
    if f.copy then
        f.fin_again = f.fin
        if space > 0 then
            wait_for_ack(step, past, space)
        end
        return
    end
    receive(step, start, past, space, before)
end

function numbers.sequence(step)
    local s, f, from, v = step.segment, step.facts, step.from, step.verdict
    local before = from.nxt
    if not f.copy then
        set_bases(step)
        take_up_old_connection(step)
        believe_early_ack(step)
    end
    local first = is_first(from, f)
    v.seq_actual = relative(from, s.seq)
    v.len = s.len
    if not first then
        v.seq_expected = relative(from, from.nxt)
    end
    if s.len_known then
        judge_known_length(step, first, before)
    end
end

-- RFC 9293 section 3.10.7.3 and 3.10.7.4: does the ACK lie within what `to` has sent?
local function ack_fits(to, ack)
    if not to.nxt_known then
        return true
    end
    if ack - to.nxt > seq.HORIZON or to.nxt - ack > seq.HORIZON then
        return false
    end
    if to.state == ST.SYN_SENT or (to.state == ST.SYN_RECEIVED and to.syn_sent and not to.beyond_syn) then
        return ack > near(to.nxt, to.base) and ack <= to.max
    end
    return true
end

-- Where what it has sent ends, its FIN left out.
local function data_end_of(side)
    return side.fin_sent and side.fin < side.max and side.fin or side.max
end

-- RFC 5681 section 2: (a) data outstanding, (b) no data, (c) no SYN or FIN, (d) the greatest ACK so
-- far, (e) the same window as before.
local function is_duplicate_ack(step, ack)
    local from, to, s, f = step.from, step.to, step.segment, step.facts
    return f.plain and from.ack_sent and ack == to.una and data_end_of(to) > to.una
        and from.window == s.window and from.ack == s.ack
end

local function set_formula(step, ack)
    local to, sum = step.to, step.to.sum
    if not sum then
        return
    end
    local start = sum.last - sum.space
    if ack > sum.last or ack <= start then
        return
    end
    local fin = sum.fin and ack == sum.last
    local formula = step.formula
    formula.frame = sum.frame
    formula.seq = relative(to, start)
    formula.whole = sum.space - (sum.syn and 1 or 0) - (sum.fin and 1 or 0)
    formula.syn, formula.fin = sum.syn, fin
    formula.len = ack - start - (sum.syn and 1 or 0) - (fin and 1 or 0)
    step.verdict.formula = formula
end

-- Nothing but its SYN is counted so far.
local function is_at_syn(side)
    return side.nxt == near(side.nxt, side.base)
end

-- The ACK counts octets that the capture does not hold. An end that is never seen, or that has been
-- sent a FIN, may well have closed in there; and one sequence number alone looks like a FIN more
-- than like an octet.
local function go_ahead(step, ack)
    local to = step.to
    to.fin_likely = not to.fin_sent and ack == to.nxt + 1 and not is_at_syn(to)
    if not to.fin_sent and to.state ~= ST.CLOSED and (not to.seen or step.from.fin_sent or to.fin_likely) then
        to.fin_possible = not is_at_syn(to)
    end
    note_holes(to, ack)
    advance(to, ack)
end

-- Returns the latest frame that is newly covered (0: none) and the segment that the sum is shown with.
local function cover(step, ack)
    local to, sent = step.to, step.to.sent
    if not sent then
        return 0, nil
    end
    local frame, sum = outstanding.ack(sent, to.una, ack, step.tracker.acked, step.segment.frame)
    if sent.count == 0 and sent.heap_count == 0 then
        local spare = step.tracker.spare
        spare[#spare + 1] = sent
        to.sent = false
    end
    return frame, sum
end

-- The ACK is believed: everything below it has arrived, captured or not.
local function apply_ack(step, ack)
    local to, f = step.to, step.facts
    if ack > to.nxt then
        go_ahead(step, ack)
    end
    local frame, sum = cover(step, ack)
    step.verdict.ack_frame = frame
    if sum then
        to.sum = sum
    elseif ack > to.una then
        to.sum = false -- the octet before this ACK is not in the capture
    end
    to.una = max(to.una, ack)
    if not to.fin_sent or ack <= to.fin or f.rst then
        return -- a RST ends the connection; it is no step of its teardown
    end
    f.covers_fin = true
    f.newly_covers_fin = not to.fin_acked
    to.fin_acked = true
end

-- RFC 2883 section 4: below the ACK, or inside the second block.
local function judge_sack(step)
    local s = step.segment
    if not s.sack or not s.sack[1] or not step.to.base_known then
        return
    end
    local first, second = s.sack[1], s.sack[2]
    if seq.difference(first.right, s.ack) <= 0
        or (second and seq.difference(first.left, second.left) >= 0
            and seq.difference(second.right, first.right) >= 0) then
        note(step, "DSACK")
    end
end

local function judge_ack(step, ack)
    local v, to = step.verdict, step.to
    v.ack_expected = relative(to, to.nxt)
    if ack == to.nxt then
        v.ack_verdict = ACK.MATCH
        return
    end
    if ack < to.nxt then
        v.ack_verdict = ACK.LAGGING
        return
    end
    v.ack_verdict = ACK.AHEAD
    if step.facts.ack_fits and not step.facts.rst then -- a RST's ACK promises nothing
        note(step, "ACK_UNSEEN")
    end
end

-- It was sent everything below; the capture just does not hold it.
local function begin_with_ack(step)
    local s, to = step.segment, step.to
    step.verdict.ack_verdict = ACK.UNKNOWN
    if step.facts.rst or not s.len_known or step.facts.copy then
        return
    end
    local start = seq.start(s.ack)
    to.nxt, to.max, to.una = start, start, start
    to.nxt_known, to.una_known = true, true
end

function numbers.ack(step)
    local s, v, f, to = step.segment, step.verdict, step.facts, step.to
    if not f.ack then
        return
    end
    v.ack_actual = relative(to, s.ack)
    -- A RST may have acknowledged the SYN before; that was another attempt.
    if f.syn and not f.syn_again and not f.copy and to.syn_sent and to.una_known and not to.beyond_syn then
        to.una = near(to.una, to.base)
    end
    f.ack_fits = true
    if not to.nxt_known then
        begin_with_ack(step)
        return
    end
    local ack = near(to.nxt, s.ack)
    f.ack_fits = ack_fits(to, ack)
    judge_ack(step, ack)
    if f.copy then
        if f.ack_fits and to.una_known and ack <= to.una then
            cover(step, ack) -- what was sent again after the first copy
        end
        set_formula(step, ack)
        return
    end
    judge_sack(step)
    v.ack_duplicate = is_duplicate_ack(step, ack)
    if f.ack_fits and (not f.rst or ack <= to.max) then
        apply_ack(step, ack)
    end
    set_formula(step, ack)
end

-- Takes in a segment that predict.lua expected.
function numbers.take_expected(step, ack)
    local f, len, from = step.facts, step.segment.len, step.from
    local past = from.nxt + len
    if not step.tracker.with_sums then
        step.to.una = ack
        from.nxt, from.max = past, past
        return
    end
    f.syn, f.fin, f.rst = false, false, false
    if len > 0 then
        wait_for_ack(step, past, len)
    end
    from.nxt, from.max = past, past
    apply_ack(step, ack)
    set_formula(step, ack)
end

function numbers.unacked(side)
    local data_end = data_end_of(side)
    if not side.nxt_known or not side.una_known or not side.beyond_syn or data_end <= side.una then
        return 0
    end
    return (data_end - side.una) % seq.WRAP
end

return numbers

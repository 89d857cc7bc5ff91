-- SPDX-License-Identifier: GPL-2.0-or-later
-- Segments that wait for their ACK: what each ACK newly covers, and which frame sent it. Mirrors
-- plugin/core/outstanding.c.
--
-- New data queues up in order of position; a retransmission goes to a heap, since it may end
-- anywhere. A segment is { last, space, record, frame, syn, fin }: `last` acknowledges all of it.
local outstanding = {}

local min = math.min

local PARTS_MAX = 64

function outstanding.new()
    return { first = 1, count = 0, queue = {}, heap = {}, heap_count = 0, overlaps = false, frame = 0, sum = nil }
end

local function start_of(sent)
    return sent.last - sent.space
end

local function heap_push(out, sent)
    local heap = out.heap
    out.heap_count = out.heap_count + 1
    local i = out.heap_count
    while i > 1 do
        local parent = (i - i % 2) / 2
        if heap[parent].last <= sent.last then
            break
        end
        heap[i] = heap[parent]
        i = parent
    end
    heap[i] = sent
end

-- The index of the smaller child of `i`; nil: it has none.
local function smaller_child(out, i)
    local child = 2 * i
    if child > out.heap_count then
        return nil
    end
    if child < out.heap_count and out.heap[child + 1].last < out.heap[child].last then
        child = child + 1
    end
    return child
end

local function heap_pop(out)
    local heap = out.heap
    local top, moved = heap[1], heap[out.heap_count]
    heap[out.heap_count] = nil
    out.heap_count = out.heap_count - 1
    if out.heap_count == 0 then
        return top
    end
    local i = 1
    local child = smaller_child(out, i)
    while child and moved.last > heap[child].last do
        heap[i] = heap[child]
        i = child
        child = smaller_child(out, i)
    end
    heap[i] = moved
    return top
end

function outstanding.add(out, sent)
    local before = out.queue[out.first + out.count - 1]
    if out.count > 0 and sent.last < before.last then
        heap_push(out, sent)
        return
    end
    if out.count == 0 then
        out.overlaps = false
    elseif start_of(sent) < before.last then
        out.overlaps = true
    end
    out.queue[out.first + out.count] = sent
    out.count = out.count + 1
end

-- `sent` has at least one octet in [una, ack).
local function note(out, sent, una, ack)
    if una >= ack or sent.last <= una or start_of(sent) >= ack then
        return
    end
    if sent.frame > out.frame then
        out.frame = sent.frame
    end
    if sent.last < ack then
        return
    end
    -- The sum is best shown with the segment that ends at the ACK, the latest of several.
    local known = out.sum
    if known and known.last == ack and (sent.last ~= ack or sent.frame < known.frame) then
        return
    end
    out.sum = sent
end

-- Retransmissions may hold octets in common with others: a few partly covered segments are looked
-- at, in the queue without any only the first.
local function note_parts(out, una, ack)
    for i = 0, min(out.count, PARTS_MAX) - 1 do
        local sent = out.queue[out.first + i]
        if start_of(sent) >= ack and not out.overlaps then
            break
        end
        note(out, sent, una, ack)
    end
    for i = 1, min(out.heap_count, PARTS_MAX) do
        if out.heap[i].last > ack then
            note(out, out.heap[i], una, ack)
        end
    end
end

-- Forgets the first segment of the queue, which must not be empty.
function outstanding.drop_first(out)
    out.queue[out.first] = nil
    out.first = out.first + 1
    out.count = out.count - 1
end

-- Everything below `ack` is acknowledged; `una` is what was before. Returns the latest frame with a
-- newly covered octet (0: none) and the segment that holds the octet before the ACK number (nil:
-- none). `acked(record, by)` is called for each that is now acknowledged as a whole.
function outstanding.ack(out, una, ack, acked, by)
    out.frame, out.sum = 0, nil
    while out.count > 0 and out.queue[out.first].last <= ack do
        local sent = out.queue[out.first]
        note(out, sent, una, ack)
        acked(sent.record, by)
        outstanding.drop_first(out)
    end
    note_parts(out, una, ack)
    while out.heap_count > 0 and out.heap[1].last <= ack do
        local sent = heap_pop(out)
        note(out, sent, una, ack)
        acked(sent.record, by)
    end
    if out.count == 0 then
        out.first = 1
    end
    local frame, sum = out.frame, out.sum
    out.sum = nil -- or it would be kept as long as this is
    return frame, sum
end

return outstanding

-- SPDX-License-Identifier: GPL-2.0-or-later
-- The requests of a connection that wait for their final response, the oldest first. Mirrors
-- plugin/core/http/awaiting.c.
--
-- One is { message, begin, ack, has_ack, is_head, is_connect, closes, by_version, has_range, unsure,
-- before_secs, before_nsecs, etags, since }: see plugin/core/http/connection.h.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local seq = import("seq")

local awaiting = {}

local difference = seq.difference

function awaiting.new()
    return { nil, from = 1, count = 0 }
end

function awaiting.first(c)
    return c.awaiting[c.awaiting.from]
end

function awaiting.last(c)
    local list = c.awaiting
    return list[list.from + list.count - 1]
end

function awaiting.push(c, request)
    local list = c.awaiting
    list[list.from + list.count] = request
    list.count = list.count + 1
end

-- The oldest request has its final response.
function awaiting.pop(c)
    local list = c.awaiting
    if list.count == 0 then
        return
    end
    list[list.from] = nil
    list.count = list.count - 1
    list.from = list.count == 0 and 1 or list.from + 1
end

function awaiting.clear(c)
    c.awaiting = awaiting.new()
end

local function is_before(number, other)
    return difference(number, other) < 0
end

-- How many of those that wait the sender of an ACK had got; nil: it has no ACK.
local function count_got(c, ack)
    local list, count = c.awaiting, 0
    while count < list.count and (not ack or is_before(list[list.from + count].begin, ack)) do
        count = count + 1
    end
    return count
end

-- Octets of the server are missing, and with them perhaps responses. A request whose successor was
-- sent when the client had got everything before this response has been answered there.
local function drop_answered(c, got, begin)
    while got > 1 do
        local successor = c.awaiting[c.awaiting.from + 1]
        if not successor.has_ack or is_before(successor.ack, begin) then
            return
        end
        awaiting.pop(c)
        got = got - 1
    end
end

-- Whether the oldest of them may not be the one that is answered next.
function awaiting.is_unsure(c)
    return c.awaiting.count > 0 and awaiting.first(c).unsure
end

-- Whether a request waits that the sender of an ACK had got.
function awaiting.any(c, ack)
    local request = awaiting.first(c)
    return request ~= nil and (not ack or is_before(request.begin, ack))
end

-- The request that the response in progress in `flow` answers, which begins at `begin` (raw); nil:
-- none, or nobody knows.
function awaiting.answered_by(c, flow, begin)
    if awaiting.is_unsure(c) then
        return nil
    end
    local ack = flow.begin_has_ack and flow.begin_ack or nil
    if c.lost then
        drop_answered(c, count_got(c, ack), begin)
        if count_got(c, ack) > 1 then
            return nil
        end
        c.lost = false
    end
    return awaiting.any(c, ack) and awaiting.first(c) or nil
end

return awaiting

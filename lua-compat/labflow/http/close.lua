-- SPDX-License-Identifier: GPL-2.0-or-later
-- Why a connection closes, by its messages: RFC 9112 sections 9.3 to 9.8. Mirrors
-- plugin/core/http/close.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local awaiting = import("http/awaiting")
local connection = import("connection")
local names = import("names")

local close = {}

local CLOSE, PH = names.enum.close_reason, names.enum.phase
local NONE = CLOSE.NONE

-- How early a server may be with the timeout that it announced in whole seconds.
local EARLY_NS = 500000000

local function is_server(flow)
    return flow.kind == "responses"
end

-- When something was sent last, as the server that closed then saw it: a request that it had not got
-- does not count (RFC 9112 section 9.5 describes the race).
local function is_idle(step, secs, nsecs)
    local c = step.connection
    local since_secs, since_nsecs = c.active_secs, c.active_nsecs
    local waiting = awaiting.first(c)
    if waiting then
        since_secs, since_nsecs = waiting.before_secs, waiting.before_nsecs
    end
    local idle = connection.apart(secs, nsecs, since_secs, since_nsecs)
    if c.has_timeout then
        return idle + EARLY_NS >= c.timeout * 1000000000
    end
    return idle >= step.http.idle_ns
end

local function timed_out(step)
    if step.connection.found then
        step.http.store:note(step.segment.record, "KEEP_ALIVE_TIMEOUT")
    end
    return CLOSE.KEEP_ALIVE_TIMEOUT
end

-- All exchanges are complete.
local function after_the_last(step, flow, secs, nsecs)
    local c = step.connection
    if c.responded and c.closes then
        return c.by_version and CLOSE.HTTP_1_0 or CLOSE.CONNECTION_CLOSE
    end
    if c.responded and is_server(flow) and not c.client_first and is_idle(step, secs, nsecs) then
        return timed_out(step)
    end
    return CLOSE.APPLICATION
end

local function close_of_client(step, flow, other)
    local c = step.connection
    if flow.cut and not (c.responded and c.closes) then
        return CLOSE.CLIENT_ABORT
    end
    if c.awaiting.count == 0 and not other.message then
        return after_the_last(step, flow, flow.fin_secs, flow.fin_nsecs)
    end
    c.client_first = true -- it may only be done with sending: what comes back will tell
    return NONE
end

local function close_of_server(step, flow)
    local c = step.connection
    local announced = c.responded and c.closes -- RFC 9112 section 9.6
    local pending = awaiting.any(c, flow.fin_has_ack and flow.fin_ack or nil)
    if pending and not announced and c.lost and not flow.cut then
        return CLOSE.APPLICATION -- what the capture lacks may have been the response
    end
    if flow.cut or (pending and not announced) then
        return c.client_first and CLOSE.CLIENT_ABORT or CLOSE.SERVER_ABORT
    end
    return after_the_last(step, flow, flow.fin_secs, flow.fin_nsecs)
end

-- A RST throws away whatever the other end has not got.
local function close_by_reset(step)
    local c, flow, s = step.connection, step.flow, step.segment
    if flow.cut or step.peer.cut or c.awaiting.count > 0 then
        return is_server(flow) and CLOSE.SERVER_ABORT or CLOSE.CLIENT_ABORT
    end
    if c.responded and c.closes then
        return after_the_last(step, flow, s.secs, s.nsecs)
    end
    if c.responded and is_server(flow) and is_idle(step, s.secs, s.nsecs) then
        return timed_out(step)
    end
    return NONE
end

-- Once all that came before the FIN has been read.
local function judge_fin(step, flow, other)
    if not flow.fin_seen or flow.fin_judged or not flow.ended then
        return NONE
    end
    flow.fin_judged = true
    if step.connection.tunnel then
        return CLOSE.APPLICATION
    end
    return is_server(flow) and close_of_server(step, flow) or close_of_client(step, flow, other)
end

local function judge(step, verdict)
    if step.segment.is_rst then
        local known = verdict.phase == PH.RESET and not step.connection.tunnel
        return known and close_by_reset(step) or NONE
    end
    -- The first FIN may have waited for what came before it, and be judged with the second.
    local first, second = step.flow, step.peer
    if second.fin_first then
        first, second = second, first
    end
    local reason = judge_fin(step, first, second)
    return reason ~= NONE and reason or judge_fin(step, second, first)
end

-- Why the segment of `step`, just read, closes the connection; NONE: it does not, or nobody knows.
function close.reason_of(step, verdict)
    local c = step.connection
    if c.h2 or not step.flow.kind then
        return NONE
    end
    -- Judged when it comes, even where core finds HTTP only later: then more would be known.
    if c.reason == NONE then
        c.reason = judge(step, verdict)
    end
    return c.found and c.reason or NONE
end

return close

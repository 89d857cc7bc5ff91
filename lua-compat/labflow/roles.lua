-- SPDX-License-Identifier: GPL-2.0-or-later
-- Who is client: the sender of the first SYN; without one, HTTP evidence, then the higher port.
-- Mirrors plugin/core/roles.c. A connection whose client nobody knows has none.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local names = import("names")

local CLOSE, ROLE = names.enum.close_reason, names.enum.role
local roles = {}

-- Who aborted stays who aborted.
local function set_client(c, client)
    local turns = c.client and c.client ~= client
    if turns and c.close_reason == CLOSE.CLIENT_ABORT then
        c.close_reason = CLOSE.SERVER_ABORT
    elseif turns and c.close_reason == CLOSE.SERVER_ABORT then
        c.close_reason = CLOSE.CLIENT_ABORT
    end
    c.client = client
end

local function guess(c, client, by_port)
    set_client(c, client)
    c.role_guessed = true
    c.role_by_port = by_port
end

local function by_payload(step)
    local c, dir, hint = step.connection, step.segment.dir, step.segment.hint
    if hint == "request" then
        guess(c, dir, false)
        return true
    end
    if hint == "response" then
        guess(c, 1 - dir, false)
        return true
    end
    return false
end

local function by_port(step)
    local s = step.segment
    if s.src_port == s.dst_port then
        return
    end
    guess(step.connection, s.dst_port < s.src_port and s.dir or 1 - s.dir, true)
end

function roles.update(step)
    local c, f = step.connection, step.facts
    if f.copy or (c.client and not c.role_guessed) then
        return
    end
    if f.syn and not f.ack then
        set_client(c, step.segment.dir)
        c.role_guessed, c.role_by_port = false, false
        return
    end
    if f.syn and not c.started then
        guess(c, 1 - step.segment.dir, false)
        return
    end
    if c.client and not c.role_by_port then
        return
    end
    if not by_payload(step) and not c.client then
        by_port(step)
    end
end

function roles.of(c, dir)
    if not c.client or not dir then
        return ROLE.UNKNOWN
    end
    return dir == c.client and ROLE.CLIENT or ROLE.SERVER
end

-- The index into the [client, server] pairs of a verdict for the end `dir`.
function roles.slot(c, dir)
    local first = c.client or c.first_dir
    return dir == first and 0 or 1
end

return roles

-- SPDX-License-Identifier: GPL-2.0-or-later
-- The twin's core in two interpreters. Inside Wireshark (-X lua_script:core.lua -X lua_script1:FOLDER) it writes every
-- frame's headers and what the core says of them; outside (lua5.4 core.lua FOLDER < what was written) it reads the
-- headers and fails where another Lua says something else: 5.4 has integers, 5.2 and 5.1 have none.

local folder = ...
local modules = {}

local function import(name)
    if not modules[name] then
        modules[name] = assert(loadfile(folder .. "/labflow/" .. name .. ".lua"))(import)
    end
    return modules[name]
end

local in_wireshark = register_postdissector ~= nil
local given -- the headers of the frame that is replayed
if not in_wireshark then
    modules.source = {
        begin = function() end,
        renew = function() end,
        pair_of = function(header) return header.pair end,
        is_readable = function() return true end,
        headers = function() return given end,
        octets = function(header) return header.octets, header.captured end,
        found = function(segment) return segment.found end,
    }
end

local session = import("session")
local explain, names, seq, source = import("explain"), import("names"), import("seq"), import("source")
local explain_http = import("http/explain")
local current = session.new(240 * 1000000000)
current:add_http(1000000000)

local function literal(value)
    if type(value) == "string" then
        return '"' .. value:gsub(".", function(c) return ("\\%03d"):format(c:byte()) end) .. '"'
    end
    if type(value) ~= "table" then
        return tostring(value)
    end
    local parts = {}
    for key, inner in pairs(value) do
        parts[#parts + 1] = (type(key) == "number" and "" or key .. " = ") .. literal(inner)
    end
    return "{ " .. table.concat(parts, ", ") .. " }"
end

local function said(number)
    local verdict = current.keep:get(number)
    if not verdict then
        return "nothing"
    end
    return table.concat({
        verdict.stream, explain.summary(verdict), tostring(explain.formula(verdict)), verdict.seq_actual,
        tostring(verdict.seq_expected), tostring(verdict.ack_expected), verdict.ack_frame, verdict.conn_history,
        names.conn_state[verdict.conn_state], tostring(verdict.rtt_ns), verdict.unacked[0], verdict.unacked[1],
        tostring(explain.transition(verdict, 0)), tostring(explain.transition(verdict, 1)),
    }, "|")
end

local MESSAGE = { "begin", "past", "first_frame", "last_frame", "done_frame", "acked_in", "segments", "again",
    "exchange", "expected", "actual", "timeout", "status", "phase", "persistence", "outcome", "validator", "version",
    "method", "target", "host", "partner" }

local function message_said(m)
    local parts = {}
    for i, name in ipairs(MESSAGE) do
        parts[i] = tostring(m[name])
    end
    local sets = {}
    for _, set in ipairs({ m.marks, m.anomalies }) do
        for name in pairs(set) do
            sets[#sets + 1] = name
        end
    end
    table.sort(sets)
    parts[#parts + 1] = table.concat(sets, " ")
    parts[#parts + 1] = explain_http.message(m, current.http:partner(m), "en")
    parts[#parts + 1] = explain_http.message(m, current.http:partner(m), "zh")
    return table.concat(parts, "|")
end

local function messages_said(number, frame, s)
    local parts = {}
    current.http:walk(number, frame, (s.seq + s.len) % seq.WRAP, function(m)
        parts[#parts + 1] = message_said(m)
    end)
    return table.concat(parts, "|")
end

local function describe(frame, headers)
    local found = {}
    for i, header in ipairs(headers) do
        local number = current.keep:find(frame, i - 1)
        found[i] = said(number)
        local verdict = current.keep:get(number)
        if verdict then
            verdict.flags, verdict.len = header.segment.flags, header.segment.len
            found[i] = found[i] .. "|" .. explain.sentence(verdict, "en") .. "|" .. explain.sentence(verdict, "zh")
                .. "|" .. messages_said(number, frame, header.segment)
        end
    end
    return table.concat(found, "||")
end

local function record()
    local proto = Proto("labflow_core", "LabFlow, its core alone")
    function proto.dissector(_, pinfo)
        local headers = source.headers(pinfo, pinfo.number)
        for _, header in ipairs(headers) do
            if header.segment then
                local octets, captured = source.octets(header)
                header.octets, header.captured = captured > 0 and octets:sub(1) or "", captured
                header.segment.found = source.found(header.segment, {})
            end
            header.pair = header.segment and source.pair_of(header)
            header.tvb, header.raw = nil, nil
        end
        local text = literal(headers)
        headers = current:visit(pinfo, pinfo.number)
        print("H " .. pinfo.number .. " " .. text)
        print("V " .. describe(pinfo.number, headers))
    end
    register_postdissector(proto)
end

local function replay()
    local evaluate = loadstring or load
    local bad, count, frame, headers = 0, 0, nil, nil
    for line in io.lines() do
        local number, text = line:match("^H (%d+) (.*)$")
        if number then
            given = evaluate("return " .. text)()
            frame = math.floor(tonumber(number))
            headers = current:visit({ visited = false }, frame)
        elseif line:sub(1, 2) == "V " then
            count = count + 1
            local now = describe(frame, headers)
            if now ~= line:sub(3) then
                bad = bad + 1
                io.stderr:write("frame ", frame, "\n  was ", line:sub(3), "\n  is  ", now, "\n")
            end
        end
    end
    print(("%s: %d frames, %d differ"):format(_VERSION, count, bad))
    os.exit((bad == 0 and count > 0) and 0 or 1)
end

if in_wireshark then
    record()
else
    replay()
end

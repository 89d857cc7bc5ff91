-- SPDX-License-Identifier: GPL-2.0-or-later
-- The twin's core in two interpreters. Inside Wireshark (-X lua_script:core.lua -X lua_script1:FOLDER) it writes what
-- core shows of every frame, the headers that source.lua finds there, and what the core says of them; outside (lua5.4
-- core.lua FOLDER < what was written) it reads the headers and fails where another Lua says something else: 5.4 has
-- integers, 5.2 and 5.1 have none. There source.lua reads once more, in place of Wireshark what it had shown.

local folder = ...
local modules = {}

-- What source.lua asks for.
local SHOWN = { "tcp", "tcp.stream", "tcp.len", "tcp.window_size_value", "tcp.urgent_pointer", "tcp.options", "ip",
    "ipv6", "frame.protocols", "frame.time_epoch", "frame.number" }
local fields = {}

local function import(name)
    if not modules[name] then
        modules[name] = assert(loadfile(folder .. "/labflow/" .. name .. ".lua"))(import)
    end
    return modules[name]
end

local in_wireshark = register_postdissector ~= nil
local given -- the headers of the frame that is replayed
local shown = {} -- and what Wireshark had shown of it

-- Whole numbers are such as some versions give.
local function give_wireshark()
    local function items_of(name)
        local found = {}
        for i, row in ipairs(shown[name] or {}) do
            local value = type(row.value) == "number" and row.value * 1.0 or row.value
            local tvb = setmetatable({ octets = shown.sources[row.source] }, Tvb)
            found[i] = { offset = row.offset, len = row.len, value = value, source = tvb }
        end
        return (table.unpack or unpack)(found)
    end
    Field = { new = function(name) return function() return items_of(name) end end }
    Tvb = {
        len = function(tvb) return #tvb.octets end,
        raw = function(tvb, at, count) return tvb.octets:sub(at + 1, at + count) end,
    }
    Tvb.__index = Tvb
    DissectorTable = { get = function() return {} end }
    Dissector = { get = function() return "" end }
end

local real_source -- outside Wireshark
if in_wireshark then
    for _, name in ipairs(SHOWN) do
        fields[name] = Field.new(name)
    end
else
    give_wireshark()
    real_source = import("source")
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

-- What a segment has of others than source.lua.
local OF_COPIES = { owner = true, hash = true, before = true, is_kept = true, record = true }

local function literal(value)
    if type(value) == "string" then
        return '"' .. value:gsub(".", function(c) return ("\\%03d"):format(c:byte()) end) .. '"'
    end
    if type(value) ~= "table" then
        return tostring(value)
    end
    local parts, named = {}, {}
    for i, inner in ipairs(value) do
        parts[i] = literal(inner)
    end
    for key, inner in pairs(value) do
        if type(key) ~= "number" and not OF_COPIES[key] then
            named[#named + 1] = ("[%q] = %s"):format(key, literal(inner))
        end
    end
    table.sort(named)
    parts[#parts + 1] = #named > 0 and table.concat(named, ", ") or nil
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

-- A number, a text, or a time; nil: source.lua does not ask for it.
local function value_of(name, item)
    if name == "frame.time_epoch" then
        return { secs = item.value.secs, nsecs = item.value.nsecs }
    end
    return name:find("[._]") and name ~= "tcp.options" and item.value or nil
end

-- What core shows of a frame; `sources` are the octets that items stand in.
local function show(pinfo)
    local found = { sources = {}, rel_ts = ("%.17g"):format(pinfo.rel_ts) }
    local places = {}
    for _, name in ipairs(SHOWN) do
        found[name] = {}
        for i, item in ipairs({ fields[name]() }) do
            local tvb = item.source
            local octets = tvb:len() > 0 and tvb:raw(0, tvb:len()) or ""
            if not places[octets] then
                found.sources[#found.sources + 1] = octets
                places[octets] = #found.sources
            end
            found[name][i] = {
                offset = item.offset, len = item.len, source = places[octets], value = value_of(name, item),
            }
        end
    end
    return found
end

-- As source.lua gives them, without what is of Wireshark's.
local function headers_said(where, headers)
    local found = {}
    for i, header in ipairs(headers) do
        local pair = header.segment and where.pair_of(header)
        local octets, captured = nil, 0
        if header.segment then
            octets, captured = where.octets(header)
        end
        found[i] = {
            segment = header.segment, stream = header.stream, front = header.front, captured = captured, pair = pair,
            octets = captured > 0 and octets:sub(1) or "",
        }
    end
    return found
end

local function record()
    local proto = Proto("labflow_core", "LabFlow, its core alone")
    function proto.dissector(_, pinfo)
        local found = source.headers(pinfo, pinfo.number)
        print("S " .. literal(show(pinfo)))
        print("R " .. pinfo.number .. " " .. literal(headers_said(source, found)))
        for _, header in ipairs(found) do
            if header.segment then
                header.segment.found = source.found(header.segment, {})
            end
        end
        print("H " .. pinfo.number .. " " .. literal(headers_said(source, found)))
        for _, header in ipairs(found) do
            if header.segment then
                header.segment.found = nil
            end
        end
        local headers = current:visit(pinfo, pinfo.number)
        print("V " .. describe(pinfo.number, headers))
    end
    register_postdissector(proto)
end

-- How many of two ways to read the frame give something else: for once, and for more than once.
local function read_again(frame, text)
    local bad = 0
    for _, once in ipairs({ true, false }) do
        local found = real_source.headers({ rel_ts = tonumber(shown.rel_ts) }, frame, once)
        local now = literal(headers_said(real_source, found))
        if now ~= text then
            bad = bad + 1
            io.stderr:write("frame ", frame, once and ", read once" or "", "\n  was ", text, "\n  is  ", now, "\n")
        end
    end
    return bad
end

local function replay()
    local evaluate = loadstring or load
    local bad, count, frame, headers = 0, 0, nil, nil
    for line in io.lines() do
        local number, text = line:match("^H (%d+) (.*)$")
        local again, read = line:match("^R (%d+) (.*)$")
        if line:sub(1, 2) == "S " then
            shown = evaluate("return " .. line:sub(3))()
        elseif again then
            bad = bad + read_again(math.floor(tonumber(again)), read)
        end
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

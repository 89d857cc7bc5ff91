-- SPDX-License-Identifier: GPL-2.0-or-later
-- LabFlow in Lua: the fields of the C plugin for a Wireshark that cannot load it. This file is what
-- Wireshark runs; the modules beside it, in labflow/, mirror plugin/core and plugin/epan by name.

local here = debug.getinfo(1, "S").source:match("^@(.*[/\\])") or ""
local modules = {}

-- Not `require`: its path belongs to the user.
local function import(name)
    if not modules[name] then
        local chunk = assert(loadfile(here .. "labflow/" .. name .. ".lua"))
        modules[name] = chunk(import)
    end
    return modules[name]
end

-- The C plugin, where it is loaded, has the name already. Not by `print`: what tshark prints may be
-- somebody's input.
local is_free, proto = pcall(Proto, "labflow", "LabFlow: TCP step by step")
if not is_free then
    io.stderr:write("labflow.lua: the LabFlow plugin is loaded and gives the same fields; the script stands down.\n")
    return
end

local http_proto = Proto("labflow.http", "LabFlow: HTTP exchanges")

-- The one that Wireshark calls for each frame, in name only: a call costs more than many a frame's analysis.
local post = Proto("labflow.post", "LabFlow post-dissector")

local demand = import("demand")
local fields = import("fields")
local prefs = import("prefs")
local present = import("present")
local present_http = import("present_http")
local session = import("session")
local steps = import("steps")

fields.register(proto)
fields.register_http(http_proto)
prefs.register(proto)

local current -- the session of the file that is open
local is_on = {} -- of the two, by name, while that is being found out
local shows_tcp, shows_http
local language, with_summary -- preferences: a change of one opens the file anew
local is_idle -- nobody looks

function post.init()
    current = nil
end

function proto.dissector()
    is_on.labflow = true
end

function http_proto.dissector()
    is_on["labflow.http"] = true
end

-- Wireshark tells a script nothing of which protocols are switched on; but it calls none that is not.
local function is_switched_on(name, tvb, pinfo, tree)
    is_on[name] = false
    Dissector.get(name):call(tvb:range(0, 0):tvb(), pinfo, tree)
    return is_on[name]
end

-- How far the heap may grow, in percent of what is in use, before what is not is collected: where nothing is kept of
-- a frame there is little in use, and to go through it often takes a tenth of the script's time.
local PAUSE, PAUSE_ONCE = 200, 350

local function open_file(tvb, pinfo, tree)
    demand.read(tree)
    collectgarbage("setpause", demand.is_once() and PAUSE_ONCE or PAUSE)
    language, with_summary = prefs.language(proto), prefs.info_summary(proto)
    shows_tcp = is_switched_on("labflow", tvb, pinfo, tree) and (demand.of_segments() or with_summary)
    shows_http = prefs.follow_http(proto) and is_switched_on("labflow.http", tvb, pinfo, tree) and demand.of_messages()
    present.choose()
    present_http.choose()
    is_idle = demand.is_none() and not with_summary
    current = session.new(prefs.two_msl_ns(proto), demand.is_once())
    current.tracker:restrict(demand.of_zeek(), demand.of_sums(), shows_tcp or not demand.is_once())
    if shows_http then
        current:add_http(prefs.idle_ns(proto))
    end
end

-- On a second visit the whole capture has been read (a live one: as far as it goes).
local function later(verdict, frame)
    local final = current.tracker:final_anomalies(verdict.stream, frame)
    if not final then
        return verdict.anomalies
    end
    verdict.later = {}
    for anomaly in pairs(final) do
        verdict.later[anomaly] = not (verdict.anomalies and verdict.anomalies[anomaly])
    end
    for anomaly in pairs(verdict.anomalies or {}) do
        final[anomaly] = true
    end
    return final
end

local function show(frame, tree, segment, verdict, known)
    if known then
        verdict.anomalies = later(verdict, frame)
    else
        verdict.acked_in = nil
    end
    verdict.flags, verdict.len = segment.flags, segment.len
    present.show(proto, tree, verdict, segment, language)
end

local function summarise(pinfo, verdicts)
    local text = {}
    for i, verdict in ipairs(verdicts) do
        text[i] = "[" .. steps.text(verdict) .. "] "
    end
    if #text > 0 then
        pinfo.cols.info:prepend(table.concat(text))
    end
end

local function show_tcp(pinfo, frame, tree, headers, known)
    if current.fresh and not with_summary then
        show(frame, tree, headers[1].segment, current.fresh, known)
        return
    end
    local verdicts = {}
    for i, header in ipairs(headers) do
        local verdict = current:verdict(frame, i)
        if verdict then
            verdicts[#verdicts + 1] = verdict
            show(frame, tree, header.segment, verdict, known)
        end
    end
    if with_summary then
        summarise(pinfo, verdicts)
    end
end

local function show_http(tvb, frame, tree, headers, known)
    if current.http.store:is_empty() then
        return
    end
    for i, header in ipairs(headers) do
        local record = current.keep:find(frame, i - 1)
        if record and current.http:concerns(record) then
            present_http.show(http_proto, tvb, frame, tree, current, header.segment, record, known, language)
        end
    end
end

function post.dissector(tvb, pinfo, tree)
    if not current then
        open_file(tvb, pinfo, tree)
    end
    if is_idle then
        return
    end
    local frame = pinfo.number
    local headers, known = current:visit(pinfo, frame)
    if #headers == 0 then
        return
    end
    if shows_tcp then
        show_tcp(pinfo, frame, tree, headers, known)
    end
    if shows_http then
        show_http(tvb, frame, tree, headers, known)
    end
end

register_postdissector(post)

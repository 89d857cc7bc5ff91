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
local is_asked, answers -- labflow.http, whether it is switched on
local visit = {} -- what the first of the two found out about the frame under dissection

function proto.init()
    current, visit.frame = nil, nil
end

-- Wireshark tells a script nothing of which protocols are switched on; but it calls none that is not.
local function is_http_on(tvb, pinfo, tree)
    is_asked, answers = true, false
    Dissector.get("labflow.http"):call(tvb:range(0, 0):tvb(), pinfo, tree)
    is_asked = false
    return answers
end

local function open_file(with_http)
    demand.read()
    present.choose()
    current = session.new(prefs.two_msl_ns(proto))
    if with_http then
        current:add_http(prefs.idle_ns(proto))
    end
end

-- Analyses the frame, which either of the two may be the first to be called for.
local function go_to(pinfo)
    visit.frame = pinfo.number
    visit.headers, visit.known = current:visit(pinfo)
end

-- On a second visit the whole capture has been read (a live one: as far as it goes).
local function later(verdict, frame, known)
    if not known then
        verdict.acked_in = nil
        return verdict.anomalies
    end
    local final = current.tracker:final_anomalies(verdict.stream, frame)
    if not final then
        return verdict.anomalies
    end
    for anomaly in pairs(verdict.anomalies or {}) do
        final[anomaly] = true
    end
    return final
end

local function show(pinfo, tree, segment, verdict, known)
    verdict.anomalies = later(verdict, pinfo.number, known)
    verdict.flags, verdict.len = segment.flags, segment.len
    present.show(proto, tree, verdict, segment, prefs.language(proto))
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

function proto.dissector(tvb, pinfo, tree)
    if not current then
        open_file(is_http_on(tvb, pinfo, tree))
    end
    go_to(pinfo)
    local with_summary = prefs.info_summary(proto)
    if demand.is_none() and not with_summary then
        return
    end
    local verdicts = {}
    for i, header in ipairs(visit.headers) do
        local verdict = current:verdict(pinfo.number, i)
        if verdict then
            verdicts[#verdicts + 1] = verdict
            show(pinfo, tree, header.segment, verdict, visit.known)
        end
    end
    if with_summary then
        summarise(pinfo, verdicts)
    end
end

function http_proto.dissector(tvb, pinfo, tree)
    if is_asked then
        answers = true
        return
    end
    if not current then
        open_file(true)
    end
    if visit.frame ~= pinfo.number then
        go_to(pinfo)
    end
    visit.frame = nil
    if demand.is_none() then
        return
    end
    for i, header in ipairs(visit.headers) do
        local record = current.keep:find(pinfo.number, i - 1)
        if record and current.http:concerns(record) then
            present_http.show(http_proto, tvb, pinfo.number, tree, current, header.segment, record, visit.known,
                prefs.language(proto))
        end
    end
end

register_postdissector(proto)
register_postdissector(http_proto)

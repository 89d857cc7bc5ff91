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

local fields = import("fields")
local prefs = import("prefs")
local present = import("present")
local session = import("session")
local steps = import("steps")

fields.register(proto)
prefs.register(proto)

local current -- the session of the file that is open

function proto.init()
    current = session.new(prefs.two_msl_ns(proto))
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

local function show(tvb, pinfo, tree, segment, verdict, known)
    verdict.anomalies = later(verdict, pinfo.number, known)
    verdict.flags, verdict.len = segment.flags, segment.len
    present.show(proto, tvb, tree, verdict, segment, prefs.language(proto))
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
    current = current or session.new(prefs.two_msl_ns(proto))
    local headers, known = current:visit(pinfo)
    local verdicts = {}
    for i, header in ipairs(headers) do
        local record = current.keep:find(pinfo.number, i - 1)
        local verdict = record and current.keep:get(record)
        if verdict then
            verdicts[#verdicts + 1] = verdict
            show(tvb, pinfo, tree, header.segment, verdict, known)
        end
    end
    if prefs.info_summary(proto) then
        summarise(pinfo, verdicts)
    end
end

register_postdissector(proto)

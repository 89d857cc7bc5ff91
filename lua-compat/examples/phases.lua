-- SPDX-License-Identifier: GPL-2.0-or-later
-- An example of a script of one's own: how many segments each phase of each connection has, from
-- labflow's fields, whether the plugin gives them or labflow.lua does.
--
--   tshark -q -X lua_script:labflow.lua -X lua_script:examples/phases.lua -r FILE
--
-- Several segments in a frame (a tunnel) give a field several values, in their order.

local all_streams = Field.new("labflow.stream")
local all_phases = Field.new("labflow.phase")

local tap = Listener.new("frame", "labflow")
local counts, order = {}, {}

local function count(stream, phase)
    local name = stream .. " " .. phase
    if not counts[name] then
        counts[name] = 0
        order[#order + 1] = name
    end
    counts[name] = counts[name] + 1
end

function tap.packet()
    local streams, phases = { all_streams() }, { all_phases() }
    for i, stream in ipairs(streams) do
        count(stream.display, phases[i].value)
    end
end

function tap.draw()
    for _, name in ipairs(order) do
        print(("connection %s: %d"):format(name, counts[name]))
    end
end

function tap.reset()
    counts, order = {}, {}
end

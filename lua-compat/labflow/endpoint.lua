-- SPDX-License-Identifier: GPL-2.0-or-later
-- The RFC 9293 endpoint machine as an observer can run it; its table is
-- plugin/data/transitions.def. Mirrors plugin/core/endpoint.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")

local endpoint = {}
local next_state = {}

for _, number in pairs(data.enum.state) do
    next_state[number] = {}
end
for _, row in ipairs(data.transitions) do
    next_state[data.enum.state[row[1]]][row[2]] = data.enum.state[row[3]]
end

-- [state][event]: the state after it; nil where the table has no row, so that it stays what it is.
endpoint.next_state = next_state

return endpoint

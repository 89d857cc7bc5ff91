-- SPDX-License-Identifier: GPL-2.0-or-later
-- The words of the contract and the numbers behind them. Mirrors plugin/core/names.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")

-- names.enum.state.CLOSED is a number; names.state[number] is "CLOSED".
local names = { enum = data.enum }

for list, texts in pairs(data.name) do
    names[list] = texts
end

return names

-- SPDX-License-Identifier: GPL-2.0-or-later
-- The contract's words for HTTP and the numbers behind them. Mirrors plugin/core/http/names.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")

-- names.enum.phase.REQUEST is a number; names.phase[number] is "request".
local names = { enum = {} }

for _, list in ipairs({ "phase", "persistence", "outcome", "validator" }) do
    names.enum[list] = data.enum["http_" .. list]
    names[list] = data.name["http_" .. list]
end

return names

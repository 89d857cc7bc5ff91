-- SPDX-License-Identifier: GPL-2.0-or-later
-- What a segment does, in two words: "handshake 1", "teardown 2,3", "transfer". Mirrors
-- plugin/core/steps.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local names = import("names")

local steps = {}

-- The steps of the verdict as a list of numbers.
function steps.list(verdict)
    local found = {}
    if verdict.handshake_step then
        found[1] = verdict.handshake_step
    end
    for number = 1, 4 do
        if verdict.teardown_steps and verdict.teardown_steps[number] then
            found[#found + 1] = number
        end
    end
    return found
end

function steps.text(verdict)
    local found = steps.list(verdict)
    local phase = names.phase[verdict.phase]
    return #found == 0 and phase or phase .. " " .. table.concat(found, ",")
end

return steps

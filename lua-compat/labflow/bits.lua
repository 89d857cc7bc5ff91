-- SPDX-License-Identifier: GPL-2.0-or-later
-- The two operations on 32 bits that Lua 5.2 and 5.4 do not share. All numbers are from 0 to 2^32 - 1.
local bits = {}

local WRAP = 4294967296

-- Digit by digit where there is no library: only outside Wireshark, which always brings one.
local function plain_xor(a, b)
    local result, unit = 0, 1
    while a > 0 or b > 0 do
        if a % 2 ~= b % 2 then
            result = result + unit
        end
        a, b, unit = (a - a % 2) / 2, (b - b % 2) / 2, unit * 2
    end
    return result
end

local library = rawget(_G, "bit") or rawget(_G, "bit32")

if library then
    local bxor = library.bxor
    -- Of any count of numbers.
    function bits.xor(...)
        return bxor(...) % WRAP
    end
else
    function bits.xor(first, ...)
        for _, number in ipairs({ ... }) do
            first = plain_xor(first, number)
        end
        return first
    end
end

-- Neither product below leaves the 53 bits that a double holds exactly.
function bits.multiply(a, b)
    local low = a % 65536
    local high = (a - low) / 65536
    return (((high * b) % 65536) * 65536 + low * b) % WRAP
end

return bits

-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sequence number arithmetic, RFC 9293 section 3.4: 32 bits, modulo 2^32. Mirrors plugin/core/seq.h.
--
-- A position is a sequence number unwrapped, so that a stream of many times 4 GiB has one order; a
-- double of Lua 5.2 holds it exactly up to 2^53. Only + - * % are used: Lua 5.4 keeps integers then.
local seq = {}

local WRAP = 4294967296
local HALF = 2147483648

-- No window is larger (RFC 7323 section 2.2); what lies further away is not of this stream.
seq.HORIZON = 1073741824
seq.WRAP, seq.HALF = WRAP, HALF

-- The first position of an end whose first raw number is `raw`; leaves room below for old data.
function seq.start(raw)
    return WRAP + raw
end

-- a - b as a signed number of 32 bits.
function seq.difference(a, b)
    local d = (a - b) % WRAP
    return d >= HALF and d - WRAP or d
end

-- The position nearest to `reference` whose raw number is `raw`.
function seq.near(reference, raw)
    local d = (raw - reference) % WRAP
    return d >= HALF and reference + d - WRAP or reference + d
end

function seq.raw(pos)
    return pos % WRAP
end

return seq

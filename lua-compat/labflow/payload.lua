-- SPDX-License-Identifier: GPL-2.0-or-later
-- Payload: the octets that a segment carries, in the frame under dissection, as a text that is read
-- only where somebody looks at it. One table serves all segments: nothing can be read of a frame that
-- is no longer under dissection.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local payload = {}
payload.__index = payload

function payload.new()
    return setmetatable({ tvb = nil, offset = 0, raw = "", at = 0, count = 0 }, payload)
end

-- `count` octets behind the first `at` ones of what stands at `offset` (from 0) of `tvb` and begins with
-- `raw`.
function payload:set(tvb, offset, raw, at, count)
    self.tvb, self.offset, self.raw, self.at, self.count = tvb, offset, raw, at, count
    return self
end

-- The first `count` octets are left out.
function payload:skip(count)
    self.at, self.count = self.at + count, self.count - count
end

-- As string.sub, for 1 <= i.
function payload:sub(i, j)
    if not j or j > self.count then
        j = self.count
    end
    if i > j then
        return ""
    end
    local from, to = self.at + i, self.at + j
    if to <= #self.raw then
        return self.raw:sub(from, to)
    end
    return self.tvb:raw(self.offset + from - 1, j - i + 1)
end

return payload

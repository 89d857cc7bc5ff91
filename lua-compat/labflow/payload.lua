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
    return setmetatable({ tvb = nil, at = 0, count = 0, peek = "" }, payload)
end

-- `count` octets at `at` (from 0) of `tvb`; the first ones of them are `peek`.
function payload:set(tvb, at, count, peek)
    self.tvb, self.at, self.count, self.peek = tvb, at, count, peek
    return self
end

-- The first `count` octets are left out.
function payload:skip(count)
    self.at, self.count = self.at + count, self.count - count
    self.peek = self.peek:sub(count + 1)
end

-- As string.sub, for 1 <= i.
function payload:sub(i, j)
    if not j or j > self.count then
        j = self.count
    end
    if i > j then
        return ""
    end
    if j <= #self.peek then
        return self.peek:sub(i, j)
    end
    return self.tvb:raw(self.at + i - 1, j - i + 1)
end

return payload

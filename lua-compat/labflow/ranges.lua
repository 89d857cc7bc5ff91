-- SPDX-License-Identifier: GPL-2.0-or-later
-- Byte ranges that were seen out of order: what a receiver holds above RCV.NXT. Mirrors
-- plugin/core/ranges.c. A list of { left, right }: sorted, disjoint, not touching.
local ranges = {}

-- More holes than this and the lowest ones are taken as lost for good; bounds cost per segment.
ranges.MAX = 256

function ranges.new()
    return {}
end

local function join(list, first, last, left, right)
    list[first] = { left = left, right = right }
    for _ = first + 1, last do
        table.remove(list, first + 1)
    end
end

-- Adds [left, right). Returns the position up to which holes had to be given up; 0: none.
function ranges.add(list, left, right)
    local first = 1
    if left >= right then
        return 0
    end
    while list[first] and list[first].right < left do
        first = first + 1
    end
    local last = first
    while list[last] and list[last].left <= right do
        left = math.min(left, list[last].left)
        right = math.max(right, list[last].right)
        last = last + 1
    end
    if last > first then
        join(list, first, last - 1, left, right)
        return 0
    end
    table.insert(list, first, { left = left, right = right })
    return #list > ranges.MAX and list[1].right or 0
end

-- Whether all of [left, right) is held.
function ranges.hold(list, left, right)
    for _, range in ipairs(list) do
        if range.left > left then
            return false
        end
        if right <= range.right then
            return true
        end
    end
    return false
end

-- The receiver's next position is `next`: drops what lies below and returns where the in-order bytes
-- end once the ranges that touch `next` are joined to it.
function ranges.advance(list, next)
    while list[1] and list[1].left <= next do
        next = math.max(next, list[1].right)
        table.remove(list, 1)
    end
    return next
end

local function put_back(list, at, left, right)
    if left >= right then
        return at
    end
    table.insert(list, at, { left = left, right = right })
    return at + 1
end

-- Takes [left, right) out; what is then too much goes from the bottom.
function ranges.remove(list, left, right)
    local at = 1
    while list[at] and list[at].right <= left do
        at = at + 1
    end
    while left < right and list[at] and list[at].left < right do
        local cut = table.remove(list, at)
        at = put_back(list, at, cut.left, math.min(left, cut.right))
        at = put_back(list, at, math.max(right, cut.left), cut.right)
    end
    if #list > ranges.MAX then
        table.remove(list, 1)
    end
end

function ranges.clear(list)
    for i = #list, 1, -1 do
        list[i] = nil
    end
end

return ranges

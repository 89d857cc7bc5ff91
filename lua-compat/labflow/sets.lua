-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sets of names, each of which is there once and never changes: a million messages of which most have the
-- same few marks need no table each. In C they are bits.
local sets = {}

sets.EMPTY = {}

local edges = { [sets.EMPTY] = {} } -- set -> name -> the set with that name, too
local known = { [""] = sets.EMPTY } -- by their names in order

local function key_of(set)
    local names = {}
    for name in pairs(set) do
        names[#names + 1] = name
    end
    table.sort(names)
    return table.concat(names, " ")
end

local function join(set, name)
    local more = { [name] = true }
    for old in pairs(set) do
        more[old] = true
    end
    local key = key_of(more)
    if not known[key] then
        known[key] = more
        edges[more] = {}
    end
    return known[key]
end

-- `set`, one of these, with `name` in it.
function sets.with(set, name)
    if set[name] then
        return set
    end
    local found = edges[set][name]
    if not found then
        found = join(set, name)
        edges[set][name] = found
    end
    return found
end

return sets

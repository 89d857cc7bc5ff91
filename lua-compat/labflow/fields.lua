-- SPDX-License-Identifier: GPL-2.0-or-later
-- Fields and expert items, from plugin/data/fields.def and anomalies.def. Mirrors plugin/epan/fields.c
-- and experts.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")

local fields = {}

local MAKE = {
    STRING = function(row) return ProtoField.string(row.name, row.title, nil, row.about) end,
    BOOLEAN = function(row) return ProtoField.bool(row.name, row.title, nil, nil, nil, row.about) end,
    UINT8 = function(row) return ProtoField.uint8(row.name, row.title, base.DEC, nil, nil, row.about) end,
    UINT32 = function(row) return ProtoField.uint32(row.name, row.title, base.DEC, nil, nil, row.about) end,
    INT32 = function(row) return ProtoField.int32(row.name, row.title, base.DEC, nil, nil, row.about) end,
    RELATIVE_TIME = function(row) return ProtoField.relative_time(row.name, row.title, row.about) end,
    FRAMENUM = function(row)
        return ProtoField.framenum(row.name, row.title, base.NONE, frametype[row.base], nil, row.about)
    end,
}

-- By their ids.
fields.field = {}
fields.expert = {}

function fields.register(proto)
    for _, row in ipairs(data.fields) do
        fields.field[row.id] = MAKE[row.type](row)
    end
    for _, row in ipairs(data.anomalies) do
        fields.expert[row.id] = ProtoExpert.new("labflow.expert." .. row.name,
            row.en .. " (" .. row.authority .. ")", expert.group[row.group], expert.severity[row.severity])
    end
    proto.fields = fields.field
    proto.experts = fields.expert
end

return fields

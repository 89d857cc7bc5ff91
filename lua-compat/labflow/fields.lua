-- SPDX-License-Identifier: GPL-2.0-or-later
-- Fields and expert items, from plugin/data/fields.def, anomalies.def and those of HTTP. Mirrors plugin/epan/fields.c
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
    UINT16 = function(row) return ProtoField.uint16(row.name, row.title, base.DEC, nil, nil, row.about) end,
    UINT32 = function(row) return ProtoField.uint32(row.name, row.title, base.DEC, nil, nil, row.about) end,
    UINT64 = function(row) return ProtoField.uint64(row.name, row.title, base.DEC, nil, nil, row.about) end,
    INT32 = function(row) return ProtoField.int32(row.name, row.title, base.DEC, nil, nil, row.about) end,
    RELATIVE_TIME = function(row) return ProtoField.relative_time(row.name, row.title, row.about) end,
    FRAMENUM = function(row)
        return ProtoField.framenum(row.name, row.title, base.NONE, frametype[row.base], nil, row.about)
    end,
}

-- By their ids.
fields.field = {}
fields.expert = {}

local function register(proto, field_rows, anomaly_rows)
    local own, experts = {}, {}
    for _, row in ipairs(field_rows) do
        own[row.id] = MAKE[row.type](row)
        fields.field[row.id] = own[row.id]
    end
    for _, row in ipairs(anomaly_rows) do
        experts[row.id] = ProtoExpert.new("labflow.expert." .. row.name,
            row.en .. " (" .. row.authority .. ")", expert.group[row.group], expert.severity[row.severity])
        fields.expert[row.id] = experts[row.id]
    end
    proto.fields = own
    proto.experts = experts
end

function fields.register(proto)
    register(proto, data.fields, data.anomalies)
end

-- The protocol is labflow.http.
function fields.register_http(proto)
    register(proto, data.http_fields, data.http_anomalies)
end

return fields

-- SPDX-License-Identifier: GPL-2.0-or-later
-- Expert items on the tree. Mirrors plugin/epan/experts.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local fields = import("fields")

local experts = {}

-- Adds an item for each of `rows` (data.anomalies or data.http_anomalies) that is in the set `anomalies`.
function experts.add(tree, rows, anomalies, language)
    for _, row in ipairs(rows) do
        if anomalies[row.id] then
            tree:add_proto_expert_info(fields.expert[row.id], row[language] .. " (" .. row.authority .. ")")
        end
    end
end

return experts

-- SPDX-License-Identifier: GPL-2.0-or-later
-- What a script of a user's own costs that does nothing but read eight fields of TCP: for the benchmark.
local names = { "tcp.stream", "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack", "tcp.len", "tcp.flags", "tcp.window_size" }
local fields = {}
for i, name in ipairs(names) do
    fields[i] = Field.new(name)
end

local proto = Proto("eight_fields", "Eight fields, read")
local sum = 0

function proto.dissector()
    for i = 1, #fields do
        local info = fields[i]()
        if info then
            sum = sum + info.value
        end
    end
end

register_postdissector(proto)

-- SPDX-License-Identifier: GPL-2.0-or-later
std = "lua52"
max_line_length = 120
read_globals = {
    "base", "expert", "frametype", "get_version", "register_postdissector", "Dir", "Dissector", "DissectorTable",
    "Field", "Listener", "NSTime", "Pref", "Proto", "ProtoExpert", "ProtoField", "TreeItem", "Tvb", "UInt64",
}
files["tests/parity"] = { read_globals = { "loadstring", "unpack" } } -- of Lua 5.1
files["tests/parity/core.lua"] = { globals = { "Dissector", "DissectorTable", "Field", "Tvb" } }
files["lua-compat/generate.lua"] = { globals = { "arg" } }
files["lua-compat/labflow/data.lua"] = { max_line_length = false }

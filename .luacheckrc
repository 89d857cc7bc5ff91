-- SPDX-License-Identifier: GPL-2.0-or-later
std = "lua52"
max_line_length = 120
files["lua-compat"] = {
    read_globals = {
        "base", "expert", "frametype", "register_postdissector", "Field", "NSTime", "Pref", "Proto", "ProtoExpert",
        "ProtoField",
    },
}
files["lua-compat/generate.lua"] = { globals = { "arg" } }
files["lua-compat/labflow/data.lua"] = { max_line_length = false }

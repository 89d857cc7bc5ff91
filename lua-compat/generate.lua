-- SPDX-License-Identifier: GPL-2.0-or-later
-- generate.lua [--check]: writes labflow/data.lua from plugin/data/*.def, which both languages share.
-- With --check nothing is written: it fails where the two have drifted apart.

if not arg then
    return -- Wireshark runs whatever lies in its plugin folder
end

local here = arg[0]:match("^(.*)/[^/]*$") or "."
local source = here .. "/../plugin/data/"
local target = here .. "/labflow/data.lua"

-- C writes a state and its events in capitals; what Lua compares them with has the same names.
local PREFIX = "^%u+_"

local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("*a")
    file:close()
    return text
end

-- The values between a row's parentheses: texts in quotes and bare words.
local function values(inner)
    local found, at = {}, 1
    while at <= #inner do
        local text, after = inner:match('^%s*("[^"]*")%s*,?()', at)
        if not text then
            text, after = inner:match("^%s*([%w_]+)%s*,?()", at)
        end
        assert(text, "cannot read: " .. inner)
        found[#found + 1] = text
        at = after
    end
    return found
end

local function bare(text)
    return (text:gsub('^"(.*)"$', "%1"))
end

local function rows(name, macro, count)
    local found = {}
    for line in read(source .. name):gmatch("[^\n]+") do
        local inner = line:match("^" .. macro .. "%((.*)%)$")
        if inner then
            local row = values(inner)
            assert(#row == count, name .. ": " .. line)
            assert(not line:find("\\", 1, true), name .. ": no escapes: " .. line)
            found[#found + 1] = row
        end
    end
    assert(#found > 0, name .. " has no row of " .. macro)
    return found
end

local out = {}

local function say(text, ...)
    out[#out + 1] = select("#", ...) > 0 and text:format(...) or text
end

local function quoted(text)
    return '"' .. bare(text) .. '"'
end

local function say_fields(key, name)
    say("data.%s = {", key)
    for _, row in ipairs(rows(name, "LF_FIELD", 6)) do
        say("    { id = %s, name = %s, title = %s, type = %s, base = %s, about = %s },", quoted(row[1]), row[2],
            row[3], quoted(row[4]), quoted(row[5]), row[6])
    end
    say("}\n")
end

local function say_anomalies(key, name)
    say("data.%s = {", key)
    for _, row in ipairs(rows(name, "LF_ANOMALY", 7)) do
        say("    { id = %s, name = %s, group = %s, severity = %s, authority = %s, en = %s, zh = %s },",
            quoted(row[1]), row[2], quoted(row[3]), quoted(row[4]), row[5], row[6], row[7])
    end
    say("}\n")
end

local function say_names(prefix, name)
    local lists, order = {}, {}
    for _, row in ipairs(rows(name, "LF_NAME", 3)) do
        local list = row[1]
        if not lists[list] then
            lists[list] = {}
            order[#order + 1] = list
        end
        table.insert(lists[list], row)
    end
    for _, list in ipairs(order) do
        local ids, texts = {}, {}
        for i, row in ipairs(lists[list]) do
            ids[i] = ("%s = %d"):format(row[2]:gsub("^LF_", ""):gsub(PREFIX, ""), i - 1)
            texts[i] = ("[%d] = %s"):format(i - 1, row[3])
        end
        say("data.enum.%s%s = { %s }", prefix, list, table.concat(ids, ", "))
        say("data.name.%s%s = { %s }", prefix, list, table.concat(texts, ", "))
    end
end

local function say_transitions()
    say("-- { state, event, next }")
    say("data.transitions = {")
    for _, row in ipairs(rows("transitions.def", "LF_TRANSITION", 5)) do
        say('    { "%s", "%s", "%s" }, -- %s: %s', row[1], row[2], row[3], bare(row[4]), bare(row[5]))
    end
    say("}\n")
end

local function say_sentences(key, name)
    say("data.%s = {", key)
    for _, row in ipairs(rows(name, "LF_SENTENCE", 3)) do
        say("    %s = {\n        en = %s,\n        zh = %s,\n    },", row[1], row[2], row[3])
    end
    say("}")
end

local function generate()
    say("-- SPDX-License-Identifier: GPL-2.0-or-later")
    say("-- Made by lua-compat/generate.lua from plugin/data/*.def: change those.")
    say("-- luacheck: no max line length")
    say("local data = {}\n")
    say("-- In the order in which they are registered.")
    say_fields("fields", "fields.def")
    say_fields("http_fields", "http_fields.def")
    say_anomalies("anomalies", "anomalies.def")
    say_anomalies("http_anomalies", "http_anomalies.def")
    say("-- Numbers from 0, in C's order; states are compared by them.")
    say("data.enum, data.name = {}, {}")
    say_names("", "names.def")
    say_names("http_", "http_names.def")
    say("")
    say_transitions()
    say_sentences("sentences", "sentences.def")
    say("")
    say_sentences("http_sentences", "http_sentences.def")
    say("\nreturn data")
    return table.concat(out, "\n") .. "\n"
end

local made = generate()
if arg[1] == "--check" then
    if made ~= read(target) then
        io.stderr:write("lua-compat/labflow/data.lua is not what plugin/data/*.def say: run lua-compat/generate.lua\n")
        os.exit(1)
    end
    os.exit(0)
end
local file = assert(io.open(target, "wb"))
file:write(made)
file:close()

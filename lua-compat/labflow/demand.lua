-- SPDX-License-Identifier: GPL-2.0-or-later
-- Demand: which fields somebody looks at, so that the others need not be made. Mirrors
-- plugin/epan/demand.c.
--
-- Wireshark tells, but for one case: in tshark -T fields, before 4.4, every field counts as looked at.
-- There the command line tells, where it can be read. It tells, too, whether tshark shows each frame once and
-- never again: then it is found out at the first frame what is looked at in all of them.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")
local fields = import("fields")

local demand = {}

local referenced, field = TreeItem.referenced, fields.field

-- Ids of the fields that are looked at in all frames; nil: Wireshark is asked at each.
local listed

local is_once = false

local function read_words()
    local file = io.open("/proc/self/cmdline", "rb")
    local line = file and file:read("*a")
    if file then
        file:close()
    end
    local words = {}
    for word in (line or ""):gmatch("[^%z]+") do
        words[#words + 1] = word
    end
    return words
end

-- Taps, columns, colours, other scripts and MATE may look at fields that are not named here.
local UNCLEAR = { "^%-%w*z", "_ws%.col", "color", "^mate", "^%-o?mate" }

local function is_script(word)
    return word:find("lua_script:", 1, true) ~= nil
end

local function is_unclear(word)
    if is_script(word) then
        return not word:find("labflow.lua", 1, true)
    end
    for _, pattern in ipairs(UNCLEAR) do
        if word:find(pattern) then
            return true
        end
    end
    return false
end

-- What names begin with: all of labflow's, those that messages alone tell, those that Zeek's machine alone tells,
-- and those that tell which segments an ACK covers.
local LABFLOW = { "labflow", "expert" }
local OF_MESSAGES = { "labflow.http", "labflow.close", "expert" }
local OF_ZEEK = { "labflow.conn" }
local OF_SUMS = { "labflow.ack.f", "labflow.acked", "labflow.explain" }

local function asks_for_fields(words)
    local found = false
    for i, word in ipairs(words) do
        if is_unclear(word) then
            return false
        end
        found = found or word == "-Tfields" or (word == "-T" and words[i + 1] == "fields")
    end
    return found
end

-- Of a plugin folder: whether there are scripts that are not labflow's.
local function has_others(path)
    local names = path and Dir.exists(path) and Dir.open(path)
    if not names then
        return false
    end
    for name in names do
        if name:find("%.lua$") and name ~= "labflow.lua" then
            return true
        end
    end
    return false
end

local function is_before_4_4()
    local major, minor = get_version():match("^(%d+)%.(%d+)")
    return tonumber(major) * 100 + tonumber(minor) < 404
end

local function names_in(words, rows, found)
    for _, row in ipairs(rows) do
        for _, word in ipairs(words) do
            found[row.id] = found[row.id] or word:find(row.name, 1, true) ~= nil
        end
    end
end

-- Those that do not name a script: its path is no field.
local function without_scripts(words)
    local found = {}
    for _, word in ipairs(words) do
        found[#found + 1] = not is_script(word) and word or nil
    end
    return found
end

-- Whether one of `names` stands in one of the words.
local function is_any_named(words, names)
    for _, word in ipairs(words) do
        for _, name in ipairs(names) do
            if word:find(name, 1, true) then
                return true
            end
        end
    end
    return false
end

-- Whether a name of TCP's, or an expert item, stands in one of them.
local function is_segment_named(words)
    for _, word in ipairs(words) do
        if word:find("expert", 1, true) or word:gsub("labflow%.http", ""):find("labflow", 1, true) then
            return true
        end
    end
    return false
end

-- Whether a protocol itself may be, or an expert item, which stands below its own.
local function is_item_named(words)
    for _, word in ipairs(words) do
        word = word:gsub("labflow%.http", "labflow") .. " "
        if word:find("labflow[^%w_.-]") or word:find("expert", 1, true) then
            return true
        end
    end
    return false
end

-- -2 may stand behind other letters in one word.
local function is_read_once(words)
    for _, word in ipairs(words) do
        if word:find("^%-%w*2") then
            return false
        end
    end
    return true
end

local function is_tshark(words)
    return words[1] ~= nil and words[1]:match("[^/]*$") == "tshark"
end

local function read_command_line(words)
    if not is_tshark(words) or not is_before_4_4() or not asks_for_fields(words)
        or has_others(Dir.personal_plugins_path()) or has_others(Dir.global_plugins_path()) then
        return nil
    end
    words = without_scripts(words)
    local found = { none = not is_any_named(words, LABFLOW), own = is_item_named(words) }
    found.messages = is_any_named(words, OF_MESSAGES)
    found.segments = is_segment_named(words)
    found.zeek = not is_once or is_any_named(words, OF_ZEEK)
    found.sums = not is_once or is_any_named(words, OF_SUMS)
    names_in(words, data.fields, found)
    names_in(words, data.http_fields, found)
    for _, row in ipairs(data.http_fields) do
        found.http = found.http or found[row.id]
    end
    return found
end

-- Expert items are looked at without being named.
local function read_references(tree)
    local found = { none = false, own = true, messages = true, segments = true }
    for _, row in ipairs(data.fields) do
        found[row.id] = referenced(tree, field[row.id])
    end
    for _, row in ipairs(data.http_fields) do
        found[row.id] = referenced(tree, field[row.id])
        found.http = found.http or found[row.id]
    end
    found.zeek = found.conn_state or found.conn_history
    found.sums = found.ack_frame or found.ack_formula or found.acked_in or found.explain
    return found
end

-- At the first frame of each file.
function demand.read(tree)
    local words = read_words()
    is_once = is_tshark(words) and is_read_once(words)
    listed = read_command_line(words)
    if not listed and is_once and not tree.visible then
        listed = read_references(tree)
    end
end

-- Whether nobody looks at any field or expert item.
function demand.is_none()
    return listed ~= nil and listed.none
end

-- Whether Wireshark is to be asked for each field. Otherwise may_be has the answer, and no tree is shown.
function demand.is_asked()
    return listed == nil
end

-- Whether the items of the protocols may be looked at, or those of experts below them.
function demand.of_items()
    return not listed or listed.own
end

-- Whether somebody looks at what messages tell.
function demand.of_messages()
    return not listed or listed.messages
end

-- Whether somebody looks at what segments tell.
function demand.of_segments()
    return not listed or listed.segments
end

-- Whether somebody looks at which segments an ACK covers, and at its sum.
function demand.of_sums()
    return not listed or listed.sums
end

-- Whether somebody looks at conn_state and history.
function demand.of_zeek()
    return not listed or listed.zeek
end

-- Whether each frame is shown once, when it is read, and never again.
function demand.is_once()
    return is_once
end

-- Whether it is worth asking for the field at a frame.
function demand.may_be(id)
    return not listed or listed[id]
end

-- Whether somebody looks at the field of this id: a leaf is added whether or not its subtree is.
function demand.of(tree, id)
    if listed then
        return listed[id]
    end
    return referenced(tree, field[id])
end

-- Whether somebody looks at any field of labflow.http, which is `protocol`.
function demand.of_http(tree, protocol)
    if listed then
        return listed.http
    end
    return referenced(tree, protocol)
end

-- Whether the text of an item in the tree may be read.
function demand.whole(tree)
    return not listed and tree.visible
end

return demand

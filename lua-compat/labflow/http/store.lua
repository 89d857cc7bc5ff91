-- SPDX-License-Identifier: GPL-2.0-or-later
-- Store: the messages of a whole capture, and which TCP segment carried which. Mirrors
-- plugin/core/http/store.c, but for packing: a message is a table, kept by its number, from 1.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local message = import("http/message")

local store = {}
store.__index = store

local TEXT_MAX = 2048

function store.new()
    return setmetatable({
        count = 0,
        messages = {},
        carried = {}, -- TCP record -> message
        last_record = 0, -- the newest of them
        others = {}, -- TCP record -> list of messages
        notes = {}, -- TCP record -> set of anomalies that are no message's
    }, store)
end

-- The number of a new message.
function store:add()
    self.count = self.count + 1
    self.messages[self.count] = message.new()
    return self.count
end

-- Any message as it is now.
function store:get(number)
    return self.messages[number]
end

-- A message that is not complete; nil: it is.
function store:live(number)
    local m = self.messages[number]
    return not m.packed and m or nil
end

-- It is complete.
function store:pack(number)
    self.messages[number].packed = true
end

-- The connection ended before an answer to it.
function store:set_unanswered(number)
    message.mark(self.messages[number], "UNANSWERED")
end

local TAIL = "[\128-\191]"
-- What UTF-8 is, RFC 3629 section 4: no other form of what fits in less, no halves of UTF-16.
local FORMS = {
    "^[\194-\223]" .. TAIL .. "()",
    "^\224[\160-\191]" .. TAIL .. "()",
    "^[\225-\236\238\239]" .. TAIL .. TAIL .. "()",
    "^\237[\128-\159]" .. TAIL .. "()",
    "^\240[\144-\191]" .. TAIL .. TAIL .. "()",
    "^[\241-\243]" .. TAIL .. TAIL .. TAIL .. "()",
    "^\244[\128-\143]" .. TAIL .. TAIL .. "()",
}

local function form_at(text, at)
    for _, form in ipairs(FORMS) do
        local past = text:match(form, at)
        if past then
            return past
        end
    end
    return nil
end

local function is_utf8(text)
    if text:find("%z") then
        return false
    end
    local at = text:find("[\128-\255]")
    while at do
        local past = form_at(text, at)
        if not past then
            return false
        end
        at = text:find("[\128-\255]", past)
    end
    return true
end

-- `text` cut to a length that fits a sentence and made printable: a tree shows UTF-8 and nothing else.
function store.word(_, text)
    if not text then
        return ""
    end
    if #text > TEXT_MAX then
        text = text:sub(1, TEXT_MAX)
    end
    if not text:find("[^ -~]") then
        return text
    end
    local plain = text:gsub("[%z\1-\31\127]", "?")
    return is_utf8(text) and plain or (plain:gsub("[\128-\255]", "?"))
end

-- Records come in order but for segments that were held back; those few go to the other list.
function store:carry(record, number)
    if self.carried[record] then
        return
    end
    if self.last_record > record then
        self:add_also(record, number)
        return
    end
    self.carried[record] = number
    self.last_record = record
end

-- The message `number` has to do with that segment besides; any number of them.
function store:add_also(record, number)
    if self.carried[record] == number then
        return
    end
    local list = self.others[record]
    if not list then
        list = {}
        self.others[record] = list
    end
    for _, known in ipairs(list) do
        if known == number then
            return
        end
    end
    list[#list + 1] = number
end

-- The segment of `record` has this anomaly, which is of no message.
function store:note(record, anomaly)
    local notes = self.notes[record]
    if not notes then
        notes = {}
        self.notes[record] = notes
    end
    notes[anomaly] = true
end

return store

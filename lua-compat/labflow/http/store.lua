-- SPDX-License-Identifier: GPL-2.0-or-later
-- Store: the messages of a whole capture, and which TCP segment carried which. Mirrors
-- plugin/core/http/store.c, but for packing: a message is a table, kept by its number, from 1.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

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
        kept_marks = {}, -- the sets of marks that there are, each once
    }, store)
end

local NONE = {} -- not to be written to

-- A new message: see plugin/core/http/message.h. What is 0 there may be absent here; `past` is its
-- `end`, and times are in seconds and nanoseconds.
function store:add()
    self.count = self.count + 1
    self.messages[self.count] = {
        begin = 0, past = 0, first_frame = 0, last_frame = 0, first_secs = 0, first_nsecs = 0, last_secs = 0,
        last_nsecs = 0, segments = 0, again = 0, exchange = 0, anomalies = {}, marks = {}, expected = 0, actual = 0,
        method = "", target = "", host = "", status = 0, phase = 0, persistence = 0, outcome = 0, validator = 0,
        version = 0, timeout = 0, done_frame = 0, partner = nil, following = nil, acked_in = nil, packed = nil,
    }
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

local MARKS = {
    "BODY", "CHUNKED", "COMPLETE", "CONDITIONAL", "EXPECTED", "EXPECTS", "SHOWN", "TIMEOUT", "TO_HEAD", "UNANSWERED",
    "UNTIL_CLOSE",
}

local function key_of(marks)
    local key = 0
    for i = 1, #MARKS do
        key = key * 2 + (marks[MARKS[i]] and 1 or 0)
    end
    return key
end

-- It is complete: most have one of a few sets of marks, and no anomaly.
function store:pack(number)
    local m = self.messages[number]
    local key = key_of(m.marks)
    self.kept_marks[key] = self.kept_marks[key] or m.marks
    m.marks = self.kept_marks[key]
    m.packed = true
    if next(m.anomalies) == nil then
        m.anomalies = NONE
    end
end

-- The connection ended before an answer to it.
function store:set_unanswered(number)
    local m = self.messages[number]
    local marks = { UNANSWERED = true }
    for name in pairs(m.marks) do
        marks[name] = true
    end
    m.marks = marks
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
function store:carry(record, message)
    if self.carried[record] then
        return
    end
    if self.last_record > record then
        self:add_also(record, message)
        return
    end
    self.carried[record] = message
    self.last_record = record
end

-- `message` has to do with that segment besides; any number of them.
function store:add_also(record, message)
    if self.carried[record] == message then
        return
    end
    local list = self.others[record]
    if not list then
        list = {}
        self.others[record] = list
    end
    for _, known in ipairs(list) do
        if known == message then
            return
        end
    end
    list[#list + 1] = message
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

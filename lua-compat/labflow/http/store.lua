-- SPDX-License-Identifier: GPL-2.0-or-later
-- Store: which TCP segment carried which message of a capture. Mirrors plugin/core/http/store.c, but for packing: a
-- message is a table, and what is called its number in C is that table here, so that it lives as long as somebody
-- knows it.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local message = import("http/message")

local store = {}
store.__index = store

local TEXT_MAX = 2048

-- `once`: nobody comes back to a frame.
function store.new(once)
    return setmetatable({
        once = once,
        base = 0, -- what records count from in the next three
        carried = {}, -- TCP record -> message
        others = {}, -- TCP record -> list of messages
        notes = {}, -- TCP record -> set of anomalies that are no message's
        last_record = 0, -- the newest that carries one
        dirty = false, -- something was added since begin_frame
    }, store)
end

-- The first segment of a frame comes behind record `last`: what that one and those before it carry is of interest only
-- where somebody comes back to them.
function store:begin_frame(last)
    if not self.once then
        return
    end
    if self.dirty then
        for i = 1, last - self.base + 1 do
            self.carried[i], self.others[i], self.notes[i] = nil, nil, nil
        end
        self.dirty = false
    end
    self.base = last
end

-- Whether there is nothing to say of any segment of this frame. Known where nobody comes back to one.
function store:is_empty()
    return self.once and not self.dirty
end

-- A new message.
store.add = message.new

-- Whether it is not complete.
function store.is_live(m)
    return not m.packed
end

-- It is complete.
function store.pack(m)
    m.packed = true
end

-- The connection ended before an answer to it.
function store.set_unanswered(m)
    message.mark(m, "UNANSWERED")
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

-- The message that the segment carries or ends, and a list of others; nil: none.
function store:of(record)
    local at = record - self.base
    return self.carried[at], self.others[at]
end

-- Anomalies of the segment that are no message's: a set, or nil.
function store:notes_of(record)
    return self.notes[record - self.base]
end

-- Records come in order but for segments that were held back; those few go to the other list.
function store:carry(record, m)
    local at = record - self.base
    if at < 1 or self.carried[at] then
        return
    end
    if self.last_record > record then
        self:add_also(record, m)
        return
    end
    self.carried[at], self.dirty = m, true
    self.last_record = record
end

-- The message `m` has to do with that segment besides; any number of them.
function store:add_also(record, m)
    local at = record - self.base
    if at < 1 or self.carried[at] == m then
        return
    end
    local list = self.others[at]
    self.dirty = true
    if not list then
        list = {}
        self.others[at] = list
    end
    for _, known in ipairs(list) do
        if known == m then
            return
        end
    end
    list[#list + 1] = m
end

-- The segment of `record` has this anomaly, which is of no message.
function store:note(record, anomaly)
    local at = record - self.base
    if at < 1 then
        return
    end
    local notes = self.notes[at]
    self.dirty = true
    if not notes then
        notes = {}
        self.notes[at] = notes
    end
    notes[anomaly] = true
end

return store

-- SPDX-License-Identifier: GPL-2.0-or-later
-- One sentence for a reader: what this message does, with its own values. Mirrors
-- plugin/core/http/explain.c; the sentences are plugin/data/http_sentences.def.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local data = import("data")
local names = import("http/names")

local explain = {}

local HP, OUT, PERSIST, VALID = names.enum.phase, names.enum.outcome, names.enum.persistence, names.enum.validator

local LONG_TEXT = 200 -- octets of a target that a sentence shows
local TEXT_SIZE = 1024 -- of a sentence; C leaves out each part that does not fit

local function choose_interim(m)
    if m.status == 101 then
        return "SWITCHING"
    end
    if m.status == 100 then
        return "CONTINUE"
    end
    return m.status == 103 and "HINTS" or "INTERIM"
end

local function choose_orphan(m)
    if m.status == 408 then
        return "ORPHAN_TIMEOUT"
    end
    return m.outcome == OUT.NOT_MODIFIED and "NOT_MODIFIED" or "ORPHAN"
end

local NOT_MODIFIED = {
    [VALID.NONE] = "NOT_MODIFIED",
    [VALID.ETAG] = "ETAG",
    [VALID.ETAG_ALONE] = "ETAG_ALONE",
    [VALID.MODIFIED] = "MODIFIED",
    [VALID.MODIFIED_ALONE] = "MODIFIED_ALONE",
}

local ANSWERS = {
    [OUT.NOT_MODIFIED] = function(m) return NOT_MODIFIED[m.validator] end,
    [OUT.CLIENT_ERROR] = function() return "CLIENT_ERROR" end,
    [OUT.SERVER_ERROR] = function() return "SERVER_ERROR" end,
    [OUT.REDIRECT] = function(m) return m.target ~= "" and "REDIRECT" or "ANSWER" end,
}

local function choose_response(m)
    if m.status == 0 then
        return "ANSWER_SIMPLE"
    end
    if m.persistence == PERSIST.UPGRADE then
        return "TUNNEL"
    end
    if not m.marks.COMPLETE then
        return "ANSWER_CUT"
    end
    if not m.partner then
        return choose_orphan(m)
    end
    if ANSWERS[m.outcome] then
        return ANSWERS[m.outcome](m)
    end
    if m.marks.TO_HEAD then
        return "ANSWER_HEAD"
    end
    if m.outcome == OUT.PARTIAL then
        return m.target ~= "" and "PARTIAL" or "PARTIAL_PARTS"
    end
    return "ANSWER"
end

local CHOOSE = {
    [HP.INTERIM] = choose_interim,
    [HP.RESPONSE] = choose_response,
    [HP.UPGRADED] = function(m) return m.host == "" and "TUNNELLED" or "UPGRADED" end,
}

local function choose(m)
    local of_phase = CHOOSE[m.phase]
    if of_phase then
        return of_phase(m)
    end
    return m.marks.COMPLETE and "REQUEST" or "REQUEST_CUT"
end

local function add(out, part)
    if #part >= TEXT_SIZE - out.len then
        return
    end
    out[#out + 1] = part
    out.len = out.len + #part
end

-- Whole numbers of any size: Lua 5.2 writes large ones with an exponent.
local function digits_of(number)
    return ("%d"):format(number)
end

local function expected_of(m)
    return m.expected_text or digits_of(m.expected)
end

-- In a language: `en` or `zh`.
local function say(f, en, zh)
    return f.language == "zh" and zh or en
end

-- Long texts end in dots, and never within a character of UTF-8.
local function add_shortened(out, text)
    if #text <= LONG_TEXT then
        add(out, text)
        return
    end
    local len = LONG_TEXT
    while len > 0 and text:find("^[\128-\191]", len + 1) do
        len = len - 1
    end
    add(out, text:sub(1, len))
    add(out, "…")
end

local function add_octets(f, digits, out)
    add(out, digits)
    add(out, say(f, digits == "1" and " byte" or " bytes", " 字节"))
end

local fill = {}

function fill.exchange(f, out)
    add(out, digits_of(f.m.exchange))
end

function fill.method(f, out)
    add_shortened(out, f.m.method)
end

function fill.target(f, out)
    add_shortened(out, f.m.target)
end

fill.detail = fill.target

function fill.host(f, out)
    if f.m.host ~= "" then
        add(out, say(f, " at ", "，主机 "))
        add_shortened(out, f.m.host)
    end
end

fill["with"] = function(f, out)
    local m = f.m
    if m.actual > 0 then
        add(out, say(f, ", with a body of ", "，带有消息体 "))
        add_octets(f, digits_of(m.actual), out)
    end
    if m.marks.EXPECTS then
        add(out, say(f, ", which waits for 100 Continue", "，消息体等待 100 Continue"))
    end
    if m.marks.CONDITIONAL then
        add(out, say(f, ", if it has changed (conditional request)", "，仅在有变化时才要（条件请求）"))
    end
    if m.persistence == PERSIST.CLOSE then
        add(out, say(f, "; the connection is to close after the response", "；响应之后应关闭连接"))
    end
end

-- "200 OK"
function fill.status(f, out)
    add(out, digits_of(f.m.status))
    if f.m.method ~= "" then
        add(out, " ")
        add_shortened(out, f.m.method)
    end
end

-- A request that is not complete yet (100 Continue) is named by the frame in which it begins.
function fill.request(f, out)
    local r = f.request
    if not r then
        add(out, say(f, "a request that the capture does not hold", "抓包中没有的请求"))
        return
    end
    local is_complete = r.done_frame ~= 0 and r.done_frame <= f.m.done_frame
    add_shortened(out, r.method)
    add(out, " ")
    add_shortened(out, r.target)
    add(out, say(f, " (frame ", "（第 "))
    add(out, digits_of(is_complete and r.done_frame or r.first_frame))
    add(out, say(f, ")", " 帧）"))
end

function fill.body(f, out)
    local m = f.m
    local is_missing = m.marks.EXPECTED and m.actual < m.expected
    if not is_missing and m.actual == 0 then
        add(out, say(f, "no body", "没有消息体"))
        return
    end
    add(out, say(f, "a body of ", "消息体 "))
    add_octets(f, is_missing and expected_of(m) or digits_of(m.actual), out)
    if is_missing then
        add(out, say(f, " (the capture holds ", "（抓包只有 "))
        add(out, digits_of(m.actual))
        add(out, say(f, ")", "）"))
    end
end

-- "100 of 250 bytes"
function fill.came(f, out)
    local m = f.m
    local actual = digits_of(m.actual)
    if not m.marks.EXPECTED then
        add_octets(f, actual, out)
    elseif f.language == "zh" then
        add_octets(f, expected_of(m), out)
        add(out, "中的 ")
        add_octets(f, actual, out)
    else
        add(out, actual)
        add(out, " of ")
        add_octets(f, expected_of(m), out)
    end
end

function fill.protocol(f, out)
    if f.m.host == "" then
        add(out, say(f, "the other protocol", "另一协议"))
    else
        add_shortened(out, f.m.host)
    end
end

function fill.after(f, out)
    local m = f.m
    if m.persistence ~= PERSIST.KEEP_ALIVE then
        add(out, say(f, "the connection closes after it", "之后连接关闭"))
        return
    end
    add(out, say(f, "the connection stays open", "连接保持打开"))
    if m.marks.TIMEOUT then
        add(out, say(f, ", for ", "，空闲时最多 "))
        add(out, digits_of(m.timeout))
        add(out, say(f, " s while idle", " 秒"))
    end
end

-- The sentence on `message` (UTF-8, no line break). `request` is what it answers; nil: it answers nothing, or
-- nobody knows. `language` is "en" or "zh".
function explain.message(message, request, language)
    local f = { m = message, request = request, language = language }
    local sentence = data.http_sentences[choose(message)][language]
    local out, at = { len = 0 }, 1
    for before, name, past in sentence:gmatch("([^{]*){(%l+)}()") do
        add(out, before)
        fill[name](f, out)
        at = past
    end
    add(out, sentence:sub(at))
    return table.concat(out)
end

return explain

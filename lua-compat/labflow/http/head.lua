-- SPDX-License-Identifier: GPL-2.0-or-later
-- Head: the start line and the header fields of one HTTP/1.x message (RFC 9112 sections 2 to 5), as far as
-- they say something about the exchange, the message's length or the connection. Mirrors
-- plugin/core/http/head.c.
--
-- Anybody may have written these octets, and a head may have 256 KiB: no pattern here goes back over what it
-- has read, and no list is taken apart by copying what is left of it. Classes are spelled out, as what a
-- letter is depends on the locale.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local head = {}

local byte, find, match, sub = string.byte, string.find, string.match, string.sub

-- What a run of octets looks like where a start line is due; MAYBE: too short to tell.
head.START = { NO = 0, MAYBE = 1, REQUEST = 2, RESPONSE = 3 }

-- How a body ends. MAYBE: by its length, unless the request that nobody saw was a HEAD. UNKNOWN: nobody can
-- tell.
head.BODY = { NONE = 0, LENGTH = 1, MAYBE = 2, CHUNKED = 3, CLOSE = 4, TUNNEL = 5, UNKNOWN = 6 }

-- What is wrong with a head, one bit each: lf_http_fault says what they mean.
head.FAULT = {
    BAD_LINE = 1, FOLDED = 2, BAD_LENGTH = 4, TWO_LENGTHS = 8, CODING_UNKNOWN = 16, NO_HOST = 32, BAD_CHUNK = 64,
    TOO_LONG = 128, NOT_HTTP = 256, BAD_VERSION = 512, BAD_TARGET = 1024,
}

local START, BODY, FAULT = head.START, head.BODY, head.FAULT

local ETAG_LINES = 4 -- of If-None-Match; further ones are left out
local WORD_MAX = 32 -- no method is longer

local function set_of(words)
    local set = {}
    for word in words:gmatch("%S+") do
        set[word] = true
    end
    return set
end

-- RFC 9110 section 9 and RFC 5789: enough to know an HTTP/0.9 request from noise.
local SIMPLE_METHODS = set_of("GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH")

-- Where nobody knows whether a message begins, half a word must not pass for a method.
local COMMON_METHODS = set_of([[GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY
    MOVE LOCK UNLOCK REPORT SEARCH M-SEARCH NOTIFY]])

-- RFC 9110 section 5.6.2.
local TOKEN = "^[A-Za-z0-9!#$%%&'*+%-.^_`|~]+$"

-- Core takes any case, and so do servers.
local NAME_OF_VERSION = "^[Hh][Tt][Tt][Pp]/"

-- What may stand around a value: a field folded over several lines (RFC 9112 section 5.2) has line ends in
-- it, which count as spaces.
local SPACE = { [9] = true, [10] = true, [13] = true, [32] = true }
local CR, TAB, BLANK = 13, 9, 32

local LOWER = {}
for letter in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):gmatch(".") do
    LOWER[letter] = letter:lower()
end

local function lower(text)
    return (text:gsub("[A-Z]", LOWER))
end

-- Whether `text` is `word`, which is in lower case, with upper and lower case alike.
local function is_word(text, word)
    return #text == #word and (text == word or lower(text) == word)
end

local function has(faults, fault)
    return faults % (2 * fault) >= fault
end

local function add_fault(h, fault)
    if not has(h.faults, fault) then
        h.faults = h.faults + fault
    end
end

local function is_token(word)
    return find(word, TOKEN) ~= nil
end

-- A line without its end; what stands in front of it is its own.
local function strip_end(text)
    local to = #text
    while SPACE[byte(text, to)] do
        to = to - 1
    end
    return to == #text and text or sub(text, 1, to)
end

local function trim(text)
    local from = find(text, "[^ \t\r\n]")
    if not from then
        return ""
    end
    return strip_end(from == 1 and text or sub(text, from))
end

-- The part of `text` before `separator`, and what is behind it.
local function split(text, separator)
    local at = find(text, separator, 1, true)
    if not at then
        return text, ""
    end
    return sub(text, 1, at - 1), sub(text, at + 1)
end

-- Decimal digits without the zeros in front; nil: it is something else.
local function significant(digits)
    if digits == "" or find(digits, "[^0-9]") then
        return nil
    end
    return sub(digits, find(digits, "[1-9]") or #digits)
end

-- "9223372036854775807" is the longest length that C reads; texts are compared by halves, as a double of
-- Lua 5.2 is exact up to 2^53 only.
local function fits_length(digits)
    if #digits ~= 19 then
        return #digits < 19
    end
    local high, low = tonumber(sub(digits, 1, 10)), tonumber(sub(digits, 11))
    return high < 9223372036 or (high == 9223372036 and low <= 854775807)
end

local NO_LINES = {} -- not to be written to

local function clear(h)
    h.request, h.version, h.status, h.faults, h.method, h.target, h.reason = false, 0, 0, 0, nil, nil, nil
    h.close, h.keep_alive, h.expects_continue = false, false, false
    h.has_length, h.coded, h.chunked, h.has_timeout, h.timeout = false, false, false, false, 0
    h.length = 0
    h.length_text = "0" -- exact where `length` is beyond what a number of Lua 5.2 can say
    h.host, h.upgrade, h.range, h.content_range, h.location = nil, nil, nil, nil, nil
    h.etag, h.last_modified, h.if_none_match, h.if_modified_since = nil, nil, NO_LINES, nil
    return h
end

-- One for all heads that are read, one for lines of which only the kind is asked: making tables costs more
-- than filling them in.
local current, judged = clear({}), clear({})
local judged_line = nil -- what `judged` was read from; most such lines are read as a head's next

-- The head that an answer of HTTP/0.9 does not have, until the next one is read.
function head.none()
    clear(current).version = 9
    return current
end

-- "HTTP/1.1": section 2.3. 0: it is something else.
local function read_version(word)
    if #word ~= 8 or not find(word, NAME_OF_VERSION) or not find(word, "^1%.[0-9]", 6) then
        return 0
    end
    return byte(word, 8) == 48 and 10 or 11 -- a later minor version is read as 1.1: section 2.5
end

-- These three read into `h`.
local function read_status_line(line, h)
    local word, rest = split(line, " ")
    local version = read_version(word)
    if version == 0 then
        return nil
    end
    local digits, reason = split(rest, " ")
    if #digits ~= 3 or not find(digits, "^[1-9][0-9][0-9]") then
        return nil
    end
    h.request, h.version, h.status, h.reason = false, version, tonumber(digits), trim(reason)
    return h
end

-- "HTTP/1." is meant as a version, and servers answer it.
local function read_any_version(word)
    local version = read_version(word)
    if version ~= 0 or #word > 8 or not find(word, NAME_OF_VERSION) or byte(word, 6) ~= 49 then
        return version, 0
    end
    return 10, FAULT.BAD_VERSION
end

-- A request line as far as it has come: a method, and behind it no control octet. What is refused here
-- stays refused, whatever follows.
local function may_be_request(line)
    local method, rest = split(strip_end(line), " ")
    return #method <= WORD_MAX and is_token(method) and not find(rest, "[\0-\8\10-\31]")
end

-- The target may, against section 3.2, hold spaces: the version is the last word.
local function read_request_line(line, h)
    local method, rest = split(line, " ")
    if rest == "" or not may_be_request(line) then
        return nil
    end
    local last = match(rest, "^.* ()")
    if not last then
        return nil
    end
    local version, faults = read_any_version(sub(rest, last))
    local target = trim(sub(rest, 1, last - 1))
    if version == 0 or target == "" then
        return nil
    end
    h.request, h.version, h.method, h.target, h.faults = true, version, method, target, faults
    if find(target, " ", 1, true) then
        add_fault(h, FAULT.BAD_TARGET)
    end
    return h
end

local function read_simple_request(line, h)
    local method, target = split(line, " ")
    if not SIMPLE_METHODS[method] or byte(target) ~= 47 or find(target, " ", 1, true)
        or not may_be_request(line) then
        return nil
    end
    h.request, h.version, h.method, h.target = true, 9, method, target
    return h
end

local function read_start_line(line, h)
    return read_status_line(line, h) or read_request_line(line, h) or read_simple_request(line, h)
end

local function judge_line(line)
    judged.status, judged.faults, judged.method, judged.target, judged.reason = 0, 0, nil, nil, nil
    local h = read_start_line(line, judged)
    judged_line = h and line
    return h
end

-- The same into `current`.
local function take_start_line(line)
    local h = clear(current)
    if line ~= judged_line then
        return read_start_line(line, h)
    end
    h.request, h.version, h.status, h.faults = judged.request, judged.version, judged.status, judged.faults
    h.method, h.target, h.reason = judged.method, judged.target, judged.reason
    return h
end

-- No line ending yet: could it still become a start line?
local function judge_beginning(part)
    if find(part, NAME_OF_VERSION) then
        return START.MAYBE
    end
    return may_be_request(part) and START.MAYBE or START.NO
end

-- Judges the octets of `text` from `at` (1 if nil) up to the first line's end. `simple`: also accept
-- HTTP/0.9's "GET /path".
function head.start_of(text, simple, at)
    at = at or 1
    if at > #text then
        return START.MAYBE
    end
    local newline = find(text, "\n", at, true)
    if not newline then
        return judge_beginning(sub(text, at))
    end
    local h = judge_line(strip_end(sub(text, at, newline - 1)))
    if not h or (h.version == 9 and not simple) then
        return START.NO
    end
    return h.request and START.REQUEST or START.RESPONSE
end

-- Octets that are read where nobody has announced them: a glance at as many tells most of what is none.
head.GLANCE = 10

-- Whether a message may begin surely with octets of which these are the first.
function head.may_begin(glance)
    return find(glance, NAME_OF_VERSION) ~= nil or COMMON_METHODS[match(glance, "^([^ ]*) ")] == true
end

-- Whether octets that nobody announced begin with a whole start line, beyond doubt.
function head.begins_surely(text, at)
    at = at or 1
    if not head.may_begin(sub(text, at, at + head.GLANCE - 1)) then
        return false
    end
    local start = head.start_of(text, false, at)
    return start == START.RESPONSE
        or (start == START.REQUEST and COMMON_METHODS[match(text, "^([^ ]*) ", at)] == true)
end

-- Whether these octets are a request of HTTP/0.9: one line, without a version, and nothing else.
function head.is_simple(text)
    if #text == 0 or find(text, "\n", 1, true) ~= #text then
        return false
    end
    local h = judge_line(strip_end(text))
    return h ~= nil and h.version == 9
end

local function take_connection(h, value)
    for option in value:gmatch("[^,]+") do
        option = trim(option)
        h.close = h.close or is_word(option, "close")
        h.keep_alive = h.keep_alive or is_word(option, "keep-alive")
    end
end

-- False: what follows does not count any more.
local function take_one_length(h, text)
    if text == "" and h.has_length then
        return true
    end
    local digits = significant(text)
    if not digits or not fits_length(digits) or (h.has_length and h.length_text ~= digits) then
        add_fault(h, FAULT.BAD_LENGTH)
        return false
    end
    h.has_length, h.length, h.length_text = true, tonumber(digits), digits
    return true
end

-- Section 6.3: "5, 5" is one length said twice, two different ones are an error.
local function take_length(h, value)
    local at = 1
    repeat
        local past = find(value, ",", at, true) or #value + 1
        local goes_on = take_one_length(h, trim(sub(value, at, past - 1)))
        at = past + 1
    until not goes_on or at > #value
end

local function take_coding(h, value)
    h.coded = true
    for coding in value:gmatch("[^,]+") do
        coding = trim(coding)
        if coding ~= "" then -- RFC 9110 section 5.6.1.2: empty elements are ignored
            h.chunked = is_word(coding, "chunked")
        end
    end
end

local function take_keep_alive(h, value)
    for parameter in value:gmatch("[^,]+") do
        local name, text = split(parameter, "=")
        local digits = is_word(trim(name), "timeout") and significant(trim(text))
        if digits and #digits <= 10 and tonumber(digits) <= 4294967295 then
            h.has_timeout, h.timeout = true, tonumber(digits)
        end
    end
end

local function take_expect(h, value)
    h.expects_continue = is_word(value, "100-continue")
end

-- RFC 9110 section 5.3: several lines are one list.
local function take_etags(h, value)
    local lines = h.if_none_match
    if lines == NO_LINES then
        h.if_none_match = { value }
    elseif #lines < ETAG_LINES then
        lines[#lines + 1] = value
    end
end

-- Of several lines the first counts.
local function keep_as(key)
    return function(h, value)
        h[key] = h[key] or value
    end
end

local KNOWN = {
    ["connection"] = take_connection, ["content-length"] = take_length, ["content-range"] = keep_as("content_range"),
    ["etag"] = keep_as("etag"), ["expect"] = take_expect, ["host"] = keep_as("host"),
    ["if-modified-since"] = keep_as("if_modified_since"), ["if-none-match"] = take_etags,
    ["keep-alive"] = take_keep_alive, ["last-modified"] = keep_as("last_modified"), ["location"] = keep_as("location"),
    ["range"] = keep_as("range"), ["transfer-encoding"] = take_coding, ["upgrade"] = keep_as("upgrade"),
}

-- By a name as it stands in a line; false: it is one, and of no interest. Most names come again and again.
local takers, takers_count = {}, 0
local TAKERS_MAX, NAME_MAX = 1000, 40

-- Nil: it is no name.
local function find_taker(name)
    if not is_token(name) then
        return nil
    end
    local take = KNOWN[lower(name)] or false
    if takers_count < TAKERS_MAX and #name <= NAME_MAX then
        takers[name], takers_count = take, takers_count + 1
    end
    return take
end

-- The name is at [at, colon) of the text, the value at [colon + 1, past).
local function read_line(h, text, at, colon, past)
    local name = sub(text, at, colon - 1)
    local take = takers[name]
    if take == nil then
        take = find_taker(name)
    end
    if take then
        take(h, trim(sub(text, colon + 1, past - 1)))
    elseif take == nil then
        add_fault(h, FAULT.BAD_LINE)
    end
end

-- The end of the line at `at`, with the lines that go on with it: the place of its newline, or behind all.
local function line_end(h, text, at)
    local newline = find(text, "\n", at, true)
    while newline and newline > at do
        local next_octet = byte(text, newline + 1)
        if next_octet ~= BLANK and next_octet ~= TAB then
            return newline
        end
        newline = find(text, "\n", newline + 1, true)
        add_fault(h, FAULT.FOLDED)
    end
    return newline or #text + 1
end

-- Most lines end in CR LF and have nothing else to strip.
local function line_of(text, at, past)
    local last = past - 1
    if last >= at and byte(text, last) == CR then
        last = last - 1
    end
    return strip_end(sub(text, at, last))
end

local function judge(h)
    if h.coded and h.has_length then
        add_fault(h, FAULT.TWO_LENGTHS)
    end
    if h.request and h.version == 11 and not h.host then
        add_fault(h, FAULT.NO_HOST)
    end
    if h.request and h.coded and not h.chunked then
        add_fault(h, FAULT.CODING_UNKNOWN)
    end
end

-- Reads a block that begins with a start line and ends before or behind the empty line; what is given back is
-- valid until the next one is read. Nil where the first line is no start line.
function head.read(text)
    local len, colon = #text, 0
    local past = find(text, "\n", 1, true) or len + 1
    local h = take_start_line(line_of(text, 1, past))
    if not h then
        return nil
    end
    while past < len do
        local at = past + 1
        past = line_end(h, text, at)
        if colon < at then
            colon = find(text, ":", at, true) or len + 1
        end
        if colon < past then
            read_line(h, text, at, colon, past)
        elseif line_of(text, at, past) ~= "" then
            add_fault(h, FAULT.BAD_LINE)
        end
    end
    judge(h)
    return h
end

local function is_tunnel(h, method)
    return h.status == 101 or (h.status >= 200 and h.status < 300 and method == "CONNECT")
end

local function never_has_body(status)
    return (status >= 100 and status < 200) or status == 204 or status == 304
end

-- How the body of `h` ends, RFC 9112 section 6.3. For a response, `method` is that of the request which it
-- answers; nil where that is unknown.
function head.framing_of(h, method)
    if not h.request and is_tunnel(h, method) then
        return BODY.TUNNEL
    end
    if not h.request and (never_has_body(h.status) or method == "HEAD") then
        return BODY.NONE
    end
    if h.coded and h.chunked then
        return BODY.CHUNKED
    end
    if h.coded or has(h.faults, FAULT.BAD_LENGTH) then
        return h.request and BODY.UNKNOWN or BODY.CLOSE
    end
    if h.has_length then
        return h.length > 0 and BODY.LENGTH or BODY.NONE
    end
    return h.request and BODY.NONE or BODY.CLOSE
end

-- Whether the connection may be used again after this message alone, RFC 9112 section 9.3.
function head.persists(h)
    if h.close then
        return false
    end
    if h.coded and (h.version < 11 or (h.request and h.has_length)) then
        return false -- section 6.1: faulty framing
    end
    return h.version >= 11 or (h.version == 10 and h.keep_alive)
end

local function without_weakness(tag)
    return sub(tag, 1, 2) == "W/" and sub(tag, 3) or tag
end

-- The place behind the element of a list of entity tags that begins at `at`; commas within quotes are the
-- tag's own (RFC 9110 section 8.8.3).
local function tag_end(tags, at)
    local quoted = false
    while true do
        at = find(tags, '[",]', at)
        if not at then
            return #tags + 1
        end
        if byte(tags, at) == 34 then
            quoted = not quoted
        elseif not quoted then
            return at
        end
        at = at + 1
    end
end

-- Whether the entity tag `etag` is in the list `tags` (or that is "*"), by weak comparison: RFC 9110 section
-- 13.1.2.
function head.tag_listed(tags, etag)
    local wanted = without_weakness(etag or "")
    if trim(tags) == "*" then
        return true
    end
    local at = wanted == "" and #tags + 1 or 1
    while at <= #tags do
        local past = tag_end(tags, at)
        if without_weakness(trim(sub(tags, at, past - 1))) == wanted then
            return true
        end
        at = past + 1
    end
    return false
end

head.has = has

return head

-- SPDX-License-Identifier: GPL-2.0-or-later
-- What heads promise and what they mean together: RFC 9110 sections 13 to 15, RFC 9112 section 9.3. Mirrors
-- plugin/core/http/meaning.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local head = import("http/head")
local message = import("http/message")
local names = import("http/names")
local sets = import("sets")

local meaning = {}

local blame, mark = message.blame, message.mark

local BODY, FAULT = head.BODY, head.FAULT
local HP, OUT, PERSIST, VALID = names.enum.phase, names.enum.outcome, names.enum.persistence, names.enum.validator

local EXACT = 9007199254740992 -- 2^53: a number of Lua 5.2 may not say more than that

local FAULT_ANOMALIES = {
    { FAULT.BAD_VERSION, "BAD_VERSION" }, { FAULT.BAD_TARGET, "BAD_TARGET" }, { FAULT.BAD_LINE, "BAD_HEADER" },
    { FAULT.FOLDED, "FOLDED_HEADER" }, { FAULT.BAD_LENGTH, "BAD_LENGTH" }, { FAULT.TWO_LENGTHS, "TWO_LENGTHS" },
    { FAULT.NO_HOST, "NO_HOST" }, { FAULT.BAD_CHUNK, "BAD_CHUNK" }, { FAULT.TOO_LONG, "HEAD_TOO_LONG" },
    { FAULT.NOT_HTTP, "NOT_HTTP" }, { FAULT.CODING_UNKNOWN, "UNKNOWN_CODING" },
}

-- A set of anomalies (sets.lua).
function meaning.of_faults(faults)
    local anomalies = sets.EMPTY
    for _, row in ipairs(FAULT_ANOMALIES) do
        if head.has(faults, row[1]) then
            anomalies = sets.with(anomalies, row[2])
        end
    end
    return anomalies
end

local function expect_none(m)
    mark(m, "EXPECTED")
    mark(m, "BODY")
end

-- `expected_text` is there where `expected` may be a little off.
local function expect_length(m, h)
    expect_none(m)
    m.expected = h.length
    if h.length >= EXACT then
        m.expected_text = h.length_text
    end
end

local EXPECT_BODY = {
    [BODY.NONE] = expect_none,
    [BODY.LENGTH] = expect_length,
    [BODY.MAYBE] = expect_length,
    [BODY.CHUNKED] = function(m)
        mark(m, "BODY")
        mark(m, "CHUNKED")
    end,
    [BODY.CLOSE] = function(m)
        mark(m, "BODY")
        mark(m, "UNTIL_CLOSE")
    end,
    [BODY.TUNNEL] = function() end,
    [BODY.UNKNOWN] = function() end,
}

local function take_announcements(m, h)
    m.version = h.version
    if h.faults ~= 0 then
        for anomaly in pairs(meaning.of_faults(h.faults)) do
            blame(m, anomaly)
        end
    end
    if h.has_timeout then
        mark(m, "TIMEOUT")
        m.timeout = h.timeout
    end
end

-- Says in `m` what the head of a request tells; returns how its body ends.
function meaning.of_request(http, m, h)
    local framing = head.framing_of(h, h.method)
    m.phase = HP.REQUEST
    m.persistence = head.persists(h) and PERSIST.KEEP_ALIVE or PERSIST.CLOSE
    m.method = http.store:word(h.method)
    m.target = http.store:word(h.target)
    m.host = http.store:word(h.host)
    if h.if_none_match[1] or h.if_modified_since then
        mark(m, "CONDITIONAL")
    end
    if h.expects_continue then
        mark(m, "EXPECTS")
    end
    take_announcements(m, h)
    EXPECT_BODY[framing](m, h)
    return framing
end

local OUTCOME_OF = { [101] = OUT.SWITCHING, [206] = OUT.PARTIAL, [304] = OUT.NOT_MODIFIED }
local OUTCOME_OF_CLASS = { [2] = OUT.OK, [3] = OUT.REDIRECT, [4] = OUT.CLIENT_ERROR, [5] = OUT.SERVER_ERROR }

local function outcome_of(status)
    return OUTCOME_OF[status] or OUTCOME_OF_CLASS[math.floor(status / 100)] or OUT.NONE
end

local function validator_of(h, request)
    if request.etags then
        if not h.etag or h.etag == "" then
            return VALID.ETAG_ALONE
        end
        return head.tag_listed(request.etags, h.etag) and VALID.ETAG or VALID.NONE
    end
    if request.since then
        local is_same = request.since ~= "" and h.last_modified == request.since
        return is_same and VALID.MODIFIED or VALID.MODIFIED_ALONE
    end
    return VALID.NONE
end

-- RFC 9110 section 13.1.3: If-Modified-Since counts only where there is no If-None-Match. Servers compare the
-- date as text or as time; equal texts are what is seen, and the 304 says the rest.
local function judge_not_modified(m, h, request)
    m.validator = validator_of(h, request)
    if m.validator == VALID.NONE then
        blame(m, request.etags and "VALIDATOR_MISMATCH" or "UNASKED_NOT_MODIFIED")
    end
end

local function validator_text(m, h, request)
    if m.validator == VALID.ETAG then
        return h.etag
    end
    if m.validator == VALID.ETAG_ALONE then
        return request.etags
    end
    return m.validator ~= VALID.NONE and request.since or nil
end

-- As many digits as fit into 64 bits for sure: the number, and the place behind it; nil: there is none.
local function read_number(text, at)
    local digits = text:match("^[0-9]+", at)
    if not digits then
        return nil
    end
    digits = digits:sub(1, 18)
    return tonumber(digits), at + #digits
end

-- "bytes 0-499/1234", RFC 9110 section 14.4: how many octets that are; 0: it cannot be; nil: it is no such
-- text.
local function octets_in_range(text)
    local at = text:match("^[Bb][Yy][Tt][Ee][Ss] ()")
    if not at then
        return nil
    end
    local from, past = read_number(text, at)
    if not from or text:sub(past, past) ~= "-" then
        return nil
    end
    local to, last = read_number(text, past + 1)
    if not to then
        return nil
    end
    local whole = text:sub(last, last) == "/" and read_number(text, last + 1)
    if to < from or (whole and whole <= to) then
        return 0
    end
    return to - from + 1
end

local function judge_partial(m, h, request)
    if request and not request.has_range then
        blame(m, "UNASKED_PARTIAL")
    end
    local octets = octets_in_range(h.content_range or "")
    if not octets then
        return
    end
    local is_other = m.marks.EXPECTED and not m.marks.TO_HEAD and octets ~= m.expected
    if octets == 0 or is_other then
        blame(m, "RANGE_MISMATCH")
    end
end

-- What the sentence about this status speaks of.
local DETAIL = {
    [OUT.NOT_MODIFIED] = function(m, h, request) return request and validator_text(m, h, request) end,
    [OUT.PARTIAL] = function(_, h) return h.content_range end,
    [OUT.REDIRECT] = function(_, h) return h.location end,
    [OUT.SWITCHING] = function(_, h) return h.upgrade end,
}

-- RFC 9112 section 9.3, for both messages of the exchange.
local function persistence_of(m, h, framing, request)
    if framing == BODY.TUNNEL then
        return PERSIST.UPGRADE
    end
    if m.phase == HP.INTERIM then
        return PERSIST.KEEP_ALIVE
    end
    if framing == BODY.CLOSE or not head.persists(h) or (request and request.closes) then
        return PERSIST.CLOSE
    end
    return PERSIST.KEEP_ALIVE
end

local function response_framing(h, request)
    local method = request and ((request.is_head and "HEAD") or (request.is_connect and "CONNECT")) or nil
    local framing = head.framing_of(h, method)
    return framing == BODY.LENGTH and not request and BODY.MAYBE or framing
end

-- The same for a response, from both halves of the exchange: `request` is what waits for it (awaiting.lua);
-- nil: nobody knows.
function meaning.of_response(http, m, h, request)
    local framing = response_framing(h, request)
    m.phase = h.status >= 100 and h.status < 200 and HP.INTERIM or HP.RESPONSE
    m.status = h.status
    m.outcome = outcome_of(h.status)
    m.persistence = persistence_of(m, h, framing, request)
    m.method = http.store:word(h.reason)
    if request and request.is_head then
        mark(m, "TO_HEAD")
    end
    take_announcements(m, h)
    EXPECT_BODY[framing](m, h)
    if m.outcome == OUT.NOT_MODIFIED and request then
        judge_not_modified(m, h, request)
    end
    if m.outcome == OUT.PARTIAL then
        judge_partial(m, h, request)
    end
    local detail = DETAIL[m.outcome]
    m.target = http.store:word(detail and detail(m, h, request) or nil)
    return framing
end

return meaning

-- SPDX-License-Identifier: GPL-2.0-or-later
-- lua http_reading.lua FOLDER: how the twin reads HTTP/1.x, outside Wireshark. Each case is octets and what is told of
-- them; they come all at once, one by one and by sevens, and nothing of that may be seen in what is told.

local folder = ...
local modules = {}

local function import(name)
    if not modules[name] then
        modules[name] = assert(loadfile(folder .. "/labflow/" .. name .. ".lua"))(import)
    end
    return modules[name]
end

local data = import("data")
local head, parser = import("http/head"), import("http/parser")
local explain, meaning, names = import("http/explain"), import("http/meaning"), import("http/names")
local messages = import("http/message")

local BASE = 4294967296 -- positions begin behind it, as they do for a sequence number 0
local bad, count = 0, 0

local function check(name, is, should)
    count = count + 1
    if is ~= should then
        bad = bad + 1
        io.stderr:write(name, "\n  is     ", tostring(is), "\n  should ", tostring(should), "\n")
    end
end

local function number(value)
    return ("%d"):format(value)
end

local function name_of(enum, value)
    for name, known in pairs(enum) do
        if known == value then
            return name
        end
    end
    return "?"
end

local function faults_of(faults)
    local found = {}
    for name, fault in pairs(head.FAULT) do
        if head.has(faults, fault) then
            found[#found + 1] = name
        end
    end
    table.sort(found)
    return #found > 0 and " !" .. table.concat(found, "+") or ""
end

local told, counted, captured -- what was told; octets of bodies that are not told yet

local function tell(text)
    if counted > 0 then
        told[#told + 1] = "body " .. number(counted) .. (captured < counted and " of which " .. number(captured) or "")
        counted, captured = 0, 0
    end
    told[#told + 1] = text
end

local options -- of the case

local function at(pos)
    return "@" .. number(pos - BASE)
end

local function told_of(h)
    local line = h.request and h.method .. " " .. h.target or number(h.status) .. " " .. (h.reason or "")
    return line .. " v" .. number(h.version) .. faults_of(h.faults)
end

local events = {
    begin = function(_, pos) tell("begin" .. at(pos)) end,
    head = function(_, h)
        local framing = head.framing_of(h, h.request and h.method or options.method)
        if framing == head.BODY.LENGTH and options.unseen then
            framing = head.BODY.MAYBE
        end
        tell(told_of(h) .. " " .. name_of(head.BODY, framing) .. (h.has_length and " " .. h.length_text or ""))
        return framing
    end,
    body = function(_, len, of_it)
        counted, captured = counted + len, captured + of_it
    end,
    done = function(_, pos) tell("done" .. at(pos)) end,
    broken = function(_, pos, faults) tell("broken" .. at(pos) .. faults_of(faults)) end,
    noise = function(_, pos)
        tell("noise" .. at(pos))
        return options.is_simple
    end,
    tunnel = function(_, pos)
        if told[#told] ~= "tunnel" then
            tell("tunnel")
        end
        options.tunnel_at = options.tunnel_at or pos
    end,
}

local function start(case)
    options = case
    told, counted, captured = {}, 0, 0
    local p, sink = parser.new(), { events = events, context = case }
    if case.anywhere then
        parser.start_anywhere(p)
    end
    return p, sink
end

local function finish(p, sink, pos, case)
    if not case.goes_on then
        parser.finish(p, sink, pos, not case.aborted)
    end
    tell(".")
    return table.concat(told, "; ")
end

local function read_by(case, step)
    local p, sink = start(case)
    local octets = case[2]
    for from = 1, #octets, step do
        local part = octets:sub(from, from + step - 1)
        parser.feed(p, sink, { octets = part, captured = #part, len = #part, left = BASE + from - 1 })
    end
    return finish(p, sink, BASE + #octets, case)
end

local GET = "GET / HTTP/1.1\r\nHost: a\r\n"
local POST = "POST / HTTP/1.1\r\nHost: a\r\n"
local OK = "HTTP/1.1 200 OK\r\n"
local CHUNKED = OK .. "Transfer-Encoding: chunked\r\n\r\n"
local LONG = ("x"):rep(262144 - #GET - #"X: \r\n\r\n")

-- { name, octets, what is told }
local CASES = {
    { "a request", GET .. "\r\n", "begin@0; GET / v11 NONE; done@27; ." },
    { "two, with empty lines before each", "\r\n" .. GET .. "\r\n\n" .. GET .. "\r\n",
        "begin@2; GET / v11 NONE; done@29; begin@30; GET / v11 NONE; done@57; ." },
    { "bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", "begin@0; GET / v11 NONE; done@24; ." },
    { "a folded field", GET .. "X: a\r\n\tb\r\n c\r\nContent-Length: 2\r\n\r\nab",
        "begin@0; GET / v11 !FOLDED LENGTH 2; body 2; done@62; ." },
    { "a folded length", GET .. "Content-Length:\r\n 2\r\n\r\nab",
        "begin@0; GET / v11 !FOLDED LENGTH 2; body 2; done@50; ." },
    { "space before the colon", GET .. "Content-Length : 2\r\n\r\n", "begin@0; GET / v11 !BAD_LINE NONE; done@47; ." },
    { "no Host", "GET / HTTP/1.1\r\n\r\n", "begin@0; GET / v11 !NO_HOST NONE; done@18; ." },
    { "HTTP/1.0 asks for none", "GET / HTTP/1.0\r\n\r\n", "begin@0; GET / v10 NONE; done@18; ." },
    { "no number", "GET / HTTP/1.\r\n\r\n", "begin@0; GET / v10 !BAD_VERSION NONE; done@17; ." },
    { "spaces in the target", "GET /a  b c HTTP/1.1\r\nHost: a\r\n\r\n",
        "begin@0; GET /a  b c v11 !BAD_TARGET NONE; done@33; ." },
    { "octets of any kind in the target", "GET /\255\ta HTTP/1.1\r\nHost: a\r\n\r\n", nil },
    { "a control octet in the target", "GET /\255\0 HTTP/1.1\r\nHost: a\r\n\r\n", nil },
    { "no HTTP", "\22\3\1\2\0", "noise@0; ." },
    { "HTTP/2 is another protocol", "PRI * HTTP/2.0\r\n\r\n", nil },
    { "breaks off in the head", GET, "begin@0; broken@25; ." },
    { "breaks off in the body", POST .. "Content-Length: 5\r\n\r\nabc",
        "begin@0; POST / v11 LENGTH 5; body 3; broken@50; ." },

    { "a length said twice", POST .. "Content-Length: 2, 2\r\nContent-Length: 02\r\n\r\nab",
        "begin@0; POST / v11 LENGTH 2; body 2; done@72; ." },
    { "two lengths", POST .. "Content-Length: 2\r\nContent-Length: 3\r\n\r\nab",
        "begin@0; POST / v11 !BAD_LENGTH UNKNOWN 2; done@66; ." },
    { "a length below zero", POST .. "Content-Length: -2\r\n\r\nab",
        "begin@0; POST / v11 !BAD_LENGTH UNKNOWN; done@48; ." },
    { "no length", POST .. "Content-Length: \r\n\r\n", "begin@0; POST / v11 !BAD_LENGTH UNKNOWN; done@46; ." },
    { "2^53 + 1", OK .. "Content-Length: 9007199254740993\r\n\r\na",
        "begin@0; 200 OK v11 LENGTH 9007199254740993; body 1; broken@54; ." },
    { "2^53 + 1 is not 2^53", OK .. "Content-Length: 9007199254740993, 9007199254740992\r\n\r\na",
        "begin@0; 200 OK v11 !BAD_LENGTH CLOSE 9007199254740993; body 1; done@72; ." },
    { "2^63 - 1", OK .. "Content-Length: 009223372036854775807\r\n\r\na",
        "begin@0; 200 OK v11 LENGTH 9223372036854775807; body 1; broken@59; ." },
    { "2^63", OK .. "Content-Length: 9223372036854775808\r\n\r\na",
        "begin@0; 200 OK v11 !BAD_LENGTH CLOSE; body 1; done@57; ." },
    { "2^64", OK .. "Content-Length: 18446744073709551616\r\n\r\na",
        "begin@0; 200 OK v11 !BAD_LENGTH CLOSE; body 1; done@58; ." },
    { "a length and a coding", POST .. "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "begin@0; POST / v11 !TWO_LENGTHS CHUNKED 9; done@80; ." },
    { "a coding without an end", POST .. "Transfer-Encoding: gzip\r\n\r\nab",
        "begin@0; POST / v11 !CODING_UNKNOWN UNKNOWN; done@53; ." },

    { "until the end", OK .. "\r\nabc", "begin@0; 200 OK v11 CLOSE; body 3; done@22; ." },
    { "until the end that does not come", OK .. "\r\nabc",
        "begin@0; 200 OK v11 CLOSE; body 3; broken@22; .", aborted = true },
    { "304 has no body", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        "begin@0; 304 Not Modified v11 NONE 5; done@48; ." },
    { "nor has an answer to HEAD", OK .. "Content-Length: 5\r\n\r\n",
        "begin@0; 200 OK v11 NONE 5; done@38; .", method = "HEAD" },
    { "an answer that may be one to HEAD, and is", OK .. "Content-Length: 5\r\n\r\n" .. OK .. "\r\n",
        "begin@0; 200 OK v11 MAYBE 5; done@38; begin@38; 200 OK v11 CLOSE; done@57; .", unseen = true },
    { "and is not", OK .. "Content-Length: 5\r\n\r\nabcde",
        "begin@0; 200 OK v11 MAYBE 5; body 5; done@43; .", unseen = true },
    { "a tunnel", OK .. "\r\n\22\3\1", "begin@0; 200 OK v11 TUNNEL; done@19; tunnel; .", method = "CONNECT" },
    { "another protocol", "HTTP/1.1 101 \r\n\r\nx", "begin@0; 101  v11 TUNNEL; done@17; tunnel; ." },

    { "chunks", CHUNKED .. "3\r\nabc\r\n0a ;x=y\r\n0123456789\r\n0\r\nA: b\r\n\r\n" .. OK .. "\r\n",
        "begin@0; 200 OK v11 CHUNKED; body 13; done@87; begin@87; 200 OK v11 CLOSE; done@106; ." },
    { "chunks with bare line feeds", CHUNKED .. "3\nabc\n0\n\n", "begin@0; 200 OK v11 CHUNKED; body 3; done@56; ." },
    { "a chunk without its length", CHUNKED .. "g\r\n", nil },
    { "a chunk that goes on", CHUNKED .. "1\r\nabc\r\n", nil },
    { "a chunk of 2^62 - 1", CHUNKED .. "03fffffffffffffff\r\na", "begin@0; 200 OK v11 CHUNKED; body 1; broken@67; ." },
    { "a chunk of 2^62", CHUNKED .. "4000000000000000\r\n", nil },
    { "no chunks any more", CHUNKED .. "1\r\na\r\n", "begin@0; 200 OK v11 CHUNKED; body 1; broken@53; ." },

    { "HTTP/0.9", "GET /\r\n", "begin@0; GET / v9 NONE; done@7; ." },
    { "its answer", "<html>", "noise@0; begin@0; 0  v9 CLOSE; body 6; done@6; .", is_simple = true },
    { "nobody has seen it begin", "abc", ".", anywhere = true },
    { "a head of 256 KiB", GET .. "X: " .. LONG .. "\r\n\r\n", "begin@0; GET / v11 NONE; done@262144; ." },
}

local function told_all_ways(case)
    local at_once = read_by(case, 1 + #case[2])
    check(case[1], at_once, case[3] or at_once)
    if case[3] then
        check(case[1] .. ", by sevens", read_by(case, 7), at_once)
        check(case[1] .. ", one by one", read_by(case, 1), at_once)
    end
end

-- Where a line is no message's, what is told depends on how much of it has come: as in C.
local function told_at_once()
    local should = {
        ["octets of any kind in the target"] = "begin@0; GET /\255\ta v11 NONE; done@30; .",
        ["a control octet in the target"] = "noise@0; .",
        ["HTTP/2 is another protocol"] = "noise@0; .",
        ["a chunk without its length"] = "begin@0; 200 OK v11 CHUNKED; broken@50 !BAD_CHUNK; .",
        ["a chunk that goes on"] = "begin@0; 200 OK v11 CHUNKED; body 1; broken@55 !BAD_CHUNK; .",
        ["a chunk of 2^62"] = "begin@0; 200 OK v11 CHUNKED; broken@65 !BAD_CHUNK; .",
    }
    for _, case in ipairs(CASES) do
        if should[case[1]] then
            check(case[1], read_by(case, 1 + #case[2]), should[case[1]])
        end
    end
    local long = { "", GET .. "X: x" .. LONG .. "\r\n\r\n" }
    check("a head that is too long", read_by(long, 65536), "begin@0; broken@262144 !TOO_LONG; .")
    check("and all in one", read_by(long, #long[2]), "begin@0; broken@0 !TOO_LONG; .")
end

local function told_of_gaps()
    local text = POST .. "Content-Length: 9\r\n\r\nabc"
    local p, sink = start({})
    parser.feed(p, sink, { octets = text, captured = #text, len = #text + 2, left = BASE })
    parser.gap(p, sink, BASE + #text + 2, 4)
    check("a gap in a body", finish(p, sink, BASE + #text + 6, {}),
        "begin@0; POST / v11 LENGTH 9; body 9 of which 3; done@56; .")
    p, sink = start({})
    parser.feed(p, sink, { octets = GET, captured = #GET, len = #GET, left = BASE })
    parser.gap(p, sink, BASE + #GET, 1)
    check("a gap in a head", finish(p, sink, BASE + #GET, {}), "begin@0; broken@25; .")
    check("after it nobody knows", parser.is_sure(p), false)
end

-- A body costs nothing: it is counted, and not looked at.
local function told_unseen()
    local p, sink = start({})
    local first = OK .. "Content-Length: 100000\r\n\r\n"
    parser.feed(p, sink, { octets = first, captured = #first, len = #first, left = BASE })
    local unread = { sub = function() error("a body was read") end }
    parser.feed(p, sink, { octets = unread, captured = 60000, len = 60000, left = BASE + #first })
    parser.feed(p, sink, { octets = unread, captured = 40000, len = 40000, left = BASE + #first + 60000 })
    check("a body is not read", finish(p, sink, BASE, {}),
        "begin@0; 200 OK v11 LENGTH 100000; body 100000; done@100043; .")
end

local function list_tags()
    for _, row in ipairs({
        { '"a"', '"a"', true }, { 'W/"a"', '"a"', true }, { '"a"', 'W/"a"', true }, { " * ", '"x"', true },
        { '"a", "b"', '"b"', true }, { '"a,b"', '"b"', false }, { '"a,b"', '"a,b"', true }, { "", '"a"', false },
        { '"a"', "", false }, { '"a', '"a', true }, { '"A"', '"a"', false },
    }) do
        check("If-None-Match " .. row[1] .. ", ETag " .. row[2], head.tag_listed(row[1], row[2]), row[3])
    end
end

local function message()
    local m = messages.new()
    m.exchange, m.first_frame, m.done_frame = 1, 4, 5
    messages.mark(m, "COMPLETE")
    return m
end

local http = { store = {
    word = function(_, text) return text or "" end,
} }

local function anomalies_of(m)
    local found = {}
    for _, row in ipairs(data.http_anomalies) do
        if m.anomalies[row.id] then
            found[#found + 1] = row.name
        end
    end
    return table.concat(found, " ")
end

-- What a response means to a request; both are heads without their first line's common part.
local function answer(asked, said)
    local request, response = message(), message()
    local h = head.read("GET / HTTP/1.1\r\nHost: a\r\n" .. asked .. "\r\n")
    meaning.of_request(http, request, h)
    local waiting = {
        has_range = h.range ~= nil, etags = h.if_none_match[1], since = h.if_modified_since, closes = h.close,
    }
    meaning.of_response(http, response, head.read("HTTP/1.1 " .. said .. "\r\n"), waiting)
    response.partner = 1
    return response, request
end

local function means()
    for _, row in ipairs({
        { 'If-None-Match: "a"\r\n', '304 N\r\nETag: "a"\r\n', "not-modified etag keep-alive", "" },
        { 'If-None-Match: "a"\r\n', "304 N\r\n", "not-modified etag keep-alive", "" },
        { 'If-None-Match: "a"\r\n', '304 N\r\nETag: "b"\r\n', "not-modified  keep-alive", "validator_mismatch" },
        { "If-Modified-Since: x\r\n", "304 N\r\nLast-Modified: x\r\n", "not-modified last-modified keep-alive", "" },
        { "", "304 N\r\n", "not-modified  keep-alive", "unasked_not_modified" },
        { "Range: bytes=0-4\r\n", "206 P\r\nContent-Range: bytes 0-4/9\r\nContent-Length: 5\r\n",
            "partial  keep-alive", "" },
        { "", "206 P\r\nContent-Range: bytes 0-4/5\r\nContent-Length: 4\r\n", "partial  keep-alive",
            "unasked_partial range_mismatch" },
        { "Range: bytes=0-\r\n", "206 P\r\nContent-Range: bytes 4-0/5\r\n", "partial  close", "range_mismatch" },
        { "Connection: close\r\n", "404 N\r\nContent-Length: 0\r\n", "client-error  close", "" },
        { "", "302 F\r\nLocation: /b\r\nContent-Length: 0\r\n", "redirect  keep-alive", "" },
        { "", "101 S\r\nUpgrade: websocket\r\n", "switching-protocols  upgrade", "" },
        { "", "200 OK\r\n", "ok  close", "" },
    }) do
        local m = answer(row[1], row[2])
        check(row[1] .. row[2], table.concat({
            names.outcome[m.outcome], names.validator[m.validator], names.persistence[m.persistence],
        }, " "), row[3])
        check(row[1] .. row[2], anomalies_of(m), row[4])
    end
end

local function says()
    local m, request = answer("", "200 OK\r\nContent-Length: 9223372036854775807\r\n")
    check("a long body", explain.message(m, request, "en"), "200 OK answers GET / (frame 5) with a body of "
        .. "9223372036854775807 bytes (the capture holds 0); the connection stays open.")
    m, request = answer('If-None-Match: "a"\r\n', "304 N\r\nKeep-Alive: timeout=5\r\n")
    check("in Chinese", explain.message(m, request, "zh"), "304 N 响应 GET /（第 5 帧）：服务器资源仍与 If-None-Match "
        .. '"a" 相符，客户端的缓存有效，不发送消息体；连接保持打开，空闲时最多 5 秒。')
    request.target = "/" .. ("é"):rep(150)
    request.exchange = 12
    check("a long target", explain.message(request, nil, "en"), "Request 12 of this connection: GET /"
        .. ("é"):rep(99) .. "… at a, if it has changed (conditional request).")
    local parts = ("x"):rep(300)
    m.method, m.target, request.method, request.target = parts, parts, parts, parts
    check("no sentence is longer than C's", #explain.message(m, request, "zh") < 1024, true)
end

for _, case in ipairs(CASES) do
    told_all_ways(case)
end
told_at_once()
told_of_gaps()
told_unseen()
list_tags()
means()
says()
print(("%s: %d checks, %d differ"):format(_VERSION, count, bad))
os.exit(bad == 0 and 0 or 1)

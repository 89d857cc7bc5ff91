-- SPDX-License-Identifier: GPL-2.0-or-later
-- Parser: cuts what one end sends into HTTP/1.x messages (RFC 9112) as it comes, and never looks at an octet
-- of a body. Mirrors plugin/core/http/parser.c; plugin/core/http/parser.h says what it tells.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local head = import("http/head")

local parser = {}

local byte, find, sub = string.byte, string.find, string.sub
local BODY, FAULT, HEAD_START = head.BODY, head.FAULT, head.START

local START, HEAD, BODY_LENGTH, BODY_MAYBE, BODY_CLOSE, CHUNK_SIZE = 0, 1, 2, 3, 4, 5
local CHUNK_DATA, CHUNK_END, TRAILER, TUNNEL, ANYWHERE = 6, 7, 8, 9, 10

local HEAD_MAX = 262144 -- longer heads than any server takes; what goes on behind is not read as a message
local LINE_MAX = 16384 -- of a chunk's size with its extensions, or of a trailer's line
local CR = 13

-- A head or line whose end has not come is kept in parts: `block_len` octets, the last line of which has
-- `line_len` so far, and ends in `last`.
local function drop_block(p)
    p.block = nil
    p.block_len, p.line_len, p.last = 0, 0, nil
    p.has_line, p.is_checked = false, false
end

function parser.new()
    local p = {
        state = START,
        in_message = false, -- begin was told, done or broken was not
        noisy = false, -- the noise was told
        no_start = false, -- what was taken for a start line is none
        left = 0, -- octets of the body or chunk that are still to come
        block = nil, block_len = 0, line_len = 0, last = nil, has_line = false, is_checked = false,
    }
    return p
end

-- What is kept, in one piece.
local function block_of(p)
    local block = p.block
    if not block then
        return ""
    end
    if #block > 1 then
        block = { table.concat(block) }
        p.block = block
    end
    return block[1]
end

-- All that was captured of the octets. Asked for only where some of them are to be read.
local function text_of(feed)
    local text = feed.text
    if not text then
        text = feed.octets:sub(1, feed.captured)
        feed.text = text
    end
    return text
end

local function pos_of(feed)
    return feed.left + feed.at - 1
end

-- The last line of `part`, which is not empty, goes on from what was kept.
local function note_line(p, part)
    local at, newline = 1, find(part, "\n", 1, true)
    while newline do
        p.has_line = true
        p.line_len = 0
        at = newline + 1
        newline = find(part, "\n", at, true)
    end
    p.line_len = p.line_len + #part - at + 1
end

-- Keeps the next `count` octets, which are not none.
local function keep_octets(feed, count)
    local p = feed.parser
    local part = sub(text_of(feed), feed.at, feed.at + count - 1)
    local block = p.block
    if block then
        block[#block + 1] = part
    else
        p.block = { part }
    end
    note_line(p, part)
    p.block_len = p.block_len + count
    p.last = byte(part, -1)
    feed.at = feed.at + count
end

local function say_begin(feed)
    local sink = feed.sink
    feed.parser.in_message = true
    feed.parser.noisy = false
    sink.events.begin(sink.context, pos_of(feed))
end

local function say_done_at(p, sink, pos)
    p.state = START
    p.in_message = false
    sink.events.done(sink.context, pos)
end

local function say_done(feed)
    say_done_at(feed.parser, feed.sink, pos_of(feed))
end

local function break_off(p, sink, pos, faults)
    drop_block(p)
    p.state = ANYWHERE
    p.no_start = faults == FAULT.NOT_HTTP
    if not p.in_message then
        return
    end
    p.in_message = false
    sink.events.broken(sink.context, pos, faults)
end

local function say_broken(feed, faults)
    break_off(feed.parser, feed.sink, pos_of(feed), faults)
end

local BEGIN = {
    [BODY.NONE] = say_done,
    [BODY.LENGTH] = function(feed, length) feed.parser.state, feed.parser.left = BODY_LENGTH, length end,
    [BODY.MAYBE] = function(feed, length) feed.parser.state, feed.parser.left = BODY_MAYBE, length end,
    [BODY.CHUNKED] = function(feed) feed.parser.state = CHUNK_SIZE end,
    [BODY.CLOSE] = function(feed) feed.parser.state = BODY_CLOSE end,
    [BODY.TUNNEL] = function(feed)
        say_done(feed)
        feed.parser.state = TUNNEL
    end,
    [BODY.UNKNOWN] = function(feed)
        say_done(feed)
        feed.parser.state = ANYWHERE
        feed.parser.noisy = true
    end,
}

local function tell_head(feed, h)
    local sink = feed.sink
    BEGIN[sink.events.head(sink.context, h)](feed, h.length)
end

local function say_noise(feed)
    local p, sink = feed.parser, feed.sink
    p.state = ANYWHERE
    if not p.noisy and sink.events.noise(sink.context, pos_of(feed)) then
        say_begin(feed)
        tell_head(feed, head.none())
        return
    end
    p.noisy = p.state ~= TUNNEL
end

local function read_block(feed, text)
    local h = head.read(text)
    if not h then
        say_broken(feed, FAULT.NOT_HTTP)
        return
    end
    tell_head(feed, h)
end

-- The empty line, alone or with CR (RFC 9112 section 2.2): the place of its end; nil: it has not come.
local function find_end(p, text, at)
    local start, before = at, p.line_len -- octets of the line so far that are kept
    if p.block_len == before then
        before = before + 2 -- the start line: it is not empty, whatever comes
    end
    local newline = find(text, "\n", at, true)
    while newline do
        local count = before + newline - at
        if count == 0 then
            return newline
        end
        if count == 1 and (newline > start and byte(text, newline - 1) or p.last) == CR then
            return newline
        end
        before, at = 0, newline + 1
        newline = find(text, "\n", at, true)
    end
    return nil
end

-- The same where nothing is kept, and the head itself; most have no line that ends otherwise.
local function find_whole(p, text, at)
    local newline = find(text, "\n\r\n", at, true)
    local block = newline and sub(text, at, newline + 2)
    if block and not find(block, "\n\n", 1, true) then
        return newline + 2, block
    end
    local last = find_end(p, text, at)
    return last, sub(text, at, last or #text)
end

-- Whether all that is kept is a request of HTTP/0.9.
local function is_simple_block(p)
    return p.has_line and p.line_len == 0 and head.is_simple(block_of(p))
end

local function read_head(feed)
    local p, text, at = feed.parser, text_of(feed), feed.at
    local last, block
    if p.block_len == 0 then
        last, block = find_whole(p, text, at)
    else
        last = find_end(p, text, at)
    end
    local count = (last or #text) - at + 1
    if p.block_len + count > HEAD_MAX then
        local is_whole = p.block_len == 0
        say_broken(feed, FAULT.TOO_LONG)
        if is_whole then
            feed.at = feed.captured + 1 -- otherwise it would be taken for a head again, and again
        end
        return
    end
    if block and (last or head.is_simple(block)) then
        feed.at = at + count
        read_block(feed, block)
        return
    end
    local joins_line = not p.has_line
    keep_octets(feed, count)
    if not last and not (joins_line and is_simple_block(p)) then
        return
    end
    block = block_of(p)
    drop_block(p)
    read_block(feed, block)
end

-- RFC 9112 section 2.2: an empty line in front of a message is ignored.
local function skip_empty_lines(feed)
    local at = find(text_of(feed), "[^\r\n]", feed.at)
    feed.at = at or feed.captured + 1
end

local function read_start(feed)
    skip_empty_lines(feed)
    if feed.at > feed.captured then
        return
    end
    if head.start_of(text_of(feed), true, feed.at) == HEAD_START.NO then
        say_noise(feed)
        return
    end
    say_begin(feed)
    feed.parser.state = HEAD
end

-- The first line may have come in parts: once it is whole, is it a start line? What was found then stays.
local function check_line(p)
    if p.block_len == 0 or p.block_len > LINE_MAX or p.is_checked then
        return true
    end
    p.is_checked = p.has_line
    return head.start_of(block_of(p), true) ~= HEAD_START.NO
end

-- Most of what is none is told by a few octets.
local function read_anywhere(feed)
    local at, captured = feed.at, feed.captured
    local glance = feed.octets:sub(at, math.min(captured, at + head.GLANCE - 1))
    if head.may_begin(glance) and head.begins_surely(text_of(feed), at) then
        feed.parser.state = START
        return
    end
    feed.at = captured + 1
end

local VERSION = "HTTP/1."

-- Even a part of it is no body's beginning.
local function read_maybe(feed)
    local at = feed.at
    local word = feed.octets:sub(at, math.min(feed.captured, at + #VERSION - 1))
    if word == sub(VERSION, 1, #word) then
        say_done(feed)
    else
        feed.parser.state = BODY_LENGTH
    end
end

local function end_counted(p, sink, pos)
    if p.state == CHUNK_DATA then
        p.state = CHUNK_END
    else
        say_done_at(p, sink, pos)
    end
end

local function read_counted(feed)
    local p, sink = feed.parser, feed.sink
    local count = math.min(p.left, feed.captured - feed.at + 1)
    p.left = p.left - count
    feed.at = feed.at + count
    sink.events.body(sink.context, count, count)
    if p.left <= 0 then
        end_counted(p, sink, pos_of(feed))
    end
end

local function read_rest(feed)
    local sink, count = feed.sink, feed.captured - feed.at + 1
    feed.at = feed.captured + 1
    sink.events.body(sink.context, count, count)
end

local function read_tunnel(feed)
    local sink = feed.sink
    sink.events.tunnel(sink.context, pos_of(feed))
    feed.at = feed.captured + 1
end

-- C reads hexadecimal digits into 64 bits as long as the upper 6 are free before each.
local function fits_size(digits)
    return #digits < 16 or (#digits == 16 and byte(digits) <= 51)
end

-- RFC 9112 section 7.1: hexadecimal digits, then blanks or an extension behind a semicolon. Nil: it is none.
local function chunk_size(line)
    local past = find(line, "[^0-9A-Fa-f]") or #line + 1
    if past == 1 then
        return nil
    end
    local digits = sub(line, find(line, "[^0]") or past, past - 1)
    if not fits_size(digits) then
        return nil
    end
    local rest = find(line, "[^ \t]", past)
    if rest and byte(line, rest) ~= 59 and (byte(line, rest) ~= CR or rest < #line) then
        return nil
    end
    return digits == "" and 0 or tonumber(digits, 16)
end

local function take_chunk_end(feed, is_empty)
    if is_empty then
        feed.parser.state = CHUNK_SIZE
    else
        say_broken(feed, FAULT.BAD_CHUNK)
    end
end

local function take_line(feed, line)
    local p = feed.parser
    local is_empty = line == "" or line == "\r"
    if p.state == CHUNK_END then
        take_chunk_end(feed, is_empty)
        return
    end
    if p.state == TRAILER then
        if is_empty then
            say_done(feed)
        end
        return
    end
    local size = chunk_size(line)
    if not size then
        say_broken(feed, FAULT.BAD_CHUNK)
        return
    end
    p.left = size
    p.state = size == 0 and TRAILER or CHUNK_DATA
end

local function read_line(feed)
    local p, text, at = feed.parser, text_of(feed), feed.at
    local newline = find(text, "\n", at, true)
    local count = (newline or #text) - at + 1
    if p.block_len + count > LINE_MAX then
        say_broken(feed, FAULT.BAD_CHUNK)
        return
    end
    if newline and p.block_len == 0 then
        feed.at = newline + 1
        take_line(feed, sub(text, at, newline - 1))
        return
    end
    keep_octets(feed, count)
    if not newline then
        return
    end
    local line = sub(block_of(p), 1, -2)
    drop_block(p)
    take_line(feed, line)
end

local READERS = {
    [START] = read_start, [HEAD] = read_head, [BODY_LENGTH] = read_counted, [BODY_MAYBE] = read_maybe,
    [BODY_CLOSE] = read_rest, [CHUNK_SIZE] = read_line, [CHUNK_DATA] = read_counted, [CHUNK_END] = read_line,
    [TRAILER] = read_line, [TUNNEL] = read_tunnel, [ANYWHERE] = read_anywhere,
}

local function read_some(feed)
    local p, before = feed.parser, feed.at
    local joined = p.state == HEAD and p.block_len > 0 and not p.has_line
    p.no_start = false
    READERS[p.state](feed)
    if p.state == HEAD and not check_line(p) then
        say_broken(feed, FAULT.NOT_HTTP)
    end
    if joined and p.no_start then
        feed.at = before -- what was kept is noise; with this a message may begin
    end
end

-- One at a time: no event feeds a parser.
local feed = { parser = false, sink = false, octets = false, captured = 0, left = 0, at = 1, text = nil }

-- `input`: `octets` with a method `sub` like a text's, of which the first `captured` are there; `len` on the
-- wire; `left` is the position of the first.
function parser.feed(p, sink, input)
    local captured = input.captured
    feed.parser, feed.sink, feed.octets, feed.captured, feed.left = p, sink, input.octets, captured, input.left
    feed.at, feed.text = 1, nil
    while feed.at <= captured do
        read_some(feed)
    end
    if captured < input.len then
        parser.gap(p, sink, pos_of(feed), input.len - captured)
    end
end

-- How many octets may be missing without the framing being lost.
local function gap_allowed(p)
    local state = p.state
    if state == BODY_LENGTH or state == BODY_MAYBE or state == CHUNK_DATA then
        return p.left
    end
    return (state == BODY_CLOSE or state == TUNNEL or state == ANYWHERE) and math.huge or 0
end

-- `len` octets at `left` are not in the capture.
function parser.gap(p, sink, left, len)
    if len > gap_allowed(p) then
        break_off(p, sink, left, 0)
        return
    end
    if p.state == TUNNEL or p.state == ANYWHERE then
        return
    end
    sink.events.body(sink.context, len, 0)
    if p.state == BODY_CLOSE then
        return
    end
    p.left = p.left - len
    if p.left <= 0 then
        end_counted(p, sink, left + len)
    end
end

-- Nothing comes any more behind `pos`; `cleanly` when this end said so with a FIN. (`end` is Lua's own word.)
function parser.finish(p, sink, pos, cleanly)
    if not p.in_message then
        return
    end
    if p.state == BODY_MAYBE or (p.state == BODY_CLOSE and cleanly) then
        say_done_at(p, sink, pos)
    else
        break_off(p, sink, pos, 0)
    end
end

-- What comes next decides whether the message in progress has a body.
function parser.is_undecided(p)
    return p.state == BODY_MAYBE
end

-- Whether so many octets are some of a counted body, and not the last ones.
function parser.is_amid(p, count)
    return p.state == BODY_LENGTH and count < p.left
end

-- These have come.
function parser.skip(p, count)
    p.left = p.left - count
end

-- Whether it is known where messages begin and end (nothing was lost).
function parser.is_sure(p)
    return p.state ~= ANYWHERE
end

-- Nobody has seen this direction begin: a message is looked for at the head of each piece.
function parser.start_anywhere(p)
    p.state = ANYWHERE
    p.noisy = true -- nobody promised a message here
end

-- From here on another protocol.
function parser.start_tunnel(p)
    p.state = TUNNEL
    p.in_message = false
end

return parser

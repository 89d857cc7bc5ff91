-- SPDX-License-Identifier: GPL-2.0-or-later
-- A TCP header as it stands in the capture, RFC 9293 section 3.1: octets in, a segment (tracker.lua)
-- out. Nothing of Wireshark's is needed here. Mirrors the reading half of plugin/epan/source.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local tcp_header = {}

local byte, sub, match = string.byte, string.sub, string.match
local min = math.min

tcp_header.MIN_LEN = 20
tcp_header.MAX_LEN = 60
tcp_header.READABLE_LEN = 16 -- up to the window: enough to know what a cut-off header does

local MIN_LEN = tcp_header.MIN_LEN
local LEN_AT = 13 -- the octet that holds the header's length
local HINT_LEN = 8

local OPT_END, OPT_NOP, OPT_SACK, OPT_FAST_OPEN, OPT_EXPERIMENT = 0, 1, 5, 34, 254
local IS_READ = { [OPT_SACK] = true, [OPT_FAST_OPEN] = true, [OPT_EXPERIMENT] = true }
local FAST_OPEN_MAGIC = 0xF989 -- RFC 6994 and RFC 7413 section 4.1.1 (experimental option)
local SACK_MAX = 4 -- as many as fit into 40 option bytes, RFC 2018 section 3

-- First octets of HTTP messages: methods of RFC 9110 section 9, PATCH of RFC 5789.
local STARTS = {
    ["GET "] = "request", ["HEAD "] = "request", ["POST "] = "request", ["PUT "] = "request",
    ["DELETE "] = "request", ["CONNECT "] = "request", ["OPTIONS "] = "request", ["TRACE "] = "request",
    ["PATCH "] = "request", ["HTTP/1."] = "response",
}

local FIRST = {} -- octets of STARTS
for word in pairs(STARTS) do
    FIRST[byte(word)] = true
end

local function hint_of_text(payload)
    local word = match(payload, "^%u+ ") or sub(payload, 1, 7)
    return STARTS[word] or "other"
end

-- RFC 8446 section 5.1: record type, then version 3.x.
local function is_record(payload)
    local _, major, minor = byte(payload, 1, 3)
    return minor ~= nil and major == 3 and minor <= 4
end

-- Of the payload that stands behind `at` octets, at most `len` of it.
local function hint_of(raw, at, len)
    local first = byte(raw, at + 1)
    if FIRST[first] then
        return hint_of_text(sub(raw, at + 1, at + len))
    end
    return first >= 20 and first <= 23 and is_record(sub(raw, at + 1, at + len)) and "tls" or "other"
end

local function read16(text, at)
    local a, b = byte(text, at, at + 1)
    return a * 256 + b
end

local function read32(text, at)
    local a, b, c, d = byte(text, at, at + 3)
    return ((a * 256 + b) * 256 + c) * 256 + d
end

local function read_sack(raw, at, past)
    local blocks = {}
    while at + 8 <= past and #blocks < SACK_MAX do
        blocks[#blocks + 1] = { left = read32(raw, at), right = read32(raw, at + 4) }
        at = at + 8
    end
    return blocks
end

-- The option's value is at [at, past).
local function read_option(s, raw, kind, at, past)
    if kind == OPT_SACK then
        s.sack = read_sack(raw, at, past)
    elseif kind == OPT_FAST_OPEN then
        s.tfo_option, s.tfo_cookie = true, past > at
    elseif kind == OPT_EXPERIMENT and past - at >= 2 and read16(raw, at) == FAST_OPEN_MAGIC then
        s.tfo_option, s.tfo_cookie = true, past - at > 2
    end
end

local function read_options(s, raw, at, past)
    while at < past do
        local kind, size = byte(raw, at, at + 1)
        if kind == OPT_NOP then
            at = at + 1
        else
            if kind == OPT_END or at + 2 > past or size < 2 or at + size > past then
                return
            end
            if IS_READ[kind] then
                read_option(s, raw, kind, at + 2, at + size)
            end
            at = at + size
        end
    end
end

-- What an octet says, so that it need not be taken apart again: flags, and the header's own length (floor: of Lua 5.4's
-- numbers a quotient is none that counts octets).
local FLAGS, SIZE = {}, {}
for octet = 0, 255 do
    FLAGS[octet] = {
        fin = octet % 2 >= 1, syn = octet % 4 >= 2, rst = octet % 8 >= 4, ack = octet % 32 >= 16,
        plain = octet % 8 == 0 and octet % 32 >= 16,
    }
    SIZE[octet] = math.floor(octet / 16) * 4
end

local function read_flags(s, octet)
    local flags = FLAGS[octet]
    s.flags = octet
    s.is_fin, s.is_syn, s.is_rst, s.is_ack, s.is_plain = flags.fin, flags.syn, flags.rst, flags.ack, flags.plain
end

-- The length that the header behind `at` octets of `raw` says it has.
function tcp_header.len_of(raw, at)
    return SIZE[byte(raw, at + LEN_AT)]
end

function tcp_header.new_segment()
    return {
        record = 0, frame = 0, secs = 0, nsecs = 0, dir = 0, ip_id = 0, hint = nil, sack = nil, tfo_option = nil,
        tfo_cookie = nil, flags = -1, is_fin = false, is_syn = false, is_rst = false, is_ack = false, is_plain = false,
        src_port = 0, dst_port = 0,
        owner = 0, hash = 0, before = 0, is_kept = false, -- of copies.lua
        seq = 0, ack = 0, window = 0, checksum = 0, len = 0, len_known = false,
    }
end

-- Returns the header's own length.
local function read_numbers(s, raw, at)
    local a, b, c, d, e, f, g, h, i, j, k, l, size, flags, m, n, o, p = byte(raw, at + 1, at + 18)
    s.src_port, s.dst_port = a * 256 + b, c * 256 + d
    s.seq = ((e * 256 + f) * 256 + g) * 256 + h
    s.ack = ((i * 256 + j) * 256 + k) * 256 + l
    s.window = m * 256 + n
    s.checksum = #raw >= at + MIN_LEN and o * 256 + p or 0
    if flags ~= s.flags then
        read_flags(s, flags)
    end
    return SIZE[size]
end

-- Those of nearly every segment that has some: two NOPs and the timestamps.
local OPT_TIMESTAMPS, WITH_TIMESTAMPS = 8, MIN_LEN + 12

local function has_timestamps_alone(raw, at, header_len)
    if header_len ~= WITH_TIMESTAMPS then
        return false
    end
    local first, second, kind, size = byte(raw, at + MIN_LEN + 1, at + MIN_LEN + 4)
    return kind == OPT_TIMESTAMPS and first == OPT_NOP and second == OPT_NOP and size == 10
end

-- Fills the segment `s` in from `raw`, which has behind `at` octets the header (at least READABLE_LEN of its own)
-- and the beginning of its payload. `len` is core's length of the payload; nil: unknown. Returns the header's own
-- length.
function tcp_header.read(s, raw, len, at)
    local header_len = read_numbers(s, raw, at)
    s.len, s.len_known, s.hint, s.sack, s.tfo_option, s.tfo_cookie = 0, false, nil, nil, nil, nil
    if header_len < MIN_LEN then
        return header_len
    end
    local past = at + header_len
    if header_len > MIN_LEN and #raw >= past and not has_timestamps_alone(raw, at, header_len) then
        read_options(s, raw, at + MIN_LEN + 1, past + 1)
    end
    if not len then
        return header_len
    end
    s.len_known = true
    s.len = len
    if len > 0 and #raw > past then
        s.hint = hint_of(raw, past, min(HINT_LEN, len))
    end
    return header_len
end

return tcp_header

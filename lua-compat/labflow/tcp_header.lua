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
local FAST_OPEN_MAGIC = 0xF989 -- RFC 6994 and RFC 7413 section 4.1.1 (experimental option)
local SACK_MAX = 4 -- as many as fit into 40 option bytes, RFC 2018 section 3

-- First octets of HTTP messages: methods of RFC 9110 section 9, PATCH of RFC 5789.
local STARTS = {
    ["GET "] = "request", ["HEAD "] = "request", ["POST "] = "request", ["PUT "] = "request",
    ["DELETE "] = "request", ["CONNECT "] = "request", ["OPTIONS "] = "request", ["TRACE "] = "request",
    ["PATCH "] = "request", ["HTTP/1."] = "response",
}

local function hint_of(payload)
    local word = match(payload, "^%u+ ") or sub(payload, 1, 7)
    if STARTS[word] then
        return STARTS[word]
    end
    -- RFC 8446 section 5.1: record type, then version 3.x.
    local kind, major, minor = byte(payload, 1, 3)
    if minor and kind >= 20 and kind <= 23 and major == 3 and minor <= 4 then
        return "tls"
    end
    return "other"
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
    while at < past and byte(raw, at) ~= OPT_END do
        local kind, size = byte(raw, at, at + 1)
        if kind == OPT_NOP then
            at = at + 1
        else
            if at + 2 > past or size < 2 or at + size > past then
                return
            end
            read_option(s, raw, kind, at + 2, at + size)
            at = at + size
        end
    end
end

local function read_flags(s, flags)
    s.flags = flags
    s.is_fin = flags % 2 >= 1
    s.is_syn = flags % 4 >= 2
    s.is_rst = flags % 8 >= 4
    s.is_ack = flags % 32 >= 16
end

-- The header's own length in octets.
function tcp_header.len_of(raw)
    local octet = byte(raw, LEN_AT)
    return (octet - octet % 16) / 4
end

function tcp_header.new_segment()
    return {
        record = 0, frame = 0, secs = 0, nsecs = 0, dir = 0, ip_id = 0, hint = nil, sack = nil,
        tfo_option = nil, tfo_cookie = nil,
        flags = 0, is_fin = false, is_syn = false, is_rst = false, is_ack = false, src_port = 0, dst_port = 0,
        seq = 0, ack = 0, window = 0, checksum = 0, len = 0, len_known = false,
    }
end

local function read_numbers(s, raw)
    local a, b, c, d, e, f, g, h, i, j, k, l, _, flags, m, n, o, p = byte(raw, 1, 18)
    s.src_port, s.dst_port = a * 256 + b, c * 256 + d
    s.seq = ((e * 256 + f) * 256 + g) * 256 + h
    s.ack = ((i * 256 + j) * 256 + k) * 256 + l
    s.window = m * 256 + n
    s.checksum = #raw >= MIN_LEN and o * 256 + p or 0
    read_flags(s, flags)
end

-- Fills the segment `s` in from `raw`, the header (at least READABLE_LEN octets) and the beginning of its
-- payload. `len` is core's length of the payload; nil: unknown.
function tcp_header.read(s, raw, len)
    local header_len = tcp_header.len_of(raw)
    read_numbers(s, raw)
    s.len, s.len_known, s.hint, s.sack, s.tfo_option, s.tfo_cookie = 0, false, nil, nil, nil, nil
    if header_len < MIN_LEN then
        return
    end
    if header_len > MIN_LEN and #raw >= header_len then
        read_options(s, raw, MIN_LEN + 1, header_len + 1)
    end
    if not len then
        return
    end
    s.len_known = true
    s.len = len
    if len > 0 and #raw > header_len then
        s.hint = hint_of(sub(raw, header_len + 1, header_len + min(HINT_LEN, len)))
    end
end

return tcp_header

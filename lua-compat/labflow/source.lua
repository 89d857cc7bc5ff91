-- SPDX-License-Identifier: GPL-2.0-or-later
-- Source: the way from a frame under dissection to its TCP headers, the only place that knows how
-- they are reached. Does what plugin/epan/source.c does, by other means: core's fields say where the
-- headers are, and the octets there are read.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local source = {}

-- Made once: a field made later than at the start is never filled.
local all_tcp = Field.new("tcp")
local all_streams = Field.new("tcp.stream")
local all_lengths = Field.new("tcp.len")
local all_windows = Field.new("tcp.window_size_value")
local all_urgent = Field.new("tcp.urgent_pointer")
local all_options = Field.new("tcp.options")
local all_ipv4 = Field.new("ip")
local all_ipv6 = Field.new("ipv6")
local all_protocols = Field.new("frame.protocols")
local frame_time = Field.new("frame.time_epoch")
local frame_number = Field.new("frame.number")

local MIN_HEADER_LEN = 20
local READABLE_LEN = 16 -- up to the window: enough to know what a cut-off header does
local LEN_AT = 13 -- the octet that holds the header's length
local PEEK_LEN = 8
local MOST = 60 + PEEK_LEN

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
    local word = payload:match("^%u+ ") or payload:sub(1, 7)
    if STARTS[word] then
        return STARTS[word]
    end
    -- RFC 8446 section 5.1: record type, then version 3.x.
    local kind, major, minor = payload:byte(1, 3)
    if minor and kind >= 20 and kind <= 23 and major == 3 and minor <= 4 then
        return "tls"
    end
    return "other"
end

local function read16(text, at)
    local a, b = text:byte(at, at + 1)
    return a * 256 + b
end

local function read32(text, at)
    local a, b, c, d = text:byte(at, at + 3)
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
        s.tfo_option = true
    elseif kind == OPT_EXPERIMENT and past - at >= 2 and read16(raw, at) == FAST_OPEN_MAGIC then
        s.tfo_option = true
    end
end

local function read_options(s, raw, at, past)
    while at < past and raw:byte(at) ~= OPT_END do
        local kind, size = raw:byte(at, at + 1)
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

local function is_set(flags, bit)
    return flags % (2 * bit) >= bit
end

local function read_flags(s, flags)
    s.flags = flags
    s.is_fin, s.is_syn, s.is_rst, s.is_ack = is_set(flags, 1), is_set(flags, 2), is_set(flags, 4), is_set(flags, 16)
end

local function header_len_of(raw)
    return math.floor(raw:byte(LEN_AT) / 16) * 4
end

-- `raw` is the header and the beginning of its payload, `len` core's length of that; nil: unknown.
local function read_header(raw, len)
    local header_len = header_len_of(raw)
    local s = {
        -- Set later on; named here so that the table has its size from the start.
        record = 0, frame = 0, secs = 0, nsecs = 0, dir = 0, ip_id = 0, hint = nil,
        flags = 0, is_fin = false, is_syn = false, is_rst = false, is_ack = false,
        src_port = read16(raw, 1),
        dst_port = read16(raw, 3),
        seq = read32(raw, 5),
        ack = read32(raw, 9),
        window = read16(raw, 15),
        checksum = #raw >= MIN_HEADER_LEN and read16(raw, 17) or 0,
        len = 0,
        len_known = false,
    }
    read_flags(s, raw:byte(14))
    if header_len < MIN_HEADER_LEN then
        return s
    end
    if header_len > MIN_HEADER_LEN and #raw >= header_len then
        read_options(s, raw, MIN_HEADER_LEN + 1, header_len + 1)
    end
    if not len then
        return s
    end
    s.len_known = true
    s.len = len
    if len > 0 and #raw > header_len then
        s.hint = hint_of(raw:sub(header_len + 1, header_len + math.min(PEEK_LEN, len)))
    end
    return s
end

-- The first octets of an item and of what follows it.
local function octets(item, most)
    local tvb = item.source
    local size = math.min(most, tvb:len() - item.offset)
    return size > 0 and tvb:raw(item.offset, size) or ""
end

-- What core shows of a header that is cut off, in order: where it stands.
local SHOWN = { { all_windows, 14 }, { all_urgent, 18 }, { all_options, 20 } }

local function size_shown(item)
    local size = 0
    for _, row in ipairs(SHOWN) do
        for _, part in ipairs({ row[1]() }) do
            if part.offset == item.offset + row[2] then
                size = row[2] + part.len
            end
        end
    end
    return size
end

-- How many octets of the header there are, or more. Where core knows no length it may be cut off by
-- what it stands in, with other octets behind it. The span of core's item is not always the answer:
-- some versions give that of the whole header, unless its length is none that a header can have.
local function size_of(item, raw, length)
    if header_len_of(raw) < MIN_HEADER_LEN then
        return item.len
    end
    return length and MOST or size_shown(item)
end

local function header_octets(item, length)
    local raw = octets(item, MOST)
    if #raw < READABLE_LEN then
        return raw
    end
    local size = size_of(item, raw, length)
    return size < #raw and raw:sub(1, size) or raw
end

-- A whole number: some versions of Wireshark give a float.
local function number_of(item)
    return math.floor(item.value)
end

-- The values of a field by the place of the header that they belong to: of two headers at one place
-- (in two sources of data), the first one has the first value.
local function take(values, at, offset)
    local item = values[at[1]]
    if item and item.offset == offset then
        at[1] = at[1] + 1
        return number_of(item)
    end
    return nil
end

local function address_v4(item)
    local raw = octets(item, 20)
    if #raw < 20 then
        return nil
    end
    return raw:sub(13, 16), raw:sub(17, 20), read16(raw, 5)
end

local function address_v6(item)
    local raw = octets(item, 40)
    if #raw < 40 then
        return nil
    end
    return raw:sub(9, 24), raw:sub(25, 40), 0
end

-- For each TCP header in order: the kind and number of the IP header that it stands in, and whether an
-- ICMP error quotes it. Layers stand in the order in which they were dissected.
local function layers(protocols)
    local found, counts, last, quoted = {}, { ip = 0, ipv6 = 0 }, nil, false
    for name in protocols:gmatch("[^:]+") do
        if counts[name] then
            counts[name] = counts[name] + 1
            last = { kind = name, number = counts[name] }
        elseif name == "icmp" or name == "icmpv6" then
            quoted = true
        elseif name == "tcp" then
            found[#found + 1] = { ip = last, quoted = quoted }
        end
    end
    return found
end

-- Octet by octet: Lua's own order of texts is that of the locale.
local function is_above(a, b)
    for i = 1, #a do
        local x, y = a:byte(i), b:byte(i)
        if x ~= y then
            return y == nil or x > y
        end
    end
    return false
end

-- The same choice as core's: by address, then by port.
local function set_direction(header)
    local s = header.segment
    if header.src == header.dst then
        s.dir = s.src_port > s.dst_port and 1 or 0
    else
        s.dir = is_above(header.src, header.dst) and 1 or 0
    end
end

local function read_addresses(header, ip, ipv4, ipv6)
    local id
    if ip and ip.kind == "ip" and ipv4[ip.number] then
        header.src, header.dst, id = address_v4(ipv4[ip.number])
    elseif ip and ip.kind == "ipv6" and ipv6[ip.number] then
        header.src, header.dst, id = address_v6(ipv6[ip.number])
    end
    header.src, header.dst = header.src or "", header.dst or ""
    header.segment.ip_id = id or 0
end

local function read_one(item, length, ip, ipv4, ipv6)
    local raw = header_octets(item, length)
    if #raw < READABLE_LEN then
        return {}
    end
    local header = { segment = read_header(raw, length) }
    read_addresses(header, ip, ipv4, ipv6)
    set_direction(header)
    return header
end

local function stamp(headers, frame)
    local time = frame_time()
    local value = time and time.value
    for _, header in ipairs(headers) do
        if header.segment then
            header.segment.frame = frame
            header.segment.secs = value and value.secs or 0
            header.segment.nsecs = value and value.nsecs or 0
        end
    end
end

-- Whether core's fields are there to be read: not in a dissection without a protocol tree.
function source.is_readable()
    return frame_number() ~= nil
end

-- The TCP headers of the frame in the order in which they stand there, those that an ICMP error quotes
-- left out: { { segment, stream, src, dst }, ... }. No segment: too short to be read.
function source.headers(pinfo)
    local items = { all_tcp() }
    local headers = {}
    if #items == 0 then
        return headers
    end
    local place = layers(all_protocols().value)
    local streams, lengths, ipv4, ipv6 = { all_streams() }, { all_lengths() }, { all_ipv4() }, { all_ipv6() }
    local at_stream, at_length = { 1 }, { 1 }
    for i, item in ipairs(items) do
        local stream, length = take(streams, at_stream, item.offset), take(lengths, at_length, item.offset)
        local layer = place[i] or {}
        if not layer.quoted then
            local header = read_one(item, length, layer.ip, ipv4, ipv6)
            header.stream = stream
            headers[#headers + 1] = header
        end
    end
    stamp(headers, pinfo.number)
    return headers
end

return source

-- SPDX-License-Identifier: GPL-2.0-or-later
-- Source: the way from a frame under dissection to its TCP headers, the only place that knows how
-- they are reached. Does what plugin/epan/source.c does, by other means: core's fields say where the
-- headers are, and the octets there are read.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local views = import("payload")

local source = {}

-- Made once: a field made later than at the start is never filled.
local all_tcp = Field.new("tcp")
local all_streams = Field.new("tcp.stream")
local all_lengths = Field.new("tcp.len")
local all_checksums = Field.new("tcp.checksum")
local all_ipv4 = Field.new("ip")
local all_ipv6 = Field.new("ipv6")
local all_protocols = Field.new("frame.protocols")
local frame_time = Field.new("frame.time_epoch")
local frame_number = Field.new("frame.number")

local MIN_HEADER_LEN = 20
local READABLE_LEN = 16 -- up to the window: enough to know what a cut-off header does
local HINT_LEN = 8
local PEEK_LEN = 16 -- more than that of a payload is read only where somebody looks at it
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

-- `raw` is the header and the beginning of its payload, `len` core's length of that; nil: unknown.
local function read_header(raw, len)
    local header_len = math.floor(raw:byte(13) / 16) * 4
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
        s.hint = hint_of(raw:sub(header_len + 1, header_len + math.min(HINT_LEN, len)))
    end
    return s
end

-- The first octets of an item and of what follows it; how many there are; and where they stand.
local function octets(item, most)
    local tvb, offset = item.source, item.offset
    local size = tvb:len() - offset
    return size > 0 and tvb:raw(offset, math.min(most, size)) or "", size, tvb
end

-- A header that is cut off spans what there is of it.
local function header_octets(item)
    local most = item.len < MIN_HEADER_LEN and item.len or MOST
    return octets(item, most)
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

-- Where core knows no length the header may be cut off by what it stands in, with other octets behind
-- it: no checksum of core's is none.
local function lacks_checksum(item)
    for _, checksum in ipairs({ all_checksums() }) do
        if checksum.offset == item.offset + 16 then
            return false
        end
    end
    return true
end

local function read_one(item, length, ip, ipv4, ipv6)
    local raw, size, tvb = header_octets(item)
    if #raw < READABLE_LEN then
        return {}
    end
    local header = {
        segment = read_header(raw, length), src = "", dst = "", stream = nil,
        tvb = tvb, offset = item.offset, raw = raw, size = size,
    }
    if not length and lacks_checksum(item) then
        header.segment.checksum = 0
    end
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

local tcp_ports = DissectorTable.get("tcp.port")
local core_http = tostring(Dissector.get("http"))

-- The name of the protocol that the user, or Wireshark by default, has given the port to; false: none.
local function owner_of(ports, port)
    if ports[port] == nil then
        local dissector = tcp_ports:get_dissector(port)
        ports[port] = dissector and tostring(dissector) or false
    end
    return ports[port]
end

local function core_shows_http()
    local protocols = all_protocols().value .. ":"
    return protocols:find(":http:", 1, true) ~= nil or protocols:find(":http2:", 1, true) ~= nil
end

-- What core shows in the frame of this segment: "http", or what should be that; "nothing" but perhaps
-- HTTP; nil: another protocol. Mirrors what_core_finds of plugin/epan/session.c. `ports` is kept by the
-- caller, for as long as a port's protocol stays the same.
function source.found(s, ports)
    local here, there = owner_of(ports, s.src_port), owner_of(ports, s.dst_port)
    if here == core_http or there == core_http then
        return "http"
    end
    return ((not here and not there) or core_shows_http()) and "nothing" or nil
end

local view = views.new()

-- What the header's segment carries, as a text that is read when it is looked at, and how much of it was
-- captured.
function source.octets(header)
    local len, raw = header.segment.len, header.raw
    if len == 0 or #raw < MIN_HEADER_LEN then
        return nil, 0
    end
    local header_len = math.floor(raw:byte(13) / 16) * 4
    local captured = math.max(0, math.min(header.size - header_len, len))
    return view:set(header.tvb, header.offset, raw, header_len, captured), captured
end

-- The TCP headers of the frame in the order in which they stand there, those that an ICMP error quotes
-- left out: { { segment, stream, src, dst, tvb, offset, raw, size }, ... }. No segment: too short to be
-- read. The header stands at `offset` of `tvb`; of it and what comes behind, `size` octets were captured, and
-- the first ones are `raw`.
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

-- SPDX-License-Identifier: GPL-2.0-or-later
-- Source: the way from a frame under dissection to its TCP headers, the only place that knows how
-- they are reached. Does what plugin/epan/source.c does, by other means: core's fields say where the
-- headers are, and the octets there are read.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local tcp_header = import("tcp_header")
local views = import("payload")

local source = {}

local byte, char, sub = string.byte, string.char, string.sub
local floor, max, min = math.floor, math.max, math.min

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

local PEEK_LEN = 16 -- more than that of a payload is read only where somebody looks at it
local MOST = tcp_header.MAX_LEN + PEEK_LEN
local MIN_IPV4_LEN, IPV6_LEN, TCP = 20, 40, 6
local read_header = tcp_header.read
local len_of, raw_of = Tvb.len, Tvb.raw -- a method of Wireshark's objects costs as much to look up as to call
local MIN_HEADER_LEN, READABLE_LEN = tcp_header.MIN_LEN, tcp_header.READABLE_LEN

-- The first octets of an item and of what follows it; how many there are; and where they stand.
local function octets(item, most)
    local tvb, offset = item.source, item.offset
    local size = len_of(tvb) - offset
    return size > 0 and raw_of(tvb, offset, min(most, size)) or "", size, tvb
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
    if tcp_header.len_of(raw, 0) < MIN_HEADER_LEN then
        return item.len
    end
    return length and MOST or size_shown(item)
end

-- What there is of the header, with the first octets behind it; and as octets does.
local function header_octets(item, length)
    local raw, captured, tvb = octets(item, MOST)
    if #raw < READABLE_LEN then
        return raw, captured, tvb
    end
    local size = size_of(item, raw, length)
    return size < #raw and raw:sub(1, size) or raw, captured, tvb
end

-- A whole number: some versions of Wireshark give a float.
local function number_of(item)
    return floor(item.value)
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

-- The addresses and the identification; nil where the header is cut off.
local function address_v4(raw)
    if #raw < MIN_IPV4_LEN then
        return nil
    end
    local high, low = byte(raw, 5, 6)
    return sub(raw, 13, 16), sub(raw, 17, 20), high * 256 + low
end

local function address_v6(raw)
    if #raw < IPV6_LEN then
        return nil
    end
    return sub(raw, 9, 24), sub(raw, 25, 40), 0
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

-- Octet by octet: Lua's own order of texts is that of the locale. Both are of one length, and differ.
local function is_above(a, b)
    local i = 1
    while byte(a, i) == byte(b, i) do
        i = i + 1
    end
    return byte(a, i) > byte(b, i)
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

local function set_addresses(header, src, dst, id)
    header.src, header.dst = src or "", dst or ""
    header.segment.ip_id = id or 0
end

-- Those of the IP header that the segment stands in; `ipv6` where that is its kind.
local function find_addresses(header, ip, ipv6)
    if not ip then
        set_addresses(header)
    elseif ipv6 then
        set_addresses(header, address_v6(octets(ip, IPV6_LEN)))
    else
        set_addresses(header, address_v4(octets(ip, MIN_IPV4_LEN)))
    end
end

local function new_header()
    return {
        segment = tcp_header.new_segment(), src = "", dst = "", stream = nil, tvb = nil, offset = 0, raw = "",
        front = 0, captured = 0,
    }
end

-- The TCP header stands behind `at` octets of `raw`, which stands at `offset` of `tvb`; of these and what is behind
-- them, `size` octets were captured. Returns the header's own length.
local function take_octets(header, length, tvb, offset, raw, size, at)
    local s = header.segment
    local own = read_header(s, raw, length, at)
    local front = at + own
    header.tvb, header.offset, header.raw, header.front, header.captured = tvb, offset, raw, front, 0
    if s.len > 0 and #raw >= at + MIN_HEADER_LEN then
        header.captured = max(0, min(size - front, s.len))
    end
    return own
end

-- Fills `header` in; false: it is too short to be read.
local function read(header, item, length, ip, ipv6)
    local raw, size, tvb = header_octets(item, length)
    if #raw < READABLE_LEN then
        return false
    end
    take_octets(header, length, tvb, item.offset, raw, size, 0)
    find_addresses(header, ip, ipv6)
    set_direction(header)
    return true
end

-- These two take the addresses from the text where it begins with an IP header of `len` octets that says TCP comes
-- behind it. False: it does not.

local function take_addresses_v6(header, raw, len)
    if len ~= IPV6_LEN or floor(byte(raw) / 16) ~= 6 or byte(raw, 7) ~= TCP then
        return false
    end
    set_addresses(header, address_v6(raw))
    set_direction(header)
    return true
end

local function take_addresses_v4(header, raw, len)
    local first, _, _, _, high, low, _, _, _, protocol, _, _, a, b, c, d, e, f, g, h = byte(raw, 1, MIN_IPV4_LEN)
    if first ~= 0x40 + len / 4 or protocol ~= TCP then
        return false
    end
    local s, src, dst = header.segment, ((a * 256 + b) * 256 + c) * 256 + d, ((e * 256 + f) * 256 + g) * 256 + h
    header.src, header.dst, s.ip_id, s.dir = nil, nil, high * 256 + low, src > dst and 1 or 0
    if src == dst then
        s.dir = s.src_port > s.dst_port and 1 or 0
    end
    return true
end

-- Two octets.
local function port_text(port)
    return char(floor(port / 256), port % 256)
end

-- A mark of the pair of addresses and ports, the same in both directions. Only the first frame of a connection is asked
-- for it, or one whose header is cut off.
function source.pair_of(header)
    local s, raw, src, dst = header.segment, header.raw, header.src, header.dst
    if not src then
        src, dst = sub(raw, 13, 16), sub(raw, 17, 20)
    end
    local here, there = port_text(s.src_port), port_text(s.dst_port)
    if s.dir == 1 then
        return dst .. src .. there .. here
    end
    return src .. dst .. here .. there
end

-- The same where the two headers stand one behind the other, whole and in one source of data, as in most
-- frames: they are read at once. False: they do not.
local function read_at_once(header, item, length, ip, ipv6)
    local at, offset, len = ip.offset, item.offset, ip.len
    if offset - at ~= len or not length then
        return false
    end
    local tvb = item.source
    local size = len_of(tvb) - at
    if size < len + MIN_HEADER_LEN then
        return false
    end
    local raw = raw_of(tvb, at, min(len + MOST, size))
    return take_octets(header, length, tvb, at, raw, size, len) >= MIN_HEADER_LEN
        and (ipv6 and take_addresses_v6 or take_addresses_v4)(header, raw, len)
end

local EXACT_SECS = 4000000 -- so many of them a double says to the nanosecond

-- The time of the frame that pinfo.rel_ts counts from; false: it is not known, nil: nobody has asked.
local base_secs, base_nsecs

-- At the beginning of each file.
function source.begin()
    base_secs = nil
end

local function find_base(since)
    local time = frame_time()
    if not time then
        base_secs = false
        return
    end
    local value, secs = time.value, floor(since)
    base_secs, base_nsecs = value.secs - secs, value.nsecs - floor((since - secs) * 1000000000 + 0.5)
    if base_nsecs < 0 then
        base_secs, base_nsecs = base_secs - 1, base_nsecs + 1000000000
    end
end

-- The same by the seconds since the first frame: of Wireshark's objects each costs as much as a hundred steps of Lua.
-- False: it is not told by them.
local function stamp_by_base(s, pinfo)
    local since = pinfo.rel_ts
    if since < -EXACT_SECS or since > EXACT_SECS then
        return false
    end
    if base_secs == nil then
        find_base(since)
    end
    if not base_secs then
        return false
    end
    local secs = floor(since)
    local nsecs = base_nsecs + floor((since - secs) * 1000000000 + 0.5)
    secs = base_secs + secs
    if nsecs >= 1000000000 then
        secs, nsecs = secs + 1, nsecs - 1000000000
    end
    s.secs, s.nsecs = secs, nsecs
    return true
end

-- `once`: see source.headers.
local function stamp(s, pinfo, frame, once)
    s.frame = frame
    if once and stamp_by_base(s, pinfo) then
        return
    end
    local time = frame_time()
    local value = time and time.value
    s.secs, s.nsecs = value and value.secs or 0, value and value.nsecs or 0
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
    local captured = header.captured
    if captured == 0 then
        return nil, 0
    end
    return view:set(header.tvb, header.offset, header.raw, header.front, captured), captured
end

local NONE = {}
local alone = { new_header() } -- most frames have one: it is filled in again each time

-- The only TCP header of the frame, in the only IP header.
local function read_alone(item, ip, ipv6, pinfo, frame, once)
    local header, stream, length = alone[1], all_streams(), all_lengths()
    length = length and floor(length.value) -- core's: what the packet stands in may end before it does
    if not (ip and read_at_once(header, item, length, ip, ipv6)) and not read(header, item, length, ip, ipv6) then
        return { {} }
    end
    header.stream = stream and floor(stream.value)
    stamp(header.segment, pinfo, frame, once)
    return alone
end

-- The last of these items that stands before `offset`; nil: none.
local function last_before(items, offset)
    local found = nil
    for _, item in ipairs(items) do
        if item.offset < offset and (not found or item.offset > found.offset) then
            found = item
        end
    end
    return found
end

-- The IP header that a TCP header at `offset` stands in, and whether that is IPv6's. Where the content of a tunnel
-- was taken for IPv4 first, Wireshark 4.6 goes on to call IPv6 "ip": then it is the nearest one in front.
local function ip_of(layer, ips, offset)
    if not layer.ip then
        return nil, false
    end
    local ip = ips[layer.ip.kind][layer.ip.number]
    if ip then
        return ip, layer.ip.kind == "ipv6"
    end
    local four, six = last_before(ips.ip, offset), last_before(ips.ipv6, offset)
    if six and (not four or six.offset > four.offset) then
        return six, true
    end
    return four, false
end

local function read_each(items, pinfo, frame, once)
    local headers = {}
    local place = layers(all_protocols().value)
    local streams, lengths, at_stream, at_length = { all_streams() }, { all_lengths() }, { 1 }, { 1 }
    local ips = { ip = { all_ipv4() }, ipv6 = { all_ipv6() } }
    for i, item in ipairs(items) do
        local stream, length = take(streams, at_stream, item.offset), take(lengths, at_length, item.offset)
        local layer = place[i] or {}
        if not layer.quoted then
            local header = new_header()
            local ip, ipv6 = ip_of(layer, ips, item.offset)
            headers[#headers + 1] = read(header, item, length, ip, ipv6) and header or {}
            header.stream = stream
            stamp(header.segment, pinfo, frame, once)
        end
    end
    return headers
end

-- The segment of the frame before may be kept by `copies`: then another is filled in next.
function source.renew(copies)
    local header = alone[1]
    if not header.segment.is_kept then
        return
    end
    local spare = copies.spare or tcp_header.new_segment()
    header.segment, spare.is_kept, copies.spare = spare, false, nil
end

-- The TCP headers of the frame under dissection, in the order in which they stand there, those that an ICMP error
-- quotes left out: { { segment, stream, src, dst, tvb, offset, raw, front, captured }, ... }. No segment: too short
-- to be read. `captured` octets of the payload are there; they stand behind the first `front` ones of what stands at
-- `offset` of `tvb` and begins with `raw`; without `src` and `dst` it begins with the IPv4 header. All of it is
-- valid until the next frame. `once`: none is dissected again.
function source.headers(pinfo, frame, once)
    local item, other = all_tcp()
    if not item then
        return NONE
    end
    local ipv4, more_ipv4 = all_ipv4()
    local ipv6, more_ipv6 = all_ipv6()
    if other or more_ipv4 or more_ipv6 or (ipv4 and ipv6) then
        return read_each({ all_tcp() }, pinfo, frame, once)
    end
    return read_alone(item, ipv4 or ipv6, ipv6 ~= nil, pinfo, frame, once)
end

return source

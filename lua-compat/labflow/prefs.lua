-- SPDX-License-Identifier: GPL-2.0-or-later
-- Preferences, by the names that the C plugin gives them. Mirrors plugin/epan/prefs.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local prefs = {}

local AUTO, EN, ZH = 0, 1, 2
local LONGEST = 86400 -- seconds: a day, longer than any connection is waited for

function prefs.register(proto)
    proto.prefs.language = Pref.enum("Language of the explanations", AUTO,
        "In which language labflow.explain and the expert items speak. Field names and values stay the same.",
        { { 1, "auto", AUTO }, { 2, "en", EN }, { 3, "zh", ZH } })
    proto.prefs.info_summary = Pref.bool("Phase and step in the Info column", false,
        "Puts what the segment does in front of the Info column of every TCP frame.")
    proto.prefs.follow_http = Pref.bool("Follow HTTP", true,
        "Reads what TCP carries: the fields of labflow.http, and what HTTP tells of why a connection closes. "
        .. "Nothing of TCP's steps, states and numbers depends on it.")
    proto.prefs.two_msl = Pref.uint("TIME-WAIT lasts (seconds)", 240,
        "Twice the maximum segment lifetime: 240 seconds in RFC 9293 section 3.4.2. From 1 to 86400.")
    proto.prefs.idle = Pref.uint("A connection is idle after (seconds)", 1,
        "A server that closes a connection on which nothing was sent for this long is said to close it for that "
        .. "reason, unless it announced another time with Keep-Alive: timeout=. From 1 to 86400.")
end

-- As gettext chooses: LANGUAGE counts unless the locale is C.
local function locale()
    local found = ""
    for _, name in ipairs({ "LC_ALL", "LC_MESSAGES", "LANG" }) do
        found = found ~= "" and found or os.getenv(name) or ""
    end
    if found ~= "" and not found:match("^C%f[%W]") and not found:match("^C$") and found ~= "POSIX" then
        local wanted = os.getenv("LANGUAGE") or ""
        return wanted ~= "" and wanted or found
    end
    return found
end

local from_locale = locale():sub(1, 2) == "zh" and "zh" or "en"

function prefs.language(proto)
    local language = proto.prefs.language
    if language == AUTO then
        return from_locale
    end
    return language == ZH and "zh" or "en"
end

function prefs.info_summary(proto)
    return proto.prefs.info_summary
end

function prefs.follow_http(proto)
    return proto.prefs.follow_http
end

local function in_ns(seconds)
    return math.max(1, math.min(LONGEST, seconds)) * 1000000000
end

function prefs.two_msl_ns(proto)
    return in_ns(proto.prefs.two_msl)
end

function prefs.idle_ns(proto)
    return in_ns(proto.prefs.idle)
end

return prefs

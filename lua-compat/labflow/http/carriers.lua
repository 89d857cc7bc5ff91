-- SPDX-License-Identifier: GPL-2.0-or-later
-- Carriers: which segments brought a message, and how many. Mirrors plugin/core/http/carriers.c.
local import = ...
if type(import) ~= "function" then
    return -- Wireshark runs each file of its plugin folder by itself, too
end

local carriers = {}

-- The segment of the piece that is being read carries `m`. Messages of HTTP/1.x follow one
-- another, so the first one of a segment leads to the others.
function carriers.note(step, m)
    carriers.take(step.http.store, step.flow, m, step.piece)
end

-- The same of a piece, or a segment, of `flow`.
function carriers.take(store, flow, m, piece)
    m.last_frame, m.last_secs, m.last_nsecs = piece.frame, piece.secs, piece.nsecs
    local led = flow.last_record == piece.record -- to this one, by the message before
    if m.segments > 0 and led then
        return
    end
    m.segments = m.segments + 1
    flow.last_record = piece.record
    if not led then
        store:carry(piece.record, m)
    end
end

return carriers

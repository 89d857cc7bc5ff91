/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "records.h"

#include <string.h>

enum { CHANGE_CIPHER_SPEC = 20, HEARTBEAT = 24, HEADER_LEN = 5 };

bool lf_records_begin_with(const uint8_t *at, uint32_t len)
{
    return len >= 3 && at[0] >= CHANGE_CIPHER_SPEC && at[0] <= HEARTBEAT && at[1] == 3 &&
           at[2] <= 4;
}

static void add_carrier(wmem_allocator_t *scope, lf_records *records, uint32_t record)
{
    if (records->carrier_count == records->carrier_room) {
        records->carrier_room = MAX(16u, 2 * records->carrier_room);
        records->carrier = (uint32_t *)wmem_realloc(
            scope, records->carrier, records->carrier_room * sizeof *records->carrier);
    }
    records->carrier[records->carrier_count++] = record;
    records->open.segments++;
}

static void finish(wmem_allocator_t *scope, lf_records *records, lf_pos right)
{
    records->open.right = right;
    if (records->done_count == records->done_room) {
        records->done_room = MAX(4u, 2 * records->done_room);
        records->done = (lf_tls_record *)wmem_realloc(scope, records->done,
                                                      records->done_room * sizeof *records->done);
    }
    records->done[records->done_count++] = records->open;
    records->header_len = 0;
}

static void begin(lf_records *records, const lf_piece *piece, lf_pos left)
{
    records->open = (lf_tls_record){
        .left = left,
        .first = *piece,
        .carriers = records->carrier_count,
    };
}

/* How many of `len` octets belong to the header. */
static uint32_t read_header(lf_records *records, const uint8_t *at, uint32_t len)
{
    uint32_t count = MIN(len, (uint32_t)HEADER_LEN - records->header_len);

    memcpy(records->header + records->header_len, at, count);
    records->header_len = (uint8_t)(records->header_len + count);
    if (records->header_len < HEADER_LEN)
        return count;
    records->lost = !lf_records_begin_with(records->header, HEADER_LEN);
    records->left = (uint32_t)records->header[3] << 8 | records->header[4];
    return count;
}

static bool is_complete(const lf_records *records)
{
    return records->header_len == HEADER_LEN && records->left == 0;
}

void lf_records_feed(wmem_allocator_t *scope, lf_records *records, const lf_piece *piece)
{
    uint32_t at = 0;
    bool counted = false; /* the segment, for the record in progress */

    while (at < piece->captured && !records->lost) {
        uint32_t count;

        if (records->header_len == 0) {
            begin(records, piece, piece->left + at);
            counted = false;
        }
        if (!counted)
            add_carrier(scope, records, piece->record);
        counted = true;
        if (records->header_len < HEADER_LEN) {
            at += read_header(records, piece->at + at, piece->captured - at);
        } else {
            count = MIN(records->left, piece->captured - at);
            records->left -= count;
            at += count;
        }
        if (!records->lost && is_complete(records))
            finish(scope, records, piece->left + at);
    }
    if (piece->captured < piece->len)
        lf_records_gap(records, piece->len - piece->captured);
}

void lf_records_gap(lf_records *records, uint32_t len)
{
    if (records->header_len < HEADER_LEN || len >= records->left)
        records->lost = true;
    else
        records->left -= len;
}

void lf_records_forget(lf_records *records)
{
    uint32_t kept = records->header_len > 0 ? records->open.segments : 0;

    if (kept > 0)
        memmove(records->carrier, records->carrier + records->carrier_count - kept,
                kept * sizeof *records->carrier);
    records->carrier_count = kept;
    records->open.carriers = 0;
    records->done_count = 0;
}

void lf_records_free(wmem_allocator_t *scope, lf_records *records)
{
    if (records == NULL)
        return;
    wmem_free(scope, records->done);
    wmem_free(scope, records->carrier);
    wmem_free(scope, records);
}

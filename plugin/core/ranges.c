/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ranges.h"

#include <string.h>

static void remove_items(lf_ranges *ranges, size_t from, size_t count)
{
    memmove(ranges->item + from, ranges->item + from + count,
            (ranges->count - from - count) * sizeof(lf_range));
    ranges->count -= count;
}

static void insert_item(wmem_allocator_t *scope, lf_ranges *ranges, size_t at, lf_range value)
{
    if (ranges->count == ranges->room) {
        ranges->room = ranges->room == 0 ? 2 : ranges->room * 2;
        ranges->item =
            (lf_range *)wmem_realloc(scope, ranges->item, ranges->room * sizeof(lf_range));
    }
    memmove(ranges->item + at + 1, ranges->item + at, (ranges->count - at) * sizeof(lf_range));
    ranges->item[at] = value;
    ranges->count++;
}

lf_pos lf_ranges_add(wmem_allocator_t *scope, lf_ranges *ranges, lf_pos left, lf_pos right)
{
    size_t first = 0;
    size_t last;

    if (left >= right)
        return 0;
    while (first < ranges->count && ranges->item[first].right < left)
        first++;
    last = first;
    while (last < ranges->count && ranges->item[last].left <= right) {
        if (ranges->item[last].left < left)
            left = ranges->item[last].left;
        if (ranges->item[last].right > right)
            right = ranges->item[last].right;
        last++;
    }
    if (last > first) {
        ranges->item[first] = (lf_range){left, right};
        remove_items(ranges, first + 1, last - first - 1);
        return 0;
    }
    insert_item(scope, ranges, first, (lf_range){left, right});
    return ranges->count > LF_RANGES_MAX ? ranges->item[0].right : 0;
}

bool lf_ranges_hold(const lf_ranges *ranges, lf_pos left, lf_pos right)
{
    for (size_t i = 0; i < ranges->count && ranges->item[i].left <= left; i++) {
        if (right <= ranges->item[i].right)
            return true;
    }
    return false;
}

lf_pos lf_ranges_advance(lf_ranges *ranges, lf_pos next)
{
    size_t gone = 0;

    while (gone < ranges->count && ranges->item[gone].left <= next) {
        if (ranges->item[gone].right > next)
            next = ranges->item[gone].right;
        gone++;
    }
    if (gone > 0)
        remove_items(ranges, 0, gone);
    return next;
}

void lf_ranges_remove(wmem_allocator_t *scope, lf_ranges *ranges, lf_pos left, lf_pos right)
{
    size_t i = 0;

    while (i < ranges->count && ranges->item[i].right <= left)
        i++;
    while (left < right && i < ranges->count && ranges->item[i].left < right) {
        lf_range cut = ranges->item[i];

        remove_items(ranges, i, 1);
        if (cut.left < left)
            insert_item(scope, ranges, i++, (lf_range){cut.left, left});
        if (cut.right > right)
            insert_item(scope, ranges, i++, (lf_range){right, cut.right});
    }
    if (ranges->count > LF_RANGES_MAX)
        remove_items(ranges, 0, 1);
}

void lf_ranges_clear(wmem_allocator_t *scope, lf_ranges *ranges)
{
    wmem_free(scope, ranges->item);
    *ranges = (lf_ranges){0};
}

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How what is said was cut into segments must not matter. The first octet is the length of the
 * pieces; then come turns: an octet 0xff and one whose lowest bit is who speaks, and what is said.
 */
#include <glib.h>
#include <string.h>

#include "check.h"
#include "talk.h"
#include "target.h"

#define MARK 0xff

/* Says it all in pieces of `size` octets, the first one by itself; 0: each turn is one piece.
 * False: it does not fit. */
static bool hold(talk *t, fuzz_input in, uint32_t size)
{
    uint8_t dir = 0;

    talk_shake_hands(t);
    while (in.left > 0) {
        const uint8_t *mark = (const uint8_t *)memchr(in.at, MARK, in.left);
        uint32_t len = (uint32_t)(mark == NULL ? in.left : (size_t)(mark - in.at));

        for (uint32_t at = 0; at < len;) {
            uint32_t part = size == 0 || len - at < size ? len - at : size;

            if (!talk_say(t, dir, LF_ACK, in.at + at, part))
                return false;
            at += part;
        }
        in = (fuzz_input){in.at + len, in.left - len};
        input_octet(&in);
        dir = input_octet(&in) & 1;
    }
    talk_close(t);
    return true;
}

/* What cannot be told from its octets alone: that a request is one of HTTP/0.9, which is known by
 * nothing coming behind its line; and that TLS begins, where less than its first header comes. */
static bool is_excused(const talk *whole, const talk *cut, const char *one, const char *other)
{
    return strstr(one, "HTTP/9 ") != NULL || strstr(other, "HTTP/9 ") != NULL ||
           lf_http_is_sealed(whole->http, 0) != lf_http_is_sealed(cut->http, 0);
}

/* Where it ends early, it may end earlier in one piece. */
static bool agree(const char *one, const char *other, bool to_end)
{
    return to_end ? strcmp(one, other) == 0
                  : g_str_has_prefix(one, other) || g_str_has_prefix(other, one);
}

void fuzz(wmem_allocator_t *scope, fuzz_input in)
{
    uint32_t size = 1u + input_octet(&in) % 64;
    bool to_end;
    talk whole;
    talk cut;
    char *one;
    char *other;

    talk_start(&whole, scope);
    talk_start(&cut, scope);
    if (!hold(&whole, in, 0) || !hold(&cut, in, size))
        return;
    talk_check(&whole);
    talk_check(&cut);
    to_end = talk_keeps_thread(&whole) && talk_keeps_thread(&cut);
    one = talk_transcript(&whole, to_end);
    other = talk_transcript(&cut, to_end);
    CHECK(is_excused(&whole, &cut, one, other) || agree(one, other, to_end),
          "in one piece:\n%sin pieces of %u:\n%s", one, size, other);
    g_free(one);
    g_free(other);
}

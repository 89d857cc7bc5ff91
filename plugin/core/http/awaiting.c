/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connection.h"

static lf_awaiting *first(const lf_http_connection *c)
{
    return c->awaiting_count == 0 ? NULL : &c->awaiting[c->awaiting_first];
}

static void make_room(lf_http *http, lf_http_connection *c)
{
    uint32_t used = c->awaiting_first + c->awaiting_count;

    if (used < c->awaiting_room)
        return;
    if (c->awaiting_first > c->awaiting_room / 2) {
        for (uint32_t i = 0; i < c->awaiting_count; i++)
            c->awaiting[i] = c->awaiting[c->awaiting_first + i];
        c->awaiting_first = 0;
        return;
    }
    c->awaiting_room = c->awaiting_room == 0 ? 2 : c->awaiting_room * 2;
    c->awaiting = (lf_awaiting *)wmem_realloc(http->scope, c->awaiting,
                                              c->awaiting_room * sizeof *c->awaiting);
}

void lf_awaiting_push(lf_http *http, lf_http_connection *c, const lf_awaiting *request)
{
    make_room(http, c);
    c->awaiting[c->awaiting_first + c->awaiting_count++] = *request;
}

static void free_text(lf_http *http, lf_span text)
{
    wmem_free(http->scope, (void *)text.at);
}

void lf_awaiting_free(lf_http *http, lf_awaiting *request)
{
    free_text(http, request->etags);
    free_text(http, request->since);
    request->etags = request->since = (lf_span){NULL, 0};
}

void lf_awaiting_pop(lf_http *http, lf_http_connection *c)
{
    lf_awaiting *request = first(c);

    if (request == NULL)
        return;
    lf_awaiting_free(http, request);
    c->awaiting_count--;
    c->awaiting_first = c->awaiting_count == 0 ? 0 : c->awaiting_first + 1;
}

void lf_awaiting_clear(lf_http *http, lf_http_connection *c)
{
    while (c->awaiting_count > 0)
        lf_awaiting_pop(http, c);
}

static bool is_before(uint32_t number, uint32_t other)
{
    return (int32_t)(number - other) < 0;
}

/* How many of those that wait the sender of an ACK `ack` had got. */
static uint32_t count_got(const lf_http_connection *c, bool has_ack, uint32_t ack)
{
    uint32_t count = 0;

    while (count < c->awaiting_count &&
           (!has_ack || is_before(c->awaiting[c->awaiting_first + count].begin, ack)))
        count++;
    return count;
}

/* Octets of the server are missing, and with them perhaps responses. A request whose successor was
 * sent when the client had got everything before this response has been answered there. */
static void drop_answered(lf_http *http, lf_http_connection *c, uint32_t got, uint32_t begin)
{
    for (; got > 1; got--) {
        const lf_awaiting *successor = first(c) + 1;

        if (!successor->has_ack || is_before(successor->ack, begin))
            return;
        lf_awaiting_pop(http, c);
    }
}

bool lf_awaiting_is_unsure(const lf_http_connection *c)
{
    return c->awaiting_count > 0 && first(c)->unsure;
}

lf_awaiting *lf_awaiting_for(lf_http *http, lf_http_connection *c, const lf_flow *flow,
                             uint32_t begin)
{
    if (lf_awaiting_is_unsure(c))
        return NULL;
    if (c->lost) {
        drop_answered(http, c, count_got(c, flow->begin_has_ack, flow->begin_ack), begin);
        if (count_got(c, flow->begin_has_ack, flow->begin_ack) > 1)
            return NULL;
        c->lost = false;
    }
    return lf_awaiting_any(c, flow->begin_has_ack, flow->begin_ack) ? first(c) : NULL;
}

bool lf_awaiting_any(const lf_http_connection *c, bool has_ack, uint32_t ack)
{
    const lf_awaiting *request = first(c);

    return request != NULL && (!has_ack || is_before(request->begin, ack));
}

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Why a connection closes, by its messages: RFC 9112 sections 9.3 to 9.8.
 */
#include "connection.h"

/* How early a server may be with the timeout that it announced in whole seconds. */
#define EARLY_NS (INT64_C(500) * 1000000)

static bool is_server(const lf_flow *flow)
{
    return flow->kind == LF_KIND_RESPONSES;
}

static bool is_idle(const lf_http_step *step)
{
    const lf_http_connection *c = step->connection;
    int64_t idle = step->segment->time_ns - c->active_ns;

    if (c->has_timeout)
        return idle + EARLY_NS >= (int64_t)c->timeout * 1000000000;
    return idle >= step->http->idle_ns;
}

static lf_close_reason timed_out(lf_http_step *step)
{
    lf_store_note(&step->http->store, step->segment->record, LF_HA_BIT(KEEP_ALIVE_TIMEOUT));
    return LF_CLOSE_KEEP_ALIVE_TIMEOUT;
}

/* All exchanges are complete. */
static lf_close_reason after_the_last(lf_http_step *step)
{
    const lf_http_connection *c = step->connection;

    if (c->responded && c->closes)
        return c->by_version ? LF_CLOSE_HTTP_1_0 : LF_CLOSE_CONNECTION_CLOSE;
    if (c->responded && is_server(step->flow) && !c->client_first && is_idle(step))
        return timed_out(step);
    return LF_CLOSE_APPLICATION;
}

static lf_close_reason close_of_client(lf_http_step *step)
{
    lf_http_connection *c = step->connection;

    if (c->awaiting_count == 0 && step->peer->message == 0)
        return after_the_last(step);
    c->client_first = true; /* it may only be done with sending: what comes back will tell */
    return LF_CLOSE_NONE;
}

static lf_close_reason close_of_server(lf_http_step *step)
{
    const lf_http_connection *c = step->connection;
    const lf_segment *s = step->segment;

    if (!step->flow->ended)
        return LF_CLOSE_NONE; /* octets before the FIN are missing */
    if (step->flow->cut || lf_awaiting_any(c, (s->flags & LF_ACK) != 0, s->ack))
        return c->client_first ? LF_CLOSE_CLIENT_ABORT : LF_CLOSE_SERVER_ABORT;
    return after_the_last(step);
}

/* A RST throws away whatever the other end has not got. */
static lf_close_reason close_by_reset(lf_http_step *step)
{
    const lf_http_connection *c = step->connection;

    if (step->flow->cut || step->peer->cut || c->awaiting_count > 0)
        return is_server(step->flow) ? LF_CLOSE_SERVER_ABORT : LF_CLOSE_CLIENT_ABORT;
    if (c->responded && !c->closes && is_server(step->flow) && is_idle(step))
        return timed_out(step);
    return LF_CLOSE_NONE;
}

static lf_close_reason judge(lf_http_step *step, const lf_verdict *verdict)
{
    uint8_t flags = step->segment->flags;

    if ((flags & LF_RST) != 0)
        return verdict->phase == LF_PH_RESET && !step->connection->tunnel ? close_by_reset(step)
                                                                          : LF_CLOSE_NONE;
    if ((flags & LF_FIN) == 0 || step->flow->fin_taken)
        return LF_CLOSE_NONE;
    step->flow->fin_taken = true;
    if (step->connection->tunnel)
        return LF_CLOSE_APPLICATION;
    return is_server(step->flow) ? close_of_server(step) : close_of_client(step);
}

lf_close_reason lf_close_of(lf_http_step *step, const lf_verdict *verdict)
{
    lf_http_connection *c = step->connection;

    if (!c->found || step->flow->kind == LF_KIND_UNKNOWN)
        return LF_CLOSE_NONE;
    if (c->reason == LF_CLOSE_NONE)
        c->reason = (uint8_t)judge(step, verdict);
    return (lf_close_reason)c->reason;
}

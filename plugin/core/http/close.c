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

static bool is_pending(const lf_http_connection *c)
{
    return c->h2 != NULL ? lf_h2_is_pending(c) : c->awaiting_count > 0;
}

/* When something was sent last, as the server that closed at `ns` saw it: a request that it had not
 * got does not count (RFC 9112 section 9.5 describes the race). */
static bool is_idle(const lf_http_step *step, int64_t ns)
{
    const lf_http_connection *c = step->connection;
    int64_t since = c->awaiting_count > 0 ? c->awaiting[c->awaiting_first].before_ns : c->active_ns;
    int64_t idle = ns - since;

    if (c->has_timeout)
        return idle + EARLY_NS >= (int64_t)c->timeout * 1000000000;
    return idle >= step->http->idle_ns;
}

static lf_close_reason timed_out(lf_http_step *step)
{
    if (step->connection->found)
        lf_store_note(&step->http->store, step->segment->record, LF_HA_BIT(KEEP_ALIVE_TIMEOUT));
    return LF_CLOSE_KEEP_ALIVE_TIMEOUT;
}

/* All exchanges are complete. */
static lf_close_reason after_the_last(lf_http_step *step, const lf_flow *flow, int64_t ns)
{
    const lf_http_connection *c = step->connection;

    if (c->responded && c->closes)
        return c->by_version ? LF_CLOSE_HTTP_1_0 : LF_CLOSE_CONNECTION_CLOSE;
    if (c->responded && is_server(flow) && !c->client_first && is_idle(step, ns))
        return timed_out(step);
    return LF_CLOSE_APPLICATION;
}

static lf_close_reason close_of_client(lf_http_step *step, const lf_flow *flow)
{
    lf_http_connection *c = step->connection;

    if (flow->cut && !(c->responded && c->closes))
        return LF_CLOSE_CLIENT_ABORT;
    if (!is_pending(c) && lf_other_flow(c, flow)->message == 0)
        return after_the_last(step, flow, flow->fin_ns);
    c->client_first = true; /* it may only be done with sending: what comes back will tell */
    return LF_CLOSE_NONE;
}

static lf_close_reason close_of_server(lf_http_step *step, const lf_flow *flow)
{
    const lf_http_connection *c = step->connection;
    bool announced = c->responded && c->closes && c->h2 == NULL; /* RFC 9112 section 9.6 */
    bool pending =
        c->h2 != NULL ? lf_h2_is_pending(c) : lf_awaiting_any(c, flow->fin_has_ack, flow->fin_ack);

    if (pending && !announced && c->lost && !flow->cut)
        return LF_CLOSE_APPLICATION; /* what the capture lacks may have been the response */
    if (flow->cut || (pending && !announced))
        return c->client_first ? LF_CLOSE_CLIENT_ABORT : LF_CLOSE_SERVER_ABORT;
    return after_the_last(step, flow, flow->fin_ns);
}

/* A RST throws away whatever the other end has not got. */
static lf_close_reason close_by_reset(lf_http_step *step)
{
    const lf_http_connection *c = step->connection;

    if (step->flow->cut || step->peer->cut || is_pending(c))
        return is_server(step->flow) ? LF_CLOSE_SERVER_ABORT : LF_CLOSE_CLIENT_ABORT;
    if (c->responded && c->closes)
        return after_the_last(step, step->flow, step->segment->time_ns);
    if (c->responded && is_server(step->flow) && is_idle(step, step->segment->time_ns))
        return timed_out(step);
    return LF_CLOSE_NONE;
}

/* Once all that came before the FIN has been read. */
static lf_close_reason judge_fin(lf_http_step *step, lf_flow *flow)
{
    const lf_http_connection *c = step->connection;

    if (!flow->fin_seen || flow->fin_judged || !flow->ended)
        return LF_CLOSE_NONE;
    flow->fin_judged = true;
    if (c->tunnel && c->h2 == NULL)
        return LF_CLOSE_APPLICATION;
    return is_server(flow) ? close_of_server(step, flow) : close_of_client(step, flow);
}

static lf_close_reason judge(lf_http_step *step, const lf_verdict *verdict)
{
    const lf_http_connection *c = step->connection;
    lf_close_reason reason;
    lf_flow *first;

    if ((step->segment->flags & LF_RST) != 0) {
        bool known = verdict->phase == LF_PH_RESET && (!c->tunnel || c->h2 != NULL);

        return known ? close_by_reset(step) : LF_CLOSE_NONE;
    }
    /* The first FIN may have waited for what came before it, and be judged with the second. */
    first = step->peer->fin_first ? step->peer : step->flow;
    reason = judge_fin(step, first);
    return reason != LF_CLOSE_NONE ? reason
                                   : judge_fin(step, first == step->flow ? step->peer : step->flow);
}

lf_close_reason lf_close_of(lf_http_step *step, const lf_verdict *verdict)
{
    lf_http_connection *c = step->connection;

    if (step->flow->kind == LF_KIND_UNKNOWN)
        return LF_CLOSE_NONE;
    /* Judged when it comes, even where core finds HTTP only later: then more would be known. */
    if (c->reason == LF_CLOSE_NONE)
        c->reason = (uint8_t)judge(step, verdict);
    return c->found ? (lf_close_reason)c->reason : LF_CLOSE_NONE;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats.h"

lf_stats *lf_stats_new(void)
{
    lf_stats *stats = g_new0(lf_stats, 1);

    stats->connections = g_array_new(FALSE, TRUE, sizeof(lf_stats_connection));
    stats->messages = g_array_new(FALSE, FALSE, sizeof(lf_stats_message));
    return stats;
}

void lf_stats_clear(lf_stats *stats)
{
    g_array_set_size(stats->connections, 0);
    g_array_set_size(stats->messages, 0);
}

void lf_stats_free(lf_stats *stats)
{
    if (stats == NULL)
        return;
    g_array_free(stats->connections, TRUE);
    g_array_free(stats->messages, TRUE);
    g_free(stats);
}

static lf_stats_connection *connection(lf_stats *stats, uint32_t stream)
{
    if (stream >= stats->connections->len)
        g_array_set_size(stats->connections, stream + 1);
    return &g_array_index(stats->connections, lf_stats_connection, stream);
}

void lf_stats_segment(lf_stats *stats, uint32_t stream, const lf_verdict *verdict)
{
    lf_stats_connection *c = connection(stats, stream);

    c->seen = true;
    c->conn_state = (uint8_t)verdict->conn_state;
    c->handshake_kind = (uint8_t)verdict->handshake_kind;
    c->teardown_kind = (uint8_t)verdict->teardown_kind;
    c->initiator = (uint8_t)verdict->teardown_initiator;
    c->close_reason = (uint8_t)verdict->close_reason;
    if (verdict->has_rtt) { /* only the segment that completes the handshake says so */
        c->has_rtt = true;
        c->rtt_ns = verdict->rtt_ns;
    }
}

void lf_stats_message_done(lf_stats *stats, const lf_stats_message *message)
{
    g_array_append_val(stats->messages, *message);
}

void lf_stats_limit(lf_stats *stats)
{
    stats->limited = true;
}

void lf_stats_want(lf_stats *stats, uint32_t stream)
{
    connection(stats, stream)->wanted = true;
}

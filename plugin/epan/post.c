/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "post.h"

#include <epan/packet.h>

#include "demand.h"
#include "fields.h"
#include "http.h"
#include "labflow.h"
#include "prefs.h"
#include "session.h"
#include "tapped.h"

/* One of the two protocols. */
typedef struct lf_half {
    int proto;
    protocol_t *protocol;
} lf_half;

static lf_half tcp_half;
static lf_half http_half;

static bool is_on(const lf_half *half)
{
    return proto_is_protocol_enabled(half->protocol);
}

static bool is_wanted(proto_tree *tree, const lf_half *half)
{
    return lf_demand_any(tree, half->proto) && is_on(half);
}

/* Of the open file, as far as this can be told by its first frame. */
static lf_wants wants_of(proto_tree *tree)
{
    bool tapped = is_on(&tcp_half) && lf_tapped_is_asked();
    bool http = is_wanted(tree, &http_half);
    bool tcp = is_wanted(tree, &tcp_half);

    if (!is_on(&tcp_half) && !is_on(&http_half))
        return (lf_wants){0};
    if (!lf_demand_is_final() || tapped)
        return (lf_wants){true, true, true, true};
    return (lf_wants){
        .any = tcp || http || (is_on(&tcp_half) && lf_prefs_info_summary()),
        .http = http || (tcp && lf_demand_for(tree, hf_labflow_close_reason)),
        .histories = tcp && (lf_demand_for(tree, hf_labflow_conn_state) ||
                             lf_demand_for(tree, hf_labflow_conn_history)),
    };
}

static int dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    const lf_source_header *headers;
    const lf_session *session;
    unsigned count;

    if (lf_session_asks())
        lf_session_want(wants_of(tree));
    if (lf_session_is_idle())
        return 0;
    count = lf_session_visit(pinfo, &session, &headers);
    if (count > 0 && is_wanted(tree, &tcp_half))
        lf_labflow_show(session, tvb, pinfo, tree, headers, count);
    if (count > 0 && session->http != NULL && is_wanted(tree, &http_half))
        lf_http_show(session, tvb, pinfo, tree, headers, count);
    if (count > 0 && lf_prefs_info_summary() && is_on(&tcp_half))
        lf_labflow_summarise(session, pinfo, headers, count);
    if (count > 0 && is_on(&tcp_half))
        lf_tapped_queue(session, pinfo, headers, count);
    return count == 0 ? 0 : (int)tvb_captured_length(tvb);
}

void lf_post_register(int proto_labflow, int proto_http)
{
    int proto = proto_register_protocol_in_name_only("LabFlow, after the frame", "LabFlow post",
                                                     "labflow.post",
                                                     proto_get_id_by_filter_name("tcp"), FT_BYTES);

    tcp_half = (lf_half){proto_labflow, find_protocol_by_id(proto_labflow)};
    http_half = (lf_half){proto_http, find_protocol_by_id(proto_http)};
    lf_tapped_register();
    register_postdissector(create_dissector_handle(dissect, proto));
}

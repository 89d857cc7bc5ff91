/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "post.h"

#include <epan/packet.h>

#include "demand.h"
#include "http.h"
#include "labflow.h"
#include "session.h"

static int proto_tcp_half = -1;
static int proto_http_half = -1;

static bool is_on(int proto)
{
    return proto_is_protocol_enabled(find_protocol_by_id(proto));
}

static bool is_wanted(proto_tree *tree, int proto)
{
    return lf_demand_any(tree, proto) && is_on(proto);
}

static int dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    const lf_source_header *headers;
    const lf_session *session;
    unsigned count;

    if (!is_on(proto_tcp_half) && !is_on(proto_http_half))
        return 0;
    count = lf_session_visit(pinfo, &session, &headers);
    if (count > 0 && is_wanted(tree, proto_tcp_half))
        lf_labflow_show(session, tvb, pinfo, tree, headers, count);
    if (count > 0 && session->http != NULL && is_wanted(tree, proto_http_half))
        lf_http_show(session, tvb, pinfo, tree, headers, count);
    return count == 0 ? 0 : (int)tvb_captured_length(tvb);
}

void lf_post_register(int proto_labflow, int proto_http)
{
    int proto = proto_register_protocol_in_name_only("LabFlow, after the frame", "LabFlow post",
                                                     "labflow.post",
                                                     proto_get_id_by_filter_name("tcp"), FT_BYTES);

    proto_tcp_half = proto_labflow;
    proto_http_half = proto_http;
    register_postdissector(create_dissector_handle(dissect, proto));
}

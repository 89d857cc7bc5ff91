/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "labflow.h"

#include "../core/steps.h"
#include "prefs.h"
#include "present.h"

static void show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                 const lf_source_header *header, uint32_t record)
{
    lf_verdict verdict;
    lf_shown shown = {
        .verdict = &verdict,
        .seq_raw = header->segment.seq,
        .ack_raw = header->segment.ack,
        .language = session->language,
    };

    if (!lf_keep_get(session->keep, record, pinfo->num, &shown.stream, &verdict))
        return;
    verdict.flags = header->segment.flags;
    verdict.len = header->segment.len;
    /* On a second visit the whole capture has been read (a live one: as far as it goes). */
    if (pinfo->fd->visited) {
        shown.acked_in = lf_keep_acked_in(session->keep, record);
        lf_verdict_add_later(
            &verdict, lf_tracker_final_anomalies(session->tracker, shown.stream, pinfo->num));
    }
    lf_present(tvb, pinfo, tree, &shown);
}

void lf_labflow_show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                     const lf_source_header *headers, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        show(session, tvb, pinfo, tree, &headers[i], lf_keep_find(session->keep, pinfo->num, i));
}

void lf_labflow_summarise(const lf_session *session, packet_info *pinfo, unsigned count)
{
    lf_text text;

    lf_text_start(&text);
    for (unsigned i = 0; i < count; i++) {
        uint32_t record = lf_keep_find(session->keep, pinfo->num, i);
        lf_verdict verdict;
        uint32_t stream;

        if (!lf_keep_get(session->keep, record, pinfo->num, &stream, &verdict))
            continue;
        lf_text_add(&text, "[");
        lf_steps_add(&verdict, &text);
        lf_text_add(&text, "] ");
    }
    if (text.len > 0)
        col_prepend_fence_fstr(pinfo->cinfo, COL_INFO, "%s", text.at);
}

int lf_labflow_register(void)
{
    int proto = proto_register_protocol("LabFlow: TCP step by step", "LabFlow", "labflow");

    lf_present_register(proto);
    lf_prefs_register(proto);
    return proto;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "labflow.h"

#include "../core/steps.h"
#include "prefs.h"
#include "present.h"
#include "told.h"

static void show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                 const lf_source_header *header, unsigned index)
{
    lf_told *told = lf_told_get(session->keep, pinfo, header, index);
    lf_shown shown = {
        .seq_raw = header->segment.seq,
        .ack_raw = header->segment.ack,
        .language = session->language,
    };

    if (told == NULL)
        return;
    shown.verdict = &told->verdict;
    shown.stream = told->stream;
    /* On a second visit the whole capture has been read (a live one: as far as it goes). */
    if (pinfo->fd->visited) {
        shown.acked_in = lf_keep_acked_in(session->keep, told->record, pinfo->num);
        lf_verdict_add_later(
            &told->verdict, lf_tracker_final_anomalies(session->tracker, told->stream, pinfo->num));
    }
    lf_present(tvb, pinfo, tree, &shown);
}

void lf_labflow_show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                     const lf_source_header *headers, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        show(session, tvb, pinfo, tree, &headers[i], i);
}

void lf_labflow_summarise(const lf_session *session, packet_info *pinfo,
                          const lf_source_header *headers, unsigned count)
{
    lf_text text;

    lf_text_start(&text);
    for (unsigned i = 0; i < count; i++) {
        const lf_told *told = lf_told_get(session->keep, pinfo, &headers[i], i);

        if (told == NULL)
            continue;
        lf_text_add(&text, "[");
        lf_steps_add(&told->verdict, &text);
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

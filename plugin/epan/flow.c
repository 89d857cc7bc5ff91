/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flow.h"

#include "sequence.h"

#ifdef LF_HAS_SEQUENCE

#include "../core/names.h"
#include "../core/steps.h"
#include "../report/phrases.h"
#include "tapped.h"

/* The colours of the profile (plugin/profile/labflow/colorfilters), 0xRRGGBB. */
typedef struct lf_colour {
    unsigned back;
    unsigned front;
} lf_colour;

static const lf_colour aborted = {0xB34F00, 0xFFFFFF};
static const lf_colour missing = {0xF0E442, 0x000000};
static const lf_colour again = {0xE8C4DC, 0x000000};
static const lf_colour message = {0xC0EAD5, 0x000000};
static const lf_colour phases[LF_PH_COUNT] = {
    [LF_PH_HANDSHAKE] = {0xC4E3F8, 0x000000}, [LF_PH_TRANSFER] = {0xFFFFFF, 0x000000},
    [LF_PH_TEARDOWN] = {0xFADCAC, 0x000000},  [LF_PH_RESET] = {0xB34F00, 0xFFFFFF},
    [LF_PH_CLOSED] = {0xD9D9D9, 0x000000},
};

/* By the first rule that fits, as there. */
static const lf_colour *colour_of(const lf_verdict *v, bool has_message)
{
    if (v->phase == LF_PH_RESET || v->handshake_kind == LF_HS_REFUSED)
        return &aborted;
    if (v->ack_verdict == LF_ACK_AHEAD || v->seq_verdict == LF_SEQ_GAP)
        return &missing;
    if (v->seq_verdict == LF_SEQ_RETRANSMISSION || v->seq_verdict == LF_SEQ_OVERLAP)
        return &again;
    if (has_message && v->phase == LF_PH_TRANSFER)
        return &message;
    return &phases[v->phase];
}

static char *label_of(const lf_verdict *v)
{
    GString *text = g_string_new(NULL);

    lf_phrase_segment(text, v);
    return g_string_free(text, FALSE);
}

static void add_message(const lf_message *m, lf_text *text)
{
    lf_text_add(text, ", ");
    if (m->phase == LF_HP_UPGRADED) {
        lf_text_add(text, m->host);
        return;
    }
    if (m->status != 0) {
        lf_text_add_number(text, m->status);
        lf_text_add(text, " ");
    }
    lf_text_add(text, m->method);
    if (m->phase != LF_HP_REQUEST)
        return;
    lf_text_add(text, " ");
    lf_text_add(text, m->target);
}

/* The messages that are complete with this segment; false: none. */
static bool add_messages(const lf_tapped *tapped, lf_text *text)
{
    const lf_segment *segment = &tapped->header->segment;
    bool any = false;
    const lf_message *m;
    lf_http_walk walk;

    if (tapped->session->http == NULL)
        return false;
    lf_http_walk_start(&walk, tapped->session->http, tapped->record, tapped->verdict.frame,
                       segment->seq + segment->len);
    while ((m = lf_http_walk_next(&walk)) != NULL) {
        if (m->done_frame != tapped->verdict.frame)
            continue;
        add_message(m, text);
        any = true;
    }
    return any;
}

static void add_state(const lf_tapped *tapped, lf_word end, lf_role role, lf_text *text)
{
    lf_text_add(text, lf_word_in(end, tapped->session->language));
    lf_text_add(text, " ");
    lf_text_add(text, lf_state_name(lf_verdict_state(&tapped->verdict, role)));
}

static void describe(seq_analysis_item_t *item, const lf_tapped *tapped)
{
    const lf_colour *colour;
    bool has_message;
    lf_text text;

    lf_text_start(&text);
    lf_steps_add(&tapped->verdict, &text);
    has_message = add_messages(tapped, &text); /* before the states: the GUI cuts the line off */
    lf_text_add(&text, ": ");
    add_state(tapped, LF_W_CLIENT, LF_CLIENT, &text);
    lf_text_add(&text, ", ");
    add_state(tapped, LF_W_SERVER, LF_SERVER, &text);
    colour = colour_of(&tapped->verdict, has_message);
    item->frame_label = label_of(&tapped->verdict);
    item->comment = g_strdup(text.at);
    item->bg_color = colour->back;
    item->fg_color = colour->front;
    item->has_color_filter = TRUE;
}

static tap_packet_status take(void *data, packet_info *pinfo, epan_dissect_t *edt _U_,
                              const void *packet, tap_flags_t tap_flags _U_)
{
    seq_analysis_info_t *list = (seq_analysis_info_t *)data;
    const lf_tapped *tapped = (const lf_tapped *)packet;
    seq_analysis_item_t *item = sequence_analysis_create_sai_with_addresses(pinfo, list);

    if (item == NULL)
        return TAP_PACKET_DONT_REDRAW;
    item->frame_number = pinfo->num;
    item->port_src = tapped->header->segment.src_port;
    item->port_dst = tapped->header->segment.dst_port;
    item->conv_num = (uint16_t)tapped->stream;
    item->display = TRUE;
    item->line_style = 1;
    describe(item, tapped);
    g_queue_push_tail(list->items, item);
    return TAP_PACKET_REDRAW;
}

void lf_flow_register(int proto)
{
    register_seq_analysis("labflow", "LabFlow", proto, LF_TAP, 0, take);
}

#else

void lf_flow_register(int proto _U_)
{
}

#endif

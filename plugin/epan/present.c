/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "present.h"

#include "../core/explain.h"
#include "../core/names.h"
#include "../core/segment.h"
#include "compat.h"
#include "experts.h"
#include "fields.h"

static int proto_shown = -1;
static int ett_labflow = -1;
static int ett_seq = -1;
static int ett_ack = -1;
static int ett_conn = -1;

void lf_present_register(int proto)
{
    static int *trees[] = {&ett_labflow, &ett_seq, &ett_ack, &ett_conn};

    proto_shown = proto;
    lf_fields_register(proto);
    lf_experts_register(proto);
    proto_register_subtree_array(trees, array_length(trees));
}

/* One annotation on its way into the tree. */
typedef struct lf_page {
    tvbuff_t *tvb;
    packet_info *pinfo;
    const lf_shown *shown;
    const lf_verdict *v;
    bool visible; /* someone looks at the tree itself: groups are worth making */
} lf_page;

static void generated(proto_item *item)
{
    proto_item_set_generated(item);
}

static void add_text(const lf_page *page, proto_tree *tree, int hf, const char *text)
{
    if (text[0] != '\0')
        generated(proto_tree_add_string(tree, hf, page->tvb, 0, 0, text));
}

static void add_number(const lf_page *page, proto_tree *tree, int hf, uint32_t number)
{
    generated(proto_tree_add_uint(tree, hf, page->tvb, 0, 0, number));
}

static void add_difference(const lf_page *page, proto_tree *tree, int hf, uint32_t difference)
{
    generated(proto_tree_add_int(tree, hf, page->tvb, 0, 0, (int32_t)difference));
}

/* Text that costs something to make, and the field that asks for it. */
static bool is_wanted(proto_tree *tree, int hf)
{
    return proto_field_is_referenced(tree, hf);
}

static void add_made_text(const lf_page *page, proto_tree *tree, int hf, GString *text)
{
    add_text(page, tree, hf, text->str);
    g_string_free(text, TRUE);
}

static proto_tree *add_group(const lf_page *page, proto_tree *tree, int ett, const char *title)
{
    if (!page->visible)
        return tree;
    return proto_tree_add_subtree(tree, page->tvb, 0, 0, ett, NULL, title);
}

static void add_steps(const lf_page *page, proto_tree *tree)
{
    const lf_verdict *v = page->v;

    if (v->handshake_step != 0)
        add_number(page, tree, hf_labflow_handshake_step, v->handshake_step);
    if (v->has_rtt) {
        nstime_t rtt = {(time_t)(v->rtt_ns / 1000000000), (int)(v->rtt_ns % 1000000000)};

        generated(proto_tree_add_time(tree, hf_labflow_handshake_rtt, page->tvb, 0, 0, &rtt));
    }
    for (uint32_t step = 1; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) != 0)
            add_number(page, tree, hf_labflow_teardown_step, step);
    }
}

static void add_states(const lf_page *page, proto_tree *tree)
{
    const lf_verdict *v = page->v;

    add_text(page, tree, hf_labflow_client_state, lf_state_name(v->after[0]));
    add_text(page, tree, hf_labflow_server_state, lf_state_name(v->after[1]));
    if (!is_wanted(tree, hf_labflow_transition))
        return;
    for (unsigned slot = 0; slot < 2; slot++) {
        GString *text = g_string_new(NULL);

        lf_explain_transition(v, slot, text);
        add_made_text(page, tree, hf_labflow_transition, text);
    }
}

static void add_sequence(const lf_page *page, proto_tree *parent)
{
    const lf_verdict *v = page->v;
    proto_tree *tree = add_group(page, parent, ett_seq, "Sequence number: expected and actual");
    uint32_t delta = v->seq_actual - v->seq_expected;

    if (v->has_seq_expected) {
        add_number(page, tree, hf_labflow_seq_expected, v->seq_expected);
        add_number(page, tree, hf_labflow_seq_expected_raw, page->shown->seq_raw - delta);
    }
    add_number(page, tree, hf_labflow_seq_actual, v->seq_actual);
    add_number(page, tree, hf_labflow_seq_actual_raw, page->shown->seq_raw);
    if (v->has_seq_expected)
        add_difference(page, tree, hf_labflow_seq_delta, delta);
    add_text(page, tree, hf_labflow_seq_verdict, lf_seq_verdict_name(v->seq_verdict));
}

static void add_formula(const lf_page *page, proto_tree *tree)
{
    GString *text;

    if (page->v->formula.frame == 0 || !is_wanted(tree, hf_labflow_ack_formula))
        return;
    text = g_string_new(NULL);
    lf_explain_formula(page->v, text);
    add_made_text(page, tree, hf_labflow_ack_formula, text);
}

static void add_acknowledgement(const lf_page *page, proto_tree *parent)
{
    const lf_verdict *v = page->v;
    uint32_t delta = v->ack_actual - v->ack_expected;
    proto_tree *tree;

    if (v->ack_verdict == LF_ACK_NONE)
        return;
    tree = add_group(page, parent, ett_ack, "Acknowledgement number: expected and actual");
    if (v->has_ack_expected) {
        add_number(page, tree, hf_labflow_ack_expected, v->ack_expected);
        add_number(page, tree, hf_labflow_ack_expected_raw, page->shown->ack_raw - delta);
    }
    add_number(page, tree, hf_labflow_ack_actual, v->ack_actual);
    add_number(page, tree, hf_labflow_ack_actual_raw, page->shown->ack_raw);
    if (v->has_ack_expected)
        add_difference(page, tree, hf_labflow_ack_delta, delta);
    add_text(page, tree, hf_labflow_ack_verdict, lf_ack_verdict_name(v->ack_verdict));
    if (v->ack_duplicate)
        generated(proto_tree_add_boolean(tree, hf_labflow_ack_duplicate, page->tvb, 0, 0, 1));
    if (v->ack_frame != 0)
        add_number(page, tree, hf_labflow_ack_frame, v->ack_frame);
    add_formula(page, tree);
}

static void add_connection(const lf_page *page, proto_tree *parent)
{
    const lf_verdict *v = page->v;
    proto_tree *tree = add_group(page, parent, ett_conn, "The connection so far");

    add_number(page, tree, hf_labflow_stream, page->shown->stream);
    add_text(page, tree, hf_labflow_handshake_kind, lf_handshake_kind_name(v->handshake_kind));
    add_text(page, tree, hf_labflow_teardown_kind, lf_teardown_kind_name(v->teardown_kind));
    if (v->teardown_initiator != LF_ROLE_UNKNOWN)
        add_text(page, tree, hf_labflow_teardown_initiator, lf_role_name(v->teardown_initiator));
    add_text(page, tree, hf_labflow_close_reason, lf_close_reason_name(v->close_reason));
    if (v->unacked[0] != 0)
        add_number(page, tree, hf_labflow_client_unacked, v->unacked[0]);
    if (v->unacked[1] != 0)
        add_number(page, tree, hf_labflow_server_unacked, v->unacked[1]);
    add_text(page, tree, hf_labflow_conn_state, lf_conn_state_name(v->conn_state));
    add_text(page, tree, hf_labflow_conn_history, v->conn_history);
}

static void add_explanation(const lf_page *page, proto_tree *tree)
{
    GString *text;

    if (!is_wanted(tree, hf_labflow_explain))
        return;
    text = g_string_new(NULL);
    lf_explain(page->v, page->shown->language, text);
    add_made_text(page, tree, hf_labflow_explain, text);
}

static void add_summary(const lf_page *page, proto_item *item)
{
    const lf_verdict *v = page->v;

    proto_item_append_text(item, ": %s", lf_phase_name(v->phase));
    if (v->handshake_step != 0)
        proto_item_append_text(item, " step %u", v->handshake_step);
    for (unsigned step = 1; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) != 0)
            proto_item_append_text(item, " step %u", step);
    }
    proto_item_append_text(item, ", client %s, server %s", lf_state_name(v->after[0]),
                           lf_state_name(v->after[1]));
}

void lf_present(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const lf_shown *shown)
{
    const lf_verdict *v = shown->verdict;
    proto_item *item = proto_tree_add_item(tree, proto_shown, tvb, 0, 0, ENC_NA);
    proto_tree *sub = proto_item_add_subtree(item, ett_labflow);
    const lf_page page = {tvb, pinfo, shown, v, proto_field_is_referenced(tree, proto_shown)};

    generated(item);
    if (page.visible)
        add_summary(&page, item);
    add_explanation(&page, sub);
    add_text(&page, sub, hf_labflow_phase, lf_phase_name(v->phase));
    add_steps(&page, sub);
    add_text(&page, sub, hf_labflow_role, lf_role_name(v->role));
    if (v->role_guessed)
        generated(proto_tree_add_boolean(sub, hf_labflow_role_guessed, tvb, 0, 0, 1));
    add_states(&page, sub);
    add_sequence(&page, sub);
    add_acknowledgement(&page, sub);
    if (shown->acked_in != 0)
        add_number(&page, sub, hf_labflow_acked_in, shown->acked_in);
    add_connection(&page, sub);
    lf_experts_add(pinfo, item, v->anomalies, shown->language);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "present.h"

#include "../core/explain.h"
#include "../core/names.h"
#include "../core/segment.h"
#include "compat.h"
#include "experts.h"
#include "fields.h"
#include "items.h"

static int proto_shown = -1;
static int ett_labflow = -1;
static int ett_group = -1;

void lf_present_register(int proto)
{
    static int *trees[] = {&ett_labflow, &ett_group};

    proto_shown = proto;
    lf_fields_register(proto);
    lf_experts_register(proto);
    proto_register_subtree_array(trees, array_length(trees));
}

static void add_difference(proto_tree *tree, int hf, uint32_t difference)
{
    if (lf_demand_for(tree, hf))
        lf_item_generated(proto_tree_add_int(tree, hf, NULL, 0, 0, (int32_t)difference));
}

/* The field that sums a group up is its head: no item is made for the sake of grouping. */
static proto_tree *add_head(proto_tree *tree, int hf, const char *text)
{
    proto_item *item;

    if (!lf_demand_for(tree, hf))
        return tree;
    item = proto_tree_add_string(tree, hf, NULL, 0, 0, text);
    lf_item_generated(item);
    return proto_item_add_subtree(item, ett_group);
}

static void add_steps(const lf_shown *shown, proto_tree *tree)
{
    const lf_verdict *v = shown->verdict;

    if (v->handshake_step != 0)
        lf_item_add_number(tree, hf_labflow_handshake_step, v->handshake_step);
    if (v->has_rtt)
        lf_item_add_time(tree, hf_labflow_handshake_rtt, v->rtt_ns);
    for (uint32_t step = 1; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) != 0)
            lf_item_add_number(tree, hf_labflow_teardown_step, step);
    }
}

static void add_states(const lf_shown *shown, proto_tree *tree)
{
    const lf_verdict *v = shown->verdict;

    lf_item_add_text(tree, hf_labflow_client_state, lf_state_name(lf_verdict_state(v, LF_CLIENT)));
    lf_item_add_text(tree, hf_labflow_server_state, lf_state_name(lf_verdict_state(v, LF_SERVER)));
    if (!lf_demand_for(tree, hf_labflow_transition))
        return;
    for (unsigned slot = 0; slot < 2; slot++) {
        lf_text text;

        lf_text_start(&text);
        if (lf_explain_transition(v, slot, &text))
            lf_item_add_text(tree, hf_labflow_transition, text.at);
    }
}

static void add_sequence(const lf_shown *shown, proto_tree *parent)
{
    const lf_verdict *v = shown->verdict;
    proto_tree *tree =
        add_head(parent, hf_labflow_seq_verdict, lf_seq_verdict_name(v->seq_verdict));
    uint32_t delta = v->seq_actual - v->seq_expected;

    if (v->has_seq_expected) {
        lf_item_add_number(tree, hf_labflow_seq_expected, v->seq_expected);
        lf_item_add_number(tree, hf_labflow_seq_expected_raw, shown->seq_raw - delta);
    }
    lf_item_add_number(tree, hf_labflow_seq_actual, v->seq_actual);
    lf_item_add_number(tree, hf_labflow_seq_actual_raw, shown->seq_raw);
    if (v->has_seq_expected)
        add_difference(tree, hf_labflow_seq_delta, delta);
}

static void add_formula(const lf_shown *shown, proto_tree *tree)
{
    lf_text text;

    if (shown->verdict->formula.frame == 0 || !lf_demand_for(tree, hf_labflow_ack_formula))
        return;
    lf_text_start(&text);
    lf_explain_formula(shown->verdict, &text);
    lf_item_add_text(tree, hf_labflow_ack_formula, text.at);
}

static void add_acknowledgement(const lf_shown *shown, proto_tree *parent)
{
    const lf_verdict *v = shown->verdict;
    uint32_t delta = v->ack_actual - v->ack_expected;
    proto_tree *tree;

    if (v->ack_verdict == LF_ACK_NONE)
        return;
    tree = add_head(parent, hf_labflow_ack_verdict, lf_ack_verdict_name(v->ack_verdict));
    if (v->has_ack_expected) {
        lf_item_add_number(tree, hf_labflow_ack_expected, v->ack_expected);
        lf_item_add_number(tree, hf_labflow_ack_expected_raw, shown->ack_raw - delta);
    }
    lf_item_add_number(tree, hf_labflow_ack_actual, v->ack_actual);
    lf_item_add_number(tree, hf_labflow_ack_actual_raw, shown->ack_raw);
    if (v->has_ack_expected)
        add_difference(tree, hf_labflow_ack_delta, delta);
    if (v->ack_duplicate)
        lf_item_generated(proto_tree_add_boolean(tree, hf_labflow_ack_duplicate, NULL, 0, 0, 1));
    if (v->ack_frame != 0)
        lf_item_add_number(tree, hf_labflow_ack_frame, v->ack_frame);
    add_formula(shown, tree);
}

static void add_connection(const lf_shown *shown, proto_tree *parent)
{
    const lf_verdict *v = shown->verdict;
    proto_tree *tree = add_head(parent, hf_labflow_conn_state, lf_conn_state_name(v->conn_state));

    lf_item_add_number(tree, hf_labflow_stream, shown->stream);
    lf_item_add_text(tree, hf_labflow_handshake_kind, lf_handshake_kind_name(v->handshake_kind));
    lf_item_add_text(tree, hf_labflow_teardown_kind, lf_teardown_kind_name(v->teardown_kind));
    if (v->teardown_initiator != LF_ROLE_UNKNOWN)
        lf_item_add_text(tree, hf_labflow_teardown_initiator, lf_role_name(v->teardown_initiator));
    lf_item_add_text(tree, hf_labflow_close_reason, lf_close_reason_name(v->close_reason));
    if (v->unacked[0] != 0)
        lf_item_add_number(tree, hf_labflow_client_unacked, v->unacked[0]);
    if (v->unacked[1] != 0)
        lf_item_add_number(tree, hf_labflow_server_unacked, v->unacked[1]);
    lf_item_add_text(tree, hf_labflow_conn_history, v->conn_history);
}

static void add_explanation(const lf_shown *shown, proto_tree *tree)
{
    lf_text text;

    if (!lf_demand_for(tree, hf_labflow_explain))
        return;
    lf_text_start(&text);
    lf_explain(shown->verdict, shown->language, &text);
    lf_item_add_text(tree, hf_labflow_explain, text.at);
}

static void add_summary(const lf_shown *shown, proto_item *item)
{
    const lf_verdict *v = shown->verdict;
    lf_text text;

    lf_text_start(&text);
    lf_text_add(&text, lf_phase_name(v->phase));
    if (v->handshake_step != 0) {
        lf_text_add(&text, " step ");
        lf_text_add_number(&text, v->handshake_step);
    }
    for (uint32_t step = 1, before = 0; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) == 0)
            continue;
        lf_text_add(&text, before++ == 0 ? " step " : " and ");
        lf_text_add_number(&text, step);
    }
    lf_text_add(&text, ", client ");
    lf_text_add(&text, lf_state_name(lf_verdict_state(v, LF_CLIENT)));
    lf_text_add(&text, ", server ");
    lf_text_add(&text, lf_state_name(lf_verdict_state(v, LF_SERVER)));
    proto_item_append_text(item, ": %s", text.at);
}

void lf_present(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const lf_shown *shown)
{
    const lf_verdict *v = shown->verdict;
    proto_item *item = proto_tree_add_item(tree, proto_shown, tvb, 0, 0, ENC_NA);
    proto_tree *sub = proto_item_add_subtree(item, ett_labflow);

    lf_item_generated(item);
    if (lf_demand_whole(tree, proto_shown))
        add_summary(shown, item);
    add_explanation(shown, sub);
    lf_item_add_text(sub, hf_labflow_phase, lf_phase_name(v->phase));
    add_steps(shown, sub);
    lf_item_add_text(sub, hf_labflow_role, lf_role_name(v->role));
    if (v->role_guessed)
        lf_item_generated(proto_tree_add_boolean(sub, hf_labflow_role_guessed, NULL, 0, 0, 1));
    add_states(shown, sub);
    add_sequence(shown, sub);
    add_acknowledgement(shown, sub);
    if (shown->acked_in != 0)
        lf_item_add_number(sub, hf_labflow_acked_in, shown->acked_in);
    add_connection(shown, sub);
    if (lf_demand_experts(tree, proto_shown))
        lf_experts_add(pinfo, item, v->anomalies, shown->language);
}

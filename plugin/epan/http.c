/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http.h"

#include "../core/http/explain.h"
#include "experts.h"
#include "fields.h"
#include "items.h"
#include "told.h"

static int proto_http = -1;
static int ett_http = -1;

/* One message on its way to the tree. */
typedef struct lf_http_shown {
    const lf_message *message;
    const lf_message *partner; /* NULL: none, or not known (yet) */
    uint32_t stream;
    uint32_t record; /* of the segment */
    const lf_session *session;
    bool later; /* the whole capture has been read */
} lf_http_shown;

static void add_frame(proto_tree *tree, int hf, uint32_t frame)
{
    if (frame != 0)
        lf_item_add_number(tree, hf, frame);
}

static void add_octets(proto_tree *tree, int hf, uint64_t octets)
{
    if (lf_demand_for(tree, hf))
        lf_item_generated(proto_tree_add_uint64(tree, hf, NULL, 0, 0, octets));
}

/* The request of the exchange, as far as it is complete here. */
static const lf_message *request_of(const lf_http_shown *shown)
{
    return shown->message->phase == LF_HP_REQUEST ? shown->message : shown->partner;
}

static bool is_answer(const lf_message *m)
{
    return m->phase == LF_HP_RESPONSE || m->phase == LF_HP_INTERIM;
}

static void add_request(const lf_http_shown *shown, proto_tree *tree)
{
    const lf_message *request = request_of(shown);

    if (request == NULL)
        return;
    lf_item_add_text(tree, hf_labflow_http_method, request->method);
    lf_item_add_text(tree, hf_labflow_http_target, request->target);
    lf_item_add_text(tree, hf_labflow_http_host, request->host);
}

static void add_details(const lf_http_shown *shown, proto_tree *tree)
{
    const lf_message *m = shown->message;

    if (!is_answer(m)) {
        if (m->phase == LF_HP_UPGRADED)
            lf_item_add_text(tree, hf_labflow_http_protocol, m->host);
        return;
    }
    if (m->status != 0) /* HTTP/0.9 has none */
        lf_item_add_number(tree, hf_labflow_http_status, m->status);
    lf_item_add_text(tree, hf_labflow_http_validator,
                     lf_http_validator_name((lf_http_validator)m->validator));
    if (m->outcome == LF_OUT_PARTIAL)
        lf_item_add_text(tree, hf_labflow_http_range, m->target);
    if (m->outcome == LF_OUT_REDIRECT)
        lf_item_add_text(tree, hf_labflow_http_location, m->target);
    lf_item_add_text(tree, hf_labflow_http_protocol, m->host);
}

static void add_outcome(const lf_http_shown *shown, proto_tree *tree)
{
    const lf_message *m = shown->message;

    if (shown->later && lf_http_is_unanswered(shown->session->http, shown->stream, m))
        lf_item_add_text(tree, hf_labflow_http_outcome, lf_http_outcome_name(LF_OUT_UNANSWERED));
    else
        lf_item_add_text(tree, hf_labflow_http_outcome,
                         lf_http_outcome_name((lf_http_outcome)m->outcome));
}

/* Whether the request is complete by the time this answer is. */
static bool is_behind(const lf_message *answer, const lf_message *request)
{
    return request->done_frame != 0 && request->done_frame <= answer->done_frame;
}

static void add_pair(const lf_http_shown *shown, proto_tree *tree)
{
    const lf_message *m = shown->message;
    const lf_message *other = shown->partner;

    if (other == NULL)
        return;
    if (m->phase == LF_HP_REQUEST) {
        if (shown->later)
            add_frame(tree, hf_labflow_http_response_in, other->done_frame);
        return;
    }
    if (!is_behind(m, other))
        return; /* which frame that will be is not known here */
    add_frame(tree, hf_labflow_http_request_in, other->done_frame);
    lf_item_add_time(tree, hf_labflow_http_latency, m->first_ns - other->last_ns);
    if (m->phase == LF_HP_RESPONSE)
        lf_item_add_time(tree, hf_labflow_http_duration, m->last_ns - other->first_ns);
}

static void add_body(const lf_message *m, proto_tree *tree)
{
    if ((m->marks & LF_MARK_EXPECTED) != 0)
        add_octets(tree, hf_labflow_http_body_expected, m->expected);
    if ((m->marks & LF_MARK_BODY) != 0)
        add_octets(tree, hf_labflow_http_body_actual, m->actual);
}

static void add_segments(const lf_http_shown *shown, proto_tree *tree)
{
    const lf_message *m = shown->message;

    add_frame(tree, hf_labflow_http_first_segment, m->first_frame);
    add_frame(tree, hf_labflow_http_last_segment, m->last_frame);
    lf_item_add_number(tree, hf_labflow_http_segments, m->segments);
    if (m->again > 0)
        lf_item_add_number(tree, hf_labflow_http_retransmissions, m->again);
    if (shown->later)
        add_frame(tree, hf_labflow_http_acked_in, m->acked_in);
}

static void add_explanation(const lf_http_shown *shown, proto_tree *tree)
{
    lf_text text;

    if (!lf_demand_for(tree, hf_labflow_http_explain))
        return;
    lf_text_start(&text);
    lf_http_explain(shown->message, is_answer(shown->message) ? shown->partner : NULL,
                    shown->session->language, &text);
    lf_item_add_text(tree, hf_labflow_http_explain, text.at);
}

static uint32_t anomalies_of(const lf_http_shown *shown)
{
    uint32_t anomalies = shown->message->anomalies;

    if (shown->later && lf_http_is_unanswered(shown->session->http, shown->stream, shown->message))
        anomalies |= LF_HA_BIT(REQUEST_UNANSWERED);
    return anomalies;
}

static proto_tree *add_item(tvbuff_t *tvb, proto_tree *tree, proto_item **item)
{
    *item = proto_tree_add_item(tree, proto_http, tvb, 0, 0, ENC_NA);
    lf_item_generated(*item);
    return proto_item_add_subtree(*item, ett_http);
}

static void add_dns(const lf_http_shown *shown, const char *host, proto_tree *tree)
{
    uint32_t frame = 0;
    const char *name = lf_page_name(shown->session->page, shown->stream, host, &frame);

    if (name == NULL)
        return;
    add_frame(tree, hf_labflow_http_page_dns_in, frame);
    lf_item_add_text(tree, hf_labflow_http_page_dns_name, name);
}

static void add_place(const lf_http_shown *shown, const lf_page_connection *page, proto_tree *tree)
{
    lf_item_add_number(tree, hf_labflow_http_page_site, page->site);
    lf_item_add_number(tree, hf_labflow_http_page_connection, page->number);
    if (shown->later)
        lf_item_add_number(tree, hf_labflow_http_page_connections, page->connections);
}

static void add_page(const lf_http_shown *shown, proto_tree *tree)
{
    const lf_message *m = shown->message;
    const lf_message *request = request_of(shown);
    lf_page_connection page;

    /* Which end is the client may have become clear behind this segment. */
    if (!lf_page_get(shown->session->page, shown->stream, &page) || page.record > shown->record)
        return;
    add_place(shown, &page, tree);
    if (request != NULL && request->page_request != 0 && (request == m || is_behind(m, request)))
        lf_item_add_number(tree, hf_labflow_http_page_request, request->page_request);
    if (request == m && m->page_busy != 0)
        lf_item_add_number(tree, hf_labflow_http_page_busy, m->page_busy);
    add_dns(shown, request == NULL ? "" : request->host, tree);
}

/* The segment with which the connection begins. */
static void show_opening(const lf_http_shown *shown, tvbuff_t *tvb, proto_tree *parent)
{
    lf_page_connection page;
    proto_item *item;
    proto_tree *tree;
    lf_text text;

    if (!lf_page_get(shown->session->page, shown->stream, &page) || page.record != shown->record)
        return;
    tree = add_item(tvb, parent, &item);
    if (lf_demand_whole(parent, proto_http))
        proto_item_append_text(item, ": connection %u from this client to this server",
                               page.number);
    if (lf_demand_for(tree, hf_labflow_http_page_explain)) {
        lf_text_start(&text);
        lf_page_explain(&page, shown->session->language, &text);
        lf_item_add_text(tree, hf_labflow_http_page_explain, text.at);
    }
    add_place(shown, &page, tree);
    lf_item_add_text(tree, hf_labflow_http_page_order, lf_page_order_name(page.order));
    lf_item_add_number(tree, hf_labflow_http_page_open, page.open);
    add_dns(shown, "", tree);
}

static void show_message(const lf_http_shown *shown, tvbuff_t *tvb, packet_info *pinfo,
                         proto_tree *parent)
{
    const lf_message *m = shown->message;
    proto_item *item;
    proto_tree *tree = add_item(tvb, parent, &item);

    if (lf_demand_whole(parent, proto_http))
        proto_item_append_text(item, ": %s %u", lf_http_phase_name((lf_http_phase)m->phase),
                               m->exchange);
    add_explanation(shown, tree);
    lf_item_add_text(tree, hf_labflow_http_phase, lf_http_phase_name((lf_http_phase)m->phase));
    if (m->exchange != 0)
        lf_item_add_number(tree, hf_labflow_http_exchange, m->exchange);
    if (m->http2_stream != 0)
        lf_item_add_number(tree, hf_labflow_http_stream, m->http2_stream);
    add_request(shown, tree);
    add_details(shown, tree);
    add_outcome(shown, tree);
    add_pair(shown, tree);
    add_body(m, tree);
    lf_item_add_text(tree, hf_labflow_http_persistence,
                     lf_http_persistence_name((lf_http_persistence)m->persistence));
    if ((m->marks & LF_MARK_TIMEOUT) != 0)
        lf_item_add_number(tree, hf_labflow_http_timeout, m->timeout);
    add_segments(shown, tree);
    add_page(shown, tree);
    if (shown->later && m->exchange != 0)
        lf_item_add_number(tree, hf_labflow_http_segment_exchange, m->exchange);
    if (lf_demand_experts(parent, proto_http))
        lf_experts_add_http(pinfo, item, anomalies_of(shown), shown->session->language);
}

static void show_part(const lf_message *m, tvbuff_t *tvb, proto_tree *parent)
{
    proto_item *item;
    proto_tree *tree = add_item(tvb, parent, &item);

    if (lf_demand_whole(parent, proto_http) && m->done_frame != 0)
        proto_item_append_text(item, ": part of the %s of frame %u",
                               lf_http_phase_name((lf_http_phase)m->phase), m->done_frame);
    else if (lf_demand_whole(parent, proto_http))
        proto_item_append_text(item, ": part of a %s that the capture does not complete",
                               lf_http_phase_name((lf_http_phase)m->phase));
    add_frame(tree, hf_labflow_http_segment_of, m->done_frame);
    if (m->exchange != 0)
        lf_item_add_number(tree, hf_labflow_http_segment_exchange, m->exchange);
}

static void show_notes(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo,
                       proto_tree *parent, uint32_t notes)
{
    proto_item *item;

    if (notes == 0 || !lf_demand_experts(parent, proto_http))
        return;
    add_item(tvb, parent, &item);
    lf_experts_add_http(pinfo, item, notes, session->language);
}

static void show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                 const lf_source_header *header, unsigned index)
{
    const lf_told *told = lf_told_get(session->keep, pinfo, header, index);
    lf_http_walk walk;
    lf_message partner;
    lf_http_shown shown = {.session = session, .later = pinfo->fd->visited};

    if (told == NULL)
        return;
    shown.record = told->record;
    shown.stream = told->stream;
    show_opening(&shown, tvb, tree);
    lf_http_walk_start(&walk, session->http, shown.record, pinfo->num,
                       header->segment.seq + header->segment.len);
    while ((shown.message = lf_http_walk_next(&walk)) != NULL) {
        shown.partner = lf_http_partner(session->http, shown.message, &partner) ? &partner : NULL;
        if (shown.message->done_frame == pinfo->num)
            show_message(&shown, tvb, pinfo, tree);
        else if (shown.later)
            show_part(shown.message, tvb, tree);
    }
    show_notes(session, tvb, pinfo, tree, lf_http_notes(session->http, shown.record));
}

void lf_http_show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                  const lf_source_header *headers, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        show(session, tvb, pinfo, tree, &headers[i], i);
}

int lf_http_register(void)
{
    static int *trees[] = {&ett_http};

    proto_http = proto_register_protocol("LabFlow: HTTP exchanges", "LabFlow HTTP", "labflow.http");
    lf_fields_register_http(proto_http);
    lf_experts_register_http(proto_http);
    proto_register_subtree_array(trees, array_length(trees));
    return proto_http;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "session.h"

#include <epan/dissectors/packet-tls-utils.h>
#include <epan/proto_data.h>

#include "compat.h"
#include "demand.h"
#include "dns.h"
#include "prefs.h"
#include "streams.h"
#include "told.h"

#define PLAIN_LAYERS 8    /* TLS in TLS is as much as comes about */
#define PLAIN_MAX    1024 /* a segment of 64 KiB holds fewer records of any use */

static int proto_tls = -1;
static int proto_core_tcp = -1;
static int proto_core_http = -1;
static int proto_core_http2 = -1;
static int proto_own_http = -1;
static bool core_http_is_on;
static dissector_table_t tcp_ports;
static dissector_table_t tls_ports;

static lf_session session; /* of the file that is open */
static uint32_t answered;  /* the latest frame with a DNS answer */
static bool answering;     /* which is being dissected */
static unsigned readings;  /* how many times files were read */
static bool asks;
static bool idle;         /* nothing is wanted */
static bool keeps;        /* verdicts, for a later look at their frames */
static uint32_t numbered; /* records that are not kept */

static void acked(void *context, uint32_t record, uint32_t frame, uint32_t by)
{
    lf_keep_set_acked_in((lf_keep *)context, record, frame, by);
}

static bool http_is_wanted(void)
{
    return lf_prefs_follow_http() && proto_is_protocol_enabled(find_protocol_by_id(proto_own_http));
}

static void open_file(void)
{
    wmem_allocator_t *scope = wmem_file_scope();

    session.keep = lf_keep_new(scope);
    session.tracker = lf_tracker_new(scope, acked, session.keep);
    if (http_is_wanted()) {
        session.http = lf_http_new(scope);
        session.page = lf_page_new(scope);
        lf_http_set_page(session.http, session.page);
        lf_http_set_idle(session.http, lf_prefs_idle_ns());
    }
    session.language = lf_prefs_language();
    keeps = true;
    numbered = 0;
    lf_streams_open(scope);
    core_http_is_on = proto_is_protocol_enabled(find_protocol_by_id(proto_core_http));
    answered = 0;
    answering = false;
    lf_tracker_set_2msl(session.tracker, lf_prefs_2msl_ns());
    lf_demand_read();
    lf_source_reset();
    lf_source_listen(true);
    asks = true;
    idle = false;
    readings++;
}

static void take_answer(const lf_host *host, const char *name, uint32_t frame)
{
    if (session.page == NULL)
        return;
    lf_page_answer(session.page, host, name, frame);
    answered = frame;
    answering = true;
}

/* Where the number of this frame was another's before, a read filter has dropped that one, and what
 * it said of names goes with it. */
static void forget_dropped(const packet_info *pinfo)
{
    if (!answering && pinfo->num == answered) {
        lf_page_forget_answers(session.page, answered);
        answered = 0;
    }
    answering = false;
}

static void close_file(void)
{
    session = (lf_session){0}; /* memory of the file's scope, which goes with it */
    lf_streams_close();
    lf_source_reset();
}

/* The connection that used these ports before, so that its TIME-WAIT is known. A pair of
 * sockets has one connection at a time (RFC 9293 section 3.4.1): that one is over. */
static void look_up_previous(const lf_source_header *header, uint32_t stream)
{
    uint32_t previous;

    if (lf_tracker_knows(session.tracker, stream))
        return;
    previous = lf_streams_previous(header, stream);
    if (previous == LF_NO_STREAM || previous == stream)
        return;
    lf_tracker_follows(session.tracker, stream, previous);
    if (session.page == NULL)
        return;
    lf_page_set_busy(session.page, previous, false);
    lf_page_close(session.page, previous);
}

/* The user, or Wireshark by default, has given the port to HTTP. */
static bool is_http_port(uint16_t port)
{
    dissector_handle_t handle = dissector_get_uint_handle(tcp_ports, port);

    return handle != NULL && dissector_handle_get_protocol_index(handle) == proto_core_http;
}

static bool is_free_port(uint16_t port)
{
    return dissector_get_uint_handle(tcp_ports, port) == NULL;
}

/* Whether a server on this port may be one of HTTP: core gives the port to it, in the clear or in
 * TLS, or to nobody. */
static bool is_web_port(uint16_t port)
{
    dissector_handle_t sealed = dissector_get_uint_handle(tls_ports, port);

    return is_http_port(port) || is_free_port(port) ||
           (sealed != NULL && dissector_handle_get_protocol_index(sealed) == proto_core_http);
}

/* Where there is no SYN, only HTTP itself tells for certain which end is the client. */
static bool is_clear_who(const lf_verdict *verdict, const lf_segment *segment)
{
    if (verdict->role == LF_ROLE_UNKNOWN)
        return false;
    return !verdict->role_guessed || segment->hint == LF_PAYLOAD_HTTP_REQUEST ||
           segment->hint == LF_PAYLOAD_HTTP_RESPONSE;
}

/* The connection's place among those of the same client to the same server, once it is clear who
 * is which. */
static void open_page(const lf_source_header *header, const lf_segment *segment, uint32_t stream,
                      const lf_verdict *verdict)
{
    bool from_client = verdict->role == LF_CLIENT;
    const address *client = from_client ? &header->src : &header->dst;
    const address *server = from_client ? &header->dst : &header->src;
    uint16_t port = from_client ? segment->dst_port : segment->src_port;
    lf_host host = lf_dns_host(server);
    uint64_t site;

    if (!is_clear_who(verdict, segment))
        return;
    if (!core_http_is_on || !is_web_port(port)) {
        lf_page_leave_out(session.page, stream);
        return;
    }
    site = add_address_to_hash64(add_address_to_hash64(port, client), server);
    lf_page_open(session.page, stream, site, &host, segment->record);
}

static void track_page(const lf_source_header *header, const lf_segment *segment, uint32_t stream,
                       bool known, const lf_verdict *verdict)
{
    /* With its SYN in the capture a connection's roles are clear from the first segment on. */
    bool decided = known && verdict->role != LF_ROLE_UNKNOWN && !verdict->role_guessed;

    if (!decided && lf_page_asks(session.page, stream))
        open_page(header, segment, stream, verdict);
    if (verdict->teardown_kind != LF_TD_NONE || verdict->handshake_kind == LF_HS_REFUSED)
        lf_page_close(session.page, stream);
}

static bool is_core_http(int proto)
{
    return proto == proto_core_http || proto == proto_core_http2;
}

/* A protocol between TCP and HTTP may call the latter with ports of its own, as SOCKS does: what
 * HTTP keeps is then with another conversation. */
static bool core_shows_http_inside(const packet_info *pinfo)
{
    int outer = -1;

    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer != NULL;
         layer = wmem_list_frame_next(layer)) {
        int proto = GPOINTER_TO_INT(wmem_list_frame_data(layer));

        if (is_core_http(proto) && outer != proto_core_tcp)
            return true;
        outer = proto;
    }
    return false;
}

/* Whether core has given octets of this connection to HTTP, which then keeps something with it.
 * Which layers core shows would not do: that depends, where HTTP waits for more octets or finds
 * none of its own, on whether a tree is built. */
static bool core_finds_http(packet_info *pinfo, const lf_source_header *header)
{
    const conversation_t *conversation = lf_streams_conversation(pinfo, header);

    if (conversation != NULL &&
        (conversation_get_proto_data(conversation, proto_core_http) != NULL ||
         conversation_get_proto_data(conversation, proto_core_http2) != NULL))
        return true;
    return core_shows_http_inside(pinfo);
}

static lf_http_found what_core_finds(packet_info *pinfo, const lf_source_header *header)
{
    const lf_segment *segment = &header->segment;

    if (!core_http_is_on)
        return LF_FOUND_OTHER;
    if (is_http_port(segment->src_port) || is_http_port(segment->dst_port))
        return LF_FOUND_HTTP;
    return (is_free_port(segment->src_port) && is_free_port(segment->dst_port)) ||
                   core_finds_http(pinfo, header)
               ? LF_FOUND_NOTHING
               : LF_FOUND_OTHER;
}

/* What Wireshark decrypted of TLS in this frame. 4.0 keeps it under 0, later versions under the
 * number of the layer. */
static uint32_t find_plain(packet_info *pinfo, lf_tls_plain *plain)
{
    uint32_t count = 0;

    for (uint32_t key = 0; key < PLAIN_LAYERS; key++) {
        const SslPacketInfo *info =
            (const SslPacketInfo *)p_get_proto_data(wmem_file_scope(), pinfo, proto_tls, key);

        for (const SslRecordInfo *r = info == NULL ? NULL : info->records;
             r != NULL && count < PLAIN_MAX; r = r->next) {
            plain[count++] = (lf_tls_plain){
                .at = r->plain_data,
                .len = (uint32_t)r->data_len,
                .data = r->type == SSL_ID_APP_DATA,
            };
        }
    }
    return count;
}

static void track_http(packet_info *pinfo, const lf_source_header *header,
                       const lf_segment *segment, uint32_t stream, lf_verdict *verdict)
{
    lf_tls_plain plain[PLAIN_MAX];
    lf_http_view view = {
        .payload = header->payload,
        .captured = header->captured,
        .plain = plain,
    };
    lf_close_reason reason;

    if (segment->len > 0 && lf_http_asks(session.http, stream))
        view.found = what_core_finds(pinfo, header);
    if (segment->len > 0 &&
        (segment->hint == LF_PAYLOAD_TLS || lf_http_is_sealed(session.http, stream)))
        view.plain_count = find_plain(pinfo, plain);
    reason = lf_http_track(session.http, stream, segment, verdict, &view);
    if (reason != LF_CLOSE_NONE)
        lf_tracker_set_close_reason(session.tracker, stream, reason, verdict);
}

/* Where nobody looks at a frame again, records are mere numbers. */
static uint32_t next_record(void)
{
    return keeps ? lf_keep_next(session.keep) : ++numbered;
}

static void track(packet_info *pinfo, const lf_source_header *header, unsigned index)
{
    lf_segment segment = header->segment;
    bool known = false;
    uint32_t stream = header->usable ? lf_streams_find(pinfo, header, &known) : LF_NO_STREAM;
    lf_told *told = lf_told_first(index);

    told->stream = stream;
    if (stream == LF_NO_STREAM) {
        if (keeps)
            lf_keep_add_nothing(session.keep, pinfo->num, index == 0);
        return;
    }
    if (!known)
        look_up_previous(header, stream);
    told->record = segment.record = next_record();
    lf_track(session.tracker, stream, &segment, &told->verdict);
    if (session.http != NULL) {
        track_page(header, &segment, stream, known, &told->verdict);
        track_http(pinfo, header, &segment, stream, &told->verdict);
    }
    if (keeps &&
        lf_keep_add(session.keep, pinfo->num, index == 0, stream, &told->verdict) == LF_NO_RECORD)
        told->stream = LF_NO_STREAM;
}

unsigned lf_session_number(void)
{
    return session.keep == NULL ? 0 : readings;
}

bool lf_session_asks(void)
{
    return asks;
}

void lf_session_want(lf_wants wants)
{
    asks = false;
    idle = !wants.any;
    lf_source_listen(wants.any);
    if (session.keep == NULL)
        return;
    keeps = wants.later;
    if (!wants.http) {
        session.http = NULL;
        session.page = NULL;
    }
    if (!wants.histories)
        lf_tracker_leave_out_histories(session.tracker);
}

bool lf_session_is_idle(void)
{
    return idle;
}

unsigned lf_session_visit(packet_info *pinfo, const lf_session **current,
                          const lf_source_header **headers)
{
    unsigned count = lf_source_headers(pinfo, headers);

    *current = &session;
    if (session.page != NULL && !pinfo->fd->visited)
        forget_dropped(pinfo);
    if (count == 0 || session.keep == NULL)
        return 0;
    for (unsigned i = 0; i < count && !pinfo->fd->visited; i++)
        track(pinfo, &(*headers)[i], i);
    return count;
}

void lf_session_register(int proto_http)
{
    proto_own_http = proto_http;
    lf_source_register();
    lf_dns_register();
    register_init_routine(open_file);
    register_cleanup_routine(close_file);
}

void lf_session_handoff(void)
{
    lf_streams_handoff();
    proto_core_tcp = proto_get_id_by_filter_name("tcp");
    proto_core_http = proto_get_id_by_filter_name("http");
    proto_core_http2 = proto_get_id_by_filter_name("http2");
    proto_tls = proto_get_id_by_filter_name("tls");
    tcp_ports = find_dissector_table("tcp.port");
    tls_ports = find_dissector_table("tls.port");
    lf_source_handoff();
    lf_dns_handoff(take_answer);
}

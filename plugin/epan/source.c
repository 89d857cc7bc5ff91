/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source.h"

#include <string.h>

#include <epan/dissectors/packet-ip.h>

#include "compat.h"
#include "stand_in.h"

#define IP_PROTO_TCP   6
#define MIN_HEADER_LEN 20
#define READABLE_LEN   16 /* up to the window: enough to know what a cut-off header does */

enum { OPT_END = 0, OPT_NOP = 1, OPT_SACK = 5, OPT_FAST_OPEN = 34, OPT_EXPERIMENT = 254 };
#define FAST_OPEN_MAGIC 0xF989 /* RFC 6994 and RFC 7413 section 4.1.1 (experimental option) */

static lf_stand_in tcp;

static lf_source_header headers[LF_SOURCE_MAX];
static unsigned header_count;
static const packet_info *header_owner;
static uint32_t header_frame;
static bool headers_read; /* so the next header starts another dissection */
static bool deaf;         /* nobody wants any */

static nstime_t origin; /* the time of the file's first header, once it is known */
static bool origin_is_known;

/* First octets of HTTP messages: methods of RFC 9110 section 9, PATCH of RFC 5789. */
#define TEXT(text) text, sizeof text - 1
static const struct {
    const char *text;
    unsigned len;
    lf_payload_hint hint;
} starts[] = {
    {TEXT("GET "), LF_PAYLOAD_HTTP_REQUEST},     {TEXT("HEAD "), LF_PAYLOAD_HTTP_REQUEST},
    {TEXT("POST "), LF_PAYLOAD_HTTP_REQUEST},    {TEXT("PUT "), LF_PAYLOAD_HTTP_REQUEST},
    {TEXT("DELETE "), LF_PAYLOAD_HTTP_REQUEST},  {TEXT("CONNECT "), LF_PAYLOAD_HTTP_REQUEST},
    {TEXT("OPTIONS "), LF_PAYLOAD_HTTP_REQUEST}, {TEXT("TRACE "), LF_PAYLOAD_HTTP_REQUEST},
    {TEXT("PATCH "), LF_PAYLOAD_HTTP_REQUEST},   {TEXT("HTTP/1."), LF_PAYLOAD_HTTP_RESPONSE},
};
#undef TEXT

static lf_payload_hint payload_hint(const uint8_t *payload, unsigned len)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(starts); i++) {
        if (payload[0] == (uint8_t)starts[i].text[0] && len >= starts[i].len &&
            memcmp(payload, starts[i].text, starts[i].len) == 0)
            return starts[i].hint;
    }
    /* RFC 8446 section 5.1: record type, then version 3.x. */
    if (len >= 3 && payload[0] >= 20 && payload[0] <= 23 && payload[1] == 3 && payload[2] <= 4)
        return LF_PAYLOAD_TLS;
    return LF_PAYLOAD_OTHER;
}

static uint16_t read16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t read32(const uint8_t *p)
{
    return (uint32_t)read16(p) << 16 | read16(p + 2);
}

static void read_sack(lf_segment *s, const uint8_t *value, unsigned len)
{
    s->sack_count = 0;
    for (unsigned at = 0; at + 8 <= len && s->sack_count < LF_SACK_MAX; at += 8) {
        s->sack[s->sack_count].left = read32(value + at);
        s->sack[s->sack_count].right = read32(value + at + 4);
        s->sack_count++;
    }
}

static void read_option(lf_segment *s, uint8_t kind, const uint8_t *value, unsigned len)
{
    if (kind == OPT_SACK)
        read_sack(s, value, len);
    if (kind == OPT_EXPERIMENT && len >= 2 && read16(value) == FAST_OPEN_MAGIC) {
        s->tfo_option = true;
        s->tfo_cookie = len > 2;
    }
    if (kind == OPT_FAST_OPEN) {
        s->tfo_option = true;
        s->tfo_cookie = len > 0;
    }
}

static void read_options(lf_segment *s, const uint8_t *options, unsigned len)
{
    unsigned at = 0;

    while (at < len && options[at] != OPT_END) {
        if (options[at] == OPT_NOP) {
            at++;
            continue;
        }
        if (at + 2 > len || options[at + 1] < 2 || at + options[at + 1] > len)
            return;
        read_option(s, options[at], options + at + 2, options[at + 1] - 2u);
        at += options[at + 1];
    }
}

/* The same choice as core's: by address, then by port. */
static uint8_t direction(const packet_info *pinfo, const lf_segment *s)
{
    int order = cmp_address(&pinfo->src, &pinfo->dst);

    if (order == 0)
        return s->src_port > s->dst_port ? 1 : 0;
    return order > 0 ? 1 : 0;
}

/* Counted from a time of the capture itself, any two that are not absurd can be told apart. */
static int64_t time_of(const packet_info *pinfo)
{
    nstime_t since;

    if (!origin_is_known)
        origin = pinfo->abs_ts;
    origin_is_known = true;
    nstime_delta(&since, &pinfo->abs_ts, &origin);
    return lf_source_ns(&since);
}

/* A segment's octets, header and payload. */
typedef struct lf_octet_run {
    const uint8_t *at;
    unsigned captured;
    unsigned reported;
} lf_octet_run;

static unsigned header_len_of(const lf_octet_run *run)
{
    return (run->at[12] >> 4) * 4u;
}

static void read_fixed(const lf_octet_run *run, const packet_info *pinfo, const ws_ip4 *ip,
                       lf_segment *s)
{
    const uint8_t *raw = run->at;

    *s = (lf_segment){
        .frame = pinfo->num,
        .time_ns = time_of(pinfo),
        .src_port = read16(raw),
        .dst_port = read16(raw + 2),
        .seq = read32(raw + 4),
        .ack = read32(raw + 8),
        .flags = raw[13],
        .window = read16(raw + 14),
        .ip_id = ip == NULL ? 0 : ip->ip_id,
    };
    if (run->captured >= MIN_HEADER_LEN)
        s->checksum = read16(raw + 16);
    s->dir = direction(pinfo, s);
}

static void read_variable(const lf_octet_run *run, const packet_info *pinfo, lf_segment *s)
{
    unsigned header_len = header_len_of(run);

    if (header_len < MIN_HEADER_LEN)
        return;
    if (header_len > MIN_HEADER_LEN && run->captured >= header_len)
        read_options(s, run->at + MIN_HEADER_LEN, header_len - MIN_HEADER_LEN);
    /* Of a fragment only the whole datagram would tell how long the segment is. */
    s->len_known = !pinfo->fragmented && run->reported >= header_len;
    if (s->len_known)
        s->len = run->reported - header_len;
}

static void take_payload(const lf_octet_run *run, lf_source_header *header)
{
    lf_segment *s = &header->segment;
    unsigned header_len = header_len_of(run);

    if (s->len == 0 || run->captured <= MAX(header_len, MIN_HEADER_LEN))
        return;
    header->captured = MIN(run->captured - header_len, s->len);
    header->payload = run->at + header_len;
    s->hint = payload_hint(header->payload, header->captured);
}

static void read_segment(tvbuff_t *tvb, const packet_info *pinfo, const ws_ip4 *ip,
                         lf_source_header *header)
{
    lf_octet_run run = {
        .captured = tvb_captured_length(tvb),
        .reported = tvb_reported_length(tvb),
    };

    header->usable = run.captured >= READABLE_LEN;
    header->payload = NULL;
    header->captured = 0;
    if (!header->usable)
        return;
    run.at = tvb_get_ptr(tvb, 0, (int)run.captured);
    read_fixed(&run, pinfo, ip, &header->segment);
    read_variable(&run, pinfo, &header->segment);
    take_payload(&run, header);
}

static void take_down(tvbuff_t *tvb, const packet_info *pinfo, const ws_ip4 *ip)
{
    lf_source_header *header;

    if (headers_read || header_owner != pinfo || header_frame != pinfo->num) {
        headers_read = false;
        header_owner = pinfo;
        header_frame = pinfo->num;
        header_count = 0;
    }
    if (header_count == LF_SOURCE_MAX)
        return;
    header = &headers[header_count++];
    read_segment(tvb, pinfo, ip, header);
    copy_address_shallow(&header->src, &pinfo->src);
    copy_address_shallow(&header->dst, &pinfo->dst);
}

static int pass_on(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!deaf && !pinfo->flags.in_error_pkt)
        take_down(tvb, pinfo, WS_IP4_PTR(data));
    return call_dissector_only(tcp.next, tvb, pinfo, tree, data);
}

void lf_source_register(void)
{
    lf_stand_in_register(&tcp, "TCP, read by LabFlow", "TCP via LabFlow", "labflow.tcp", "tcp");
}

void lf_source_handoff(void)
{
    lf_stand_in_handoff(&tcp, IP_PROTO_TCP, pass_on);
}

void lf_source_reset(void)
{
    origin_is_known = false;
    header_owner = NULL;
    header_count = 0;
}

void lf_source_listen(bool listens)
{
    deaf = !listens;
}

unsigned lf_source_headers(const packet_info *pinfo, const lf_source_header **list)
{
    *list = headers;
    headers_read = true;
    return header_owner == pinfo && header_frame == pinfo->num ? header_count : 0;
}

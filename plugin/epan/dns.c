/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns.h"

#include <arpa/nameser.h>
#include <string.h>

#include "stand_in.h"

#define IP_PROTO_UDP   17
#define UDP_HEADER_LEN 8
#define UDP_LENGTH_AT  4
#define LEN_IPV4       4
#define LEN_IPV6       16

static lf_stand_in udp;
static int proto_dns = -1;
static lf_dns_answer_fn tell;

static lf_host host_of(const uint8_t *octets, unsigned len)
{
    lf_host host = {0};

    if (len != LEN_IPV4 && len != LEN_IPV6)
        return host;
    host.len = (uint8_t)len;
    memcpy(host.octets, octets, len);
    return host;
}

lf_host lf_dns_host(const address *addr)
{
    if (addr->type != AT_IPv4 && addr->type != AT_IPv6)
        return (lf_host){0};
    return host_of((const uint8_t *)addr->data, (unsigned)addr->len);
}

static bool gives_address(const ns_rr *record)
{
    return (ns_rr_type(*record) == ns_t_a && ns_rr_rdlen(*record) == LEN_IPV4) ||
           (ns_rr_type(*record) == ns_t_aaaa && ns_rr_rdlen(*record) == LEN_IPV6);
}

/* RFC 1035 section 4.1. The name is that of the question: an alias (CNAME) leads on to others, but
 * this is the one that somebody asked for. */
static void read_message(const uint8_t *octets, int len, uint32_t frame)
{
    ns_msg message;
    ns_rr question;
    ns_rr record;

    if (ns_initparse(octets, len, &message) != 0 || ns_msg_getflag(message, ns_f_qr) == 0 ||
        ns_msg_getflag(message, ns_f_rcode) != ns_r_noerror ||
        ns_parserr(&message, ns_s_qd, 0, &question) != 0)
        return;
    for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
        lf_host host;

        if (ns_parserr(&message, ns_s_an, i, &record) != 0)
            return;
        if (!gives_address(&record))
            continue;
        host = host_of(ns_rr_rdata(record), ns_rr_rdlen(record));
        tell(&host, ns_rr_name(question), frame);
    }
}

/* Whether the layer after the next one that core found is DNS: UDP's own payload, nothing deeper.
 */
static bool carries_dns(const packet_info *pinfo, unsigned layers_before)
{
    const wmem_list_frame_t *layer = wmem_list_head(pinfo->layers);

    for (unsigned i = 0; layer != NULL && i <= layers_before; i++)
        layer = wmem_list_frame_next(layer);
    return layer != NULL && GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_dns;
}

static void read_datagram(tvbuff_t *tvb, uint32_t frame)
{
    int len = (int)tvb_captured_length(tvb);

    if (len <= UDP_HEADER_LEN)
        return;
    len = MIN(len, (int)tvb_get_ntohs(tvb, UDP_LENGTH_AT)) - UDP_HEADER_LEN;
    if (len > 0)
        read_message(tvb_get_ptr(tvb, UDP_HEADER_LEN, len), len, frame);
}

static int pass_on(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    unsigned before = wmem_list_count(pinfo->layers);
    int done = call_dissector_only(udp.next, tvb, pinfo, tree, data);

    if (!pinfo->fd->visited && !pinfo->flags.in_error_pkt && carries_dns(pinfo, before))
        read_datagram(tvb, pinfo->num);
    return done;
}

void lf_dns_register(void)
{
    lf_stand_in_register(&udp, "UDP, read by LabFlow", "UDP via LabFlow", "labflow.udp", "udp");
}

void lf_dns_handoff(lf_dns_answer_fn answer)
{
    tell = answer;
    proto_dns = proto_get_id_by_filter_name("dns");
    lf_stand_in_handoff(&udp, IP_PROTO_UDP, pass_on);
}

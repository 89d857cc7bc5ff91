/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * DNS: the addresses that DNS answers over UDP give.
 *
 * Wireshark's own dissector keeps them to itself: its tap has no addresses, and its fields are made
 * only where somebody displays them. So labflow stands in for UDP in the table "ip.proto", as it
 * does for TCP (source.h), and where core has found DNS in a datagram, the resolver library reads
 * the same octets.
 */
#ifndef LABFLOW_EPAN_DNS_H
#define LABFLOW_EPAN_DNS_H

#include <epan/packet.h>

#include "../core/http/page.h"

/* The answer in `frame` to the question for `name` gives `host`; once for each address. */
typedef void (*lf_dns_answer_fn)(const lf_host *host, const char *name, uint32_t frame);

/* Once, from the protocol's registration routine. */
void lf_dns_register(void);

/* Once, from the protocol's hand-off routine. Answers are told as frames are dissected the first
 * time. */
void lf_dns_handoff(lf_dns_answer_fn answer);

/* `address` as DNS gives it; one of another kind gets the length 0. */
lf_host lf_dns_host(const address *addr);

#endif

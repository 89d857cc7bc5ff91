/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every difference between the Wireshark versions that labflow builds for (4.0, 4.2, 4.4, 4.6).
 */
#ifndef LABFLOW_EPAN_COMPAT_H
#define LABFLOW_EPAN_COMPAT_H

#include <epan/conversation.h>
#include <epan/packet.h>
#include <ws_version.h>

#define LF_WIRESHARK_AT_LEAST(major, minor)                                                        \
    (WIRESHARK_VERSION_MAJOR > (major) ||                                                          \
     (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

/* What plugin_describe() returns for a dissector: WS_PLUGIN_DESC_DISSECTOR in wsutil/plugins.h,
 * which 4.0 does not install. */
#define LF_PLUGIN_DESC_DISSECTOR 1

/* `tshark -T fields` says which fields it wants (output fields are primed) from 4.6 on. */
#define LF_TSHARK_PRIMES_FIELDS LF_WIRESHARK_AT_LEAST(4, 6)

/* Whether addresses and ports alone make a connection. From 4.4 on the user may have them told
 * apart by more than that (interface, VLAN, MAC address). */
#define LF_STREAM_BY_ENDS (!LF_WIRESHARK_AT_LEAST(4, 4))

/* From 4.4 on, core looks connections up by a strategy of the user's choice that reads `pinfo`. */
static inline conversation_t *lf_find_tcp_conversation(packet_info *pinfo)
{
#if LF_WIRESHARK_AT_LEAST(4, 6)
    return find_conversation_strat(pinfo, CONVERSATION_TCP, 0, false);
#elif LF_WIRESHARK_AT_LEAST(4, 4)
    return find_conversation_strat(pinfo, CONVERSATION_TCP, 0);
#else
    return find_conversation(pinfo->num, &pinfo->src, &pinfo->dst, CONVERSATION_TCP, pinfo->srcport,
                             pinfo->destport, 0);
#endif
}

#endif

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

/* Whether the Flow Graph can be joined: see sequence.h, which was checked against these versions.
 */
#define LF_SEQUENCE_IS_KNOWN                                                                       \
    ((LF_WIRESHARK_AT_LEAST(4, 0) && !LF_WIRESHARK_AT_LEAST(4, 1)) ||                              \
     (LF_WIRESHARK_AT_LEAST(4, 4) && !LF_WIRESHARK_AT_LEAST(4, 5)) ||                              \
     (LF_WIRESHARK_AT_LEAST(4, 6) && !LF_WIRESHARK_AT_LEAST(4, 7)))

/* How preferences hold a truth value, what a funnel window's button returns, and what the items of
 * the Flow Graph are made of. */
#if LF_WIRESHARK_AT_LEAST(4, 4)
typedef bool lf_ws_bool;
#else
typedef gboolean lf_ws_bool;
#endif

/* Defines `name`, which starts a `-z` by `start(argument)`. From 4.6 on Wireshark itself ends where
 * that fails. */
#if LF_WIRESHARK_AT_LEAST(4, 6)
#define LF_STAT_INIT(name, start)                                                                  \
    static bool name(const char *argument, void *data _U_)                                         \
    {                                                                                              \
        return start(argument);                                                                    \
    }
#else
#define LF_STAT_INIT(name, start)                                                                  \
    static void name(const char *argument, void *data _U_)                                         \
    {                                                                                              \
        if (!start(argument))                                                                      \
            exit(1);                                                                               \
    }
#endif

#endif

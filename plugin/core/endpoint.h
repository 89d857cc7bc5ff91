/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The RFC 9293 endpoint machine as an observer can run it (table: plugin/data/transitions.def).
 */
#ifndef LABFLOW_CORE_ENDPOINT_H
#define LABFLOW_CORE_ENDPOINT_H

#include "verdict.h"

typedef enum lf_event {
    LF_EV_SEND_SYN,           /* a SYN without ACK */
    LF_EV_SEND_SYN_AGAIN,     /* the same, from an end that has sent nothing but SYNs since */
    LF_EV_SEND_SYN_ACK,       /* SYN and ACK */
    LF_EV_SEND_SYN_ACK_AGAIN, /* the same, from an end that has sent nothing else since */
    LF_EV_SEND_ACK,           /* an ACK that fits what the peer has sent */
    LF_EV_SEND_DATA,          /* such an ACK with payload */
    LF_EV_SEND_FOREIGN_ACK,   /* an ACK that answers the peer's SYN with another number */
    LF_EV_SEND_FIN,           /* first FIN; covers the peer's FIN if there was one */
    LF_EV_SEND_FIN_CROSSING,  /* first FIN; its ACK leaves out the FIN that the peer had sent */
    LF_EV_SEND_FIN_AGAIN,     /* a FIN that was sent before */
    LF_EV_SEND_RST,
    LF_EV_RECV_SYN,         /* a SYN without an acceptable ACK */
    LF_EV_RECV_SYN_ACK,     /* a SYN that acknowledges ours */
    LF_EV_RECV_ACK_OF_SYN,  /* no SYN; acknowledges ours */
    LF_EV_RECV_ACK_OF_FIN,  /* acknowledges our FIN */
    LF_EV_RECV_FIN,         /* the peer's FIN, everything before it received */
    LF_EV_RECV_RST,         /* acceptable, RFC 9293 section 3.10.7.4 and RFC 5961 */
    LF_EV_RECV_RST_PASSIVE, /* the same at an end that was opened by the peer's SYN */
    LF_EV_TIMEOUT_2MSL,
    LF_EV_COUNT
} lf_event;

/* The state after `event` in `state`; `state` itself where the table has no row. */
lf_state lf_endpoint_next(lf_state state, lf_event event);

#endif

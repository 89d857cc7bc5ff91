/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's epan/sequence_analysis.h, as far as a plugin needs it to have a place in the Flow
 * Graph.
 *
 * The functions are exported by libwireshark, but the header is not among those that the
 * development packages install (as of 4.6). So the declarations of the versions that were checked
 * stand here: the items of 4.0, 4.4 and 4.6 differ only in how they hold a truth value, and of the
 * list only what comes first is used, which is the same in all three. With any other version that
 * does not bring the header, labflow stays out of the Flow Graph rather than guess.
 */
#ifndef LABFLOW_EPAN_SEQUENCE_H
#define LABFLOW_EPAN_SEQUENCE_H

#include <epan/packet.h>
#include <epan/tap.h>

#include "compat.h"

#if __has_include(<epan/sequence_analysis.h>)

#include <epan/sequence_analysis.h>

#define LF_HAS_SEQUENCE 1

#elif LF_SEQUENCE_IS_KNOWN

#define LF_HAS_SEQUENCE 1

typedef struct _seq_analysis_item {
    uint32_t frame_number;
    address src_addr;
    uint16_t port_src;
    address dst_addr;
    uint16_t port_dst;
    char *frame_label;
    char *time_str;
    char *comment;
    uint16_t conv_num;
    unsigned fg_color; /* 0xRRGGBB, as the next */
    unsigned bg_color;
    lf_ws_bool has_color_filter;
    lf_ws_bool display;
    unsigned src_node;
    unsigned dst_node;
    uint16_t line_style;
    uint32_t info_type;
    void *info_ptr;
} seq_analysis_item_t;

typedef struct _seq_analysis_info {
    const char *name;
    lf_ws_bool any_addr;
    int nconv;
    GQueue *items;
    /* Wireshark's goes on; it alone makes them. */
} seq_analysis_info_t;

extern void register_seq_analysis(const char *name, const char *ui_name, const int proto_id,
                                  const char *tap_listener, unsigned tap_flags,
                                  tap_packet_cb tap_func);
extern seq_analysis_item_t *
sequence_analysis_create_sai_with_addresses(packet_info *pinfo, seq_analysis_info_t *sainfo);

#endif

#endif

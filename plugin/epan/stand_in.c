/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stand_in.h"

void lf_stand_in_register(lf_stand_in *stand_in, const char *name, const char *short_name,
                          const char *filter_name, const char *core)
{
    /* In name only: it adds no layer, and is enabled exactly when core's protocol is. A dissector
     * handle needs a protocol, and one named like core's own would offer that twice in Decode As.
     */
    stand_in->proto = proto_register_protocol_in_name_only(
        name, short_name, filter_name, proto_get_id_by_filter_name(core), FT_BYTES);
}

void lf_stand_in_handoff(lf_stand_in *stand_in, unsigned ip_proto, dissector_t dissect)
{
    stand_in->next = dissector_get_uint_handle(find_dissector_table("ip.proto"), ip_proto);
    if (stand_in->next != NULL)
        dissector_add_uint("ip.proto", ip_proto, create_dissector_handle(dissect, stand_in->proto));
}

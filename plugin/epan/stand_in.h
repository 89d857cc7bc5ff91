/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Stand-in: a dissector of labflow's in the place of the one that core has for a protocol over IP.
 * It sees each header first and passes it on.
 */
#ifndef LABFLOW_EPAN_STAND_IN_H
#define LABFLOW_EPAN_STAND_IN_H

#include <epan/packet.h>

typedef struct lf_stand_in {
    int proto;
    dissector_handle_t next; /* core's, to pass on to */
} lf_stand_in;

/* Once, from the protocol's registration routine. `core` is the filter name of the protocol that is
 * stood in for; the other names are for the stand-in itself. */
void lf_stand_in_register(lf_stand_in *stand_in, const char *name, const char *short_name,
                          const char *filter_name, const char *core);

/* Once, from the protocol's hand-off routine: from now on `dissect` is called for the IP protocol
 * of that number. Not where core has nothing for it. */
void lf_stand_in_handoff(lf_stand_in *stand_in, unsigned ip_proto, dissector_t dissect);

#endif

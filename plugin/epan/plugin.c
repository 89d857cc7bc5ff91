/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Wireshark looks for in a plugin (doc/README.plugins in its source).
 */
#include <stdint.h>

#include <epan/proto.h>
#include <wireshark.h>

#include "../report/stats_tap.h"
#include "../report/tap.h"
#include "../report/windows.h"
#include "compat.h"
#include "flow.h"
#include "http.h"
#include "labflow.h"
#include "post.h"
#include "prefs.h"
#include "session.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT extern const char plugin_version[];
EXPORT extern const int plugin_want_major;
EXPORT extern const int plugin_want_minor;
EXPORT void plugin_register(void);
EXPORT uint32_t plugin_describe(void);

const char plugin_version[] = LABFLOW_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

static void hand_off(void)
{
    lf_session_handoff();
    lf_prefs_handoff();
}

static void register_all(void)
{
    int labflow = lf_labflow_register();
    int http = lf_http_register();

    lf_session_register(http);
    lf_post_register(labflow, http);
    lf_report_tap_register();
    lf_stats_tap_register();
    lf_windows_register(labflow);
    lf_flow_register(labflow);
}

void plugin_register(void)
{
    static proto_plugin plugin;

    plugin.register_protoinfo = register_all;
    plugin.register_handoff = hand_off;
    proto_register_plugin(&plugin);
}

/* Asked for by 4.4 and later. */
uint32_t plugin_describe(void)
{
    return LF_PLUGIN_DESC_DISSECTOR;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "experts.h"

#include <epan/expert.h>

#define LF_ANOMALY(id, name, group, severity, rfc, en, zh) static expert_field ei_##id = EI_INIT;
#include "../data/anomalies.def"
#undef LF_ANOMALY

typedef struct lf_expert {
    expert_field *field;
    const char *authority;
    const char *text[LF_LANGUAGES];
} lf_expert;

static const lf_expert experts[LF_AN_COUNT] = {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh)                                         \
    [LF_AN_##id] = {&ei_##id, rfc, {[LF_EN] = en, [LF_ZH] = zh}},
#include "../data/anomalies.def"
#undef LF_ANOMALY
};

void lf_experts_register(int proto)
{
    /* clang-format off: it takes the rows apart */
    static ei_register_info items[] = {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh)                                         \
    {&ei_##id, {"labflow.expert." name, PI_##group, PI_##severity, en " (" rfc ")", EXPFILL}},
#include "../data/anomalies.def"
#undef LF_ANOMALY
    };
    /* clang-format on */

    expert_register_field_array(expert_register_protocol(proto), items, array_length(items));
}

void lf_experts_add(packet_info *pinfo, proto_item *item, uint64_t anomalies, lf_language language)
{
    for (int i = 0; i < LF_AN_COUNT && anomalies >> i != 0; i++) {
        if ((anomalies >> i & 1) == 0)
            continue;
        expert_add_info_format(pinfo, item, experts[i].field, "%s (%s)", experts[i].text[language],
                               experts[i].authority);
    }
}

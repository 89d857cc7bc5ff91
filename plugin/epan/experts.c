/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "experts.h"

#include <epan/expert.h>

#include "../core/http/message.h"
#include "../core/verdict.h"

#define LF_ANOMALY(id, name, group, severity, rfc, en, zh) static expert_field ei_##id = EI_INIT;
#include "../data/anomalies.def"
#include "../data/http_anomalies.def"
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

static const lf_expert http_experts[LF_HA_COUNT] = {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh)                                         \
    [LF_HA_##id] = {&ei_##id, rfc, {[LF_EN] = en, [LF_ZH] = zh}},
#include "../data/http_anomalies.def"
#undef LF_ANOMALY
};

/* clang-format off: it takes the rows apart */
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh)                                         \
    {&ei_##id, {"labflow.expert." name, PI_##group, PI_##severity, en " (" rfc ")", EXPFILL}},

void lf_experts_register(int proto)
{
    static ei_register_info items[] = {
#include "../data/anomalies.def"
    };

    expert_register_field_array(expert_register_protocol(proto), items, array_length(items));
}

void lf_experts_register_http(int proto)
{
    static ei_register_info items[] = {
#include "../data/http_anomalies.def"
    };

    expert_register_field_array(expert_register_protocol(proto), items, array_length(items));
}

#undef LF_ANOMALY
/* clang-format on */

static void add(packet_info *pinfo, proto_item *item, const lf_expert *list, uint64_t anomalies,
                lf_language language)
{
    for (int i = 0; i < 64 && anomalies >> i != 0; i++) {
        if ((anomalies >> i & 1) == 0)
            continue;
        expert_add_info_format(pinfo, item, list[i].field, "%s (%s)", list[i].text[language],
                               list[i].authority);
    }
}

void lf_experts_add(packet_info *pinfo, proto_item *item, uint64_t anomalies, lf_language language)
{
    add(pinfo, item, experts, anomalies, language);
}

void lf_experts_add_http(packet_info *pinfo, proto_item *item, uint32_t anomalies,
                         lf_language language)
{
    add(pinfo, item, http_experts, anomalies, language);
}

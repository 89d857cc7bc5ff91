/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"

#include <epan/packet.h>

#define LF_FIELD(id, name, title, type, base, blurb) int hf_labflow_##id = -1;
#include "../data/fields.def"
#include "../data/http_fields.def"
#undef LF_FIELD

/* A frame number's "base" says what the link means; Wireshark keeps that in the strings slot. */
#define STRINGS_NONE     NULL
#define STRINGS_DEC      NULL
#define STRINGS_ACK      FRAMENUM_TYPE(FT_FRAMENUM_ACK)
#define STRINGS_REQUEST  FRAMENUM_TYPE(FT_FRAMENUM_REQUEST)
#define STRINGS_RESPONSE FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE)
#define DISPLAY_NONE     BASE_NONE
#define DISPLAY_DEC      BASE_DEC
#define DISPLAY_ACK      BASE_NONE
#define DISPLAY_REQUEST  BASE_NONE
#define DISPLAY_RESPONSE BASE_NONE

/* clang-format off: it takes the rows apart */
#define LF_FIELD(id, name, title, type, base, blurb)                                               \
    {&hf_labflow_##id, {title, name, FT_##type, DISPLAY_##base, STRINGS_##base, 0x0, blurb, HFILL}},

void lf_fields_register(int proto)
{
    static hf_register_info fields[] = {
#include "../data/fields.def"
    };

    proto_register_field_array(proto, fields, array_length(fields));
}

void lf_fields_register_http(int proto)
{
    static hf_register_info fields[] = {
#include "../data/http_fields.def"
    };

    proto_register_field_array(proto, fields, array_length(fields));
}

#undef LF_FIELD
/* clang-format on */

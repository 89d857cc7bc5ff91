/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The registered fields, one header-field id for each row of plugin/data/fields.def and
 * http_fields.def.
 */
#ifndef LABFLOW_EPAN_FIELDS_H
#define LABFLOW_EPAN_FIELDS_H

#define LF_FIELD(id, name, title, type, base, blurb) extern int hf_labflow_##id;
#include "../data/fields.def"
#include "../data/http_fields.def"
#undef LF_FIELD

/* Registers all TCP, or all HTTP fields for the protocol `proto`. */
void lf_fields_register(int proto);
void lf_fields_register_http(int proto);

#endif

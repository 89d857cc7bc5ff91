/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The registered fields, one header-field id for each row of plugin/data/fields.def.
 */
#ifndef LABFLOW_EPAN_FIELDS_H
#define LABFLOW_EPAN_FIELDS_H

#define LF_FIELD(id, name, title, type, base, blurb) extern int hf_labflow_##id;
#include "../data/fields.def"
#undef LF_FIELD

/* Registers all fields for the protocol `proto`. */
void lf_fields_register(int proto);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keys of a wmem_map that are records, compared octet by octet: zeroed before they are filled, for
 * what lies between their members counts.
 */
#ifndef LABFLOW_CORE_OCTET_KEY_H
#define LABFLOW_CORE_OCTET_KEY_H

#include <string.h>
#include <wsutil/wmem/wmem.h>

/* Defines name_hash and name_equal for records of `type`. */
#define LF_OCTET_KEY(name, type)                                                                   \
    static guint name##_hash(gconstpointer key)                                                    \
    {                                                                                              \
        return wmem_strong_hash((const guint8 *)key, sizeof(type));                                \
    }                                                                                              \
                                                                                                   \
    static gboolean name##_equal(gconstpointer a, gconstpointer b)                                 \
    {                                                                                              \
        return memcmp(a, b, sizeof(type)) == 0;                                                    \
    }

#endif

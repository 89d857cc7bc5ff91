/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Connections: those of one capture by their stream. Some are awake; the others, of which no
 * segment came for a while, sleep in a third of the room. Private to plugin/core.
 */
#ifndef LABFLOW_CORE_CONNECTIONS_H
#define LABFLOW_CORE_CONNECTIONS_H

#include "connection.h"

typedef struct lf_connections lf_connections;

/* Everything lives in `scope` and goes with it. */
lf_connections *lf_connections_new(wmem_allocator_t *scope);

/* The connection of `stream`, woken, or made where there is none yet. Valid until the next call
 * for another stream. */
lf_connection *lf_connections_get(lf_connections *all, uint32_t stream);

/* The same without waking it; `room` is for it. NULL: there is none. */
const lf_connection *lf_connections_look(const lf_connections *all, uint32_t stream,
                                         lf_connection *room);

bool lf_connections_has(const lf_connections *all, uint32_t stream);

/* Sends all of them to sleep, as happens to each when others come. For tests. */
void lf_connections_rest(lf_connections *all);

/* A queue for an end that has none. */
lf_outstanding *lf_connections_take_queue(lf_connections *all);

/* Takes the end's queue away, and what is in it. */
void lf_connections_give_queue(lf_connections *all, lf_end *end);

#endif

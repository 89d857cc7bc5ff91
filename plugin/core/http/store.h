/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Store: the messages of a whole capture, and which TCP segment carried which.
 */
#ifndef LABFLOW_CORE_HTTP_STORE_H
#define LABFLOW_CORE_HTTP_STORE_H

#include <glib.h>
#include <wsutil/wmem/wmem.h>

#include "../blocks.h"
#include "head.h"
#include "message.h"

/* A message is named by its number plus 1; 0 is none. */
typedef struct lf_store {
    wmem_allocator_t *scope;
    lf_blocks messages;
    uint32_t count;
    lf_blocks carried;  /* TCP record -> the message of its first octet */
    wmem_map_t *others; /* TCP record -> a message that ends with it without being carried */
    wmem_map_t *notes;  /* TCP record -> anomalies of no message */
    wmem_map_t *texts;  /* each text once */
} lf_store;

void lf_store_init(lf_store *store, wmem_allocator_t *scope);

/* A new message, zeroed but for its texts. */
uint32_t lf_store_add(lf_store *store);

lf_message *lf_store_at(const lf_store *store, uint32_t message);

/* Keeps `text`, cut to a length that fits a sentence; equal texts are one. */
const char *lf_store_text(lf_store *store, lf_span text);

/* The segment of `record` begins with an octet of `message`; what was said first stays. */
void lf_store_carry(lf_store *store, uint32_t record, uint32_t message);
uint32_t lf_store_carried(const lf_store *store, uint32_t record);

/* `message` ends with the segment of `record`, which carries nothing of it. */
void lf_store_end_with(lf_store *store, uint32_t record, uint32_t message);
uint32_t lf_store_ends_with(const lf_store *store, uint32_t record);

void lf_store_note(lf_store *store, uint32_t record, uint32_t anomaly_bits);
uint32_t lf_store_notes(const lf_store *store, uint32_t record);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Store: the messages of a whole capture, and which TCP segment carried which.
 *
 * A message that is being read is an lf_message; once it is complete it is packed into a quarter of
 * the room, some 40 octets.
 */
#ifndef LABFLOW_CORE_HTTP_STORE_H
#define LABFLOW_CORE_HTTP_STORE_H

#include <wsutil/wmem/wmem.h>

#include "../blocks.h"
#include "../octets.h"
#include "head.h"
#include "message.h"
#include "packed.h"

#define LF_TEXTS_RECENT 256

/* A message is named by its number plus 1; 0 is none. */
typedef struct lf_store {
    wmem_allocator_t *scope;
    lf_blocks links; /* of each message, by number */
    uint32_t count;
    wmem_map_t *live; /* message -> lf_message */
    lf_packed packed;
    lf_blocks carried; /* which message a segment begins with: rows, see store.c */
    lf_octets distances;
    uint32_t carried_count;
    uint32_t last_record; /* of those, and its message */
    uint32_t last_message;
    wmem_map_t *others;               /* TCP record -> lf_also */
    wmem_map_t *notes;                /* TCP record -> anomalies of no message */
    wmem_map_t *words;                /* texts that come again and again, each once */
    lf_octets texts;                  /* texts that do not */
    uint32_t recent[LF_TEXTS_RECENT]; /* by hash: where such a text was put */
} lf_store;

void lf_store_init(lf_store *store, wmem_allocator_t *scope);

/* A new message, zeroed but for its texts. */
uint32_t lf_store_add(lf_store *store);

/* A message that has not been packed, to be written to; NULL: it has. */
lf_message *lf_store_live(const lf_store *store, uint32_t message);

/* It is complete: from here on only the functions below change it. It stays live where there is no
 * room for packed ones any more. */
void lf_store_pack(lf_store *store, uint32_t message);

/* Any message as it is now. */
void lf_store_get(const lf_store *store, uint32_t message, lf_message *out);

void lf_store_set_next(lf_store *store, uint32_t message, uint32_t next);
void lf_store_set_partner(lf_store *store, uint32_t message, uint32_t partner);
void lf_store_set_acked_in(lf_store *store, uint32_t message, uint32_t frame);
void lf_store_set_unanswered(lf_store *store, uint32_t message);

/* Keeps `text`, cut to a length that fits a sentence and made printable. The first is for what
 * comes in few kinds; of the second there is room for 4 GiB, after that they are empty. Both live
 * as long as the store. */
const char *lf_store_word(lf_store *store, lf_span text);
const char *lf_store_text(lf_store *store, lf_span text);

/* The segment of `record` begins with an octet of `message`; what was said first stays. */
void lf_store_carry(lf_store *store, uint32_t record, uint32_t message);
uint32_t lf_store_carried(const lf_store *store, uint32_t record);

/* `message` has to do with that segment besides; any number of them. */
typedef struct lf_also {
    struct lf_also *next;
    uint32_t message;
} lf_also;

void lf_store_add_also(lf_store *store, uint32_t record, uint32_t message);
const lf_also *lf_store_also(const lf_store *store, uint32_t record);

void lf_store_note(lf_store *store, uint32_t record, uint32_t anomaly_bits);
uint32_t lf_store_notes(const lf_store *store, uint32_t record);

#endif

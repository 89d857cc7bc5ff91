/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases: words with values in them, and the words for enumerators.
 */
#ifndef LABFLOW_REPORT_PHRASES_H
#define LABFLOW_REPORT_PHRASES_H

#include <glib.h>

#include "../core/verdict.h"
#include "model.h"
#include "words.h"

/* Appends `word` with {name}s replaced by the value that follows each name in the list: name,
 * value, name, value, NULL. */
void lf_phrase(GString *out, lf_language language, lf_word word, ...) G_GNUC_NULL_TERMINATED;

/* The same with {count}; nothing where it is 0. */
void lf_phrase_count(GString *out, lf_language language, lf_word word, uint32_t count);

/* "0.005099", "-0.000001": seconds. "5.099 ms", "1.234567 s": a duration. Appended. */
void lf_phrase_seconds(GString *out, int64_t ns);
void lf_phrase_duration(GString *out, int64_t ns);

/* "FIN, PSH, ACK", as Wireshark lists control bits. Appended. */
void lf_phrase_flags(GString *out, uint8_t flags);

/* What stands on an arrow: "PSH, ACK seq=1 ack=83 len=1448". Appended. */
void lf_phrase_segment(GString *out, const lf_verdict *verdict);

lf_word lf_word_of_opening(lf_handshake_kind kind);
lf_word lf_word_of_closing(lf_teardown_kind kind);
lf_word lf_word_of_state(lf_conn_state state);

/* "client", "server"; where the roles are unknown "end A", "end B". `role` 0 or 1 as in
 * lf_report_side. */
const char *lf_role_word(const lf_report_connection *connection, unsigned role,
                         lf_language language);

/* "192.0.2.10:59322", "[2001:db8::1]:80". To be freed. */
char *lf_address_of(const lf_report_connection *connection, unsigned role);

/* Appends the frames of a note: "frame 5", "frames 5, 7 and 3 more". */
void lf_phrase_frames(GString *out, const lf_report_note *note, lf_language language);

/* Appends the one-line verdict on the connection, whose lf_report_exchanges are `exchanges`.
 * Returns whether something about it deserves a look. */
bool lf_phrase_verdict(const lf_report *report, const lf_report_connection *connection,
                       const GArray *exchanges, GString *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * conn_state and history as Zeek computes them: small packet scripts, named by the state of the end
 * that sends last and by what it sends. Both ends' numbers pass 2^31 or 2^32 early, and each script
 * is played twice, with the two directions exchanged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "names.h"
#include "zeek.h"

enum { C, S }; /* who sends, and who is taken for the client */

#define SYN    LF_SYN
#define SYNACK (LF_SYN | LF_ACK)
#define ACK    LF_ACK
#define FIN    (LF_FIN | LF_ACK)
#define RST    LF_RST
#define RSTACK (LF_RST | LF_ACK)

static const uint32_t isn[2] = {[C] = 0xffffffc0, [S] = 0x7fffffc0};

typedef struct row {
    uint8_t by;
    uint8_t flags;
    uint32_t seq; /* relative, the ISN is 0 */
    uint32_t ack;
    uint32_t len;
    bool zero_window;
    bool len_unknown;
    uint8_t client; /* C unless said otherwise */
    uint32_t times; /* 0 is once */
    uint32_t step;  /* added to seq each further time */
} row;

typedef struct script {
    const char *name;
    const char *state;
    const char *history;
    const row *rows;
    size_t count;
} script;

/* A row leaves out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* clang-format off */
#define HANDSHAKE {C, SYN, 0, 0, 0}, {S, SYNACK, 0, 1, 0}, {C, ACK, 1, 1, 0}
#define CASE(name, state, history, ...) \
    {name, state, history, \
     (const row[]){__VA_ARGS__}, sizeof((const row[]){__VA_ARGS__}) / sizeof(row)}

static const script scripts[] = {
    /* An end of which nothing was seen */
    CASE("inactive_client_syn", "S0", "S", {C, SYN, 0, 0, 0}),
    CASE("inactive_server_syn_ack", "OTH", "^h", {S, SYNACK, 0, 1, 0}),
    CASE("inactive_client_ack_after_syn_ack", "S1", "^hA", {S, SYNACK, 0, 1, 0}, {C, ACK, 1, 1, 0}),
    CASE("inactive_client_syn_after_its_syn_ack", "S1", "^hSA",
        {S, SYNACK, 0, 1, 0}, {C, SYN, 0, 0, 0}, {C, ACK, 1, 1, 0}),
    CASE("inactive_client_other_syn_after_syn_ack", "OTH", "^hS",
        {S, SYNACK, 0, 1, 0}, {C, SYN, 500, 0, 0}),
    CASE("inactive_server_syn_ack_then_fin", "SHR", "^hf", {S, SYNACK, 0, 1, 0}, {S, FIN, 1, 1, 0}),
    CASE("inactive_server_syn_ack_then_rst", "RSTRH", "^hr",
        {S, SYNACK, 0, 1, 0}, {S, RST, 1, 0, 0}),
    CASE("inactive_server_data_after_client_syn", "OTH", "Sd",
        {C, SYN, 0, 0, 0}, {S, ACK, 1, 1, 10}),
    CASE("inactive_client_rst", "OTH", "R", {C, RST, 1, 0, 0}),

    /* SYN_SENT and SYN_ACK_SENT */
    CASE("syn_sent_syn_again", "S0", "S", {C, SYN, 0, 0, 0}, {C, SYN, 0, 0, 0}),
    CASE("syn_sent_syn_of_another_number_starts_afresh", "S0", "S",
        {C, SYN, 0, 0, 0}, {C, SYN, 700, 0, 0}),
    CASE("syn_sent_peer_syn_ack", "S1", "Sh", {C, SYN, 0, 0, 0}, {S, SYNACK, 0, 1, 0}),
    CASE("syn_sent_peer_syn", "S1", "SsAa",
        {C, SYN, 0, 0, 0}, {S, SYN, 0, 0, 0}, {C, SYNACK, 0, 1, 0}, {S, SYNACK, 0, 1, 0},
        {C, ACK, 1, 1, 0}, {S, ACK, 1, 1, 0}),
    CASE("syn_sent_peer_ack_before_its_syn_ack", "S0", "Sa", {C, SYN, 0, 0, 0}, {S, ACK, 1, 1, 0}),
    CASE("syn_sent_peer_ack_before_its_syn_ack", "S1", "Sah",
        {C, SYN, 0, 0, 0}, {S, ACK, 1, 1, 0}, {S, SYNACK, 0, 1, 0}),
    CASE("syn_sent_peer_rst", "REJ", "Sr", {C, SYN, 0, 0, 0}, {S, RSTACK, 0, 1, 0}),
    CASE("syn_sent_peer_rst_then_syn_ack", "REJ", "SrhA",
        {C, SYN, 0, 0, 0}, {S, RST, 9, 0, 0}, {S, SYNACK, 0, 1, 0}, {C, ACK, 1, 1, 0}),
    CASE("syn_sent_both_rst", "REJ", "SrR",
        {C, SYN, 0, 0, 0}, {S, RSTACK, 0, 1, 0}, {C, RST, 1, 0, 0}),
    CASE("syn_sent_rst", "RSTOS0", "SR", {C, SYN, 0, 0, 0}, {C, RST, 1, 0, 0}),
    CASE("syn_sent_rst", "RSTOS0", "SaR", {C, SYN, 0, 0, 0}, {S, ACK, 1, 1, 0}, {C, RST, 1, 0, 0}),
    CASE("syn_sent_rst_after_more_than_the_syn", "OTH", "SAR",
        {C, SYN, 0, 0, 0}, {C, ACK, 1, 1, 0}, {C, RST, 1, 0, 0}),
    CASE("syn_sent_fin", "SH", "SF", {C, SYN, 0, 0, 0}, {C, FIN, 1, 1, 0}),
    CASE("syn_sent_one_sided_capture", "SH", "SADF",
        {C, SYN, 0, 0, 0}, {C, ACK, 1, 1, 0}, {C, ACK, 1, 1, 90}, {C, FIN, 91, 300, 0}),
    CASE("syn_sent_data_is_no_new_start", "REJ", "SarD",
        {C, SYN, 0, 0, 0}, {S, ACK, 1, 1, 0}, {S, RST, 1, 0, 0}, {C, ACK, 1, 1, 90},
        {C, ACK, 91, 1, 90}),
    CASE("syn_sent_peer_fin", "S3", "Sf", {C, SYN, 0, 0, 0}, {S, FIN, 1, 1, 0}),
    CASE("syn_ack_sent_client", "OTH", "H", {C, SYNACK, 0, 1, 0}),
    CASE("syn_ack_sent_client", "REJ", "Hr", {C, SYNACK, 0, 1, 0}, {S, RST, 1, 0, 0}),

    /* PARTIAL */
    CASE("partial_data", "OTH", "D", {C, ACK, 1, 1, 10}),
    CASE("partial_data", "OTH", "Dda",
        {C, ACK, 1, 1, 10}, {S, ACK, 1, 11, 10}, {S, ACK, 11, 11, 0}),
    CASE("partial_fin", "SH", "AF", {C, ACK, 1, 1, 0}, {C, FIN, 1, 1, 0}),
    CASE("partial_fin", "SHR", "Af", {C, ACK, 1, 1, 0}, {S, FIN, 1, 1, 0}),
    CASE("partial_fin", "SF", "AfF", {C, ACK, 1, 1, 0}, {S, FIN, 1, 1, 0}, {C, FIN, 1, 2, 0}),
    CASE("partial_rst", "OTH", "AR", {C, ACK, 1, 1, 0}, {C, RST, 1, 0, 0}),
    CASE("partial_rst", "RSTRH", "Ar", {C, ACK, 1, 1, 0}, {S, RST, 1, 0, 0}),
    CASE("partial_syn", "S0", "AS", {C, ACK, 1, 1, 0}, {C, SYN, 900, 0, 0}),
    CASE("partial_syn", "OTH", "AaS", {C, ACK, 1, 1, 0}, {S, ACK, 1, 1, 0}, {C, SYN, 900, 0, 0}),
    CASE("partial_syn_ack", "OTH", "AH", {C, ACK, 1, 1, 0}, {C, SYNACK, 900, 1, 0}),
    CASE("partial_shows_no_gap", "OTH", "AaD",
        {C, ACK, 1, 1, 0}, {S, ACK, 1, 1, 0}, {C, ACK, 500, 1, 10}, {S, ACK, 1, 510, 0}),

    /* ESTABLISHED */
    CASE("established_data", "S1", "ShADad",
        HANDSHAKE, {C, ACK, 1, 1, 100}, {S, ACK, 1, 101, 0}, {S, ACK, 1, 101, 200},
        {C, ACK, 101, 201, 0}),
    CASE("established_fin", "S2", "ShAF", HANDSHAKE, {C, FIN, 1, 1, 0}),
    CASE("established_fin", "S3", "ShAf", HANDSHAKE, {S, FIN, 1, 1, 0}),
    CASE("established_fin", "SF", "ShAFaf",
        HANDSHAKE, {C, FIN, 1, 1, 0}, {S, ACK, 1, 2, 0}, {S, FIN, 1, 2, 0}, {C, ACK, 2, 2, 0}),
    CASE("established_fin_with_data", "SF", "ShAFf",
        HANDSHAKE, {C, FIN, 1, 1, 20}, {S, FIN, 1, 22, 0}, {C, ACK, 22, 2, 0}),
    CASE("established_rst", "RSTO", "ShAR", HANDSHAKE, {C, RST, 1, 0, 0}),
    CASE("established_rst", "RSTR", "ShAr", HANDSHAKE, {S, RST, 1, 0, 0}),
    CASE("established_both_rst", "REJ", "ShARr", HANDSHAKE, {C, RST, 1, 0, 0}, {S, RST, 1, 0, 0}),
    CASE("established_both_rst", "RSTR", "ShADRr",
        HANDSHAKE, {C, ACK, 1, 1, 5}, {C, RST, 6, 0, 0}, {S, RST, 1, 0, 0}),
    CASE("established_both_rst", "REJ", "ShARr",
        HANDSHAKE, {C, RST, 5000000, 0, 0}, {S, RST, 1, 0, 0}),
    CASE("established_both_rst", "REJ", "ShARr",
        HANDSHAKE, {C, RST, 1, 0, 0}, {S, RSTACK, 1, 90, 0}),
    CASE("established_rst_after_payload_known_by_its_ack", "RSTR", "ShAaGRr",
        HANDSHAKE, {S, ACK, 1, 90, 0}, {C, RST, 90, 0, 0}, {S, RST, 1, 0, 0}),
    CASE("established_syn_starts_afresh", "S1", "ShA",
        HANDSHAKE, {S, SYNACK, 800, 1, 0}, {C, ACK, 1, 801, 0}),
    CASE("established_fin_after_peer_fin_and_rst", "RSTR", "ShAfr",
        HANDSHAKE, {S, FIN, 1, 1, 0}, {S, RST, 2, 0, 0}),
    CASE("established_fin_after_peer_fin_and_rst", "SF", "ShAfrF",
        HANDSHAKE, {S, FIN, 1, 1, 0}, {S, RST, 2, 0, 0}, {C, FIN, 1, 2, 0}),
    CASE("established_fin_after_peer_rst", "RSTR", "ShArF",
        HANDSHAKE, {S, RST, 1, 0, 0}, {C, FIN, 1, 1, 0}),

    /* CLOSED and RESET */
    CASE("closed_rst", "RSTO", "ShAFR", HANDSHAKE, {C, FIN, 1, 1, 0}, {C, RST, 2, 0, 0}),
    CASE("closed_peer_rst", "RSTR", "ShAFr", HANDSHAKE, {C, FIN, 1, 1, 0}, {S, RST, 1, 0, 0}),
    CASE("closed_rst_after_both_fins", "SF", "ShAfFr",
        HANDSHAKE, {S, FIN, 1, 1, 0}, {C, FIN, 1, 2, 0}, {S, RST, 2, 0, 0}),
    CASE("closed_syn_ack_of_another_number", "S3", "ShAfhh",
        HANDSHAKE, {S, FIN, 1, 1, 0}, {S, SYNACK, 50, 1, 0}, {S, SYNACK, 50, 1, 0},
        {S, SYNACK, 51, 1, 0}),
    CASE("reset_data", "RSTO", "ShARD",
        HANDSHAKE, {C, RST, 1, 0, 0}, {C, ACK, 1, 1, 10}, {C, ACK, 1, 1, 10}),
    CASE("reset_syn", "RSTO", "ShARS", HANDSHAKE, {C, RST, 1, 0, 0}, {C, SYN, 900, 0, 0}),
    CASE("reset_syn_after_a_first_rst", "REJ", "RSr",
        {C, RST, 5000000, 0, 0}, {C, SYN, 0, 0, 0}, {S, RSTACK, 0, 1, 0}),

    /* Letters given once, or once for each number */
    CASE("letters_once", "S1", "ShADad",
        HANDSHAKE, {C, ACK, 1, 1, 10}, {C, ACK, 11, 1, 10}, {S, ACK, 1, 21, 0}, {S, ACK, 1, 21, 0},
        {S, ACK, 1, 21, 10}, {S, ACK, 11, 21, 10}, {C, ACK, 21, 21, 0}),
    CASE("letter_i_fin_and_rst", "RSTO", "ShAI",
        HANDSHAKE, {C, FIN | RST, 1, 1, 0}, {C, FIN | RST, 7, 1, 0}),
    CASE("letter_i_fin_and_rst", "RSTR", "Si", {C, SYN, 0, 0, 0}, {S, FIN | RST | SYN, 1, 1, 0}),
    CASE("letter_q_syn_with_fin_or_rst", "SH", "Q",
        {C, SYN | FIN, 0, 0, 0}, {C, SYN | FIN, 5, 0, 0}),
    CASE("letter_q_syn_with_fin_or_rst", "OTH", "Q", {C, SYN | RST, 0, 0, 0}),
    CASE("letter_f_again_for_another_number", "S2", "ShAF",
        HANDSHAKE, {C, FIN, 1, 1, 0}, {C, FIN, 1, 1, 0}),
    CASE("letter_f_again_for_another_number", "S2", "ShAFF",
        HANDSHAKE, {C, FIN, 1, 1, 0}, {C, FIN, 4, 1, 0}, {C, FIN, 4, 1, 0}),
    CASE("letter_r_again_for_another_number", "RSTO", "ShAR",
        HANDSHAKE, {C, RST, 1, 0, 0}, {C, RST, 1, 0, 0}),
    CASE("letter_r_again_for_another_number", "RSTO", "ShARRR",
        HANDSHAKE, {C, RST, 1, 0, 0}, {C, RST, 3, 0, 0}, {C, RST, 1, 0, 0}),
    CASE("letter_none_for_no_flag_at_all", "S1", "ShA", HANDSHAKE, {S, 0, 1, 0, 0}),

    /* t */
    CASE("letter_t_payload_again", "S1", "ShADT",
        HANDSHAKE, {C, ACK, 1, 1, 100}, {C, ACK, 1, 1, 100}),
    CASE("letter_t_payload_again", "S1", "ShADT",
        HANDSHAKE, {C, ACK, 1, 1, 100}, {C, ACK, 51, 1, 50}),
    CASE("letter_t_not_for_payload_that_goes_beyond", "S1", "ShAD",
        HANDSHAKE, {C, ACK, 1, 1, 100}, {C, ACK, 1, 1, 101}),
    CASE("letter_t_filled_hole", "S1", "ShADT",
        HANDSHAKE, {C, ACK, 101, 1, 100}, {C, ACK, 1, 1, 100}),
    CASE("letter_t_keep_alive_octet", "S1", "ShADT",
        HANDSHAKE, {C, ACK, 1, 1, 100}, {C, ACK, 100, 1, 1}),
    CASE("letter_t_payload_on_the_first_syn", "S1", "STh",
        {C, SYN, 0, 0, 100}, {S, SYNACK, 0, 101, 0}),
    CASE("letter_t_rst_with_payload", "RSTO", "ShART", HANDSHAKE, {C, RST, 1, 0, 30}),
    CASE("letter_t_not_for_a_far_rst_with_payload", "RSTO", "ShAR",
        HANDSHAKE, {C, RST, UINT32_MAX - 2000000, 0, 30}),
    CASE("letter_t_after_far_payload", "S1", "ShADT",
        HANDSHAKE, {C, ACK, 5000000, 1, 10}, {C, ACK, 1, 1, 10}),
    CASE("letter_t_fin_with_data_again", "S2", "ShAFT",
        HANDSHAKE, {C, FIN, 1, 1, 10}, {C, FIN, 1, 1, 10}),
    CASE("letter_t_at_powers_of_ten", "S1", "ShAdt", HANDSHAKE, {S, ACK, 1, 1, 10, .times = 10}),
    CASE("letter_t_at_powers_of_ten", "S1", "ShAdtt", HANDSHAKE, {S, ACK, 1, 1, 10, .times = 11}),
    CASE("letter_t_at_powers_of_ten", "S1", "ShAdtt", HANDSHAKE, {S, ACK, 1, 1, 10, .times = 100}),
    CASE("letter_t_at_powers_of_ten", "S1", "ShAdttt", HANDSHAKE, {S, ACK, 1, 1, 10, .times = 101}),

    /* g */
    CASE("letter_g_ack_of_missing_octets", "S1", "ShADaG",
        HANDSHAKE, {C, ACK, 101, 1, 100}, {S, ACK, 1, 201, 0}),
    CASE("letter_g_ack_of_missing_octets", "S1", "ShAg",
        HANDSHAKE, {C, ACK, 1, 101, 0}, {C, ACK, 1, 101, 0}),
    CASE("letter_g_not_where_the_hole_was_filled", "S1", "ShADaT",
        HANDSHAKE, {C, ACK, 101, 1, 100}, {S, ACK, 1, 1, 0}, {C, ACK, 1, 1, 100},
        {S, ACK, 1, 201, 0}),
    CASE("letter_g_not_below_the_hole", "S1", "ShADa",
        HANDSHAKE, {C, ACK, 1, 1, 50}, {C, ACK, 101, 1, 50}, {S, ACK, 1, 51, 0}),
    CASE("letter_g_each_hole_counts", "S1", "ShADaG",
        HANDSHAKE, {C, ACK, 11, 1, 10, .times = 9, .step = 20}, {S, ACK, 1, 181, 0}),
    CASE("letter_g_each_hole_counts", "S1", "ShADaGG",
        HANDSHAKE, {C, ACK, 11, 1, 10, .times = 9, .step = 20}, {S, ACK, 1, 182, 0}),
    CASE("letter_g_octets_before_a_fin", "SF", "ShAfgF",
        HANDSHAKE, {S, FIN, 101, 1, 0}, {C, ACK, 1, 102, 0}, {C, FIN, 1, 102, 0}),
    CASE("letter_g_fin_from_before_the_start", "S2", "ShAFaG",
        HANDSHAKE, {C, FIN, UINT32_MAX - 49, 1, 0}, {S, ACK, 1, 101, 0}),
    CASE("letter_g_payload_from_before_the_start", "S1", "ShADaG",
        HANDSHAKE, {C, ACK, UINT32_MAX - 9, 1, 50}, {S, ACK, 1, 40, 0}),
    CASE("letter_g_not_for_the_fin_itself", "S3", "ShAf",
        HANDSHAKE, {S, FIN, 1, 1, 0}, {C, ACK, 1, 2, 0}),
    CASE("letter_g_not_with_a_rst", "RSTO", "ShAR",
        HANDSHAKE, {C, RSTACK, 1, 101, 0}, {C, ACK, 1, 101, 0}),
    CASE("letter_g_not_for_an_ack_below_the_start", "S1", "ShA",
        HANDSHAKE, {C, ACK, 1, UINT32_C(0) - 900, 0}),
    CASE("letter_g_not_after_much_above_a_hole_and_no_ack", "S1", "ShADaG",
        HANDSHAKE, {C, ACK, 101, 1, 16284}, {S, ACK, 1, 16385, 0}),
    CASE("letter_g_not_after_much_above_a_hole_and_no_ack", "S1", "ShADa",
        HANDSHAKE, {C, ACK, 101, 1, 16285}, {S, ACK, 1, 16386, 0}),
    CASE("letter_g_not_after_a_segment_of_unknown_length", "S1", "ShAa",
        HANDSHAKE, {C, ACK, 1, 1, 0, .len_unknown = true}, {S, ACK, 1, 501, 0}),
    CASE("letter_a_not_for_a_segment_of_unknown_length", "S1", "ShA",
        HANDSHAKE, {S, ACK, 1, 1, 0, .len_unknown = true}),

    /* w */
    CASE("letter_w_zero_window", "S1", "ShAaw", HANDSHAKE, {S, ACK, 1, 1, 0, .zero_window = true}),
    CASE("letter_w_zero_window", "S0", "SW", {C, SYN, 0, 0, 0, .zero_window = true}),
    CASE("letter_w_at_powers_of_ten", "S1", "ShAaw",
        HANDSHAKE, {S, ACK, 1, 1, 0, .zero_window = true, .times = 9}),
    CASE("letter_w_at_powers_of_ten", "S1", "ShAaww",
        HANDSHAKE, {S, ACK, 1, 1, 0, .zero_window = true, .times = 10}),
    CASE("letter_w_at_powers_of_ten", "S1", "ShAawww",
        HANDSHAKE, {S, ACK, 1, 1, 0, .zero_window = true, .times = 100}),
    CASE("letter_w_not_with_or_after_its_own_rst", "RSTR", "ShAra",
        HANDSHAKE, {S, RST, 1, 0, 0, .zero_window = true}, {S, ACK, 1, 1, 0, .zero_window = true}),
    CASE("letter_w_not_after_the_peers_fin", "S2", "ShAFa",
        HANDSHAKE, {C, FIN, 1, 1, 0}, {S, ACK, 1, 2, 0, .zero_window = true}),
    CASE("letter_w_after_its_own_fin", "S3", "ShAfaw",
        HANDSHAKE, {S, FIN, 1, 1, 0}, {S, ACK, 2, 1, 0, .zero_window = true}),

    /* ^ */
    CASE("flip_first_segment_is_the_servers", "OTH", "^dD",
        {S, ACK, 1, 1, 10}, {C, ACK, 1, 11, 10}),
    CASE("flip_when_the_guess_changes", "OTH", "A^D",
        {S, ACK, 1, 1, 0, .client = S}, {C, ACK, 1, 1, 10}),
    CASE("flip_exchanges_the_states", "SH", "AF",
        {S, ACK, 1, 1, 0, .client = S}, {S, FIN, 1, 1, 0, .client = S}),
    CASE("flip_exchanges_the_states", "SHR", "AF^",
        {S, ACK, 1, 1, 0, .client = S}, {S, FIN, 1, 1, 0, .client = S}, {S, ACK, 2, 1, 0}),
    CASE("flip_before_syn_and_rst", "RSTOS0", "^SR",
        {S, 0, 1, 0, 0}, {C, SYN, 0, 0, 0}, {C, RST, 1, 0, 0}),

    /* A history's end */
    CASE("history_ends", "OTH",
        "RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR"
        "RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR",
        {C, RST, 0, 0, 0, .times = 3 * LF_ZEEK_HISTORY_MAX, .step = 7}),
};
/* clang-format on */

static lf_segment segment_of(const row *r, uint32_t nth, uint8_t exchanged)
{
    return (lf_segment){
        .dir = r->by ^ exchanged,
        .flags = r->flags,
        .seq = isn[r->by] + r->seq + nth * r->step,
        .ack = (r->flags & LF_ACK) != 0 ? isn[!r->by] + r->ack : 0,
        .len = r->len,
        .len_known = !r->len_unknown,
        .window = r->zero_window ? 0 : 8192,
    };
}

static void play(const row *r, lf_zeek *zeek, lf_zeek_pool *pool, uint8_t exchanged)
{
    for (uint32_t nth = 0; nth == 0 || nth < r->times; nth++) {
        lf_segment segment = segment_of(r, nth, exchanged);

        lf_zeek_update(zeek, pool, &segment, r->client ^ exchanged);
    }
}

static void check_script(const script *self, uint8_t exchanged)
{
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_STRICT);
    lf_zeek_pool pool;
    lf_zeek zeek = {0};

    lf_zeek_pool_init(&pool, scope);
    for (size_t i = 0; i < self->count; i++)
        play(&self->rows[i], &zeek, &pool, exchanged);
    assert_string_equal(lf_zeek_history_text(&zeek), self->history);
    assert_string_equal(lf_conn_state_name(lf_zeek_conn_state(&zeek)), self->state);
    wmem_destroy_allocator(scope);
}

static void test_script(void **state)
{
    check_script((const script *)*state, 0);
    check_script((const script *)*state, 1);
}

static void test_inactive_nothing(void **state)
{
    lf_zeek zeek = {0};

    (void)state;
    assert_string_equal(lf_zeek_history_text(&zeek), "");
    assert_int_equal(lf_zeek_conn_state(&zeek), LF_CS_OTH);
}

static void test_size(void **state)
{
    (void)state;
    assert_true(sizeof(lf_zeek) <= 64);
}

static void test_history_is_shared(void **state)
{
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_STRICT);
    static const row rows[] = {HANDSHAKE};
    lf_zeek zeek[2] = {{0}, {0}};
    lf_zeek_pool pool;

    (void)state;
    lf_zeek_pool_init(&pool, scope);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        play(&rows[i], &zeek[0], &pool, 0);
        play(&rows[i], &zeek[1], &pool, 1);
        assert_ptr_equal(lf_zeek_history_text(&zeek[0]), lf_zeek_history_text(&zeek[1]));
    }
    wmem_destroy_allocator(scope);
}

static void test_stream_of_12_gib(void **state)
{
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_STRICT);
    static const row handshake[] = {HANDSHAKE};
    const uint32_t mib = 1 << 20;
    lf_zeek_pool pool;
    lf_zeek zeek = {0};

    (void)state;
    lf_zeek_pool_init(&pool, scope);
    for (size_t i = 0; i < sizeof(handshake) / sizeof(handshake[0]); i++)
        play(&handshake[i], &zeek, &pool, 0);
    for (uint32_t i = 0; i < 12 * 1024; i++) {
        play(&(row){S, ACK, 1 + i * mib, 1, mib}, &zeek, &pool, 0);
        play(&(row){C, ACK, 1, 1 + (i + 1) * mib, 0}, &zeek, &pool, 0);
    }
    assert_string_equal(lf_zeek_history_text(&zeek), "ShAd");
    wmem_destroy_allocator(scope);
}

static int run_scripts(void)
{
    enum { COUNT = sizeof(scripts) / sizeof(scripts[0]) };
    struct CMUnitTest tests[COUNT] = {0};
    int failed;

    for (size_t i = 0; i < COUNT; i++) {
        tests[i].name = g_strdup_printf("test_%s (%s)", scripts[i].name, scripts[i].history);
        tests[i].test_func = test_script;
        tests[i].initial_state = (void *)&scripts[i];
    }
    failed = _cmocka_run_group_tests("zeek scripts", tests, COUNT, NULL, NULL);
    for (size_t i = 0; i < COUNT; i++)
        g_free((char *)tests[i].name);
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inactive_nothing),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_history_is_shared),
        cmocka_unit_test(test_stream_of_12_gib),
    };
    int failed;

    wmem_init();
    failed = run_scripts();
    failed += cmocka_run_group_tests_name("zeek", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}

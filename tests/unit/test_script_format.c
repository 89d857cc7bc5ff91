/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The reader of packet scripts: a line that it misread would be a test that checks nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "script.h"

/* Reads `text` as a script file. */
static packet_script *read_text(const char *text, char **error)
{
    char *path = NULL;
    int file = g_file_open_tmp("labflow-XXXXXX.pkt", &path, NULL);
    packet_script *script;

    assert_true(file >= 0);
    close(file);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    *error = NULL;
    script = script_read(path, error);
    unlink(path);
    g_free(path);
    return script;
}

static packet_script *read_good(const char *text)
{
    char *error;
    packet_script *script = read_text(text, &error);

    if (script == NULL)
        fail_msg("%s", error);
    return script;
}

static const script_packet *packet(const packet_script *script, guint index)
{
    assert_true(index < script->packets->len);
    return (const script_packet *)script->packets->pdata[index];
}

static const script_expectation *expectation(const script_packet *packet, guint index)
{
    assert_true(index < packet->expectations->len);
    return (const script_expectation *)packet->expectations->pdata[index];
}

static void test_segment(void **state)
{
    packet_script *script = read_good("# a comment\n\noption port=8080\n"
                                      "+1.5 > SEC seq=0xFFFFFFFF mss=1460 win=7\n"
                                      "+0.000001 < FPA seq=4 ack=0 len=20 conn=0\n");
    const lf_segment *first = &packet(script, 0)->segment;
    const lf_segment *second = &packet(script, 1)->segment;

    (void)state;
    assert_int_equal(script->packets->len, 2);
    assert_int_equal(packet(script, 0)->line, 4);
    assert_int_equal(first->frame, 1);
    assert_int_equal(first->time_ns, 1500000000);
    assert_int_equal(first->dir, 0);
    assert_int_equal(first->flags, LF_SYN | LF_ECE | LF_CWR);
    assert_int_equal(first->seq, 0xFFFFFFFF);
    assert_int_equal(first->window, 7);
    assert_int_equal(first->src_port, 40000);
    assert_int_equal(first->dst_port, 8080);
    assert_true(first->len_known);
    assert_int_equal(second->time_ns, 1500001000);
    assert_int_equal(second->dir, 1);
    assert_int_equal(second->flags, LF_FIN | LF_PSH | LF_ACK);
    assert_int_equal(second->len, 20);
    assert_int_equal(second->window, 65535);
    assert_int_equal(second->src_port, 8080);
    script_free(script);
}

static void test_options(void **state)
{
    packet_script *script = read_good("+0 > S seq=1 tfo=\n"
                                      "+0 > S seq=1 tfo=00ff\n"
                                      "+0 < A seq=1 ack=2 sack=10-20,0xFFFFFFF0-5\n");

    (void)state;
    assert_true(packet(script, 0)->segment.tfo_option);
    assert_false(packet(script, 0)->segment.tfo_cookie);
    assert_true(packet(script, 1)->segment.tfo_cookie);
    assert_int_equal(packet(script, 2)->segment.sack_count, 2);
    assert_int_equal(packet(script, 2)->segment.sack[1].left, 0xFFFFFFF0);
    assert_int_equal(packet(script, 2)->segment.sack[1].right, 5);
    script_free(script);
}

static void test_payload(void **state)
{
    packet_script *script = read_good("+0 > . seq=1 data=\"GET / \\\"\\x41\\r\\n\"\n"
                                      "+0 > . seq=1 data=\"HTTP/1.1 200 OK\"\n"
                                      "+0 > . seq=1 data=\"# : \"\n");

    (void)state;
    assert_int_equal(packet(script, 0)->segment.flags, 0);
    assert_int_equal(packet(script, 0)->segment.len, 10);
    assert_int_equal(packet(script, 0)->segment.hint, LF_PAYLOAD_HTTP_REQUEST);
    assert_int_equal(packet(script, 1)->segment.hint, LF_PAYLOAD_HTTP_RESPONSE);
    assert_int_equal(packet(script, 2)->segment.hint, LF_PAYLOAD_OTHER);
    assert_int_equal(packet(script, 2)->segment.len, 4);
    script_free(script);
}

static void test_checksum_tells_segments_apart(void **state)
{
    packet_script *script = read_good("+0 > A seq=1 ack=2 ts=1/2\n"
                                      "+1 > A seq=1 ack=2 ts=1/2 copy\n"
                                      "+0 > A seq=1 ack=2 ts=9/2\n");

    (void)state;
    assert_int_equal(packet(script, 0)->segment.checksum, packet(script, 1)->segment.checksum);
    assert_int_not_equal(packet(script, 0)->segment.checksum, packet(script, 2)->segment.checksum);
    script_free(script);
}

static void test_streams(void **state)
{
    packet_script *script = read_good("+0 > S seq=1\n"
                                      "+0 > S seq=1 conn=5\n"
                                      "+0 > S seq=9 again\n"
                                      "+0 < A seq=9 ack=2 conn=5\n"
                                      "+0 < A seq=9 ack=10\n");
    static const uint32_t streams[] = {0, 1, 2, 1, 2};

    (void)state;
    for (guint i = 0; i < 5; i++)
        assert_int_equal(packet(script, i)->stream, streams[i]);
    assert_int_equal(packet(script, 1)->previous_stream, SCRIPT_NO_STREAM);
    assert_int_equal(packet(script, 2)->previous_stream, 0);
    assert_int_equal(packet(script, 3)->segment.dst_port, 40005);
    script_free(script);
}

static void test_expectations(void **state)
{
    packet_script *script = read_good("+0 > S seq=1 : phase=handshake !ack.frame expert=a,b\n"
                                      "    : transition=\"x, y\",\"z\" !expert=c\n");
    const script_packet *only = packet(script, 0);

    (void)state;
    assert_int_equal(only->expectations->len, 6);
    assert_string_equal(expectation(only, 0)->field, "phase");
    assert_string_equal(expectation(only, 0)->values->pdata[0], "handshake");
    assert_false(expectation(only, 0)->absent);
    assert_string_equal(expectation(only, 1)->field, "ack.frame");
    assert_true(expectation(only, 1)->absent);
    assert_string_equal(expectation(only, 2)->field, "expert.a");
    assert_string_equal(expectation(only, 3)->field, "expert.b");
    assert_int_equal(expectation(only, 4)->line, 2);
    assert_int_equal(expectation(only, 4)->values->len, 2);
    assert_string_equal(expectation(only, 4)->values->pdata[0], "x, y");
    assert_string_equal(expectation(only, 5)->field, "expert.c");
    assert_true(expectation(only, 5)->absent);
    assert_int_equal(expectation(only, 5)->values->len, 0);
    script_free(script);
}

static void test_rejected_lines(void **state)
{
    static const char *const lines[] = {
        "",
        "seq=1",
        ": phase=handshake",
        "+0 > S",
        "+0 > S seq=4294967296",
        "+0 > S seq=abc",
        "+0 > S seq=",
        "+0 > X seq=1",
        "+0 > SS seq=1",
        "+0 - S seq=1",
        "+x > S seq=1",
        "+0.0000000001 > S seq=1",
        "+0 > S seq=1 ack=5",
        "+0 > A seq=1",
        "+0 > S seq=1 win=65536",
        "+0 > S seq=1 unknown=1",
        "+0 > S seq=1 seqq=1",
        "+0 > S seq=1 data=\"open",
        "+0 > S seq=1 data=\"\\q\"",
        "+0 > A seq=1 ack=1 sack=5",
        "+0 > A seq=1 ack=1 sack=1-2,1-2,1-2,1-2,1-2",
        "+0 > S seq=1 again",
        "+0 > S seq=1 : !phase=handshake",
        "+0 > S seq=1 : phase",
        "+0 > S seq=1 : a=1 : b=2",
        "option speed=9\n+0 > S seq=1",
        "+0 > S seq=1\noption ipv6",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *error;

        if (read_text(lines[i], &error) != NULL)
            fail_msg("accepted: %s", lines[i]);
        assert_non_null(error);
        g_free(error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segment),        cmocka_unit_test(test_options),
        cmocka_unit_test(test_payload),        cmocka_unit_test(test_checksum_tells_segments_apart),
        cmocka_unit_test(test_streams),        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_rejected_lines),
    };

    return cmocka_run_group_tests_name("script_format", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The endpoint machine against RFC 9293 figure 5 (section 3.3.2), arrow by arrow, and against what
 * section 3.10.7.4 says of a RST.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "endpoint.h"
#include "names.h"

typedef struct arrow {
    lf_state from;
    lf_event event;
    lf_state to;
} arrow;

static void assert_arrow(lf_state from, lf_event event, lf_state to)
{
    lf_state got = lf_endpoint_next(from, event);

    if (got != to)
        fail_msg("%s, event %d: expected %s, got %s", lf_state_name(from), (int)event,
                 lf_state_name(to), lf_state_name(got));
}

static void test_figure_5(void **state)
{
    static const arrow arrows[] = {
        {LF_ST_CLOSED, LF_EV_SEND_SYN, LF_ST_SYN_SENT},
        {LF_ST_LISTEN, LF_EV_SEND_SYN, LF_ST_SYN_SENT},
        {LF_ST_LISTEN, LF_EV_RECV_SYN, LF_ST_SYN_RECEIVED},
        {LF_ST_SYN_SENT, LF_EV_RECV_SYN, LF_ST_SYN_RECEIVED},
        {LF_ST_SYN_SENT, LF_EV_RECV_SYN_ACK, LF_ST_ESTABLISHED},
        {LF_ST_SYN_RECEIVED, LF_EV_RECV_ACK_OF_SYN, LF_ST_ESTABLISHED},
        {LF_ST_SYN_RECEIVED, LF_EV_SEND_FIN, LF_ST_FIN_WAIT_1},
        {LF_ST_SYN_RECEIVED, LF_EV_RECV_RST_PASSIVE, LF_ST_LISTEN},
        {LF_ST_ESTABLISHED, LF_EV_SEND_FIN, LF_ST_FIN_WAIT_1},
        {LF_ST_ESTABLISHED, LF_EV_RECV_FIN, LF_ST_CLOSE_WAIT},
        {LF_ST_FIN_WAIT_1, LF_EV_RECV_ACK_OF_FIN, LF_ST_FIN_WAIT_2},
        {LF_ST_FIN_WAIT_1, LF_EV_RECV_FIN, LF_ST_CLOSING},
        {LF_ST_FIN_WAIT_2, LF_EV_RECV_FIN, LF_ST_TIME_WAIT},
        {LF_ST_CLOSING, LF_EV_RECV_ACK_OF_FIN, LF_ST_TIME_WAIT},
        {LF_ST_CLOSE_WAIT, LF_EV_SEND_FIN, LF_ST_LAST_ACK},
        {LF_ST_LAST_ACK, LF_EV_RECV_ACK_OF_FIN, LF_ST_CLOSED},
        {LF_ST_TIME_WAIT, LF_EV_TIMEOUT_2MSL, LF_ST_CLOSED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        assert_arrow(arrows[i].from, arrows[i].event, arrows[i].to);
}

static void test_rst_received_closes_every_open_state(void **state)
{
    (void)state;
    for (lf_state from = LF_ST_UNKNOWN; from < LF_ST_COUNT; from++) {
        if (from != LF_ST_LISTEN)
            assert_arrow(from, LF_EV_RECV_RST, LF_ST_CLOSED);
    }
    assert_arrow(LF_ST_LISTEN, LF_EV_RECV_RST, LF_ST_LISTEN); /* section 3.10.7.2 */
}

static void test_rst_sent_closes_every_state(void **state)
{
    (void)state;
    for (lf_state from = LF_ST_UNKNOWN; from < LF_ST_COUNT; from++)
        assert_arrow(from, LF_EV_SEND_RST, LF_ST_CLOSED);
}

static void test_closed_is_left_by_a_syn_alone(void **state)
{
    (void)state;
    for (lf_event event = (lf_event)0; event < LF_EV_COUNT; event++) {
        bool syn = event == LF_EV_SEND_SYN || event == LF_EV_SEND_SYN_AGAIN ||
                   event == LF_EV_SEND_SYN_ACK || event == LF_EV_SEND_SYN_ACK_AGAIN ||
                   event == LF_EV_RECV_SYN || event == LF_EV_RECV_SYN_ACK;

        if (!syn)
            assert_arrow(LF_ST_CLOSED, event, LF_ST_CLOSED);
    }
}

static void test_acks_and_fins_change_nothing_once_done(void **state)
{
    (void)state;
    assert_arrow(LF_ST_TIME_WAIT, LF_EV_RECV_FIN, LF_ST_TIME_WAIT);
    assert_arrow(LF_ST_TIME_WAIT, LF_EV_RECV_ACK_OF_FIN, LF_ST_TIME_WAIT);
    assert_arrow(LF_ST_CLOSE_WAIT, LF_EV_RECV_FIN, LF_ST_CLOSE_WAIT);
    assert_arrow(LF_ST_CLOSING, LF_EV_RECV_FIN, LF_ST_CLOSING);
    assert_arrow(LF_ST_LAST_ACK, LF_EV_RECV_FIN, LF_ST_LAST_ACK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figure_5),
        cmocka_unit_test(test_rst_received_closes_every_open_state),
        cmocka_unit_test(test_rst_sent_closes_every_state),
        cmocka_unit_test(test_closed_is_left_by_a_syn_alone),
        cmocka_unit_test(test_acks_and_fins_change_nothing_once_done),
    };

    return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}

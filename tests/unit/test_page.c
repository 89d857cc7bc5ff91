/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the connections of one client to one server are to each other, and the DNS answer before
 * them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/page.h"
#include "wmem_scope.h"

static const lf_host server = {4, {192, 0, 2, 80}};
static const lf_host other_server = {4, {192, 0, 2, 81}};
static const lf_host nobody = {0};

static lf_page_connection get(const lf_page *page, uint32_t stream)
{
    lf_page_connection connection;

    assert_true(lf_page_get(page, stream, &connection));
    return connection;
}

static void test_connections_in_series(void **state)
{
    lf_page *page = lf_page_new(*state);

    lf_page_open(page, 0, 7, &server, 1);
    lf_page_close(page, 0);
    lf_page_close(page, 0); /* the other end's FIN */
    lf_page_open(page, 1, 7, &server, 20);
    assert_int_equal(get(page, 0).order, LF_PAGE_FIRST);
    assert_int_equal(get(page, 1).order, LF_PAGE_SERIES);
    assert_int_equal(get(page, 1).number, 2);
    assert_int_equal(get(page, 1).open, 1);
    assert_int_equal(get(page, 1).record, 20);
    assert_int_equal(get(page, 0).connections, 2);
}

static void test_connections_in_parallel(void **state)
{
    lf_page *page = lf_page_new(*state);

    lf_page_open(page, 0, 7, &server, 1);
    lf_page_open(page, 1, 7, &server, 2);
    lf_page_close(page, 0);
    lf_page_open(page, 2, 7, &server, 9);
    assert_int_equal(get(page, 1).order, LF_PAGE_PARALLEL);
    assert_int_equal(get(page, 1).open, 2);
    assert_int_equal(get(page, 2).open, 2);
    assert_int_equal(get(page, 2).number, 3);
}

static void test_sites_are_apart(void **state)
{
    lf_page *page = lf_page_new(*state);

    lf_page_open(page, 0, 7, &server, 1);
    lf_page_open(page, 1, UINT64_MAX, &other_server, 2);
    assert_int_equal(get(page, 1).order, LF_PAGE_FIRST);
    assert_int_equal(get(page, 1).site, 2);
    assert_int_equal(get(page, 0).connections, 1);
}

static void test_connection_that_is_left_out(void **state)
{
    lf_page *page = lf_page_new(*state);
    lf_page_connection connection;
    uint32_t request;
    uint32_t busy;
    uint32_t frame;

    assert_true(lf_page_asks(page, 3));
    lf_page_leave_out(page, 3);
    assert_false(lf_page_asks(page, 3));
    assert_true(lf_page_asks(page, 2));
    lf_page_close(page, 3);
    lf_page_lose(page, 3);
    lf_page_set_busy(page, 3, true);
    lf_page_ask(page, 3, &request, &busy);
    assert_int_equal(request, 0);
    assert_int_equal(busy, 0);
    assert_false(lf_page_get(page, 3, &connection));
    assert_false(lf_page_get(page, 99999, &connection));
    assert_null(lf_page_name(page, 3, "", &frame));
}

static void assert_ask(lf_page *page, uint32_t stream, uint32_t request, uint32_t busy)
{
    uint32_t got_request;
    uint32_t got_busy;

    lf_page_ask(page, stream, &got_request, &got_busy);
    assert_int_equal(got_request, request);
    assert_int_equal(got_busy, busy);
}

static void test_requests_count_over_all_connections(void **state)
{
    lf_page *page = lf_page_new(*state);

    lf_page_open(page, 0, 7, &server, 1);
    lf_page_open(page, 1, 7, &server, 2);
    assert_ask(page, 0, 1, 1);
    lf_page_set_busy(page, 0, true);
    assert_ask(page, 1, 2, 2);
    lf_page_set_busy(page, 1, true);
    assert_ask(page, 1, 3, 2); /* pipelined: the same two connections */
    lf_page_set_busy(page, 0, false);
    lf_page_set_busy(page, 0, false);
    lf_page_set_busy(page, 1, false);
    assert_ask(page, 0, 4, 1);
}

static void test_busy_is_unknown_once_an_exchange_was_lost(void **state)
{
    lf_page *page = lf_page_new(*state);

    lf_page_open(page, 0, 7, &server, 1);
    lf_page_open(page, 1, 7, &server, 2);
    lf_page_lose(page, 0);
    assert_ask(page, 1, 1, 0);
}

static void assert_named(const lf_page *page, uint32_t stream, const char *host, const char *name,
                         uint32_t frame)
{
    uint32_t got_frame;
    const char *got = lf_page_name(page, stream, host, &got_frame);

    assert_non_null(got);
    assert_string_equal(got, name);
    assert_int_equal(got_frame, frame);
}

static void test_answer_before_the_connection_names_it(void **state)
{
    lf_page *page = lf_page_new(*state);
    uint32_t frame;

    lf_page_answer(page, &server, "a.example", 2);
    lf_page_answer(page, &server, "b.example", 4);
    lf_page_answer(page, &other_server, "c.example", 5);
    lf_page_open(page, 0, 7, &server, 6);
    lf_page_answer(page, &server, "d.example", 8);
    lf_page_open(page, 1, 8, &nobody, 9);
    assert_named(page, 0, "", "b.example", 4);
    assert_named(page, 0, "A.Example:8080", "a.example", 2);
    assert_named(page, 0, "a.example.org", "b.example", 4);
    assert_named(page, 0, "d.example", "b.example", 4); /* came too late */
    assert_null(lf_page_name(page, 1, "", &frame));
}

static void test_answers_of_a_dropped_frame_are_forgotten(void **state)
{
    lf_page *page = lf_page_new(*state);
    uint32_t frame;

    lf_page_answer(page, &server, "a.example", 2);
    lf_page_answer(page, &server, "b.example", 3);
    lf_page_answer(page, &other_server, "b.example", 3);
    lf_page_forget_answers(page, 3);
    lf_page_answer(page, &other_server, "c.example", 3);
    lf_page_open(page, 0, 7, &server, 4);
    lf_page_open(page, 1, 8, &other_server, 5);
    assert_named(page, 0, "", "a.example", 2);
    assert_named(page, 1, "", "c.example", 3);
    lf_page_forget_answers(page, 3);
    lf_page_forget_answers(page, 2);
    lf_page_open(page, 2, 7, &server, 6);
    assert_null(lf_page_name(page, 2, "", &frame));
}

static void assert_said(lf_page *page, uint32_t stream, lf_language language, const char *sentence)
{
    lf_page_connection connection = get(page, stream);
    lf_text text;

    lf_text_start(&text);
    lf_page_explain(&connection, language, &text);
    assert_string_equal(text.at, sentence);
}

static void test_sentences(void **state)
{
    lf_page *page = lf_page_new(*state);

    lf_page_open(page, 0, 7, &server, 1);
    lf_page_open(page, 1, 7, &server, 2);
    assert_said(page, 0, LF_EN,
                "This is the first connection from this client to this server in the capture.");
    assert_said(page, 1, LF_EN,
                "This is connection 2 from this client to this server; with it, 2 of them are open "
                "at once: in parallel.");
    assert_said(page, 1, LF_ZH,
                "这是该客户端到该服务器的第 2 个连接；此时共有 2 个连接同时打开，属于并行。");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scope_test(test_connections_in_series),
        scope_test(test_connections_in_parallel),
        scope_test(test_sites_are_apart),
        scope_test(test_connection_that_is_left_out),
        scope_test(test_requests_count_over_all_connections),
        scope_test(test_busy_is_unknown_once_an_exchange_was_lost),
        scope_test(test_answer_before_the_connection_names_it),
        scope_test(test_answers_of_a_dropped_frame_are_forgotten),
        scope_test(test_sentences),
    };
    int failed;

    wmem_init();
    failed = cmocka_run_group_tests_name("page", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}

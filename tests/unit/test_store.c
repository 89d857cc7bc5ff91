/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages come back from the store as they went in, packed or not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "http/store.h"
#include "wmem_scope.h"

#define MANY 20000 /* several blocks and chunks */

static const uint64_t SIZES[] = {
    0, 1, 127, 128, 16383, 16384, INT32_MAX, UINT32_MAX, UINT64_C(1) << 32, INT64_MAX, UINT64_MAX};

#define SIZE_COUNT (sizeof SIZES / sizeof SIZES[0])

static lf_store *new_store(void **state)
{
    lf_store *store = wmem_new((wmem_allocator_t *)*state, lf_store);

    lf_store_init(store, (wmem_allocator_t *)*state);
    return store;
}

static lf_span span_of(const char *text)
{
    return (lf_span){text, (uint32_t)strlen(text)};
}

/* Every field set, and different from its neighbours. */
static lf_message full_message(lf_store *store)
{
    return (lf_message){
        .next = 2,
        .partner = 3,
        .begin = 0xFFFFFF00,
        .end = 200, /* numbers wrap */
        .first_frame = 6,
        .last_frame = 9,
        .done_frame = 12,
        .acked_in = 13,
        .segments = 4,
        .again = 5,
        .page_request = 300,
        .page_busy = 2,
        .exchange = 7,
        .timeout = 15,
        .anomalies = LF_HA_BIT(KEEP_ALIVE_TIMEOUT) | LF_HA_BIT(NOT_HTTP),
        .first_ns = INT64_C(1700000000123456789),
        .last_ns = INT64_C(1700000003000000001),
        .expected = 1000,
        .actual = 456,
        .method = lf_store_word(store, span_of("GET")),
        .target = lf_store_text(store, span_of("/index.html")),
        .host = lf_store_word(store, span_of("example.org")),
        .status = 404,
        .marks = LF_MARK_EXPECTED | LF_MARK_BODY | LF_MARK_SHOWN | LF_MARK_TO_HEAD,
        .phase = LF_HP_RESPONSE,
        .persistence = LF_PERSIST_CLOSE,
        .outcome = LF_OUT_CLIENT_ERROR,
        .validator = LF_VALID_ETAG,
        .version = 11,
    };
}

/* What one segment brings: all of the message in one frame. */
static lf_message short_message(lf_store *store)
{
    lf_message m = full_message(store);

    m.first_frame = m.last_frame = m.done_frame;
    m.last_ns = m.first_ns;
    m.segments = 1;
    m.again = 0;
    m.expected = m.actual;
    return m;
}

static uint32_t add(lf_store *store, const lf_message *m)
{
    uint32_t number = lf_store_add(store);

    *lf_store_live(store, number) = *m;
    return number;
}

static uint32_t add_packed(lf_store *store, const lf_message *m)
{
    uint32_t number = add(store, m);

    lf_store_pack(store, number);
    assert_null(lf_store_live(store, number));
    return number;
}

static void assert_texts_equal(const lf_message *got, const lf_message *expected)
{
    assert_string_equal(got->method, expected->method);
    assert_string_equal(got->target, expected->target);
    assert_string_equal(got->host, expected->host);
}

static void assert_label_equal(const lf_message *got, const lf_message *expected)
{
    assert_int_equal(got->timeout, expected->timeout);
    assert_int_equal(got->anomalies, expected->anomalies);
    assert_int_equal(got->status, expected->status);
    assert_int_equal(got->marks & ~LF_MARK_HTTP2, expected->marks);
    assert_int_equal(got->phase, expected->phase);
    assert_int_equal(got->persistence, expected->persistence);
    assert_int_equal(got->outcome, expected->outcome);
    assert_int_equal(got->validator, expected->validator);
    assert_int_equal(got->version, expected->version);
}

static void assert_numbers_equal(const lf_message *got, const lf_message *expected)
{
    assert_int_equal(got->next, expected->next);
    assert_int_equal(got->partner, expected->partner);
    assert_int_equal(got->begin, expected->begin);
    assert_int_equal(got->end, expected->end);
    assert_int_equal(got->first_frame, expected->first_frame);
    assert_int_equal(got->last_frame, expected->last_frame);
    assert_int_equal(got->done_frame, expected->done_frame);
    assert_int_equal(got->acked_in, expected->acked_in);
    assert_int_equal(got->segments, expected->segments);
    assert_int_equal(got->again, expected->again);
    assert_int_equal(got->page_request, expected->page_request);
    assert_int_equal(got->page_busy, expected->page_busy);
    assert_int_equal(got->exchange, expected->exchange);
    assert_int_equal(got->http2_stream, expected->http2_stream);
    assert_true(got->first_ns == expected->first_ns);
    assert_true(got->last_ns == expected->last_ns);
    assert_true(got->expected == expected->expected);
    assert_true(got->actual == expected->actual);
}

static void assert_kept(const lf_store *store, uint32_t number, const lf_message *expected)
{
    lf_message got;

    lf_store_get(store, number, &got);
    assert_label_equal(&got, expected);
    assert_numbers_equal(&got, expected);
    assert_texts_equal(&got, expected);
}

static void test_full_message_comes_back(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);
    uint32_t live = add(store, &m);

    assert_kept(store, live, &m);
    assert_kept(store, add_packed(store, &m), &m);
    assert_kept(store, live, &m);
}

static void test_bare_message_comes_back(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = {.method = "", .target = "", .host = ""};

    assert_kept(store, add_packed(store, &m), &m);
    assert_kept(store, lf_store_add(store), &m);
}

static void test_message_of_one_segment_comes_back(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = short_message(store);

    assert_kept(store, add_packed(store, &m), &m);
}

/* One field at a time says that more than one segment brought it. */
static void test_message_of_hardly_more_than_one_segment_comes_back(void **state)
{
    lf_store *store = new_store(state);
    lf_message m[7];
    uint32_t number[7];

    for (int i = 0; i < 7; i++)
        m[i] = short_message(store);
    m[0].first_frame--;
    m[1].last_frame--;
    m[2].last_ns++;
    m[3].segments = 2;
    m[4].segments = 0;
    m[5].again = 1;
    m[6].done_frame = 0;
    for (int i = 0; i < 7; i++)
        number[i] = add_packed(store, &m[i]);
    for (int i = 0; i < 7; i++)
        assert_kept(store, number[i], &m[i]);
}

static void test_times_come_back_in_any_order(void **state)
{
    static const int64_t times[] = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_C(1700000000000000000)};
    lf_store *store = new_store(state);

    for (size_t first = 0; first < sizeof times / sizeof times[0]; first++) {
        for (size_t last = 0; last < sizeof times / sizeof times[0]; last++) {
            lf_message m = full_message(store);

            m.first_ns = times[first];
            m.last_ns = times[last];
            assert_kept(store, add_packed(store, &m), &m);
        }
    }
}

/* A promise that is none is not kept. */
static void test_expected_octets_come_back_where_there_are_any(void **state)
{
    lf_store *store = new_store(state);

    for (size_t actual = 0; actual < SIZE_COUNT; actual++) {
        for (size_t expected = 0; expected < SIZE_COUNT; expected++) {
            lf_message m = short_message(store);
            uint32_t number;

            m.actual = SIZES[actual];
            m.expected = SIZES[expected];
            assert_kept(store, add_packed(store, &m), &m);
            m.marks &= (uint16_t)~LF_MARK_EXPECTED;
            number = add_packed(store, &m);
            m.expected = 0;
            assert_kept(store, number, &m);
        }
    }
}

static void test_http2_keeps_its_stream_in_place_of_its_begin(void **state)
{
    static const uint32_t streams[] = {1, 127, 128, INT32_MAX, UINT32_MAX};
    lf_store *store = new_store(state);

    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        lf_message m = full_message(store);
        uint32_t number;

        m.http2_stream = streams[i];
        number = add_packed(store, &m);
        m.begin = 0;
        assert_kept(store, number, &m);
    }
}

/* Numbers of every size in every field, so that messages end anywhere in a chunk. */
static lf_message numbered_message(lf_store *store, uint32_t i)
{
    lf_message m = full_message(store);
    uint32_t *fields[] = {&m.next,        &m.partner,    &m.begin,      &m.end,
                          &m.first_frame, &m.last_frame, &m.done_frame, &m.acked_in,
                          &m.segments,    &m.again,      &m.exchange,   &m.timeout};
    char text[16];

    for (uint32_t field = 0; field < sizeof fields / sizeof fields[0]; field++)
        *fields[field] = (uint32_t)SIZES[(i + field * (i / 11 + 1)) % SIZE_COUNT];
    m.timeout = i % 100;
    m.actual = SIZES[i % SIZE_COUNT];
    m.expected = SIZES[i / 3 % SIZE_COUNT];
    m.first_ns += i * INT64_C(1000000);
    m.last_ns -= (int64_t)(SIZES[i % SIZE_COUNT] >> 2);
    g_snprintf(text, sizeof text, "/%u", i % 1000);
    m.target = lf_store_text(store, span_of(text));
    return m;
}

static void test_many_messages_come_back_in_any_order(void **state)
{
    lf_store *store = new_store(state);

    for (uint32_t i = 0; i < MANY; i++) {
        lf_message m = numbered_message(store, i);

        assert_int_equal(i % 7 == 0 ? add(store, &m) : add_packed(store, &m), i + 1);
    }
    for (uint32_t step = 0; step < MANY; step++) {
        uint32_t i = step * 7919 % MANY;
        lf_message m = numbered_message(store, i);

        assert_kept(store, i + 1, &m);
    }
}

static void set_all(lf_store *store, uint32_t number, lf_message *m, uint32_t value)
{
    lf_store_set_next(store, number, value);
    lf_store_set_partner(store, number, value + 1);
    lf_store_set_acked_in(store, number, value + 2);
    m->next = value;
    m->partner = value + 1;
    m->acked_in = value + 2;
}

static void test_links_are_set_before_and_after_packing(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);
    uint32_t other = add_packed(store, &m);
    uint32_t number = add(store, &m);

    set_all(store, number, &m, 100);
    assert_kept(store, number, &m);
    lf_store_pack(store, number);
    assert_kept(store, number, &m);
    set_all(store, number, &m, UINT32_MAX - 2);
    assert_kept(store, number, &m);
    m = full_message(store);
    assert_kept(store, other, &m);
}

static void test_unanswered_is_set_before_or_after_packing(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);
    uint32_t other = add_packed(store, &m);
    uint32_t before = add(store, &m);
    uint32_t after = add_packed(store, &m);

    lf_store_set_unanswered(store, before);
    lf_store_pack(store, before);
    lf_store_set_unanswered(store, after);
    assert_kept(store, other, &m);
    m.marks |= LF_MARK_UNANSWERED;
    assert_kept(store, before, &m);
    assert_kept(store, after, &m);
}

static void test_packing_again_changes_nothing(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);
    uint32_t number = add_packed(store, &m);

    lf_store_pack(store, number);
    assert_kept(store, number, &m);
}

static void test_message_stays_live_where_there_is_no_room(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);
    uint32_t packed = add_packed(store, &m);
    uint32_t number = add(store, &m);

    store->packed.messages.end = LF_OCTETS_FULL - LF_OCTETS_CHUNK + 1;
    lf_store_pack(store, number);
    assert_non_null(lf_store_live(store, number));
    set_all(store, number, &m, 100);
    lf_store_set_unanswered(store, number);
    m.marks |= LF_MARK_UNANSWERED;
    assert_kept(store, number, &m);
    m = full_message(store);
    assert_kept(store, packed, &m);
}

static void test_texts_are_shared_while_they_are_recent(void **state)
{
    lf_store *store = new_store(state);
    const char *text = lf_store_text(store, span_of("/a"));
    const char *word = lf_store_word(store, span_of("GET"));

    assert_string_equal(text, "/a");
    assert_ptr_equal(lf_store_text(store, span_of("/a")), text);
    assert_ptr_not_equal(lf_store_text(store, span_of("/b")), text);
    assert_ptr_equal(lf_store_word(store, span_of("GET")), word);
    assert_string_equal(lf_store_text(store, span_of("")), "");
    assert_string_equal(lf_store_text(store, span_of("a\tb\x7f")), "a?b?");
}

static void test_texts_come_back_from_any_chunk(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);
    char text[600];
    uint32_t number[600];

    memset(text, 'x', sizeof text);
    for (uint32_t i = 0; i < 600; i++) {
        m.target = lf_store_text(store, (lf_span){text, i});
        assert_int_equal(strlen(m.target), i);
        number[i] = add_packed(store, &m);
    }
    assert_true(store->texts.count > 1);
    for (uint32_t i = 0; i < 600; i++) {
        lf_message got;

        lf_store_get(store, number[i], &got);
        assert_int_equal(strlen(got.target), i);
    }
}

static void test_text_is_empty_where_there_is_no_room(void **state)
{
    lf_store *store = new_store(state);
    lf_message m = full_message(store);

    store->texts.end = LF_OCTETS_FULL - LF_OCTETS_CHUNK + 1;
    m.target = lf_store_text(store, span_of("/new"));
    assert_string_equal(m.target, "");
    assert_kept(store, add_packed(store, &m), &m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scope_test(test_full_message_comes_back),
        scope_test(test_bare_message_comes_back),
        scope_test(test_message_of_one_segment_comes_back),
        scope_test(test_message_of_hardly_more_than_one_segment_comes_back),
        scope_test(test_times_come_back_in_any_order),
        scope_test(test_expected_octets_come_back_where_there_are_any),
        scope_test(test_http2_keeps_its_stream_in_place_of_its_begin),
        scope_test(test_many_messages_come_back_in_any_order),
        scope_test(test_links_are_set_before_and_after_packing),
        scope_test(test_unanswered_is_set_before_or_after_packing),
        scope_test(test_packing_again_changes_nothing),
        scope_test(test_message_stays_live_where_there_is_no_room),
        scope_test(test_texts_are_shared_while_they_are_recent),
        scope_test(test_texts_come_back_from_any_chunk),
        scope_test(test_text_is_empty_where_there_is_no_room),
    };
    int failed;

    wmem_init();
    failed = cmocka_run_group_tests_name("store", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}

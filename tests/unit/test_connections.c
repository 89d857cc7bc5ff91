/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Connections that are packed come back as they were.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "connections.h"
#include "squeeze.h"
#include "wmem_scope.h"

#define MANY  3000 /* more than stay as they are */
#define WORDS 203

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Zero, small, any, or near the one before. */
static uint32_t a_word(uint32_t *seed, uint32_t before)
{
    uint32_t any = next_random(seed) << 16 ^ next_random(seed);

    switch (next_random(seed) % 4) {
    case 0:
        return 0;
    case 1:
        return any % 20;
    case 2:
        return any;
    default:
        return before + any % 300 - 150;
    }
}

static void test_words_come_back(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (unsigned count = 0; count <= WORDS; count++) {
        uint8_t squeezed[LF_SQUEEZE_MAX(WORDS)];
        uint32_t words[WORDS] = {0};
        uint32_t back[WORDS + 1];

        for (unsigned i = 0; i < count; i++)
            words[i] = a_word(&seed, i == 0 ? 0 : words[i - 1]);
        back[count] = 0xABCDEF01;
        assert_true(lf_squeeze(squeezed, words, count) - squeezed <=
                    (ptrdiff_t)LF_SQUEEZE_MAX(count));
        lf_unsqueeze(squeezed, back, count);
        assert_memory_equal(back, words, count * sizeof *words);
        assert_int_equal(back[count], 0xABCDEF01);
    }
}

static void test_hardest_words_fit(void **state)
{
    uint8_t squeezed[LF_SQUEEZE_MAX(WORDS)];
    uint32_t words[WORDS];
    uint32_t back[WORDS];

    (void)state;
    for (unsigned i = 0; i < WORDS; i++)
        words[i] = UINT32_MAX / (i % 11 + 1);
    assert_true(lf_squeeze(squeezed, words, WORDS) - squeezed <= (ptrdiff_t)sizeof squeezed);
    lf_unsqueeze(squeezed, back, WORDS);
    assert_memory_equal(back, words, sizeof words);
}

/* Any words at all: what is packed is the memory, whatever it means. */
static void fill(lf_connection *c, uint32_t stream)
{
    uint32_t words[sizeof *c / sizeof(uint32_t)];
    uint32_t seed = stream;

    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        words[i] = a_word(&seed, i == 0 ? 0 : words[i - 1]);
    memcpy(c, words, sizeof words);
    c->end[0].sent = c->end[1].sent = NULL;
}

/* Of each end as many segments wait for their ACK as the stream says. */
static void send(lf_connections *all, wmem_allocator_t *scope, uint32_t stream)
{
    lf_connection *c = lf_connections_get(all, stream);

    for (uint32_t i = 0; i < 2 * (stream % 5); i++) {
        lf_sent sent = {.end = 10 * (i + 1), .space = 10, .record = stream + i, .frame = i + 1};
        lf_end *end = &c->end[i % 2];

        if (end->sent == NULL)
            end->sent = lf_connections_take_queue(all);
        lf_outstanding_add(scope, end->sent, &sent);
    }
}

static void assert_sent(const lf_connection *c, uint32_t stream)
{
    for (uint32_t i = 0; i < 2 * (stream % 5); i++) {
        const lf_outstanding *queue = c->end[i % 2].sent;

        assert_non_null(queue);
        assert_int_equal(queue->count, stream % 5);
        assert_int_equal(lf_outstanding_at(queue, i / 2)->record, stream + i);
        assert_int_equal(lf_outstanding_at(queue, i / 2)->end, 10 * (i + 1));
    }
}

static void assert_back(lf_connections *all, uint32_t stream)
{
    lf_connection expected;
    lf_connection room;
    lf_connection got;

    fill(&expected, stream);
    got = *lf_connections_look(all, stream, &room);
    got.end[0].sent = got.end[1].sent = NULL;
    assert_memory_equal(&got, &expected, sizeof expected);
    got = *lf_connections_get(all, stream);
    assert_sent(&got, stream);
    got.end[0].sent = got.end[1].sent = NULL;
    assert_memory_equal(&got, &expected, sizeof expected);
}

static void test_connections_come_back(void **state)
{
    wmem_allocator_t *scope = (wmem_allocator_t *)*state;
    lf_connections *all = lf_connections_new(scope);

    for (uint32_t stream = 0; stream < MANY; stream++) {
        fill(lf_connections_get(all, stream), stream);
        send(all, scope, stream);
    }
    for (uint32_t step = 0; step < 3 * MANY; step++)
        assert_back(all, step * 7919 % MANY);
    lf_connections_rest(all);
    for (uint32_t stream = 0; stream < MANY; stream++)
        assert_back(all, stream);
}

static void test_new_one_is_nobodys(void **state)
{
    lf_connections *all = lf_connections_new((wmem_allocator_t *)*state);
    lf_connection room;

    assert_false(lf_connections_has(all, 7));
    assert_null(lf_connections_look(all, 7, &room));
    assert_int_equal(lf_connections_get(all, 7)->client, LF_NOBODY);
    assert_true(lf_connections_has(all, 7));
    assert_false(lf_connections_has(all, 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_come_back),
        cmocka_unit_test(test_hardest_words_fit),
        scope_test(test_connections_come_back),
        scope_test(test_new_one_is_nobodys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "talk.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#include "check.h"
#include "http/explain.h"

#define STREAM     0
#define MANY_PARTS 100000 /* more messages than this have nothing to do with one segment */

static bool is_shown(void)
{
    static int shown = -1;

    if (shown < 0)
        shown = getenv("LABFLOW_FUZZ_SHOW") != NULL;
    return shown == 1;
}

void talk_start(talk *t, wmem_allocator_t *scope)
{
    *t = (talk){
        .scope = scope,
        .tracker = lf_tracker_new(scope, NULL, NULL),
        .http = lf_http_new(scope),
        .page = lf_page_new(scope),
        .next =
            {
                {.dir = 0, .src_port = 40000, .dst_port = 80, .seq = 100, .window = 1000},
                {.dir = 1, .src_port = 80, .dst_port = 40000, .seq = 0xffffff00, .window = 1000},
            },
        .frames = wmem_alloc0_array(scope, talk_frame, TALK_MANY + 1),
        .found = LF_FOUND_HTTP,
    };
    lf_http_set_page(t->http, t->page);
    lf_page_open(t->page, STREAM, 1, &(lf_host){.len = 4}, 1);
}

static void check_text(const char *text, bool may_be_empty)
{
    CHECK(text != NULL, "no text");
    CHECK(may_be_empty || text[0] != '\0', "nothing is said");
    CHECK(g_utf8_validate(text, -1, NULL), "no UTF-8: %s", text);
    for (; *text != '\0'; text++)
        CHECK((uint8_t)*text >= ' ' && *text != 0x7f, "octet %02x", (uint8_t)*text);
}

static void check_sentence(const lf_message *m, const lf_message *request)
{
    for (int language = LF_EN; language < LF_LANGUAGES; language++) {
        lf_text text;

        lf_text_start(&text);
        lf_http_explain(m, request, (lf_language)language, &text);
        check_text(text.at, false);
    }
}

static void check_partner(const talk *t, const lf_message *m, uint32_t number)
{
    lf_message partner;
    bool has = lf_http_partner(t->http, m, &partner);

    check_sentence(m, has && m->phase != LF_HP_REQUEST ? &partner : NULL);
    if (!has)
        return;
    CHECK(partner.phase != m->phase, "message %u", number);
    CHECK(partner.exchange == m->exchange, "message %u: exchange %u and %u", number, m->exchange,
          partner.exchange);
    CHECK(m->phase == LF_HP_REQUEST || partner.phase == LF_HP_REQUEST, "message %u", number);
    if (m->phase == LF_HP_REQUEST)
        CHECK(partner.partner == number, "message %u answers message %u", m->partner, number);
}

static void check_message(const talk *t, const lf_message *m, uint32_t number)
{
    CHECK(m->phase < LF_HP_COUNT && m->persistence < LF_PERSIST_COUNT &&
              m->outcome < LF_OUT_COUNT && m->validator < LF_VALID_COUNT,
          "message %u", number);
    CHECK(m->phase != LF_HP_NONE, "message %u is shown", number);
    CHECK(m->anomalies >> LF_HA_COUNT == 0, "message %u", number);
    CHECK(m->first_frame > 0 && m->first_frame <= t->count && m->last_frame > 0 &&
              m->last_frame <= t->count,
          "message %u: frames %u and %u", number, m->first_frame, m->last_frame);
    CHECK(m->done_frame == 0 ||
              (MAX(m->first_frame, m->last_frame) <= m->done_frame && m->done_frame <= t->count),
          "message %u: frames %u and %u, complete in %u", number, m->first_frame, m->last_frame,
          m->done_frame);
    CHECK(m->segments > 0, "message %u", number);
    CHECK(m->acked_in <= t->count, "message %u: acknowledged in %u", number, m->acked_in);
    check_text(m->method, true);
    check_text(m->target, true);
    check_text(m->host, true);
    CHECK(m->phase == LF_HP_REQUEST || m->phase == LF_HP_UPGRADED || m->status != 0 ||
              m->version == 9,
          "message %u: no status", number);
    check_partner(t, m, number);
}

/* What may not change once the frame was shown; those of lf_message that come later left out. */
static uint32_t hash_of(const lf_message *m)
{
    char *said = g_strdup_printf("%u %u %u %u %u %u %" PRId64 " %" PRId64 " %" PRIu64 " %" PRIu64
                                 " %s %s %s %u %u %u %u %u %u %u",
                                 m->exchange, m->first_frame, m->last_frame, m->segments, m->again,
                                 m->http2_stream, m->first_ns, m->last_ns, m->expected, m->actual,
                                 m->method, m->target, m->host, m->status, m->phase, m->persistence,
                                 m->outcome, m->validator, m->timeout, m->anomalies);
    uint32_t hash = g_str_hash(said);

    if (is_shown())
        fprintf(stderr, "      exchange %u, frames %u to %u, %u segments: %s\n", m->exchange,
                m->first_frame, m->last_frame, m->segments, said);
    g_free(said);
    return hash;
}

/* Whoever looks at the frame in which the message `number` is complete must find it there. */
static bool is_met(const talk *t, uint32_t frame, uint32_t number)
{
    lf_http_walk walk;

    lf_http_walk_start(&walk, t->http, frame, frame, t->frames[frame].end);
    while (lf_http_walk_next(&walk) != NULL) {
        if (walk.number == number)
            return true;
    }
    return false;
}

/* What there is to see of `frame` now. */
static talk_frame look(const talk *t, uint32_t frame)
{
    talk_frame seen = {.end = t->frames[frame].end, .notes = lf_http_notes(t->http, frame)};
    lf_http_walk walk;
    const lf_message *m;
    uint32_t met = 0;

    CHECK(seen.notes >> LF_HA_COUNT == 0, "frame %u", frame);
    lf_http_walk_start(&walk, t->http, frame, frame, seen.end);
    while ((m = lf_http_walk_next(&walk)) != NULL) {
        CHECK(++met < MANY_PARTS, "frame %u has no end", frame);
        check_message(t, m, walk.number);
        CHECK(m->done_frame == 0 || is_met(t, m->done_frame, walk.number),
              "message %u is complete in frame %u and not shown there", walk.number, m->done_frame);
        if (m->done_frame != frame)
            continue;
        seen.done++;
        seen.said = seen.said * 31 + hash_of(m);
    }
    return seen;
}

static void show(const lf_segment *s, const uint8_t *octets, uint32_t captured)
{
    char *text = g_strescape(
        octets == NULL ? "" : (char *)wmem_strndup(NULL, (const char *)octets, captured), NULL);

    fprintf(stderr, "%u: end %u flags %02x seq %u ack %u len %u captured %u time %" PRId64 ": %s\n",
            s->frame, s->dir, s->flags, s->seq, s->ack, s->len, captured, s->time_ns, text);
    g_free(text);
}

bool talk_send(talk *t, const lf_segment *segment, const uint8_t *octets, uint32_t captured)
{
    /* A copy of its own, gone afterwards: what is read beside it or later is found. */
    uint8_t *copy = captured == 0 ? NULL : (uint8_t *)g_memdup2(octets, captured);
    const lf_http_view view = {.payload = copy, .captured = captured, .found = t->found};
    lf_segment s = *segment;
    lf_close_reason reason;
    lf_verdict verdict;

    if (t->count == TALK_MANY) {
        g_free(copy);
        return false;
    }
    s.record = s.frame = ++t->count;
    s.ip_id = (uint16_t)t->count;
    s.time_ns = t->time_ns;
    t->frames[s.frame].end = s.seq + s.len;
    if (is_shown())
        show(&s, octets, captured);
    lf_track(t->tracker, STREAM, &s, &verdict);
    reason = lf_http_track(t->http, STREAM, &s, &verdict, &view);
    g_free(copy);
    CHECK(reason < LF_CLOSE_COUNT, "%d", (int)reason);
    if (reason != LF_CLOSE_NONE)
        lf_tracker_set_close_reason(t->tracker, STREAM, reason, &verdict);
    t->frames[s.frame] = look(t, s.frame);
    return true;
}

bool talk_say(talk *t, uint8_t dir, uint8_t flags, const uint8_t *octets, uint32_t len)
{
    lf_segment *s = &t->next[dir];
    const lf_segment *other = &t->next[dir ^ 1];
    bool room;

    s->len = len;
    s->len_known = true;
    s->flags = flags;
    if ((flags & LF_ACK) != 0)
        s->ack = other->seq;
    t->time_ns += 1000000;
    room = talk_send(t, s, octets, len);
    s->seq += len + ((flags & LF_SYN) != 0 ? 1 : 0) + ((flags & LF_FIN) != 0 ? 1 : 0);
    return room;
}

void talk_shake_hands(talk *t)
{
    talk_say(t, 0, LF_SYN, NULL, 0);
    talk_say(t, 1, LF_SYN | LF_ACK, NULL, 0);
    talk_say(t, 0, LF_ACK, NULL, 0);
}

void talk_close(talk *t)
{
    talk_say(t, 1, LF_FIN | LF_ACK, NULL, 0);
    talk_say(t, 0, LF_FIN | LF_ACK, NULL, 0);
    talk_say(t, 1, LF_ACK, NULL, 0);
}

void talk_check(const talk *t)
{
    for (uint32_t frame = 1; frame <= t->count; frame++) {
        const talk_frame *was = &t->frames[frame];
        talk_frame now = look(t, frame);

        CHECK(now.notes == was->notes, "frame %u: notes %x, when it was read %x", frame, now.notes,
              was->notes);
        CHECK(now.done == was->done, "frame %u: %u messages end here, when it was read %u", frame,
              now.done, was->done);
        CHECK(now.said == was->said, "frame %u: what is said changed", frame);
    }
}

static void write_pair(GString *out, const talk *t, const lf_message *m)
{
    lf_message partner;

    if (lf_http_partner(t->http, m, &partner))
        g_string_append_printf(out, " with %s %u", partner.method, partner.status);
    if (lf_http_is_unanswered(t->http, STREAM, m))
        g_string_append(out, " unanswered");
}

static void write_message(GString *out, const talk *t, const lf_message *m, bool paired)
{
    g_string_append_printf(
        out, "%s %u %s %s %s %u %s %s %s HTTP/%u %x %x %" PRIu64 " %" PRIu64 " %u",
        lf_http_phase_name((lf_http_phase)m->phase), m->exchange, m->method, m->target, m->host,
        m->status, lf_http_persistence_name((lf_http_persistence)m->persistence),
        lf_http_outcome_name((lf_http_outcome)m->outcome),
        lf_http_validator_name((lf_http_validator)m->validator), m->version,
        m->marks & ~LF_MARK_UNANSWERED, m->anomalies, m->expected, m->actual, m->http2_stream);
    if (m->phase != LF_HP_UPGRADED) /* of that, the first segment is shown */
        g_string_append_printf(out, " of %u octets", m->end - m->begin);
    if (paired)
        write_pair(out, t, m);
    g_string_append_c(out, '\n');
}

/* Nobody knows where the next message begins: it is looked for where a segment does. */
static bool loses_thread(uint32_t anomalies)
{
    static const uint32_t losing = LF_HA_BIT(NOT_HTTP) | LF_HA_BIT(BAD_CHUNK) |
                                   LF_HA_BIT(HEAD_TOO_LONG) | LF_HA_BIT(UNKNOWN_CODING) |
                                   LF_HA_BIT(BAD_LENGTH);

    return (anomalies & losing) != 0;
}

static bool frame_loses_thread(const talk *t, uint32_t frame)
{
    lf_http_walk walk;
    const lf_message *m;

    if (loses_thread(lf_http_notes(t->http, frame)))
        return true;
    lf_http_walk_start(&walk, t->http, frame, frame, t->frames[frame].end);
    while ((m = lf_http_walk_next(&walk)) != NULL) {
        if (m->done_frame == frame && loses_thread(m->anomalies))
            return true;
    }
    return false;
}

/* The first frame from which on it depends on how it was cut; behind the last one where none does.
 */
static uint32_t thread_end(const talk *t)
{
    uint32_t frame = 1;

    while (frame <= t->count && !frame_loses_thread(t, frame))
        frame++;
    return frame;
}

bool talk_keeps_thread(const talk *t)
{
    return thread_end(t) > t->count;
}

static void write_frame(GString *out, const talk *t, uint32_t frame, bool paired)
{
    lf_http_walk walk;
    const lf_message *m;

    lf_http_walk_start(&walk, t->http, frame, frame, t->frames[frame].end);
    while ((m = lf_http_walk_next(&walk)) != NULL) {
        if (m->done_frame == frame)
            write_message(out, t, m, paired);
    }
}

char *talk_transcript(const talk *t, bool paired)
{
    GString *out = g_string_new(NULL);
    uint32_t end = thread_end(t);

    for (uint32_t frame = 1; frame < end; frame++)
        write_frame(out, t, frame, paired);
    return g_string_free(out, FALSE);
}

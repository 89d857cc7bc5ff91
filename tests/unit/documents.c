/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents.h"

#define MS INT64_C(1000000)

/* Of the ladder of 12 lines. `state`: NULL is "as before". */
typedef struct line {
    bool leftward;
    int64_t us;
    lf_phase phase;
    lf_tone tone;
    const char *label;
    const char *note;
    const char *state[2];
} line;

static const line lines[] = {
    {false, 0, LF_PH_HANDSHAKE, LF_TONE_PLAIN, "SYN seq=0", "", {"SYN-SENT", NULL}},
    {true,
     214,
     LF_PH_HANDSHAKE,
     LF_TONE_PLAIN,
     "SYN, ACK seq=0 ack=1",
     "",
     {"ESTABLISHED", "SYN-RECEIVED"}},
    {false, 260, LF_PH_HANDSHAKE, LF_TONE_PLAIN, "ACK seq=1 ack=1", "", {NULL, "ESTABLISHED"}},
    {false,
     412,
     LF_PH_TRANSFER,
     LF_TONE_PLAIN,
     "PSH, ACK seq=1 ack=1 len=78",
     "GET /index.html HTTP/1.1",
     {NULL, NULL}},
    {true, 633, LF_PH_TRANSFER, LF_TONE_PLAIN, "ACK seq=1 ack=79", "", {NULL, NULL}},
    {true,
     1820,
     LF_PH_TRANSFER,
     LF_TONE_PLAIN,
     "PSH, ACK seq=1 ack=79 len=853",
     "HTTP/1.1 200 OK (text/html, 615 octets)",
     {NULL, NULL}},
    {true,
     203855,
     LF_PH_TRANSFER,
     LF_TONE_BAD,
     "PSH, ACK seq=1 ack=79 len=853",
     "retransmission of frame 6",
     {NULL, NULL}},
    {false, 203902, LF_PH_TRANSFER, LF_TONE_PLAIN, "ACK seq=79 ack=854", "", {NULL, NULL}},
    {false,
     204100,
     LF_PH_TEARDOWN,
     LF_TONE_PLAIN,
     "FIN, ACK seq=79 ack=854",
     "",
     {"FIN-WAIT-1", "CLOSE-WAIT"}},
    {true, 204300, LF_PH_TEARDOWN, LF_TONE_PLAIN, "ACK seq=854 ack=80", "", {"FIN-WAIT-2", NULL}},
    {true,
     204420,
     LF_PH_TEARDOWN,
     LF_TONE_PLAIN,
     "FIN, ACK seq=854 ack=80",
     "",
     {"TIME-WAIT", "LAST-ACK"}},
    {false, 204480, LF_PH_CLOSED, LF_TONE_GOOD, "ACK seq=80 ack=855", "", {NULL, "CLOSED"}},
};

static void add_item(lf_ladder *ladder, lf_ladder_item item)
{
    g_array_append_val(ladder->items, item);
}

static lf_ladder empty_ladder(lf_language language)
{
    static const char *const titles[] = {[LF_EN] = "Connection 0", [LF_ZH] = "连接 0"};
    static const char *const clients[] = {[LF_EN] = "client", [LF_ZH] = "客户端"};
    static const char *const servers[] = {[LF_EN] = "server", [LF_ZH] = "服务器"};

    return (lf_ladder){
        .title = titles[language],
        .name = {clients[language], servers[language]},
        .address = {g_strdup("192.0.2.10:59322"), g_strdup("[2001:db8::5054:ff:fe12:3456]:80")},
        .start = {"CLOSED", "LISTEN"},
        .items = g_array_new(FALSE, TRUE, sizeof(lf_ladder_item)),
    };
}

lf_ladder ladder_of_12(lf_language language)
{
    lf_ladder ladder = empty_ladder(language);
    const char *state[2] = {ladder.start[0], ladder.start[1]};

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        lf_ladder_item item = {
            .tone = lines[i].tone,
            .frame = i + 1,
            .time_ns = lines[i].us * 1000,
            .leftward = lines[i].leftward,
            .phase = lines[i].phase,
            .label = g_strdup(lines[i].label),
            .note = g_strdup(language == LF_ZH && lines[i].note[0] != '\0' ? "HTTP 响应：图书馆首页"
                                                                           : lines[i].note),
        };

        for (unsigned side = 0; side < 2; side++) {
            item.changed[side] = lines[i].state[side] != NULL;
            if (item.changed[side])
                state[side] = lines[i].state[side];
            item.state[side] = state[side];
        }
        add_item(&ladder, item);
    }
    return ladder;
}

lf_ladder ladder_of_many(unsigned count)
{
    lf_ladder ladder = empty_ladder(LF_EN);

    for (unsigned i = 0; i < count; i++) {
        bool fold = i % 9 == 8;
        bool bad = !fold && i % 13 == 12;
        lf_ladder_item item = {
            .tone = fold  ? LF_TONE_FOLD
                    : bad ? LF_TONE_BAD
                          : LF_TONE_PLAIN,
            .frame = i * 37 + 1,
            .time_ns = i * 12345678,
            .leftward = i % 3 != 0,
            .phase = i < 3           ? LF_PH_HANDSHAKE
                     : i < count - 4 ? LF_PH_TRANSFER
                                     : LF_PH_RESET,
            .state = {"ESTABLISHED", "ESTABLISHED"},
        };

        item.label = fold ? g_strdup("36 segments: 35040 octets to the client, 18 ACKs")
                          : g_strdup_printf("ACK seq=%u ack=%u len=1460", i * 1460, i * 78);
        item.note = g_strdup(i % 5 == 1 ? "GET /assets/images/2024/a-rather-long-name-of-a-picture-"
                                          "taken-in-the-laboratory-last-week.jpeg HTTP/1.1"
                                        : "");
        add_item(&ladder, item);
    }
    return ladder;
}

lf_ladder ladder_of_text(const char *text)
{
    lf_ladder ladder = {
        .title = text,
        .name = {text, text},
        .address = {g_strdup(text), g_strdup(text)},
        .start = {text, text},
        .items = g_array_new(FALSE, TRUE, sizeof(lf_ladder_item)),
    };

    for (unsigned tone = LF_TONE_PLAIN; tone <= LF_TONE_FOLD; tone++)
        add_item(&ladder, (lf_ladder_item){
                              .tone = (lf_tone)tone,
                              .label = g_strdup(text),
                              .note = g_strdup(text),
                              .state = {text, text},
                              .changed = {true, true},
                          });
    return ladder;
}

void ladder_free(lf_ladder *ladder)
{
    for (unsigned i = 0; ladder->items != NULL && i < ladder->items->len; i++) {
        g_free(g_array_index(ladder->items, lf_ladder_item, i).label);
        g_free(g_array_index(ladder->items, lf_ladder_item, i).note);
    }
    if (ladder->items != NULL)
        g_array_free(ladder->items, TRUE);
    g_free(ladder->address[0]);
    g_free(ladder->address[1]);
}

static void add_bar(lf_timeline *timeline, lf_timeline_bar bar)
{
    g_array_append_val(timeline->bars, bar);
}

static void add_requests(lf_timeline *timeline, unsigned stream, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        int64_t start = timeline->start_ns + (stream * 37 + i * 160 + 21) * MS;
        bool missing = (stream + i) % 5 == 4;

        add_bar(
            timeline,
            (lf_timeline_bar){
                .stream = stream,
                .label = g_strdup_printf(
                    i == 1 ? "GET /assets/fonts/a-very-long-name-%u.woff2" : "GET /img/%u.png", i),
                .result = g_strdup(missing ? "404 Not Found" : "200 OK"),
                .tone = missing ? LF_TONE_BAD : LF_TONE_PLAIN,
                .start_ns = start,
                .answer_ns = start + 40 * MS,
                .end_ns = start + (60 + stream * 13) * MS,
            });
    }
}

lf_timeline timeline_of(unsigned connections, unsigned requests)
{
    lf_timeline timeline = {
        .title = "www.example.com",
        .start_ns = 1234567 * INT64_C(1000),
        .end_ns = 1234567 * INT64_C(1000) + 780 * MS,
        .bars = g_array_new(FALSE, TRUE, sizeof(lf_timeline_bar)),
        .rest = g_strdup("14 more requests are not drawn."),
    };

    for (unsigned stream = 0; stream < connections; stream++) {
        int64_t start = timeline.start_ns + stream * 37 * MS;

        add_bar(&timeline, (lf_timeline_bar){
                               .stream = stream,
                               .connection = true,
                               .label = g_strdup_printf("192.0.2.10:%u", 59320 + stream),
                               .result = g_strdup(""),
                               .start_ns = start,
                               .answer_ns = start + 20 * MS,
                               .end_ns = MIN(start + 600 * MS, timeline.end_ns),
                           });
        add_requests(&timeline, stream,
                     requests / connections + (stream < requests % connections ? 1 : 0));
    }
    return timeline;
}

lf_timeline timeline_of_text(char *text)
{
    lf_timeline timeline = {
        .title = text,
        .end_ns = 10 * MS,
        .bars = g_array_new(FALSE, TRUE, sizeof(lf_timeline_bar)),
        .rest = g_strdup(text),
    };

    for (unsigned tone = LF_TONE_PLAIN; tone <= LF_TONE_FOLD; tone++)
        add_bar(&timeline, (lf_timeline_bar){
                               .label = g_strdup(text),
                               .result = g_strdup(text),
                               .tone = (lf_tone)tone,
                               .end_ns = 5 * MS,
                           });
    return timeline;
}

void timeline_free(lf_timeline *timeline)
{
    for (unsigned i = 0; timeline->bars != NULL && i < timeline->bars->len; i++) {
        g_free(g_array_index(timeline->bars, lf_timeline_bar, i).label);
        g_free(g_array_index(timeline->bars, lf_timeline_bar, i).result);
    }
    if (timeline->bars != NULL)
        g_array_free(timeline->bars, TRUE);
    g_free(timeline->rest);
}

static const lf_column columns[LF_LANGUAGES][5] = {
    [LF_EN] = {{"frame", true},
               {"time", true},
               {"segment", false},
               {"HTTP", false},
               {"explanation", false}},
    [LF_ZH] = {{"帧", true}, {"时间", true}, {"报文段", false}, {"HTTP", false}, {"解释", false}},
};

static const char *const sentences[] = {
    [LF_EN] = "The client acknowledges everything up to here: ack = seq + len of frame 6, "
              "1 + 853 = 854. Nothing is outstanding now.",
    [LF_ZH] = "客户端确认到此为止的全部数据：ack = 第 6 帧的 seq + len，即 1 + 853 = "
              "854。现在没有未确认的数据。",
};

void table_of_12(lf_table *table, lf_language language)
{
    lf_table_start(table, language == LF_ZH ? "逐帧" : "Frame by frame", columns[language], 5);
    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        lf_table_row(table, i == 4 ? LF_TONE_FOLD : lines[i].tone);
        lf_table_cellf(table, "%u", i + 1);
        lf_table_cellf(table, "0.%06d", (int)lines[i].us);
        lf_table_cell(table, lines[i].label);
        lf_table_cell(table, lines[i].note);
        lf_table_cell(table, sentences[language]);
    }
}

void table_of_text(lf_table *table, const char *text)
{
    lf_table_start(table, text, columns[LF_EN], 5);
    for (unsigned tone = LF_TONE_PLAIN; tone <= LF_TONE_FOLD; tone++) {
        lf_table_row(table, (lf_tone)tone);
        for (unsigned i = 0; i < 4; i++)
            lf_table_cell(table, text);
    }
}

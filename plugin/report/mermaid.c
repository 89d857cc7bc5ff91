/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mermaid.h"

#include "../core/names.h"
#include "escape_markdown.h"
#include "phrases.h"
#include "words.h"

#define ITEMS_MAX 80

/* Mermaid draws no diagram of more than 50,000 characters (maxTextSize). */
#define OCTETS_MAX 40000

/* Characters of what a segment carries: a long one would make the whole diagram wide. */
#define NOTE_MAX 60

/* Translucent, so that they suit a light and a dark page; each block is named in words too. */
static const struct {
    const char *colour;
    lf_word word;
} phases[LF_PH_COUNT] = {
    [LF_PH_HANDSHAKE] = {"rgba(46, 160, 67, 0.15)", LF_W_HANDSHAKE},
    [LF_PH_TRANSFER] = {"rgba(56, 139, 253, 0.12)", LF_W_TRANSFER},
    [LF_PH_TEARDOWN] = {"rgba(219, 150, 20, 0.15)", LF_W_TEARDOWN},
    [LF_PH_RESET] = {"rgba(218, 54, 51, 0.15)", LF_W_RESET},
    [LF_PH_CLOSED] = {"rgba(128, 128, 128, 0.15)", LF_W_CLOSED},
};

static const lf_ladder_item *item_at(const lf_ladder *ladder, unsigned at)
{
    return &g_array_index(ladder->items, lf_ladder_item, at);
}

static const char *text_of(const char *text)
{
    return text == NULL ? "" : text;
}

static void add_participant(GString *out, char id, const char *name, const char *address)
{
    g_string_append_printf(out, "    participant %c as ", id);
    lf_escape_mermaid(out, text_of(name));
    if (text_of(address)[0] != '\0') {
        g_string_append(out, "<br/>");
        lf_escape_mermaid(out, address);
    }
    g_string_append_c(out, '\n');
}

static void add_state(GString *out, unsigned side, const char *state)
{
    if (text_of(state)[0] == '\0')
        return;
    g_string_append(out, side == 0 ? "    Note left of C: " : "    Note right of S: ");
    lf_escape_mermaid(out, state);
    g_string_append_c(out, '\n');
}

/* The states before line number `from`. */
static void add_start(GString *out, const lf_ladder *ladder, unsigned from)
{
    for (unsigned side = 0; side < 2; side++)
        add_state(out, side,
                  from == 0 ? ladder->start[side] : item_at(ladder, from - 1)->state[side]);
}

static void add_note(GString *out, const char *note)
{
    char *valid = g_utf8_make_valid(text_of(note), -1);

    if (g_utf8_strlen(valid, -1) > NOTE_MAX) {
        *g_utf8_offset_to_pointer(valid, NOTE_MAX) = '\0';
        lf_escape_mermaid(out, valid);
        g_string_append(out, "…");
    } else {
        lf_escape_mermaid(out, valid);
    }
    g_free(valid);
}

static void add_texts(GString *out, const lf_ladder_item *item)
{
    g_string_append_printf(out, "%u · ", item->frame);
    lf_phrase_seconds(out, item->time_ns);
    g_string_append(out, " s · ");
    lf_escape_mermaid(out, text_of(item->label));
    if (text_of(item->note)[0] != '\0') {
        g_string_append(out, "<br/>");
        add_note(out, item->note);
    }
    g_string_append_c(out, '\n');
}

static void add_arrow(GString *out, const lf_ladder_item *item)
{
    bool bad = item->tone == LF_TONE_BAD;

    g_string_append_printf(out, "    %c%s%c: %s", item->leftward ? 'S' : 'C', bad ? "-->>" : "->>",
                           item->leftward ? 'C' : 'S', bad ? "⚠ " : "");
    add_texts(out, item);
}

static void add_item(GString *out, const lf_ladder_item *item)
{
    if (item->tone == LF_TONE_FOLD) {
        g_string_append(out, "    Note over C,S: ⋯ ");
        add_texts(out, item);
    } else {
        add_arrow(out, item);
    }
    for (unsigned side = 0; side < 2; side++) {
        if (item->changed[side])
            add_state(out, side, item->state[side]);
    }
}

static void open_phase(GString *out, lf_phase phase, lf_language language)
{
    g_string_append_printf(out, "    rect %s\n    Note over C,S: ", phases[phase].colour);
    lf_escape_mermaid(out, lf_word_in(phases[phase].word, language));
    g_string_append_c(out, '\n');
}

/* Appends the lines of one phase; returns the number of the next line. */
static unsigned add_phase(GString *out, const lf_ladder *ladder, unsigned from, unsigned end,
                          gsize room, lf_language language)
{
    lf_phase phase = item_at(ladder, from)->phase;
    unsigned at = from;

    open_phase(out, phase, language);
    while (at < end && item_at(ladder, at)->phase == phase && (at == from || out->len < room))
        add_item(out, item_at(ladder, at++));
    g_string_append(out, "    end\n");
    return at;
}

unsigned lf_mermaid_write(GString *out, const lf_ladder *ladder, unsigned from,
                          lf_language language)
{
    static const char ids[] = {'C', 'S'};
    gsize room = out->len + OCTETS_MAX;
    unsigned end = MIN(from + ITEMS_MAX, ladder->items->len);
    unsigned at = from;

    g_string_append(out, "sequenceDiagram\n");
    for (unsigned side = 0; side < 2; side++)
        add_participant(out, ids[side], ladder->name[side], ladder->address[side]);
    add_start(out, ladder, from);
    while (at < end && (at == from || out->len < room))
        at = add_phase(out, ladder, at, end, room, language);
    return at;
}
